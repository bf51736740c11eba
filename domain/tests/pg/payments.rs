//! Payments and refunds: every way in which they end, races for the money, and what a gateway may say afterwards.

use crate::support::{House, bank_account, for_merchant, key, meta, rupees};
use domain::{
    actor::{Holder, MerchantReader, MerchantUser},
    bank::Outcome,
    body::Raw,
    explain::Explanation,
    gateway::{Charged, GatewayName, Refunded, Refusal, Way},
    id::{AttemptId, PaymentId, RefundId},
    money::Paise,
    payment::{
        PaymentState, RefundState,
        body::{PaymentBody, RefundBody},
        pg::{
            self, Begin, CallOffRefund, ChooseWay, Expire, GiveUp, PayFromWallet, RetryRefund, SendRefund,
            SetGatewayBody, SettleCharge, SettleRefund, SettledCharge,
        },
        view::PaymentView,
    },
    transfer::{
        body::PayoutBody,
        pg::{Send, Settle},
    },
    work::{Replayable, Vault},
};
use futures::future::join_all;
use std::sync::Arc;

const ALL: [GatewayName; 3] = GatewayName::ALL;
const FIRST: GatewayName = GatewayName::Simulated;

/// A lender whose gateways are this file.
struct Till {
    house: House,
    shop: MerchantUser,
}

impl Till {
    async fn new() -> Till {
        let house = House::new().await;
        let shop = house.merchant("Mehta Stores").await;
        Till { house, shop }
    }

    async fn asks(&self, body: PaymentBody, text: &str) -> Result<Replayable<PaymentView>, Explanation> {
        let command = body.parse(for_merchant(self.shop), ALL.to_vec(), key(text), meta())?;
        self.house.run(&command).await
    }

    /// A payment that is executed at once.
    async fn payment(&self, amount: &str) -> PaymentId {
        let text = format!("pay-{}", uuid::Uuid::now_v7());
        self.asks(of(amount), &text).await.expect("a payment").value.id
    }

    /// One whose customer comes to the checkout.
    async fn hosted(&self, amount: &str) -> PaymentId {
        let body = PaymentBody { return_url: "https://shop.example.com/".into(), ..of(amount) };
        let text = format!("pay-{}", uuid::Uuid::now_v7());
        self.asks(body, &text).await.expect("a payment").value.id
    }

    async fn begins(&self, payment: PaymentId, gateway: GatewayName) -> Result<AttemptId, Explanation> {
        let looked = pg::known(self.house.pool(), payment).await.expect("reads").expect("there");
        let begin = Begin { payment, gateway, open: None, tries_before: looked.tried.len(), meta: meta() };
        self.house.run(&begin).await.map(|begun| begun.charge.reference)
    }

    async fn says(&self, attempt: AttemptId, said: Charged) -> SettledCharge {
        self.house
            .run(&SettleCharge { attempt, said, only_send: None, meta: meta() })
            .await
            .expect("never refused")
    }

    async fn paid(&self, amount: &str) -> PaymentId {
        let payment = self.payment(amount).await;
        let attempt = self.begins(payment, FIRST).await.expect("begins");
        assert_eq!(self.says(attempt, taken(attempt)).await, SettledCharge::Paid);
        payment
    }

    async fn gives_back(
        &self,
        payment: PaymentId,
        amount: Option<&str>,
        text: Option<&str>,
    ) -> Result<Replayable<PaymentView>, Explanation> {
        let body = RefundBody { amount: amount.map_or(Raw::Missing, Raw::from), reason: Raw::Missing };
        self.house.run(&body.parse(for_merchant(self.shop), payment, text.map(key), meta())?).await
    }

    async fn page(&self, payment: PaymentId) -> PaymentView {
        let reader = MerchantReader::One(self.shop.merchant());
        pg::payment(self.house.pool(), reader, payment).await.expect("a page")
    }

    async fn state(&self, payment: PaymentId) -> PaymentState {
        self.page(payment).await.status
    }

    async fn available(&self) -> Paise {
        self.house.merchant_balance(self.shop).await.available
    }

