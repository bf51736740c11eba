//! Plays the scenario of a transfer. The work goes on whether or not the one who asked still listens, as a
//! bank's does.

use super::{
    Bank,
    behaviour::Behaviour,
    books::{Known, Order, Record, State},
    scenario::{self, Callback, Manner, Scenario, Verdict},
};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{
    sync::oneshot,
    time::{sleep, timeout},
};

/// For the answer to be on its way before the callback.
const AFTER_THE_ANSWER: Duration = Duration::from_millis(50);
/// A callback that should come first does not hold the answer back for longer.
const BEFORE_THE_ANSWER: Duration = Duration::from_secs(1);

pub(super) enum Reply {
    Says(StatusCode, Value),
    /// The connection ends.
    Nothing,
}

impl Bank {
    /// Each reference once, whatever is sent how often.
    pub(super) async fn transfer(&self, order: Order) -> Reply {
        let behaviour = self.behaviour().clone();
        let (tell, told) = oneshot::channel();
        let scenario = {
            let mut books = self.books();
            match books.known(&order.reference) {
                Known::Nothing => {}
                Known::Fenced => {
                    return refusal(StatusCode::UNPROCESSABLE_ENTITY, "fenced", "It was called off.");
                }
                Known::Transfer(record) if record.order == order => return answer(&record),
                Known::Transfer(_) => {
                    let sentence = "This reference is another transfer's.";
                    return refusal(StatusCode::CONFLICT, "duplicate_reference", sentence);
                }
            }
            let attempt = books.attempt(&order.reference);
            let scenario = scenario::decide(&behaviour, &order.reference, attempt, order.amount_paise);
            match scenario.verdict {
                Verdict::NeverArrives => books.lose(&order.reference),
                Verdict::Succeeds | Verdict::Fails(_) => books.receive(order.clone()),
            }
            scenario
        };
        let bank = self.clone();
        self.spawn(async move { bank.play(&order, scenario, &behaviour, Some(tell)).await });
        told.await.unwrap_or(Reply::Nothing)
    }

    /// Ends what a restart interrupted; nobody waits for these answers any more.
    pub(super) fn resume(&self) {
        let behaviour = self.behaviour().clone();
        for order in self.books().unfinished() {
            let scenario = scenario::decide(&behaviour, &order.reference, 0, order.amount_paise);
            let (bank, behaviour) = (self.clone(), behaviour.clone());
            self.spawn(async move { bank.play(&order, scenario, &behaviour, None).await });
        }
    }

    async fn play(
        &self,
        order: &Order,
        scenario: Scenario,
        behaviour: &Behaviour,
        tell: Option<oneshot::Sender<Reply>>,
    ) {
        let mut tell = tell;
        let mut tell = |reply| {
            // Whoever asked may have gone away.
            let _ = tell.take().map(|tell| tell.send(reply));
        };
        let hold = Duration::from_millis(behaviour.hold_ms.into());
        sleep(scenario::delay(behaviour, &order.reference)).await;
        let failure = match scenario.verdict {
            Verdict::Succeeds => None,
            Verdict::Fails(code) => Some(code),
            Verdict::NeverArrives => {
                if scenario.manner == Manner::TooLate {
                    sleep(hold).await;
                }
                return tell(error());
            }
        };
        if scenario.manner == Manner::Processing {
            tell(answer(&Record { order: order.clone(), state: State::Processing }));
            sleep(Duration::from_millis(behaviour.decide_ms.into())).await;
        }
        let Some(record) = self.books().decide(&order.reference, failure) else { return };
        if scenario.callback == Callback::BeforeTheAnswer {
            let _ = timeout(BEFORE_THE_ANSWER, self.tell(&record)).await;
        }
        match scenario.manner {
            Manner::Plainly | Manner::Processing => tell(answer(&record)),
            Manner::TooLate => {
                sleep(hold).await;
                tell(answer(&record));
            }
            Manner::Never => tell(Reply::Nothing),
            Manner::ServerError => tell(error()),
            Manner::BadRequest => tell(refusal(
                StatusCode::UNPROCESSABLE_ENTITY,
                failure.unwrap_or("declined"),
                "This account is not known.",
            )),
        }
        sleep(AFTER_THE_ANSWER).await;
        match scenario.callback {
            Callback::BeforeTheAnswer | Callback::Never => {}
            Callback::Once => drop(self.tell(&record)),
            Callback::Twice => {
                let _ = self.tell(&record).await;
                drop(self.tell(&record));
            }
            Callback::AfterOthers => {
                let _ = timeout(hold, self.0.told_somebody.notified()).await;
                drop(self.tell(&record));
            }
        }
    }
}

/// Whatever is known of it.
pub(super) fn answer(record: &Record) -> Reply {
    let Record { order, state } = record;
    let mut body = json!({
        "reference": order.reference,
        "bank_reference": order.bank_reference(),
        "direction": order.direction,
        "amount_paise": order.amount_paise,
    });
    if let (Some(body), Ok(Value::Object(state))) = (body.as_object_mut(), serde_json::to_value(state)) {
        body.extend(state);
    }
    let status = if *state == State::Processing { StatusCode::ACCEPTED } else { StatusCode::OK };
    Reply::Says(status, body)
}

pub(super) fn refusal(status: StatusCode, code: &str, sentence: &str) -> Reply {
    Reply::Says(status, json!({ "status": "refused", "code": code, "message": sentence }))
}

fn error() -> Reply {
    refusal(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "The bank had an error of its own.")
}
