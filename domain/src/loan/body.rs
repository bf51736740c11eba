//! Untrusted loan requests and how they are read.

use super::{
    apr::apr,
    eligibility::NotEligible,
    schedule::schedule,
    terms::{Limits, Terms, TermsProblem},
    view::{CalculationView, Purpose},
};
use crate::{
    body::Raw,
    explain::{Explain, Explanation, Kind},
    money::{PositivePaise, Rate},
};
use chrono::NaiveDate;
use serde::Deserialize;

/// `POST /loans/calculate-emi` and `POST /loans/apply`.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["principal_amount", "tenure_months"], "examples" = [{"principal_amount": "50000.00", "tenure_months": 12, "interest_rate": "12.00"}])))]
pub struct ApplyBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Rupees"))]
    pub principal_amount: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Tenure"))]
    pub tenure_months: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::PercentAYear"))]
    pub interest_rate: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::loan::view::Purpose"))]
    pub purpose: Raw,
}

/// `POST /loans/admin/approve`.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["loan_id", "approved"], "examples" = [{"loan_id": "019ac0de-0000-7000-8000-000000000001", "approved": true}])))]
pub struct DecideBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::AnId"))]
    pub loan_id: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Flag"))]
    pub approved: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::MaybeReason"))]
    pub rejection_reason: Raw,
}

/// `POST /repayments/make-payment`.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["loan_id", "amount"], "examples" = [{"loan_id": "019ac0de-0000-7000-8000-000000000001", "amount": "4442.44", "idempotency_key": "march"}])))]
pub struct RepayBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::AnId"))]
    pub loan_id: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Rupees"))]
    pub amount: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::AKey"))]
    pub idempotency_key: Raw,
}

/// What was asked for, readable though perhaps beyond the limits.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub principal: PositivePaise,
    /// Whole months; beyond what any loan runs if it was.
    pub tenure_months: i64,
    /// `None`: the product's own. `Some(Err)`: a number that no product offers.
    pub rate: Option<Result<Rate, ()>>,
    pub purpose: Purpose,
}

impl ApplyBody {
    /// What cannot be read at all is refused here; what is out of range is judged by [`Asked::terms`].
    pub fn read(&self) -> Result<Asked, Explanation> {
        let principal = self.principal_amount.amount("principal_amount")?;
        let tenure_months = self.tenure_months.whole("tenure_months")?;
        let rate = self.interest_rate.rate("interest_rate")?.map(|read| read.map_err(|_| ()));
        let purpose = match self.purpose.optional_text("purpose", 30)? {
            None => Purpose::default(),
            Some(text) => Purpose::parse(&text).ok_or_else(|| {
                Explanation::validation("purpose", "Choose one of the purposes that are listed.")
            })?,
        };
        Ok(Asked { principal, tenure_months, rate, purpose })
    }

    /// What a loan on these terms costs, paid out on that date. The same arithmetic that books it; runs in
    /// the browser as well as here.
    pub fn calculate(&self, limits: &Limits, paid_out_on: NaiveDate) -> Result<CalculationView, Explanation> {
        let terms = self.read()?.terms(limits).map_err(|problems| out_of_range(&problems))?;
        calculation(&terms, paid_out_on).map_err(|why| why.explain())
    }
}

/// What a loan on these terms costs. There are no fees, so that all of the principal reaches the borrower.
pub fn calculation(
    terms: &Terms,
    paid_out_on: NaiveDate,
) -> Result<CalculationView, super::schedule::ScheduleError> {
    let schedule = schedule(terms, paid_out_on)?;
    // Of a loan of a few paise rounding is most of the cost, and no rate describes it: then the agreed one.
    let apr = apr(terms.principal.get(), &schedule).unwrap_or(terms.annual_rate);
    Ok(CalculationView::of(schedule, apr))
}

impl Asked {
    pub fn terms(&self, limits: &Limits) -> Result<Terms, Vec<TermsProblem>> {
        let tenure_months = u16::try_from(self.tenure_months).unwrap_or(0);
        let annual_rate = match self.rate {
            None => limits.default_rate,
            Some(Ok(rate)) => rate,
            Some(Err(())) => Rate::from_hundredths(0),
        };
        let terms = Terms { principal: self.principal, tenure_months, annual_rate };
        let mut problems = limits.problems(&terms);
        if matches!(self.rate, Some(Err(()))) {
            problems.push(limits.rate_problem());
        }
        if problems.is_empty() { Ok(terms) } else { Err(problems) }
    }
}

/// The calculator's refusal: each problem at its field.
fn out_of_range(problems: &[TermsProblem]) -> Explanation {
    let sentences: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let told = Explanation::new(Kind::Invalid, "validation_error", sentences.join(" "));
    problems.iter().fold(told, |told, problem| told.field(problem.field(), problem.to_string()))
}

/// The application's refusal: the same problems as reasons.
pub fn not_eligible(problems: &[TermsProblem]) -> Explanation {
    let told = NotEligible::from(problems).explain();
    problems.iter().fold(told, |told, problem| told.field(problem.field(), problem.to_string()))
}
