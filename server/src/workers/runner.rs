//! Claims what is due, runs it, says how it ended; and now and then what every process must do.

use super::jobs;
use crate::{cause::on_behalf_of, metrics, state::Kist, trace};
use domain::{
    id::WorkerId,
    job::{
        JobKind, PERIODIC,
        pg::{self, Claimed, Ended},
    },
    work::WorkError,
};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::{JoinHandle, JoinSet},
    time::{Instant, interval, sleep, sleep_until, timeout},
};
use tracing::Instrument;

/// How one process works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkerSettings {
    /// Jobs at once.
    pub slots: u32,
    /// Longer than any job takes: after it the job is somebody else's.
    pub lease: Duration,
}

/// Between looks at a queue that was empty.
const POLL: Duration = Duration::from_millis(250);
const HEARTBEAT: Duration = Duration::from_secs(3);
const TICK: Duration = Duration::from_secs(1);
/// A job ends before its lease does, so that no other worker runs it at the same time.
const OF_THE_LEASE: f32 = 0.8;
/// After an error of the database, before the next try.
const AFTER_ERROR: Duration = Duration::from_secs(1);
/// When asked to stop: for the jobs under way. What takes longer is handed back.
const LAST_JOBS: Duration = Duration::from_secs(15);

impl WorkerSettings {
    /// Jobs at once that wait for merchants' servers: half of the slots, so that the others are always there for money.
    fn deliveries(&self) -> usize {
        usize::try_from(self.slots / 2).unwrap_or(1).max(1)
    }
}

/// What a job occupies until it ends.
struct Slot {
    _any: OwnedSemaphorePermit,
    _delivery: Option<OwnedSemaphorePermit>,
}

/// The workers of this process.
pub struct Workers {
    stop: watch::Sender<bool>,
    running: JoinHandle<()>,
}

impl Workers {
    pub fn start(kist: Kist, settings: WorkerSettings) -> Workers {
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(work(kist, settings, stopped));
        Workers { stop, running }
    }

    /// Finishes or hands back what is under way.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        if self.running.await.is_err() {
            tracing::error!("the workers did not end well");
        }
    }
}

async fn work(kist: Kist, settings: WorkerSettings, mut stopped: watch::Receiver<bool>) {
    let worker = WorkerId::new();
    let name = format!("{}-{}", host(), std::process::id());
    let slots = Arc::new(Semaphore::new(usize::try_from(settings.slots).unwrap_or(1)));
    let deliveries = Arc::new(Semaphore::new(settings.deliveries()));
    let housekeeping =
        tokio::spawn(housekeeping(kist.clone(), worker, name.clone(), settings, slots.clone()));
    tracing::info!(worker = %worker, name, slots = settings.slots, "working");

    let mut jobs = JoinSet::new();
    while !*stopped.borrow() {
        while jobs.try_join_next().is_some() {}
        let took = tokio::select! {
            took = take(&kist, worker, settings, &slots, &deliveries) => took,
            _ = stopped.changed() => break,
        };
        match took {
            Ok(claimed) if claimed.is_empty() => idle(&deliveries, &mut stopped).await,
            Ok(claimed) => {
                for (job, until, slot) in claimed {
                    jobs.spawn(one(kist.clone(), job, until, stopped.clone(), slot));
                }
            }
            Err(error) => {
                tracing::warn!(%error, "jobs could not be claimed");
                pause(AFTER_ERROR, &mut stopped).await;
            }
        }
    }

    let finished = async { while jobs.join_next().await.is_some() {} };
    if timeout(LAST_JOBS + Duration::from_secs(5), finished).await.is_err() {
        tracing::warn!("some jobs did not end in time; their leases will");
    }
    housekeeping.abort();
    if let Err(error) = pg::sign_off(&kist.pool, worker).await {
        tracing::warn!(%error, "this worker could not sign off");
    }
}

/// As many jobs as there are free slots, each with its slot, and until when it may run.
async fn take(
    kist: &Kist,
    worker: WorkerId,
    settings: WorkerSettings,
    slots: &Arc<Semaphore>,
    deliveries: &Arc<Semaphore>,
) -> Result<Vec<(Claimed, Instant, Slot)>, WorkError> {
    let Ok(first) = slots.clone().acquire_owned().await else { return Ok(Vec::new()) };
    let mut free = vec![first];
    while let Ok(slot) = slots.clone().try_acquire_owned() {
        free.push(slot);
    }
    let most = i64::try_from(free.len()).unwrap_or(1);
    // Taken before the question: what passes until a job begins is passed of its lease.
    let until = Instant::now() + settings.lease.mul_f32(OF_THE_LEASE);
    let most_deliveries = i64::try_from(deliveries.available_permits()).unwrap_or(1);
    let claimed = pg::claim(&kist.pool, worker, most, most_deliveries, settings.lease).await?;
    let with_slots = claimed.into_iter().zip(free).map(|(job, slot)| {
        let is_delivery = job.kind == Some(JobKind::WebhookDeliver);
        let delivery = if is_delivery { deliveries.clone().try_acquire_owned().ok() } else { None };
        (job, until, Slot { _any: slot, _delivery: delivery })
    });
    Ok(with_slots.collect())
}

