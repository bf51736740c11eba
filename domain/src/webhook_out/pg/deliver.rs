//! Before and after each try. Single statements outside of any command: how often somebody's server was called is no event
//! of the business. Nothing is locked while it is called, so whoever dies in the middle leaves a delivery that is tried
//! again: at least once, under the same id.

use super::rows::open;
use crate::{
    id::{DeliveryId, EndpointId, EventId, MerchantId},
    webhook_out::{Attempt, DAY, next_pause},
    work::{Vault, WorkError, real_now},
};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use std::{fmt, time::Duration};

/// A paused endpoint is looked at again so often. Who resumes it does not wait for that.
const WHILE_PAUSED: Duration = Duration::from_secs(3600);

/// What the settings say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// After the first failed try; all others are in proportion.
    pub first_pause: Duration,
    /// An endpoint that has taken nothing for so long is paused.
    pub pause_after_days: u32,
}

/// What is to be done about a delivery now.
#[derive(Debug)]
pub enum Next {
    Nothing(&'static str),
    Wait { after: Duration, why: &'static str },
    Send(Box<Message>),
}

/// What is sent.
pub struct Message {
    pub delivery: DeliveryId,
    pub event: EventId,
    pub endpoint: EndpointId,
    pub merchant: MerchantId,
    pub url: String,
    pub body: String,
    /// The newest first; after a rotation two.
    pub secrets: Vec<String>,
    /// How often it was tried since it was asked for.
    tries: u32,
    first_at: Option<DateTime<Utc>>,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("delivery", &self.delivery).finish_non_exhaustive()
    }
}

/// How a try went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    pub started_at: DateTime<Utc>,
    pub took: Duration,
    /// `None` where nobody answered.
    pub http_status: Option<u16>,
    /// `None` where it was taken.
    pub error: Option<String>,
    /// The beginning of the answer.
    pub said: String,
}

/// What follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    Delivered,
    Again(Duration),
    /// A day has passed.
    Dead,
}

pub async fn take(pool: &PgPool, vault: &Vault, delivery: DeliveryId) -> Result<Next, WorkError> {
    let row = sqlx::query!(
        r#"
        select d.status, d.tries - d.tries_before as "tries!", d.first_at, d.next_at, d.merchant_id, d.endpoint_id, d.event_id,
               e.body, o.url, o.secret, case when o.previous_until > clock_timestamp() then o.previous_secret end as previous_secret,
               o.paused_at is not null as "paused!", clock_timestamp() as "now!"
        from webhook_delivery d join webhook_event e on e.id = d.event_id join webhook_endpoint o on o.id = d.endpoint_id
        where d.id = $1
        "#,
        delivery.0,
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(Next::Nothing("there is no such delivery")) };
    if row.status != "pending" {
        return Ok(Next::Nothing("it came to its end"));
    }
    let endpoint = EndpointId(row.endpoint_id);
    let Some(secret) = row.secret else {
        give_up(pool, delivery, "The endpoint was deleted.").await?;
        return Ok(Next::Nothing("the endpoint was deleted"));
    };
    if row.paused {
        let day = TimeDelta::from_std(DAY).unwrap_or_default();
        if row.first_at.is_some_and(|first| row.now - first >= day) {
            give_up(pool, delivery, "The endpoint was paused.").await?;
            return Ok(Next::Nothing("the endpoint was paused for a day"));
        }
        wait(pool, delivery, WHILE_PAUSED).await?;
        return Ok(Next::Wait { after: WHILE_PAUSED, why: "the endpoint is paused" });
    }
    // Its worker died after a try: the pause counts from that try all the same.
    if let Some(left) = row.next_at.and_then(|next| (next - row.now).to_std().ok())
        && !left.is_zero()
    {
        return Ok(Next::Wait { after: left, why: "its pause is not over" });
    }
    let sealed = std::iter::once(secret).chain(row.previous_secret);
    let secrets = sealed.map(|sealed| open(vault, endpoint, &sealed)).collect::<Result<_, _>>()?;
    Ok(Next::Send(Box::new(Message {
        delivery,
        event: EventId(row.event_id),
        endpoint,
        merchant: MerchantId(row.merchant_id),
        url: row.url,
        body: row.body,
        secrets,
        tries: u32::try_from(row.tries).unwrap_or_default(),
        first_at: row.first_at,
    })))
}

