//! The end of a day for a hundred thousand active instalments, by a worker that is killed in the middle. The books are the same as
//! those of a worker that nobody disturbed.
//!
//!     cargo test --test chaos -- --ignored --nocapture hundred_thousand
//!
//! `DAY_END_BORROWERS` chooses another number; each has a plan of four instalments, the first of which is due that day.

use crate::{processes, setting, support::House};
use sqlx::AssertSqlSafe;
use std::{
    process::{Child, Stdio},
    time::{Duration, Instant},
};

/// The day on which all of the first instalments are due.
const DUE: &str = "2026-03-01";
const DAY_AFTER: &str = "2026-03-02";

/// The same in every database: ids are made of numbers.
async fn book(house: &House, borrowers: u64) {
    let shop = house.merchant("Mehta Electronics").await.merchant().0;
    let numbers = format!("generate_series(1, {borrowers}) n");
    for sql in [
        format!("insert into person (id, name, email, email_folded, password_hash, role, is_demo, created_at)
                 select md5('p' || n)::uuid, 'Somebody', 'b' || n || '@example.com', 'b' || n || '@example.com', 'none', 'USER', true, '2026-01-01Z' from {numbers}"),
        format!("insert into standing (person_id, next_day_end, updated_at) select md5('p' || n)::uuid, '{DUE}', '2026-01-01Z' from {numbers}"),
        format!("insert into account (id, kind, owner_id, created_at) select md5('w' || n)::uuid, 'wallet', md5('p' || n)::uuid, '2026-01-01Z' from {numbers}"),
        format!("insert into account (id, kind, owner_id, created_at) select md5('r' || n)::uuid, 'bnpl_receivable', md5('l' || n)::uuid, '2026-01-01Z' from {numbers}"),
        format!("insert into payment (id, merchant_id, amount_paise, status, way, payer_id, idempotency_key, expires_at, created_at, updated_at)
                 select md5('b' || n)::uuid, '{shop}', 400000, 'SUCCESS', 'plan', md5('p' || n)::uuid, 'k', '2026-01-30Z', '2026-01-30Z', '2026-01-30Z' from {numbers}"),
        format!("insert into plan (id, payment_id, person_id, merchant_id, total_paise, instalment_count, outstanding_paise, status, created_at, updated_at)
                 select md5('l' || n)::uuid, md5('b' || n)::uuid, md5('p' || n)::uuid, '{shop}', 400000, 4, 400000, 'ACTIVE', '2026-01-30Z', '2026-01-30Z' from {numbers}"),
        format!("insert into plan_instalment (id, plan_id, number, due_on, amount_paise)
                 select md5('i' || n || k)::uuid, md5('l' || n)::uuid, k, '{DUE}'::date + 30 * (k - 1), 100000 from {numbers}, generate_series(1, 4) k"),
        // What is owed, against what the owners put in: one entry for each purchase.
        format!("select ledger_post(
                   (select array_agg(md5('e' || n)::uuid order by n) from {numbers}), (select array_agg('plan.financed'::text) from {numbers}),
                   (select array_agg('Purchase'::text) from {numbers}), (select array_agg('2026-01-30Z'::timestamptz) from {numbers}),
                   (select array_agg(md5('b' || n)::uuid order by n) from {numbers}), (select array_agg(null::uuid) from {numbers}),
                   (select array_agg('00000000-0000-0000-0000-000000000000'::uuid) from {numbers}),
                   entries, accounts, amounts)
                 from (select array_agg(entry order by account) as entries, array_agg(account order by account) as accounts, array_agg(amount order by account) as amounts
                       from (select md5('e' || n)::uuid as entry, md5('r' || n)::uuid as account, 400000::bigint as amount from {numbers}
                             union all select md5('e' || n)::uuid, '00000000-0000-7000-8000-000000000007', -400000 from {numbers}) legs) posted"),
        "update penal_terms set flat_paise = 2500, annual_rate = 24".to_owned(),
        // Days before that one are over.
        format!("insert into day_end (business_date, finished_at) values ('{DUE}'::date - 1, now())"),
        "analyze".to_owned(),
    ] {
        sqlx::query(AssertSqlSafe(sql)).execute(&house.db.owner).await.expect("the book is made");
    }
}

fn works(house: &House) -> Child {
    let mut command = processes::alone(house, &["work"]);
    command.env("JOB_LEASE_SECONDS", "6").stdout(Stdio::null()).spawn().expect("the binary starts")
}

async fn done(house: &House) -> i64 {
    let sql = "select coalesce(max(borrowers), 0) from day_end where business_date = $1::date";
    sqlx::query_scalar(sql).bind(DUE).fetch_one(&house.db.owner).await.expect("reads")
}

async fn is_over(house: &House) -> bool {
    let sql =
        "select exists (select from day_end where business_date = $1::date and finished_at is not null)";
    sqlx::query_scalar(sql).bind(DUE).fetch_one(&house.db.owner).await.expect("reads")
}

/// The most memory that the process has had, in kilobytes.
fn memory(worker: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", worker.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// All that the day's end writes, as one number: what was charged to whom and when, who is in debt and in which class.
async fn fingerprint(house: &House) -> (String, i64) {
    let sql = "
      select md5(string_agg(line, '|' order by line)), count(*) from (
        select concat_ws(' ', e.kind, e.effective_at, l.amount, a.kind, a.owner_id) as line
        from entry e join leg l on l.entry_id = e.id join account a on a.id = l.account_id
        union all
        select concat_ws(' ', person_id, day, status, class) from standing_change
        union all
        select concat_ws(' ', person_id, status, class, class_since, next_day_end, in_debt_since) from standing where person_id in (select payer_id from payment)
        union all
        select concat_ws(' ', id, penal_paise, penal_exact, flat_charged) from plan_instalment
      ) lines";
    sqlx::query_as(sql).fetch_one(&house.db.owner).await.expect("reads")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes some minutes; run it by name"]
async fn a_hundred_thousand_instalments_end_their_day_though_the_worker_is_killed() {
    let borrowers = setting("DAY_END_BORROWERS", 25_000);
    let many = i64::try_from(borrowers).expect("few");
    let mut prints = Vec::new();
    for kill in [false, true] {
        let mut house = House::with_connections(6).await;
        book(&house, borrowers).await;
        house.at(DAY_AFTER).await;
        let began = Instant::now();
        let (mut worker, mut most, mut killed) = (works(&house), 0, false);
        while !is_over(&house).await {
            most = most.max(memory(&worker));
            if kill && !killed && done(&house).await >= many / 2 {
                worker.kill().expect("killed");
                let _ = worker.wait();
                (worker, killed) = (works(&house), true);
            }
            assert!(began.elapsed() < Duration::from_secs(500), "{} of {many}", done(&house).await);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        worker.kill().expect("killed");
        let _ = worker.wait();
        assert_eq!((killed, done(&house).await), (kill, many));
        eprintln!(
            "day end: {} instalments, {many} overdue, killed: {kill}, {:.1?}, {} MB",
            many * 4,
            began.elapsed(),
            most / 1024
        );
        house.is_proven().await;
        prints.push(fingerprint(&house).await);
    }
    assert_eq!(prints[0], prints[1]);
}
