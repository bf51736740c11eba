use crate::{
    id::PersonId,
    money::Paise,
    notification::Kind,
    work::{Tx, WorkError},
};
use chrono::{Days, NaiveDate};
use uuid::Uuid;

/// So many days before it is due.
const DAYS_BEFORE: u64 = 3;
/// And after it was, again and again.
const DAYS_AFTER: i32 = 7;

/// What it is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum About {
    Refund(Uuid),
    Standing(Uuid),
}

/// Once a day for the same thing.
pub(crate) async fn tell(
    tx: &mut Tx,
    person: PersonId,
    kind: Kind,
    about: About,
    amount: Option<Paise>,
) -> Result<(), WorkError> {
    let (now, today) = (tx.now(), tx.today());
    let (about_kind, about) = match about {
        About::Refund(id) => ("refund", id),
        About::Standing(id) => ("standing", id),
    };
    sqlx::query!(
        r#"
        insert into notification (id, person_id, kind, about_kind, about, amount_paise, day, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing
        "#,
        Uuid::now_v7(),
        person.0,
        kind.as_str(),
        about_kind,
        about,
        amount.map(Paise::get),
        today,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// After a day is over: of what falls due soon, of what is not paid for the first time, and every week from then. How many were told. In the database, because there is
/// nothing to decide; the words are made where they are read.
pub(crate) async fn remind(tx: &mut Tx, day: NaiveDate) -> Result<i64, WorkError> {
    let (now, today) = (tx.now(), tx.today());
    let soon = today.checked_add_days(Days::new(DAYS_BEFORE)).unwrap_or(today);
    let told = sqlx::query!(
        r#"
        with due as (
          select l.person_id, 'loan' as about_kind, l.id as about, l.next_due_paise as paise, l.next_due_on as due_on
          from loan l where l.status = 'ACTIVE' and (l.next_due_on = $2 or l.next_due_on <= $1)
          union all
          select p.person_id, 'plan', p.id, sum(i.amount_paise - i.refunded_paise + i.penal_paise)::bigint, min(i.due_on)
          from plan_instalment i join plan p on p.id = i.plan_id
          where i.paid_at is null and i.refunded_paise < i.amount_paise and (i.due_on = $2 or i.due_on <= $1)
          group by p.person_id, p.id, i.due_on <= $1
        ), told as (
          select d.*, case when due_on = $2 then $5 when is_news then $6 else $7 end as kind
          from due d,
          -- Days may have been missed: then it is told late rather than never.
          lateral (select not exists (select from notification n where n.person_id = d.person_id and n.about = d.about
                                        and n.on_date = d.due_on and n.kind in ($6, $7)) as is_news) before
          where due_on = $2 or is_news or ($1 - due_on) % $8 = 0
        )
        insert into notification (id, person_id, kind, about_kind, about, amount_paise, on_date, day, created_at)
        select gen_random_uuid(), person_id, kind, about_kind, about, paise, due_on, $3, $4 from told
        on conflict do nothing
        "#,
        day,
        soon,
        today,
        now,
        Kind::DueSoon.as_str(),
        Kind::Overdue.as_str(),
        Kind::StillOverdue.as_str(),
        DAYS_AFTER,
    )
    .execute(tx.conn())
    .await?;
    Ok(i64::try_from(told.rows_affected()).unwrap_or(i64::MAX))
}
