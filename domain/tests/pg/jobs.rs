//! Jobs: claimed once, tried again, found again when their worker dies, dead in the end.

use crate::support::{House, meta};
use domain::{
    id::WorkerId,
    job::{
        JobKind,
        pg::{self, Claimed, DiscardJob, Ended, JobFilter, RetryJob},
        view::{JobStatus, JobView},
    },
    page::PageRequest,
};
use futures::future::join_all;
use std::{collections::HashSet, time::Duration};

const LEASE: Duration = Duration::from_secs(60);

async fn ask(house: &House, many: i32) {
    let sql = format!(
        "insert into job (id, kind, subject_id, request_id, failures_max, run_at)
         select gen_random_uuid(), 'webhook.apply', gen_random_uuid(), 'test', 3, now() from generate_series(1, {many})"
    );
    house.as_owner(&sql).await.expect("jobs");
}

async fn take(house: &House, most: i64) -> Vec<Claimed> {
    pg::claim(house.pool(), WorkerId::new(), most, most, LEASE).await.expect("claims")
}

async fn the_job(house: &House) -> JobView {
    let found = pg::jobs(house.pool(), house.admin, &JobFilter::default(), PageRequest::default()).await;
    found.expect("reads").items.pop().expect("one job")
}

/// What waits becomes due.
async fn time_passes(house: &House) {
    house.as_owner("update job set run_at = now() where status = 'queued'").await.expect("passes");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_workers_each_job_has_one() {
    let house = House::new().await;
    ask(&house, 100).await;
    let claims = join_all((0..20).map(|_| take(&house, 10))).await;
    let all: Vec<_> = claims.into_iter().flatten().map(|job| job.id).collect();
    let different: HashSet<_> = all.iter().copied().collect();
    assert_eq!((all.len(), different.len()), (100, 100));
    assert!(take(&house, 10).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_fails_is_tried_again_later_and_dies_in_the_end() {
    let house = House::new().await;
    ask(&house, 1).await;
    for failure in 1..=3 {
        let job = take(&house, 1).await.pop().expect("it is due");
        assert_eq!(job.run, failure);
        let error = format!("failure {failure}");
        pg::finish(house.pool(), &job, Ended::Failed { error }).await.expect("said");
        assert!(take(&house, 1).await.is_empty(), "not at once");
        time_passes(&house).await;
    }
    let job = the_job(&house).await;
    assert_eq!((job.status, job.last_error.as_deref()), (JobStatus::Dead, Some("failure 3")));

    house.run(&RetryJob { admin: house.admin, job: job.id, meta: meta() }).await.expect("retried");
    let again = take(&house, 1).await.pop().expect("due at once");
    assert_eq!((again.run, again.failures), (4, 0));
    pg::finish(house.pool(), &again, Ended::Done { note: "at last".to_owned() }).await.expect("said");
    let page = pg::job_page(house.pool(), house.admin, job.id).await.expect("a page");
    let outcomes: Vec<_> = page.runs.iter().rev().filter_map(|run| run.outcome.as_deref()).collect();
    assert_eq!((page.job.status, outcomes), (JobStatus::Done, vec!["failed", "failed", "failed", "done"]));
    let refused = house.run(&DiscardJob { admin: house.admin, job: job.id, meta: meta() }).await;
    assert_eq!(refused.expect_err("it is done").code, "invalid_state");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_worker_held_is_somebody_elses_and_the_dead_one_is_not_heard() {
    let house = House::new().await;
    ask(&house, 1).await;
    let dead = take(&house, 1).await.pop().expect("claimed");
    assert_eq!(pg::recover_lost(house.pool()).await.expect("looks"), 0, "its lease runs");
    house.as_owner("update job set leased_until = now() - interval '1 second'").await.expect("passes");
    let found = join_all((0..10).map(|_| pg::recover_lost(house.pool()))).await;
    assert_eq!(found.into_iter().map(|lost| lost.expect("looks")).sum::<u64>(), 1);
    let alive = take(&house, 1).await.pop().expect("claimed anew");
    assert_eq!((alive.id, alive.run, alive.failures), (dead.id, 2, 1));
    // It was only slow, and says now that it is done: too late.
    pg::finish(house.pool(), &dead, Ended::Done { note: String::new() }).await.expect("not heard");
    assert_eq!(the_job(&house).await.status, JobStatus::Running);
    pg::finish(house.pool(), &alive, Ended::HandedBack).await.expect("said");
    assert_eq!(take(&house, 1).await.len(), 1, "handed back, it is due at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_periodic_is_asked_for_once_by_all_processes() {
    let house = House::new().await;
    pg::plan_periodic(house.pool()).await.expect("planned");
    let periodic = JobKind::ALL.into_iter().filter(|kind| kind.every_seconds().is_some()).count();
    let asked = join_all((0..20).map(|_| pg::tick(house.pool()))).await;
    let asked: u64 = asked.into_iter().map(|asked| asked.expect("ticks")).sum();
    assert_eq!(usize::try_from(asked).expect("few"), periodic);
    // Due again while the last one still waits: it is not asked for twice.
    house.as_owner("update periodic set next_at = now()").await.expect("passes");
    assert_eq!(pg::tick(house.pool()).await.expect("ticks"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_gives_up_a_job_once() {
    let house = House::new().await;
    ask(&house, 1).await;
    let job = the_job(&house).await.id;
    for _ in 0..2 {
        house.run(&DiscardJob { admin: house.admin, job, meta: meta() }).await.expect("given up");
    }
    assert!(take(&house, 1).await.is_empty());
    let retried = house.run(&RetryJob { admin: house.admin, job, meta: meta() }).await;
    assert_eq!(retried.expect_err("it was given up").code, "invalid_state");
    let nobody =
        house.run(&RetryJob { admin: house.admin, job: domain::id::JobId::new(), meta: meta() }).await;
    assert_eq!(nobody.expect_err("there is none").code, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn old_jobs_and_stored_responses_are_forgotten_and_keys_are_not() {
    let house = House::new().await;
    let asha = house.borrower("Asha Rao").await;
    house.funds(asha, "10").await;
    ask(&house, 3).await;
    house
        .as_owner("update job set status = 'done', ended_at = now() - interval '20 days'")
        .await
        .expect("long ago");
    assert_eq!(pg::purge_jobs(house.pool()).await.expect("purges"), 3);
    assert_eq!(pg::purge_responses(house.pool()).await.expect("purges"), 0, "within its window");
    house.as_owner("alter table command_log disable trigger user").await.expect("behind the product's back");
    house
        .as_owner("update command_log set recorded_at = recorded_at - interval '2 days'")
        .await
        .expect("passes");
    house.as_owner("alter table command_log enable trigger user").await.expect("on again");
    assert_eq!(pg::purge_responses(house.pool()).await.expect("purges"), 1);
    assert_eq!(house.count("command_log where key is not null").await, 1);
}
