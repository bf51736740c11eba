use super::{Parts, Position};
use crate::money::Paise;
use chrono::NaiveDate;

/// Which part of a payment goes where. Adds up to the payment, unless that was more than is outstanding.
pub type Allocation = Parts;

impl Position {
    /// Spreads a payment in the Reserve Bank's order: over everything that is due first all penal charges, then
    /// all interest, then all principal, each oldest first; what is left pays coming instalments in order,
    /// interest before principal within each.
    pub fn allocate(&self, amount: Paise, today: NaiveDate) -> Allocation {
        let mut purse = Purse(amount.or_zero());
        let due = self.due_now(today);
        // Struct fields are evaluated in the order they are written: that order is the rule.
        let mut allocation = Parts {
            penal: purse.pay(due.penal),
            interest: purse.pay(due.interest),
            principal: purse.pay(due.principal),
        };
        for coming in self.filled().filter(|filled| filled.row.due_date > today) {
            allocation.interest = allocation.interest.saturating_add(purse.pay(coming.left.interest));
            allocation.principal = allocation.principal.saturating_add(purse.pay(coming.left.principal));
        }
        allocation
    }
}

/// What has not been given out yet.
struct Purse(Paise);

impl Purse {
    fn pay(&mut self, owed: Paise) -> Paise {
        let paid = self.0.min(owed);
        self.0 = self.0.saturating_sub(paid);
        paid
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Due, support::*},
        *,
    };
    use proptest::prelude::*;

    #[track_caller]
    fn check(loan: &Position, amount: &str, today: &str, penal: &str, interest: &str, principal: &str) {
        let got = loan.allocate(rupees(amount), day(today));
        let want = Parts { penal: rupees(penal), interest: rupees(interest), principal: rupees(principal) };
        assert_eq!(got, want, "{amount} on {today}");
    }

    #[test]
    fn over_what_is_due_all_charges_then_all_interest_then_all_principal() {
        let mut loan = written_out(
            "2026-01-01",
            &[
                ("2026-02-01", "200.00", "20.00"),
                ("2026-03-01", "200.00", "20.00"),
                ("2026-04-01", "200.00", "20.00"),
            ],
        );
        let both_due = "2026-03-01";
        check(&loan, "40", both_due, "0", "40", "0"); // the Reserve Bank's example
        check(&loan, "39.99", both_due, "0", "39.99", "0");
        check(&loan, "240", both_due, "0", "40", "200");
        check(&loan, "440", both_due, "0", "40", "400");
        check(&loan, "450", both_due, "0", "50", "400");
        check(&loan, "470", both_due, "0", "60", "410");
        loan.penal_charged = rupees("30.00");
        check(&loan, "40", both_due, "30", "10", "0");
        check(&loan, "29", both_due, "29", "0", "0");
        loan.paid.penal = rupees("29.00");
        check(&loan, "41", both_due, "1", "40", "0");
    }

    #[test]
    fn what_is_left_pays_coming_rows_one_after_the_other() {
        let loan = written_out(
            "2026-01-01",
            &[
                ("2026-02-01", "200.00", "20.00"),
                ("2026-03-01", "200.00", "20.00"),
                ("2026-04-01", "200.00", "20.00"),
            ],
        );
        let nothing_due = "2026-01-31";
        check(&loan, "10", nothing_due, "0", "10", "0");
        check(&loan, "100", nothing_due, "0", "20", "80");
        check(&loan, "230", nothing_due, "0", "30", "200");
        check(&loan, "250", nothing_due, "0", "40", "210");
        check(&loan, "660", nothing_due, "0", "60", "600");
        check(&loan, "700", nothing_due, "0", "60", "600"); // no more than there is
        check(&loan, "-5", nothing_due, "0", "0", "0");
    }

    /// The rule taken literally: every row knows what was paid of it.
    struct Literal {
        rows: Vec<(Due, Paise, Paise)>, // with principal and interest paid
        penal_left: Paise,
    }

    impl Literal {
        fn pay(&mut self, amount: Paise, today: NaiveDate) {
            let mut left = amount.get();
            let mut fill = |paid: &mut Paise, owed: Paise| {
                let part = left.min(owed.get() - paid.get());
                left -= part;
                *paid = Paise::new(paid.get() + part);
            };
            let mut penal_paid = Paise::ZERO;
            fill(&mut penal_paid, self.penal_left);
            self.penal_left = self.penal_left.checked_sub(penal_paid).unwrap();
            for (row, _, interest) in self.rows.iter_mut().filter(|(row, ..)| row.due_date <= today) {
                fill(interest, row.interest);
            }
            for (row, principal, _) in self.rows.iter_mut().filter(|(row, ..)| row.due_date <= today) {
                fill(principal, row.principal);
            }
            for (row, principal, interest) in self.rows.iter_mut().filter(|(row, ..)| row.due_date > today) {
                fill(interest, row.interest);
                fill(principal, row.principal);
            }
            assert_eq!(left, 0, "all of it went somewhere");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// Three totals say as much as a paid amount in every row and of every kind, whatever is paid when.
        #[test]
        fn totals_tell_what_every_row_would_know(mut loan in any_loan(), life in any_life(), backwards: bool) {
            let mut literal = Literal {
                rows: loan.rows.iter().map(|row| (*row, Paise::ZERO, Paise::ZERO)).collect(),
                penal_left: Paise::ZERO,
            };
            let mut today = loan.disbursed_on;
            let steps = life.len();
            for (index, step) in life.into_iter().enumerate() {
                // Even with a clock that jumps back to the start, as only a test's can.
                today = if backwards && index == steps / 2 { loan.disbursed_on } else { step.later(today) };
                if let Act::Charge(paise) = step.act {
                    loan.penal_charged = Paise::new(loan.penal_charged.get() + paise);
                    literal.penal_left = Paise::new(literal.penal_left.get() + paise);
                }
                let Some(amount) = step.amount(loan.outstanding()) else { continue };
                let allocation = loan.allocate(amount.get(), today);
                prop_assert_eq!(allocation.total(), amount.get());
                literal.pay(amount.get(), today);
                loan.paid = loan.paid.plus(allocation);

                prop_assert_eq!(loan.left().penal, literal.penal_left);
                let told: Vec<_> =
                    loan.row_states(today).iter().map(|row| (row.number, row.principal_paid, row.interest_paid)).collect();
                let known: Vec<_> =
                    literal.rows.iter().map(|(row, principal, interest)| (row.number, *principal, *interest)).collect();
                prop_assert_eq!(told, known);
            }
            // To the last paisa: then nothing is left in any row, which is why no principal means no interest.
            let rest = loan.outstanding();
            loan.paid = loan.paid.plus(loan.allocate(rest, today));
            literal.pay(rest, today);
            prop_assert!(loan.is_settled());
            for (row, principal, interest) in &literal.rows {
                prop_assert_eq!((*principal, *interest), (row.principal, row.interest));
            }
        }
    }
}
