//! Whether a person may have this loan: every rule with its answer, so that page and API can say why.

use super::terms::{Limits, Terms, TermsProblem};
use crate::{
    explain::{Explain, Explanation, Kind},
    money::Paise,
};
use serde::{Deserialize, Serialize};

/// What the rules need to know about the applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Loans that are applied for, approved or active, without the one being judged.
    pub open_loans: u16,
    /// Everything overdue, over loans and plans, with charges.
    pub overdue: Paise,
    pub person_active: bool,
}

/// One rule and how it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleAnswer {
    /// Stable.
    pub rule: String,
    pub passed: bool,
    /// Why, for the applicant and the admin.
    pub sentence: String,
}

/// At least one rule was broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("You cannot have this loan: {}", reasons.join(" "))]
pub struct NotEligible {
    pub reasons: Vec<String>,
}

/// All rules, always in this order.
pub fn answers(limits: &Limits, terms: &Terms, facts: &Facts) -> Vec<RuleAnswer> {
    let problems = limits.problems(terms);
    let within = |rule: &str, problem: TermsProblem| {
        let passed = !problems.contains(&problem);
        RuleAnswer { rule: rule.to_owned(), passed, sentence: problem.to_string() }
    };
    let answer = |rule: &str, passed: bool, good: &str, bad: String| RuleAnswer {
        rule: rule.to_owned(),
        passed,
        sentence: if passed { good.to_owned() } else { bad },
    };
    vec![
        within("amount_within_limit", limits.principal_problem()),
        within("tenure_within_limit", limits.tenure_problem()),
        within("rate_within_limit", limits.rate_problem()),
        answer(
            "open_loans_within_limit",
            facts.open_loans < limits.max_open_loans,
            "There is room for another loan.",
            format!(
                "At most {} loans can be open at once, and {} are.",
                limits.max_open_loans, facts.open_loans
            ),
        ),
        answer(
            "nothing_overdue",
            !facts.overdue.is_positive(),
            "Nothing is overdue.",
            format!("{} is overdue. Please pay it first.", facts.overdue.show()),
        ),
        answer(
            "account_active",
            facts.person_active,
            "The account is active.",
            "The account is not active.".to_owned(),
        ),
    ]
}

/// `Err` with the sentence of every rule that was broken.
pub fn require(answers: &[RuleAnswer]) -> Result<(), NotEligible> {
    let broken = answers.iter().filter(|answer| !answer.passed);
    let reasons: Vec<_> = broken.map(|answer| answer.sentence.clone()).collect();
    if reasons.is_empty() { Ok(()) } else { Err(NotEligible { reasons }) }
}

impl From<&[TermsProblem]> for NotEligible {
    fn from(problems: &[TermsProblem]) -> Self {
        NotEligible { reasons: problems.iter().map(TermsProblem::to_string).collect() }
    }
}

impl Explain for NotEligible {
    fn explain(&self) -> Explanation {
        Explanation::new(Kind::Invalid, "not_eligible", self.to_string())
            .with("reasons", self.reasons.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{PositivePaise, Rate};

    const GOOD: Facts = Facts { open_loans: 0, overdue: Paise::ZERO, person_active: true };

    fn terms(principal: &str, tenure_months: u16, rate: u32) -> Terms {
        let principal = PositivePaise::parse_amount(principal).unwrap();
        Terms { principal, tenure_months, annual_rate: Rate::from_hundredths(rate) }
    }

    #[track_caller]
    fn check(terms: Terms, facts: Facts, broken: &[&str]) {
        let answers = answers(&Limits::default(), &terms, &facts);
        let failed: Vec<_> = answers.iter().filter(|a| !a.passed).map(|a| a.rule.as_str()).collect();
        assert_eq!(failed, broken);
        assert_eq!(require(&answers).is_ok(), broken.is_empty());
        assert_eq!(answers.len(), 6, "every rule answers, also those that passed");
    }

    #[test]
    fn every_rule() {
        let fine = terms("500000", 60, 5_000);
        check(fine, GOOD, &[]);
        check(fine, Facts { open_loans: 1, ..GOOD }, &[]);
        check(fine, Facts { open_loans: 2, ..GOOD }, &["open_loans_within_limit"]);
        check(fine, Facts { open_loans: u16::MAX, ..GOOD }, &["open_loans_within_limit"]);
        check(fine, Facts { overdue: Paise::new(1), ..GOOD }, &["nothing_overdue"]);
        check(fine, Facts { person_active: false, ..GOOD }, &["account_active"]);
        check(terms("500000.01", 60, 5_000), GOOD, &["amount_within_limit"]);
        check(
            terms("500000.01", 0, 5_001),
            Facts { open_loans: 2, overdue: Paise::new(1), person_active: false },
            &[
                "amount_within_limit",
                "tenure_within_limit",
                "rate_within_limit",
                "open_loans_within_limit",
                "nothing_overdue",
                "account_active",
            ],
        );
    }

    #[test]
    fn the_refusal_lists_its_reasons() {
        let answers = answers(&Limits::default(), &terms("500000.01", 61, 0), &GOOD);
        let refusal = require(&answers).unwrap_err().explain();
        assert_eq!((refusal.kind, refusal.code.as_str()), (Kind::Invalid, "not_eligible"));
        assert_eq!(
            refusal.details["reasons"],
            serde_json::json!([
                "The loan amount can be at most ₹5,00,000.00.",
                "The loan can run for 1 to 60 months."
            ])
        );
    }
}
