//! Fixed windows of a minute: each begins with its caller's first request, and the next one anew. Real time.

use async_trait::async_trait;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long a window is.
pub const MINUTE: Duration = Duration::from_secs(60);

/// How often something was asked for in the running window, and how long that still is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub count: u32,
    /// At least 1.
    pub seconds_left: u64,
}

/// Counts requests: in this process, or in a place that all processes share.
#[async_trait]
pub trait Windows: Send + Sync {
    /// Counts one more under each of these names; as many windows, in the same order.
    async fn hit(&self, names: &[&str]) -> Vec<Window>;
}

#[derive(Default)]
pub struct InThisProcess {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    by_name: HashMap<String, (Instant, u32)>,
    swept: Option<Instant>,
}

impl InThisProcess {
    /// As [`Windows::hit`], for those who need not wait.
    pub fn hit_now(&self, names: &[&str]) -> Vec<Window> {
        let now = Instant::now();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        names.iter().map(|name| kept.hit(name, now)).collect()
    }
}

#[async_trait]
impl Windows for InThisProcess {
    async fn hit(&self, names: &[&str]) -> Vec<Window> {
        self.hit_now(names)
    }
}

impl Window {
    /// `left` is rounded up to whole seconds: whoever waits as long as told is not refused again.
    pub fn new(count: u32, left: Duration) -> Window {
        let seconds_left = (left.as_secs() + u64::from(left.subsec_nanos() > 0)).max(1);
        Window { count, seconds_left }
    }
}

impl Kept {
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
        Window::new(window.1, MINUTE.saturating_sub(now.duration_since(window.0)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_counts_for_a_minute_and_then_anew() {
        let mut kept = Kept::default();
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(kept.hit("asha", at(0)), Window { count: 1, seconds_left: 60 });
        assert_eq!(kept.hit("asha", at(59)), Window { count: 2, seconds_left: 1 });
        assert_eq!(kept.hit("ravi", at(59)), Window { count: 1, seconds_left: 60 });
        assert_eq!(kept.hit("asha", at(60)), Window { count: 1, seconds_left: 60 });
        assert_eq!(kept.hit("ravi", at(118)), Window { count: 2, seconds_left: 1 });
    }

    #[test]
    fn callers_that_are_gone_are_forgotten() {
        let mut kept = Kept::default();
        let start = Instant::now();
        for caller in 0..100 {
            kept.hit(&caller.to_string(), start);
        }
        kept.hit("asha", start + Duration::from_secs(61));
        assert_eq!(kept.by_name.len(), 1);
    }

    #[test]
    fn what_is_left_of_a_second_counts_as_one() {
        let left = |ms| Window::new(1, Duration::from_millis(ms)).seconds_left;
        assert_eq!([left(0), left(1), left(1000), left(1001)], [1, 1, 1, 2]);
    }
}
