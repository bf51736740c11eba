//! A new person: a borrower with a wallet, or a merchant's user with the merchant and its accounts.

use super::{doorkeeper::Caller, sign_in};
use crate::{
    actor::Role,
    id::{MerchantId, PersonId, SignInId},
    identity::{body::Registration, error::IdentityRefused, view::PersonView},
    ledger::{account::AccountKind, pg::open},
    work::{Command, Failure, Meta, Record, Tx, WorkError, refuse},
};
use secrecy::SecretString;
use serde_json::json;

/// The password is hashed before the transaction opens: hashing takes longer than everything in it.
pub struct Register<'a> {
    pub registration: &'a Registration,
    pub password_hash: String,
    /// Made by the demo seed; also the only way to an admin.
    pub is_demo: bool,
    /// Signed in at once, unless the seed makes the person.
    pub caller: Option<&'a Caller>,
    pub meta: Meta,
}

pub struct Registered {
    pub person: PersonView,
    pub sign_in: Option<(SignInId, Option<SecretString>)>,
}

impl Command for Register<'_> {
    const NAME: &'static str = "identity.register";
    type Output = Registered;
    type Refusal = IdentityRefused;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<Registered, Failure<IdentityRefused>> {
        let new = self.registration;
        let id = PersonId::new();
        let now = tx.now();
        sqlx::query!(
            r#"
            insert into person (id, name, email, email_folded, password_hash, role, is_demo, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            "#,
            id.0,
            new.name,
            new.email.written,
            new.email.folded,
            self.password_hash,
            new.role.as_str(),
            self.is_demo,
            now,
        )
        .execute(tx.conn())
        .await
        .map_err(taken)?;
        let merchant = match new.role {
            Role::User => {
                open(tx, AccountKind::Wallet, id.0).await?;
                open(tx, AccountKind::WalletHeld, id.0).await?;
                sqlx::query!("insert into standing (person_id, updated_at) values ($1, $2)", id.0, now)
                    .execute(tx.conn())
                    .await?;
                None
            }
            Role::Merchant => Some(self.open_merchant(tx, id).await?),
            Role::Admin => None,
        };
        let person = PersonView {
            id,
            name: new.name.clone(),
            email: new.email.written.clone(),
            role: new.role,
            merchant_id: merchant,
            created_at: now,
        };
        let sign_in = match self.caller {
            Some(caller) => Some(sign_in::open(tx, id, caller).await?),
            None => None,
        };
        tx.record(Record::of("person", id.0).after(json!({ "role": new.role, "merchant": merchant })));
        Ok(Registered { person, sign_in })
    }
}

impl Register<'_> {
    async fn open_merchant(&self, tx: &mut Tx, person: PersonId) -> Result<MerchantId, sqlx::Error> {
        let id = MerchantId::new();
        let now = tx.now();
        let name = self.registration.business_name.as_deref().unwrap_or(&self.registration.name);
        sqlx::query!(
            "insert into merchant (id, person_id, name, created_at) values ($1, $2, $3, $4)",
            id.0,
            person.0,
            name,
            now,
        )
        .execute(tx.conn())
        .await?;
        open(tx, AccountKind::MerchantAvailable, id.0).await?;
        open(tx, AccountKind::MerchantHeld, id.0).await?;
        open(tx, AccountKind::MerchantReceivable, id.0).await?;
        Ok(id)
    }
}

fn taken(error: sqlx::Error) -> Failure<IdentityRefused> {
    let error = WorkError::from(error);
    match error.constraint() {
        Some("person_email_taken") => refuse(IdentityRefused::EmailTaken),
        _ => error.into(),
    }
}
