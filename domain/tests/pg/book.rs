//! The book month by month: what is at risk, what is collected, how vintages do; and that a month that is kept stays what it was.

use crate::support::{House, meta, rupees};
use chrono::NaiveDate;
use domain::{
    body::Raw,
    book::{
        Share,
        pg::{CloseMonth, book, next_month},
        view::{BookMonth, BookView},
    },
    debt::{body::WriteOffBody, pg::Debt},
    money::Paise,
    work::execute_as_of,
};
use futures::future::join_all;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

async fn read(house: &House) -> BookView {
    book(house.pool(), house.admin).await.expect("the book")
}

fn month<'a>(book: &'a BookView, first: &str) -> &'a BookMonth {
    book.months.iter().find(|month| month.month == day(first)).expect("that month")
}

fn shares(book: &BookView, first: &str) -> Vec<String> {
    let vintage = book.vintages.iter().find(|vintage| vintage.month == day(first)).expect("that vintage");
    vintage.at_risk.iter().map(|share| share.map(Share::show).unwrap_or_default()).collect()
}

/// Keeps every month that is over; how many.
async fn keeps(house: &House) -> usize {
    let mut months = 0;
    while let Some(month) = next_month(house.pool()).await.expect("the next month") {
        assert!(house.run(&CloseMonth { month, meta: meta() }).await.expect("a month"));
        months += 1;
    }
    months
}

