//! One loan: itself, its schedule, its payoff, its repayments. The owner's or an admin's; to anybody else
//! it does not exist.

use super::rows::{LoanRow, dues, instalments, loan_rows};
use crate::{
    actor::Reader,
    calendar::business_date,
    explain::{Explanation, Kind},
    id::{LoanId, RepaymentId},
    loan::{
        position::Position,
        schedule::{Instalment, schedule as planned},
        state::LoanState,
        view::{LoanView, PayoffView, RepaymentType, RepaymentView, RowProgress, ScheduleRowView},
    },
    money::Paise,
    page::{Page, PageRequest, Place},
    work::{Refused, WorkError, business_now, refuse},
};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgPool;
use uuid::Uuid;

pub async fn loan(pool: &PgPool, reader: Reader, id: LoanId) -> Result<LoanView, Refused> {
    let today = business_date(business_now(pool).await?);
    Ok(find(pool, reader, id).await?.view(today)?)
}

/// The agreed instalments with how far each is paid; of a loan that is not paid out, what they would be
/// today.
pub async fn schedule(pool: &PgPool, reader: Reader, id: LoanId) -> Result<Vec<ScheduleRowView>, Refused> {
    let today = business_date(business_now(pool).await?);
    let row = find(pool, reader, id).await?;
    schedule_of(pool, &row, today).await
}

pub async fn payoff(pool: &PgPool, reader: Reader, id: LoanId) -> Result<PayoffView, Refused> {
    let today = business_date(business_now(pool).await?);
    let row = find(pool, reader, id).await?;
    let state = row.state()?;
    if state != LoanState::Active {
        let told = Explanation::new(Kind::Conflict, "invalid_state", "Only an active loan can be closed.")
            .with("current", state.as_str())
            .with("requested", LoanState::Closed.as_str());
        return Err(refuse(told));
    }
    let rows = instalments(pool, id).await?;
    Ok(payoff_view(id, &row.position(dues(&rows))?, today))
}

/// Newest first.
pub async fn repayments(
    pool: &PgPool,
    reader: Reader,
    id: LoanId,
    page: PageRequest,
) -> Result<Page<RepaymentView>, Refused> {
    find(pool, reader, id).await?;
    let rows = repayment_rows(pool, id, page).await?;
    Ok(page.page(rows, RepaymentRow::place).map(RepaymentRow::view))
}

pub(super) async fn find(pool: &PgPool, reader: Reader, id: LoanId) -> Result<LoanRow, Refused> {
    loan_rows!(
        "where l.id = $1 and ($2::uuid is null or l.person_id = $2)",
        id.0,
        reader.only().map(|person| person.0)
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| refuse(Explanation::not_found()))
}

pub(super) async fn schedule_of(
    pool: &PgPool,
    row: &LoanRow,
    today: NaiveDate,
) -> Result<Vec<ScheduleRowView>, Refused> {
    let agreed = match row.disbursed_on {
        Some(_) => instalments(pool, LoanId(row.id)).await?,
        None => Vec::new(),
    };
    Ok(schedule_with(row, agreed, today)?)
}

/// `agreed`: the instalments of a loan that is paid out.
pub(super) fn schedule_with(
    row: &LoanRow,
    agreed: Vec<Instalment>,
    today: NaiveDate,
) -> Result<Vec<ScheduleRowView>, WorkError> {
    let (rows, position) = match row.disbursed_on {
        Some(_) => {
            let position = row.position(dues(&agreed))?;
            (agreed, position)
        }
        None => {
            let plan = planned(&row.terms()?, today)
                .map_err(|_| WorkError::Broken("a stored loan cannot be computed"))?;
            let position = Position::new(&plan, today);
            (plan.instalments, position)
        }
    };
    Ok(progress(rows, &position, today))
}

pub(super) fn progress(rows: Vec<Instalment>, position: &Position, today: NaiveDate) -> Vec<ScheduleRowView> {
    rows.into_iter()
        .zip(position.row_states(today))
        .map(|(instalment, state)| ScheduleRowView { state: RowProgress::of(&state), instalment })
        .collect()
}

pub(super) fn payoff_view(id: LoanId, position: &Position, today: NaiveDate) -> PayoffView {
    let payoff = position.payoff(today);
    PayoffView {
        loan_id: id,
        date: today,
        payoff_amount: payoff.amount,
        principal: payoff.principal,
        interest_accrued: payoff.interest_earned,
        interest_paid: payoff.interest_paid,
        charges: payoff.penal,
        total_paid: payoff.paid_total,
        saving: position.outstanding().saturating_sub(payoff.amount),
    }
}

pub(super) struct RepaymentRow {
    pub(super) id: Uuid,
    pub(super) loan_id: Uuid,
    pub(super) amount_paise: i64,
    pub(super) kind: String,
    pub(super) principal_paise: i64,
    pub(super) interest_paise: i64,
    pub(super) penal_paise: i64,
    pub(super) outstanding_after_paise: i64,
    pub(super) entry_id: Uuid,
    pub(super) created_at: DateTime<Utc>,
}

impl RepaymentRow {
    fn place(&self) -> Place {
        Place { at: self.created_at.timestamp_micros(), id: self.id }
    }

    pub(super) fn view(self) -> RepaymentView {
        RepaymentView {
            id: RepaymentId(self.id),
            loan_id: LoanId(self.loan_id),
            amount: Paise::new(self.amount_paise),
            // The column is checked by the database to be one of the two.
            kind: if self.kind == "FULL" { RepaymentType::Full } else { RepaymentType::Partial },
            status: "SUCCESS".to_owned(),
            principal_component: Paise::new(self.principal_paise),
            interest_component: Paise::new(self.interest_paise),
            penalty_component: Paise::new(self.penal_paise),
            created_at: self.created_at,
        }
    }
}

pub(super) async fn repayment_rows(
    pool: &PgPool,
    loan: LoanId,
    page: PageRequest,
) -> Result<Vec<RepaymentRow>, sqlx::Error> {
    let (older, newer) = (page.older_than(), page.newer_than());
    sqlx::query_as!(
        RepaymentRow,
        r#"
        with page as (
          (select id from repayment where loan_id = $1 and $2::uuid is null
             and (created_at, id) < (coalesce(to_timestamp_micros($5), 'infinity'), coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
           order by created_at desc, id desc limit $6 offset $7)
          union all
          (select id from repayment where loan_id = $1 and $2::uuid is not null and (created_at, id) > (to_timestamp_micros($3), $2)
           order by created_at, id limit $6)
        )
        select r.id, r.loan_id, r.amount_paise, r.kind, r.principal_paise, r.interest_paise, r.penal_paise,
               r.outstanding_after_paise, r.entry_id, r.created_at
        from page join repayment r using (id)
        order by r.created_at desc, r.id desc
        "#,
        loan.0,
        newer.map(|place| place.id),
        newer.map(|place| place.at),
        older.map(|place| place.id),
        older.map(|place| place.at),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await
}
