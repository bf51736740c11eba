//! The adapter against the pretend bank, over HTTP: every magic amount, what an enquiry tells afterwards, and that
//! nothing moves twice.
#![allow(clippy::panic, reason = "what is shared by tests is no test for clippy")]

mod support;

use domain::{
    bank::{Enquiry, Flow, Outcome, Transfer},
    id::TransferId,
};
use serde_json::json;
use server::breaker::State as BreakerState;
use std::time::Duration;
use support::{Bank, account, transfer};

fn declined(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Declined { code, reason } if reason.ends_with('.') => code,
        other => panic!("{other:?}"),
    }
}

fn is_unknown(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Unknown { .. })
}

fn is_accepted(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Accepted { .. })
}

#[tokio::test]
async fn money_that_moves_is_accepted_and_moves_once() {
    let bank = Bank::start().await;
    for (flow, amount) in [(Flow::Pay, 100_101), (Flow::Collect, 5_101)] {
        let transfer = transfer(flow, amount);
        let first = bank.gateway.send(&transfer).await;
        assert!(is_accepted(&first), "{first:?}");
        assert_eq!(bank.gateway.send(&transfer).await, first, "sent again it is the same");
        assert_eq!(bank.gateway.enquire(transfer.about()).await, Enquiry::Known(first.clone()));
        assert_eq!(bank.gateway.fence(transfer.about()).await, Enquiry::Known(first));
        assert_eq!(bank.movements_of(transfer.reference).await, 1);
    }
    let balances = bank.get("accounts").await;
    assert_eq!(balances["kist_paise"], 5_101 - 100_101);
    assert_eq!(balances["accounts"][0]["balance_paise"], 1_000_000_000_i64 + 100_101 - 5_101);
    bank.adds_up().await;
}

#[tokio::test]
async fn a_bank_that_declines_says_why() {
    let bank = Bank::start().await;
    for (amount, code) in [(100_102, "insufficient_funds"), (100_107, "invalid_account")] {
        let transfer = transfer(Flow::Pay, amount);
        let first = bank.gateway.send(&transfer).await;
        assert_eq!(declined(&first), code);
        assert_eq!(bank.gateway.enquire(transfer.about()).await, Enquiry::Known(first.clone()));
        assert_eq!(bank.gateway.send(&transfer).await, first);
        assert_eq!(bank.movements_of(transfer.reference).await, 0);
    }
}

#[tokio::test]
async fn what_never_arrived_is_not_known_and_a_fence_keeps_it_out() {
    let bank = Bank::start().await;
    for amount in [100_103, 100_105] {
        let transfer = transfer(Flow::Pay, amount);
        let (reference, about) = (transfer.reference, transfer.about());
        assert!(is_unknown(&bank.gateway.send(&transfer).await), "{amount}");
        assert_eq!(bank.gateway.enquire(about).await, Enquiry::NotKnown);
        assert_eq!(bank.gateway.fence(about).await, Enquiry::Fenced);
        assert_eq!(bank.gateway.fence(about).await, Enquiry::Fenced);
        assert_eq!(bank.gateway.enquire(about).await, Enquiry::Fenced);
        assert_eq!(declined(&bank.gateway.send(&transfer).await), "fenced");
        assert_eq!(bank.movements_of(reference).await, 0);
    }
}

#[tokio::test]
async fn where_the_money_moved_without_an_answer_an_enquiry_tells() {
    let bank = Bank::start().await;
    for amount in [100_104, 100_106, 100_108] {
        let transfer = transfer(Flow::Pay, amount);
        let sent = bank.gateway.send(&transfer).await;
        assert!(is_unknown(&sent), "{amount}: {sent:?}");
        let known = bank.gateway.enquire(transfer.about()).await;
        assert!(matches!(&known, Enquiry::Known(outcome) if is_accepted(outcome)), "{amount}: {known:?}");
        assert_eq!(bank.gateway.fence(transfer.about()).await, known, "too late for a fence");
        let again = bank.gateway.send(&transfer).await;
        assert_eq!(Enquiry::Known(again), known, "sent again it has an answer, and did not move again");
        assert_eq!(bank.movements_of(transfer.reference).await, 1);
    }
    bank.adds_up().await;
}

#[tokio::test]
async fn what_stays_in_processing_is_decided_later() {
    let bank = Bank::start().await;
    let (paid, failed) = (transfer(Flow::Pay, 100_111), transfer(Flow::Pay, 100_112));
    for transfer in [&paid, &failed] {
        assert!(is_unknown(&bank.gateway.send(transfer).await));
        let known = bank.gateway.enquire(transfer.about()).await;
        assert!(matches!(known, Enquiry::Known(Outcome::Unknown { .. })), "{known:?}");
    }
    assert!(is_accepted(&bank.decided(paid.about()).await));
    assert_eq!(declined(&bank.decided(failed.about()).await), "account_closed");
    let told = bank.told(1).await;
    assert_eq!(
        (told[0].reference, told[0].body["failure_code"].as_str()),
        (failed.reference, Some("account_closed"))
    );
    assert_eq!(bank.banks.breaker().failures, 0, "a bank that is at it is well");
}

