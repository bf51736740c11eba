//! What the server knows of the visitor when a page is first loaded.
//!
//! It is told once, with the document, and stays true: signing in and out load a new document.

use crate::{flash::Flash, theme::Theme};
use domain::actor::Role;
use leptos::{prelude::*, server::SharedValue};
use serde::{Deserialize, Serialize};

/// The person who is signed in, as far as a frame around the pages needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Who {
    pub name: String,
    pub email: String,
    pub role: Role,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct FirstLoad {
    who: Option<Who>,
    theme: Theme,
    flash: Option<Flash>,
}

pub(crate) fn provide() {
    let first = SharedValue::new(read).into_inner();
    provide_context(first.who);
    provide_context(RwSignal::new(first.theme));
    provide_context(first.flash);
}

/// Who is signed in, if anybody is.
pub(crate) fn use_who() -> Option<Who> {
    use_context::<Option<Who>>().flatten()
}

#[cfg(feature = "ssr")]
fn read() -> FirstLoad {
    use crate::door;
    let visitor = door::visitor();
    let who = visitor.actor.map(|actor| Who {
        name: visitor.name.unwrap_or_default(),
        email: visitor.email.unwrap_or_default(),
        role: actor.role,
    });
    FirstLoad { who, theme: Theme::remembered(), flash: Flash::take() }
}

// Only reached where the browser renders without a document from the server, which does not happen.
#[cfg(not(feature = "ssr"))]
fn read() -> FirstLoad {
    FirstLoad::default()
}

impl Who {
    /// Where their work begins.
    pub(crate) fn home(&self) -> &'static str {
        home_of(self.role)
    }

    pub(crate) fn role_words(&self) -> &'static str {
        match self.role {
            Role::User => "Borrower",
            Role::Merchant => "Merchant",
            Role::Admin => "Admin",
        }
    }

    /// Two letters for the round picture.
    pub(crate) fn initials(&self) -> String {
        let letters = |name: &str| -> String {
            name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect()
        };
        let initials = letters(&self.name);
        if initials.is_empty() { letters(&self.email) } else { initials }.to_ascii_uppercase()
    }
}

pub(crate) const fn home_of(role: Role) -> &'static str {
    match role {
        Role::User => "/dashboard",
        Role::Merchant => "/merchant",
        Role::Admin => "/admin",
    }
}
