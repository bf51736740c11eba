//! Browsers' sessions in PostgreSQL.
//!
//! What a cookie holds is kept only as its SHA-256: whoever reads the table cannot take a session over.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::work::real_now;
use sha2::{Digest, Sha256};
use sqlx::{PgPool, types::Json};
use std::collections::HashMap;
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

/// Two random ids of 128 bits do not meet twice in a row.
const TRIES: usize = 3;

#[derive(Clone, Debug)]
pub(crate) struct PostgresStore {
    pool: PgPool,
}

impl PostgresStore {
    pub(crate) fn new(pool: PgPool) -> PostgresStore {
        PostgresStore { pool }
    }

    /// Forgets what has expired; returns how many.
    pub(crate) async fn purge(&self) -> sqlx::Result<u64> {
        let done = sqlx::query("delete from browser_session where expires_at <= $1")
            .bind(real_now())
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected())
    }
}

#[async_trait]
impl SessionStore for PostgresStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        for _ in 0..TRIES {
            let done = sqlx::query(
                "insert into browser_session (id, data, expires_at) values ($1, $2, $3) on conflict do nothing",
            )
            .bind(key(&record.id))
            .bind(Json(&record.data))
            .bind(expiry(record)?)
            .execute(&self.pool)
            .await
            .map_err(backend)?;
            if done.rows_affected() == 1 {
                return Ok(());
            }
            record.id = Id::default();
        }
        Err(Error::Backend("no free session id".to_owned()))
    }

    async fn save(&self, record: &Record) -> Result<()> {
        sqlx::query(
            "insert into browser_session (id, data, expires_at) values ($1, $2, $3)
             on conflict (id) do update set data = excluded.data, expires_at = excluded.expires_at",
        )
        .bind(key(&record.id))
        .bind(Json(&record.data))
        .bind(expiry(record)?)
        .execute(&self.pool)
        .await
        .map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        type Row = (Json<HashMap<String, serde_json::Value>>, DateTime<Utc>);
        let found: Option<Row> =
            sqlx::query_as("select data, expires_at from browser_session where id = $1 and expires_at > $2")
                .bind(key(id))
                .bind(real_now())
                .fetch_optional(&self.pool)
                .await
                .map_err(backend)?;
        let Some((Json(data), expires_at)) = found else { return Ok(None) };
        let expiry_date = OffsetDateTime::from_unix_timestamp(expires_at.timestamp())
            .map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sqlx::query("delete from browser_session where id = $1")
            .bind(key(id))
            .execute(&self.pool)
            .await
            .map_err(backend)?;
        Ok(())
    }
}

fn key(id: &Id) -> String {
    hex::encode(Sha256::digest(id.to_string()))
}

fn expiry(record: &Record) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp(record.expiry_date.unix_timestamp(), 0)
        .ok_or_else(|| Error::Encode("the expiry is out of range".to_owned()))
}

fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}
