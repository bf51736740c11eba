//! What was typed survives a refusal.
//!
//! With JavaScript a form keeps its fields by itself. Without it, a refused form is answered with a redirect
//! back to the page, and the refusal and the fields (never a secret one) ride along in a cookie that lives for
//! a minute, is read once, and no script can see. They are not put in the address: it is logged, shared and
//! can be forged.

#[cfg(feature = "ssr")]
mod keep;
#[cfg(feature = "ssr")]
pub use keep::keep_what_was_typed;

use leptos::{prelude::*, server::ServerActionError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Flash {
    /// The server function that refused.
    pub path: String,
    /// Its refusal, as `ServerAction` reads it.
    pub refusal: String,
    pub typed: BTreeMap<String, String>,
}

/// Lets the forms inside see the refusal that came with this document, and no other: a refusal in the address
/// (`?__err=…`), which the router would offer them, could be written by anybody.
pub(crate) fn provide_refusal() {
    let flash = use_context::<Option<Flash>>().flatten().unwrap_or_default();
    provide_context(ServerActionError::new(&flash.path, &flash.refusal));
}

/// What was typed into this field of the form of `path` before it was refused.
pub(crate) fn typed(path: &str, field: &str) -> Option<String> {
    let flash = use_context::<Option<Flash>>().flatten()?;
    (flash.path == path).then(|| flash.typed.get(field).cloned()).flatten()
}
