//! Pages of lists, statements, and the admin's reads.

use crate::support::{House, rupees};
use domain::{
    actor::Reader,
    loan::{pg, pg::LoanFilter, state::LoanState},
    page::PageRequest,
    wallet::{
        self,
        filter::TransactionFilter,
        view::{Direction, Source},
    },
};

fn page(limit: i64, cursor: Option<&str>) -> PageRequest {
    PageRequest::of(limit, cursor).expect("a page")
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_go_through_a_history_both_ways_and_miss_nothing() {
    let mut house = House::new().await;
    let asha = house.borrower("Asha Rao").await;
    for day in 1..=7 {
        house.at(&format!("2026-02-{day:02}")).await;
        house.funds(asha, &format!("{day}")).await;
    }
    let read = async |cursor: Option<String>| {
        wallet::pg::transactions(
            house.pool(),
            asha.person(),
            &TransactionFilter::default(),
            page(3, cursor.as_deref()),
        )
        .await
        .expect("reads")
    };
    let numbers = |page: &domain::page::Page<wallet::view::TransactionView>| {
        page.items.iter().map(|line| line.number).collect::<Vec<_>>()
    };
    let first = read(None).await;
    let second = read(first.older.clone()).await;
    let third = read(second.older.clone()).await;
    assert_eq!((numbers(&first), numbers(&second), numbers(&third)), (vec![7, 6, 5], vec![4, 3, 2], vec![1]));
    assert_eq!((first.newer.clone(), third.older.clone()), (None, None));
    let back = read(third.newer.clone()).await;
    assert_eq!(numbers(&back), [4, 3, 2]);
    assert_eq!(numbers(&read(back.newer.clone()).await), [7, 6, 5]);

    let filter = TransactionFilter::parse(
        Some("CREDIT"),
        Some("WALLET_TOPUP"),
        Some("2026-02-03"),
        Some("2026-02-04"),
    )
    .expect("a filter");
    let some =
        wallet::pg::transactions(house.pool(), asha.person(), &filter, page(50, None)).await.expect("reads");
    assert_eq!(numbers(&some), [4, 3]);
    let none = TransactionFilter { direction: Some(Direction::Debit), ..TransactionFilter::default() };
    assert!(
        wallet::pg::transactions(house.pool(), asha.person(), &none, page(50, None))
            .await
            .expect("reads")
            .items
            .is_empty()
    );

    let day = |text: &str| text.parse().expect("a date");
    let statement = wallet::pg::statement(house.pool(), asha.person(), day("2026-02-03"), day("2026-02-05"))
        .await
        .expect("reads");
    assert_eq!((statement.opening_balance, statement.closing_balance), (rupees("3.00"), rupees("15.00")));
    assert_eq!(statement.lines.len(), 3);
    let quiet = wallet::pg::statement(house.pool(), asha.person(), day("2026-03-01"), day("2026-03-05"))
        .await
        .expect("reads");
    assert_eq!(
        (quiet.opening_balance, quiet.closing_balance, quiet.lines.len()),
        (rupees("28.00"), rupees("28.00"), 0)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_sees_nothing_and_the_admin_sees_the_book() {
    let house = House::new().await;
    let (asha, imran) = (house.borrower("Asha <b>Rao</b>").await, house.borrower("Imran Shaikh").await);
    let active = house.active_loan(asha, "100000").await.id;
    let waiting = house.applies(asha, "2000", "12", "12").await.expect("eligible").id;
    house.repays(asha, active, "8884.88", "key").await.expect("pays");
    let pool = house.pool();

    let stranger = Reader::Own(imran.person());
    assert!(pg::loan(pool, stranger, active).await.is_err());
    assert!(pg::schedule(pool, stranger, active).await.is_err());
    assert!(pg::payoff(pool, stranger, active).await.is_err());
    assert!(pg::repayments(pool, stranger, active, page(5, None)).await.is_err());
    assert!(pg::loan_page(pool, stranger, active).await.is_err());

    let shown = pg::loan_page(pool, Reader::Own(asha.person()), active).await.expect("theirs");
    let entry = shown.receipts[0].entry;
    assert!(domain::ledger::pg::receipt_entry(pool, stranger, entry).await.is_err());
    let receipt =
        domain::ledger::pg::receipt_entry(pool, Reader::Own(asha.person()), entry).await.expect("theirs");
    assert_eq!((receipt.amount, receipt.legs.len()), (rupees("8884.88"), 3));
    assert_eq!(shown.timeline.len(), 3);

    let everything = Reader::All(house.admin);
    assert_eq!(pg::loan(pool, everything, active).await.expect("all").id, active);
    let queue = pg::pending(pool, house.admin, page(50, None)).await.expect("reads");
    assert_eq!(queue.items.iter().map(|item| item.loan.id).collect::<Vec<_>>(), [waiting]);
    let beside = pg::applicant(pool, house.admin, waiting).await.expect("reads");
    assert!(beside.rules.iter().all(|rule| rule.passed), "{:?}", beside.rules);
    assert_eq!(beside.other_loans.len(), 1);
    assert_eq!(beside.instalments_paid, 1);
    let filter = LoanFilter {
        status: Some(LoanState::Active),
        search: Some("<B>rao".to_owned()),
        ..LoanFilter::default()
    };
    assert_eq!(
        pg::all_loans(pool, house.admin, &filter, page(50, None)).await.expect("reads").items.len(),
        1
    );
    let none = LoanFilter { search: Some("%".to_owned()), ..LoanFilter::default() };
    assert!(pg::all_loans(pool, house.admin, &none, page(50, None)).await.expect("reads").items.is_empty());
    assert_eq!(pg::people(pool, house.admin, None, None, page(2, None)).await.expect("reads").items.len(), 2);
    let person = pg::person_page(pool, house.admin, asha.person()).await.expect("reads");
    assert_eq!(person.row.open_loans, 2);
    let home = pg::borrower_home(pool, asha).await.expect("reads");
    assert_eq!(home.loans.len(), 2);
    pg::today(pool, house.admin).await.expect("reads");

    let trial = domain::ledger::pg::trial_balance(pool, house.admin).await.expect("sums");
    assert_eq!(trial.total_debit, trial.total_credit);
    let accounts = domain::ledger::pg::accounts(pool, house.admin, Some("wallet"), None, page(50, None))
        .await
        .expect("reads");
    let explained =
        domain::ledger::pg::explain_balance(pool, house.admin, accounts.items[0].id).await.expect("explains");
    assert_eq!(explained.difference, rupees("0.00"));
    let lines = domain::ledger::pg::account_lines(
        pool,
        house.admin,
        domain::ledger::account::INTEREST_INCOME,
        page(5, None),
    )
    .await
    .expect("reads");
    assert_eq!(lines.items.len(), 1);
    let entries = domain::ledger::pg::entries(pool, house.admin, None, page(1, None)).await.expect("reads");
    let older = domain::ledger::pg::entries(pool, house.admin, None, page(1, entries.older.as_deref()))
        .await
        .expect("reads");
    assert_ne!(entries.items[0].id, older.items[0].id);
    let credited =
        TransactionFilter { source: Some(Source::LoanDisbursement), ..TransactionFilter::default() };
    assert_eq!(
        wallet::pg::transactions(pool, asha.person(), &credited, page(5, None))
            .await
            .expect("reads")
            .items
            .len(),
        1
    );
}
