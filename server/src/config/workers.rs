//! What is done in the background, and how often it is tried. Transfers keep the names that the source system gave them.

use super::{BankSettings, GatewaySettings, reader::Reader};
use crate::workers::WorkerSettings;
use domain::transfer::next::Policy;
use std::time::Duration;

impl Reader<'_> {
    /// `WORKER_SLOTS=0`: this process does no jobs.
    pub(super) fn workers(&mut self, bank: &BankSettings, gateways: &GatewaySettings) -> WorkerSettings {
        let lease = Duration::from_secs(self.number("JOB_LEASE_SECONDS", 60, 1).into());
        // One run may ask the bank three times (what became of it, once more, to call it off), and must end before its
        // lease does. It asks a gateway more often; one that is slow every time is asked again by the next run.
        let limits =
            [("BANK_TIMEOUT_SECONDS", bank.time_limit), ("GATEWAY_TIMEOUT_SECONDS", gateways.time_limit)];
        for (name, limit) in limits {
            if lease < limit.saturating_mul(4) {
                let sentence = format!(
                    "JOB_LEASE_SECONDS must be at least four times {name}: a job that waits for an answer would be \
                     taken for dead."
                );
                self.refuse(sentence, ());
            }
        }
        WorkerSettings { slots: self.number("WORKER_SLOTS", 16, 0), lease }
    }

    pub(super) fn transfers(&mut self, bank: &BankSettings) -> Policy {
        let seconds = self.number("PAYOUT_PROCESSING_TIMEOUT_SECONDS", 30, 1);
        Policy {
            resends_max: self.number("PAYOUT_MAX_RETRIES", 3, 0).min(1_000),
            processing_timeout: Duration::from_secs(seconds.into()),
            bank_limit: bank.time_limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{URL, read};
    use std::time::Duration;

    #[test]
    fn the_source_systems_names_work() {
        let config =
            read(&[URL, ("PAYOUT_MAX_RETRIES", "7"), ("PAYOUT_PROCESSING_TIMEOUT_SECONDS", "45")]).unwrap();
        assert_eq!(
            (config.transfers.resends_max, config.transfers.processing_timeout),
            (7, Duration::from_secs(45))
        );
        let config = read(&[URL]).unwrap();
        assert_eq!(
            (config.transfers.resends_max, config.transfers.processing_timeout),
            (3, Duration::from_secs(30))
        );
        assert_eq!((config.workers.slots, config.workers.lease), (16, Duration::from_secs(60)));
    }

    #[test]
    fn a_lease_outlives_the_banks_answer() {
        let wrong = read(&[URL, ("JOB_LEASE_SECONDS", "20"), ("BANK_TIMEOUT_SECONDS", "12")]).unwrap_err();
        assert!(wrong.to_string().contains("JOB_LEASE_SECONDS"), "{wrong}");
        let short = [URL, ("JOB_LEASE_SECONDS", "3"), ("BANK_TIMEOUT_MS", "700")];
        let wrong = read(&short).unwrap_err().to_string();
        assert!(wrong.contains("GATEWAY_TIMEOUT_SECONDS") && !wrong.contains("BANK_TIMEOUT"), "{wrong}");
        assert!(read(&[short.as_slice(), &[("GATEWAY_TIMEOUT_MS", "700")]].concat()).is_ok());
    }
}