async fn one(kist: Kist, job: Claimed, until: Instant, mut stopped: watch::Receiver<bool>, _slot: Slot) {
    let kind = job.kind.map_or("unknown", domain::job::JobKind::as_str);
    let span = tracing::info_span!("job", kind, job = %job.id, run = job.run, request_id = %job.request_id);
    if job.request_id != PERIODIC {
        trace::go_on(&span, &job.request_id);
    }
    async {
        let started = Instant::now();
        let impatient = async {
            let _ = stopped.wait_for(|stop| *stop).await;
            sleep(LAST_JOBS).await;
        };
        let ended = tokio::select! {
            // A process that stood still must not go on with a job whose lease may have ended meanwhile.
            biased;
            () = sleep_until(until) => Ended::Failed { error: "it took longer than its lease allows".to_owned() },
            () = impatient => Ended::HandedBack,
            ended = on_behalf_of(job.request_id.clone(), jobs::run(&kist, &job)) => ended,
        };
        let ms = started.elapsed().as_millis();
        match &ended {
            Ended::Failed { error } => tracing::warn!(ms, error, "a job failed"),
            Ended::Done { note } | Ended::Again { note, .. } if job.request_id == PERIODIC => {
                tracing::debug!(ms, note, "a job ended");
            }
            Ended::Done { note } | Ended::Again { note, .. } => tracing::info!(ms, note, "a job ended"),
            Ended::HandedBack => tracing::info!(ms, "a job is handed back"),
        }
        metrics::job_ran(kind, outcome(&ended), started.elapsed());
        say(&kist, &job, ended).await;
    }
    .instrument(span)
    .await;
}

/// As it is counted.
const fn outcome(ended: &Ended) -> &'static str {
    match ended {
        Ended::Done { .. } => "done",
        Ended::Again { .. } => "again",
        Ended::Failed { .. } => "failed",
        Ended::HandedBack => "handed_back",
    }
}

/// What cannot be written down now is found by its lease later; a few tries save that wait.
async fn say(kist: &Kist, job: &Claimed, ended: Ended) {
    for wait in [100, 1000, 3000] {
        match pg::finish(&kist.pool, job, ended.clone()).await {
            Ok(()) => return,
            Err(error) => {
                tracing::warn!(%error, "how a job ended could not be written down");
                sleep(Duration::from_millis(wait)).await;
            }
        }
    }
}

/// Signs on, puts back what dead workers left, and asks for what is due periodically.
async fn housekeeping(
    kist: Kist,
    worker: WorkerId,
    name: String,
    settings: WorkerSettings,
    slots: Arc<Semaphore>,
) {
    let all = i32::try_from(settings.slots).unwrap_or(i32::MAX);
    let (mut turn, mut signed_on, mut planned) = (interval(TICK), None::<Instant>, false);
    loop {
        turn.tick().await;
        let done = async {
            if !planned {
                pg::plan_periodic(&kist.pool).await?;
                planned = true;
            }
            if signed_on.is_none_or(|at| at.elapsed() >= HEARTBEAT) {
                let free = i32::try_from(slots.available_permits()).unwrap_or(0);
                pg::sign_on(&kist.pool, worker, &name, all, all - free, &breakers(&kist)).await?;
                signed_on = Some(Instant::now());
            }
            pg::recover_lost(&kist.pool).await?;
            pg::tick(&kist.pool).await?;
            Ok::<_, WorkError>(())
        };
        if let Err(error) = done.await {
            tracing::warn!(%error, "the workers' housekeeping failed");
        }
    }
}

/// Of everybody whom this process asks, by name.
fn breakers(kist: &Kist) -> serde_json::Value {
    let mut all = serde_json::Map::new();
    all.insert("bank".to_owned(), serde_json::json!(kist.banks.breaker()));
    for (name, breaker) in kist.gateways.breakers() {
        all.insert(name.as_str().to_owned(), serde_json::json!(breaker));
    }
    all.into()
}

/// Until the next look at a queue that was empty. While all turns of deliveries are taken more of them may be waiting: then
/// until one of them ends.
async fn idle(deliveries: &Semaphore, stopped: &mut watch::Receiver<bool>) {
    let all_taken = deliveries.available_permits() == 0;
    tokio::select! {
        () = sleep(POLL) => {}
        _ = deliveries.acquire(), if all_taken => {}
        _ = stopped.changed() => {}
    }
}

async fn pause(time: Duration, stopped: &mut watch::Receiver<bool>) {
    tokio::select! {
        () = sleep(time) => {}
        _ = stopped.changed() => {}
    }
}

fn host() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name = name.trim();
    if name.is_empty() { "host".to_owned() } else { name.chars().take(40).collect() }
}
