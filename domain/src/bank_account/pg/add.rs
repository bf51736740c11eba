//! A new bank account.

use super::{NUMBER, read::Row};
use crate::{
    actor::Holder,
    bank_account::{
        body::{BankAccountBody, NewBankAccount},
        view::BankAccountView,
    },
    explain::{Explain, Explanation},
    id::{BankAccountId, PersonId},
    merchant::{error::MerchantRefused, pg::must_be_active},
    work::{Command, Failure, Meta, Record, Tx, Vault, WorkError, refuse},
};
use serde_json::json;
use std::sync::Arc;

pub struct AddBankAccount {
    holder: Holder,
    new: NewBankAccount,
    vault: Arc<Vault>,
    meta: Meta,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddBankAccountRefused {
    #[error(transparent)]
    Merchant(#[from] MerchantRefused),
}

impl Explain for AddBankAccountRefused {
    fn explain(&self) -> Explanation {
        match self {
            AddBankAccountRefused::Merchant(why) => why.explain(),
        }
    }
}

impl BankAccountBody {
    pub fn parse(
        &self,
        holder: Holder,
        vault: Arc<Vault>,
        meta: Meta,
    ) -> Result<AddBankAccount, Explanation> {
        Ok(AddBankAccount { holder, new: self.read()?, vault, meta })
    }
}

impl Command for AddBankAccount {
    const NAME: &'static str = "bank_account.add";
    type Output = BankAccountView;
    type Refusal = AddBankAccountRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.holder.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<BankAccountView, Failure<AddBankAccountRefused>> {
        if let Holder::Merchant(user) = self.holder {
            must_be_active(tx, user.merchant()).await.map_err(of_merchant)?;
        }
        // Nothing is inserted where a twin was quicker; then it is there to be found.
        let (row, is_new) = match self.kept(tx).await? {
            Some(row) => (row, false),
            None => match self.insert(tx).await? {
                Some(row) => (row, true),
                None => (self.kept(tx).await?.ok_or(WorkError::Broken("a twin's account is gone"))?, false),
            },
        };
        let subject = match self.holder {
            Holder::Person(_) => "person",
            Holder::Merchant(_) => "merchant",
        };
        tx.record(
            Record::of(subject, self.holder.owner())
                .after(json!({ "bank_account": row.id, "new": is_new }))
                .tells(self.holder.owner()),
        );
        Ok(row.view())
    }
}

impl AddBankAccount {
    /// The same number at the same branch is the same account, whatever its holder is called.
    fn identity(&self) -> Vec<u8> {
        [self.new.ifsc.as_str(), self.new.number.expose()].join("/").into_bytes()
    }

    async fn kept(&self, tx: &mut Tx) -> Result<Option<Row>, sqlx::Error> {
        sqlx::query_as!(
            Row,
            r#"
            select id, holder_name, number_last4, ifsc, created_at from bank_account
            where owner_id = $1 and fingerprint = any ($2) order by id limit 1
            "#,
            self.holder.owner(),
            &self.vault.fingerprints(NUMBER, &self.identity()),
        )
        .fetch_optional(tx.conn())
        .await
    }

    async fn insert(&self, tx: &mut Tx) -> Result<Option<Row>, WorkError> {
        let owner = self.holder.owner();
        let now = tx.now();
        let row = sqlx::query_as!(
            Row,
            r#"
            insert into bank_account (id, owner_id, holder_name, number_sealed, number_last4, fingerprint, ifsc, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict on constraint bank_account_once_per_owner do nothing
            returning id, holder_name, number_last4, ifsc, created_at
            "#,
            BankAccountId::new().0,
            owner,
            self.new.holder_name,
            self.vault.seal(NUMBER, owner, self.new.number.expose().as_bytes())?,
            self.new.number.last4(),
            &self.vault.fingerprint(NUMBER, &self.identity())?,
            self.new.ifsc.as_str(),
            now,
        )
        .fetch_optional(tx.conn())
        .await?;
        Ok(row)
    }
}

fn of_merchant(failure: Failure<MerchantRefused>) -> Failure<AddBankAccountRefused> {
    match failure {
        Failure::Refused(why) => refuse(why.into()),
        Failure::Work(error) => error.into(),
    }
}
