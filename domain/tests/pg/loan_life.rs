//! From application to closure, with the figures of the contract.

use crate::support::{House, meta, rupees};
use domain::{
    actor::Reader,
    loan::{pg, state::LoanState, view::RepaymentType},
    work::execute_as_of,
};

#[tokio::test(flavor = "multi_thread")]
async fn borrow_be_paid_repay_and_close_early() {
    let mut house = House::new().await;
    let asha = house.borrower("Asha Rao").await;
    let loan = house.applies(asha, "100000", "12", "12").await.expect("eligible");
    assert_eq!(loan.status, LoanState::Applied);
    assert_eq!(loan.emi_amount, rupees("8884.88"));
    assert_eq!(loan.outstanding_amount, rupees("106618.53"));
    assert_eq!(house.wallet(asha).await, rupees("0.00"));

    house.at("2026-01-20").await;
    let loan = house.decides(house.admin, loan.id, true).await.expect("approved");
    assert_eq!(loan.status, LoanState::Active);
    assert_eq!(loan.next_due_date, Some("2026-02-20".parse().expect("a date")));
    assert_eq!(loan.next_due_amount, Some(rupees("8884.88")));
    assert_eq!(house.wallet(asha).await, rupees("100000.00"));

    // The first instalment on its day: interest of one month, the rest principal.
    house.at("2026-02-20").await;
    let paid = house.repays(asha, loan.id, "8884.88", "first").await.expect("pays").value;
    assert_eq!(paid.repayment.interest_component, rupees("1000.00"));
    assert_eq!(paid.repayment.principal_component, rupees("7884.88"));
    assert_eq!(paid.new_outstanding, rupees("97733.65"));
    assert!(!paid.loan_closed);
    assert_eq!(house.wallet(asha).await, rupees("91115.12"));

    // Paid ahead, then closed on the same day: the interest paid ahead of its time comes back.
    let ahead = house.repays(asha, loan.id, "8884.88", "second").await.expect("pays ahead").value;
    assert_eq!(ahead.repayment.interest_component, rupees("921.15"));
    let before = house.wallet(asha).await;
    house.funds(asha, "20000").await;
    let closing = house.repays(asha, loan.id, "88848.77", "third").await.expect("closes").value;
    assert_eq!(closing.repayment.kind, RepaymentType::Full);
    // Principal left 84151.39 (100000 − 7884.88 − 7963.73), less the 921.15 collected ahead.
    assert_eq!(closing.repayment.principal_component, rupees("84151.39"));
    assert_eq!(closing.repayment.interest_component, rupees("-921.15"));
    assert_eq!(closing.repayment.amount, rupees("83230.24"));
    assert_eq!(closing.new_outstanding, rupees("0.00"));
    assert!(closing.loan_closed);
    let left = before.checked_add(rupees("20000")).and_then(|sum| sum.checked_sub(rupees("83230.24")));
    assert_eq!(Some(house.wallet(asha).await), left);

    let shown = pg::loan(house.pool(), Reader::Own(asha.person()), loan.id).await.expect("theirs");
    assert_eq!((shown.status, shown.outstanding_amount), (LoanState::Closed, rupees("0.00")));
    assert_eq!(shown.next_due_date, None);
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_instalment_on_its_day_closes_the_loan_with_the_last() {
    let mut house = House::new().await;
    house.at("2026-01-31").await;
    let asha = house.borrower("Asha Rao").await;
    house.funds(asha, "1000").await;
    let loan = house.applies(asha, "100", "6", "7").await.expect("eligible");
    let loan = house.decides(house.admin, loan.id, true).await.expect("approved");
    let rows = pg::schedule(house.pool(), Reader::Own(asha.person()), loan.id).await.expect("theirs");
    let dates: Vec<String> = rows.iter().map(|row| row.instalment.due_date.to_string()).collect();
    assert_eq!(dates, ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31"]);
    for (number, row) in (1..).zip(&rows) {
        house.at(&row.instalment.due_date.to_string()).await;
        let paid = house
            .repays(asha, loan.id, &row.instalment.emi.rupees(), &format!("pay-{number}"))
            .await
            .expect("pays")
            .value;
        assert_eq!(paid.loan_closed, number == 6, "instalment {number}");
        assert_eq!(paid.repayment.interest_component, row.instalment.interest);
    }
    // Apache Fineract's figures: total interest 2.05.
    assert_eq!(house.wallet(asha).await, rupees("997.95"));
    let settled: i64 = sqlx::query_scalar("select count(*) from instalment where settled_on = due_on")
        .fetch_one(&house.db.owner)
        .await
        .expect("counts");
    assert_eq!(settled, 6);
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn overdue_money_goes_to_all_interest_before_any_principal() {
    let mut house = House::new().await;
    let asha = house.borrower("Asha Rao").await;
    let loan = house.active_loan(asha, "100000").await;
    // Two instalments are overdue: interest 1000.00 and 921.15.
    house.at("2026-03-20").await;
    let paid = house.repays(asha, loan.id, "1500", "late").await.expect("pays").value;
    assert_eq!(paid.repayment.interest_component, rupees("1500.00"));
    assert_eq!(paid.repayment.principal_component, rupees("0.00"));
    let shown = house.applies(asha, "5000", "3", "12").await.expect_err("overdue");
    assert_eq!(shown.code, "not_eligible");
    assert!(shown.message.contains("overdue"), "{}", shown.message);
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loan_above_the_setting_needs_two_different_admins() {
    let house = House::new().await;
    house.as_owner("update loan_product set maker_checker_above_paise = 5000000").await.expect("set");
    let asha = house.borrower("Asha Rao").await;
    let (ravi, meera) = (house.admin, house.admin("Meera Iyer").await);
    let loan = house.applies(asha, "50000.01", "12", "12").await.expect("eligible");
    for _ in 0..2 {
        let once = house.decides(ravi, loan.id, true).await.expect("a first yes");
        assert_eq!(once.status, LoanState::Applied);
        assert_eq!(once.approvals, [ravi.person()]);
    }
    let twice = house.decides(meera, loan.id, true).await.expect("a second yes");
    assert_eq!(twice.status, LoanState::Active);
    assert_eq!(twice.approvals, [ravi.person(), meera.person()]);
    let small = house.applies(asha, "50000", "12", "12").await.expect("eligible");
    assert_eq!(house.decides(meera, small.id, true).await.expect("one is enough").status, LoanState::Active);
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_smallest_and_the_largest_loan_live_their_lives() {
    let mut house = House::new().await;
    for (principal, months, rate) in
        [("0.01", "60", "50"), ("500000", "60", "50"), ("500000", "1", "0"), ("0.01", "1", "0")]
    {
        house.at("2026-01-15").await;
        let borrower = house.borrower("Imran Shaikh").await;
        house.funds(borrower, "1500000").await;
        let loan = house.applies(borrower, principal, months, rate).await.expect("eligible");
        let loan = house.decides(house.admin, loan.id, true).await.expect("approved");
        house.at("2027-05-02").await;
        let payoff = pg::payoff(house.pool(), Reader::Own(borrower.person()), loan.id).await.expect("active");
        assert!(payoff.payoff_amount.is_positive());
        let rest = pg::loan(house.pool(), Reader::Own(borrower.person()), loan.id)
            .await
            .expect("theirs")
            .outstanding_amount;
        let closed =
            house.repays(borrower, loan.id, &rest.rupees(), "all-of-it").await.expect("closes").value;
        assert!(closed.loan_closed, "{principal} over {months} at {rate}");
    }
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_taken_back_by_another_entry_once() {
    use domain::ledger::pg::{PayInCapital, Reverse};
    let house = House::new().await;
    let amount = domain::money::PositivePaise::parse_amount("1000000").expect("an amount");
    let entry = house
        .run(&PayInCapital::new(house.admin, amount, crate::support::key("capital"), meta()))
        .await
        .expect("paid in")
        .value;
    let reverse = Reverse { admin: house.admin, entry, reason: "Typed twice".to_owned(), meta: meta() };
    let (first, second) = tokio::join!(
        execute_as_of(house.pool(), &reverse, house.now),
        execute_as_of(house.pool(), &reverse, house.now)
    );
    assert_eq!([first.is_ok(), second.is_ok()].iter().filter(|ok| **ok).count(), 1);
    let shown = domain::ledger::pg::entry(house.pool(), house.admin, entry).await.expect("there");
    assert!(shown.reversed_by.is_some());
    let trial = domain::ledger::pg::trial_balance(house.pool(), house.admin).await.expect("sums");
    assert_eq!((trial.total_debit, trial.total_credit), (rupees("0.00"), rupees("0.00")));
    house.is_proven().await;
}
