//! Each adapter against its pretend gateway, over HTTP, in the gateway's own words; and against answers that are none.
#![allow(clippy::panic, reason = "what is shared by tests is no test for clippy")]

mod support;

use domain::{
    gateway::{
        AboutCharge, Asked, Charge, Charged, GatewayName, RefundOrder, Refunded, Way, codes::UNREACHABLE,
    },
    id::{AttemptId, RefundId},
};
use serde_json::json;
use server::breaker::State;
use support::{
    A_MOMENT, BREAKER_FAILURES, Nonsense, Street, a_day_ago, about, asked, charge, in_a_word, nobody,
    of_refund, reference, refund,
};
use tokio::time::sleep;

#[tokio::test]
async fn what_is_sent_twice_is_taken_once_and_told_the_same() {
    let street = Street::start().await;
    for name in GatewayName::ALL {
        let gateway = street.gateway(name);
        let charge = charge(100_101);
        assert_eq!(asked(&*gateway, &about(&charge)).await, "not known", "{name:?}");
        let first = gateway.charge(&charge).await;
        let id = reference(&first);
        assert_eq!(gateway.charge(&charge).await, first, "{name:?}");
        assert_eq!(gateway.enquire(&about(&charge)).await, Asked::Known(first.clone()), "{name:?}");
        assert_eq!(gateway.call_off(&about(&charge)).await, first, "it is too late: {name:?}");
        let known = AboutCharge { gateway_reference: Some(id), ..about(&charge) };
        assert_eq!(gateway.enquire(&known).await, Asked::Known(first), "by its own name: {name:?}");
        assert_eq!(street.taken(charge.reference).await, [(100_101, 0)], "{name:?}");
    }
}

#[tokio::test]
async fn what_went_wrong_on_the_way_is_not_known_until_it_is_asked_about() {
    let street = Street::start().await;
    #[rustfmt::skip] // a table
    let fates = [
        // sent, asked, how often it was taken
        (100_102, &["refused"][..],    "refused",   0),
        (100_103, &["elsewhere"],      "elsewhere", 0),
        (100_104, &["unknown"],        "taken",     1),
        // Razorpay's adapter looks itself before it answers.
        (100_106, &["unknown", "taken"], "taken",   1),
        (100_107, &["unknown"],        "taken",     1),
    ];
    for name in GatewayName::ALL {
        let gateway = street.gateway(name);
        for (amount, sent, then, times) in fates {
            let charge = charge(amount);
            let said = in_a_word(&gateway.charge(&charge).await);
            assert!(sent.contains(&said), "{name:?} {amount}: {said}");
            assert_eq!(asked(&*gateway, &about(&charge)).await, then, "{name:?} {amount}");
            assert_eq!(street.taken(charge.reference).await.len(), times, "{name:?} {amount}");
            // Whatever became of it: called off it stays as it is, and nothing comes after it.
            let end = in_a_word(&gateway.call_off(&about(&charge)).await);
            assert_eq!(end == "taken", times == 1, "{name:?} {amount}: {end}");
            let again = in_a_word(&gateway.charge(&charge).await);
            assert_eq!(again == "taken", times == 1, "{name:?} {amount}: {again}");
            assert_eq!(street.taken(charge.reference).await.len(), times, "{name:?} {amount}");
        }
        // An error before anything was written down: sent again it is taken, once.
        let lost = charge(100_105);
        assert_eq!(in_a_word(&gateway.charge(&lost).await), "unknown", "{name:?}");
        assert_eq!(asked(&*gateway, &about(&lost)).await, "not known", "{name:?}");
        assert_eq!(in_a_word(&gateway.charge(&lost).await), "taken", "{name:?}");
        assert_eq!(street.taken(lost.reference).await.len(), 1, "{name:?}");
    }
}

