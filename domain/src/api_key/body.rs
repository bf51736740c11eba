use super::{Scope, Scopes};
use crate::{body::Raw, explain::Explanation};
use serde::Deserialize;
use serde_json::Value;

const NAME_MOST: usize = 80;

/// `POST /api-keys`
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["name"], "examples" = [{"name": "Till at the counter", "scopes": ["payments", "read"]}])))]
pub struct ApiKeyBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::KeyName"))]
    pub name: Raw,
    /// A list of names; left out, what a shop's server needs and no more.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<super::Scope>>"))]
    #[serde(default)]
    pub scopes: Option<Value>,
}

/// One that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewApiKey {
    pub name: String,
    pub scopes: Scopes,
}

impl ApiKeyBody {
    pub fn read(&self) -> Result<NewApiKey, Explanation> {
        match (self.name.text("name", NAME_MOST), self.scopes()) {
            (Ok(name), Ok(scopes)) => Ok(NewApiKey { name, scopes }),
            (Err(name), Err(scopes)) => Err(name.and(scopes)),
            (Err(wrong), Ok(_)) | (Ok(_), Err(wrong)) => Err(wrong),
        }
    }

    fn scopes(&self) -> Result<Scopes, Explanation> {
        let names: Option<Vec<&str>> = match &self.scopes {
            None => Some(vec![Scope::Payments.as_str(), Scope::Read.as_str()]),
            Some(Value::Array(names)) => names.iter().map(Value::as_str).collect(),
            Some(_) => None,
        };
        names.as_deref().and_then(Scopes::parse).ok_or_else(|| {
            Explanation::validation(
                "scopes",
                "Say what it may be used for: payments, payouts, read, or some of these.",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(body: Value, expected: Result<&[Scope], &[&str]>) {
        let read = serde_json::from_value::<ApiKeyBody>(body.clone()).unwrap().read();
        match (read, expected) {
            (Ok(new), Ok(scopes)) => assert_eq!(new.scopes.iter().collect::<Vec<_>>(), scopes, "{body}"),
            (Err(wrong), Err(fields)) => {
                for field in fields {
                    assert!(wrong.about(field).is_some(), "{body}: {field}");
                }
            }
            (read, _) => panic!("{body}: {read:?}"),
        }
    }

    #[test]
    fn a_key_has_a_name_and_something_it_may_do() {
        check(json!({ "name": "Shop" }), Ok(&[Scope::Payments, Scope::Read]));
        check(json!({ "name": "Shop", "scopes": null }), Ok(&[Scope::Payments, Scope::Read]));
        check(json!({ "name": " Shop ", "scopes": ["payouts"] }), Ok(&[Scope::Payouts]));
        for scopes in
            [json!([]), json!("read"), json!(["admin"]), json!([1]), json!({}), json!(["read", null])]
        {
            check(json!({ "name": "Shop", "scopes": scopes }), Err(&["scopes"]));
        }
        check(json!({ "scopes": [] }), Err(&["name", "scopes"]));
        check(json!({ "name": "x".repeat(81) }), Err(&["name"]));
    }
}