/// What is out at a month's end is what was out before, and what moved.
#[track_caller]
fn rolls_forward(book: &BookView) {
    let mut out = Paise::ZERO;
    for month in &book.months {
        let less = month.principal.saturating_add(month.written_off);
        out = out.saturating_add(month.disbursed).saturating_sub(less);
        assert_eq!(month.outstanding, out, "{}", month.month);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_loans_through_half_a_year() {
    let mut house = House::new().await;
    house.at("2026-01-10").await;
    let (asha, ravi, farhan) = (
        house.borrower("Asha Rao").await,
        house.borrower("Ravi Iyer").await,
        house.borrower("Farhan Q").await,
    );
    assert_eq!(read(&house).await.months, []);
    assert_eq!(next_month(house.pool()).await.expect("reads"), None);

    // Asha pays on the day, Ravi never does, Farhan's loan is of February.
    let (pays, never) = (house.active_loan(asha, "12000").await, house.active_loan(ravi, "24000").await);
    house.at("2026-02-10").await;
    house.repays(asha, pays.id, &pays.emi_amount.rupees(), "february").await.expect("pays");
    house.at("2026-02-15").await;
    let later = house.active_loan(farhan, "6000").await;
    house.at("2026-03-10").await;
    house.repays(asha, pays.id, &pays.emi_amount.rupees(), "march").await.expect("pays");
    house.at("2026-03-15").await;
    house.repays(farhan, later.id, &later.emi_amount.rupees(), "march").await.expect("pays");

    house.at("2026-04-02").await;
    let april = read(&house).await;
    let months: Vec<NaiveDate> = april.months.iter().map(|month| month.month).collect();
    assert_eq!(months, ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"].map(day));
    let january = month(&april, "2026-01-01");
    assert_eq!(
        (january.loans, january.disbursed, january.outstanding),
        (2, rupees("36000"), rupees("36000"))
    );
    assert_eq!((january.at_risk().map(Share::show).as_deref(), january.efficiency()), (Some("0.00 %"), None));
    let february = month(&april, "2026-02-01");
    assert_eq!((february.loans, february.disbursed, february.late), (3, rupees("6000"), rupees("24000")));
    assert_eq!(february.over_30, Paise::ZERO);
    assert_eq!(february.demanded, pays.emi_amount.saturating_add(never.emi_amount));
    assert_eq!((february.collected, february.came_in()), (pays.emi_amount, pays.emi_amount));
    // Ravi is 49 days late as March ends. What he owes of February is demanded again.
    let march = month(&april, "2026-03-01");
    assert_eq!((march.over_30, march.over_60), (rupees("24000"), Paise::ZERO));
    let paid = pays.emi_amount.saturating_add(later.emi_amount);
    assert_eq!(march.collected, paid);
    assert_eq!(march.demanded, paid.saturating_add(never.emi_amount).saturating_add(never.emi_amount));
    let running = month(&april, "2026-04-01");
    assert_eq!(
        (running.demanded, running.collected),
        (never.emi_amount.saturating_add(never.emi_amount), Paise::ZERO)
    );
    assert_eq!(shares(&april, "2026-01-01"), ["0.00 %", "0.00 %", "66.67 %", "66.67 %"]);
    assert_eq!(shares(&april, "2026-02-01"), ["0.00 %", "0.00 %", "0.00 %"]);
    rolls_forward(&april);

    // The months that are over are kept, and say what was counted. Nothing changes them any more.
    assert_eq!(keeps(&house).await, 3);
    assert_eq!(keeps(&house).await, 0);
    assert_eq!(read(&house).await, april);
    let again = CloseMonth { month: day("2026-02-01"), meta: meta() };
    assert!(!house.run(&again).await.expect("nothing to do"));
    let early = CloseMonth { month: day("2026-04-01"), meta: meta() };
    assert_eq!(house.run(&early).await.expect_err("not over").code, "invalid_state");
    assert!(house.as_owner("update book_month set loans = 0").await.is_err());
    assert!(house.as_owner("delete from book_month").await.is_err());

    // Paid ahead: it comes in now, and counts as collected when it falls due.
    let two = pays.emi_amount.saturating_add(pays.emi_amount);
    house.repays(asha, pays.id, &two.rupees(), "ahead").await.expect("pays");
    let now = read(&house).await;
    assert_eq!(
        (month(&now, "2026-04-01").came_in(), month(&now, "2026-04-01").collected),
        (two, Paise::ZERO)
    );
    house.at("2026-06-01").await;
    let now = read(&house).await;
    for name in ["2026-04-01", "2026-05-01"] {
        assert_eq!(month(&now, name).collected, pays.emi_amount, "{name}");
    }

    // Given up as lost: it leaves the book, and its vintage remembers it.
    house.ends_days().await;
    let body = WriteOffBody { reason: Raw::typed("Cannot be found") };
    let write_off = body.parse(house.admin, Debt::Loan(never.id), meta()).expect("a reason");
    house.run(&write_off).await.expect("an NPA");
    // And Asha closes hers.
    house.funds(asha, "12000").await;
    house.repays(asha, pays.id, "8529.47", "all").await.expect("closes");
    let june = read(&house).await;
    let running = month(&june, "2026-06-01");
    assert_eq!((running.loans, running.written_off, running.over_90), (1, rupees("24000"), Paise::ZERO));
    assert_eq!(shares(&june, "2026-01-01")[4..], ["66.67 %", "66.67 %"]);
    rolls_forward(&june);
    house.at("2026-08-02").await;
    let before = read(&house).await;
    // Two at once keep a month once.
    let close = CloseMonth { month: day("2026-04-01"), meta: meta() };
    let both = join_all((0..8).map(|_| execute_as_of(house.pool(), &close, house.now))).await;
    assert_eq!(both.iter().filter(|kept| matches!(kept, Ok(true))).count(), 1);
    assert_eq!(keeps(&house).await, 3);
    assert_eq!(read(&house).await, before);
    assert_eq!(month(&before, "2026-07-01").loans, 1, "Farhan's, who stopped paying");
    assert_eq!(shares(&before, "2026-01-01")[6..], ["66.67 %", "66.67 %"]);
    rolls_forward(&before);
    let came_in: i64 = sqlx::query_scalar("select sum(amount_paise)::bigint from repayment")
        .fetch_one(&house.db.owner)
        .await
        .expect("reads");
    let told = before.months.iter().fold(Paise::ZERO, |sum, month| sum.saturating_add(month.came_in()));
    assert_eq!(told, Paise::new(came_in));
    house.is_proven().await;
}
