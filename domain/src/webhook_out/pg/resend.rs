//! What was delivered or given up, again: the same events under the same ids, so that a receiver that has them already can
//! tell.

use super::rows::{EndpointRefused, endpoint_for_update};
use crate::{
    actor::MerchantUser,
    explain::{Explain, Explanation, Kind},
    id::{DeliveryId, EndpointId, JobId, PersonId},
    job::JobKind,
    webhook_out::{body::ResendBody, view::ResentView},
    work::{Command, Failure, Meta, Record, Tx, WorkError, refuse},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// Events that are asked for again at once.
const MOST: i64 = 10_000;

pub struct ResendDelivery {
    pub user: MerchantUser,
    pub delivery: DeliveryId,
    pub meta: Meta,
}

/// All that an endpoint wants since then, also what happened while it was paused.
pub struct ResendSince {
    user: MerchantUser,
    endpoint: EndpointId,
    since: DateTime<Utc>,
    meta: Meta,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResendRefused {
    /// Or it is another merchant's.
    #[error("There is no such delivery.")]
    NotFound,
    #[error("The endpoint is paused. Resume it first.")]
    Paused,
}

impl Explain for ResendRefused {
    fn explain(&self) -> Explanation {
        match self {
            ResendRefused::NotFound => Explanation::not_found(),
            ResendRefused::Paused => Explanation::new(Kind::Conflict, "invalid_state", self.to_string())
                .with("current", "paused")
                .with("requested", "resend"),
        }
    }
}

impl ResendBody {
    pub fn parse(
        &self,
        user: MerchantUser,
        endpoint: EndpointId,
        meta: Meta,
    ) -> Result<ResendSince, Explanation> {
        Ok(ResendSince { user, endpoint, since: self.read()?, meta })
    }
}

impl Command for ResendDelivery {
    const NAME: &'static str = "webhook_delivery.resend";
    type Output = ();
    type Refusal = ResendRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.user.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<ResendRefused>> {
        let endpoint = sqlx::query_scalar!(
            "select endpoint_id from webhook_delivery where id = $1 and merchant_id = $2",
            self.delivery.0,
            self.user.merchant().0,
        )
        .fetch_optional(tx.conn())
        .await?
        .ok_or(refuse(ResendRefused::NotFound))?;
        must_be_active(tx, self.user, EndpointId(endpoint)).await?;
        let request_id = tx.request_id().to_owned();
        sqlx::query!(
            r#"
            with again as (
              update webhook_delivery
              set status = 'pending', tries_before = tries, first_at = null, next_at = clock_timestamp(), ended_at = null
              where id = $1
              returning id
            )
            insert into job (id, kind, subject_id, request_id, failures_max, run_at)
            select $2, $3, again.id, $4, $5, clock_timestamp() from again
            on conflict (kind, subject_id) where subject_id is not null and status in ('queued', 'running')
              do update set run_at = excluded.run_at where job.status = 'queued'
            "#,
            self.delivery.0,
            JobId::new().0,
            JobKind::WebhookDeliver.as_str(),
            request_id,
            JobKind::WebhookDeliver.failures_max(),
        )
        .execute(tx.conn())
        .await?;
        tx.record(
            Record::of("merchant", self.user.merchant().0)
                .after(json!({ "webhook_delivery": self.delivery, "resent": 1 }))
                .tells(self.user.merchant().0),
        );
        Ok(())
    }
}

impl Command for ResendSince {
    const NAME: &'static str = "webhook_endpoint.resend";
    type Output = ResentView;
    type Refusal = ResendRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.user.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<ResentView, Failure<ResendRefused>> {
        must_be_active(tx, self.user, self.endpoint).await?;
        // Counted first, so that no more ids are made than are needed.
        let found = sqlx::query_scalar!(
            r#"
            select count(*) as "found!" from (
              select from webhook_event e join webhook_endpoint o on o.id = $1
              where e.merchant_id = $2 and e.created_at >= $3 and (o.events @> array['*'] or o.events @> array[e.kind])
              limit $4
            ) found
            "#,
            self.endpoint.0,
            self.user.merchant().0,
            self.since,
            MOST + 1,
        )
        .fetch_one(tx.conn())
        .await?;
        let ids = || (0..found.min(MOST)).map(|_| Uuid::now_v7()).collect::<Vec<Uuid>>();
        let (request_id, now) = (tx.request_id().to_owned(), tx.real_now());
        let row = sqlx::query!(
            r#"
            with wanted as (
              select e.id, e.kind, e.created_at, row_number() over (order by e.id) as place
              from webhook_event e join webhook_endpoint o on o.id = $1
              where e.merchant_id = $2 and e.created_at >= $3 and (o.events @> array['*'] or o.events @> array[e.kind])
              order by e.id limit $4
            ), again as (
              insert into webhook_delivery (id, event_id, endpoint_id, merchant_id, kind, next_at, created_at)
              select made.id, wanted.id, $1, $2, wanted.kind, clock_timestamp(), $5
              from wanted join unnest($6::uuid[]) with ordinality as made (id, place) using (place)
              on conflict (event_id, endpoint_id) do update
                set status = 'pending', tries_before = webhook_delivery.tries, first_at = null,
                    next_at = clock_timestamp(), ended_at = null
              returning id
            ), placed as (
              select id, row_number() over (order by id) as place from again
            ), asked as (
              insert into job (id, kind, subject_id, request_id, failures_max, run_at)
              select made.id, $8, placed.id, $9, $10, clock_timestamp()
              from placed join unnest($7::uuid[]) with ordinality as made (id, place) using (place)
              on conflict (kind, subject_id) where subject_id is not null and status in ('queued', 'running')
                do update set run_at = excluded.run_at where job.status = 'queued'
            )
            select (select count(*) from again) as "resent!", (select max(created_at) from wanted) as last
            "#,
            self.endpoint.0,
            self.user.merchant().0,
            self.since,
            MOST,
            now,
            &ids(),
            &ids(),
            JobKind::WebhookDeliver.as_str(),
            request_id,
            JobKind::WebhookDeliver.failures_max(),
        )
        .fetch_one(tx.conn())
        .await?;
        tx.record(
            Record::of("merchant", self.user.merchant().0)
                .after(
                    json!({ "webhook_endpoint": self.endpoint, "resent": row.resent, "since": self.since }),
                )
                .tells(self.user.merchant().0),
        );
        Ok(ResentView { resent: row.resent, up_to: row.last.filter(|_| found > MOST) })
    }
}

async fn must_be_active(
    tx: &mut Tx,
    user: MerchantUser,
    endpoint: EndpointId,
) -> Result<(), Failure<ResendRefused>> {
    let row = endpoint_for_update(tx, user, endpoint).await.map_err(|failure| match failure {
        Failure::Refused(EndpointRefused::NotFound) => refuse(ResendRefused::NotFound),
        Failure::Work(error) => Failure::Work(error),
    })?;
    if row.paused_at.is_some() { Err(refuse(ResendRefused::Paused)) } else { Ok(()) }
}

/// What waits for an endpoint is tried now rather than when its pause ends.
pub(super) async fn run_now(tx: &mut Tx, endpoint: EndpointId) -> Result<(), WorkError> {
    sqlx::query!(
        r#"
        with waiting as (
          update webhook_delivery set next_at = clock_timestamp()
          where endpoint_id = $1 and status = 'pending' and next_at > clock_timestamp()
          returning id
        )
        update job set run_at = clock_timestamp()
        where kind = $2 and status = 'queued' and subject_id in (select id from waiting)
        "#,
        endpoint.0,
        JobKind::WebhookDeliver.as_str(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
