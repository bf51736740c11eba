//! How long to wait before trying again.

use std::time::Duration;

/// Exponential backoff with jitter: `first` doubled with each failure after the first one, at most `most`, and of that
/// between a half and the whole by chance, so that those who failed together do not come back together.
///
/// `chance` is any number; only its remainder counts.
pub fn backoff(first: Duration, most: Duration, failures: u32, chance: u64) -> Duration {
    let doubled =
        first.saturating_mul(1_u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX)).min(most);
    let half = doubled / 2;
    let span = u64::try_from((doubled - half).as_millis()).unwrap_or(u64::MAX).saturating_add(1);
    half + Duration::from_millis(chance % span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_doubles_within_its_bounds() {
        let (first, most) = (Duration::from_secs(2), Duration::from_secs(600));
        for (failures, whole) in
            [(0, 2), (1, 2), (2, 4), (3, 8), (9, 512), (10, 600), (40, 600), (u32::MAX, 600)]
        {
            let whole = Duration::from_secs(whole);
            for chance in [0, 1, 999, 12_345, u64::MAX] {
                let wait = backoff(first, most, failures, chance);
                assert!(wait >= whole / 2 && wait <= whole, "{failures} failures, chance {chance}: {wait:?}");
            }
        }
        assert_eq!(backoff(first, most, 2, 0), Duration::from_secs(2));
        assert_eq!(backoff(first, most, 2, 2000), Duration::from_secs(4));
    }
}
