//! A circuit breaker: a bank or gateway that does not answer is left alone for a while, so that nobody queues before
//! it and it can recover. The instant is a parameter.

use chrono::{DateTime, TimeDelta, Utc};
use schemars::JsonSchema;
use serde::Serialize;
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// So many in a row open it.
    pub failures: u32,
    /// How long it stays open; also how long a probe may take before the next one is let through.
    pub rest: Duration,
}

/// What a page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BreakerView {
    pub state: State,
    /// In a row, up to now.
    pub failures: u32,
    /// In this state since.
    pub since: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "BreakerState")]
pub enum State {
    /// All is well.
    Closed,
    /// Nobody may ask.
    Open,
    /// One may ask: its answer decides.
    HalfOpen,
}

#[derive(Debug)]
pub(crate) struct Breaker {
    limits: Limits,
    now: Mutex<Now>,
}

#[derive(Debug)]
struct Now {
    failures: u32,
    state: State,
    since: Instant,
    /// When the probe was let through.
    probed: Option<Instant>,
}

impl Breaker {
    pub(crate) fn new(limits: Limits, now: Instant) -> Breaker {
        let closed = Now { failures: 0, state: State::Closed, since: now, probed: None };
        Breaker { limits, now: Mutex::new(closed) }
    }

    /// Whether the bank may be asked; `Err` is for how long not. In half-open the one who hears yes is the probe.
    pub(crate) fn ready(&self, now: Instant) -> Result<(), Duration> {
        self.with(now, |it| match it.state {
            State::Closed => Ok(()),
            State::Open => Err(self.limits.rest.saturating_sub(now.saturating_duration_since(it.since))),
            State::HalfOpen => {
                // A probe that was never sent, or whose sender died, must not bar the way for ever.
                let left =
                    it.probed.map(|at| self.limits.rest.saturating_sub(now.saturating_duration_since(at)));
                match left.filter(|left| !left.is_zero()) {
                    Some(left) => Err(left),
                    None => {
                        it.probed = Some(now);
                        Ok(())
                    }
                }
            }
        })
    }

    /// The same without taking the place of the probe: for whoever only looks who could be asked.
    pub(crate) fn rests(&self, now: Instant) -> Result<(), Duration> {
        self.with(now, |it| match it.state {
            State::Closed => Ok(()),
            State::Open => Err(self.limits.rest.saturating_sub(now.saturating_duration_since(it.since))),
            State::HalfOpen => {
                let left =
                    it.probed.map(|at| self.limits.rest.saturating_sub(now.saturating_duration_since(at)));
                left.filter(|left| !left.is_zero()).map_or(Ok(()), Err)
            }
        })
    }

    pub(crate) fn record(&self, answered: bool, now: Instant) {
        self.with(now, |it| {
            it.failures = if answered { 0 } else { it.failures.saturating_add(1) };
            // Where it is open already, the rest is not prolonged by those who were under way.
            match (answered, it.state) {
                (true, State::Open | State::HalfOpen) => it.turn(State::Closed, now),
                (false, State::HalfOpen) => it.turn(State::Open, now),
                (false, State::Closed) if it.failures >= self.limits.failures => it.turn(State::Open, now),
                (true | false, State::Closed) | (false, State::Open) => {}
            }
        });
    }

    /// `real` is the time of `now`.
    pub(crate) fn view(&self, now: Instant, real: DateTime<Utc>) -> BreakerView {
        self.with(now, |it| {
            let past = TimeDelta::from_std(now.saturating_duration_since(it.since)).unwrap_or_default();
            let since = real.checked_sub_signed(past).unwrap_or(real);
            BreakerView { state: it.state, failures: it.failures, since }
        })
    }

    /// First lets the time pass: an open one becomes half-open by itself.
    fn with<T>(&self, now: Instant, then: impl FnOnce(&mut Now) -> T) -> T {
        let mut it = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if it.state == State::Open && now.saturating_duration_since(it.since) >= self.limits.rest {
            let since = it.since + self.limits.rest;
            it.turn(State::HalfOpen, since);
        }
        then(&mut it)
    }
}

impl Now {
    fn turn(&mut self, state: State, now: Instant) {
        (self.state, self.since, self.probed) = (state, now, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { failures: 3, rest: Duration::from_secs(10) };

    struct Story {
        breaker: Breaker,
        start: Instant,
    }

    impl Story {
        fn new() -> Story {
            let start = Instant::now();
            Story { breaker: Breaker::new(LIMITS, start), start }
        }

        fn at(&self, second: u64) -> Instant {
            self.start + Duration::from_secs(second)
        }

        fn fails(&self, second: u64, times: usize) {
            for _ in 0..times {
                self.breaker.record(false, self.at(second));
            }
        }

        #[track_caller]
        fn is(&self, second: u64, state: State, failures: u32, since: i64) {
            let real = DateTime::from_timestamp(1_000 + i64::try_from(second).unwrap(), 0).unwrap();
            let since = DateTime::from_timestamp(1_000 + since, 0).unwrap();
            let view = self.breaker.view(self.at(second), real);
            assert_eq!(view, BreakerView { state, failures, since });
        }

        fn ready(&self, second: u64) -> Result<(), u64> {
            self.breaker.ready(self.at(second)).map_err(|left| left.as_secs())
        }
    }

    #[test]
    fn failures_in_a_row_open_it_and_others_do_not() {
        let story = Story::new();
        story.fails(1, 2);
        story.breaker.record(true, story.at(2));
        story.fails(3, 2);
        story.is(3, State::Closed, 2, 0);
        assert_eq!(story.ready(3), Ok(()));
        story.fails(4, 1);
        story.is(5, State::Open, 3, 4);
        assert_eq!(story.ready(5), Err(9));
    }

    #[test]
    fn after_the_rest_one_probe_decides() {
        let story = Story::new();
        story.fails(0, 3);
        story.is(10, State::HalfOpen, 3, 10);
        assert_eq!(story.ready(10), Ok(()));
        assert_eq!(story.ready(11), Err(9));
        story.fails(12, 1);
        story.is(12, State::Open, 4, 12);
        assert_eq!(story.ready(22), Ok(()));
        story.breaker.record(true, story.at(23));
        story.is(23, State::Closed, 0, 23);
        assert_eq!((story.ready(23), story.ready(23)), (Ok(()), Ok(())));
    }

    #[test]
    fn a_probe_that_never_ends_does_not_bar_the_way() {
        let story = Story::new();
        story.fails(0, 3);
        assert_eq!(story.ready(10), Ok(()));
        assert_eq!(story.ready(19), Err(1));
        assert_eq!(story.ready(20), Ok(()));
    }

    #[test]
    fn those_under_way_do_not_prolong_the_rest() {
        let story = Story::new();
        story.fails(0, 3);
        story.fails(9, 5);
        story.is(9, State::Open, 8, 0);
        assert_eq!(story.ready(10), Ok(()));
    }
}
