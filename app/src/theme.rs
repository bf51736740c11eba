//! Light, dark, or as the system has it. The choice is a cookie, so the server draws the right one at once.

use crate::error::UiError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
const COOKIE: &str = "kist_theme";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub(crate) const fn words(self) -> &'static str {
        match self {
            Theme::System => "System",
            Theme::Light => "Light",
            Theme::Dark => "Dark",
        }
    }

    /// The value of `data-theme`; without one the system decides.
    pub(crate) const fn data_theme(self) -> Option<&'static str> {
        match self {
            Theme::System => None,
            Theme::Light => Some("kist"),
            Theme::Dark => Some("kist-dark"),
        }
    }

    #[cfg(feature = "ssr")]
    pub(crate) fn remembered() -> Theme {
        let chosen = crate::door::cookie(COOKIE);
        Theme::ALL.into_iter().find(|theme| Some(theme.as_str()) == chosen.as_deref()).unwrap_or_default()
    }

    /// Puts it on the document that is shown.
    #[cfg(feature = "hydrate")]
    pub(crate) fn apply(self) {
        let Some(root) = document().document_element() else { return };
        let _unchanged_if_refused = match self.data_theme() {
            Some(name) => root.set_attribute("data-theme", name),
            None => root.remove_attribute("data-theme"),
        };
    }
}

/// Remembers the choice for a year and goes back to the page it was made on.
#[server(prefix = "/ui", endpoint = "theme")]
pub async fn choose_theme(theme: Theme) -> Result<(), UiError> {
    let a_year = 365 * 24 * 60 * 60;
    crate::door::set_cookie(COOKIE, theme.as_str(), a_year);
    Ok(())
}
