use domain::id::EndpointId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// Who has no turn by then comes back later, so that others have one.
const PATIENCE: Duration = Duration::from_secs(1);

/// So many deliveries to one endpoint at once, in this process.
pub(super) struct Turns {
    at_once: usize,
    of: Mutex<HashMap<EndpointId, Arc<Semaphore>>>,
}

impl Turns {
    pub(super) fn new(at_once: usize) -> Turns {
        Turns { at_once: at_once.max(1), of: Mutex::default() }
    }

    /// `None`: the endpoint is busy with others for longer than is waited for.
    pub(super) async fn take(&self, endpoint: EndpointId) -> Option<OwnedSemaphorePermit> {
        let turns = {
            let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
            // Those that nobody holds are forgotten; there are never more than jobs.
            of.retain(|_, turns| Arc::strong_count(turns) > 1);
            of.entry(endpoint).or_insert_with(|| Arc::new(Semaphore::new(self.at_once))).clone()
        };
        timeout(PATIENCE, turns.acquire_owned()).await.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_endpoint_occupies_only_so_many() {
        let (turns, slow, other) = (Turns::new(2), EndpointId::new(), EndpointId::new());
        let first = turns.take(slow).await.unwrap();
        let _second = turns.take(slow).await.unwrap();
        assert!(turns.take(slow).await.is_none());
        assert!(turns.take(other).await.is_some());
        drop(first);
        assert!(turns.take(slow).await.is_some());
    }
}
