//! What to do next with a transfer: a pure decision over what is known of it.

use super::TransferState;
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

/// The settings of an installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How often it may be sent again (`PAYOUT_MAX_RETRIES`).
    pub resends_max: u32,
    /// After so long without an end the bank is asked (`PAYOUT_PROCESSING_TIMEOUT_SECONDS`).
    pub processing_timeout: Duration,
    /// How long something that was sent may still be on its way to the bank.
    pub bank_limit: Duration,
}

/// What is known of a transfer that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub state: TransferState,
    pub sends: u32,
    /// How often the bank was asked, and did not say how it ended.
    pub enquiries: u32,
    /// Real time.
    pub sent_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// It came to its end.
    Nothing,
    Send,
    /// It was sent once: ask before anything else.
    Enquire,
}

/// Before the bank is asked.
pub fn first(known: Known) -> First {
    match known.state {
        TransferState::Pending => First::Send,
        TransferState::Processing => First::Enquire,
        TransferState::Success | TransferState::Failed => First::Nothing,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The bank never saw it, and there are sends left.
    SendAgain,
    /// The bank never saw it, and the last send may still arrive.
    Wait,
    /// Nothing can arrive any more: have the bank refuse it for good, so that it can be given up.
    Fence,
}

/// When the bank says that it does not know it.
pub fn not_known(known: Known, policy: &Policy, now: DateTime<Utc>) -> Unknown {
    if known.sends <= policy.resends_max {
        return Unknown::SendAgain;
    }
    let limit = TimeDelta::from_std(policy.bank_limit).unwrap_or(TimeDelta::MAX);
    match known.sent_at.and_then(|sent| sent.checked_add_signed(limit)) {
        Some(until) if now < until => Unknown::Wait,
        _ => Unknown::Fence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: Policy = Policy {
        resends_max: 3,
        processing_timeout: Duration::from_secs(30),
        bank_limit: Duration::from_secs(12),
    };

    #[test]
    fn a_transfer_that_was_sent_is_asked_about_first() {
        let at = |state| first(Known { state, sends: 1, enquiries: 0, sent_at: None });
        assert_eq!(at(TransferState::Pending), First::Send);
        assert_eq!(at(TransferState::Processing), First::Enquire);
        assert_eq!(at(TransferState::Success), First::Nothing);
        assert_eq!(at(TransferState::Failed), First::Nothing);
    }

    #[test]
    fn it_is_given_up_only_when_nothing_can_arrive_any_more() {
        let sent = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let after = |sends, seconds| {
            let known = Known { state: TransferState::Processing, sends, enquiries: 0, sent_at: Some(sent) };
            not_known(known, &POLICY, sent + TimeDelta::seconds(seconds))
        };
        for (sends, seconds, expected) in [
            (1, 0, Unknown::SendAgain),
            (3, 1000, Unknown::SendAgain),
            (4, 0, Unknown::Wait),
            (4, 11, Unknown::Wait),
            (4, 12, Unknown::Fence),
            (9, 1000, Unknown::Fence),
        ] {
            assert_eq!(after(sends, seconds), expected, "{sends} sends, {seconds} s");
        }
    }
}
