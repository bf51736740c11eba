//! What happens to a transfer: by its amount, or else by chance. The same seed does the same to the same
//! reference each time.

use super::behaviour::{Behaviour, Rate};
use rand::{Rng, SeedableRng, rngs::StdRng};
use sha2::{Digest, Sha256};
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scenario {
    pub(super) verdict: Verdict,
    pub(super) manner: Manner,
    pub(super) callback: Callback,
}

/// What becomes of the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Succeeds,
    Fails(&'static str),
    /// The bank never heard of it, as far as its books go.
    NeverArrives,
}

/// How the request is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// As it is.
    Plainly,
    /// Beyond anybody's patience.
    TooLate,
    /// The connection ends without one.
    Never,
    /// 500
    ServerError,
    /// 422
    BadRequest,
    /// 202: it is decided later.
    Processing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Callback {
    Once,
    Twice,
    BeforeTheAnswer,
    AfterOthers,
    Never,
}

use Callback::{AfterOthers, BeforeTheAnswer, Once, Twice};
use Manner::{BadRequest, Plainly, Processing, ServerError, TooLate};
use Verdict::{Fails, NeverArrives, Succeeds};

const fn play(verdict: Verdict, manner: Manner, callback: Callback) -> Scenario {
    Scenario { verdict, manner, callback }
}

/// By the last three digits of the paise, whatever the rates say. CREDENTIALS.md tells people of it.
#[rustfmt::skip] // a table
const MAGIC: [(i64, Scenario); 12] = [
    (101, play(Succeeds,                    Plainly,       Once)),
    (102, play(Fails("insufficient_funds"), Plainly,       Once)),
    (103, play(NeverArrives,                TooLate,       Callback::Never)),
    (104, play(Succeeds,                    Manner::Never, Once)),
    (105, play(NeverArrives,                ServerError,   Callback::Never)),
    (106, play(Succeeds,                    ServerError,   Once)),
    (107, play(Fails("invalid_account"),    BadRequest,    Callback::Never)),
    (108, play(Succeeds,                    TooLate,       Once)),
    (109, play(Succeeds,                    Plainly,       Twice)),
    (110, play(Succeeds,                    Plainly,       BeforeTheAnswer)),
    (111, play(Succeeds,                    Processing,    Callback::Never)),
    (112, play(Fails("account_closed"),     Processing,    Once)),
];

/// What a transfer that simply fails is told.
const EVERYDAY: [&str; 4] = ["insufficient_funds", "invalid_account", "account_closed", "limit_exceeded"];

/// Decides for one transfer, sent for the `attempt`-th time.
pub(super) fn decide(behaviour: &Behaviour, reference: &str, attempt: u32, amount_paise: i64) -> Scenario {
    let magic = MAGIC.iter().find(|(digits, _)| amount_paise % 1000 == *digits);
    magic.map_or_else(|| chance(behaviour, reference, attempt), |(_, scenario)| *scenario)
}

/// How long the bank takes for it.
pub(super) fn delay(behaviour: &Behaviour, reference: &str) -> Duration {
    let mut dice = dice(behaviour.seed, reference, "delay");
    let most = behaviour.delay_ms_max.max(behaviour.delay_ms_min);
    Duration::from_millis(dice.random_range(behaviour.delay_ms_min..=most).into())
}

fn chance(behaviour: &Behaviour, reference: &str, attempt: u32) -> Scenario {
    // What became of a request that got lost says nothing of the next one.
    let mut dice = dice(behaviour.seed, reference, &attempt.to_string());
    let trouble = pick(&behaviour.troubles(), dice.random_range(0..1000));
    let callback = match pick(&behaviour.callbacks(), dice.random_range(0..1000)) {
        Some(0) => Twice,
        Some(1) => BeforeTheAnswer,
        Some(2) => AfterOthers,
        Some(_) => Callback::Never,
        None => Once,
    };
    let ordinary = if dice.random_range(0..1000) < behaviour.success_rate.thousandths() {
        Succeeds
    } else {
        let which = dice.random_range(0..EVERYDAY.len());
        Fails(EVERYDAY.get(which).copied().unwrap_or("declined"))
    };
    let half = dice.random_range(0..2) == 0;
    let (verdict, manner) = match trouble {
        Some(0) => (NeverArrives, TooLate),
        Some(1) => (ordinary, TooLate),
        Some(2) => (Succeeds, Manner::Never),
        Some(3) if half => (Succeeds, ServerError),
        Some(3) => (NeverArrives, ServerError),
        Some(4) => (Fails("invalid_account"), BadRequest),
        Some(5) => (Fails("insufficient_funds"), Plainly),
        Some(_) => (ordinary, Processing),
        None => (ordinary, Plainly),
    };
    play(verdict, manner, callback)
}

