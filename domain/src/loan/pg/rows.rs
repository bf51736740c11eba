//! Rows of loans and what they become. Private to this room.

use crate::{
    calendar::days_between,
    id::{LoanId, PersonId},
    loan::{
        position::{Due, Paid, Position},
        schedule::Instalment,
        state::LoanState,
        terms::{Limits, Terms},
        view::{LoanView, Purpose},
    },
    money::{Paise, PositivePaise, Rate},
    work::{Refused, WorkError},
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use sqlx::{PgExecutor, PgPool};
use std::collections::HashMap;
use uuid::Uuid;

pub(crate) struct LoanRow {
    pub(crate) id: Uuid,
    pub(crate) person_id: Uuid,
    pub(crate) borrower_name: String,
    pub(crate) purpose: String,
    pub(crate) principal_paise: i64,
    pub(crate) tenure_months: i16,
    pub(crate) annual_rate: Decimal,
    pub(crate) emi_paise: i64,
    pub(crate) total_interest_paise: i64,
    pub(crate) apr: Decimal,
    pub(crate) status: String,
    pub(crate) rejection_reason: Option<String>,
    pub(crate) disbursed_on: Option<NaiveDate>,
    pub(crate) principal_paid_paise: i64,
    pub(crate) interest_paid_paise: i64,
    pub(crate) penal_charged_paise: i64,
    pub(crate) penal_paid_paise: i64,
    pub(crate) next_due_number: Option<i16>,
    pub(crate) next_due_on: Option<NaiveDate>,
    pub(crate) next_due_paise: Option<i64>,
    pub(crate) approvals: Vec<Uuid>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// `query_as!` over the columns of a [`LoanRow`], from `loan l`; the tail says which.
macro_rules! loan_rows {
    ($tail:literal $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            $crate::loan::pg::rows::LoanRow,
            r#"
            select l.id, l.person_id, p.name as borrower_name, l.purpose, l.principal_paise, l.tenure_months, l.annual_rate,
                   l.emi_paise, l.total_interest_paise, l.apr, l.status, l.rejection_reason, l.disbursed_on,
                   l.principal_paid_paise, l.interest_paid_paise, l.penal_charged_paise, l.penal_paid_paise,
                   l.next_due_number, l.next_due_on, l.next_due_paise,
                   array(select a.admin_id from loan_approval a where a.loan_id = l.id order by a.approved_at) as "approvals!",
                   l.created_at, l.updated_at
            from loan l join person p on p.id = l.person_id
            "# + $tail
            $(, $argument)*
        )
    };
}
pub(crate) use loan_rows;

impl LoanRow {
    pub(crate) fn state(&self) -> Result<LoanState, WorkError> {
        LoanState::parse(&self.status).ok_or(WorkError::Broken("an unknown loan state is stored"))
    }

    pub(crate) fn rate(&self) -> Result<Rate, WorkError> {
        rate(self.annual_rate)
    }

    pub(crate) fn terms(&self) -> Result<Terms, WorkError> {
        Ok(Terms {
            principal: PositivePaise::try_from(Paise::new(self.principal_paise))
                .map_err(|_| WorkError::Broken("a stored principal is not positive"))?,
            tenure_months: unsigned(self.tenure_months)?,
            annual_rate: self.rate()?,
        })
    }

    pub(crate) fn paid(&self) -> Paid {
        Paid {
            principal: Paise::new(self.principal_paid_paise),
            interest: Paise::new(self.interest_paid_paise),
            penal: Paise::new(self.penal_paid_paise),
        }
    }

    pub(crate) fn total_amount(&self) -> Paise {
        Paise::new(self.principal_paise.saturating_add(self.total_interest_paise))
    }

    /// What is still to be paid if every instalment is paid on its date; nothing once it is over.
    pub(crate) fn outstanding(&self) -> Result<Paise, WorkError> {
        if matches!(self.state()?, LoanState::Closed | LoanState::Rejected) {
            return Ok(Paise::ZERO);
        }
        let paid = self.paid().total();
        Ok(self.total_amount().saturating_add(Paise::new(self.penal_charged_paise)).saturating_sub(paid))
    }

    pub(crate) fn days_past_due(&self, today: NaiveDate) -> i64 {
        self.next_due_on.map_or(0, |due| days_between(due, today).max(0))
    }

    pub(crate) fn position(&self, rows: Vec<Due>) -> Result<Position, WorkError> {
        Ok(Position {
            disbursed_on: self
                .disbursed_on
                .ok_or(WorkError::Broken("a loan without disbursement has no position"))?,
            rows,
            paid: self.paid(),
            penal_charged: Paise::new(self.penal_charged_paise),
            principal_lent: Paise::new(self.principal_paise),
        })
    }

    pub(crate) fn view(&self, today: NaiveDate) -> Result<LoanView, WorkError> {
        Ok(LoanView {
            id: LoanId(self.id),
            user_id: PersonId(self.person_id),
            principal_amount: Paise::new(self.principal_paise),
            tenure_months: unsigned(self.tenure_months)?,
            interest_rate: self.rate()?,
            purpose: Purpose::parse(&self.purpose)
                .ok_or(WorkError::Broken("an unknown purpose is stored"))?,
            status: self.state()?,
            outstanding_amount: self.outstanding()?,
            emi_amount: Paise::new(self.emi_paise),
            next_due_date: self.next_due_on,
            next_due_amount: self.next_due_paise.map(Paise::new),
            days_past_due: self.days_past_due(today),
            rejection_reason: self.rejection_reason.clone(),
            approvals: self.approvals.iter().copied().map(PersonId).collect(),
            disbursed_on: self.disbursed_on,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

pub(crate) fn views(rows: &[LoanRow], today: NaiveDate) -> Result<Vec<LoanView>, WorkError> {
    rows.iter().map(|row| row.view(today)).collect()
}

pub(crate) fn rate(stored: Decimal) -> Result<Rate, WorkError> {
    Rate::new(stored).map_err(|_| WorkError::Broken("a stored rate is out of range"))
}

pub(crate) fn unsigned(stored: i16) -> Result<u16, WorkError> {
    u16::try_from(stored).map_err(|_| WorkError::Broken("a stored number is negative"))
}

struct InstalmentRow {
    loan_id: Uuid,
    number: i16,
    due_on: NaiveDate,
    opening_paise: i64,
    principal_paise: i64,
    interest_paise: i64,
}

impl InstalmentRow {
    fn read(&self) -> Result<Instalment, WorkError> {
        let (opening, principal) = (Paise::new(self.opening_paise), Paise::new(self.principal_paise));
        let interest = Paise::new(self.interest_paise);
        Ok(Instalment {
            number: unsigned(self.number)?,
            due_date: self.due_on,
            opening_principal: opening,
            principal,
            interest,
            emi: principal.saturating_add(interest),
            closing_principal: opening.saturating_sub(principal),
        })
    }
}

/// The agreed schedule, in order.
pub(crate) async fn instalments(
    executor: impl PgExecutor<'_>,
    loan: LoanId,
) -> Result<Vec<Instalment>, WorkError> {
    let mut all = instalments_of_all(executor, &[loan.0]).await?;
    Ok(all.remove(&loan.0).unwrap_or_default())
}

/// The agreed schedules of these loans: one question, however many.
pub(crate) async fn instalments_of_all(
    executor: impl PgExecutor<'_>,
    loans: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Instalment>>, WorkError> {
    let rows = sqlx::query_as!(
        InstalmentRow,
        r#"
        select loan_id, number, due_on, opening_paise, principal_paise, interest_paise
        from instalment where loan_id = any ($1) order by loan_id, number
        "#,
        loans,
    )
    .fetch_all(executor)
    .await?;
    let mut all: HashMap<Uuid, Vec<Instalment>> = HashMap::with_capacity(loans.len());
    for row in rows {
        all.entry(row.loan_id).or_default().push(row.read()?);
    }
    Ok(all)
}

pub(crate) fn dues(instalments: &[Instalment]) -> Vec<Due> {
    let due = |row: &Instalment| Due {
        number: row.number,
        due_date: row.due_date,
        principal: row.principal,
        interest: row.interest,
    };
    instalments.iter().map(due).collect()
}

/// What the lender offers.
pub async fn limits(pool: &PgPool) -> Result<Limits, Refused> {
    Ok(limits_in(pool).await?)
}

pub(crate) async fn limits_in(executor: impl PgExecutor<'_>) -> Result<Limits, WorkError> {
    let row = sqlx::query!(
        r#"
        select max_principal_paise, min_tenure_months, max_tenure_months, max_annual_rate, default_annual_rate,
               max_open_loans, maker_checker_above_paise
        from loan_product where code = 'personal'
        "#
    )
    .fetch_one(executor)
    .await?;
    Ok(Limits {
        max_principal: Paise::new(row.max_principal_paise),
        min_tenure: unsigned(row.min_tenure_months)?,
        max_tenure: unsigned(row.max_tenure_months)?,
        max_rate: rate(row.max_annual_rate)?,
        max_open_loans: unsigned(row.max_open_loans)?,
        default_rate: rate(row.default_annual_rate)?,
        maker_checker_above: row.maker_checker_above_paise.map(Paise::new),
    })
}
