//! Kist's pages: what people see, rendered on the server and taken over in the browser.
//!
//! No SQL and no arithmetic on money here: a server function asks who it is, parses, and runs one query or
//! command of `domain`; a screen shows the view that comes back.

#![expect(unreachable_pub, reason = "the component macro makes the props of every component public")]

mod ask; // how the pages ask the server functions
#[cfg(feature = "ssr")]
pub mod door; // who is asking, and the pool: what every server function starts with
pub mod error; // a refusal, as a page shows it
mod first_load; // what the server knows of the visitor when the page is first loaded
pub mod flash; // what was typed survives a refusal, also without JavaScript
mod live; // what is shown follows what happens
mod layout; // the frames around the pages
mod notice; // what a page says after a redirect
pub mod pages; // the screens and their server functions
mod routes; // every page, on one screen
#[cfg(feature = "ssr")]
mod shell; // the document
pub mod theme; // light, dark, or as the system has it
mod ui; // components without business words
pub mod wire; // a view on its way from a server function to a screen

#[cfg(feature = "ssr")]
pub use shell::shell;

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::Router;

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    first_load::provide();
    ui::hydrated::provide();
    view! {
        <Title text="Kist" formatter=document_title />
        <Router>
            <routes::Pages />
        </Router>
    }
}

/// Leptos writes the title into the document as it is, and titles have people's names in them. In the browser it
/// is set as text, where nothing may be escaped.
fn document_title(title: String) -> String {
    let title = if title == "Kist" { title } else { format!("{title} · Kist") };
    if cfg!(feature = "ssr") { escaped(&title) } else { title }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_title_cannot_end_its_element() {
        assert_eq!(escaped("</title><b> & Sons"), "&lt;/title&gt;&lt;b&gt; &amp; Sons");
    }
}