/// Called off before it arrives it is taken by nobody: the gateway itself keeps it out.
#[tokio::test]
async fn what_is_called_off_is_never_taken_afterwards() {
    let street = Street::start().await;
    for name in GatewayName::ALL {
        let gateway = street.gateway(name);
        let late = charge(100_101);
        assert_eq!(in_a_word(&gateway.call_off(&about(&late)).await), "refused", "{name:?}");
        assert_ne!(in_a_word(&gateway.charge(&late).await), "taken", "{name:?}");
        assert!(street.taken(late.reference).await.is_empty(), "{name:?}");

        // The customer is at the gateway's page, and comes too late.
        let hosted = Charge {
            return_url: Some("https://pay.example.com/pay/1".to_owned()),
            way: Way::Upi,
            ..charge(100_101)
        };
        let Charged::Waits { customer_url, gateway_reference } = gateway.charge(&hosted).await else {
            panic!("{name:?} does not wait")
        };
        assert!(!gateway_reference.is_empty());
        assert_ne!(asked(&*gateway, &about(&hosted)).await, "taken", "{name:?}");
        assert_eq!(in_a_word(&gateway.call_off(&about(&hosted)).await), "refused", "{name:?}");
        let client = &street.client;
        client.post(&customer_url).form(&[("answer", "pay")]).send().await.expect("an answer");
        for _ in 0..5 {
            assert_ne!(asked(&*gateway, &about(&hosted)).await, "taken", "{name:?}");
            sleep(A_MOMENT).await;
        }
        assert!(street.taken(hosted.reference).await.is_empty(), "{name:?}");
    }
}

#[tokio::test]
async fn a_customer_who_says_yes_has_paid_and_who_says_no_has_not() {
    let street = Street::start().await;
    for name in GatewayName::ALL {
        for (way, answer, expected) in [(Way::Upi, "pay", "taken"), (Way::Card, "no", "refused")] {
            let gateway = street.gateway(name);
            let hosted =
                Charge { return_url: Some("https://pay.example.com/pay/1".to_owned()), way, ..charge(4_200) };
            let Charged::Waits { customer_url, .. } = gateway.charge(&hosted).await else {
                panic!("{name:?} does not wait")
            };
            let pressed = street
                .client
                .post(&customer_url)
                .form(&[("answer", answer)])
                .send()
                .await
                .expect("an answer");
            assert_eq!(pressed.headers()["location"], "https://pay.example.com/pay/1");
            let mut said = "";
            for _ in 0..40 {
                said = asked(&*gateway, &about(&hosted)).await;
                if said == expected {
                    break;
                }
                // Razorpay's payment is captured by us, with the next question.
                sleep(A_MOMENT).await;
            }
            assert_eq!(said, expected, "{name:?}");
            assert_eq!(street.taken(hosted.reference).await.len(), usize::from(answer == "pay"), "{name:?}");
        }
    }
}

#[tokio::test]
async fn what_goes_back_goes_back_once_and_never_more_than_was_taken() {
    let street = Street::start().await;
    for name in GatewayName::ALL {
        let gateway = street.gateway(name);
        let charge = charge(100_101);
        let id = reference(&gateway.charge(&charge).await);
        let part = refund(&charge, &id, 40_000);
        let first = gateway.refund(&part).await;
        assert_eq!(of_refund(&first), "done", "{name:?}: {first:?}");
        assert_eq!(gateway.refund(&part).await, first, "asked again it is the same: {name:?}");
        let Refunded::Done { gateway_reference } = first.clone() else { panic!("{first:?}") };
        let known = RefundOrder { gateway_reference: Some(gateway_reference), ..part.clone() };
        assert_eq!(gateway.refund(&known).await, first, "by its own name: {name:?}");
        // ₹1.12: it went back, and the answer was lost.
        let lost = refund(&charge, &id, 112);
        assert_eq!(of_refund(&gateway.refund(&lost).await), "unknown", "{name:?}");
        assert_eq!(of_refund(&gateway.refund(&lost).await), "done", "{name:?}");
        assert_eq!(of_refund(&gateway.refund(&refund(&charge, &id, 111)).await), "refused", "{name:?}");
        assert_eq!(
            of_refund(&gateway.refund(&refund(&charge, &id, 70_000)).await),
            "refused",
            "too much: {name:?}"
        );
        assert_eq!(street.taken(charge.reference).await, [(100_101, 40_112)], "{name:?}");
    }
}

