//! A refusal, as it crosses from server function to page.

use domain::explain::{Explain, Explanation, Kind};
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// The one error of every server function: the same words that the API says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UiError(pub Explanation);

impl<E: Explain> From<E> for UiError {
    fn from(refusal: E) -> Self {
        let explanation = refusal.explain();
        // The page or answer under way takes the status of what it could not do.
        #[cfg(feature = "ssr")]
        crate::door::answer_with(explanation.kind);
        UiError(explanation)
    }
}

impl UiError {
    /// We do not know whether it arrived. Forms that move money carry their key, so asking again is safe.
    pub(crate) fn no_answer() -> UiError {
        UiError(Explanation::new(
            Kind::Unavailable,
            "no_answer",
            "We got no answer. Check your connection and press again: pressing twice cannot pay twice.",
        ))
    }

    pub(crate) fn unreadable() -> UiError {
        UiError(Explanation::new(
            Kind::Invalid,
            "validation_error",
            "Something in this form could not be read. Reload the page and fill it in again.",
        ))
    }

    pub(crate) fn unreadable_answer() -> UiError {
        UiError(Explanation::new(
            Kind::Internal,
            "internal_error",
            "We could not read the answer. Reload the page to see where things stand.",
        ))
    }
}

impl FromServerFnError for UiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(failure: ServerFnErrorErr) -> Self {
        match failure {
            ServerFnErrorErr::Request(_) => UiError::no_answer(),
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Serialization(_) => UiError::unreadable(),
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Response(_) => UiError::unreadable_answer(),
        }
    }
}

impl std::fmt::Display for UiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
