//! What happens to a payment: by its amount, or else by chance. The same seed does the same to the same reference.

use super::behaviour::{GatewayBehaviour, Webhooks};
use crate::simulator::Rate;
use rand::{Rng, SeedableRng, rngs::StdRng};
use sha2::{Digest, Sha256};
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scenario {
    pub(super) verdict: Verdict,
    pub(super) manner: Manner,
    pub(super) webhooks: Webhooks,
}

/// What becomes of the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Taken,
    /// By the customer's bank: nobody else takes it either.
    Declined,
    /// By the gateway itself: another may take it.
    NotHere,
    /// An error before anything was written down; the next time it goes well.
    Lost,
}

/// How the request is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    Plainly,
    TooLate,
    /// The connection ends.
    Never,
    /// 500
    ServerError,
}

use Manner::{Never, Plainly, ServerError, TooLate};
use Verdict::{Declined, Lost, NotHere, Taken};
use Webhooks::{BeforeAnswer, Once, Twice};

const fn play(verdict: Verdict, manner: Manner, webhooks: Webhooks) -> Scenario {
    Scenario { verdict, manner, webhooks }
}

/// By the last three digits of the paise, whatever the rates say. CREDENTIALS.md tells people of it.
#[rustfmt::skip] // a table
const MAGIC: [(i64, Scenario); 10] = [
    (101, play(Taken,    Plainly,     Once)),
    (102, play(Declined, Plainly,     Once)),
    (103, play(NotHere,  Plainly,     Once)),
    (104, play(Taken,    Never,       Once)),
    (105, play(Lost,     ServerError, Webhooks::Never)),
    (106, play(Taken,    ServerError, Once)),
    (107, play(Taken,    TooLate,     Once)),
    (108, play(Taken,    Plainly,     BeforeAnswer)),
    (109, play(Taken,    Plainly,     Twice)),
    (110, play(Taken,    Plainly,     Webhooks::Never)),
];

/// The same of refunds. They go well in payments with other amounts.
#[rustfmt::skip] // a table
const REFUNDS: [(i64, Verdict, Manner); 3] = [
    (111, Declined, Plainly),
    (112, Taken,    Never),
    (113, Taken,    ServerError),
];

/// `sent`: how often it has been sent before.
pub(super) fn of_charge(behaviour: &GatewayBehaviour, reference: &str, sent: u32, paise: i64) -> Scenario {
    let magic = MAGIC.into_iter().find(|(digits, _)| *digits == paise.rem_euclid(1000));
    match magic {
        // What got lost once arrives the next time.
        Some((_, Scenario { verdict: Lost, .. })) if sent > 0 => play(Taken, Plainly, Once),
        Some((_, scenario)) => scenario,
        None => {
            let mut chance = chance(reference, "charge");
            let webhooks = behaviour.webhooks;
            if hits(&mut chance, behaviour.refuse) {
                return play(NotHere, Plainly, webhooks);
            }
            let verdict = if hits(&mut chance, behaviour.success_rate) { Taken } else { Declined };
            let manner = if hits(&mut chance, behaviour.lose_answers) { Never } else { Plainly };
            play(verdict, manner, webhooks)
        }
    }
}

pub(super) fn of_refund(paise_of_refund: i64) -> (Verdict, Manner) {
    let magic = REFUNDS.into_iter().find(|(digits, ..)| *digits == paise_of_refund.rem_euclid(1000));
    magic.map_or((Taken, Plainly), |(_, verdict, manner)| (verdict, manner))
}

pub(super) fn delay(behaviour: &GatewayBehaviour, reference: &str) -> Duration {
    let ms = chance(reference, "delay").random_range(behaviour.delay_ms_min..=behaviour.delay_ms_max);
    Duration::from_millis(ms.into())
}

fn chance(reference: &str, what: &str) -> StdRng {
    StdRng::from_seed(Sha256::digest(format!("{what} {reference}")).into())
}

fn hits(chance: &mut StdRng, rate: Rate) -> bool {
    chance.random_range(0..1000_u16) < rate.thousandths()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_decides_before_chance_does() {
        let never = GatewayBehaviour { success_rate: "0".parse().unwrap(), ..GatewayBehaviour::default() };
        assert_eq!(of_charge(&never, "a", 0, 100_101).verdict, Taken);
        assert_eq!(of_charge(&never, "a", 0, 100_000).verdict, Declined);
        assert_eq!(of_charge(&never, "a", 0, 100_105).verdict, Lost);
        assert_eq!(of_charge(&never, "a", 1, 100_105).verdict, Taken);
        assert_eq!(of_refund(111), (Declined, Plainly));
        assert_eq!(of_refund(100), (Taken, Plainly));
    }
}
