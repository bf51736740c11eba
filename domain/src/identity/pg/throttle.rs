//! Sign-in attempts per account and per address, in fixed windows of a minute. It guards passwords wherever one is
//! tried, on a page or over the API, also where the limits of requests are set wide.

use crate::{identity::error::IdentityRefused, work::Windows};
use std::sync::Arc;

#[derive(Clone)]
pub struct SignInThrottle {
    /// Attempts a minute for one account and for one address; 0 switches it off.
    per_minute: u32,
    windows: Arc<dyn Windows>,
}

impl SignInThrottle {
    pub fn new(per_minute: u32, windows: Arc<dyn Windows>) -> SignInThrottle {
        SignInThrottle { per_minute, windows }
    }

    /// Counts an attempt against both; the one that is over either limit is refused.
    pub async fn attempt(&self, account: &str, address: &str) -> Result<(), IdentityRefused> {
        if self.per_minute == 0 {
            return Ok(());
        }
        let (account, address) = (format!("attempts for {account}"), format!("attempts from {address}"));
        let windows = self.windows.hit(&[&account, &address]).await;
        let over = windows.iter().filter(|window| window.count > self.per_minute);
        match over.map(|window| window.seconds_left).max() {
            Some(left) => Err(IdentityRefused::TooOften { retry_after_seconds: left }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::InThisProcess;

    fn throttle(per_minute: u32) -> SignInThrottle {
        SignInThrottle::new(per_minute, Arc::new(InThisProcess::default()))
    }

    #[tokio::test]
    async fn the_eleventh_attempt_in_a_window_is_refused() {
        let throttle = throttle(10);
        for n in 0..10 {
            assert_eq!(throttle.attempt("asha@example.com", &format!("10.0.0.{n}")).await, Ok(()));
        }
        assert!(throttle.attempt("asha@example.com", "10.0.1.1").await.is_err(), "one account");
        for n in 1..10 {
            assert_eq!(throttle.attempt(&format!("somebody{n}@example.com"), "10.0.0.0").await, Ok(()));
        }
        assert!(throttle.attempt("ravi@example.com", "10.0.0.0").await.is_err(), "one address");
        assert_eq!(throttle.attempt("ravi@example.com", "10.0.0.2").await, Ok(()));
    }

    #[tokio::test]
    async fn zero_switches_it_off() {
        let off = throttle(0);
        for _ in 0..100 {
            assert_eq!(off.attempt("asha@example.com", "10.0.0.1").await, Ok(()));
        }
    }
}