async fn give_up(pool: &PgPool, delivery: DeliveryId, why: &str) -> Result<(), WorkError> {
    sqlx::query!(
        r#"
        update webhook_delivery set status = 'dead', next_at = null, ended_at = clock_timestamp(), error = $2
        where id = $1 and status = 'pending'
        "#,
        delivery.0,
        why,
    )
    .execute(pool)
    .await?;
    Ok(())
}

async fn wait(pool: &PgPool, delivery: DeliveryId, after: Duration) -> Result<(), WorkError> {
    sqlx::query!(
        r#"
        update webhook_delivery
        set next_at = clock_timestamp() + make_interval(secs => $2), first_at = coalesce(first_at, clock_timestamp())
        where id = $1 and status = 'pending'
        "#,
        delivery.0,
        after.as_secs_f64(),
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Writes down how a try went, and with it what follows. `chance` is any number.
pub async fn note_try(
    pool: &PgPool,
    message: &Message,
    tried: &Tried,
    rules: Rules,
    chance: u64,
) -> Result<Said, WorkError> {
    let first = message.first_at.unwrap_or(tried.started_at);
    let attempt = Attempt {
        tries: message.tries.saturating_add(1),
        since_first: (real_now() - first).to_std().unwrap_or_default(),
    };
    let said = match &tried.error {
        None => Said::Delivered,
        Some(_) => next_pause(rules.first_pause, attempt, chance).map_or(Said::Dead, Said::Again),
    };
    let (status, after) = match said {
        Said::Delivered => ("delivered", Duration::ZERO),
        Said::Again(after) => ("pending", after),
        Said::Dead => ("dead", Duration::ZERO),
    };
    sqlx::query!(
        r#"
        with tried as (
          update webhook_delivery
          set tries = tries + 1, first_at = coalesce(first_at, $2), last_tried_at = $2, status = $3,
              next_at = case when $3 = 'pending' then clock_timestamp() + make_interval(secs => $4) end,
              ended_at = case when $3 <> 'pending' then clock_timestamp() end,
              http_status = $5, ms = $6, error = $7, said = nullif($8, '')
          where id = $1 and status = 'pending'
          returning id, endpoint_id, tries
        ), noted as (
          insert into webhook_try (delivery_id, number, started_at, ms, http_status, error, said)
          select id, tries, $2, $6, $5, $7, nullif($8, '') from tried
        ), judged as (
          select o.id, case when $9 then null when $10 then 'gone'
                            when o.failing_since < clock_timestamp() - make_interval(days => $11) then 'failing' end as pause
          from webhook_endpoint o join tried on o.id = tried.endpoint_id
        )
        update webhook_endpoint o
        set failing_since = case when $9 then null else coalesce(o.failing_since, $2) end,
            paused_at = coalesce(o.paused_at, case when judged.pause is not null then clock_timestamp() end),
            pause_reason = coalesce(o.pause_reason, judged.pause)
        from judged
        where o.id = judged.id
          -- Mostly there is nothing to change, and nothing is written.
          and case when $9 then o.failing_since is not null
                   else o.failing_since is null or (o.paused_at is null and judged.pause is not null) end
        "#,
        message.delivery.0,
        tried.started_at,
        status,
        after.as_secs_f64(),
        tried.http_status.map(|status| i16::try_from(status).unwrap_or_default()),
        i32::try_from(tried.took.as_millis()).unwrap_or(i32::MAX),
        tried.error.as_deref().map(|error| clipped(error, 300)),
        clipped(&tried.said, 500),
        tried.error.is_none(),
        tried.http_status == Some(GONE),
        i32::try_from(rules.pause_after_days).unwrap_or(i32::MAX),
    )
    .execute(pool)
    .await?;
    Ok(said)
}

/// The receiver does not want to hear of it any more.
const GONE: u16 = 410;

fn clipped(text: &str, most: usize) -> String {
    text.chars().filter(|c| *c != '\0').take(most).collect()
}
