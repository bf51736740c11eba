//! How long something takes or took, in as many words as it needs.

/// `4 s`, `3 min`, `2 h 5 min`, `3 days`.
pub(crate) fn seconds_words(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) if minutes % 60 == 0 => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {} min", minutes % 60),
        (1, ..) => "1 day".to_owned(),
        (days, ..) => format!("{days} days"),
    }
}

/// `40 ms`, `4.2 s`, then as [`seconds_words`].
pub(crate) fn millis_words(millis: i64) -> String {
    match millis.max(0) {
        millis @ 0..=999 => format!("{millis} ms"),
        millis @ 1000..=59_999 => format!("{}.{} s", millis / 1000, millis % 1000 / 100),
        millis => seconds_words(millis / 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_the_fewer_the_details() {
        for (seconds, words) in [
            (-3, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3600, "1 h"),
            (7_500, "2 h 5 min"),
            (86_400, "1 day"),
            (200_000, "2 days"),
        ] {
            assert_eq!(seconds_words(seconds), words);
        }
        for (millis, words) in [(0, "0 ms"), (999, "999 ms"), (4_250, "4.2 s"), (61_000, "1 min")] {
            assert_eq!(millis_words(millis), words);
        }
    }
}
