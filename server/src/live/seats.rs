use domain::{
    explain::{Explanation, Kind},
    id::PersonId,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Of one person in this process: a few devices with a few tabs. Each costs a connection and a task.
const AT_MOST: usize = 10;
/// A device that was closed is noticed by then.
const RETRY_SECONDS: u64 = 30;

/// How many streams each person has open.
#[derive(Clone, Default)]
pub(super) struct Seats(Arc<Mutex<HashMap<PersonId, usize>>>);

/// One open stream; given back when it is dropped.
pub(super) struct Seat {
    seats: Seats,
    person: PersonId,
}

impl Seats {
    pub(super) fn take(&self, person: PersonId) -> Result<Seat, Explanation> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.entry(person).or_default();
        if *own >= AT_MOST {
            let sentence = "Too many live streams are open. Close one, or try again later.";
            return Err(Explanation::new(Kind::TooMany, "rate_limit_exceeded", sentence)
                .with("retry_after", RETRY_SECONDS));
        }
        *own += 1;
        Ok(Seat { seats: self.clone(), person })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = taken.get_mut(&self.person) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                taken.remove(&self.person);
            }
        }
    }
}
