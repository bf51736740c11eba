//! How a refusal is told to the outside: once, in words for a person and a code for a program.
//!
//! The domain chooses the [`Kind`]; only the server turns it into an HTTP status.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What sort of refusal it is. One kind per HTTP status of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// 400: what was sent cannot be accepted.
    Invalid,
    /// 401: we do not know who is asking.
    NotAuthenticated,
    /// 403: we know, and this is not theirs to do.
    Forbidden,
    /// 404: it does not exist, or it is somebody else's; the answer does not tell which.
    NotFound,
    /// 409: it exists, but not in a state that allows this.
    Conflict,
    /// 429: too often.
    TooMany,
    /// 500: ours to mend.
    Internal,
    /// 503: try again in a moment.
    Unavailable,
}

/// The outside face of a failure: what a person or a program may be told.
///
/// Nothing private belongs in it: without JavaScript it travels in a URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    pub kind: Kind,
    /// Stable; part of the contract.
    pub code: String,
    /// A sentence for the person.
    pub message: String,
    /// Fields of its own in the error body, such as `available_paise` or `fields`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub details: Map<String, Value>,
}

/// Every refusal of the domain can be told to the outside.
pub trait Explain {
    fn explain(&self) -> Explanation;
}

impl Explanation {
    pub fn new(kind: Kind, code: &str, message: impl Into<String>) -> Self {
        Explanation { kind, code: code.to_owned(), message: message.into(), details: Map::new() }
    }

    /// Adds a field of the error's own.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// Says which field of the form the sentence is about. May be called once for each field.
    #[must_use]
    pub fn field(mut self, name: &str, sentence: impl Into<String>) -> Self {
        let fields = self.details.entry("fields").or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(fields) = fields {
            fields.insert(name.to_owned(), Value::String(sentence.into()));
        }
        self
    }

    /// Takes over what another says about its fields, so that a form hears everything at once.
    #[must_use]
    pub fn and(mut self, other: Explanation) -> Self {
        if let Some(Value::Object(fields)) = other.details.get("fields") {
            for (name, sentence) in fields {
                self = self.field(name, sentence.as_str().unwrap_or_default());
            }
        }
        self
    }

    /// The sentence about one field, if there is one.
    pub fn about(&self, field: &str) -> Option<&str> {
        self.details.get("fields")?.get(field)?.as_str()
    }

    pub fn validation(field: &str, sentence: &str) -> Self {
        Explanation::new(Kind::Invalid, "validation_error", sentence).field(field, sentence)
    }

    pub fn not_authenticated() -> Self {
        Explanation::new(Kind::NotAuthenticated, "not_authenticated", "Please sign in to continue.")
    }

    pub fn not_authorized() -> Self {
        Explanation::new(Kind::Forbidden, "not_authorized", "Your account is not allowed to do this.")
    }

    pub fn not_found() -> Self {
        Explanation::new(Kind::NotFound, "not_found", "There is nothing here under this address or id.")
    }

    pub fn internal() -> Self {
        Explanation::new(
            Kind::Internal,
            "internal_error",
            "Something went wrong on our side. Nothing was half done; please try again.",
        )
    }

    pub fn unavailable() -> Self {
        Explanation::new(
            Kind::Unavailable,
            "unavailable",
            "We cannot do this at the moment. Please try again shortly.",
        )
        .with("retry_after", 1)
    }
}

impl Explain for Explanation {
    fn explain(&self) -> Explanation {
        self.clone()
    }
}

impl std::fmt::Display for Explanation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Explanation {}
