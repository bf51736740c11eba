use super::{Paid, Parts, Position};
use crate::{
    explain::{Explain, Explanation, Kind},
    money::{Paise, PositivePaise},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What one payment does. Always `taken = principal + interest + penal`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub kind: ReceiptKind,
    /// What leaves the wallet. Less than was offered only if the payoff is less.
    pub taken: Paise,
    /// Never negative. Of a closing payment: all principal that was left.
    pub principal: Paise,
    /// Negative only when the loan closes and more interest was paid ahead than is earned: so much interest
    /// goes back from income to the borrower, by counting against principal and charges.
    pub interest: Paise,
    /// Never negative. Of a closing payment: all charges that were left.
    pub penal: Paise,
    pub closed: bool,
    pub new_outstanding: Paise,
    /// The loan's totals after it.
    pub paid: Paid,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ReceiptKind {
    Partial,
    /// It closes the loan.
    Full,
}

/// Why a payment is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("Only {} is outstanding on this loan.", outstanding.show())]
    ExceedsOutstanding { amount: Paise, outstanding: Paise },
}

impl Position {
    /// Decides over one payment. From the payoff up to the outstanding it closes the loan, and exactly the
    /// payoff is taken; less is spread by [`Position::allocate`]; more is refused.
    pub fn receive(&self, amount: PositivePaise, today: NaiveDate) -> Result<Receipt, Refused> {
        let amount = amount.get();
        let outstanding = self.outstanding();
        if amount > outstanding {
            return Err(Refused::ExceedsOutstanding { amount, outstanding });
        }
        let payoff = self.payoff(today);
        if amount >= payoff.amount {
            return Ok(self.receipt(ReceiptKind::Full, payoff.parts));
        }
        Ok(self.receipt(ReceiptKind::Partial, self.allocate(amount, today)))
    }

    /// Pays all that is left of the rows up to this number, and all charges: for whoever pays instalments and not an amount. It is
    /// for the caller to see that nothing overdue stays behind. Where that is the payoff or more, it closes the loan.
    pub fn receive_rows(&self, through: u16, today: NaiveDate) -> Receipt {
        let parts = self.left_through(through);
        let payoff = self.payoff(today);
        if parts.total() >= payoff.amount {
            return self.receipt(ReceiptKind::Full, payoff.parts);
        }
        self.receipt(ReceiptKind::Partial, parts)
    }

    fn receipt(&self, kind: ReceiptKind, parts: Parts) -> Receipt {
        let closed = kind == ReceiptKind::Full;
        Receipt {
            kind,
            taken: parts.total(),
            principal: parts.principal,
            interest: parts.interest,
            penal: parts.penal,
            closed,
            new_outstanding: if closed {
                Paise::ZERO
            } else {
                self.outstanding().saturating_sub(parts.total())
            },
            paid: self.paid.plus(parts),
        }
    }
}

impl ReceiptKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            ReceiptKind::Partial => "PARTIAL",
            ReceiptKind::Full => "FULL",
        }
    }

    pub fn parse(text: &str) -> Option<ReceiptKind> {
        [ReceiptKind::Partial, ReceiptKind::Full].into_iter().find(|kind| kind.as_str() == text)
    }
}

