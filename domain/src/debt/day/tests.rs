use super::*;
use crate::{
    loan::{schedule::schedule, terms::Terms as LoanTerms},
    money::{PositivePaise, Rate},
};
use chrono::Days;
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn later(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap()
}

fn terms(flat: i64, hundredths: u32) -> Terms {
    let terms = PenalTerms { flat: Paise::new(flat), annual: Rate::from_hundredths(hundredths) };
    Terms { loan: terms, plan: terms }
}

const NO_CHARGES: Terms = {
    let none = PenalTerms { flat: Paise::ZERO, annual: Rate::from_hundredths(0) };
    Terms { loan: none, plan: none }
};

fn loan(paise: i64, tenure_months: u16, hundredths: u32, on: NaiveDate) -> LoanDebt {
    let principal = PositivePaise::try_from(Paise::new(paise)).unwrap();
    let terms = LoanTerms { principal, tenure_months, annual_rate: Rate::from_hundredths(hundredths) };
    let position = Position::new(&schedule(&terms, on).unwrap(), on);
    LoanDebt {
        id: LoanId(Uuid::nil()),
        position,
        meter: Meter::default(),
        flat_number: 0,
        written_off: false,
    }
}

fn instalment(paise: i64, due_on: NaiveDate) -> InstalmentDebt {
    InstalmentDebt {
        id: InstalmentId(Uuid::nil()),
        plan: PlanId(Uuid::nil()),
        due_on,
        left: Paise::new(paise),
        penal: Paise::ZERO,
        meter: Meter::default(),
        flat_charged: false,
        written_off: false,
    }
}

/// What the days do to one instalment of ₹1,000.00 due on 10 December 2026: the day, the charge and what it was computed on.
#[track_caller]
fn check(terms: Terms, to: &str, want: &[(&str, i64, i64)]) {
    let due = day("2026-12-10");
    let mut debts = Debts { instalments: vec![instalment(100_000, due)], ..Debts::default() };
    let ended = debts.end_days(day("2026-12-01"), day(to), terms).unwrap();
    let got: Vec<_> = ended.charges.iter().map(|one| (one.day, one.amount.get(), one.base.get())).collect();
    let want: Vec<_> = want.iter().map(|(on, amount, base)| (day(on), *amount, *base)).collect();
    assert_eq!(got, want);
    let charged: i64 = want.iter().map(|(_, amount, _)| amount).sum();
    let one = &debts.instalments[0];
    assert_eq!((one.left.get(), one.penal.get()), (100_000, charged), "kept apart");
}

#[test]
fn the_flat_charge_falls_at_the_end_of_the_due_date_and_the_yearly_one_from_the_day_after() {
    check(terms(5_000, 3_650), "2026-12-09", &[]);
    check(terms(5_000, 3_650), "2026-12-10", &[("2026-12-10", 5_000, 0)]);
    // 36.5 % of ₹1,000 are a rupee a day, and never a paisa on the charges themselves.
    let days = [("2026-12-10", 5_000, 0), ("2026-12-11", 100, 100_000), ("2026-12-12", 100, 100_000)];
    check(terms(5_000, 3_650), "2026-12-12", &days);
    check(terms(0, 3_650), "2026-12-12", &days[1..]);
    check(terms(5_000, 0), "2027-03-01", &days[..1]);
    check(NO_CHARGES, "2027-03-01", &[]);
}

#[test]
fn what_was_written_off_costs_no_more_but_is_owed() {
    let due = day("2026-12-10");
    let one = InstalmentDebt { written_off: true, ..instalment(100_000, due) };
    let lent = LoanDebt { written_off: true, ..loan(10_000_000, 12, 1_200, day("2026-11-10")) };
    let mut debts = Debts { loans: vec![lent], instalments: vec![one], ..Debts::default() };
    let ended = debts.end_days(due, day("2027-03-10"), terms(5_000, 2_400)).unwrap();
    assert!(ended.charges.is_empty());
    assert_eq!((debts.standing, debts.class), (Standing::Debtor, Class::Npa));
}

#[test]
fn a_loan_takes_the_flat_charge_once_for_each_instalment_that_was_not_paid() {
    let mut lent = loan(10_000_000, 12, 1_200, day("2026-11-20"));
    let first = lent.position.allocate(Paise::new(888_488), day("2026-12-20"));
    lent.position.paid = first;
    let mut debts = Debts { loans: vec![lent], ..Debts::default() };
    let ended = debts.end_days(day("2026-11-20"), day("2027-02-28"), terms(5_000, 0)).unwrap();
    let got: Vec<_> = ended.charges.iter().map(|one| (one.day, one.amount.get())).collect();
    assert_eq!(got, [(day("2027-01-20"), 5_000), (day("2027-02-20"), 5_000)]);
}

#[test]
fn days_without_anything_due_are_passed_over() {
    let due = day("2026-12-10");
    let mut debts = Debts { instalments: vec![instalment(100, due)], ..Debts::default() };
    let ended = debts.end_days(day("2026-01-01"), day("2026-01-01"), NO_CHARGES).unwrap();
    assert_eq!(ended.next, Some(due));
    assert_eq!(debts.end_days(due, due, NO_CHARGES).unwrap().next, Some(day("2026-12-11")));
    debts.instalments.clear();
    let ended = debts.end_days(day("2026-12-11"), day("2027-12-11"), NO_CHARGES).unwrap();
    assert_eq!((ended.changes.len(), ended.next), (1, None), "good again, and nothing to come");
    // A clock that is set to before the debts began does nothing.
    assert!(Debts::default().end_days(due, day("2026-01-01"), NO_CHARGES).unwrap().changes.is_empty());
}

