//! Who did what to what, before and after: the commands that were executed, newest first.

use super::Refused;
use crate::{
    actor::Admin,
    id::{CommandId, PersonId},
    page::{Page, PageRequest, Place},
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

/// One executed command. What it answered is not in it: that is its owner's.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditView {
    pub id: CommandId,
    /// `loan.decide`, `identity.register` …
    pub name: String,
    /// None for the product itself, and for whoever was nobody yet.
    pub actor_id: Option<PersonId>,
    pub actor_name: Option<String>,
    pub subject_kind: String,
    pub subject_id: Option<Uuid>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<serde_json::Map<String, Value>>"))]
    pub before: Option<Value>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<serde_json::Map<String, Value>>"))]
    pub after: Option<Value>,
    /// The request that caused it; the same in the log.
    pub request_id: String,
    pub business_at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
}

#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    pub actor: Option<PersonId>,
    pub subject: Option<Uuid>,
    pub name: Option<String>,
}

/// The ids are in order of time, so that a page is found by its id alone.
pub async fn audit(
    pool: &PgPool,
    _admin: Admin,
    filter: &AuditFilter,
    page: PageRequest,
) -> Result<Page<AuditView>, Refused> {
    let rows = sqlx::query!(
        r#"
        with wanted as not materialized (
          select * from command_log
          where ($1::uuid is null or actor_id = $1)
            and ($2::uuid is null or subject_id = $2)
            and ($3::text is null or name = $3)
        ), page as (
          (select * from wanted where $4::uuid is null and id < coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') order by id desc limit $6 offset $7)
          union all
          (select * from wanted where $4::uuid is not null and id > $4 order by id limit $6)
        )
        select c.id as "id!", c.name as "name!", c.actor_id, p.name as "actor_name?", c.subject_kind as "subject_kind!", c.subject_id,
               c.before, c.after, c.request_id as "request_id!", c.business_at as "business_at!", c.recorded_at as "recorded_at!"
        from page c left join person p on p.id = c.actor_id
        order by c.id desc
        "#,
        filter.actor.map(|person| person.0),
        filter.subject,
        filter.name,
        page.newer_than().map(|place| place.id),
        page.older_than().map(|place| place.id),
        page.fetch(),
        page.offset,
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