/// Stripe forgets keys after a day: what is older is found in its lists, however many came after it.
#[tokio::test]
async fn what_is_older_than_the_gateways_memory_is_neither_taken_nor_given_back_twice() {
    let street = Street::start().await;
    for name in GatewayName::ALL {
        let gateway = street.gateway(name);
        let old = Charge { reference: AttemptId(a_day_ago()), ..charge(100_104) };
        assert_eq!(asked(&*gateway, &about(&old)).await, "not known", "{name:?}");
        assert_eq!(in_a_word(&gateway.charge(&old).await), "unknown", "{name:?}");
        for _ in 0..120 {
            gateway.charge(&charge(100)).await;
        }
        let Asked::Known(said) = gateway.enquire(&about(&old)).await else { panic!("{name:?}") };
        let id = reference(&said);
        assert_eq!(gateway.call_off(&about(&old)).await, said, "{name:?}");
        let back = RefundOrder { reference: RefundId(a_day_ago()), ..refund(&old, &id, 112) };
        assert_eq!(of_refund(&gateway.refund(&back).await), "unknown", "{name:?}");
        assert_eq!(of_refund(&gateway.refund(&back).await), "done", "{name:?}");
        assert_eq!(street.taken(old.reference).await, [(100_104, 112)], "{name:?}");
    }
}

/// Who pays in the last moment has paid: calling off says that it is too late, and says the same when it is said again.
#[tokio::test]
async fn what_was_paid_in_the_last_moment_is_not_called_off() {
    let street = Street::start().await;
    for name in GatewayName::ALL {
        let gateway = street.gateway(name);
        let url = Some("https://pay.example.com/pay/1".to_owned());
        let hosted = Charge { return_url: url, way: Way::Upi, ..charge(4_200) };
        let Charged::Waits { customer_url, .. } = gateway.charge(&hosted).await else {
            panic!("{name:?} does not wait")
        };
        street.client.post(&customer_url).form(&[("answer", "pay")]).send().await.expect("an answer");
        let mut said = "";
        for _ in 0..40 {
            said = in_a_word(&gateway.call_off(&about(&hosted)).await);
            if said != "unknown" {
                break;
            }
            sleep(A_MOMENT).await;
        }
        assert_eq!(said, "taken", "{name:?}");
        assert_eq!(street.taken(hosted.reference).await, [(4_200, 0)], "{name:?}");
        let off = charge(4_200);
        for _ in 0..3 {
            assert_eq!(in_a_word(&gateway.call_off(&about(&off)).await), "refused", "{name:?}");
        }
    }
}

/// A gateway's list may have more than a page.
#[tokio::test]
async fn a_refund_is_found_again_among_many() {
    let street = Street::start().await;
    for name in GatewayName::ALL {
        let gateway = street.gateway(name);
        let charge = charge(100_101);
        let id = reference(&gateway.charge(&charge).await);
        let first = refund(&charge, &id, 100);
        let Refunded::Done { gateway_reference } = gateway.refund(&first).await else { panic!("{name:?}") };
        for _ in 0..25 {
            assert_eq!(of_refund(&gateway.refund(&refund(&charge, &id, 100)).await), "done", "{name:?}");
        }
        let known = RefundOrder { gateway_reference: Some(gateway_reference.clone()), ..first.clone() };
        for order in [&first, &known] {
            let done = Some(Refunded::Done { gateway_reference: gateway_reference.clone() });
            assert_eq!(gateway.ask_refund(order).await, done, "{name:?}");
            assert_eq!(Some(gateway.refund(order).await), done, "{name:?}");
        }
        let never = refund(&charge, &id, 100);
        assert_eq!(gateway.ask_refund(&never).await, None, "asking sends nothing: {name:?}");
        assert_eq!(street.taken(charge.reference).await, [(100_101, 2_600)], "{name:?}");
    }
}

