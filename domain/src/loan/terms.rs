//! What is asked for, and how far a product lets it go.

use crate::money::{Paise, PositivePaise, Rate};
use serde::{Deserialize, Serialize};

/// So much, for so long, at so much a year. Readable, but not yet within any limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub principal: PositivePaise,
    pub tenure_months: u16,
    pub annual_rate: Rate,
}

/// The settings of a loan product, as its row in the database holds them. All bounds are included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub max_principal: Paise,
    pub min_tenure: u16,
    pub max_tenure: u16,
    pub max_rate: Rate,
    /// Loans of one person that may be open at once; an application counts.
    pub max_open_loans: u16,
    /// What an application without a rate of its own gets.
    pub default_rate: Rate,
    /// Above this principal two admins approve. Off if `None`.
    pub maker_checker_above: Option<Paise>,
}

/// A term outside the limits. The sentence is for the applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsProblem {
    #[error("The loan amount can be at most {}.", max.show())]
    PrincipalAbove { max: Paise },
    #[error("The loan can run for {min} to {max} months.")]
    TenureOutside { min: u16, max: u16 },
    #[error("The interest rate must be between 0 and {} a year.", max.show())]
    RateOutside { max: Rate },
}

impl Default for Limits {
    /// What the product starts with: ₹5,00,000; 1–60 months; 0–50 %; two open loans; 12 %.
    fn default() -> Self {
        Limits {
            max_principal: Paise::new(50_000_000),
            min_tenure: 1,
            max_tenure: 60,
            max_rate: Rate::from_hundredths(5_000),
            max_open_loans: 2,
            default_rate: Rate::from_hundredths(1_200),
            maker_checker_above: None,
        }
    }
}

impl Limits {
    /// Everything that is wrong with the terms, in the order of the form; nothing if they are fine.
    pub fn problems(&self, terms: &Terms) -> Vec<TermsProblem> {
        let principal = terms.principal.get() > self.max_principal;
        let tenure = !(self.min_tenure..=self.max_tenure).contains(&terms.tenure_months);
        let rate = terms.annual_rate > self.max_rate;
        [
            principal.then_some(self.principal_problem()),
            tenure.then_some(self.tenure_problem()),
            rate.then_some(self.rate_problem()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// For an amount that is a number, but too large for [`PositivePaise`] to hold.
    pub const fn principal_problem(&self) -> TermsProblem {
        TermsProblem::PrincipalAbove { max: self.max_principal }
    }

    /// For a tenure that is a number, but not one that [`Terms`] can hold: −1, 70000.
    pub const fn tenure_problem(&self) -> TermsProblem {
        TermsProblem::TenureOutside { min: self.min_tenure, max: self.max_tenure }
    }

    /// For a rate that is a number, but not one that [`Rate`] can hold: −1, 10^40.
    pub const fn rate_problem(&self) -> TermsProblem {
        TermsProblem::RateOutside { max: self.max_rate }
    }

    /// Whether a second admin has to approve.
    pub fn needs_second_approval(&self, principal: Paise) -> bool {
        self.maker_checker_above.is_some_and(|limit| principal > limit)
    }
}

impl TermsProblem {
    /// The field of the request that it is about.
    pub const fn field(&self) -> &'static str {
        match self {
            TermsProblem::PrincipalAbove { .. } => "principal_amount",
            TermsProblem::TenureOutside { .. } => "tenure_months",
            TermsProblem::RateOutside { .. } => "interest_rate",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(principal: &str, tenure_months: u16, rate: &str, wrong: &[&str]) {
        let terms = Terms {
            principal: PositivePaise::parse_amount(principal).unwrap(),
            tenure_months,
            annual_rate: Rate::parse(rate).unwrap(),
        };
        let fields: Vec<_> = Limits::default().problems(&terms).iter().map(TermsProblem::field).collect();
        assert_eq!(fields, wrong, "{principal} {tenure_months} {rate}");
    }

    #[test]
    fn the_limits_themselves_are_allowed() {
        check("500000.00", 60, "50", &[]);
        check("0.01", 1, "0", &[]);
        check("500000.01", 60, "50", &["principal_amount"]);
        check("500000", 61, "50", &["tenure_months"]);
        check("500000", 0, "50", &["tenure_months"]);
        check("500000", 60, "50.0001", &["interest_rate"]);
        check("9999999999999.99", 65_535, "100", &["principal_amount", "tenure_months", "interest_rate"]);
    }

    #[test]
    fn the_sentences() {
        let limits = Limits::default();
        assert_eq!(limits.principal_problem().to_string(), "The loan amount can be at most ₹5,00,000.00.");
        assert_eq!(limits.tenure_problem().to_string(), "The loan can run for 1 to 60 months.");
        assert_eq!(
            limits.rate_problem().to_string(),
            "The interest rate must be between 0 and 50.00 % a year."
        );
    }

    #[test]
    fn two_admins_only_above_the_setting() {
        let mut limits = Limits::default();
        assert!(!limits.needs_second_approval(limits.max_principal));
        limits.maker_checker_above = Some(Paise::new(100));
        assert!(!limits.needs_second_approval(Paise::new(100)));
        assert!(limits.needs_second_approval(Paise::new(101)));
    }
}