    async fn refund_of(&self, payment: PaymentId) -> RefundId {
        let refunds = self.page(payment).await.refunds.expect("asked for");
        refunds.last().expect("a refund").id
    }

    async fn refund_says(&self, refund: RefundId, said: Refunded) -> bool {
        let order = pg::refund_order(self.house.pool(), refund).await.expect("reads");
        let reference = order.map_or(refund, |open| open.order.reference);
        // Where it is done already it is not sent.
        let _ = self.house.run(&SendRefund { refund, reference, meta: meta() }).await;
        self.house.run(&SettleRefund { refund, reference, said, meta: meta() }).await.expect("never refused")
    }

    async fn discrepancies(&self) -> i64 {
        self.house.count("discrepancy").await
    }
}

fn of(amount: &str) -> PaymentBody {
    PaymentBody { amount: amount.into(), currency: "INR".into(), ..PaymentBody::default() }
}

fn taken(attempt: AttemptId) -> Charged {
    Charged::Taken { gateway_reference: format!("ch_{attempt}") }
}

fn refused(elsewhere: bool) -> Charged {
    Charged::Refused(Refusal {
        code: "card_declined".to_owned(),
        reason: "The bank declined it.".to_owned(),
        elsewhere,
    })
}

fn unknown() -> Charged {
    Charged::Unknown { gateway_reference: None, why: "No answer.".to_owned() }
}

fn went_back(refund: RefundId) -> Refunded {
    Refunded::Done { gateway_reference: format!("re_{refund}") }
}

fn not_back() -> Refunded {
    Refunded::Refused(Refusal {
        code: "too_late".to_owned(),
        reason: "It is too old.".to_owned(),
        elsewhere: false,
    })
}

/// A merchant comes to owe what a refund takes beyond what it has, up to a limit; whatever comes in settles it first.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_merchant_owes_is_limited_and_settled_first() {
    let till = Till::new().await;
    let (house, shop) = (&till.house, till.shop);
    let payment = till.paid("20000").await;
    // All of it is on its way to its bank.
    let vault = Arc::new(Vault::of_demo());
    let account = bank_account(Holder::Merchant(shop), "123456789012", "HDFC0001234", &vault);
    let account = house.run(&account).await.expect("a bank account").id;
    let body = PayoutBody {
        amount_paise: Raw::Number("1960000".to_owned()),
        bank_account_id: Raw::Text(account.to_string()),
    };
    let command = body.parse(for_merchant(shop), key("out"), meta()).expect("a payout");
    let payout = house.run(&command).await.expect("accepted").value.id;
    house.run(&Send { transfer: payout, sends_before: 0, vault: &vault, meta: meta() }).await.expect("sent");
    let refused = till.gives_back(payment, Some("10000.01"), Some("too-much")).await.unwrap_err();
    assert_eq!(
        (refused.code.as_str(), &refused.details["available_paise"]),
        ("insufficient_funds", &serde_json::json!(1_000_000))
    );
    till.gives_back(payment, Some("6000"), Some("first")).await.expect("goes back");
    assert!(
        till.gives_back(payment, Some("4000.01"), Some("second")).await.is_err(),
        "it owes 6,000 already"
    );
    let balance = house.merchant_balance(shop).await;
    assert_eq!((balance.available, balance.owed), (Paise::ZERO, Paise::new(600_000)));
    house.is_proven().await;
    // The bank declines the payout.
    let said = Outcome::Declined { code: "insufficient_funds".to_owned(), reason: "No.".to_owned() };
    house.run(&Settle { transfer: payout, said, meta: meta() }).await.expect("never refused");
    let balance = house.merchant_balance(shop).await;
    assert_eq!((balance.available, balance.owed), (Paise::new(1_360_000), Paise::ZERO));
    house.is_proven().await;
}