impl Explain for Refused {
    fn explain(&self) -> Explanation {
        match self {
            Refused::ExceedsOutstanding { amount, outstanding } => {
                Explanation::new(Kind::Invalid, "exceeds_outstanding", self.to_string())
                    .field("amount", self.to_string())
                    .with("outstanding_amount", outstanding.rupees())
                    .with("requested_amount", amount.rupees())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::support::*, *};
    use proptest::prelude::*;

    #[test]
    fn less_than_the_payoff_is_a_part() {
        let loan = ashas_loan();
        let receipt = loan.receive(positive(rupees("8884.88")), day("2026-12-20")).unwrap();
        assert_eq!(
            receipt,
            Receipt {
                kind: ReceiptKind::Partial,
                taken: rupees("8884.88"),
                principal: rupees("7884.88"),
                interest: rupees("1000.00"),
                penal: Paise::ZERO,
                closed: false,
                new_outstanding: rupees("97733.65"),
                paid: Paid { principal: rupees("7884.88"), interest: rupees("1000.00"), penal: Paise::ZERO },
            }
        );
    }

    #[test]
    fn whole_instalments_are_paid_with_all_charges() {
        let mut loan = ashas_loan();
        loan.penal_charged = rupees("50.00");
        let first = loan.receive_rows(1, day("2026-12-25"));
        assert_eq!((first.taken, first.kind), (rupees("8934.88"), ReceiptKind::Partial));
        assert_eq!(
            (first.interest, first.principal, first.penal),
            (rupees("1000.00"), rupees("7884.88"), rupees("50.00"))
        );
        let after = loan.clone().with_paid(first.paid);
        assert_eq!(after.settled_rows(), 1);
        assert_eq!(after.receive_rows(2, day("2026-12-25")).taken, rupees("8884.88"));
        let all = after.receive_rows(12, day("2026-12-25"));
        assert_eq!((all.kind, all.taken), (ReceiptKind::Full, after.payoff(day("2026-12-25")).amount));
    }

    #[track_caller]
    fn check_closes(
        loan: &Position,
        amount: &str,
        today: &str,
        taken: &str,
        principal: &str,
        interest: &str,
    ) {
        let receipt = loan.receive(positive(rupees(amount)), day(today)).unwrap();
        assert_eq!((receipt.kind, receipt.closed), (ReceiptKind::Full, true));
        assert_eq!(receipt.taken, rupees(taken));
        assert_eq!((receipt.principal, receipt.interest), (rupees(principal), rupees(interest)));
        assert_eq!(receipt.new_outstanding, Paise::ZERO);
        assert!(loan.clone().with_paid(receipt.paid).is_settled());
    }

    #[test]
    fn from_the_payoff_to_the_outstanding_it_closes_and_takes_the_payoff() {
        let loan = ashas_loan();
        for amount in ["100500.00", "100500.01", "103000.00", "106618.53"] {
            check_closes(&loan, amount, "2026-12-05", "100500.00", "100000.00", "500.00");
        }
        let receipt = loan.receive(positive(rupees("100499.99")), day("2026-12-05")).unwrap();
        assert_eq!((receipt.kind, receipt.new_outstanding), (ReceiptKind::Partial, rupees("6118.54")));
        check_closes(&loan, "106618.53", "2027-11-20", "106618.53", "100000.00", "6618.53");
    }

    #[test]
    fn closing_gives_back_interest_that_was_paid_ahead() {
        let mut loan = ashas_loan();
        loan.paid = loan.receive(positive(rupees("8884.88")), day("2026-11-20")).unwrap().paid;
        check_closes(&loan, "91115.12", "2026-11-20", "91115.12", "92115.12", "-1000.00");
    }

    #[test]
    fn closing_takes_nothing_where_nothing_is_owed() {
        let mut loan = written_out(
            "2026-01-01",
            &[("2026-02-01", "500.00", "300.00"), ("2026-03-01", "500.00", "300.00")],
        );
        loan.paid = Paid { principal: rupees("900.00"), interest: rupees("600.00"), penal: Paise::ZERO };
        check_closes(&loan, "0.01", "2026-01-01", "0.00", "100.00", "-100.00");
        check_closes(&loan, "100.00", "2026-01-01", "0.00", "100.00", "-100.00");
    }

    #[test]
    fn more_than_the_outstanding_is_refused() {
        let refused = ashas_loan().receive(positive(rupees("106618.54")), day("2026-12-05")).unwrap_err();
        let explanation = refused.explain();
        assert_eq!((explanation.kind, explanation.code.as_str()), (Kind::Invalid, "exceeds_outstanding"));
        assert_eq!(explanation.message, "Only ₹1,06,618.53 is outstanding on this loan.");
        assert_eq!(explanation.details["outstanding_amount"], "106618.53");
    }

    #[test]
    fn written_and_read_again_it_is_the_same() {
        for kind in [ReceiptKind::Partial, ReceiptKind::Full] {
            assert_eq!(ReceiptKind::parse(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// A whole life, paying now and then, closed at some time: what came in is what was lent, earned and
        /// charged, and on the way no figure is off by a paisa.
        #[test]
        fn what_is_collected_is_what_was_lent_earned_and_charged(mut loan in any_loan(), life in any_life()) {
            let mut today = loan.disbursed_on;
            let mut collected = Paise::ZERO;
            let mut closed = false;
            for step in life {
                today = step.later(today);
                if let Act::Charge(paise) = step.act {
                    loan.penal_charged = Paise::new(loan.penal_charged.get() + paise);
                }
                let (outstanding, payoff) = (loan.outstanding(), loan.payoff(today));
                prop_assert!(payoff.amount.is_positive(), "an active loan always costs something to close");
                prop_assert!(payoff.amount <= outstanding);
                prop_assert!(loan.overdue(today).total() <= loan.due_now(today).total());
                prop_assert!(loan.due_now(today).total() <= payoff.amount, "what is due is earned");
                prop_assert_eq!(payoff.interest_credited_back.get(), (-payoff.parts.interest.get()).max(0));
                let too_much = positive(Paise::new(outstanding.get() + 1));
                prop_assert!(loan.receive(too_much, today).is_err());

                let Some(amount) = step.amount(outstanding) else { continue };
                let receipt = loan.receive(amount, today).unwrap();
                let amount = amount.get();
                prop_assert_eq!(
                    receipt.taken.get(),
                    receipt.principal.get() + receipt.interest.get() + receipt.penal.get()
                );
                prop_assert!(!receipt.principal.is_negative() && !receipt.penal.is_negative());
                loan.paid = receipt.paid;
                collected = Paise::new(collected.get() + receipt.taken.get());
                prop_assert_eq!(loan.paid.total(), collected);
                prop_assert_eq!(loan.outstanding(), receipt.new_outstanding);
                prop_assert_eq!(loan.is_settled(), receipt.closed);
                if receipt.closed {
                    prop_assert!(amount >= payoff.amount);
                    prop_assert_eq!(receipt.taken, payoff.amount);
                    closed = true;
                    break;
                }
                prop_assert!(amount < payoff.amount);
                prop_assert_eq!(receipt.taken, amount);
                prop_assert!(!receipt.interest.is_negative());
                prop_assert_eq!(receipt.new_outstanding.get(), outstanding.get() - amount.get());
                prop_assert_eq!(loan.payoff(today).amount.get(), payoff.amount.get() - amount.get());
                let tomorrow = today.succ_opt().unwrap();
                prop_assert!(loan.payoff(tomorrow).amount >= loan.payoff(today).amount, "waiting never makes it cheaper");
            }
            if !closed {
                // Whatever the life was, offering all that is outstanding closes the loan.
                let receipt = loan.receive(positive(loan.outstanding()), today).unwrap();
                prop_assert!(receipt.closed);
                loan.paid = receipt.paid;
                collected = Paise::new(collected.get() + receipt.taken.get());
            }
            let lent_earned_charged = loan.principal_lent.get() + loan.interest_earned(today).get() + loan.penal_charged.get();
            prop_assert_eq!(collected.get(), lent_earned_charged);
            prop_assert!(loan.is_settled());
            prop_assert!(loan.row_states(today).iter().all(|row| row.status == super::super::RowStatus::Paid));
            prop_assert!(loan.receive(positive(Paise::new(1)), today).is_err());
        }
    }
}
