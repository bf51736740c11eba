//! What is told of a command the moment it is committed, to whoever listens: which object changed and whose it
//! is. What changed in it is read by whoever may read it; amounts and names do not travel here.

use serde::{Deserialize, Serialize};
use sqlx::{
    ConnectOptions,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use std::{str::FromStr, time::Duration};
use uuid::Uuid;

pub(crate) const CHANNEL: &str = "kist_live";

/// How long a connection for listening may take to be made.
const PATIENCE: Duration = Duration::from_secs(5);

/// One message of the channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// A person or a merchant.
    pub to: Uuid,
    pub kind: String,
    pub id: Uuid,
}

/// Listens, on a connection of its own: those of the pool are lent and taken back, and a pooler before the
/// database would lose the subscription.
pub async fn listen(url: &str) -> Result<PgListener, sqlx::Error> {
    let options = PgConnectOptions::from_str(url)?.application_name("kist live").disable_statement_logging();
    let own = PgPoolOptions::new()
        .max_connections(1)
        .max_lifetime(None)
        .idle_timeout(None)
        .acquire_timeout(PATIENCE)
        .connect_with(options)
        .await?;
    let mut listener = PgListener::connect_with(&own).await?;
    // Whoever listens must know that the connection was lost, and asks for the next one.
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}