#[tokio::test]
async fn while_it_is_delayed_it_is_processing() {
    let bank = Bank::start().await;
    bank.behaves(json!({ "delay_ms_min": 250, "delay_ms_max": 250 })).await;
    let transfer = transfer(Flow::Pay, 100_101);
    let sending = bank.gateway.send(&transfer);
    let asking = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        bank.gateway.enquire(transfer.about()).await
    };
    let (sent, known) = tokio::join!(sending, asking);
    assert!(is_accepted(&sent), "{sent:?}");
    assert!(matches!(known, Enquiry::Known(Outcome::Unknown { .. })), "{known:?}");
}

#[tokio::test]
async fn a_reference_is_one_transfer_only() {
    let bank = Bank::start().await;
    let first = transfer(Flow::Pay, 100_101);
    assert!(is_accepted(&bank.gateway.send(&first).await));
    let other = Transfer { reference: first.reference, ..transfer(Flow::Pay, 200_101) };
    assert!(is_unknown(&bank.gateway.send(&other).await));
    assert_eq!(bank.movements_of(first.reference).await, 1);
    bank.adds_up().await;
}

#[tokio::test]
async fn many_at_once_under_one_reference_move_once() {
    let bank = Bank::start().await;
    let transfer = transfer(Flow::Collect, 100_101);
    let all = futures::future::join_all((0..20).map(|_| bank.gateway.send(&transfer))).await;
    assert!(all.iter().all(|outcome| is_accepted(outcome) || is_unknown(outcome)), "{all:?}");
    assert!(is_accepted(&bank.decided(transfer.about()).await));
    assert_eq!(bank.movements_of(transfer.reference).await, 1);
}

#[tokio::test]
async fn an_account_can_run_out() {
    let bank = Bank::start().await;
    let large = || transfer(Flow::Collect, 600_000_101);
    assert!(is_accepted(&bank.gateway.send(&large()).await));
    assert_eq!(declined(&bank.gateway.send(&large()).await), "insufficient_funds");
    let on_file = Transfer { account: None, ..large() };
    assert!(is_accepted(&bank.gateway.send(&on_file).await), "the bank knows whom to collect from");
    bank.adds_up().await;
}

#[tokio::test]
async fn callbacks_are_signed_and_a_duplicate_has_the_same_id() {
    let bank = Bank::start().await;
    let (once, twice) = (transfer(Flow::Pay, 100_101), transfer(Flow::Pay, 100_109));
    let Outcome::Accepted { bank_reference } = bank.gateway.send(&once).await else { panic!("it moved") };
    let told = bank.told(1).await;
    assert_eq!(told[0].body["status"], "success");
    assert_eq!(told[0].body["reference"], once.reference.to_string());
    assert_eq!(told[0].body["bank_reference"], bank_reference);
    assert_eq!(told[0].body["amount_paise"], 100_101);

    assert!(is_accepted(&bank.gateway.send(&twice).await));
    let told = bank.told(3).await;
    assert_eq!((told[1].reference, told[2].reference), (twice.reference, twice.reference));
    assert_eq!(told[1].id, told[2].id);
    assert_ne!(told[0].id, told[1].id);
}

#[tokio::test]
async fn a_callback_can_come_before_the_answer() {
    let bank = Bank::start().await;
    let transfer = transfer(Flow::Pay, 100_110);
    assert!(is_accepted(&bank.gateway.send(&transfer).await));
    assert_eq!(bank.told_so_far().len(), 1);
}

#[tokio::test]
async fn a_callback_can_come_after_others() {
    let bank = Bank::start().await;
    bank.behaves(json!({ "success_rate": 1, "callback_shuffled": 1 })).await;
    let late = transfer(Flow::Pay, 5_000);
    assert!(is_accepted(&bank.gateway.send(&late).await));
    let next = transfer(Flow::Pay, 100_101);
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert!(is_accepted(&bank.gateway.send(&next).await));
    let told: Vec<TransferId> = bank.told(2).await.into_iter().map(|event| event.reference).collect();
    assert_eq!(told, [next.reference, late.reference]);
}

#[tokio::test]
async fn a_callback_that_nobody_took_is_tried_again() {
    let bank = Bank::start().await;
    bank.refuses_callbacks(1);
    let transfer = transfer(Flow::Pay, 100_101);
    assert!(is_accepted(&bank.gateway.send(&transfer).await));
    assert_eq!(bank.told(1).await[0].reference, transfer.reference);
}

#[tokio::test]
async fn the_breaker_opens_in_an_outage_and_recovers() {
    let bank = Bank::start().await;
    bank.behaves(json!({ "outage": true })).await;
    for _ in 0..support::BREAKER_FAILURES {
        assert_eq!(bank.gateway.ready(), Ok(()));
        assert!(is_unknown(&bank.gateway.send(&transfer(Flow::Pay, 100_101)).await));
    }
    assert!(bank.gateway.ready().unwrap_err().ends_with("seconds more."));
    let view = bank.banks.breaker();
    assert_eq!((view.state, view.failures), (BreakerState::Open, support::BREAKER_FAILURES));
    assert_eq!(serde_json::to_value(view).unwrap()["state"], "open");

    bank.behaves(json!({ "outage": false })).await;
    tokio::time::sleep(support::BREAKER_REST).await;
    assert_eq!(bank.banks.breaker().state, BreakerState::HalfOpen);
    assert_eq!(bank.gateway.ready(), Ok(()));
    assert!(bank.gateway.ready().is_err(), "one probe at a time");
    assert!(is_accepted(&bank.gateway.send(&transfer(Flow::Pay, 100_101)).await));
    assert_eq!((bank.banks.breaker().state, bank.gateway.ready()), (BreakerState::Closed, Ok(())));
}

