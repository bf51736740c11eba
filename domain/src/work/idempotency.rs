//! One key, one effect, one answer.

use super::{Tx, WorkError};
use crate::explain::{Explanation, Kind};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

/// How long a stored response is replayed, in seconds. The key itself is kept for good.
static WINDOW_SECONDS: AtomicI64 = AtomicI64::new(24 * 3600);

/// Sets the window; once, at start.
pub fn configure_window(hours: u32) {
    WINDOW_SECONDS.store(i64::from(hours) * 3600, Ordering::Relaxed);
}

/// A key as the contract allows it: 1 to 255 visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    pub fn parse(text: &str) -> Result<IdempotencyKey, Explanation> {
        let visible = text.bytes().all(|byte| (0x21..=0x7e).contains(&byte));
        if text.is_empty() || text.len() > 255 || !visible {
            return Err(Explanation::validation(
                "idempotency_key",
                "An idempotency key is 1 to 255 visible ASCII characters.",
            ));
        }
        Ok(IdempotencyKey(text.to_owned()))
    }

    /// The refusal for a request that moves money and brings no key.
    pub fn required() -> Explanation {
        let sentence = "This request moves money and needs an idempotency key.";
        Explanation::new(Kind::Invalid, "idempotency_key_required", sentence)
            .field("idempotency_key", sentence)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a command claims: its key, within the owner of the money, for exactly this request.
#[derive(Clone, Debug)]
pub struct Claim {
    pub(crate) scope: Uuid,
    pub(crate) key: IdempotencyKey,
    pub(crate) request_hash: [u8; 32],
}

impl Claim {
    /// `request`: the parsed request, so that two spellings of one amount are the same request.
    pub fn new(scope: Uuid, key: IdempotencyKey, request: &impl Serialize) -> Claim {
        let canonical = serde_json::to_vec(request).unwrap_or_default();
        Claim { scope, key, request_hash: Sha256::digest(canonical).into() }
    }

    /// Decides over what is stored under this key.
    pub(super) fn judge(&self, hash: &[u8], response: Option<Vec<u8>>) -> WorkError {
        match response {
            _ if hash != self.request_hash => WorkError::KeyUsedOtherwise,
            Some(bytes) => WorkError::Replay(bytes),
            None => WorkError::KeySpent,
        }
    }

    /// Looks the key up outside any transaction, so that a twin's commit is seen.
    pub(super) async fn look_again(
        &self,
        pool: &PgPool,
        name: &str,
    ) -> Result<Option<WorkError>, sqlx::Error> {
        let found = sqlx::query!(
            r#"
            select request_hash as "request_hash!",
                   case when recorded_at > clock_timestamp() - make_interval(secs => $4) then response end as response
            from command_log
            where scope = $1 and name = $2 and key = $3
            "#,
            self.scope,
            name,
            self.key.as_str(),
            window_seconds(),
        )
        .fetch_optional(pool)
        .await?;
        Ok(found.map(|row| self.judge(&row.request_hash, row.response)))
    }
}

/// The window as a query takes it.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "make_interval takes seconds as double; whole hours are exact"
)]
pub(crate) fn window_seconds() -> f64 {
    WINDOW_SECONDS.load(Ordering::Relaxed) as f64
}

/// An answer that was stored as bytes, so that a repeat gets those very bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayable<T> {
    pub value: T,
    /// What was stored, to be sent as it is.
    pub body: Vec<u8>,
    /// Whether it was answered before.
    pub replayed: bool,
}

impl<T: Serialize + DeserializeOwned> Replayable<T> {
    /// A first answer; its bytes go into the command's record.
    pub fn first(tx: &mut Tx, value: T) -> Result<Replayable<T>, WorkError> {
        let body =
            serde_json::to_vec(&value).map_err(|_| WorkError::Broken("an answer could not be written"))?;
        tx.keep_response(body.clone());
        Ok(Replayable { value, body, replayed: false })
    }

    /// A stored answer.
    pub fn again(body: Vec<u8>) -> Result<Replayable<T>, WorkError> {
        let value = serde_json::from_slice(&body)
            .map_err(|_| WorkError::Broken("a stored answer could not be read"))?;
        Ok(Replayable { value, body, replayed: true })
    }
}
