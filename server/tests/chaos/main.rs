//! A bank that misbehaves in every way it can, workers that are killed again and again, a PostgreSQL that is restarted
//! in between. At the end every transfer has its one end, the bank's books and our ledger agree to the paisa, account by
//! account, and nothing was paid twice or lost.
//!
//! `CHAOS_SEED` and `CHAOS_OPERATIONS` choose another run. `KIST_TEST_RESTART` is the command that restarts PostgreSQL
//! (`make test` sets it); without it that part is left out, and said.
#![allow(
    unreachable_pub,
    dead_code,
    clippy::panic,
    reason = "what the stories share is shared with the domain's tests as well"
)]

mod bank; // the bank, and what its books say
mod cast; // who moves money, and how they ask
mod processes; // the product, as processes that can be killed
mod day_end; // a hundred thousand instalments
mod webhooks; // thousands of events to a merchant's server
#[path = "../../../domain/tests/support/mod.rs"]
mod support;

use bank::Bank;
use cast::{Asked, Cast};
use futures::{StreamExt, stream};
use processes::{Served, Worker, restart_database};
use rand::{Rng, SeedableRng, rngs::StdRng};
use sqlx::Row;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use support::House;

/// Long enough for the slowest story: some sends, a fence, and workers that died in between.
const ALL_ENDED_WITHIN: Duration = Duration::from_secs(150);

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_happens_every_paisa_is_somewhere_once() {
    let (seed, operations) = (setting("CHAOS_SEED", 1), setting("CHAOS_OPERATIONS", 300));
    let operations = usize::try_from(operations).expect("few");
    let house = House::with_connections(6).await;
    let served_at = processes::free_address();
    let bank = Bank::start(seed, &served_at).await;
    let cast = Cast::new(&house).await;
    let served = Served::start(&house, &served_at, &bank);
    served.is_up().await;

    let (submitted, kills, over) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let accepted: Mutex<HashMap<String, String>> = Mutex::default();
    let mut chance = StdRng::seed_from_u64(seed);
    let wanted = cast.wants(operations, &mut chance);
    let killing = async {
        let mut workers = [Worker::start(&house, &bank), Worker::start(&house, &bank)];
        let mut restarted = false;
        while !over.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(chance.random_range(200..900))).await;
            workers[chance.random_range(0..2)].killed_and_started(&house, &bank);
            kills.fetch_add(1, Ordering::SeqCst);
            if !restarted && submitted.load(Ordering::SeqCst) > operations / 2 {
                restarted = restart_database().await;
            }
        }
        workers
    };
    let asking = async {
        stream::iter(&wanted)
            .for_each_concurrent(8, async |asked: &Asked| {
                // Spread out, so that much of it happens to workers that are about to be killed.
                tokio::time::sleep(Duration::from_millis(asked.pause_ms)).await;
                let id = served.asks(asked).await;
                submitted.fetch_add(1, Ordering::SeqCst);
                if let Some(id) = id {
                    accepted.lock().expect("not poisoned").insert(asked.key.clone(), id);
                }
            })
            .await;
        // Some of the killing goes on while the stories come to their ends.
        tokio::time::sleep(Duration::from_secs(6)).await;
        over.store(true, Ordering::SeqCst);
    };
    let (workers, ()) = tokio::join!(killing, asking);

    let began = Instant::now();
    loop {
        let open = house.count("transfer where status in ('pending', 'processing')").await;
        let unread = house.count("webhook_in where status = 'received'").await;
        if open == 0 && unread == 0 && bank.is_quiet().await {
            break;
        }
        assert!(
            began.elapsed() < ALL_ENDED_WITHIN,
            "seed {seed}: {open} transfers have not ended: {:#?}",
            open_ones(&house).await
        );
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    drop(workers);

    let accepted = accepted.into_inner().expect("not poisoned");
    books_agree(&house, &bank, seed).await;
    assert_eq!(
        house.count("transfer").await,
        i64::try_from(accepted.len()).expect("few"),
        "seed {seed}: one transfer for each key that was accepted"
    );
    // Connections that the restart cut are found when they are used.
    for _ in 0..20 {
        let _ = sqlx::query("select 1").execute(house.pool()).await;
    }
    house.is_proven().await;
    let figures = figures(&house).await;
    eprintln!(
        "chaos: seed {seed}, {operations} requests, {} accepted, {} workers killed; {figures}",
        accepted.len(),
        kills.into_inner(),
    );
}

