//! Rows of plans and what they become. Private to this room.

use crate::{
    calendar::days_between,
    id::{InstalmentId, MerchantId, PaymentId, PersonId, PlanId},
    money::Paise,
    plan::{
        InstalmentState, PlanState,
        split::Part,
        view::{InstalmentView, PlanUserView, PlanView},
    },
    work::WorkError,
};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

pub(super) fn state(text: &str) -> Result<PlanState, WorkError> {
    PlanState::parse(text).ok_or(WorkError::Broken("an unknown state of a plan is stored"))
}

/// One instalment as it is stored.
pub(super) struct InstalmentRow {
    pub(super) id: Uuid,
    pub(super) plan_id: Uuid,
    pub(super) number: i16,
    pub(super) due_on: NaiveDate,
    pub(super) amount_paise: i64,
    pub(super) refunded_paise: i64,
    pub(super) penal_paise: i64,
    pub(super) paid_at: Option<DateTime<Utc>>,
}

impl InstalmentRow {
    pub(super) fn part(&self) -> Part {
        Part {
            number: u16::try_from(self.number).unwrap_or(u16::MAX),
            due_on: self.due_on,
            amount: Paise::new(self.amount_paise),
            refunded: Paise::new(self.refunded_paise),
            is_paid: self.paid_at.is_some(),
        }
    }

    pub(super) fn view(&self, today: NaiveDate) -> InstalmentView {
        let part = self.part();
        let status = InstalmentState::of(&part, today);
        let late = if status == InstalmentState::Overdue { days_between(self.due_on, today) } else { 0 };
        InstalmentView {
            id: InstalmentId(self.id),
            number: self.number,
            amount_due: part.due(),
            penalty_amount: Paise::new(self.penal_paise),
            refunded_amount: part.refunded,
            due_date: self.due_on,
            status,
            paid_at: self.paid_at,
            days_overdue: late,
        }
    }
}

/// These plans, newest first, with their instalments: two statements, however many.
pub(super) async fn views(
    conn: &mut PgConnection,
    ids: &[Uuid],
    today: NaiveDate,
) -> Result<Vec<PlanView>, WorkError> {
    let plans = sqlx::query!(
        r#"
        select p.id, p.person_id, n.name as person_name, p.merchant_id, m.name as merchant_name, p.payment_id, b.description, p.total_paise,
               p.outstanding_paise, p.paid_paise, b.refunded_paise, p.status, p.created_at, p.updated_at
        from plan p join person n on n.id = p.person_id join merchant m on m.id = p.merchant_id join payment b on b.id = p.payment_id
        where p.id = any ($1) order by p.id desc
        "#,
        ids,
    )
    .fetch_all(&mut *conn)
    .await?;
    let rows = sqlx::query_as!(
        InstalmentRow,
        r#"
        select id, plan_id, number, due_on, amount_paise, refunded_paise, penal_paise, paid_at
        from plan_instalment where plan_id = any ($1) order by plan_id, number
        "#,
        ids,
    )
    .fetch_all(conn)
    .await?;
    let mut instalments: HashMap<Uuid, Vec<InstalmentView>> = HashMap::with_capacity(plans.len());
    for row in rows {
        instalments.entry(row.plan_id).or_default().push(row.view(today));
    }
    plans
        .into_iter()
        .map(|row| {
            let installments = instalments.remove(&row.id).unwrap_or_default();
            let open = installments.iter().filter(|one| one.asks_for().is_positive());
            let penalty = open.map(|one| one.penalty_amount).fold(Paise::ZERO, Paise::saturating_add);
            Ok(PlanView {
                id: PlanId(row.id),
                user: PlanUserView { user_id: PersonId(row.person_id), full_name: row.person_name },
                merchant_id: MerchantId(row.merchant_id),
                merchant_name: row.merchant_name,
                payment_id: PaymentId(row.payment_id),
                description: row.description,
                total_amount: Paise::new(row.total_paise),
                outstanding_amount: Paise::new(row.outstanding_paise).saturating_add(penalty),
                paid_amount: Paise::new(row.paid_paise),
                refunded_amount: Paise::new(row.refunded_paise),
                penalty_amount: penalty,
                status: state(&row.status)?,
                installments,
                created_at: row.created_at,
                updated_at: row.updated_at,
            })
        })
        .collect()
}

/// One plan, in this transaction.
pub(super) async fn view(
    conn: &mut PgConnection,
    id: PlanId,
    today: NaiveDate,
) -> Result<PlanView, WorkError> {
    let mut found = views(conn, &[id.0], today).await?;
    found.pop().ok_or(WorkError::Broken("a plan is gone"))
}
