//! Connections to PostgreSQL, each of which gives up its rights before it is used.

use sqlx::{
    Executor, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr, time::Duration};

/// A pool whose connections act as `kist_app`, the role that owns nothing. Where that role does not exist
/// they keep their own (see [`acts_as_app_role`]).
pub async fn connect(url: &str, most: u32) -> Result<PgPool, sqlx::Error> {
    let options = PgConnectOptions::from_str(url)?.application_name("kist").statement_cache_capacity(256);
    PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(Duration::from_secs(5))
        // The pool finds a dead connection when it is used; a ping before each use would be one more round trip.
        .test_before_acquire(false)
        .after_connect(|connection, _| {
            Box::pin(async move {
                // A statement or transaction that hangs must not hold locks for long. Compiling a query takes longer
                // than any of ours.
                connection
                    .execute(
                        "set statement_timeout = '30s'; set idle_in_transaction_session_timeout = '30s';
                         set timezone = 'UTC'; set jit = off;
                         do $$ begin
                           if exists (select from pg_roles where rolname = 'kist_app') and pg_has_role(session_user, 'kist_app', case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) then
                             set role kist_app;
                           end if;
                         end $$;",
                    )
                    .await?;
                Ok(())
            })
        })
        .connect_with(options)
        .await
}

/// Whether the running product has given up its rights over the tables; told by `/health`.
pub async fn acts_as_app_role(pool: &PgPool) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select current_user = 'kist_app' as "acts!""#).fetch_one(pool).await
}
