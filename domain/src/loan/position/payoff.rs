use super::{Parts, Position, total};
use crate::{
    calendar::days_between,
    money::{Paise, prorate_half_even},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What closing the loan on a day costs, and how it is made up:
/// `amount = max(0, principal + interest_earned + penal − paid_total)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payoff {
    /// All that was lent.
    pub principal: Paise,
    /// Of the periods that have passed, and of the running one by days.
    pub interest_earned: Paise,
    /// May be more than was earned, if instalments were paid ahead of time.
    pub interest_paid: Paise,
    /// All charges so far.
    pub penal: Paise,
    /// Principal, interest and charges together.
    pub paid_total: Paise,
    pub amount: Paise,
    /// Interest that was paid ahead and would be returned by counting against the rest.
    pub interest_credited_back: Paise,
    /// `amount` by kind. Interest is negative by `interest_credited_back` when more was paid than earned.
    pub parts: Parts,
}

impl Position {
    /// Interest that the lender has earned by the end of `today`: the scheduled interest of the periods that
    /// have passed, and that of the running one × its days passed ÷ its days, half-even to the paisa. Period k
    /// runs from due date k − 1 (the first from the disbursement) to due date k.
    pub fn interest_earned(&self, today: NaiveDate) -> Paise {
        let mut earned = Paise::ZERO;
        let mut from = self.disbursed_on;
        for row in &self.rows {
            let days = days_between(from, row.due_date);
            let passed = days_between(from, today).clamp(0, days.max(0));
            let part = if row.due_date <= today {
                Some(row.interest)
            } else {
                prorate_half_even(row.interest, passed, days)
            };
            earned = earned.saturating_add(part.unwrap_or_default());
            from = row.due_date;
        }
        earned
    }

    /// What closing the loan today costs. Never negative, and never more than [`Position::outstanding`].
    pub fn payoff(&self, today: NaiveDate) -> Payoff {
        let left = self.left();
        // A loan without principal left earns nothing more, see `left`.
        let interest_earned =
            if left.principal.is_positive() { self.interest_earned(today) } else { self.paid.interest };
        let unpaid_interest = interest_earned.saturating_sub(self.paid.interest);
        let owed = left.principal.saturating_add(left.penal);
        let amount = owed.saturating_add(unpaid_interest).or_zero();
        // Not less than what there is to count it against: a payoff of 0 credits back no more than is owed.
        let interest = amount.saturating_sub(owed);
        Payoff {
            principal: self.principal_lent,
            interest_earned,
            interest_paid: self.paid.interest,
            penal: self.penal_charged,
            paid_total: self.paid.total(),
            amount,
            interest_credited_back: Paise::ZERO.saturating_sub(interest).or_zero(),
            parts: Parts { principal: left.principal, interest, penal: left.penal },
        }
    }

    /// All interest of the schedule, earned or not.
    pub fn interest_total(&self) -> Paise {
        total(&self.rows, |row| row.interest)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::support::*, *};

    #[track_caller]
    fn check(loan: &Position, today: &str, earned: &str, amount: &str) {
        let payoff = loan.payoff(day(today));
        assert_eq!((payoff.interest_earned, payoff.amount), (rupees(earned), rupees(amount)), "{today}");
        let sum = payoff.principal.get() + payoff.interest_earned.get() + payoff.penal.get()
            - payoff.paid_total.get();
        assert_eq!(payoff.amount.get(), sum.max(0), "the formula of the contract");
        assert_eq!(payoff.parts.total(), payoff.amount);
    }

