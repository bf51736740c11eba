use super::server::Ground;
use domain::{
    body::Raw,
    explain::Explanation,
    loan::{body::ApplyBody, terms::Limits, view::CalculationView},
    money::{Paise, PositivePaise},
};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// What is asked for, as it is typed.
#[derive(Clone, Copy)]
pub(crate) struct Wish {
    pub amount: RwSignal<String>,
    pub months: RwSignal<String>,
    pub rate: RwSignal<String>,
}

/// What it costs, or what is wrong with it.
pub(crate) type Cost = Memo<Result<CalculationView, Explanation>>;

impl Wish {
    pub(crate) fn new(amount: String, months: String, rate: String) -> Wish {
        Wish { amount: RwSignal::new(amount), months: RwSignal::new(months), rate: RwSignal::new(rate) }
    }

    /// As the address has it (`?amount=…&months=…&rate=…`), else a middling loan.
    pub(crate) fn of_query(query: &ParamsMap, limits: &Limits) -> Wish {
        let or = |name: &str, default: String| query.get(name).unwrap_or(default);
        let middling = MIDDLING.min(limits.max_principal);
        Wish::new(
            or("amount", without_paise(middling)),
            or("months", limits.max_tenure.min(12).to_string()),
            or("rate", limits.default_rate.to_string()),
        )
    }

    pub(crate) fn query(&self) -> String {
        let mut query = ParamsMap::new();
        query.insert("amount", self.amount.get());
        query.insert("months", self.months.get());
        query.insert("rate", self.rate.get());
        query.to_query_string()
    }

    pub(crate) fn cost(self, ground: Ground) -> Cost {
        Memo::new(move |_| self.body().calculate(&ground.limits, ground.today))
    }

    fn body(&self) -> ApplyBody {
        ApplyBody {
            principal_amount: self.amount.with(|text| typed_amount(text)),
            tenure_months: self.months.with(|text| Raw::typed(text)),
            interest_rate: self.rate.with(|text| Raw::typed(text)),
            purpose: Raw::Missing,
        }
    }

    /// The amount, if it can be read.
    pub(crate) fn principal(&self) -> Option<Paise> {
        self.amount.with(|text| PositivePaise::parse_typed(text).ok()).map(Paise::from)
    }

    /// For the slider, which counts whole rupees.
    pub(crate) fn rupees(&self) -> Option<i64> {
        self.principal().map(|paise| paise.get() / 100)
    }
}

const MIDDLING: Paise = Paise::new(10_000_000);

/// An amount as a person types it, for a request body, which knows no commas.
pub(crate) fn typed_amount(text: &str) -> Raw {
    match PositivePaise::parse_typed(text) {
        Ok(amount) => Raw::Text(Paise::from(amount).rupees()),
        Err(_) => Raw::typed(text),
    }
}

/// `1,00,000`: as it stands in a field that a slider moves.
pub(crate) fn without_paise(amount: Paise) -> String {
    let shown = amount.show();
    shown.trim_start_matches('₹').trim_end_matches(".00").to_owned()
}
