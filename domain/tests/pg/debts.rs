//! What is not paid in time: the ends of days, the Reserve Bank's dates, charges, and what ends a debt.

use crate::support::{House, meta, rupees};
use domain::{
    body::Raw,
    debt::{
        Standing,
        body::WriteOffBody,
        pg::{Debt, EndDay, OverdueFilter, overdue_borrowers},
    },
    id::InstalmentId,
    loan::{position::Class, view::LoanView},
    money::Paise,
    page::PageRequest,
    work::execute_as_of,
};
use futures::future::join_all;

/// Every change of class so far, with the day at whose end it was found.
async fn classes(house: &House) -> Vec<(String, String)> {
    let rows: Vec<(chrono::NaiveDate, String)> =
        sqlx::query_as("select day, class from standing_change order by id")
            .fetch_all(&house.db.owner)
            .await
            .expect("reads");
    let mut found: Vec<(String, String)> = Vec::new();
    for (day, class) in rows {
        if found.last().is_none_or(|(_, last)| *last != class) {
            found.push((day.to_string(), class));
        }
    }
    found
}

fn said(found: &[(String, String)]) -> Vec<(&str, &str)> {
    found.iter().map(|(day, class)| (day.as_str(), class.as_str())).collect()
}

/// The examples of the Reserve Bank's circular of 12 November 2021, through the ends of days of a loan that was booked then.
#[tokio::test(flavor = "multi_thread")]
async fn the_reserve_banks_own_dates_come_out_of_the_ends_of_days() {
    let mut house = House::new().await;
    house.at("2020-12-31").await;
    let asha = house.borrower("Asha Rao").await;
    let loan = house.active_loan(asha, "12000").await;
    for (day, name) in [("2021-01-31", "first"), ("2021-02-28", "second")] {
        house.at(day).await;
        house.repays(asha, loan.id, &loan.emi_amount.rupees(), name).await.expect("on its day");
    }
    house.at("2021-03-31").await;
    house.ends_days().await;
    assert_eq!(classes(&house).await, []);
    house.at("2021-07-15").await;
    house.ends_days().await;
    let found = classes(&house).await;
    assert_eq!(
        said(&found),
        [("2021-03-31", "SMA-0"), ("2021-04-30", "SMA-1"), ("2021-05-30", "SMA-2"), ("2021-06-29", "NPA")]
    );
    // A part of the arrears does not upgrade it, all of them do.
    house.funds(asha, "10000").await;
    house.repays(asha, loan.id, "2200", "part").await.expect("pays");
    house.at("2021-07-20").await;
    house.ends_days().await;
    assert_eq!(house.debt(asha).await.class, Class::Npa);
    let owed = house.debt(asha).await.total_debt;
    house.repays(asha, loan.id, &owed.rupees(), "all").await.expect("pays");
    house.at("2021-07-25").await;
    house.ends_days().await;
    assert_eq!(house.debt(asha).await.class, Class::Standard);
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn due_on_the_first_of_december_it_is_an_npa_on_the_first_of_march() {
    let mut house = House::new().await;
    house.at("2021-11-01").await;
    let asha = house.borrower("Asha Rao").await;
    house.active_loan(asha, "12000").await;
    house.at("2022-03-02").await;
    house.ends_days().await;
    let found = classes(&house).await;
    assert_eq!(
        said(&found),
        [("2021-12-01", "SMA-0"), ("2021-12-31", "SMA-1"), ("2022-01-30", "SMA-2"), ("2022-03-01", "NPA")]
    );
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_borrower_falls_into_debt_pays_and_is_in_good_standing_again() {
    let mut house = House::new().await;
    let (asha, shop) = (house.borrower("Asha Rao").await, house.merchant("Mehta Electronics").await);
    house
        .as_owner("update penal_terms set flat_paise = 2500, annual_rate = 36.5 where debt = 'plan'")
        .await
        .expect("a setting");
    let plan = house.buys(asha, shop, "3000", "3").await.expect("a plan");
    // Due on 14 February, at the end of that day: on the 15th it is overdue, and the flat charge is made.
    house.at("2026-02-14").await;
    house.ends_days().await;
    assert_eq!(house.debt(asha).await.user_status, Standing::Normal);
    house.at("2026-02-15").await;
    // Before the end of yesterday was run, who buys or asks hears of it all the same.
    assert!(house.debt(asha).await.has_overdue);
    assert_eq!(house.buys(asha, shop, "10", "2").await.expect_err("in debt").code, "debt_user");
    assert!(house.ends_days().await >= 1);
    let debt = house.debt(asha).await;
    assert_eq!((debt.user_status, debt.total_debt), (Standing::Debtor, rupees("1025")));
    let why = house.buys(asha, shop, "10", "2").await.expect_err("in debt");
    assert_eq!((why.code.as_str(), why.details["total_debt"].as_str()), ("debt_user", Some("1025.00")));
    let refused = house.applies(asha, "1000", "12", "12").await.expect_err("in debt");
    assert_eq!(refused.code, "not_eligible");

    // Ten days late: a rupee a day on the thousand.
    house.at("2026-02-25").await;
    house.ends_days().await;
    let debt = house.debt(asha).await;
    assert_eq!(debt.total_debt, rupees("1035"));
    assert_eq!(
        (debt.overdue_installments[0].days_overdue, debt.overdue_installments[0].penalty_amount),
        (11, rupees("35"))
    );
    house.funds(asha, "5000").await;
    let paid = house.pays(asha, &[debt.overdue_installments[0].id], "late").await.expect("pays").value;
    assert_eq!((paid.total_paid, paid.user_status), (rupees("1035"), Standing::Normal));
    assert!(house.buys(asha, shop, "10", "2").await.is_ok());
    let rest: Vec<InstalmentId> =
        house.plan(plan.id).await.installments[1..].iter().map(|one| one.id).collect();
    house.pays(asha, &rest, "rest").await.expect("pays");
    assert_eq!(house.plan(plan.id).await.status.as_str(), "COMPLETED");
    house.is_proven().await;
}

/// A loan, a plan and charges on both, for so many borrowers of different habits.
async fn a_book(house: &mut House, borrowers: usize) {
    let shop = house.merchant("Mehta Electronics").await;
    house.as_owner("update penal_terms set flat_paise = 2500, annual_rate = 24").await.expect("a setting");
    for number in 0..borrowers {
        let borrower = house.borrower("Somebody").await;
        let loan = house.active_loan(borrower, "12000").await;
        let plan = house.buys(borrower, shop, "3000", "3").await.expect("a plan");
        if number % 3 == 0 {
            house.repays(borrower, loan.id, "2000", "ahead").await.expect("pays");
        }
        if number % 4 == 0 {
            house.pays(borrower, &[plan.installments[0].id], "first").await.expect("pays");
        }
    }
}

/// All that a day's end writes, in an order of its own; without ids and real times.
async fn written(house: &House) -> Vec<String> {
    let sql = "
      select line from (
        select format('%s %s %s %s %s', e.kind, e.effective_at, l.amount, a.kind, p.ordinal) as line
        from entry e join leg l on l.entry_id = e.id join account a on a.id = l.account_id
        left join lateral (
          select row_number() over (order by s.person_id) as ordinal, s.person_id from standing s
        ) p on p.person_id = coalesce((select person_id from loan where id = a.owner_id), (select person_id from plan where id = a.owner_id))
        where e.kind = 'penal.charged'
        union all
        select format('%s %s %s %s', c.day, c.status, c.class, row_number() over (partition by c.day order by c.person_id)) from standing_change c
        union all
        select format('%s %s %s', status, class, next_day_end) from standing
      ) lines order by line";
    sqlx::query_scalar(sql).fetch_all(&house.db.owner).await.expect("reads")
}

#[tokio::test(flavor = "multi_thread")]
async fn days_that_were_missed_are_ended_in_order_with_the_same_result() {
    let (mut daily, mut late) = (House::new().await, House::new().await);
    for house in [&mut daily, &mut late] {
        a_book(house, 8).await;
    }
    for day in 16..=31 {
        daily.at(&format!("2026-01-{day}")).await;
        daily.ends_days().await;
    }
    for (month, days) in [("02", 28), ("03", 31), ("04", 20)] {
        for day in 1..=days {
            daily.at(&format!("2026-{month}-{day:02}")).await;
            daily.ends_days().await;
        }
    }
    late.at("2026-04-20").await;
    assert!(late.ends_days().await > 60);
    assert_eq!(late.ends_days().await, 0, "nothing is left to end");
    let (one, other) = (written(&daily).await, written(&late).await);
    assert!(one.len() > 500, "{}", one.len());
    assert_eq!(one, other);
    daily.is_proven().await;
    late.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_is_ended_once_by_however_many_and_never_before_it_is_over() {
    let mut house = House::new().await;
    a_book(&mut house, 5).await;
    house.at("2026-02-15").await;
    let day = |text: &str| EndDay { day: text.parse().expect("a date"), meta: meta() };
    for early in ["2026-02-15", "2026-02-16", "2028-02-29"] {
        assert_eq!(house.run(&day(early)).await.expect_err("not over").code, "validation_error");
    }
    let command = day("2026-02-14");
    let at = house.now;
    let ran = join_all((0..12).map(|_| execute_as_of(house.pool(), &command, at))).await;
    assert!(ran.iter().all(Result::is_ok), "{ran:?}");
    let before = written(&house).await;
    assert!(house.run(&command).await.expect("a repeat"), "it is over");
    assert_eq!(written(&house).await, before);
    let charges = house.count("entry where kind = 'penal.charged'").await;
    // Of five, the first and the fifth paid their first instalment of the plan; nobody's loan is due before the 15th.
    assert_eq!(charges, 3);
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_paid_today_does_not_count_for_a_day_that_was_not_yet_ended() {
    let mut house = House::new().await;
    house
        .as_owner("update penal_terms set flat_paise = 2500, annual_rate = 0 where debt = 'loan'")
        .await
        .expect("a setting");
    let asha = house.borrower("Asha Rao").await;
    let loan = house.active_loan(asha, "12000").await;
    // The instalment was due on the 15th, and no day has been ended since. Whoever pays on the 20th pays the charge with it.
    house.at("2026-02-20").await;
    let paid = house.repays(asha, loan.id, &loan.emi_amount.rupees(), "late").await.expect("pays").value;
    assert_eq!(paid.repayment.penalty_component, rupees("25"));
    assert_eq!(house.debt(asha).await.user_status, Standing::Debtor, "25 rupees are left");
    house.repays(asha, loan.id, "25", "rest").await.expect("pays");
    assert_eq!(house.debt(asha).await.user_status, Standing::Normal);
    house.ends_days().await;
    assert_eq!(house.count("entry where kind = 'penal.charged'").await, 1);
    assert_eq!(house.debt(asha).await.user_status, Standing::Normal);
    house.is_proven().await;
}

/// Whoever comes first: a day is ended by many while its debts are paid, bought on, and given back.
#[tokio::test(flavor = "multi_thread")]
async fn a_day_ends_while_its_debts_are_paid() {
    let mut house = House::new().await;
    house.as_owner("update penal_terms set flat_paise = 2500, annual_rate = 36.5").await.expect("a setting");
    let shop = house.merchant("Mehta Electronics").await;
    let mut people = Vec::new();
    for n in 0..8 {
        let somebody = house.borrower(&format!("Somebody {n}")).await;
        house.funds(somebody, "5000").await;
        people.push((somebody, house.buys(somebody, shop, "900", "3").await.expect("a plan")));
    }
    house.at("2026-02-20").await;
    let ends = join_all((0..4).map(|_| house.ends_days()));
    let pays = join_all(people.iter().enumerate().map(|(n, (somebody, plan))| {
        let (house, first) = (&house, [plan.installments[0].id]);
        async move {
            let twice = [format!("a-{n}"), format!("b-{n}")];
            join_all(twice.iter().map(|name| house.pays(*somebody, &first, name))).await
        }
    }));
    let buys = join_all(people.iter().map(|(somebody, _)| house.buys(*somebody, shop, "10", "2")));
    let (_, paid, bought) = futures::join!(ends, pays, buys);
    for (answers, bought) in paid.iter().zip(&bought) {
        let receipts: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().ok()).collect();
        assert_eq!(receipts.len(), 1, "once: {answers:?}");
        // ₹300.00 due on the 14th, the flat charge at its end and 30 paise for each of five days.
        assert_eq!(receipts[0].value.total_paid, rupees("326.50"));
        assert!(bought.as_ref().err().is_none_or(|why| why.code == "debt_user"), "{bought:?}");
    }
    house.ends_days().await;
    for (somebody, _) in &people {
        assert_eq!(house.debt(*somebody).await.user_status, Standing::Normal);
    }
    assert_eq!(house.count("entry where kind = 'penal.charged'").await, 8 * 6);
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn borrowers_are_reminded_once_for_each_time_and_late_rather_than_never() {
    // Of an instalment due on 14 February: on which days a day is ended, and what has been told by then.
    let every_day = [
        ("2026-02-10", ""),
        ("2026-02-11", "due_soon"),
        ("2026-02-14", "due_soon"),
        ("2026-02-15", "due_soon overdue"),
        ("2026-02-21", "due_soon overdue"),
        ("2026-02-22", "due_soon overdue still_overdue"),
    ];
    let days_missed =
        [("2026-02-27", "overdue"), ("2026-02-28", "overdue"), ("2026-03-01", "overdue still_overdue")];
    for story in [every_day.as_slice(), &days_missed] {
        let mut house = House::new().await;
        let (asha, shop) = (house.borrower("Asha Rao").await, house.merchant("Mehta Electronics").await);
        house.buys(asha, shop, "900", "3").await.expect("a plan");
        for (day, expected) in story {
            house.at(day).await;
            house.ends_days().await;
            house.ends_days().await;
            let told = "select coalesce(string_agg(kind, ' ' order by recorded_at), '') from notification";
            let told: String = sqlx::query_scalar(told).fetch_one(house.pool()).await.expect("reads");
            assert_eq!(told, *expected, "{day}");
        }
        house.is_proven().await;
    }
}

/// A loan and all that is due of it, by `POST /debt`.
#[tokio::test(flavor = "multi_thread")]
async fn instalments_of_loans_are_paid_from_the_oldest_on() {
    let mut house = House::new().await;
    let asha = house.borrower("Asha Rao").await;
    let loan: LoanView = house.active_loan(asha, "12000").await;
    house.at("2026-04-01").await;
    house.ends_days().await;
    let debt = house.debt(asha).await;
    assert_eq!(debt.overdue_installments.len(), 2);
    let ids: Vec<InstalmentId> = debt.overdue_installments.iter().map(|one| one.id).collect();
    assert_eq!(debt.overdue_installments[0].loan_id, Some(loan.id));
    let sum =
        debt.overdue_installments.iter().map(|one| one.amount_due).fold(Paise::ZERO, Paise::saturating_add);
    assert_eq!(sum, debt.total_debt);
    for part in [&ids[..1], &ids[1..]] {
        assert_eq!(house.pays(asha, part, "part").await.expect_err("not all").code, "validation_error");
    }
    let paid = house.pays(asha, &ids, "all").await.expect("pays").value;
    assert_eq!((paid.total_paid, paid.user_status), (debt.total_debt, Standing::Normal));
    assert_eq!(house.debt(asha).await.total_debt, Paise::ZERO);
    assert_eq!(house.pays(asha, &ids, "again").await.expect_err("paid").code, "invalid_state");
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_off_is_owed_all_the_same_and_what_is_paid_is_a_recovery() {
    let mut house = House::new().await;
    let (asha, shop) = (house.borrower("Asha Rao").await, house.merchant("Mehta Electronics").await);
    house.as_owner("update penal_terms set flat_paise = 2500, annual_rate = 24").await.expect("a setting");
    let loan = house.active_loan(asha, "12000").await;
    let plan = house.buys(asha, shop, "3000", "3").await.expect("a plan");
    let body = WriteOffBody { reason: Raw::typed("Cannot be found") };
    let admin = house.admin;
    let write_off = |debt| body.parse(admin, debt, meta()).expect("a reason");
    house.at("2026-03-01").await;
    house.ends_days().await;
    assert_eq!(
        house.run(&write_off(Debt::Loan(loan.id))).await.expect_err("too early").code,
        "invalid_state"
    );
    house.at("2026-06-01").await;
    house.ends_days().await;
    let owed = house.debt(asha).await.total_debt;
    for debt in [Debt::Loan(loan.id), Debt::Plan(plan.id)] {
        assert!(house.run(&write_off(debt)).await.expect("an NPA").is_positive());
        assert_eq!(house.run(&write_off(debt)).await.expect_err("before").code, "invalid_state");
    }
    house.is_proven().await;
    // Owed as before, and no charge is added any more.
    assert_eq!(house.debt(asha).await.total_debt, owed);
    house.at("2026-06-10").await;
    house.ends_days().await;
    assert_eq!(house.debt(asha).await.total_debt, owed);
    let work_list = overdue_borrowers(
        house.pool(),
        house.admin,
        &OverdueFilter { class: Some(Class::Npa) },
        PageRequest::of(10, None).expect("a page"),
    );
    let work_list = work_list.await.expect("reads").items;
    assert_eq!((work_list.len(), work_list[0].overdue), (1, owed));

    house.funds(asha, "20000").await;
    let payoff = domain::loan::pg::payoff(house.pool(), domain::actor::Reader::Own(asha.person()), loan.id)
        .await
        .expect("a figure");
    house.repays(asha, loan.id, &payoff.payoff_amount.rupees(), "late").await.expect("pays");
    let rest: Vec<InstalmentId> = plan.installments.iter().map(|one| one.id).collect();
    let paid = house.pays(asha, &rest, "rest").await.expect("pays").value;
    assert_eq!(paid.user_status, Standing::Normal);
    house.is_proven().await;
    // Nothing is lost in the end: what was written off came back.
    let lost = sqlx::query_scalar::<_, i64>(
        "select coalesce(sum(l.amount), 0)::bigint from leg l join account a on a.id = l.account_id where a.kind = 'write_off'",
    );
    assert_eq!(lost.fetch_one(&house.db.owner).await.expect("reads"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_fell_into_debt_after_applying_gets_no_loan() {
    let mut house = House::new().await;
    let (asha, shop) = (house.borrower("Asha Rao").await, house.merchant("Mehta Electronics").await);
    let plan = house.buys(asha, shop, "3000", "3").await.expect("a plan");
    let applied = house.applies(asha, "12000", "12", "12").await.expect("in good standing").id;
    house.at("2026-02-20").await;
    assert_eq!(house.decides(house.admin, applied, true).await.expect_err("in debt").code, "not_eligible");
    house.funds(asha, "3000").await;
    house.pays(asha, &[plan.installments[0].id], "late").await.expect("pays");
    assert!(house.decides(house.admin, applied, true).await.is_ok());
    house.is_proven().await;
}
