//! What to do next with a payment: a pure decision over what is known of it.

use super::PaymentState;
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

/// The settings of an installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How often a try may be sent again to the same gateway.
    pub resends_max: u32,
    /// How long a customer may take at the gateway's page, before the try is called off.
    pub customer_limit: Duration,
    /// How often a gateway is asked that does not say how it ended.
    pub pause: Duration,
}

/// A try that has not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenTry {
    pub sends: u32,
    /// Real time.
    pub started_at: DateTime<Utc>,
    /// The gateway waits for the customer.
    pub waits: bool,
}

/// What is known of a payment that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub state: PaymentState,
    /// Its customer is at the checkout.
    pub hosted: bool,
    pub open: Option<OpenTry>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It came to its end, or its customer has not chosen yet.
    Nothing,
    /// Choose a gateway and ask it.
    Try,
    /// It was sent once: ask before anything else.
    Enquire,
    /// The customer has had their time.
    CallOff,
}

/// Before anybody is asked.
pub fn step(known: Known, policy: &Policy, now: DateTime<Utc>) -> Step {
    match (known.state, known.open) {
        (PaymentState::Success | PaymentState::Failed | PaymentState::Refunded, _) => Step::Nothing,
        (PaymentState::Created, _) if known.hosted => Step::Nothing,
        (_, None) => Step::Try,
        // Also where the gateway does not say where it waits.
        (_, Some(open))
            if (open.waits || known.hosted) && passed(open.started_at, policy.customer_limit, now) =>
        {
            Step::CallOff
        }
        (_, Some(_)) => Step::Enquire,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotKnown {
    SendAgain,
    GiveUp,
}

/// When the gateway says that it does not know the try. It knows our reference: sent again it is taken once.
pub fn not_known(open: OpenTry, policy: &Policy) -> NotKnown {
    if open.sends <= policy.resends_max { NotKnown::SendAgain } else { NotKnown::GiveUp }
}

fn passed(since: DateTime<Utc>, limit: Duration, now: DateTime<Utc>) -> bool {
    let limit = TimeDelta::from_std(limit).unwrap_or(TimeDelta::MAX);
    since.checked_add_signed(limit).is_some_and(|until| now >= until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use PaymentState::{Created, Failed, Processing, Refunded, Success};

    const POLICY: Policy =
        Policy { resends_max: 3, customer_limit: Duration::from_secs(900), pause: Duration::from_secs(5) };

    #[track_caller]
    fn check(state: PaymentState, hosted: bool, open: Option<(bool, i64)>, expected: Step) {
        let started_at = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let seconds = open.map_or(0, |(_, seconds)| seconds);
        let open = open.map(|(waits, _)| OpenTry { sends: 1, started_at, waits });
        let known = Known { state, hosted, open };
        let found = step(known, &POLICY, started_at + TimeDelta::seconds(seconds));
        assert_eq!(found, expected, "{known:?} after {seconds} s");
    }

    #[test]
    fn a_try_that_was_sent_is_asked_about_before_anything_else() {
        check(Created, false, None, Step::Try);
        check(Created, true, None, Step::Nothing);
        check(Processing, true, None, Step::Try);
        check(Processing, false, Some((false, 0)), Step::Enquire);
        check(Processing, false, Some((false, 100_000)), Step::Enquire);
        check(Processing, true, Some((true, 899)), Step::Enquire);
        check(Processing, true, Some((true, 900)), Step::CallOff);
        for end in [Success, Failed, Refunded] {
            check(end, false, None, Step::Nothing);
        }
    }

    #[test]
    fn it_is_sent_again_only_so_often() {
        let open = |sends| OpenTry { sends, started_at: DateTime::UNIX_EPOCH, waits: false };
        assert_eq!(not_known(open(3), &POLICY), NotKnown::SendAgain);
        assert_eq!(not_known(open(4), &POLICY), NotKnown::GiveUp);
    }
}
