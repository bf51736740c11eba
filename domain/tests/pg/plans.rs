//! Buy now, pay later: the purchase, its instalments, and what a refund does to them.

use crate::support::{House, for_merchant, key, meta, plan_body, rupees};
use domain::{
    actor::Borrower,
    body::Raw,
    debt::Standing,
    id::{InstalmentId, PlanId, RefundId},
    money::Paise,
    payment::{
        RefundState,
        body::{DecideRefundBody, PaymentBody, RefundBody, RequestRefundBody},
        pg::{CreditRefund, DecideRefund, DecidedBy, ExpireRefund, Requester, expired_refunds},
        view::RefundView,
    },
    plan::{
        InstalmentState, PlanState,
        body::PlanBody,
        pg::{CancelPlan, CancelledBy},
        view::PlanView,
    },
    work::Replayable,
};
use futures::future::join_all;

fn open(plan: &PlanView) -> Vec<InstalmentId> {
    plan.installments.iter().filter(|one| one.asks_for().is_positive()).map(|one| one.id).collect()
}

fn states(plan: &PlanView) -> Vec<&'static str> {
    plan.installments.iter().map(|one| one.status.as_str()).collect()
}

async fn asks_back(
    house: &House,
    borrower: Borrower,
    plan: PlanId,
    amount: &str,
    name: &str,
) -> Result<Replayable<RefundView>, domain::explain::Explanation> {
    let body = RequestRefundBody {
        transaction_id: Raw::Text(plan.to_string()),
        amount: Raw::typed(amount),
        reason: Raw::typed("It broke"),
    };
    house.run(&body.parse(Requester::Payer(borrower), key(name), meta())?).await
}