    #[test]
    fn interest_is_earned_by_the_day() {
        let loan = ashas_loan(); // 1,000.00 in the first 30 days, 921.15 in the next 31
        check(&loan, "2026-11-20", "0.00", "100000.00");
        check(&loan, "2026-11-21", "33.33", "100033.33");
        check(&loan, "2026-12-05", "500.00", "100500.00");
        check(&loan, "2026-12-19", "966.67", "100966.67");
        check(&loan, "2026-12-20", "1000.00", "101000.00");
        check(&loan, "2026-12-21", "1029.71", "101029.71");
        check(&loan, "2027-01-20", "1921.15", "101921.15");
        check(&loan, "2027-11-20", "6618.53", "106618.53");
        check(&loan, "2030-01-01", "6618.53", "106618.53"); // nothing more than the schedule's
        check(&loan, "2026-01-01", "0.00", "100000.00"); // before it began
        assert_eq!(loan.interest_total(), rupees("6618.53"));
    }

    #[test]
    fn charges_and_payments_count() {
        let mut loan = ashas_loan();
        loan.penal_charged = rupees("100.00");
        loan.paid =
            Parts { principal: rupees("7884.88"), interest: rupees("1000.00"), penal: rupees("40.00") };
        check(&loan, "2026-12-21", "1029.71", "92204.83");
        let payoff = loan.payoff(day("2026-12-21"));
        assert_eq!(
            payoff.parts,
            Parts { principal: rupees("92115.12"), interest: rupees("29.71"), penal: rupees("60.00") }
        );
    }

    #[test]
    fn interest_paid_ahead_is_credited_back() {
        // On the first day the first instalment is paid ahead, interest first.
        let mut loan = ashas_loan();
        loan.paid = loan.allocate(rupees("8884.88"), day("2026-11-20"));
        check(&loan, "2026-11-20", "0.00", "91115.12");
        let payoff = loan.payoff(day("2026-11-20"));
        assert_eq!(payoff.interest_credited_back, rupees("1000.00"));
        assert_eq!(payoff.parts.interest, rupees("-1000.00"));
        assert_eq!(loan.payoff(day("2026-12-20")).interest_credited_back, Paise::ZERO);
    }

    #[test]
    fn never_below_zero() {
        // Not reachable by payments, which close a loan before; a waived charge could bring it about.
        let mut loan = written_out(
            "2026-01-01",
            &[("2026-02-01", "500.00", "300.00"), ("2026-03-01", "500.00", "300.00")],
        );
        loan.paid = Parts { principal: rupees("900.00"), interest: rupees("600.00"), penal: Paise::ZERO };
        check(&loan, "2026-01-01", "0.00", "0.00");
        let payoff = loan.payoff(day("2026-01-01"));
        assert_eq!(payoff.interest_credited_back, rupees("100.00"), "no more than is owed");
        assert_eq!(
            payoff.parts,
            Parts { principal: rupees("100.00"), interest: rupees("-100.00"), penal: Paise::ZERO }
        );
    }

    #[test]
    fn half_a_paisa_goes_to_even() {
        let loan = written_out("2026-04-01", &[("2026-05-01", "1.00", "0.01")]);
        check(&loan, "2026-04-16", "0.00", "1.00"); // 15 of 30 days of 1 paisa
        let loan = written_out("2026-04-01", &[("2026-05-01", "1.00", "0.03")]);
        check(&loan, "2026-04-16", "0.02", "1.02");
    }

    #[test]
    fn a_period_without_days_has_passed_on_its_due_date() {
        let loan =
            written_out("2026-01-01", &[("2026-02-01", "1.00", "0.10"), ("2026-02-01", "1.00", "0.10")]);
        check(&loan, "2026-01-31", "0.10", "2.10");
        check(&loan, "2026-02-01", "0.20", "2.20");
    }

    #[test]
    fn a_settled_loan_costs_nothing() {
        let loan = ashas_loan();
        let today = day("2026-12-01");
        let receipt = loan.receive(positive(loan.payoff(today).amount), today).unwrap();
        let closed = loan.with_paid(receipt.paid);
        for later in ["2026-12-01", "2026-12-20", "2028-01-01"] {
            assert_eq!(closed.payoff(day(later)).amount, Paise::ZERO);
        }
    }
}