#[tokio::test]
async fn a_bank_that_is_not_there_leaves_it_open() {
    let bank = Bank::start().await;
    let about = transfer(Flow::Pay, 100_101).about();
    let gateway = bank.gateway.clone();
    bank.stop().await;
    assert!(is_unknown(&gateway.send(&transfer(Flow::Pay, 100_101)).await));
    let known = gateway.enquire(about).await;
    assert!(matches!(known, Enquiry::Known(Outcome::Unknown { .. })), "{known:?}");
}

#[tokio::test]
async fn a_restart_forgets_nothing() {
    let bank = Bank::start().await;
    let (paid, declined_one) = (transfer(Flow::Pay, 100_101), transfer(Flow::Pay, 100_102));
    let (open, fenced) = (transfer(Flow::Pay, 100_111), transfer(Flow::Pay, 100_103).about());
    let first = bank.gateway.send(&paid).await;
    let no = bank.gateway.send(&declined_one).await;
    assert!(is_unknown(&bank.gateway.send(&open).await));
    bank.gateway.fence(fenced).await;
    let movements = bank.get("books").await;

    let bank = bank.restart().await;
    assert_eq!(bank.get("books").await, movements);
    assert_eq!(bank.gateway.send(&paid).await, first);
    assert_eq!(bank.gateway.enquire(declined_one.about()).await, Enquiry::Known(no));
    assert_eq!(bank.gateway.enquire(fenced).await, Enquiry::Fenced);
    assert!(is_accepted(&bank.decided(open.about()).await), "what was interrupted goes on");
    bank.adds_up().await;
}

#[tokio::test]
async fn whatever_goes_wrong_an_end_is_reached_and_the_books_agree() {
    let bank = Bank::start().await;
    bank.behaves(json!({
        "success_rate": 0.7, "timeout": 0.1, "slow": 0.05, "answer_lost": 0.2, "server_error": 0.2,
        "bad_request": 0.05, "insufficient_funds": 0.05, "stays_processing": 0.15,
        "callback_duplicate": 0.3, "callback_early": 0.2, "callback_never": 0.2,
    }))
    .await;
    let stories = (1..=60).map(|n| {
        let transfer = transfer(if n % 2 == 0 { Flow::Pay } else { Flow::Collect }, n * 1000);
        let bank = &bank;
        async move { (transfer.reference, bank.ends(&transfer).await) }
    });
    for (reference, moved) in futures::future::join_all(stories).await {
        assert_eq!(bank.movements_of(reference).await, usize::from(moved));
    }
    bank.adds_up().await;
}

#[tokio::test]
async fn the_control_changes_what_it_names_and_refuses_the_rest() {
    let bank = Bank::start().await;
    let changed = bank.control().put(&json!({ "success_rate": 0.25 })).await.unwrap();
    assert_eq!((&changed["success_rate"], &changed["delay_ms_max"]), (&json!(0.25), &json!(0)));
    assert_eq!(bank.control().get().await.unwrap(), changed);
    for bad in [json!({ "success": 1 }), json!({ "success_rate": 2 }), json!({ "seed": "x" })] {
        assert!(bank.control().put(&bad).await.is_err(), "{bad}");
    }
    assert_eq!(bank.control().get().await.unwrap(), changed);
}

#[tokio::test]
async fn the_wire_refuses_strangers_and_nonsense() {
    let bank = Bank::start().await;
    let post = |key: &'static str, body: serde_json::Value| {
        let request = bank.client.post(format!("{}/v1/transfers", bank.base())).bearer_auth(support::API_KEY);
        let request = request.header("Idempotency-Key", key).json(&body);
        async move { request.send().await.expect("an answer").status().as_u16() }
    };
    let order = |amount: i64| json!({ "reference": "r", "direction": "pay", "amount_paise": amount });
    assert_eq!(post("other", order(101)).await, 400);
    assert_eq!(post("r", order(0)).await, 400);
    assert_eq!(post("r", order(-101)).await, 400);
    assert_eq!(post("r", json!({ "reference": "r" })).await, 400);
    let mut elsewhere = order(101);
    elsewhere["callback_url"] = json!("http://10.0.0.1/");
    assert_eq!(post("r", elsewhere).await, 400);
    assert_eq!(post("r", order(101)).await, 200);
    let stranger = bank.client.get(format!("{}/v1/books", bank.base())).bearer_auth("x").send().await;
    assert_eq!(stranger.unwrap().status().as_u16(), 401);
    assert!(!format!("{:?}", account()).contains("123456789"));
}
