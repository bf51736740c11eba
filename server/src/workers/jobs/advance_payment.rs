//! Takes a payment one step on: chooses a gateway and asks it, or asks what became of what it was asked. That a payment is
//! sent is committed before it is sent, so whoever finds a try open asks before doing anything else. Another gateway is
//! asked only once this one can take nothing any more.

use super::{again, done, failed};
use crate::state::Kist;
use chrono::TimeDelta;
use domain::{
    gateway::{AboutCharge, Asked, Charged, GatewayName, PaymentGateway, Refusal},
    id::{AttemptId, PaymentId},
    job::pg::Ended,
    payment::{
        next::{self, NotKnown, Step},
        pg::{
            Begin, BeginRefused, Begun, GiveUp, Looked, SettleCharge, SettledCharge, candidates, known,
            note_contact,
        },
        route::{Choice, choose},
    },
    work::{Failure, Meta, WorkError, execute, real_now},
};
use rand::Rng;
use std::{sync::Arc, time::Duration};

/// The longest pause between two questions about one payment.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);
/// While its customer is at the gateway's page; a notice of the gateway comes sooner.
const CUSTOMER_PAUSE: Duration = Duration::from_secs(20);
/// While every gateway rests: a customer waits before a page.
const ALL_REST_PAUSE: Duration = Duration::from_secs(30);
/// For so long after the last refusal a gateway that rests is waited for; then a payment that was begun fails.
const REST_MAX: TimeDelta = TimeDelta::minutes(10);
/// The same of one that was never tried, in looks.
const LOOKS_MAX: i32 = 40;
/// More tries in one run than there are gateways are a loop.
const TRIES_MAX: usize = GatewayName::ALL.len();

/// `looks`: how often this job has run.
pub(super) async fn run(
    kist: &Kist,
    payment: PaymentId,
    looks: i32,
    meta: &Meta,
) -> Result<Ended, WorkError> {
    let one = One { kist, payment, looks, meta };
    // A gateway that refuses for trouble of its own is followed by the next at once.
    for _ in 0..=TRIES_MAX {
        if let Some(ended) = one.step().await? {
            return Ok(ended);
        }
    }
    Ok(again(kist.config.payments.policy.pause, LONGEST_PAUSE, 1, "every gateway was asked"))
}

struct One<'a> {
    kist: &'a Kist,
    payment: PaymentId,
    looks: i32,
    meta: &'a Meta,
}

