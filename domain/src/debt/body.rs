//! What clients send about debts.

use crate::{body::Raw, explain::Explanation, id::InstalmentId};
use serde::Deserialize;
use serde_json::Value;

/// A borrower has at most 2 loans of 60 instalments, and plans of 12.
const MOST: usize = 200;

/// `POST /debt/{user_id}`
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["installment_ids"], "examples" = [{"installment_ids": ["019ac0de-0000-7000-8000-000000000001"]}])))]
pub struct PayDebtBody {
    /// An array of ids.
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::InstalmentIds"))]
    #[serde(default)]
    pub installment_ids: Value,
}

impl PayDebtBody {
    /// Each once, in an order of their own, so that the same ones are the same request.
    pub fn read(&self) -> Result<Vec<InstalmentId>, Explanation> {
        let wrong = |sentence: &str| Explanation::validation("installment_ids", sentence);
        let Value::Array(sent) = &self.installment_ids else {
            return Err(wrong("This must be a list of ids of instalments."));
        };
        if sent.is_empty() || sent.len() > MOST {
            return Err(wrong("Say which instalments, at least one and at most 200."));
        }
        let id = |one: &Value| one.as_str()?.parse::<InstalmentId>().ok();
        let ids: Option<Vec<InstalmentId>> = sent.iter().map(id).collect();
        let mut ids = ids.ok_or_else(|| wrong("This must be a list of ids of instalments."))?;
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }
}

/// `POST /admin/debts/{id}/write-off`
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["reason"], "examples" = [{"reason": "Beyond recovery, all means tried"}])))]
pub struct WriteOffBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Reason"))]
    pub reason: Raw,
}

/// `POST /admin/day-end`
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DayEndBody {
    /// The last day to end; yesterday where it is left out.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Day"))]
    pub business_date: Raw,
}

/// `PUT /admin/penal-terms/{debt}`
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["flat", "annual_rate"], "examples" = [{"flat": "50.00", "annual_rate": "2.00"}])))]
pub struct PenalTermsBody {
    /// Rupees; `0` for none.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::RupeesOrNone"))]
    pub flat: Raw,
    /// Per cent a year.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::PercentAYear"))]
    pub annual_rate: Raw,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_are_a_list_and_each_counts_once() {
        let read = |value| PayDebtBody { installment_ids: value }.read();
        let (one, two) = ("019bd0e2-0000-7000-8000-000000000001", "019bd0e2-0000-7000-8000-000000000002");
        assert_eq!(read(json!([two, one, two])).unwrap().len(), 2);
        assert_eq!(read(json!([two, one])), read(json!([one, two])));
        let many = vec![one; 201];
        for bad in [json!(null), json!([]), json!(one), json!([1]), json!(["x"]), json!(many)] {
            assert_eq!(read(bad.clone()).unwrap_err().code, "validation_error", "{bad}");
        }
    }
}