#[test]
fn a_charge_that_does_not_fit_is_refused() {
    let due = day("2026-12-10");
    let mut debts = Debts { instalments: vec![instalment(100, due)], ..Debts::default() };
    debts.instalments[0].penal = Paise::new(i64::MAX);
    assert_eq!(debts.end_days(due, due, terms(1, 0)).unwrap_err(), OutOfRange);
}

/// Debts of all sorts with due dates around the turn of a leap year.
fn any_debts() -> impl Strategy<Value = Debts> {
    let start = day("2027-11-15");
    let loans = (1_i64..50_000_000, 1_u16..=12, 0_u32..=5_000, 0_u64..60)
        .prop_map(move |(paise, months, rate, since)| loan(paise, months, rate, later(start, since)));
    let instalments =
        (1_i64..1_000_000, 0_u64..200).prop_map(move |(paise, since)| instalment(paise, later(start, since)));
    (prop::collection::vec(loans, 0..3), prop::collection::vec(instalments, 0..4))
        .prop_map(|(loans, instalments)| Debts { loans, instalments, ..Debts::default() })
}

/// All that the days leave behind.
fn state(debts: &Debts) -> String {
    format!("{debts:?}")
}

proptest! {
    /// The Reserve Bank's rule: a penal charge is never capitalised. Two borrowers with the same loan, one of whom is charged for being
    /// late and pays the charges as well, have on every day the same interest, earned and left, and the same base for charges.
    #[test]
    fn interest_is_the_same_with_and_without_penal_charges(
        paise in 1_i64..50_000_000, months in 1_u16..=24, rate in 0_u32..=5_000, flat in 0_i64..100_000,
        annual in 0_u32..=3_600, steps in prop::collection::vec((1_u64..50, 0_i64..300), 1..20),
    ) {
        let start = day("2027-11-30");
        let mut plain = Debts { loans: vec![loan(paise, months, rate, start)], ..Debts::default() };
        let mut charged = plain.clone();
        let (mut today, mut charges) = (start, 0);
        for (days, thousandths) in steps {
            let (from, to) = (today, later(today, days - 1));
            today = later(today, days);
            prop_assert!(plain.end_days(from, to, NO_CHARGES).unwrap().charges.is_empty());
            let ended = charged.end_days(from, to, terms(flat, annual)).unwrap();
            charges += ended.charges.iter().map(|one| one.amount.get()).sum::<i64>();

            let (one, other) = (&mut plain.loans[0].position, &mut charged.loans[0].position);
            prop_assert_eq!(one.interest_total(), other.interest_total());
            prop_assert_eq!(one.interest_earned(today), other.interest_earned(today));
            prop_assert_eq!(one.penal_base(today), other.penal_base(today));
            prop_assert_eq!(
                (one.left().interest, one.left().principal), (other.left().interest, other.left().principal)
            );
            let (cheap, dear) = (one.payoff(today), other.payoff(today));
            prop_assert_eq!(cheap.parts.interest, dear.parts.interest);
            prop_assert_eq!(cheap.amount.get() + other.left().penal.get(), dear.amount.get());
            prop_assert_eq!(other.penal_charged.get(), charges);

            // Both pay the same, the other its charges on top.
            let pays = Paise::new(one.outstanding().get() * thousandths / 1_000);
            let on_top = pays.checked_add(other.left().penal).unwrap();
            one.paid = one.paid.plus(one.allocate(pays, today));
            other.paid = other.paid.plus(other.allocate(on_top, today));
            prop_assert_eq!(plain.class, charged.class);
        }
    }

    /// Days that were missed and are ended later, in however many pieces, leave the same as days that were ended one by one.
    #[test]
    fn in_pieces_or_at_once_it_is_the_same(
        debts in any_debts(), flat in 0_i64..10_000, annual in 0_u32..=3_600,
        pieces in prop::collection::vec(1_u64..40, 1..12),
    ) {
        let (from, terms) = (day("2027-11-15"), terms(flat, annual));
        let to = later(from, pieces.iter().sum::<u64>() - 1);
        let mut at_once = debts.clone();
        let whole = at_once.end_days(from, to, terms).unwrap();

        let (mut in_pieces, mut next) = (debts.clone(), from);
        let (mut charges, mut changes) = (vec![], vec![]);
        for days in pieces {
            let ended = in_pieces.end_days(next, later(next, days - 1), terms).unwrap();
            charges.extend(ended.charges);
            changes.extend(ended.changes);
            next = later(next, days);
        }
        prop_assert_eq!(state(&at_once), state(&in_pieces));
        prop_assert_eq!((&whole.charges.len(), &whole.changes), (&charges.len(), &changes));

        let (mut one_by_one, mut literally) = (debts, Ended::default());
        let mut today = from;
        while today <= to {
            one_by_one.end_day(today, terms, &mut literally).unwrap();
            today = later(today, 1);
        }
        prop_assert_eq!(state(&at_once), state(&one_by_one));
        prop_assert_eq!(whole.charges, literally.charges);
        prop_assert_eq!(whole.changes, literally.changes);
    }
}
