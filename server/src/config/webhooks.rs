//! What merchants' servers are told: whom we call, how long we wait, how often we try.

use super::reader::Reader;
use crate::names::SystemNames;
use domain::webhook_out::{Reach, pg::Rules};
use std::{sync::Arc, time::Duration};

#[derive(Clone, Debug)]
pub struct WebhookSettings {
    pub reach: Reach,
    /// For one answer, from looking its name up to the end.
    pub time_limit: Duration,
    pub rules: Rules,
}

impl Reader<'_> {
    pub(super) fn webhooks(&mut self) -> WebhookSettings {
        // Off in a demonstration as well: whoever can register there must not reach what stands beside it.
        let private = self.flag("ALLOW_PRIVATE_WEBHOOKS", false);
        WebhookSettings {
            reach: Reach::new(Arc::new(SystemNames), private),
            time_limit: Duration::from_secs(self.number("WEBHOOK_TIMEOUT_SECONDS", 10, 1).into()),
            rules: Rules {
                first_pause: Duration::from_millis(self.number("WEBHOOK_FIRST_PAUSE_MS", 5_000, 1).into()),
                pause_after_days: self.number("WEBHOOK_PAUSE_AFTER_DAYS", 3, 1),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{URL, read};
    use std::time::Duration;

    #[test]
    fn nothing_private_is_called_unless_it_is_said() {
        for demo in ["0", "1"] {
            let webhooks = read(&[URL, ("KIST_DEMO", demo)]).unwrap().webhooks;
            assert!(webhooks.reach.url("https://127.0.0.1/").is_err(), "demo {demo}");
            assert_eq!(webhooks.time_limit, Duration::from_secs(10));
            assert_eq!(webhooks.rules.first_pause, Duration::from_secs(5));
            assert_eq!(webhooks.rules.pause_after_days, 3);
        }
        let allowed = read(&[URL, ("ALLOW_PRIVATE_WEBHOOKS", "1")]).unwrap();
        assert!(allowed.webhooks.reach.url("http://127.0.0.1/").is_ok());
    }
}
