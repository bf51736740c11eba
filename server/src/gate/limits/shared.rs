//! Windows that all processes share, in Redis. While Redis is away, each process counts for itself: a limit that is
//! a little wide for a while is better than a product that answers nobody.

use crate::metrics;
use async_trait::async_trait;
use domain::work::{InThisProcess, MINUTE, Window, Windows};
use redis::{
    Client, RedisError, Script,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use std::{
    sync::{
        LazyLock, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// Every request waits for this at most; a Redis that is there answers in a thousandth of it.
const PATIENCE: Duration = Duration::from_millis(150);
/// After a failure Redis is left alone for so long, so that requests do not queue up at a door that is shut.
const LEFT_ALONE: Duration = Duration::from_secs(1);

/// Counts under all names at once; atomic, as scripts are. A counter without an end (of an interrupted script, or set by
/// hand) would lock its caller out for ever: it is given one.
static HIT: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local windows = {}
         for _, name in ipairs(KEYS) do
             local count = redis.call('INCR', name)
             local left = redis.call('PTTL', name)
             if left < 0 then
                 left = tonumber(ARGV[1])
                 redis.call('PEXPIRE', name, left)
             end
             windows[#windows + 1] = {count, left}
         end
         return windows",
    )
});

pub(super) struct InRedis {
    connection: ConnectionManager,
    /// Counts along, so that windows that are open when Redis goes are not forgotten.
    here: InThisProcess,
    away_until: Mutex<Option<Instant>>,
    is_away: AtomicBool,
}

impl InRedis {
    /// Does not connect yet: the product starts without Redis, too.
    pub(super) fn new(url: &SecretString) -> Result<InRedis, RedisError> {
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        let connection = ConnectionManager::new_lazy_with_config(Client::open(url.expose_secret())?, config)?;
        metrics::rate_limit_fallback(false);
        Ok(InRedis {
            connection,
            here: InThisProcess::default(),
            away_until: Mutex::default(),
            is_away: AtomicBool::new(false),
        })
    }

    fn is_left_alone(&self) -> bool {
        let until = self.away_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() < until)
    }

    async fn ask(&self, names: &[&str]) -> Result<Vec<Window>, RedisError> {
        let mut call = HIT.prepare_invoke();
        for name in names {
            call.key(key(name));
        }
        call.arg(MINUTE.as_millis().to_string());
        let mut connection = self.connection.clone();
        let found: Vec<(u32, u64)> = call.invoke_async(&mut connection).await?;
        Ok(found.into_iter().map(|(count, left)| Window::new(count, Duration::from_millis(left))).collect())
    }

    /// Says so once when Redis goes and once when it is back, not for every request.
    fn note(&self, error: Option<&str>) {
        let until = error.map(|_| Instant::now() + LEFT_ALONE);
        *self.away_until.lock().unwrap_or_else(PoisonError::into_inner) = until;
        let was_away = self.is_away.swap(error.is_some(), Ordering::Relaxed);
        if was_away == error.is_some() {
            return;
        }
        metrics::rate_limit_fallback(error.is_some());
        match error {
            Some(error) => tracing::warn!(error, "Redis is away: this process counts requests for itself"),
            None => tracing::info!("Redis is back: limits are shared again"),
        }
    }
}

#[async_trait]
impl Windows for InRedis {
    async fn hit(&self, names: &[&str]) -> Vec<Window> {
        if names.is_empty() {
            return Vec::new();
        }
        let here = self.here.hit_now(names);
        if self.is_left_alone() {
            return here;
        }
        let answered = tokio::time::timeout(PATIENCE, self.ask(names)).await;
        match answered {
            Ok(Ok(windows)) if windows.len() == names.len() => {
                self.note(None);
                windows
            }
            // Its words may have what was sent in them.
            Ok(Err(error)) => {
                self.note(Some(format!("{:?}", error.kind()).as_str()));
                here
            }
            Ok(Ok(_)) => {
                self.note(Some("it answered something else than was asked"));
                here
            }
            Err(_) => {
                self.note(Some("no answer in time"));
                here
            }
        }
    }
}

/// Names have addresses in them, of networks and of people: Redis is told neither.
fn key(name: &str) -> String {
    let digest = Sha256::digest(name.as_bytes());
    format!("kist:limit:{}", hex::encode(digest.get(..16).unwrap_or_default()))
}
