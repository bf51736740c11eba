use serde_json::{Map, Value};

/// One field that a command changed, or set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) field: String,
    /// Where something else was recorded before.
    pub(super) before: Option<String>,
    pub(super) after: String,
}

/// What was recorded after a command, beside what was there before; what stayed is left out.
pub(super) fn changes(before: Option<&Value>, after: Option<&Value>) -> Vec<Change> {
    let none = Map::new();
    let before = before.and_then(Value::as_object).unwrap_or(&none);
    let after = after.and_then(Value::as_object).unwrap_or(&none);
    let set = after
        .iter()
        .filter(|(field, value)| !value.is_null() && before.get(*field) != Some(value))
        .map(|(field, value)| Change {
            field: field.clone(),
            before: before.get(field).filter(|value| !value.is_null()).map(words),
            after: words(value),
        });
    let gone = before
        .iter()
        .filter(|(field, value)| !value.is_null() && after.get(*field).is_none_or(Value::is_null));
    let gone = gone.map(|(field, value)| Change {
        field: field.clone(),
        before: Some(words(value)),
        after: "nothing".to_owned(),
    });
    set.chain(gone).collect()
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Null | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_stayed_is_left_out() {
        let of = |before: Value, after: Value| {
            changes(Some(&before), Some(&after))
                .into_iter()
                .map(|change| {
                    format!("{}: {} > {}", change.field, change.before.unwrap_or_default(), change.after)
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(
            of(
                json!({ "status": "APPLIED", "amount": "1.00" }),
                json!({ "status": "ACTIVE", "amount": "1.00" })
            ),
            ["status: APPLIED > ACTIVE"]
        );
        assert_eq!(
            of(Value::Null, json!({ "changed": ["pan", "name"], "is_active": true, "limit": null })),
            ["changed:  > pan, name", "is_active:  > yes"]
        );
        assert_eq!(of(json!({ "reason": "late" }), json!({})), ["reason: late > nothing"]);
        assert!(changes(None, None).is_empty());
    }
}