/// What the bank moved is what we think it moved: each reference once, each account to the paisa.
async fn books_agree(house: &House, bank: &Bank, seed: u64) {
    let moved = bank.movements().await;
    let mut by_reference: BTreeMap<String, (i64, String)> = BTreeMap::new();
    for movement in &moved {
        let twice = by_reference
            .insert(movement.reference.clone(), (movement.paise, movement.bank_reference.clone()));
        assert!(twice.is_none(), "seed {seed}: the bank moved {} twice", movement.reference);
    }
    let rows = sqlx::query(
        "select id::text as id, kind, status, amount_paise, bank_reference, bank_account_id::text as account from transfer",
    )
    .fetch_all(&house.db.owner)
    .await
    .expect("reads");
    let mut ours: BTreeMap<String, i64> = BTreeMap::new();
    for row in &rows {
        let (id, status): (String, String) = (row.get("id"), row.get("status"));
        let (kind, amount): (String, i64) = (row.get("kind"), row.get("amount_paise"));
        let theirs = by_reference.remove(&id);
        match (status.as_str(), theirs) {
            ("success", Some((paise, reference))) => {
                let signed = if kind == "deposit" { amount } else { -amount };
                assert_eq!(paise, signed, "seed {seed}: {kind} {id}");
                assert_eq!(Some(reference), row.get("bank_reference"), "seed {seed}: {kind} {id}");
                if let Some(account) = row.get::<Option<String>, _>("account") {
                    *ours.entry(account).or_default() += amount;
                }
            }
            ("failed", None) => {}
            (status, theirs) => {
                panic!("seed {seed}: {kind} {id} is {status} here, and at the bank {theirs:?}")
            }
        }
    }
    assert!(by_reference.is_empty(), "seed {seed}: the bank moved what we do not know: {by_reference:?}");

    // Account by account: what each external account received is what its owner was paid.
    let mut theirs: BTreeMap<String, i64> = BTreeMap::new();
    let accounts: Vec<(String, String)> = sqlx::query_as("select id::text, number_last4 from bank_account")
        .fetch_all(&house.db.owner)
        .await
        .expect("reads");
    for movement in moved.iter().filter(|movement| movement.paise < 0) {
        let last4 = &movement.account[movement.account.len() - 4..];
        let (id, _) = accounts.iter().find(|(_, known)| known == last4).expect("an account of ours");
        *theirs.entry(id.clone()).or_default() -= movement.paise;
    }
    assert_eq!(theirs, ours, "seed {seed}");

    // And our account there is the ledger's.
    let ledger: i64 = sqlx::query_scalar(
        "select coalesce(sum(l.amount), 0)::bigint from leg l join account a on a.id = l.account_id join entry e on e.id = l.entry_id
         where a.kind = 'bank' and e.kind in ('deposit.settled', 'withdrawal.settled', 'payout.settled')",
    )
    .fetch_one(&house.db.owner)
    .await
    .expect("sums");
    assert_eq!(moved.iter().map(|movement| movement.paise).sum::<i64>(), ledger, "seed {seed}");
    assert_eq!(house.count("discrepancy").await, 0, "seed {seed}: an honest bank contradicts nothing");
}

async fn open_ones(house: &House) -> Vec<String> {
    sqlx::query_scalar(
        "select t.kind || ' ' || t.id || ' ' || t.status || ' sends ' || t.sends || ' enquiries ' || t.enquiries || ' ' || coalesce(t.last_contact, '')
                || coalesce((select ' job ' || j.status || ' ' || j.run_at || ' ' || coalesce(j.last_error, '') from job j
                             where j.subject_id = t.id order by j.id desc limit 1), ' no job')
         from transfer t where t.status in ('pending', 'processing') limit 10",
    )
    .fetch_all(&house.db.owner)
    .await
    .expect("reads")
}

async fn figures(house: &House) -> String {
    sqlx::query_scalar(
        "select string_agg(what || ' ' || n, ', ' order by what) from (
           select kind || ' ' || status as what, count(*) as n from transfer group by 1
           union all select 'sent again', coalesce(sum(greatest(sends - 1, 0)), 0) from transfer
           union all select 'callbacks', count(*) from webhook_in
           union all select 'runs lost', count(*) from job_run where outcome = 'lost') figures",
    )
    .fetch_one(&house.db.owner)
    .await
    .expect("sums")
}
