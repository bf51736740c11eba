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

use domain::explain::Explanation;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Flash {
    /// The server function that refused.
    pub path: String,
    pub refusal: Explanation,
    pub typed: BTreeMap<String, String>,
}

/// What the form of `path` was refused with, if this document is the answer to that.
///
/// A refusal in the address (`?__err=…`), which Leptos would show too, could be written by anybody.
pub(crate) fn refusal(path: &str) -> Option<Explanation> {
    of(path).map(|flash| flash.refusal)
}

/// What was typed into this field of the form of `path` before it was refused.
pub(crate) fn typed(path: &str, field: &str) -> Option<String> {
    of(path)?.typed.get(field).cloned()
}

fn of(path: &str) -> Option<Flash> {
    use_context::<Option<Flash>>().flatten().filter(|flash| flash.path == path)
}