impl One<'_> {
    /// `None`: look again at once.
    async fn step(&self) -> Result<Option<Ended>, WorkError> {
        let Some(looked) = known(&self.kist.pool, self.payment).await? else {
            return Ok(Some(done("there is no such payment")));
        };
        let step = next::step(looked.known, &self.kist.config.payments.policy, real_now());
        match (step, &looked.open) {
            (Step::Nothing, _) => Ok(Some(done("there is nothing to do"))),
            (Step::Try, _) | (Step::Enquire | Step::CallOff, None) => self.try_one(&looked).await,
            (Step::Enquire, Some((name, about))) => self.ask(&looked, *name, about, Step::Enquire).await,
            (Step::CallOff, Some((name, about))) => self.ask(&looked, *name, about, Step::CallOff).await,
        }
    }

    fn gateway(&self, name: GatewayName) -> Option<Arc<dyn PaymentGateway>> {
        self.kist.gateways.get(name)
    }

    /// Chooses a gateway among those that can be asked now, and asks it.
    async fn try_one(&self, looked: &Looked) -> Result<Option<Ended>, WorkError> {
        let configured = self.kist.gateways.configured();
        let mut open = candidates(&self.kist.pool, looked.merchant, &configured, &looked.tried).await?;
        for candidate in &mut open {
            candidate.ready = self.gateway(candidate.name).is_some_and(|gateway| gateway.rests().is_ok());
        }
        loop {
            let dice = rand::rng().random();
            match choose(&open, dice) {
                Choice::Take(name) => {
                    let Some(gateway) = self.gateway(name) else {
                        return Ok(Some(done("it is not configured")));
                    };
                    if gateway.ready().is_ok() {
                        return self.send(&*gateway, None, looked.tried.len()).await;
                    }
                    // Another one probes it at this moment.
                    open.iter_mut().filter(|one| one.name == name).for_each(|one| one.ready = false);
                }
                Choice::Wait if self.waited_in_vain(looked) => return self.give_up().await,
                Choice::Wait => {
                    let first = self.kist.config.payments.policy.pause;
                    let tries =
                        if looked.tried.is_empty() { u32::try_from(self.looks).unwrap_or(1) } else { 3 };
                    return Ok(Some(again(first, ALL_REST_PAUSE, tries, "every gateway rests")));
                }
                Choice::None => return self.give_up().await,
            }
        }
    }

    fn waited_in_vain(&self, looked: &Looked) -> bool {
        match looked.last_ended_at {
            Some(ended) => real_now() - ended > REST_MAX,
            None => self.looks > LOOKS_MAX,
        }
    }

    async fn give_up(&self) -> Result<Option<Ended>, WorkError> {
        let command = GiveUp { payment: self.payment, meta: self.meta.clone() };
        if execute(&self.kist.pool, &command).await.map_err(failed)? {
            return Ok(Some(done("no gateway is left")));
        }
        // Nobody has begun: it waits until one is switched on, or its time is over.
        let tries = u32::try_from(self.looks).unwrap_or(1);
        Ok(Some(again(ALL_REST_PAUSE, LONGEST_PAUSE, tries, "no gateway is switched on for it")))
    }

    async fn send(
        &self,
        gateway: &dyn PaymentGateway,
        open: Option<(AttemptId, u32)>,
        tries_before: usize,
    ) -> Result<Option<Ended>, WorkError> {
        let command = Begin {
            payment: self.payment,
            gateway: gateway.name(),
            open,
            tries_before,
            meta: self.meta.clone(),
        };
        let Begun { charge, sends } = match execute(&self.kist.pool, &command).await {
            Ok(begun) => begun,
            Err(Failure::Refused(BeginRefused::MovedOn)) => {
                return Ok(Some(again(
                    Duration::from_secs(1),
                    LONGEST_PAUSE,
                    1,
                    "it has moved on meanwhile",
                )));
            }
            Err(failure) => return Err(failed(failure)),
        };
        let about = AboutCharge {
            reference: charge.reference,
            amount: charge.amount,
            gateway_reference: charge.gateway_reference.clone(),
        };
        match gateway.charge(&charge).await {
            // It never left, and nothing was sent before: nobody has to be asked to forget it.
            said @ Charged::Refused(_) if sends == 1 && is_unreachable(&said) => {
                self.settle(&about, said, Some(sends), 1).await
            }
            said @ Charged::Refused(_) => self.call_off(gateway, &about, Some(said), 1).await,
            said => self.settle(&about, said, None, 1).await,
        }
    }

    async fn ask(
        &self,
        looked: &Looked,
        name: GatewayName,
        about: &AboutCharge,
        step: Step,
    ) -> Result<Option<Ended>, WorkError> {
        let policy = &self.kist.config.payments.policy;
        let enquiries = looked.enquiries.saturating_add(1);
        let Some(gateway) = self.gateway(name) else {
            let why = format!("{} is not configured any more.", name.words());
            note_contact(&self.kist.pool, about.reference, false, None, &why).await?;
            return Ok(Some(again(ALL_REST_PAUSE, LONGEST_PAUSE, enquiries, why)));
        };
        if let Err(why) = gateway.ready() {
            note_contact(&self.kist.pool, about.reference, false, None, &why).await?;
            let tries = u32::try_from(self.looks).unwrap_or(1);
            return Ok(Some(again(policy.pause, ALL_REST_PAUSE, tries, why)));
        }
        if step == Step::CallOff {
            return self.call_off(&*gateway, about, None, enquiries).await;
        }
        match gateway.enquire(about).await {
            Asked::Known(said @ Charged::Refused(_)) => {
                self.call_off(&*gateway, about, Some(said), enquiries).await
            }
            Asked::Known(said) => self.settle(about, said, None, enquiries).await,
            Asked::NotKnown => {
                let open = looked.known.open;
                match open.map(|open| (open, next::not_known(open, policy))) {
                    Some((open, NotKnown::SendAgain)) => {
                        self.send(&*gateway, Some((about.reference, open.sends)), looked.tried.len()).await
                    }
                    // It never came to know it, and nothing was taken: the next one may.
                    Some((_, NotKnown::GiveUp)) | None => {
                        let reason = "The gateway did not take it in.".to_owned();
                        let refusal = Refusal { code: "not_taken_in".to_owned(), reason, elsewhere: true };
                        self.call_off(&*gateway, about, Some(Charged::Refused(refusal)), enquiries).await
                    }
                }
            }
        }
    }

    /// Has the gateway give it up, and only then takes that nothing was taken: `because` is why, where it is known.
    async fn call_off(
        &self,
        gateway: &dyn PaymentGateway,
        about: &AboutCharge,
        because: Option<Charged>,
        enquiries: u32,
    ) -> Result<Option<Ended>, WorkError> {
        match gateway.call_off(about).await {
            Charged::Refused(own) => {
                let said = because.unwrap_or(Charged::Refused(own));
                self.settle(about, said, None, enquiries).await
            }
            said => self.settle(about, said, None, enquiries).await,
        }
    }

    async fn settle(
        &self,
        about: &AboutCharge,
        said: Charged,
        only_send: Option<u32>,
        enquiries: u32,
    ) -> Result<Option<Ended>, WorkError> {
        let pause = self.kist.config.payments.policy.pause;
        if let Charged::Unknown { gateway_reference, why } = &said {
            note_contact(&self.kist.pool, about.reference, true, gateway_reference.as_deref(), why).await?;
            return Ok(Some(again(pause, LONGEST_PAUSE, enquiries, why.as_str())));
        }
        let command = SettleCharge { attempt: about.reference, said, only_send, meta: self.meta.clone() };
        Ok(match execute(&self.kist.pool, &command).await.map_err(failed)? {
            SettledCharge::Paid => Some(done("paid")),
            SettledCharge::Failed => Some(done("it was refused")),
            SettledCharge::Elsewhere => None,
            SettledCharge::Waits => {
                Some(again(pause, CUSTOMER_PAUSE, enquiries, "it waits for the customer"))
            }
            SettledCharge::Ignored(why) => Some(again(pause, LONGEST_PAUSE, enquiries, why)),
            SettledCharge::Contradicts(why) => {
                Some(again(LONGEST_PAUSE, LONGEST_PAUSE, 1, format!("a discrepancy was opened: {why}")))
            }
        })
    }
}

fn is_unreachable(said: &Charged) -> bool {
    matches!(said, Charged::Refused(refusal) if refusal.code == domain::gateway::codes::UNREACHABLE)
}
