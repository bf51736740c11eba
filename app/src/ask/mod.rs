//! How the pages ask the server functions.
//!
//! Leptos can do this too, with code of its own for each function. A phone has to load that code; what is here
//! is compiled once for all of them. While the server draws a page it calls the function itself.

#[cfg(not(feature = "ssr"))]
mod browser; // over HTTP

#[cfg(not(feature = "ssr"))]
pub(crate) use browser::change;

use crate::{error::UiError, wire::Wire};
#[cfg(feature = "ssr")]
use leptos::prelude::untrack;
use leptos::server_fn::ServerFn;
use serde::Serialize;
use std::{future::Future, pin::Pin};

/// The JSON of a view, or a refusal.
pub(crate) type Answer = Result<String, UiError>;
pub(crate) type Asking = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// A question as it stands in an address: what is compared to know whether it is another one.
pub(crate) fn written<Q: Serialize>(question: &Q) -> String {
    serde_qs::to_string(question).unwrap_or_default()
}

/// Asks a server function that reads.
pub(crate) fn read<Q, T>(question: &(impl Fn() -> Q + Send + Sync + 'static), query: String) -> Asking
where
    Q: ServerFn<Output = Wire<T>, Error = UiError> + Serialize + 'static,
    T: 'static,
{
    #[cfg(feature = "ssr")]
    {
        let _the_question_itself_is_here = query;
        let question = untrack(question);
        Box::pin(async move { question.run_body().await.map(Wire::into_json) })
    }
    #[cfg(not(feature = "ssr"))]
    {
        let _its_words_are_enough = question;
        browser::read(Q::PATH, query)
    }
}
