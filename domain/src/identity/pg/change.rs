//! Changes to a person: the name, the password, and an account switched off or on.

use super::sessions;
use crate::{
    actor::{Actor, Admin},
    explain::{Explain, Explanation},
    id::PersonId,
    identity::error::IdentityRefused,
    work::{Command, Failure, Meta, Record, Tx, refuse},
};
use serde_json::json;

pub(super) struct SetPassword {
    pub(super) actor: Actor,
    pub(super) password_hash: String,
    pub(super) meta: Meta,
}

impl Command for SetPassword {
    const NAME: &'static str = "identity.set_password";
    type Output = ();
    type Refusal = IdentityRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.actor.person)
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<IdentityRefused>> {
        let person = self.actor.person;
        sqlx::query!("update person set password_hash = $2 where id = $1", person.0, self.password_hash)
            .execute(tx.conn())
            .await?;
        // Whoever knew the old password is signed out everywhere else.
        let ended = sessions::end(tx, person, None, self.actor.sign_in, "password_changed").await?;
        tx.record(Record::of("person", person.0).after(json!({ "sign_ins_ended": ended })));
        Ok(())
    }
}

pub(super) struct Rename {
    pub(super) person: PersonId,
    pub(super) name: String,
    pub(super) meta: Meta,
}

impl Command for Rename {
    const NAME: &'static str = "identity.rename";
    type Output = ();
    type Refusal = IdentityRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.person)
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<IdentityRefused>> {
        sqlx::query!("update person set name = $2 where id = $1", self.person.0, self.name)
            .execute(tx.conn())
            .await?;
        // Names are personal: the audit says that it changed, not to what.
        tx.record(Record::of("person", self.person.0).after(json!({ "changed": ["name"] })));
        Ok(())
    }
}

/// Switches an account off (every sign-in ends at once) or on again. Nothing is deleted.
pub struct SetActive {
    pub admin: Admin,
    pub person: PersonId,
    pub is_active: bool,
    pub meta: Meta,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetActiveRefused {
    #[error("There is no such person.")]
    NotFound,
    #[error("You cannot switch off your own account.")]
    Yourself,
}

impl Explain for SetActiveRefused {
    fn explain(&self) -> Explanation {
        match self {
            SetActiveRefused::NotFound => Explanation::not_found(),
            SetActiveRefused::Yourself => Explanation::validation("is_active", &self.to_string()),
        }
    }
}

impl Command for SetActive {
    const NAME: &'static str = "identity.set_active";
    type Output = ();
    type Refusal = SetActiveRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<SetActiveRefused>> {
        if self.person == self.admin.person() {
            return Err(refuse(SetActiveRefused::Yourself));
        }
        let before = sqlx::query_scalar!(
            "select is_active from person where id = $1 for no key update",
            self.person.0
        )
        .fetch_optional(tx.conn())
        .await?
        .ok_or(refuse(SetActiveRefused::NotFound))?;
        sqlx::query!("update person set is_active = $2 where id = $1", self.person.0, self.is_active)
            .execute(tx.conn())
            .await?;
        if !self.is_active {
            sessions::end(tx, self.person, None, None, "account_closed").await?;
        }
        tx.record(
            Record::of("person", self.person.0)
                .before(json!({ "is_active": before }))
                .after(json!({ "is_active": self.is_active })),
        );
        Ok(())
    }
}
