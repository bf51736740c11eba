//! What clients send about payments.

use crate::{
    body::Raw,
    explain::{Explanation, Kind},
    gateway::Way,
    money::PositivePaise,
};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

/// As text. What a merchant keeps with a payment is for its own use, and comes back with every answer.
const METADATA_BYTES_MAX: usize = 8 * 1024;
pub const DESCRIPTION_CHARACTERS_MAX: usize = 255;
pub const REASON_CHARACTERS_MAX: usize = 500;

/// `POST /payments`
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["amount", "currency"], "examples" = [{"amount": "1000.00", "currency": "INR", "description": "Order 1", "method": "upi", "return_url": "https://shop.example.com/thanks", "customer": {"name": "Asha Rao", "email": "asha@example.in"}, "metadata": {"order": 1}}])))]
pub struct PaymentBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Rupees"))]
    pub amount: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Inr"))]
    pub currency: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::MaybeDescription"))]
    pub description: Raw,
    #[serde(default)]
    pub customer: Option<CustomerBody>,
    /// `upi` or `card`.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::gateway::Way"))]
    pub method: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Address"))]
    pub return_url: Raw,
    #[cfg_attr(feature = "schema", schemars(with = "Option<serde_json::Map<String, Value>>"))]
    #[serde(default)]
    pub metadata: Option<Value>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomerBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::MaybeName"))]
    pub name: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Email"))]
    pub email: Raw,
}

/// `POST /payments/{id}/refund`: everything may be left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("examples" = [{"amount": "250.00", "reason": "One of two came back"}])))]
pub struct RefundBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Rupees"))]
    pub amount: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::MaybeReason"))]
    pub reason: Raw,
}

impl RefundBody {
    /// `None`: all that is left.
    pub fn read(&self) -> Result<(Option<PositivePaise>, Option<String>), Explanation> {
        let amount = if self.amount.is_missing() { None } else { Some(self.amount.amount("amount")?) };
        Ok((amount, self.reason.optional_text("reason", REASON_CHARACTERS_MAX)?))
    }
}

/// `POST /refunds`
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["transaction_id", "amount", "reason"], "examples" = [{"transaction_id": "019ac0de-0000-7000-8000-000000000001", "amount": "450.00", "reason": "One side is silent"}])))]
pub struct RequestRefundBody {
    /// A payment, or the plan that paid it.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::AnId"))]
    pub transaction_id: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Rupees"))]
    pub amount: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Reason"))]
    pub reason: Raw,
}

impl RequestRefundBody {
    pub fn read(&self) -> Result<(Uuid, PositivePaise, String), Explanation> {
        let transaction = self.transaction_id.id("transaction_id")?;
        let amount = self.amount.amount("amount")?;
        Ok((transaction, amount, self.reason.text("reason", REASON_CHARACTERS_MAX)?))
    }
}

/// `POST /refunds/{id}/reject`: the reason may be left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("examples" = [{"reason": "It was worn"}])))]
pub struct DecideRefundBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::MaybeReason"))]
    pub reason: Raw,
}

impl DecideRefundBody {
    pub fn read(&self) -> Result<Option<String>, Explanation> {
        self.reason.optional_text("reason", REASON_CHARACTERS_MAX)
    }
}

/// `INR` and nothing else, in these letters.
pub fn currency(raw: &Raw) -> Result<(), Explanation> {
    match raw.text("currency", 16)?.as_str() {
        "INR" => Ok(()),
        _ => {
            let sentence = "Only INR is taken.";
            Err(Explanation::new(Kind::Invalid, "unsupported_currency", sentence).field("currency", sentence))
        }
    }
}

pub fn way(raw: &Raw) -> Result<Option<Way>, Explanation> {
    let Some(text) = raw.optional_text("method", 16)? else { return Ok(None) };
    let known = Way::parse(&text);
    known.map(Some).ok_or_else(|| Explanation::validation("method", "This must be upi or card."))
}

/// An object, not too large, that PostgreSQL can keep.
pub fn metadata(sent: Option<&Value>) -> Result<Value, Explanation> {
    let wrong = |sentence: &str| Err(Explanation::validation("metadata", sentence));
    let value = match sent {
        None | Some(Value::Null) => return Ok(Value::Object(serde_json::Map::new())),
        Some(value @ Value::Object(_)) => value,
        Some(_) => return wrong("This must be an object."),
    };
    if value.to_string().len() > METADATA_BYTES_MAX {
        return wrong("This may have at most 8 kB.");
    }
    if has_nul(value) { wrong("This has characters that cannot be stored.") } else { Ok(value.clone()) }
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rupees_are_the_only_currency() {
        assert!(currency(&"INR".into()).is_ok());
        for (sent, code) in [
            (Raw::from("USD"), "unsupported_currency"),
            (Raw::from("inr"), "unsupported_currency"),
            (Raw::Missing, "validation_error"),
            (Raw::Number("356".to_owned()), "validation_error"),
        ] {
            assert_eq!(currency(&sent).unwrap_err().code, code, "{sent:?}");
        }
    }

    #[test]
    fn metadata_is_a_small_object() {
        for good in
            [None, Some(Value::Null), Some(json!({})), Some(json!({ "order": 7, "a": { "b": [null] } }))]
        {
            assert!(metadata(good.as_ref()).is_ok(), "{good:?}");
        }
        let large = json!({ "text": "x".repeat(100_000) });
        for bad in
            [json!([]), json!("text"), json!(7), large, json!({ "a": "\0" }), json!({ "a": { "\0": 1 } })]
        {
            assert_eq!(metadata(Some(&bad)).unwrap_err().code, "validation_error");
        }
    }

    #[test]
    fn a_refund_may_say_nothing() {
        assert_eq!(RefundBody::default().read(), Ok((None, None)));
        let amount = |raw| RefundBody { amount: raw, reason: Raw::Missing }.read();
        assert!(amount("0.29".into()).unwrap().0.is_some());
        assert_eq!(amount("0".into()).unwrap_err().code, "invalid_amount");
    }
}
