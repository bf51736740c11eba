//! The schema. Whoever applies it owns the tables; the running product has given that right up, so that this
//! is done on a connection of its own.

use crate::config::Config;
use secrecy::ExposeSecret;
use sqlx::{Connection, PgConnection, migrate::Migrator};
use std::path::Path;

/// What this binary was built with.
static EMBEDDED: Migrator = sqlx::migrate!("../migrations");

/// Brings the database to the newest schema: the embedded one, or that of a folder.
pub async fn apply(config: &Config, source: Option<&Path>) -> anyhow::Result<()> {
    let mut connection = PgConnection::connect(config.database_url.expose_secret()).await?;
    match source {
        Some(folder) => Migrator::new(folder).await?.run(&mut connection).await?,
        None => EMBEDDED.run(&mut connection).await?,
    }
    connection.close().await?;
    Ok(())
}