async fn credits(house: &House, refund: RefundId) -> bool {
    house.run(&CreditRefund { refund, meta: meta() }).await.expect("the job runs")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_bought_paid_and_completed() {
    let mut house = House::new().await;
    let (asha, shop) = (house.borrower("Asha Rao").await, house.merchant("Mehta Electronics").await);
    house.funds(asha, "1000").await;
    let plan = house.buys(asha, shop, "1000.00", "3").await.expect("in good standing");
    let amounts: Vec<_> = plan.installments.iter().map(|one| one.amount_due).collect();
    assert_eq!(amounts, [rupees("333.33"), rupees("333.33"), rupees("333.34")]);
    let dates: Vec<String> = plan.installments.iter().map(|one| one.due_date.to_string()).collect();
    assert_eq!(dates, ["2026-02-14", "2026-03-16", "2026-04-15"]);
    assert_eq!((plan.status, plan.outstanding_amount), (PlanState::Active, rupees("1000.00")));
    // The merchant has its money at once, less the fee of two per cent.
    assert_eq!(house.merchant_balance(shop).await.available, Paise::new(98_000));
    assert_eq!(house.wallet(asha).await, rupees("1000.00"));

    let ids = open(&plan);
    let paid = house.pays(asha, &ids[..1], "first").await.expect("pays").value;
    assert_eq!((paid.total_paid, paid.user_status), (rupees("333.33"), Standing::Normal));
    // The same key again pays nothing more, and another one finds it paid.
    let again = house.pays(asha, &ids[..1], "first").await.expect("a repeat");
    assert!(again.replayed && again.value == paid);
    assert_eq!(house.pays(asha, &ids[..1], "other").await.expect_err("paid").code, "invalid_state");

    house.at("2026-02-20").await;
    assert_eq!(
        house.pays(asha, &ids[1..], "rest").await.expect("ahead of time").value.total_paid,
        rupees("666.67")
    );
    let done = house.plan(plan.id).await;
    assert_eq!((done.status, done.outstanding_amount), (PlanState::Completed, rupees("0.00")));
    assert_eq!(states(&done), ["PAID", "PAID", "PAID"]);
    assert_eq!(house.wallet(asha).await, rupees("0.00"));
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_is_paid_at_once_where_the_wallet_holds_it() {
    let house = House::new().await;
    let (asha, shop) = (house.borrower("Asha Rao").await, house.merchant("Mehta Electronics").await);
    let now = PlanBody { pay_first_now: Raw::Flag(true), ..plan_body(shop, "900", "3") };
    let empty = house.buys_with(asha, &now, "empty").await.expect("a plan").value;
    assert_eq!(states(&empty), ["UPCOMING", "UPCOMING", "UPCOMING"]);
    assert_eq!(empty.installments[0].due_date.to_string(), "2026-01-15");
    house.funds(asha, "300").await;
    let paid = house.buys_with(asha, &now, "funded").await.expect("a plan").value;
    assert_eq!(states(&paid), ["PAID", "UPCOMING", "UPCOMING"]);
    assert_eq!(paid.outstanding_amount, rupees("600"));
    assert_eq!(house.wallet(asha).await, Paise::ZERO);
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_bought() {
    let house = House::new().await;
    let (asha, shop) = (house.borrower("Asha Rao").await, house.merchant("Mehta Electronics").await);
    for (total, count, code) in [
        ("0", "3", "invalid_amount"),
        ("0.01", "12", "invalid_amount"),
        ("100", "13", "validation_error"),
        ("100", "1", "validation_error"),
        ("50000.01", "3", "over_credit_limit"),
    ] {
        assert_eq!(
            house.buys(asha, shop, total, count).await.expect_err("refused").code,
            code,
            "{total} {count}"
        );
    }
    let nobody =
        PlanBody { merchant_id: Raw::Text(PlanId::new().to_string()), ..plan_body(shop, "100", "3") };
    assert_eq!(house.buys_with(asha, &nobody, "nobody").await.expect_err("refused").code, "not_found");
    assert!(house.buys(asha, shop, "50000.00", "12").await.is_ok(), "to the paisa");
    assert_eq!(house.buys(asha, shop, "0.02", "2").await.expect_err("full").code, "over_credit_limit");
    assert_eq!(house.count("plan").await, 1);
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_plans_at_once_only_those_within_the_limit_are_made() {
    let house = House::new().await;
    let (asha, shop) = (house.borrower("Asha Rao").await, house.merchant("Mehta Electronics").await);
    let made = join_all((0..10).map(|_| house.buys(asha, shop, "20000", "4"))).await;
    assert_eq!(made.iter().filter(|answer| answer.is_ok()).count(), 2);
    for refused in made.into_iter().filter_map(Result::err) {
        assert_eq!(refused.code, "over_credit_limit");
    }
    // With one key it is one plan, whoever is first.
    let ravi = house.borrower("Ravi Menon").await;
    let body = plan_body(shop, "100", "2");
    let answers = join_all((0..50).map(|_| house.buys_with(ravi, &body, "one-key"))).await;
    let answers: Vec<_> = answers.into_iter().map(|answer| answer.expect("all are answered")).collect();
    assert_eq!(answers.iter().filter(|answer| !answer.replayed).count(), 1);
    assert!(answers.windows(2).all(|two| two[0].body == two[1].body));
    assert_eq!(house.count("plan").await, 3);
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instalment_is_paid_once_however_many_pay_it() {
    let house = House::new().await;
    let (asha, ravi) = (house.borrower("Asha Rao").await, house.borrower("Ravi Menon").await);
    let shop = house.merchant("Mehta Electronics").await;
    house.funds(asha, "1000").await;
    house.funds(ravi, "1000").await;
    let plan = house.buys(asha, shop, "900", "3").await.expect("a plan");
    let ids = open(&plan);
    let names: Vec<String> = (0..20).map(|n| format!("pay-{n}")).collect();
    let paid = join_all(names.iter().map(|name| house.pays(asha, &ids[..2], name))).await;
    assert_eq!(paid.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(house.wallet(asha).await, rupees("400"));
    // Somebody else's does not exist.
    assert_eq!(house.pays(ravi, &ids[2..], "theirs").await.expect_err("not theirs").code, "not_found");
    let nobody = [InstalmentId::new()];
    assert_eq!(house.pays(asha, &nobody, "nobody").await.expect_err("nobody's").code, "not_found");
    let short = house.buys(asha, shop, "2000", "2").await.expect("a plan");
    let refused = house.pays(asha, &open(&short)[..1], "short").await.expect_err("too little");
    assert_eq!(
        (refused.code.as_str(), refused.details["available_paise"].as_i64()),
        ("insufficient_funds", Some(40_000))
    );
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_after_one_instalment_goes_backwards_and_then_into_the_wallet() {
    let house = House::new().await;
    let (asha, shop) = (house.borrower("Asha Rao").await, house.merchant("Mehta Electronics").await);
    house.funds(asha, "300").await;
    let plan = house.buys(asha, shop, "900", "3").await.expect("a plan");
    house.pays(asha, &open(&plan)[..1], "first").await.expect("pays");
    let by = DecidedBy::Merchant(for_merchant(shop));

    let asked = asks_back(&house, asha, plan.id, "450", "back").await.expect("may ask").value;
    assert_eq!((asked.status, asked.transaction_id), (RefundState::Pending, plan.id.0));
    assert_eq!(
        asks_back(&house, asha, plan.id, "450.01", "more").await.expect_err("too much").code,
        "exceeds_refundable"
    );
    // Nothing moves until it is decided, and the credit finds nothing to do.
    assert!(!credits(&house, asked.id).await);
    let approved = house.run(&DecideRefund::approve(by, asked.id, meta())).await.expect("may decide");
    assert_eq!(approved.status, RefundState::Approved);
    assert_eq!(house.merchant_balance(shop).await.held, Paise::new(45_000));
    assert!(credits(&house, asked.id).await);
    assert!(!credits(&house, asked.id).await, "once");
    let again = house.run(&DecideRefund::approve(by, asked.id, meta())).await.expect("as it is");
    assert_eq!(again.status, RefundState::Completed);
    assert_eq!((again.to_plan_amount, again.to_wallet_amount), (Some(rupees("450")), Some(rupees("0"))));

    let after = house.plan(plan.id).await;
    assert_eq!(states(&after), ["PAID", "UPCOMING", "REFUNDED"]);
    assert_eq!((after.outstanding_amount, after.refunded_amount), (rupees("150"), rupees("450")));
    assert_eq!(after.installments[1].amount_due, rupees("150"));
    // 882 received, 450 given back; the fee is kept.
    assert_eq!(house.merchant_balance(shop).await.available, Paise::new(43_200));

    // All that is left, by the merchant itself: the rest off the plan, what was paid into the wallet.
    let rest = RefundBody { amount: Raw::Missing, reason: Raw::Missing };
    let command = rest.parse(for_merchant(shop), after.payment_id, None, meta()).expect("a refund");
    assert_eq!(house.run(&command).await.expect("gives back").value.status.as_str(), "REFUNDED");
    let gone = house.plan(plan.id).await;
    assert_eq!((gone.status, gone.outstanding_amount), (PlanState::Cancelled, rupees("0")));
    assert_eq!(states(&gone), ["PAID", "REFUNDED", "REFUNDED"]);
    assert_eq!(house.wallet(asha).await, rupees("300"));
    // 432 there, 450 asked: 18 are owed.
    assert_eq!(house.merchant_balance(shop).await.available, Paise::new(0));
    assert_eq!(house.count("account where kind = 'merchant_receivable' and balance = 1800").await, 1);
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refunds_at_once_never_exceed_the_purchase() {
    let house = House::new().await;
    let (asha, shop) = (house.borrower("Asha Rao").await, house.merchant("Mehta Electronics").await);
    house.funds_merchant(shop, "1000").await;
    let plan = house.buys(asha, shop, "900", "3").await.expect("a plan");
    let names: Vec<String> = (0..10).map(|n| format!("back-{n}")).collect();
    let asked = join_all(names.iter().map(|name| asks_back(&house, asha, plan.id, "400", name))).await;
    let asked: Vec<RefundId> =
        asked.into_iter().filter_map(|answer| answer.ok().map(|answer| answer.value.id)).collect();
    assert_eq!(asked.len(), 2);
    let by = DecidedBy::Merchant(for_merchant(shop));
    // Decided by many at once, and every way: one decision stands.
    let decided = join_all((0..20).map(|n| {
        let reject = DecideRefundBody::default();
        let (house, id) = (&house, asked[0]);
        async move {
            if n % 2 == 0 {
                house.run(&DecideRefund::approve(by, id, meta())).await
            } else {
                house.run(&reject.reject(by, id, meta()).expect("no reason is needed")).await
            }
        }
    }))
    .await;
    let stands: Vec<_> =
        decided.iter().filter_map(|answer| answer.as_ref().ok().map(|view| view.status)).collect();
    assert_eq!(stands.len(), 10, "{decided:?}");
    assert!(stands.windows(2).all(|two| two[0] == two[1]));
    house.run(&DecideRefund::approve(by, asked[1], meta())).await.expect("may decide");
    join_all(asked.iter().flat_map(|id| (0..5).map(|_| credits(&house, *id)))).await;
    let after = house.plan(plan.id).await;
    let expected = if stands[0] == RefundState::Approved { "100" } else { "500" };
    assert_eq!(after.outstanding_amount, rupees(expected));
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asked_calls_off_and_nobody_else() {
    let mut house = House::new().await;
    let (asha, ravi) = (house.borrower("Asha Rao").await, house.borrower("Ravi Menon").await);
    let (shop, other) = (house.merchant("Mehta Electronics").await, house.merchant("Other").await);
    let plan = house.buys(asha, shop, "900", "3").await.expect("a plan");
    assert_eq!(asks_back(&house, ravi, plan.id, "1", "x").await.expect_err("not theirs").code, "not_found");
    let asked = asks_back(&house, asha, plan.id, "100", "one").await.expect("may ask").value.id;
    let refused = async |by: DecidedBy, cancel: bool| {
        let command = if cancel {
            DecideRefund::cancel(by, asked, meta())
        } else {
            DecideRefund::approve(by, asked, meta())
        };
        house.run(&command).await.expect_err("refused").code
    };
    assert_eq!(refused(DecidedBy::Merchant(for_merchant(other)), false).await, "not_found");
    assert_eq!(refused(DecidedBy::Payer(ravi), true).await, "not_found");
    assert_eq!(refused(DecidedBy::Merchant(for_merchant(shop)), true).await, "not_authorized");
    assert_eq!(refused(DecidedBy::Admin(house.admin), true).await, "not_authorized");
    let cancelled =
        house.run(&DecideRefund::cancel(DecidedBy::Payer(asha), asked, meta())).await.expect("may");
    assert_eq!(cancelled.status, RefundState::Cancelled);
    assert_eq!(refused(DecidedBy::Merchant(for_merchant(shop)), false).await, "invalid_state");

    // One that nobody decides is over after two weeks, and the amount can be asked for again.
    let waits = asks_back(&house, asha, plan.id, "900", "all").await.expect("all of it").value;
    house.at("2026-01-28").await;
    assert_eq!(expired_refunds(house.pool()).await.expect("reads"), []);
    house.at("2026-01-30").await;
    assert_eq!(expired_refunds(house.pool()).await.expect("reads"), [waits.id]);
    assert!(house.run(&ExpireRefund { refund: waits.id, meta: meta() }).await.expect("expires"));
    let admin = domain::payment::pg::RefundReader::All(house.admin);
    let expired = domain::payment::pg::refund(house.pool(), admin, waits.id).await.expect("a refund");
    assert_eq!((expired.status, expired.reason.as_deref()), (RefundState::Cancelled, Some("expired")));
    assert!(asks_back(&house, asha, plan.id, "900", "again").await.is_ok());
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_cancelled_only_while_nothing_is_paid() {
    let house = House::new().await;
    let (asha, shop) = (house.borrower("Asha Rao").await, house.merchant("Mehta Electronics").await);
    house.funds(asha, "1000").await;
    house.funds_merchant(shop, "100").await;
    let cancel = |plan| CancelPlan { plan, by: CancelledBy::Merchant(for_merchant(shop)), meta: meta() };
    let paid = house.buys(asha, shop, "900", "3").await.expect("a plan");
    house.pays(asha, &open(&paid)[..1], "first").await.expect("pays");
    assert_eq!(house.run(&cancel(paid.id)).await.expect_err("paid").code, "invalid_state");

    let plan = house.buys(asha, shop, "500", "2").await.expect("a plan");
    let asked = asks_back(&house, asha, plan.id, "100", "one").await.expect("may ask").value.id;
    assert_eq!(house.run(&cancel(plan.id)).await.expect_err("a refund is open").code, "invalid_state");
    house.run(&DecideRefund::cancel(DecidedBy::Payer(asha), asked, meta())).await.expect("calls off");
    let gone = house.run(&cancel(plan.id)).await.expect("nothing is paid");
    assert_eq!((gone.status, states(&gone)), (PlanState::Cancelled, vec!["REFUNDED", "REFUNDED"]));
    assert_eq!(house.run(&cancel(plan.id)).await.expect("as it is").status, PlanState::Cancelled);
    assert_eq!(
        house.pays(asha, &[plan.installments[0].id], "late").await.expect_err("gone").code,
        "invalid_state"
    );
    assert_eq!(gone.installments[0].status, InstalmentState::Refunded);
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_waits_for_the_purchase_finds_its_plan() {
    let house = House::new().await;
    let shop = house.merchant("Mehta Electronics").await;
    house.funds_merchant(shop, "1000").await;
    for round in 0..12 {
        let asha = house.borrower("Asha Rao").await;
        let asked = PaymentBody {
            amount: Raw::typed("900"),
            currency: "INR".into(),
            return_url: "https://shop.example.com/".into(),
            ..PaymentBody::default()
        };
        let asked = asked.parse(for_merchant(shop), Vec::new(), key(&format!("ask-{round}")), meta());
        let payment = house.run(&asked.expect("a payment")).await.expect("asked").value.id;
        let wish = PlanBody { payment_id: Raw::Text(payment.to_string()), ..plan_body(shop, "900", "3") };
        let back = RefundBody::default().parse(for_merchant(shop), payment, None, meta()).expect("a refund");
        let name = format!("buy-{round}-later");
        let (bought, refunded) = tokio::join!(house.buys_with(asha, &wish, &name), house.run(&back));
        let plan = house.plan(bought.expect("a plan").value.id).await;
        let (state, left) = match refunded {
            Ok(_) => (PlanState::Cancelled, "0"),
            Err(early) => {
                assert_eq!(early.code, "invalid_state");
                (PlanState::Active, "900")
            }
        };
        assert_eq!((plan.status, plan.outstanding_amount), (state, rupees(left)));
        assert_eq!(house.wallet(asha).await, Paise::ZERO, "what was never paid is not paid back");
    }
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_asked_back_is_not_said_to_be_given_back() {
    let house = House::new().await;
    let (asha, shop) = (house.borrower("Asha Rao").await, house.merchant("Mehta Electronics").await);
    house.funds_merchant(shop, "1000").await;
    let plan = house.buys(asha, shop, "900", "3").await.expect("a plan");
    let asked = asks_back(&house, asha, plan.id, "900", "all").await.expect("may ask").value.id;
    let all =
        || RefundBody::default().parse(for_merchant(shop), plan.payment_id, None, meta()).expect("a refund");
    assert_eq!(house.run(&all()).await.expect_err("somebody waits").code, "exceeds_refundable");
    house.run(&DecideRefund::cancel(DecidedBy::Payer(asha), asked, meta())).await.expect("calls off");
    assert_eq!(house.run(&all()).await.expect("gives back").value.status.as_str(), "REFUNDED");
    assert_eq!(house.run(&all()).await.expect("as it is").value.status.as_str(), "REFUNDED");
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_with_one_key_pay_once_and_ask_once() {
    let house = House::new().await;
    let (asha, shop) = (house.borrower("Asha Rao").await, house.merchant("Mehta Electronics").await);
    house.funds(asha, "1000").await;
    let plan = house.buys(asha, shop, "900", "3").await.expect("a plan");
    let first = &open(&plan)[..1];
    let paid = join_all((0..50).map(|_| house.pays(asha, first, "one-key"))).await;
    let paid: Vec<_> = paid.into_iter().map(|answer| answer.expect("all are answered")).collect();
    assert_eq!(paid.iter().filter(|answer| !answer.replayed).count(), 1);
    assert!(paid.windows(2).all(|two| two[0].body == two[1].body));
    assert_eq!(house.wallet(asha).await, rupees("700"));
    // The same key for something else is refused, and pays nothing.
    let other = house.pays(asha, &open(&plan)[1..2], "one-key").await.expect_err("another request");
    assert_eq!(other.code, "idempotency_conflict");

    let asked = join_all((0..50).map(|_| asks_back(&house, asha, plan.id, "400", "one-key-back"))).await;
    let asked: Vec<_> = asked.into_iter().map(|answer| answer.expect("all are answered")).collect();
    assert_eq!(asked.iter().filter(|answer| !answer.replayed).count(), 1);
    assert!(asked.windows(2).all(|two| two[0].body == two[1].body));
    assert_eq!(house.count("refund").await, 1);
    house.is_proven().await;
}
