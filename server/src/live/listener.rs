//! The one connection of the process that listens. When it is lost it is made anew, and everybody is told
//! that something may have been missed meanwhile.

use super::{Live, News};
use crate::config::Config;
use domain::work::{Told, listen};
use secrecy::ExposeSecret;
use sqlx::{Executor, postgres::PgListener};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// After so much silence the connection is tried: a machine that vanished closes nothing.
const SILENCE: Duration = Duration::from_secs(60);
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);

/// Nothing, with a warning, where listening is not possible: pages then ask by themselves.
pub(crate) async fn connect(config: &Config) -> Option<PgListener> {
    match listen(config.database_url.expose_secret()).await {
        Ok(listener) => Some(listener),
        Err(error) => {
            tracing::warn!(%error, "PostgreSQL cannot be listened to; it is tried again");
            None
        }
    }
}

/// For as long as the process lives.
pub(crate) async fn keep_listening(live: Live, config: Arc<Config>, first: Option<PgListener>) {
    let mut next = first;
    let mut pause = PAUSE;
    loop {
        if let Some(listener) = next.take() {
            pause = PAUSE;
            pass_on(&live, listener).await;
            tracing::warn!("the connection that listens was lost; it is made anew");
        }
        tokio::time::sleep(pause).await;
        pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        next = connect(&config).await;
        if next.is_some() {
            live.spread(News::Resync);
        }
    }
}

/// Until the connection is lost.
async fn pass_on(live: &Live, mut listener: PgListener) {
    loop {
        match timeout(SILENCE, listener.try_recv()).await {
            Ok(Ok(Some(notification))) => match serde_json::from_str::<Told>(notification.payload()) {
                Ok(told) => live.spread(News::Told(Arc::new(told))),
                // Of a newer version of the product, perhaps.
                Err(error) => {
                    tracing::warn!(%error, "a notification could not be read");
                    live.spread(News::Resync);
                }
            },
            Ok(Ok(None)) => return,
            Ok(Err(error)) => {
                tracing::debug!(%error, "no notification can be received");
                return;
            }
            Err(_) => match timeout(ANSWERS_WITHIN, listener.execute("select 1")).await {
                Ok(Ok(_)) => {}
                Ok(Err(_)) | Err(_) => return,
            },
        }
    }
}
