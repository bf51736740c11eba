//! What is refused changes nothing.

use crate::support::{House, rupees};
use domain::{actor::Reader, explain::Explanation, id::LoanId, loan::pg};

/// Everything that a refusal must leave as it was.
async fn books(house: &House) -> (i64, i64, i64, i64) {
    (
        house.count("entry").await,
        house.count("repayment").await,
        house.count("loan").await,
        house.count("command_log").await,
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repayment_that_cannot_be_is_refused_in_the_contracts_words() {
    let mut house = House::new().await;
    let (asha, imran) = (house.borrower("Asha Rao").await, house.borrower("Imran Shaikh").await);
    let applied = house.applies(asha, "1000", "3", "12").await.expect("eligible").id;
    let active = house.active_loan(asha, "1000").await.id;
    let rejected = house.applies(imran, "1000", "3", "12").await.expect("eligible").id;
    house.decides(house.admin, rejected, false).await.expect("rejected");
    let closed = house.active_loan(imran, "1000").await.id;
    house.repays(imran, closed, "1000", "close").await.expect("closes");
    house.repays(asha, active, "100", "used").await.expect("pays");
    let rich = house.borrower("Meera Nair").await;
    let roomy = house.active_loan(rich, "1000").await.id;
    house.funds(rich, "1000").await;
    house.at("2026-01-16").await;

    let nobodys: LoanId = "0199aaaa-0000-7000-8000-000000000000".parse().expect("an id");
    let before = books(&house).await;
    let table = [
        ("not paid out yet", asha, applied, "10", "a", "invalid_state"),
        ("rejected", imran, rejected, "10", "b", "invalid_state"),
        ("closed", imran, closed, "10", "c", "invalid_state"),
        ("somebody else's", imran, active, "10", "d", "not_found"),
        ("nobody's", asha, nobodys, "10", "e", "not_found"),
        ("more than is outstanding", rich, roomy, "1100", "f", "exceeds_outstanding"),
        ("more than is outstanding and in the wallet", asha, active, "2000", "f", "insufficient_funds"),
        ("zero", asha, active, "0", "g", "invalid_amount"),
        ("negative", asha, active, "-1", "h", "invalid_amount"),
        ("a tenth of a paisa", asha, active, "0.001", "i", "invalid_amount"),
        ("an exponent", asha, active, "1e400", "j", "invalid_amount"),
        ("not a number", asha, active, "NaN", "k", "invalid_amount"),
        ("beyond all money", asha, active, "9999999999999999999", "l", "invalid_amount"),
        ("other digits", asha, active, "१००", "m", "invalid_amount"),
        ("no amount", asha, active, "", "n", "validation_error"),
        ("no key", asha, active, "10", "", "idempotency_key_required"),
        ("the key of another amount", asha, active, "101", "used", "idempotency_conflict"),
        ("the key of another loan", asha, applied, "100", "used", "idempotency_conflict"),
    ];
    for (what, borrower, loan, amount, key, code) in table {
        let refused = house.repays(borrower, loan, amount, key).await.expect_err(what);
        assert_eq!(refused.code, code, "{what}: {refused:?}");
    }
    assert_eq!(books(&house).await, before);

    // Another borrower's same key is another key: their own loan is what they are told about.
    let theirs = house.repays(imran, active, "100", "used").await.expect_err("not theirs");
    assert_eq!(theirs.code, "not_found");

    // More than the wallet holds, told in paise.
    house.repays(asha, active, "890", "spend").await.expect("pays");
    house.funds(asha, "1").await;
    let poor = house.active_loan(imran, "5000").await.id;
    house.repays(imran, poor, "4990", "spend").await.expect("pays");
    house.at("2026-06-01").await;
    let before = house.wallet(imran).await;
    let owed =
        pg::payoff(house.pool(), Reader::Own(imran.person()), poor).await.expect("active").payoff_amount;
    assert!(owed > before, "{owed} > {before}");
    let refused = house.repays(imran, poor, &owed.rupees(), "too-much").await.expect_err("too little");
    assert_eq!(refused.code, "insufficient_funds");
    assert_eq!(refused.details["available_paise"], before.get());
    assert_eq!(refused.details["requested_paise"], owed.get());
    assert_eq!(house.wallet(imran).await, before);

    // A refusal is not stored: the same key succeeds once the money is there.
    house.funds(imran, "1000").await;
    house.repays(imran, poor, &owed.rupees(), "too-much").await.expect("now it can be paid");
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decided_loan_stays_decided() {
    let house = House::new().await;
    let asha = house.borrower("Asha Rao").await;
    let rejected = house.applies(asha, "1000", "3", "12").await.expect("eligible").id;
    house.decides(house.admin, rejected, false).await.expect("rejected");
    assert_eq!(house.decides(house.admin, rejected, true).await.expect_err("too late").code, "invalid_state");
    let again = house.decides(house.admin, rejected, false).await.expect("as it is");
    assert_eq!(again.rejection_reason.as_deref(), Some("Not enough income"));
    let active = house.active_loan(asha, "1000").await.id;
    let refused = house.decides(house.admin, active, false).await.expect_err("too late");
    assert_eq!(
        (refused.details["current"].as_str(), refused.details["requested"].as_str()),
        (Some("ACTIVE"), Some("REJECTED"))
    );
    assert_eq!(house.wallet(asha).await, rupees("1000.00"));
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_beyond_the_rules_gives_every_reason() {
    let house = House::new().await;
    let asha = house.borrower("Asha Rao").await;
    let apply = async |principal: &str, months: &str, rate: &str| -> Explanation {
        house.applies(asha, principal, months, rate).await.expect_err("refused")
    };
    for (principal, months, rate, code) in [
        ("500000.01", "12", "12", "not_eligible"),
        ("1000", "0", "12", "not_eligible"),
        ("1000", "61", "12", "not_eligible"),
        ("1000", "99999999999", "12", "not_eligible"),
        ("1000", "-3", "12", "not_eligible"),
        ("1000", "1.5", "12", "validation_error"),
        ("1000", "12", "-1", "not_eligible"),
        ("1000", "12", "50.01", "not_eligible"),
        ("1000", "12", "much", "validation_error"),
        ("0", "12", "12", "invalid_amount"),
        ("", "12", "12", "validation_error"),
    ] {
        assert_eq!(apply(principal, months, rate).await.code, code, "{principal} over {months} at {rate}");
    }
    let all = apply("500000.01", "61", "51").await;
    assert_eq!(all.details["reasons"].as_array().map(Vec::len), Some(3));
    assert_eq!(house.count("loan").await, 0);

    house.applies(asha, "1000", "12", "12").await.expect("first");
    house.applies(asha, "1000", "12", "12").await.expect("second");
    assert_eq!(apply("1000", "12", "12").await.code, "not_eligible");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_whose_answer_is_no_longer_kept_repeats_nothing() {
    let house = House::new().await;
    let asha = house.borrower("Asha Rao").await;
    let loan = house.active_loan(asha, "1000").await.id;
    let first = house.repays(asha, loan, "100", "key").await.expect("pays");
    let again = house.repays(asha, loan, "100.00", "key").await.expect("the same request, written otherwise");
    assert_eq!((again.body, again.replayed), (first.body, true));
    // What the purge does after the window.
    house.as_owner("update command_log set response = null where key = 'key'").await.expect("purged");
    let refused = house.repays(asha, loan, "100", "key").await.expect_err("spent");
    assert_eq!(refused.code, "idempotency_conflict");
    assert_eq!(house.count("repayment").await, 1);
    house.is_proven().await;
}