/// Which of the shares a throw from 0 to 999 falls into.
fn pick(shares: &[Rate], throw: u16) -> Option<usize> {
    let mut upper = 0_u16;
    shares.iter().position(|share| {
        upper = upper.saturating_add(share.thousandths());
        throw < upper
    })
}

fn dice(seed: u64, reference: &str, of: &str) -> StdRng {
    StdRng::from_seed(Sha256::digest(format!("{seed} {of} {reference}")).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn behaviour(change: serde_json::Value) -> Behaviour {
        Behaviour::default().changed(&change).unwrap()
    }

    fn count(behaviour: &Behaviour, is: impl Fn(&Scenario) -> bool) -> usize {
        (0..1000).filter(|n| is(&decide(behaviour, &format!("reference {n}"), 0, 5000))).count()
    }

    #[test]
    fn the_same_seed_does_the_same() {
        let troubled = behaviour(json!({ "slow": 0.2, "answer_lost": 0.2, "callback_early": 0.5 }));
        let again = |seed: u64| {
            let troubled = Behaviour { seed, ..troubled.clone() };
            let all = (0..100).map(|n| decide(&troubled, &n.to_string(), 0, 5000));
            all.chain([decide(&troubled, "0", 1, 5000)]).collect::<Vec<_>>()
        };
        assert_eq!(again(7), again(7));
        assert_ne!(again(7), again(8));
    }

    #[test]
    fn rates_are_kept_within_chance() {
        let usual = Behaviour::default();
        assert!((850..950).contains(&count(&usual, |it| it.verdict == Succeeds)));
        assert_eq!(count(&usual, |it| it.manner == Plainly && it.callback == Once), 1000);
        assert_eq!(count(&behaviour(json!({ "success_rate": 1 })), |it| it.verdict == Succeeds), 1000);
        assert_eq!(count(&behaviour(json!({ "success_rate": 0 })), |it| it.verdict == Succeeds), 0);
        let ill = behaviour(json!({ "server_error": 1 }));
        assert_eq!(count(&ill, |it| it.manner == ServerError), 1000);
        assert!((400..600).contains(&count(&ill, |it| it.verdict == NeverArrives)));
        let mixed = behaviour(json!({ "timeout": 0.3, "stays_processing": 0.3, "callback_never": 0.5 }));
        assert!((250..350).contains(&count(&mixed, |it| it.verdict == NeverArrives)));
        assert!((250..350).contains(&count(&mixed, |it| it.manner == Processing)));
        assert!((430..570).contains(&count(&mixed, |it| it.callback == Callback::Never)));
    }

    #[test]
    fn an_amount_can_force_what_happens() {
        let hopeless = behaviour(json!({ "success_rate": 0, "timeout": 1 }));
        assert_eq!(decide(&hopeless, "x", 0, 100_101), play(Succeeds, Plainly, Once));
        assert_eq!(decide(&hopeless, "x", 0, 101).verdict, Succeeds);
        assert_eq!(decide(&hopeless, "x", 3, 5_112), play(Fails("account_closed"), Processing, Once));
        assert_eq!(decide(&hopeless, "x", 0, 100_100).verdict, NeverArrives);
    }

    #[test]
    fn people_are_told_of_every_magic_amount() {
        let told = include_str!("../../../CREDENTIALS.md");
        for (digits, _) in MAGIC {
            let example = format!("| ₹1,00{}.{:02} |", digits / 100, digits % 100);
            assert!(told.contains(&example), "{example}");
        }
    }

    #[test]
    fn delays_lie_between_their_bounds() {
        let all = behaviour(json!({ "delay_ms_min": 10, "delay_ms_max": 20 }));
        for n in 0..100 {
            let delay = delay(&all, &n.to_string()).as_millis();
            assert!((10..=20).contains(&delay));
        }
    }
}
