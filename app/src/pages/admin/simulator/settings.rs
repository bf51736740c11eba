//! Every setting of the pretend bank, with what it means.

/// What stands in its field, and what is sent for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// A share from 0 to 1 there, per cent here.
    Percent,
    Milliseconds,
    Number,
}

pub(super) struct Setting {
    /// As the bank calls it.
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) meaning: &'static str,
    pub(super) unit: Unit,
}

pub(super) struct Group {
    pub(super) title: &'static str,
    pub(super) words: &'static str,
    pub(super) settings: &'static [Setting],
}

const fn share(name: &'static str, label: &'static str, meaning: &'static str) -> Setting {
    Setting { name, label, meaning, unit: Unit::Percent }
}

const fn delay(name: &'static str, label: &'static str, meaning: &'static str) -> Setting {
    Setting { name, label, meaning, unit: Unit::Milliseconds }
}

#[rustfmt::skip] // a table
pub(super) const GROUPS: [Group; 4] = [
    Group { title: "How it usually goes", words: "For transfers that meet no trouble.", settings: &[
        share("success_rate", "Succeed", "The others are declined for an everyday reason."),
        delay("delay_ms_min", "Shortest delay", "The bank takes at least this long for a transfer."),
        delay("delay_ms_max", "Longest delay", "And at most this long."),
        Setting { name: "seed", label: "Seed of chance", unit: Unit::Number, meaning: "The same seed does the same to the same references." },
    ] },
    Group { title: "Troubles", words: "Of a hundred transfers, so many meet this trouble and no other. Together at most 100.", settings: &[
        share("timeout", "Never arrive", "The request is held and then forgotten; nothing is booked."),
        share("slow", "Answered too late", "Booked in time, answered after anybody's patience."),
        share("answer_lost", "Answer lost", "Booked, and the connection dropped."),
        share("server_error", "Error of the bank", "Answered with 500; half of the time after the money moved."),
        share("bad_request", "Unknown account", "Answered with 422: the account is not known."),
        share("insufficient_funds", "Not enough money", "Declined, as the account does not hold enough."),
        share("stays_processing", "Decided later", "Answered with \"processing\", decided some time after."),
    ] },
    Group { title: "Callbacks", words: "Of a hundred callbacks, so many go this way. Together at most 100.", settings: &[
        share("callback_duplicate", "Twice", "The same callback arrives two times."),
        share("callback_early", "Before the answer", "It overtakes the answer to the request."),
        share("callback_shuffled", "Late", "After others that belong behind it."),
        share("callback_never", "Never", "It does not come; only asking tells."),
    ] },
    Group { title: "Patience", words: "How long the two kinds of waiting last.", settings: &[
        delay("hold_ms", "Late answers are held", "Longer than anybody waits."),
        delay("decide_ms", "Decided later", "How long a transfer stays in processing after its answer said so."),
    ] },
];

/// The fields that show their own refusal.
pub(super) const FIELDS: &[&str] = &[
    "success_rate",
    "delay_ms_min",
    "delay_ms_max",
    "seed",
    "timeout",
    "slow",
    "answer_lost",
    "server_error",
    "bad_request",
    "insufficient_funds",
    "stays_processing",
    "callback_duplicate",
    "callback_early",
    "callback_shuffled",
    "callback_never",
    "hold_ms",
    "decide_ms",
];

/// The last three digits of the paise, what a person types, and what the bank does, whatever the rates say.
#[rustfmt::skip] // a table
pub(super) const MAGIC: [(&str, &str, &str); 12] = [
    ("101", "₹1,001.01", "Succeeds"),
    ("102", "₹1,001.02", "Declined: not enough money"),
    ("103", "₹1,001.03", "Never arrives; the request hangs"),
    ("104", "₹1,001.04", "Succeeds, and the answer is lost"),
    ("105", "₹1,001.05", "Error of the bank before anything was booked"),
    ("106", "₹1,001.06", "Error of the bank after the money moved"),
    ("107", "₹1,001.07", "Refused: the account is not known"),
    ("108", "₹1,001.08", "Succeeds, and is answered too late"),
    ("109", "₹1,001.09", "Succeeds, and the callback comes twice"),
    ("110", "₹1,001.10", "Succeeds, and the callback comes before the answer"),
    ("111", "₹1,001.11", "Stays in processing and succeeds, without a callback"),
    ("112", "₹1,001.12", "Stays in processing and then fails: the account is closed"),
];