/// What a gateway said it refused, and an admin had sent anew, may have gone back all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_went_back_after_all_goes_back_once() {
    let till = Till::new().await;
    let payment = till.paid("1000").await;
    till.gives_back(payment, Some("100"), Some("back")).await.expect("is set aside");
    let refund = till.refund_of(payment).await;
    let refusal = Refusal { code: "refund_failed".to_owned(), reason: "No.".to_owned(), elsewhere: false };
    assert!(till.refund_says(refund, Refunded::Refused(refusal)).await);
    till.house
        .run(&RetryRefund { admin: till.house.admin, refund, meta: meta() })
        .await
        .expect("is sent anew");
    let open = pg::refund_order(till.house.pool(), refund).await.expect("reads").expect("is open");
    assert_eq!((open.sends, open.refused.len()), (0, 1));
    let old = open.refused[0].reference;
    assert_ne!(old, open.order.reference);
    let went = |text: &str| Refunded::Done { gateway_reference: text.to_owned() };
    let says = async |reference, said| {
        till.house.run(&SettleRefund { refund, reference, said, meta: meta() }).await.expect("never refused")
    };
    // Before anything is sent anew it is done; afterwards it is for an admin.
    assert!(says(old, went("r1")).await);
    assert!(!says(old, went("r1")).await);
    assert_eq!(till.page(payment).await.refunded_amount, Paise::new(10_000));
    till.house.is_proven().await;
}

