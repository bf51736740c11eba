use super::view::{AuditPageView, AuditView};
use crate::{
    actor::Admin,
    calendar::start_of_day,
    explain::Explanation,
    id::{CommandId, PersonId},
    page::{Page, PageRequest, Place},
    work::Refused,
};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgPool;
use uuid::Uuid;

#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    pub actor: Option<PersonId>,
    pub subject: Option<Uuid>,
    pub name: Option<String>,
    /// Days in India on which it was written down, both included: not business time, which can be moved.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

impl AuditFilter {
    /// `loan.decide` and the like.
    pub fn command(text: &str) -> Result<String, Explanation> {
        let well_formed = text.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'_'));
        if well_formed {
            Ok(text.to_owned())
        } else {
            Err(Explanation::validation("name", "There is no such command."))
        }
    }
}

/// With the names that can be chosen from.
pub async fn audit_page(
    pool: &PgPool,
    admin: Admin,
    filter: &AuditFilter,
    page: PageRequest,
) -> Result<AuditPageView, Refused> {
    Ok(AuditPageView { names: names(pool).await?, page: audit(pool, admin, filter, page).await? })
}

/// From one name to the next by the index: a look for each name, not for each command.
async fn names(pool: &PgPool) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        with recursive found as (
          (select name from command_log order by name limit 1)
          union all
          select (select c.name from command_log c where c.name > found.name order by c.name limit 1) from found where found.name is not null
        )
        select name as "name!" from found where name is not null
        "#
    )
    .fetch_all(pool)
    .await
}

/// The smallest id that is given at that moment or later: an id begins with its time, in milliseconds.
fn first_id(at: DateTime<Utc>) -> Uuid {
    let milliseconds = u128::try_from(at.timestamp_millis()).unwrap_or_default();
    Uuid::from_u128(milliseconds << 80)
}

/// The ids are in order of time, so that a page is found by its id alone.
pub async fn audit(
    pool: &PgPool,
    _admin: Admin,
    filter: &AuditFilter,
    page: PageRequest,
) -> Result<Page<AuditView>, Refused> {
    let ids = sqlx::query_scalar!(
        r#"
        with wanted as not materialized (
          select id from command_log
          where ($1::uuid is null or actor_id = $1)
            and ($2::uuid is null or subject_id = $2)
            and ($3::text is null or name = $3)
            and id >= coalesce($8::uuid, '00000000-0000-0000-0000-000000000000') and id < coalesce($9::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        )
        select id as "id!" from (
          (select id from wanted where $4::uuid is null and id < coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') order by id desc limit $6 offset $7)
          union all
          (select id from wanted where $4::uuid is not null and id > $4 order by id limit $6)
        ) page
        "#,
        filter.actor.map(|person| person.0),
        filter.subject,
        filter.name,
        page.newer_than().map(|place| place.id),
        page.older_than().map(|place| place.id),
        page.fetch(),
        page.offset,
        filter.from.map(start_of_day).map(first_id),
        filter.to.and_then(|day| day.succ_opt()).map(start_of_day).map(first_id),
    )
    // Planned each time for the filters that are there: a plan for any of them would read the whole table for the rare.
    .persistent(false)
    .fetch_all(pool)
    .await?;
    let rows = sqlx::query!(
        r#"
        select c.id, c.name, c.actor_id, p.name as "actor_name?", c.subject_kind, c.subject_id, c.before, c.after, c.request_id,
               c.business_at, c.recorded_at
        from command_log c left join person p on p.id = c.actor_id
        where c.id = any ($1) order by c.id desc
        "#,
        &ids,
    )
    .fetch_all(pool)
    .await?;
    let views = rows
        .into_iter()
        .map(|row| AuditView {
            id: CommandId(row.id),
            name: row.name,
            actor_id: row.actor_id.map(PersonId),
            actor_name: row.actor_name,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            before: row.before,
            after: row.after,
            request_id: row.request_id,
            business_at: row.business_at,
            recorded_at: row.recorded_at,
        })
        .collect();
    Ok(page.page(views, |view: &AuditView| Place { at: 0, id: view.id.0 }))
}