/// The same for payments, at each of the pretend gateways.
#[rustfmt::skip] // a table
pub(super) const MAGIC_PAYMENTS: [(&str, &str, &str); 10] = [
    ("101", "₹1,001.01", "Succeeds"),
    ("102", "₹1,001.02", "Declined by the customer's bank: no other gateway is asked"),
    ("103", "₹1,001.03", "The gateway cannot take it: the next one is asked"),
    ("104", "₹1,001.04", "Taken, and the answer is lost"),
    ("105", "₹1,001.05", "Error of the gateway before anything was written down"),
    ("106", "₹1,001.06", "Error of the gateway after the money was taken"),
    ("107", "₹1,001.07", "Taken, and answered too late"),
    ("108", "₹1,001.08", "Taken, and the webhook comes before the answer"),
    ("109", "₹1,001.09", "Taken, and webhooks come twice and out of order"),
    ("110", "₹1,001.10", "Taken, without a webhook"),
];
/// And for refunds.
#[rustfmt::skip] // a table
pub(super) const MAGIC_REFUNDS: [(&str, &str, &str); 2] = [
    ("111", "₹1.11", "A refund that the gateway refuses: it waits for an admin"),
    ("112", "₹1.12", "A refund that goes back, and the answer is lost"),
];

impl Setting {
    /// What stands in its field: per cent where the bank has a share.
    pub(super) fn shown(&self, value: &serde_json::Value) -> String {
        let written = match value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        match self.unit {
            Unit::Milliseconds | Unit::Number => written,
            Unit::Percent => written
                .parse()
                .map(|share: rust_decimal::Decimal| {
                    (share * rust_decimal::Decimal::ONE_HUNDRED).normalize().to_string()
                })
                .unwrap_or_default(),
        }
    }

    /// What is sent for what was typed; or a sentence about it.
    #[cfg(feature = "ssr")]
    pub(super) fn sent(&self, typed: &str) -> Result<serde_json::Value, &'static str> {
        use rust_decimal::Decimal;
        let typed = typed.trim().trim_end_matches('%').trim_end();
        match self.unit {
            Unit::Milliseconds | Unit::Number => {
                typed.parse::<u64>().map(Into::into).map_err(|_| "This must be a whole number.")
            }
            Unit::Percent => {
                let percent: Decimal = typed.parse().map_err(|_| "This must be a number from 0 to 100.")?;
                if percent < Decimal::ZERO || percent > Decimal::ONE_HUNDRED {
                    return Err("This must be a number from 0 to 100.");
                }
                if percent.normalize().scale() > 1 {
                    return Err("One decimal is as fine as it gets.");
                }
                let share = (percent / Decimal::ONE_HUNDRED).normalize().to_string();
                serde_json::from_str(&share).map_err(|_| "This must be a number from 0 to 100.")
            }
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use serde_json::json;

    fn all() -> impl Iterator<Item = &'static Setting> {
        GROUPS.iter().flat_map(|group| group.settings)
    }

    #[test]
    fn every_setting_has_its_field() {
        assert_eq!(all().map(|setting| setting.name).collect::<Vec<_>>().len(), FIELDS.len());
        assert!(all().all(|setting| FIELDS.contains(&setting.name)));
    }

    #[test]
    fn a_share_is_shown_and_sent_exactly() {
        let setting = share("success_rate", "", "");
        for (value, shown) in
            [(json!(0.925), "92.5"), (json!(1.0), "100"), (json!(0), "0"), (json!(0.9), "90")]
        {
            assert_eq!(setting.shown(&value), shown);
            assert_eq!(setting.sent(shown).map(|sent| setting.shown(&sent)), Ok(shown.to_owned()));
        }
        for bad in ["", "-1", "101", "92.55", "x"] {
            assert!(setting.sent(bad).is_err(), "{bad}");
        }
    }
}
