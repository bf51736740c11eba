//! Sign-in attempts per account and per address, in fixed windows of a minute.
//!
//! Kept in this process. (Several processes share such limits when Redis is configured, which is the
//! business of the server's limits; this one guards passwords even without.)

use crate::{identity::error::IdentityRefused, work::real_now};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

#[derive(Clone)]
pub struct SignInThrottle {
    /// Attempts a minute for one account and for one address; 0 switches it off.
    per_minute: u32,
    window: Arc<Mutex<Window>>,
}

#[derive(Default)]
struct Window {
    minute: i64,
    attempts: HashMap<String, u32>,
}

impl SignInThrottle {
    pub fn new(per_minute: u32) -> SignInThrottle {
        SignInThrottle { per_minute, window: Arc::default() }
    }

    /// Counts an attempt against both; the one that is over either limit is refused.
    pub fn attempt(&self, account: &str, address: &str) -> Result<(), IdentityRefused> {
        if self.per_minute == 0 {
            return Ok(());
        }
        let seconds = real_now().timestamp();
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = seconds.div_euclid(60);
        if window.minute != minute {
            *window = Window { minute, attempts: HashMap::new() };
        }
        let mut over = false;
        for who in [format!("account {account}"), format!("address {address}")] {
            let attempts = window.attempts.entry(who).or_insert(0);
            *attempts = attempts.saturating_add(1);
            over |= *attempts > self.per_minute;
        }
        if over {
            let left = 60 - seconds.rem_euclid(60);
            return Err(IdentityRefused::TooOften { retry_after_seconds: left.unsigned_abs() });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_attempt_in_a_window_is_refused() {
        let throttle = SignInThrottle::new(10);
        // A minute may turn over while this runs: then the count starts anew, and twenty are enough.
        let refused = (0..20).filter(|_| throttle.attempt("asha@example.com", "10.0.0.1").is_err()).count();
        assert!(refused > 0);
        let elsewhere = throttle.attempt("ravi@example.com", "10.0.0.2");
        assert_eq!(elsewhere, Ok(()));
        let off = SignInThrottle::new(0);
        assert!((0..100).all(|_| off.attempt("asha@example.com", "10.0.0.1").is_ok()));
    }
}
