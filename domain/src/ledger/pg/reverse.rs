//! Takes an entry back with the same legs the other way round. Nothing is edited, nothing is deleted.

use super::post;
use crate::{
    actor::Admin,
    explain::{Explain, Explanation, Kind},
    id::{AccountId, EntryId, PersonId},
    ledger::entry::{Entry, Leg},
    money::Paise,
    work::{Command, Failure, Meta, Record, Tx, WorkError, refuse},
};
use serde_json::json;

/// For entries that stand alone. One that other records build on (a repayment, a disbursement) is refused:
/// taking back its money alone would leave the loan saying something else than the ledger.
pub struct Reverse {
    pub admin: Admin,
    pub entry: EntryId,
    pub reason: String,
    pub meta: Meta,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReverseRefused {
    #[error("There is no such entry.")]
    NotFound,
    #[error("This entry has been reversed already.")]
    AlreadyReversed,
    #[error("A loan stands on this entry; it cannot be reversed on its own.")]
    LoanStandsOnIt,
    #[error("A transfer across the bank stands on this entry. Only what the bank says ends a transfer.")]
    TransferStandsOnIt,
    #[error("The money is no longer there: reversing this would take an account below its floor.")]
    BelowFloor,
}

impl Explain for ReverseRefused {
    fn explain(&self) -> Explanation {
        let sentence = self.to_string();
        match self {
            ReverseRefused::NotFound => Explanation::not_found(),
            ReverseRefused::AlreadyReversed
            | ReverseRefused::LoanStandsOnIt
            | ReverseRefused::TransferStandsOnIt => {
                Explanation::new(Kind::Conflict, "invalid_state", sentence)
            }
            ReverseRefused::BelowFloor => Explanation::new(Kind::Invalid, "insufficient_funds", sentence),
        }
    }
}

impl Command for Reverse {
    const NAME: &'static str = "ledger.reverse";
    type Output = EntryId;
    type Refusal = ReverseRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<EntryId, Failure<ReverseRefused>> {
        let found =
            sqlx::query!("select kind, description, reference_id from entry where id = $1", self.entry.0)
                .fetch_optional(tx.conn())
                .await?
                .ok_or(refuse(ReverseRefused::NotFound))?;
        if found.kind.starts_with("loan.") {
            return Err(refuse(ReverseRefused::LoanStandsOnIt));
        }
        if ["deposit.", "withdrawal.", "payout."].iter().any(|room| found.kind.starts_with(room)) {
            return Err(refuse(ReverseRefused::TransferStandsOnIt));
        }
        let legs = sqlx::query!("select account_id, amount from leg where entry_id = $1", self.entry.0)
            .fetch_all(tx.conn())
            .await?
            .into_iter()
            .map(|leg| Leg::debit(AccountId(leg.account_id), Paise::new(leg.amount)))
            .collect::<Vec<_>>();
        let entry =
            Entry::reversal(self.entry, format!("Reversal: {}", self.reason), found.reference_id, &legs)
                .map_err(|_| WorkError::Broken("a stored entry does not balance"))?;
        let id = post(tx, &entry).await.map_err(refused)?;
        tx.record(
            Record::of("entry", self.entry.0).after(json!({ "reversed_by": id, "reason": self.reason })),
        );
        Ok(id)
    }
}

fn refused(error: sqlx::Error) -> Failure<ReverseRefused> {
    let error = WorkError::from(error);
    match error.constraint() {
        Some("entry_reversed_once") => refuse(ReverseRefused::AlreadyReversed),
        Some("account_floor") => refuse(ReverseRefused::BelowFloor),
        _ => error.into(),
    }
}
