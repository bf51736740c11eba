//! Plays the scenario of a payment. It goes on whether or not the one who asked still listens.

use super::{
    super::Bank,
    Webhooks,
    book::{Charge, Standing},
    scenario::{self, Manner, Verdict},
    tell::Event,
};
use domain::gateway::GatewayName;
use std::time::Duration;
use tokio::{
    sync::oneshot,
    time::{sleep, timeout},
};

/// For the answer to be on its way before the webhook.
const AFTER_THE_ANSWER: Duration = Duration::from_millis(30);
const BEFORE_THE_ANSWER: Duration = Duration::from_secs(1);

/// How a request is answered, beside what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Plainly,
    Nothing,
    ServerError,
}

/// What somebody who wants to be paid says of it.
pub(super) struct Attempt {
    pub(super) method: String,
    pub(super) description: String,
    pub(super) return_url: Option<String>,
}

impl Bank {
    /// Somebody wants it paid: by the customer at a page, or at once.
    pub(super) async fn attempt(
        &self,
        name: GatewayName,
        reference: &str,
        attempt: Attempt,
    ) -> Option<(Charge, Ending)> {
        let gateways = self.0.gateways();
        let hosted = attempt.return_url.is_some();
        let mut begins = false;
        let before = gateways.book().change(name, reference, |charge| {
            begins = charge.standing == Standing::New;
            if begins {
                charge.method = attempt.method;
                charge.description = attempt.description;
                charge.return_url = attempt.return_url;
                charge.standing = if hosted { Standing::Waiting } else { Standing::Processing };
            }
            begins
        })?;
        if begins && hosted {
            let behaviour = gateways.behaviour(name);
            sleep(scenario::delay(&behaviour, reference)).await;
            self.tell_of(&before, Event::Waits);
        }
        if !begins || hosted {
            return Some((before, Ending::Plainly));
        }
        let (answer, answered) = oneshot::channel();
        let (bank, reference) = (self.clone(), reference.to_owned());
        self.spawn(async move { bank.play_charge(name, &reference, Some(answer)).await });
        answered.await.ok()
    }

    /// The customer has pressed a button.
    pub(super) async fn pressed(&self, name: GatewayName, number: u64, pays: bool) -> Option<Charge> {
        let reference = self.0.gateways().book().by_number(name, number)?.reference;
        let mut begins = false;
        let charge = self.0.gateways().book().change(name, &reference, |charge| {
            begins = charge.standing == Standing::Waiting;
            if begins {
                let failed = Standing::Failed { code: "cancelled".to_owned() };
                charge.standing = if pays { Standing::Processing } else { failed };
            }
            begins
        })?;
        match (begins, pays) {
            (true, true) => self.play_charge(name, &reference, None).await,
            (true, false) => self.tell_of(&charge, Event::Failed),
            (false, _) => {}
        }
        self.0.gateways().book().find(name, &reference)
    }

    async fn play_charge(
        &self,
        name: GatewayName,
        reference: &str,
        answer: Option<oneshot::Sender<(Charge, Ending)>>,
    ) {
        let gateways = self.0.gateways();
        let behaviour = gateways.behaviour(name);
        let Some(before) = gateways.book().find(name, reference) else { return };
        let scenario = scenario::of_charge(&behaviour, reference, before.sent, before.amount_paise);
        sleep(scenario::delay(&behaviour, reference)).await;
        let decided = gateways.book().change(name, reference, |charge| {
            // Called off meanwhile.
            if charge.standing != Standing::Processing {
                return false;
            }
            charge.sent = charge.sent.saturating_add(1);
            let failed = |code: &str| Standing::Failed { code: code.to_owned() };
            charge.standing = match scenario.verdict {
                Verdict::Taken => Standing::Taken,
                Verdict::Declined => failed("card_declined"),
                Verdict::NotHere => failed("gateway_error"),
                Verdict::Lost => Standing::New,
            };
            true
        });
        let Some(charge) = decided else { return };
        let event = match charge.standing {
            Standing::Taken => Some(Event::Taken),
            Standing::Failed { .. } => Some(Event::Failed),
            Standing::New | Standing::Waiting | Standing::Processing | Standing::CalledOff => None,
        };
        if let Some(event) = event.filter(|_| scenario.webhooks == Webhooks::BeforeAnswer) {
            let _ = timeout(BEFORE_THE_ANSWER, self.told(&charge, event)).await;
        }
        if let Some(answer) = answer {
            let ending = match scenario.manner {
                Manner::Plainly => Ending::Plainly,
                Manner::Never => Ending::Nothing,
                Manner::ServerError => Ending::ServerError,
                Manner::TooLate => {
                    sleep(Duration::from_millis(behaviour.hold_ms.into())).await;
                    Ending::Plainly
                }
            };
            // Whoever asked may have gone away.
            let _ = answer.send((charge.clone(), ending));
            sleep(AFTER_THE_ANSWER).await;
        }
        let Some(event) = event else { return };
        match scenario.webhooks {
            Webhooks::BeforeAnswer | Webhooks::Never => {}
            Webhooks::Once => self.tell_of(&charge, event),
            Webhooks::Twice => {
                let _ = self.told(&charge, event).await;
                // An event that belongs before it, and the same one again.
                let _ = self.told(&charge, Event::Waits).await;
                self.tell_of(&charge, event);
            }
        }
    }

    /// Nothing is taken any more, unless it was.
    pub(super) fn call_off(&self, name: GatewayName, reference: &str) -> Option<Charge> {
        self.0.gateways().book().change(name, reference, |charge| {
            let open = matches!(charge.standing, Standing::New | Standing::Waiting | Standing::Processing);
            if open {
                charge.standing = Standing::CalledOff;
            }
            open
        })
    }

    /// Gives back, and says how the request ends.
    pub(super) fn give_back(
        &self,
        charge: &Charge,
        reference: &str,
        amount_paise: i64,
    ) -> (super::book::Refund, Ending) {
        let (verdict, manner) = scenario::of_refund(amount_paise);
        let known = self.0.gateways().book().refund(charge.gateway, reference).is_some();
        let refund =
            self.0.gateways().book().give_back(charge, reference, amount_paise, verdict != Verdict::Taken);
        if !known {
            self.tell_refund(&refund, charge);
        }
        // The trouble is had once; whoever asks again is told.
        let ending = match manner {
            _ if known => Ending::Plainly,
            Manner::Never => Ending::Nothing,
            Manner::ServerError => Ending::ServerError,
            Manner::Plainly | Manner::TooLate => Ending::Plainly,
        };
        (refund, ending)
    }
}