/// No answer of whoever sits where a gateway should be makes us believe that money moved, or that it did not.
#[tokio::test]
async fn an_answer_that_is_none_decides_nothing() {
    let street = Nonsense::start().await;
    let another = AttemptId::new();
    let bodies = [
        String::new(),
        "<html>It works!</html>".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "{\"status\":\"succeeded\"}".to_owned(),
        "{\"id\":\"pi_1\",\"object\":\"payment_intent\",\"status\":\"succeeded\"}".to_owned(),
        json!({ "id": "ch_1", "reference": another, "amount_paise": 100_101, "currency": "INR", "status": "succeeded" }).to_string(),
        json!({ "id": "pi_1", "amount": 100_101, "amount_received": 100_101, "currency": "inr", "status": "succeeded", "metadata": { "reference": another } }).to_string(),
        json!({ "id": "pi_1", "amount": 100_101, "currency": "inr", "status": "canceled", "metadata": { "reference": another } }).to_string(),
        json!({ "entity": "collection", "count": 1, "items": [{ "id": "order_1", "amount": 100_101, "currency": "INR", "receipt": another, "status": "paid" }] }).to_string(),
        json!({ "error": { "code": "GATEWAY_ERROR" } }).to_string(),
        json!({ "error": { "type": "api_error" } }).to_string(),
        "{".repeat(10_000),
        format!("\"{}\"", "x".repeat(400_000)),
    ];
    for name in GatewayName::ALL {
        let gateway = street.gateways.get(name).expect("it is configured");
        for status in [200, 201, 202, 204, 301, 401, 403, 404, 408, 429, 500, 502, 503] {
            for body in &bodies {
                street.says(status, body);
                let charge = charge(100_101);
                let case = || format!("{name:?} {status} {body:.80}");
                assert_eq!(in_a_word(&gateway.charge(&charge).await), "unknown", "{}", case());
                // An empty list of Razorpay's says that there is no such order; none of these is one.
                assert_eq!(asked(&*gateway, &about(&charge)).await, "unknown", "{}", case());
                assert_eq!(in_a_word(&gateway.call_off(&about(&charge)).await), "unknown", "{}", case());
                let order = refund(&charge, "ch_1", 100);
                assert_eq!(of_refund(&gateway.refund(&order).await), "unknown", "{}", case());
            }
        }
    }
}

#[tokio::test]
async fn what_never_left_is_another_gateways_and_what_was_asked_is_not_known() {
    let gateways = nobody().await;
    for name in GatewayName::ALL {
        let gateway = gateways.get(name).expect("it is configured");
        let charge = charge(100_101);
        let Charged::Refused(refusal) = gateway.charge(&charge).await else { panic!("{name:?}") };
        assert_eq!((refusal.code.as_str(), refusal.elsewhere), (UNREACHABLE, true), "{name:?}");
        assert_eq!(asked(&*gateway, &about(&charge)).await, "unknown", "{name:?}");
        assert_eq!(in_a_word(&gateway.call_off(&about(&charge)).await), "unknown", "{name:?}");
        assert_eq!(of_refund(&gateway.refund(&refund(&charge, "ch_1", 100)).await), "unknown", "{name:?}");
    }
}

/// Only its own trouble opens a gateway's circuit; a customer's bank that declines says that the gateway works.
#[tokio::test]
async fn declines_do_not_open_a_circuit_and_trouble_does() {
    let street = Street::start().await;
    for name in GatewayName::ALL {
        let gateway = street.gateway(name);
        let state = || {
            let all = street.gateways.breakers();
            all.into_iter().find(|(one, _)| *one == name).map(|(_, breaker)| breaker.state)
        };
        for _ in 0..BREAKER_FAILURES * 2 {
            gateway.charge(&charge(100_102)).await;
        }
        assert_eq!(state(), Some(State::Closed), "{name:?}");
        // Asked again and again about an old refusal of its own it is not taken for ill.
        let old = charge(100_103);
        gateway.charge(&old).await;
        for _ in 0..BREAKER_FAILURES * 2 {
            gateway.enquire(&about(&old)).await;
        }
        assert_eq!(state(), Some(State::Closed), "{name:?}");
        gateway.charge(&charge(100_102)).await;
        street.behaves(json!({ "gateways": { name.as_str(): { "down": true } } })).await;
        for sent in 1..=BREAKER_FAILURES {
            assert!(gateway.ready().is_ok(), "{name:?} {sent}");
            gateway.charge(&charge(100_101)).await;
        }
        assert_eq!(state(), Some(State::Open), "{name:?}");
        assert!(gateway.ready().is_err() && gateway.rests().is_err(), "{name:?}");
    }
}
