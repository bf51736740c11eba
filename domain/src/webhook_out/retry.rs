//! How often an event is tried, and when.

use std::time::Duration;

/// After its first try an event is tried for so long.
pub const DAY: Duration = Duration::from_secs(24 * 3600);

/// The pause after each failed try, as multiples of the first one: with 5 s they are 5 s, 30 s, 2 min, 10 min, 30 min, 1 h,
/// 2 h, 4 h, 6 h and 8 h.
const LADDER: [u32; 10] = [1, 6, 24, 120, 360, 720, 1440, 2880, 4320, 5760];

/// What is known of a delivery when a try has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// How often it was tried, this one included.
    pub tries: u32,
    /// Since the first of them.
    pub since_first: Duration,
}

/// How long to wait until the next try; `None` after a day. The last try is a day after the first, however the pauses fall.
///
/// By chance it is a quarter more or less, so that those that failed together do not come back together. `chance` is any
/// number; only its remainder counts.
pub fn next_pause(first: Duration, attempt: Attempt, chance: u64) -> Option<Duration> {
    let left = DAY.checked_sub(attempt.since_first).filter(|left| !left.is_zero())?;
    let step = usize::try_from(attempt.tries.saturating_sub(1)).unwrap_or(usize::MAX);
    let times = LADDER.get(step).or(LADDER.last()).copied().unwrap_or(1);
    let pause = first.saturating_mul(times);
    let quarter = u64::try_from((pause / 4).as_millis()).unwrap_or(u64::MAX / 4);
    let jitter = Duration::from_millis(chance % quarter.saturating_mul(2).saturating_add(1));
    Some((pause - pause / 4).saturating_add(jitter).min(left))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Duration = Duration::from_secs(5);

    #[test]
    fn the_pauses_grow_with_the_tries() {
        let whole = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 21_600, 28_800, 28_800];
        for (tries, seconds) in (1..).zip(whole) {
            let whole = Duration::from_secs(seconds);
            for chance in [0, 1, 12_345, u64::MAX] {
                let attempt = Attempt { tries, since_first: Duration::ZERO };
                let pause = next_pause(FIRST, attempt, chance).unwrap();
                assert!(pause >= whole * 3 / 4 && pause <= whole * 5 / 4, "try {tries}: {pause:?}");
            }
        }
    }

    #[test]
    fn the_last_try_is_a_day_after_the_first() {
        let after = |hours: u64| {
            let since_first = Duration::from_secs(hours * 3600);
            next_pause(FIRST, Attempt { tries: 11, since_first }, 0)
        };
        assert_eq!(after(22), Some(Duration::from_secs(2 * 3600)));
        assert_eq!(after(24), None);
        assert_eq!(after(100), None);
    }

    #[test]
    fn a_shorter_first_pause_shortens_all() {
        let attempt = Attempt { tries: 3, since_first: Duration::ZERO };
        assert_eq!(next_pause(Duration::from_millis(10), attempt, 0), Some(Duration::from_millis(180)));
        assert_eq!(next_pause(Duration::ZERO, attempt, 7), Some(Duration::ZERO));
    }
}
