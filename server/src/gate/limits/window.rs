//! Fixed windows of a minute: each begins with its caller's first request, and the next one anew.

use async_trait::async_trait;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

const MINUTE: Duration = Duration::from_secs(60);

/// How often something was asked for in the running window, and how long that still is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) count: u32,
    /// At least 1.
    pub(crate) seconds_left: u64,
}

/// Counts requests. In this process, or (when one is configured) in a place that all processes share.
#[async_trait]
pub(crate) trait Counter: Send + Sync {
    /// Counts one more under this name.
    async fn hit(&self, name: &str) -> Window;
}

#[derive(Default)]
pub(crate) struct InThisProcess {
    windows: Mutex<Windows>,
}

#[derive(Default)]
struct Windows {
    by_name: HashMap<String, (Instant, u32)>,
    swept: Option<Instant>,
}

#[async_trait]
impl Counter for InThisProcess {
    async fn hit(&self, name: &str) -> Window {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner).hit(name, Instant::now())
    }
}

impl Windows {
    fn hit(&mut self, name: &str, now: Instant) -> Window {
        self.sweep(now);
        let over = |began: Instant| now.duration_since(began) >= MINUTE;
        let window = match self.by_name.get_mut(name) {
            Some(window) => window,
            None => self.by_name.entry(name.to_owned()).or_insert((now, 0)),
        };
        if over(window.0) {
            *window = (now, 0);
        }
        window.1 = window.1.saturating_add(1);
        let left = MINUTE.saturating_sub(now.duration_since(window.0));
        Window { count: window.1, seconds_left: rounded_up(left) }
    }

    /// Forgets windows that are over, once a minute: callers come and go.
    fn sweep(&mut self, now: Instant) {
        let due = self.swept.is_none_or(|swept| now.duration_since(swept) >= MINUTE);
        if due {
            self.by_name.retain(|_, (began, _)| now.duration_since(*began) < MINUTE);
            self.swept = Some(now);
        }
    }
}

/// Whole seconds, at least 1: whoever waits as long as told is not refused again.
fn rounded_up(left: Duration) -> u64 {
    (left.as_secs() + u64::from(left.subsec_nanos() > 0)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_counts_for_a_minute_and_then_anew() {
        let mut windows = Windows::default();
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(windows.hit("asha", at(0)), Window { count: 1, seconds_left: 60 });
        assert_eq!(windows.hit("asha", at(59)), Window { count: 2, seconds_left: 1 });
        assert_eq!(windows.hit("ravi", at(59)), Window { count: 1, seconds_left: 60 });
        assert_eq!(windows.hit("asha", at(60)), Window { count: 1, seconds_left: 60 });
        assert_eq!(windows.hit("ravi", at(118)), Window { count: 2, seconds_left: 1 });
    }

    #[test]
    fn callers_that_are_gone_are_forgotten() {
        let mut windows = Windows::default();
        let start = Instant::now();
        for caller in 0..100 {
            windows.hit(&caller.to_string(), start);
        }
        windows.hit("asha", start + Duration::from_secs(61));
        assert_eq!(windows.by_name.len(), 1);
    }
}
