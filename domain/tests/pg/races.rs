//! Many at once, on a real PostgreSQL. Each ends with the ledger proven.

use crate::support::{House, key, meta, rupees, told};
use domain::{loan::state::LoanState, money::PositivePaise, wallet::pg::TopUp, work::execute_as_of};
use futures::future::join_all;
use std::collections::HashSet;

#[tokio::test(flavor = "multi_thread")]
async fn fifty_approvals_of_one_loan_pay_it_out_once() {
    let house = House::new().await;
    let asha = house.borrower("Asha Rao").await;
    let loan = house.applies(asha, "100000", "12", "12").await.expect("eligible");
    let admins = [house.admin, house.admin("Meera Iyer").await];
    let answers = join_all((0..50).map(|n| house.decides(admins[n % 2], loan.id, true))).await;
    for answer in answers {
        assert_eq!(answer.expect("every admin is told the loan").status, LoanState::Active);
    }
    assert_eq!(house.wallet(asha).await, rupees("100000.00"));
    assert_eq!(house.count("entry where kind = 'loan.disbursed'").await, 1);
    assert_eq!(house.count("instalment").await, 12);
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_approval_and_rejection_at_once_one_wins() {
    let house = House::new().await;
    for _ in 0..10 {
        let asha = house.borrower("Asha Rao").await;
        let loan = house.applies(asha, "1000", "12", "12").await.expect("eligible");
        let (yes, no) = tokio::join!(
            house.decides(house.admin, loan.id, true),
            house.decides(house.admin, loan.id, false)
        );
        let refused = match (yes, no) {
            (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
            both => panic!("exactly one is refused: {both:?}"),
        };
        assert_eq!(refused.code, "invalid_state");
    }
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_repayments_with_one_key_have_one_effect_and_one_body() {
    let house = House::new().await;
    let asha = house.borrower("Asha Rao").await;
    let loan = house.active_loan(asha, "100000").await;
    let answers = join_all((0..50).map(|_| house.repays(asha, loan.id, "8884.88", "one key"))).await;
    // A key has no spaces: every one of them is refused before anything happens.
    assert!(answers.iter().all(|answer| answer.as_ref().is_err_and(|why| why.code == "validation_error")));

    let answers = join_all((0..50).map(|_| house.repays(asha, loan.id, "8884.88", "one-key"))).await;
    let answers: Vec<_> = answers.into_iter().map(|answer| answer.expect("all are answered")).collect();
    let bodies: HashSet<_> = answers.iter().map(|answer| answer.body.clone()).collect();
    assert_eq!(bodies.len(), 1);
    assert_eq!(answers.iter().filter(|answer| !answer.replayed).count(), 1);
    assert_eq!(house.count("repayment").await, 1);
    assert_eq!(house.wallet(asha).await, rupees("91115.12"));
    house.is_proven().await;
}

/// The trap: the first takes all that the wallet holds, and its twin must hear the same answer, not that
/// the wallet is empty.
#[tokio::test(flavor = "multi_thread")]
async fn a_twin_of_the_payment_that_empties_the_wallet_is_a_repeat() {
    let house = House::new().await;
    for round in 0..10 {
        let asha = house.borrower("Asha Rao").await;
        let loan = house.active_loan(asha, "100000").await;
        house.repays(asha, loan.id, "91115.12", "most").await.expect("pays");
        let rest = house.wallet(asha).await.rupees();
        let key = format!("rest-{round}");
        let answers = join_all((0..8).map(|_| house.repays(asha, loan.id, &rest, &key))).await;
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    }
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_that_covers_37_of_200_payments_pays_37() {
    let mut house = House::new().await;
    let asha = house.borrower("Asha Rao").await;
    let loan = house.applies(asha, "500000", "60", "12").await.expect("eligible").id;
    house.decides(house.admin, loan, true).await.expect("approved");
    // What is left is 37 × 1,000 and something that no payment can have.
    house.repays(asha, loan, "462999.50", "make-room").await.expect("pays");
    // Two months of interest later closing costs far more than the wallet holds.
    house.at("2026-03-20").await;
    let keys: Vec<String> = (0..200).map(|n| format!("payment-{n}")).collect();
    let answers = join_all(keys.iter().map(|key| house.repays(asha, loan, "1000", key))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 37);
    for refused in answers.iter().filter_map(|answer| answer.as_ref().err()) {
        assert_eq!(refused.code, "insufficient_funds");
    }
    assert_eq!(house.wallet(asha).await, rupees("0.50"));
    assert_eq!(house.count("repayment").await, 38);
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_applications_for_the_last_place_one_gets_it() {
    let house = House::new().await;
    let asha = house.borrower("Asha Rao").await;
    house.applies(asha, "1000", "12", "12").await.expect("the first");
    let answers = join_all((0..10).map(|_| house.applies(asha, "1000", "12", "12"))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(house.count("loan").await, 2);
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_is_said_to_arrive_fifty_times_arrives_once() {
    let house = House::new().await;
    let asha = house.borrower("Asha Rao").await;
    let amount = PositivePaise::parse_amount("500").expect("an amount");
    let said = TopUp::new(house.admin, asha.person(), amount, "Added money", key("bank-ref-7"), meta());
    let answers = join_all((0..50).map(|_| execute_as_of(house.pool(), &said, house.now))).await;
    let entries: HashSet<_> =
        answers.into_iter().map(|answer| told(answer).expect("answered").value).collect();
    assert_eq!(entries.len(), 1);
    assert_eq!(house.wallet(asha).await, rupees("500.00"));

    // The same key for another amount is another request.
    let other = PositivePaise::parse_amount("501").expect("an amount");
    let twisted = TopUp::new(house.admin, asha.person(), other, "Added money", key("bank-ref-7"), meta());
    assert_eq!(house.run(&twisted).await.expect_err("refused").code, "idempotency_conflict");

    // Different keys at once all arrive, over the platform's own account that nobody queues for.
    let keys: Vec<_> = (0..50)
        .map(|n| {
            TopUp::new(house.admin, asha.person(), amount, "Added money", key(&format!("ref-{n}x")), meta())
        })
        .collect();
    let answers = join_all(keys.iter().map(|said| execute_as_of(house.pool(), said, house.now))).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(house.wallet(asha).await, rupees("25500.00"));
    house.is_proven().await;
}
