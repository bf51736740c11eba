//! How the pretend bank behaves: settings that can be changed while it runs.

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Visitor},
};
use serde_json::Value;
use std::{fmt, str::FromStr};

const THOUSAND: u16 = 1000;
const DELAY_MS_MAX: u32 = 600_000;

/// A share from 0 to 1, in thousandths. Outside it is a number like 0.9.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(u16);

/// A field that is not sent to `PUT /v1/control` stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behaviour {
    /// Of the transfers that meet no trouble.
    pub success_rate: Rate,
    pub delay_ms_min: u32,
    pub delay_ms_max: u32,
    /// How long an answer is held that is meant to come too late: longer than anybody waits.
    pub hold_ms: u32,
    /// How long a transfer stays in processing after its answer said so.
    pub decide_ms: u32,

    // Of a hundred transfers with one trouble none has another: these add up to 1 at most.
    /// The request is held and then forgotten; nothing is booked.
    pub timeout: Rate,
    /// Booked in time, answered too late.
    pub slow: Rate,
    /// Booked, and the connection dropped.
    pub answer_lost: Rate,
    /// 500; half of the time after the money moved.
    pub server_error: Rate,
    /// 422: the account is not known.
    pub bad_request: Rate,
    pub insufficient_funds: Rate,
    /// Answered with "processing", decided later.
    pub stays_processing: Rate,

    // Likewise, of callbacks.
    pub callback_duplicate: Rate,
    /// Before the answer.
    pub callback_early: Rate,
    /// Late, after others.
    pub callback_shuffled: Rate,
    pub callback_never: Rate,

    /// Every request to move money is answered with 503, and every question.
    pub outage: bool,
    /// The same seed does the same to the same references.
    pub seed: u64,
}

impl Default for Behaviour {
    fn default() -> Behaviour {
        let never = Rate(0);
        Behaviour {
            success_rate: Rate(900),
            delay_ms_min: 2_000,
            delay_ms_max: 10_000,
            hold_ms: 60_000,
            decide_ms: 5_000,
            timeout: never,
            slow: never,
            answer_lost: never,
            server_error: never,
            bad_request: never,
            insufficient_funds: never,
            stays_processing: never,
            callback_duplicate: never,
            callback_early: never,
            callback_shuffled: never,
            callback_never: never,
            outage: false,
            seed: 1,
        }
    }
}

impl Behaviour {
    /// With the fields of `change` instead of these; or a sentence about what is wrong with it.
    pub fn changed(&self, change: &Value) -> Result<Behaviour, String> {
        let change = change.as_object().ok_or("The settings are a JSON object.")?;
        let mut all = serde_json::to_value(self).map_err(|error| error.to_string())?;
        if let Some(all) = all.as_object_mut() {
            all.extend(change.clone());
        }
        let changed: Behaviour =
            serde_json::from_value(all).map_err(|error| format!("The settings cannot be read: {error}."))?;
        changed.check()?;
        Ok(changed)
    }

    pub fn check(&self) -> Result<(), String> {
        if self.delay_ms_min > self.delay_ms_max {
            return Err("delay_ms_min is more than delay_ms_max.".to_owned());
        }
        if [self.delay_ms_max, self.hold_ms, self.decide_ms].into_iter().any(|ms| ms > DELAY_MS_MAX) {
            return Err(format!("No delay is longer than {DELAY_MS_MAX} ms."));
        }
        for (what, rates) in
            [("The troubles", self.troubles().as_slice()), ("The callbacks", &self.callbacks())]
        {
            if rates.iter().map(|rate| u32::from(rate.0)).sum::<u32>() > u32::from(THOUSAND) {
                return Err(format!("{what} add up to more than 1."));
            }
        }
        Ok(())
    }

    /// In the order of the table in `scenario`.
    pub(super) fn troubles(&self) -> [Rate; 7] {
        [
            self.timeout,
            self.slow,
            self.answer_lost,
            self.server_error,
            self.bad_request,
            self.insufficient_funds,
            self.stays_processing,
        ]
    }

    /// In the order of the table in `scenario`.
    pub(super) fn callbacks(&self) -> [Rate; 4] {
        [self.callback_duplicate, self.callback_early, self.callback_shuffled, self.callback_never]
    }
}

impl Rate {
    pub(super) fn thousandths(self) -> u16 {
        self.0
    }

    /// What is left of 1.
    #[must_use]
    pub fn complement(self) -> Rate {
        Rate(THOUSAND.saturating_sub(self.0))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a rate is a number from 0 to 1 with at most three decimals, like 0.9")]
pub struct NoRate;

impl FromStr for Rate {
    type Err = NoRate;

    fn from_str(text: &str) -> Result<Rate, NoRate> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(decimals) || whole.len() > 1 || decimals.len() > 3 {
            return Err(NoRate);
        }
        let thousandths = format!("{whole}{decimals:0<3}").parse().map_err(|_| NoRate)?;
        if thousandths > THOUSAND { Err(NoRate) } else { Ok(Rate(thousandths)) }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:03}", self.0 / THOUSAND, self.0 % THOUSAND);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A number for programs; nothing is computed with it.
        let number: f64 = self.to_string().parse().map_err(serde::ser::Error::custom)?;
        serializer.serialize_f64(number)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rate, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

/// Reads a number by its shortest text, never by arithmetic.
struct Reader;

impl Visitor<'_> for Reader {
    type Value = Rate;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NoRate}")
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Rate, E> {
        number.to_string().parse().map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Rate, E> {
        number.to_string().parse().map_err(E::custom)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Rate, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_rate_is_read_and_written_exactly() {
        for (text, thousandths, written) in [
            ("0", 0, "0"),
            ("1", 1000, "1"),
            ("0.9", 900, "0.9"),
            ("0.925", 925, "0.925"),
            ("1.000", 1000, "1"),
        ] {
            let rate: Rate = text.parse().unwrap();
            assert_eq!((rate.0, rate.to_string().as_str()), (thousandths, written));
        }
        for bad in ["", "-0.1", "1.001", "2", ".9", "0.", "0.9999", "1e-1", "90%"] {
            assert_eq!(bad.parse::<Rate>(), Err(NoRate), "{bad}");
        }
        for thousandths in 0..=THOUSAND {
            let rate = Rate(thousandths);
            let back: Rate = serde_json::from_str(&serde_json::to_string(&rate).unwrap()).unwrap();
            assert_eq!(back, rate);
        }
    }

    #[test]
    fn a_change_touches_only_what_it_names() {
        let before = Behaviour::default();
        let after = before.changed(&json!({ "success_rate": 1, "slow": 0.25, "outage": true })).unwrap();
        assert_eq!((after.success_rate, after.slow, after.outage), (Rate(1000), Rate(250), true));
        assert_eq!((after.delay_ms_max, after.seed), (before.delay_ms_max, before.seed));
        assert_eq!(before.changed(&json!({})), Ok(before));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let before = Behaviour::default();
        for bad in [
            json!({ "sucess_rate": 0.5 }),
            json!({ "success_rate": 1.5 }),
            json!({ "success_rate": -1 }),
            json!({ "success_rate": null }),
            json!({ "delay_ms_min": 20_000 }),
            json!({ "delay_ms_max": 600_001 }),
            json!({ "delay_ms_max": 1.5 }),
            json!({ "timeout": 0.6, "slow": 0.5 }),
            json!({ "callback_early": 0.6, "callback_never": 0.5 }),
            json!({ "outage": "yes" }),
            json!([]),
            json!(null),
        ] {
            assert!(before.changed(&bad).is_err(), "{bad}");
        }
    }
}
