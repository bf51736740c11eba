//! An admin gives a loan or plan up as lost. It is owed all the same: what is paid afterwards is a recovery.

use super::standing::{debt_accounts, up_to_date};
use crate::{
    actor::Admin,
    debt::{body::WriteOffBody, error::DebtRefused, postings::written_off},
    explain::Explanation,
    id::{LoanId, PersonId, PlanId},
    ledger::{account::AccountKind, pg::post},
    loan::position::Class,
    money::Paise,
    work::{Command, Failure, Meta, Record, Tx, WorkError, refuse},
};
use serde_json::json;

/// Which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Debt {
    Loan(LoanId),
    Plan(PlanId),
}

pub struct WriteOff {
    admin: Admin,
    debt: Debt,
    reason: String,
    meta: Meta,
}

impl WriteOffBody {
    pub fn parse(&self, admin: Admin, debt: Debt, meta: Meta) -> Result<WriteOff, Explanation> {
        Ok(WriteOff { admin, debt, reason: self.reason.text("reason", 500)?, meta })
    }
}

/// As it is locked.
struct Found {
    person: PersonId,
    is_active: bool,
    was_written_off: bool,
    is_overdue: bool,
    lent: Paise,
    penal: Paise,
}

impl Command for WriteOff {
    const NAME: &'static str = "debt.write_off";
    /// How much.
    type Output = Paise;
    type Refusal = DebtRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<Paise, Failure<DebtRefused>> {
        let person = self.person(tx).await?;
        let standing = up_to_date(tx, person).await?.ok_or(refuse(DebtRefused::NotFound))?;
        let found = self.lock(tx).await?;
        if found.was_written_off {
            return Err(refuse(DebtRefused::WrittenOff));
        }
        if !found.is_active {
            return Err(refuse(DebtRefused::NothingOwed));
        }
        if standing.class != Class::Npa || !found.is_overdue {
            return Err(refuse(DebtRefused::NotNpa { class: standing.class }));
        }
        let (id, kind, lent) = match self.debt {
            Debt::Loan(loan) => (loan.0, "loan", AccountKind::LoanPrincipal),
            Debt::Plan(plan) => (plan.0, "plan", AccountKind::BnplReceivable),
        };
        let accounts = debt_accounts(tx, id, lent, false).await?;
        let entry = written_off(id, accounts, found.lent, found.penal)
            .map_err(|_| WorkError::Broken("a write-off does not balance"))?;
        post(tx, &entry).await?;
        let total = found.lent.saturating_add(found.penal);
        self.write(tx, total).await?;
        tx.record(
            Record::of(kind, id)
                .after(json!({ "written_off": total, "reason": self.reason }))
                .tells(found.person.0),
        );
        Ok(total)
    }
}

impl WriteOff {
    async fn person(&self, tx: &mut Tx) -> Result<PersonId, Failure<DebtRefused>> {
        let found = match self.debt {
            Debt::Loan(loan) => {
                sqlx::query_scalar!("select person_id from loan where id = $1", loan.0)
                    .fetch_optional(tx.conn())
                    .await?
            }
            Debt::Plan(plan) => {
                sqlx::query_scalar!("select person_id from plan where id = $1", plan.0)
                    .fetch_optional(tx.conn())
                    .await?
            }
        };
        Ok(PersonId(found.ok_or(refuse(DebtRefused::NotFound))?))
    }

    async fn lock(&self, tx: &mut Tx) -> Result<Found, Failure<DebtRefused>> {
        let today = tx.today();
        match self.debt {
            Debt::Loan(loan) => {
                let row = sqlx::query!(
                    r#"
                    select person_id, status, written_off_at, coalesce(next_due_on < $2, false) as "is_overdue!", principal_paise - principal_paid_paise as "lent!", penal_charged_paise - penal_paid_paise as "penal!"
                    from loan where id = $1 for no key update
                    "#,
                    loan.0,
                    today,
                )
                .fetch_one(tx.conn())
                .await?;
                Ok(Found {
                    person: PersonId(row.person_id),
                    is_active: row.status == "ACTIVE",
                    was_written_off: row.written_off_at.is_some(),
                    is_overdue: row.is_overdue,
                    lent: Paise::new(row.lent),
                    penal: Paise::new(row.penal),
                })
            }
            Debt::Plan(plan) => {
                let row = sqlx::query!(
                    r#"
                    select person_id, status, written_off_at, outstanding_paise,
                           exists (select from plan_instalment where plan_id = $1 and paid_at is null and refunded_paise < amount_paise and due_on < $2) as "is_overdue!",
                           (select coalesce(sum(penal_paise), 0) from plan_instalment where plan_id = $1 and paid_at is null)::bigint as "penal!"
                    from plan where id = $1 for no key update
                    "#,
                    plan.0,
                    today,
                )
                .fetch_one(tx.conn())
                .await?;
                Ok(Found {
                    person: PersonId(row.person_id),
                    is_active: row.status == "ACTIVE",
                    was_written_off: row.written_off_at.is_some(),
                    is_overdue: row.is_overdue,
                    lent: Paise::new(row.outstanding_paise),
                    penal: Paise::new(row.penal),
                })
            }
        }
    }

    async fn write(&self, tx: &mut Tx, total: Paise) -> Result<(), sqlx::Error> {
        let now = tx.now();
        match self.debt {
            Debt::Loan(loan) => {
                sqlx::query!(
                    "update loan set written_off_at = $2, written_off_paise = $3, updated_at = $2 where id = $1",
                    loan.0,
                    now,
                    total.get(),
                )
                .execute(tx.conn())
                .await?;
            }
            Debt::Plan(plan) => {
                sqlx::query!(
                    "update plan set written_off_at = $2, written_off_paise = $3, updated_at = $2 where id = $1",
                    plan.0,
                    now,
                    total.get(),
                )
                .execute(tx.conn())
                .await?;
            }
        }
        Ok(())
    }
}
