//! A database for each test, copied from one that is migrated once per run of the migrations.
//!
//! `DATABASE_URL` names any database of a PostgreSQL cluster where databases may be made; `make test`
//! starts a private one. The test crates of `domain` and `server` share this file.

use sqlx::{
    ConnectOptions, Connection, Executor, PgConnection, PgPool, migrate::Migrator, postgres::PgConnectOptions,
};
use std::{
    str::FromStr,
    sync::atomic::{AtomicU32, Ordering},
};
use tokio::sync::OnceCell;

static MIGRATIONS: Migrator = sqlx::migrate!("../migrations");
static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// One lock for all test processes of the cluster.
const LOCK: i64 = 0x6b69_7374;

pub struct TestDatabase {
    /// As the product connects: every connection acts as `kist_app`.
    pub pool: PgPool,
    /// As the owner of the tables, to look behind the product's back.
    pub owner: PgPool,
    pub url: String,
}

impl TestDatabase {
    /// `connections`: how many the product may use at once.
    pub async fn new(connections: u32) -> TestDatabase {
        let cluster = options();
        let template = TEMPLATE.get_or_init(|| template(cluster.clone())).await;
        let name = format!("kist_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let mut maintenance = maintenance(&cluster).await;
        // Two copies of one template at a time are refused by PostgreSQL.
        locked(&mut maintenance, async |connection| {
            create(connection, &name, Some(template)).await;
        })
        .await;
        let own = cluster.database(&name);
        let url = own.to_url_lossy().to_string();
        TestDatabase {
            pool: domain::work::connect(&url, connections).await.expect("the new database is there"),
            owner: PgPool::connect_with(own).await.expect("the new database is there"),
            url,
        }
    }
}

fn options() -> PgConnectOptions {
    let url = std::env::var("DATABASE_URL")
        .expect("DATABASE_URL names a cluster for tests; `make test` starts one");
    PgConnectOptions::from_str(&url).expect("DATABASE_URL is a PostgreSQL address")
}

async fn maintenance(cluster: &PgConnectOptions) -> PgConnection {
    let options = cluster.clone().database("postgres");
    PgConnection::connect_with(&options).await.expect("the test cluster answers")
}

async fn locked(connection: &mut PgConnection, work: impl AsyncFnOnce(&mut PgConnection)) {
    sqlx::query("select pg_advisory_lock($1)").bind(LOCK).execute(&mut *connection).await.expect("locks");
    work(connection).await;
    sqlx::query("select pg_advisory_unlock($1)").bind(LOCK).execute(connection).await.expect("unlocks");
}

/// Makes the template, unless an earlier run over the same migrations did. Sweeps up what dead test
/// processes left.
async fn template(cluster: PgConnectOptions) -> String {
    let sum = MIGRATIONS.iter().fold(0_u64, |sum, migration| {
        migration.checksum.iter().fold(sum, |sum, byte| sum.wrapping_mul(31).wrapping_add((*byte).into()))
    });
    let name = format!("kist_template_{sum:016x}");
    let mut maintenance = maintenance(&cluster).await;
    locked(&mut maintenance, async |connection| {
        sweep(connection).await;
        let there =
            sqlx::query_scalar("select exists (select from pg_database where datname = $1)").bind(&name);
        if there.fetch_one(&mut *connection).await.expect("databases are listed") {
            return;
        }
        // Under another name until it is whole: a run that was stopped half-way leaves no half template.
        let half = format!("{name}_half");
        drop_database(connection, &half).await;
        create(connection, &half, None).await;
        let mut own =
            PgConnection::connect_with(&cluster.clone().database(&half)).await.expect("it was just made");
        MIGRATIONS.run(&mut own).await.expect("the migrations apply");
        own.close().await.expect("closes");
        run(connection, &format!(r#"alter database "{half}" rename to "{name}""#)).await;
    })
    .await;
    name
}

async fn sweep(connection: &mut PgConnection) {
    let names: Vec<String> =
        sqlx::query_scalar(r"select datname from pg_database where datname like 'kist\_test\_%'")
            .fetch_all(&mut *connection)
            .await
            .expect("databases are listed");
    for name in names {
        let process = name.trim_start_matches("kist_test_").split('_').next().unwrap_or_default();
        if std::path::Path::new("/proc/self").exists()
            && !std::path::Path::new(&format!("/proc/{process}")).exists()
        {
            drop_database(connection, &name).await;
        }
    }
}

async fn create(connection: &mut PgConnection, name: &str, template: Option<&str>) {
    let template = template.map(|template| format!(r#" template "{template}""#)).unwrap_or_default();
    run(connection, &format!(r#"create database "{name}"{template}"#)).await;
}

async fn drop_database(connection: &mut PgConnection, name: &str) {
    run(connection, &format!(r#"drop database if exists "{name}" with (force)"#)).await;
}

async fn run(connection: &mut PgConnection, sql: &str) {
    let statement = sqlx::AssertSqlSafe(sql.to_owned());
    connection.execute(sqlx::raw_sql(statement)).await.expect("the statement runs");
}