/// What the proof is for: each promise about payments, broken behind the product's back.
#[tokio::test(flavor = "multi_thread")]
async fn the_proof_finds_broken_payments() {
    for (break_it, expected) in [
        ("update payment set fee_paise = fee_paise + 1 where status = 'SUCCESS'", &["payment_fee"][..]),
        (
            "update payment set status = 'PROCESSING' where way = 'card' and reserved_paise = 0",
            &["payment_received"],
        ),
        (
            "update payment set reserved_paise = reserved_paise + 1 where refunded_paise > 0",
            &["payment_refunds"],
        ),
        (
            "update refund set status = 'CANCELLED' where status = 'COMPLETED'",
            &["payment_refunds", "refund_moved"],
        ),
        (
            "update leg set account_id = '00000000-0000-7000-8000-000000000009' where account_id = '00000000-0000-7000-8000-000000000008'",
            &["gateway_clearing"],
        ),
    ] {
        let till = Till::new().await;
        till.paid("1000").await;
        let refunded = till.paid("500").await;
        till.gives_back(refunded, Some("100"), Some("back")).await.expect("goes back");
        let refund = till.refund_of(refunded).await;
        assert!(till.refund_says(refund, Refunded::Done { gateway_reference: "r1".to_owned() }).await);
        till.house.is_proven().await;
        let sql = format!(
            "set session_replication_role = replica; {break_it}; set session_replication_role = default"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&till.house.db.owner).await.expect("broken");
        let proof = domain::ledger::pg::prove(till.house.pool()).await.expect("the proof runs");
        let failed: Vec<&str> =
            proof.checks.iter().filter(|check| check.failures > 0).map(|check| check.name.as_str()).collect();
        for expected in expected {
            assert!(failed.contains(expected), "{break_it}: {failed:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_the_merchants_when_a_gateway_says_so_and_not_before() {
    let till = Till::new().await;
    let payment = till.payment("1000").await;
    assert_eq!(till.state(payment).await, PaymentState::Created);
    let attempt = till.begins(payment, FIRST).await.unwrap();
    assert_eq!(till.says(attempt, unknown()).await, SettledCharge::Ignored("It does not say how it ended."));
    assert_eq!((till.state(payment).await, till.available().await), (PaymentState::Processing, Paise::ZERO));
    assert_eq!(till.says(attempt, taken(attempt)).await, SettledCharge::Paid);
    let page = till.page(payment).await;
    assert_eq!((page.status, page.fee), (PaymentState::Success, rupees("20.00")));
    assert_eq!(till.available().await, rupees("980.00"));
    assert_eq!(till.says(attempt, taken(attempt)).await, SettledCharge::Ignored("It was known already."));
    let words: Vec<String> = page.events.unwrap().into_iter().map(|event| event.words).collect();
    assert_eq!(words, ["Asked for", "Sent to Pretend gateway", "Paid through Pretend gateway"]);
    till.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_gateway_is_asked_only_when_the_first_can_take_nothing_any_more() {
    let till = Till::new().await;
    let payment = till.payment("500").await;
    let first = till.begins(payment, FIRST).await.unwrap();
    assert!(till.begins(payment, GatewayName::Stripe).await.is_err(), "the first may have taken it");
    till.says(first, unknown()).await;
    assert!(till.begins(payment, GatewayName::Stripe).await.is_err(), "the first may have taken it");
    assert_eq!(till.says(first, refused(true)).await, SettledCharge::Elsewhere);
    assert_eq!(till.state(payment).await, PaymentState::Processing);
    let second = till.begins(payment, GatewayName::Stripe).await.unwrap();
    assert_eq!(till.says(second, taken(second)).await, SettledCharge::Paid);
    let page = till.page(payment).await;
    assert_eq!(page.gateway, Some(GatewayName::Stripe));
    let attempts = page.attempts.unwrap();
    let ends: Vec<&str> = attempts.iter().map(|attempt| attempt.status.as_str()).collect();
    assert_eq!(ends, ["refused", "taken"]);
    // The first one says afterwards that it took it after all.
    let late = till.says(first, taken(first)).await;
    assert!(matches!(late, SettledCharge::Contradicts(_)), "{late:?}");
    assert_eq!((till.discrepancies().await, till.available().await), (1, rupees("490.00")));
    till.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_ends_it_and_so_does_the_last_gateway() {
    let till = Till::new().await;
    let payment = till.payment("500").await;
    let attempt = till.begins(payment, FIRST).await.unwrap();
    assert_eq!(till.says(attempt, refused(false)).await, SettledCharge::Failed);
    let page = till.page(payment).await;
    assert_eq!((page.status, page.failure_code.as_deref()), (PaymentState::Failed, Some("card_declined")));
    assert!(till.begins(payment, GatewayName::Stripe).await.is_err());

    let payment = till.payment("500").await;
    for gateway in ALL {
        let attempt = till.begins(payment, gateway).await.unwrap();
        assert!(!till.house.run(&GiveUp { payment, meta: meta() }).await.unwrap(), "one is open");
        assert_eq!(till.says(attempt, refused(true)).await, SettledCharge::Elsewhere);
    }
    assert!(till.house.run(&GiveUp { payment, meta: meta() }).await.unwrap());
    assert_eq!(till.state(payment).await, PaymentState::Failed);
    assert_eq!(till.available().await, Paise::ZERO);
    till.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_only_send_does_not_count_once_it_was_sent_again() {
    let till = Till::new().await;
    let payment = till.payment("500").await;
    let attempt = till.begins(payment, FIRST).await.unwrap();
    let again = Begin { payment, gateway: FIRST, open: Some((attempt, 1)), tries_before: 0, meta: meta() };
    assert_eq!(till.house.run(&again).await.unwrap().sends, 2);
    assert!(till.house.run(&again).await.is_err(), "whoever comes second decides anew");
    let late = SettleCharge { attempt, said: refused(true), only_send: Some(1), meta: meta() };
    let settled = till.house.run(&late).await.unwrap();
    assert_eq!(settled, SettledCharge::Ignored("It was sent again meanwhile."));
    assert_eq!(till.says(attempt, taken(attempt)).await, SettledCharge::Paid);
    till.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_orders_of_what_is_said_come_to_the_same_end() {
    let till = Till::new().await;
    // What the gateway's record can say, asked five times while it goes on: the truth is that it was taken.
    for place in 0..120 {
        let payment = till.payment("100").await;
        let attempt = till.begins(payment, FIRST).await.unwrap();
        let waits = Charged::Waits {
            gateway_reference: format!("ch_{attempt}"),
            customer_url: "https://gateway.example.com/pay".to_owned(),
        };
        let mut said = vec![unknown(), waits.clone(), taken(attempt), taken(attempt), waits];
        let mut rest = place;
        for size in (1..=said.len()).rev() {
            let chosen = said.remove(rest % size);
            rest /= size;
            till.says(attempt, chosen).await;
        }
        assert_eq!(till.state(payment).await, PaymentState::Success, "order {place}");
    }
    assert_eq!(till.available().await, rupees("11760.00"));
    assert_eq!(till.discrepancies().await, 0);
    till.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_say_the_same_at_once_are_one() {
    let till = Till::new().await;
    let payment = till.payment("1000").await;
    let begun = join_all((0..10).map(|_| till.begins(payment, FIRST))).await;
    let begun: Vec<AttemptId> = begun.into_iter().flatten().collect();
    let [attempt] = begun[..] else { panic!("{} began", begun.len()) };
    let settled = join_all((0..20).map(|_| till.says(attempt, taken(attempt)))).await;
    let paid = settled.iter().filter(|settled| **settled == SettledCharge::Paid).count();
    assert_eq!((paid, till.available().await), (1, rupees("980.00")));

    let answers = join_all((0..50).map(|_| till.asks(of("70"), "one-key"))).await;
    let ids: Vec<PaymentId> = answers.into_iter().map(|answer| answer.unwrap().value.id).collect();
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(till.house.count("payment").await, 2);
    till.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_pays_from_a_wallet_once_and_is_given_back_at_once() {
    let till = Till::new().await;
    let asha = till.house.borrower("Asha Rao").await;
    till.house.funds(asha, "1500").await;
    let payment = till.hosted("1000").await;
    let pay = || PayFromWallet { payer: asha, payment, meta: meta() };
    let paid = join_all((0..10).map(|_| async { till.house.run(&pay()).await })).await;
    assert!(paid.iter().all(Result::is_ok), "{paid:?}");
    assert_eq!((till.house.wallet(asha).await, till.available().await), (rupees("500.00"), rupees("980.00")));

    let poor = till.hosted("1000").await;
    let refusal =
        till.house.run(&PayFromWallet { payer: asha, payment: poor, meta: meta() }).await.unwrap_err();
    assert_eq!(refusal.code, "insufficient_funds");
    assert_eq!(till.state(poor).await, PaymentState::Created);
    let other = till.house.borrower("Vikram").await;
    till.house.funds(other, "5000").await;
    let late = till.house.run(&PayFromWallet { payer: other, payment, meta: meta() }).await.unwrap_err();
    assert_eq!(late.code, "invalid_state");

    let page = till.gives_back(payment, Some("400"), Some("r1")).await.unwrap().value;
    assert_eq!((page.status, page.refunded_amount), (PaymentState::Success, rupees("400.00")));
    assert_eq!(till.house.wallet(asha).await, rupees("900.00"));
    // The rest is more than the merchant has: what it lacks it owes.
    let page = till.gives_back(payment, None, None).await.unwrap().value;
    assert_eq!((page.status, page.refunded_amount), (PaymentState::Refunded, rupees("1000.00")));
    assert_eq!((till.house.wallet(asha).await, till.available().await), (rupees("1500.00"), Paise::ZERO));
    till.house.is_proven().await;
    // And the next payment settles that first: 980 less the 20 of the fee that it had to give back.
    till.paid("1000").await;
    assert_eq!(till.available().await, rupees("960.00"));
    till.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_is_set_aside_and_goes_back_once() {
    let till = Till::new().await;
    let payment = till.paid("1000").await;
    let asked = till.gives_back(payment, Some("300"), Some("r1")).await.unwrap();
    assert_eq!(asked.value.refundable_amount, rupees("700.00"));
    assert!(till.gives_back(payment, Some("300"), Some("r1")).await.unwrap().replayed);
    let balance = till.house.merchant_balance(till.shop).await;
    assert_eq!((balance.available, balance.held), (rupees("680.00"), rupees("300.00")));
    till.house.is_proven().await;
    let refund = till.refund_of(payment).await;
    assert!(till.refund_says(refund, went_back(refund)).await);
    assert!(!till.refund_says(refund, went_back(refund)).await, "known already");
    let page = till.page(payment).await;
    assert_eq!((page.status, page.refunded_amount), (PaymentState::Success, rupees("300.00")));
    assert_eq!(page.refunds.unwrap()[0].status, RefundState::Completed);
    till.house.is_proven().await;
    // All that is left, without a key, as often as one likes.
    for _ in 0..3 {
        till.gives_back(payment, None, None).await.unwrap();
    }
    let refund = till.refund_of(payment).await;
    assert!(till.refund_says(refund, went_back(refund)).await);
    assert_eq!(till.house.count("refund").await, 2);
    assert_eq!(till.state(payment).await, PaymentState::Refunded);
    till.gives_back(payment, None, None).await.unwrap();
    assert_eq!(till.gives_back(payment, Some("1"), Some("r3")).await.unwrap_err().code, "invalid_state");
    till.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refunds_at_once_never_exceed_what_was_paid() {
    let till = Till::new().await;
    let payment = till.paid("1000").await;
    let keys: Vec<String> = (0..10).map(|n| format!("r{n}")).collect();
    let asked = join_all(keys.iter().map(|text| till.gives_back(payment, Some("300"), Some(text)))).await;
    assert_eq!(asked.iter().filter(|answer| answer.is_ok()).count(), 3);
    for refusal in asked.into_iter().filter_map(Result::err) {
        assert_eq!(
            (refusal.code.as_str(), refusal.details["refundable_paise"].as_i64()),
            ("exceeds_refundable", Some(10_000))
        );
    }
    let all = join_all((0..10).map(|_| till.gives_back(payment, None, None))).await;
    assert!(all.iter().all(Result::is_ok));
    let page = till.page(payment).await;
    assert_eq!((page.refundable_amount, till.house.count("refund").await), (Paise::ZERO, 4));
    till.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_gateway_refuses_waits_for_an_admin() {
    let till = Till::new().await;
    let payment = till.paid("1000").await;
    till.gives_back(payment, Some("400"), Some("r1")).await.unwrap();
    let refund = till.refund_of(payment).await;
    let admin = till.house.admin;
    let early = till.house.run(&CallOffRefund { admin, refund, meta: meta() }).await.unwrap_err();
    assert_eq!(early.code, "invalid_state", "its outcome is not known");
    assert!(till.refund_says(refund, not_back()).await);
    let of = till.page(payment).await.refunds.unwrap().remove(0);
    assert_eq!((of.status, of.failure_code.as_deref()), (RefundState::Approved, Some("too_late")));
    assert!(pg::refund_order(till.house.pool(), refund).await.unwrap().is_none(), "nobody sends it");
    // Tried again under another reference, and refused again; then called off.
    till.house.run(&RetryRefund { admin, refund, meta: meta() }).await.unwrap();
    let order = pg::refund_order(till.house.pool(), refund).await.unwrap().unwrap().order;
    assert_ne!(order.reference, refund);
    assert!(till.refund_says(refund, not_back()).await);
    till.house.run(&CallOffRefund { admin, refund, meta: meta() }).await.unwrap();
    let page = till.page(payment).await;
    assert_eq!((page.refundable_amount, till.available().await), (rupees("1000.00"), rupees("980.00")));
    // It went back after all, says the gateway.
    let late = SettleRefund { refund, reference: order.reference, said: went_back(refund), meta: meta() };
    assert!(!till.house.run(&late).await.unwrap());
    assert_eq!(till.discrepancies().await, 1);
    till.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let till = Till::new().await;
    let payment = till.payment("1000").await;
    let created = till.gives_back(payment, None, None).await.unwrap_err();
    assert_eq!(
        (created.code.as_str(), created.details["current"].as_str()),
        ("invalid_state", Some("CREATED"))
    );
    let stranger = till.house.merchant("Another").await;
    let body = RefundBody::default().parse(for_merchant(stranger), payment, None, meta()).unwrap();
    assert_eq!(till.house.run(&body).await.unwrap_err().code, "not_found");
    assert_eq!(till.gives_back(payment, Some("1"), None).await.unwrap_err().code, "idempotency_key_required");
    let choose = ChooseWay { payment, way: Way::Upi, meta: meta() };
    assert_eq!(till.house.run(&choose).await.unwrap_err().code, "not_found", "nobody is at a browser");
    till.asks(of("5"), "used").await.unwrap();
    assert_eq!(till.asks(of("6"), "used").await.unwrap_err().code, "idempotency_conflict");
    till.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_pays_after_its_time() {
    let mut till = Till::new().await;
    let payment = till.hosted("1000").await;
    let begun = till.hosted("1000").await;
    till.house.run(&ChooseWay { payment: begun, way: Way::Upi, meta: meta() }).await.unwrap();
    assert!(pg::expired(till.house.pool()).await.unwrap().is_empty());
    till.house.at("2026-01-17").await;
    assert_eq!(pg::expired(till.house.pool()).await.unwrap(), [payment]);
    let late = till.house.run(&ChooseWay { payment, way: Way::Card, meta: meta() }).await.unwrap_err();
    assert_eq!(late.code, "invalid_state");
    assert!(till.house.run(&Expire { payment, meta: meta() }).await.unwrap());
    assert!(!till.house.run(&Expire { payment, meta: meta() }).await.unwrap());
    assert!(!till.house.run(&Expire { payment: begun, meta: meta() }).await.unwrap(), "it was begun");
    assert_eq!(till.page(payment).await.failure_code.as_deref(), Some("expired"));
    till.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admins_switch_counts_at_once() {
    let till = Till::new().await;
    let admin = till.house.admin;
    let names = async || {
        let open = pg::candidates(till.house.pool(), till.shop.merchant(), &ALL, &[]).await.unwrap();
        open.iter().filter(|one| one.weight > 0).map(|one| one.name).collect::<Vec<_>>()
    };
    let set = async |gateway, body: serde_json::Value| {
        let body: SetGatewayBody = serde_json::from_value(body).unwrap();
        till.house.run(&body.parse(admin, gateway, meta())?).await
    };
    assert_eq!(names().await.len(), 3);
    set(FIRST, serde_json::json!({ "is_enabled": false })).await.unwrap();
    assert_eq!(names().await, [GatewayName::Razorpay, GatewayName::Stripe]);
    let shop = till.shop.merchant();
    set(GatewayName::Stripe, serde_json::json!({ "merchant_id": shop, "weight": 5 })).await.unwrap();
    assert_eq!(names().await, [GatewayName::Stripe], "its own weights alone");
    set(GatewayName::Stripe, serde_json::json!({ "merchant_id": shop, "weight": null })).await.unwrap();
    assert_eq!(names().await.len(), 2);
    for bad in [
        serde_json::json!({}),
        serde_json::json!({ "weight": 1001 }),
        serde_json::json!({ "weight": "heavy" }),
        serde_json::json!({ "merchant_id": shop, "is_enabled": false }),
    ] {
        assert_eq!(set(FIRST, bad.clone()).await.unwrap_err().code, "validation_error", "{bad}");
    }
    let nobody = serde_json::json!({ "merchant_id": admin.person(), "weight": 1 });
    assert_eq!(set(FIRST, nobody).await.unwrap_err().code, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_repeats_each_promise() {
    let till = Till::new().await;
    let payment = till.paid("1000").await;
    let open = till.payment("1000").await;
    till.begins(open, FIRST).await.unwrap();
    for (sql, constraint) in [
        (
            format!("update payment set reserved_paise = 100001 where id = '{payment}'"),
            "payment_refunds_within",
        ),
        (format!("update payment set refunded_paise = 1 where id = '{payment}'"), "payment_refunds_within"),
        (
            format!("update payment set status = 'CREATED' where id = '{payment}'"),
            "payment_follows_its_states",
        ),
        (format!("update payment set amount_paise = 1 where id = '{open}'"), "payment_keeps_its_terms"),
        (format!("update payment set reserved_paise = 1 where id = '{open}'"), "payment_refunds_of_paid"),
        (
            format!(
                "insert into payment_attempt (id, payment_id, number, gateway, way) values (gen_random_uuid(), '{open}', 2, 'stripe', 'card')"
            ),
            "attempt_one_at_a_time",
        ),
        (
            format!(
                "update payment_attempt set status = 'open', ended_at = null where payment_id = '{payment}'"
            ),
            "attempt_ends_once",
        ),
    ] {
        let error = till.house.as_owner(&sql).await.unwrap_err();
        let found = error.as_database_error().and_then(|error| error.constraint().map(str::to_owned));
        assert_eq!(found.as_deref(), Some(constraint), "{sql}");
    }
    till.house.is_proven().await;
}
