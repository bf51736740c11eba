//! A second factor of admins: a code of six digits that changes every half minute (TOTP, RFC 6238), made from a secret that
//! their phone and we share. The secret lies sealed; a code is taken once.

use crate::{
    actor::Admin,
    id::PersonId,
    identity::{error::IdentityRefused, view::NewSecondFactorView},
    work::{Command, Failure, Meta, Record, Tx, Vault, WorkError, refuse},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::sync::Arc;
use totp_rs::{Builder, Secret, Totp};

/// What stands before the account's name in the phone.
const ISSUER: &str = "Kist";
const PURPOSE: &str = "second_factor.secret";

/// The secret of a factor, and the half minute of the code that was taken last.
pub(super) struct Factor {
    pub(super) sealed: Vec<u8>,
    pub(super) last_step: i64,
}

impl Factor {
    /// The half minute that this code is of, if it is right and was not taken before. Phones' clocks may be one off.
    pub(super) fn step(
        &self,
        vault: &Vault,
        person: PersonId,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<i64>, WorkError> {
        let secret = vault.open(PURPOSE, person.0, &self.sealed)?;
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let time = u64::try_from(now.timestamp()).unwrap_or(0);
        let step = totp(secret, "")?.check(&code, time).and_then(|step| i64::try_from(step).ok());
        Ok(step.filter(|step| *step > self.last_step))
    }
}

fn totp(secret: Vec<u8>, account: &str) -> Result<Totp, WorkError> {
    Builder::new()
        .with_secret(Secret::from(secret))
        .with_issuer(Some(ISSUER))
        // A colon would end it.
        .with_account_name(account.replace(':', ""))
        .build()
        .map_err(|_| WorkError::Broken("a second factor could not be made"))
}

/// One that is being set up, as its owner needs it.
pub(super) fn shown(
    vault: &Vault,
    person: PersonId,
    account: &str,
    sealed: &[u8],
) -> Result<NewSecondFactorView, WorkError> {
    written(Secret::from(vault.open(PURPOSE, person.0, sealed)?), account)
}

fn written(secret: Secret, account: &str) -> Result<NewSecondFactorView, WorkError> {
    let typed = secret.to_base32();
    let totp = totp(secret.as_ref().to_vec(), account)?;
    let address = totp.to_url().map_err(|_| WorkError::Broken("a second factor has no address"))?;
    Ok(NewSecondFactorView { secret: typed, address })
}

/// Remembers that a code was taken. `false`: somebody else was quicker with it.
pub(super) async fn take(tx: &mut Tx, person: PersonId, step: i64) -> Result<bool, sqlx::Error> {
    let taken = sqlx::query!(
        "update second_factor set last_step = $2 where person_id = $1 and last_step < $2",
        person.0,
        step,
    )
    .execute(tx.conn())
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// Makes a secret. It counts for nothing until a code made from it was entered.
pub(super) struct BeginSecondFactor {
    pub(super) admin: Admin,
    /// As the phone shows it.
    pub(super) account: String,
    pub(super) vault: Arc<Vault>,
    pub(super) meta: Meta,
}

impl Command for BeginSecondFactor {
    const NAME: &'static str = "identity.second_factor_begin";
    type Output = NewSecondFactorView;
    type Refusal = IdentityRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<NewSecondFactorView, Failure<IdentityRefused>> {
        let person = self.admin.person();
        let secret = Secret::generate();
        let sealed = self.vault.seal(PURPOSE, person.0, secret.as_ref())?;
        let view = written(secret, &self.account)?;
        let begun = sqlx::query!(
            r#"
            insert into second_factor (person_id, sealed_secret) values ($1, $2)
            on conflict (person_id) do update set sealed_secret = excluded.sealed_secret, last_step = 0
            where second_factor.confirmed_at is null
            "#,
            person.0,
            sealed,
        )
        .execute(tx.conn())
        .await?;
        if begun.rows_affected() == 0 {
            return Err(refuse(IdentityRefused::SecondFactorIsOn));
        }
        tx.record(Record::of("person", person.0).after(json!({ "second_factor": "begun" })));
        Ok(view)
    }
}

/// Switches it on, with the first code made from the secret.
pub(super) struct ConfirmSecondFactor {
    pub(super) admin: Admin,
    pub(super) code: String,
    pub(super) vault: Arc<Vault>,
    pub(super) meta: Meta,
}

impl Command for ConfirmSecondFactor {
    const NAME: &'static str = "identity.second_factor_confirm";
    type Output = ();
    type Refusal = IdentityRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<IdentityRefused>> {
        let person = self.admin.person();
        let row = sqlx::query!(
            "select sealed_secret, last_step, confirmed_at from second_factor where person_id = $1 for update",
            person.0,
        )
        .fetch_optional(tx.conn())
        .await?
        .ok_or(refuse(IdentityRefused::SecondFactorIsOff))?;
        if row.confirmed_at.is_some() {
            return Err(refuse(IdentityRefused::SecondFactorIsOn));
        }
        let factor = Factor { sealed: row.sealed_secret, last_step: row.last_step };
        let step = factor.step(&self.vault, person, &self.code, tx.real_now())?;
        let step = step.ok_or(refuse(IdentityRefused::WrongCode))?;
        sqlx::query!(
            "update second_factor set confirmed_at = clock_timestamp(), last_step = $2 where person_id = $1",
            person.0,
            step,
        )
        .execute(tx.conn())
        .await?;
        tx.record(Record::of("person", person.0).after(json!({ "second_factor": "on" })));
        Ok(())
    }
}

/// Switches it off, with a code: whoever finds a screen unlocked cannot.
pub(super) struct RemoveSecondFactor {
    pub(super) admin: Admin,
    pub(super) code: String,
    pub(super) vault: Arc<Vault>,
    pub(super) meta: Meta,
}

impl Command for RemoveSecondFactor {
    const NAME: &'static str = "identity.second_factor_remove";
    type Output = ();
    type Refusal = IdentityRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<IdentityRefused>> {
        let person = self.admin.person();
        let row = sqlx::query!(
            "select sealed_secret, last_step from second_factor where person_id = $1 and confirmed_at is not null for update",
            person.0,
        )
        .fetch_optional(tx.conn())
        .await?
        .ok_or(refuse(IdentityRefused::SecondFactorIsOff))?;
        let factor = Factor { sealed: row.sealed_secret, last_step: row.last_step };
        let step = factor.step(&self.vault, person, &self.code, tx.real_now())?;
        step.ok_or(refuse(IdentityRefused::WrongCode))?;
        sqlx::query!("delete from second_factor where person_id = $1", person.0).execute(tx.conn()).await?;
        tx.record(Record::of("person", person.0).after(json!({ "second_factor": "off" })));
        Ok(())
    }
}

/// For whoever has access to the machine, where an admin has lost their phone.
pub struct ResetSecondFactor {
    pub email_folded: String,
    pub meta: Meta,
}

impl Command for ResetSecondFactor {
    const NAME: &'static str = "identity.second_factor_reset";
    /// Whether there was one.
    type Output = bool;
    type Refusal = IdentityRefused;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<bool, Failure<IdentityRefused>> {
        let person = sqlx::query_scalar!(
            r#"
            delete from second_factor f using person p
            where p.id = f.person_id and p.email_folded = $1 returning p.id
            "#,
            self.email_folded,
        )
        .fetch_optional(tx.conn())
        .await?;
        match person {
            Some(person) => {
                tx.record(Record::of("person", person).after(json!({ "second_factor": "reset" })));
                Ok(true)
            }
            None => {
                tx.nothing_happened();
                Ok(false)
            }
        }
    }
}
