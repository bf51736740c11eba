use super::standing::class;
use crate::{
    actor::Admin,
    calendar::{business_date, days_between},
    debt::view::OverdueBorrowerView,
    id::PersonId,
    loan::position::Class,
    money::Paise,
    page::{Page, PageRequest, Place},
    work::{Refused, business_now},
};
use sqlx::PgPool;

#[derive(Clone, Debug, Default)]
pub struct OverdueFilter {
    pub class: Option<Class>,
}

/// Everybody who is in debt or classed for it, newest borrowers first.
pub async fn overdue_borrowers(
    pool: &PgPool,
    _admin: Admin,
    filter: &OverdueFilter,
    page: PageRequest,
) -> Result<Page<OverdueBorrowerView>, Refused> {
    let today = business_date(business_now(pool).await?);
    let (older, newer) = (page.older_than(), page.newer_than());
    let rows = sqlx::query!(
        r#"
        with wanted as not materialized (
          select s.person_id, s.class, s.class_since, s.in_debt_since from standing s
          where (s.class <> 'STANDARD' or s.status = 'DEBT_USER') and ($1::text is null or s.class = $1)
        ), page as (
          (select * from wanted where $2::uuid is null and person_id < coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
           order by person_id desc limit $4 offset $5)
          union all
          (select * from wanted where $2::uuid is not null and person_id > $2 order by person_id limit $4)
        )
        select p.person_id as "person_id!", p.class as "class!", p.class_since, p.in_debt_since, n.name,
               least(l.oldest, i.oldest) as oldest,
               (coalesce(l.overdue, 0) + coalesce(i.overdue, 0))::bigint as "overdue!",
               (coalesce(l.outstanding, 0) + coalesce(i.outstanding, 0))::bigint as "outstanding!"
        from page p
        join person n on n.id = p.person_id
        left join lateral (
          select min(l.next_due_on) filter (where l.next_due_on < $6) as oldest, sum(d.overdue) as overdue,
                 sum(l.principal_paise - l.principal_paid_paise + l.total_interest_paise - l.interest_paid_paise + l.penal_charged_paise - l.penal_paid_paise) as outstanding
          from loan l
          left join lateral (
            select greatest(i.principal_to_date_paise - l.principal_paid_paise, 0) + greatest(i.interest_to_date_paise - l.interest_paid_paise, 0)
                   + l.penal_charged_paise - l.penal_paid_paise as overdue
            from instalment i where i.loan_id = l.id and i.due_on < $6 order by i.number desc limit 1
          ) d on l.next_due_on < $6
          where l.person_id = p.person_id and l.status = 'ACTIVE'
        ) l on true
        left join lateral (
          select min(i.due_on) filter (where i.due_on < $6) as oldest,
                 sum(i.amount_paise - i.refunded_paise + i.penal_paise) filter (where i.due_on < $6) as overdue,
                 sum(i.amount_paise - i.refunded_paise + i.penal_paise) as outstanding
          from plan q join plan_instalment i on i.plan_id = q.id
          where q.person_id = p.person_id and q.status = 'ACTIVE' and i.paid_at is null and i.refunded_paise < i.amount_paise
        ) i on true
        order by p.person_id desc
        "#,
        filter.class.map(Class::as_str),
        newer.map(|place| place.id),
        older.map(|place| place.id),
        page.fetch(),
        page.offset,
        today,
    )
    .fetch_all(pool)
    .await?;
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        views.push(OverdueBorrowerView {
            user_id: PersonId(row.person_id),
            full_name: row.name,
            class: class(&row.class)?,
            class_since: row.class_since,
            in_debt_since: row.in_debt_since,
            oldest_due_date: row.oldest,
            days_past_due: row.oldest.map_or(0, |due| days_between(due, today)),
            overdue: Paise::new(row.overdue),
            outstanding: Paise::new(row.outstanding),
        });
    }
    Ok(page.page(views, |view| Place { at: 0, id: view.user_id.0 }))
}
