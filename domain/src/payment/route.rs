//! Which gateway a try goes to: a pure decision over the weights, what can be asked, and chance.

use crate::gateway::GatewayName;

/// A gateway that could be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub name: GatewayName,
    /// Its share against the others'. 0: never.
    pub weight: u32,
    /// Its circuit is closed, or may be probed.
    pub ready: bool,
    /// This payment was refused there.
    pub tried: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    Take(GatewayName),
    /// There is one, and it rests: nothing is lost by waiting.
    Wait,
    /// Every one was tried, or there is none.
    None,
}

/// `dice`: any number, the same for the same choice. One that was tried is not chosen again.
pub fn choose(candidates: &[Candidate], dice: u32) -> Choice {
    let open = candidates.iter().filter(|candidate| candidate.weight > 0 && !candidate.tried);
    let ready: Vec<&Candidate> = open.clone().filter(|candidate| candidate.ready).collect();
    let total: u32 = ready.iter().map(|candidate| candidate.weight).sum();
    let Some(mut place) = dice.checked_rem(total) else {
        return if open.count() > 0 { Choice::Wait } else { Choice::None };
    };
    for candidate in ready {
        match place.checked_sub(candidate.weight) {
            Some(rest) => place = rest,
            None => return Choice::Take(candidate.name),
        }
    }
    Choice::None
}

#[cfg(test)]
mod tests {
    use super::*;
    use GatewayName::{Razorpay, Simulated, Stripe};

    fn candidate(name: GatewayName, weight: u32) -> Candidate {
        Candidate { name, weight, ready: true, tried: false }
    }

    #[test]
    fn each_is_chosen_as_often_as_its_weight_says() {
        let all = [candidate(Simulated, 60), candidate(Razorpay, 30), candidate(Stripe, 10)];
        let times = |name| (0..1000).filter(|dice| choose(&all, *dice) == Choice::Take(name)).count();
        assert_eq!((times(Simulated), times(Razorpay), times(Stripe)), (600, 300, 100));
    }

    #[test]
    fn those_that_rest_or_refused_are_passed_over() {
        let tried = |name, weight| Candidate { tried: true, ..candidate(name, weight) };
        let rests = |name, weight| Candidate { ready: false, ..candidate(name, weight) };
        for (candidates, expected) in [
            (vec![tried(Simulated, 60), candidate(Stripe, 1)], Choice::Take(Stripe)),
            (vec![rests(Simulated, 60), candidate(Stripe, 1)], Choice::Take(Stripe)),
            (vec![rests(Simulated, 60), tried(Stripe, 1)], Choice::Wait),
            (vec![tried(Simulated, 60), candidate(Stripe, 0)], Choice::None),
            (vec![], Choice::None),
        ] {
            for dice in 0..100 {
                assert_eq!(choose(&candidates, dice), expected, "{candidates:?}");
            }
        }
    }

    #[test]
    fn weights_may_be_as_large_as_they_like() {
        let all = [candidate(Simulated, 1000), candidate(Razorpay, 1000), candidate(Stripe, 1000)];
        assert!(matches!(choose(&all, u32::MAX), Choice::Take(_)));
    }
}
