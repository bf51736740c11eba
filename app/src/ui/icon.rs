use leptos::prelude::*;

/// Line drawings on a 24 × 24 grid (after Lucide, ISC licence), each as the inside of its `<svg>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glyph {
    Home,
    Wallet,
    Bars,
    Gear,
    Check,
    Cross,
    Alert,
    People,
    Book,
    Shield,
    Calculator,
    Copy,
    Clock,
    Leave,
    Inbox,
    Search,
    Left,
    Right,
    Info,
    Download,
    Device,
    Shop,
    Exchange,
    Lines,
    Bank,
    Out,
    Key,
}

impl Glyph {
    const fn drawing(self) -> &'static str {
        match self {
            Glyph::Home => r#"<path d="M3 10.5 12 3l9 7.5V20a1 1 0 0 1-1 1h-5v-6h-6v6H4a1 1 0 0 1-1-1z"/>"#,
            Glyph::Wallet => {
                r#"<path d="M3 7a2 2 0 0 1 2-2h13v4"/><path d="M3 7v10a2 2 0 0 0 2 2h15a1 1 0 0 0 1-1V10a1 1 0 0 0-1-1H5a2 2 0 0 1-2-2z"/><path d="M17 14h.01"/>"#
            }
            Glyph::Bars => r#"<path d="M4 20V10M10 20V4M16 20v-7M21 20H3"/>"#,
            Glyph::Gear => {
                r#"<circle cx="12" cy="12" r="3"/><path d="M12 2v3M12 19v3M4.9 4.9 7 7M17 17l2.1 2.1M2 12h3M19 12h3M4.9 19.1 7 17M17 7l2.1-2.1"/>"#
            }
            Glyph::Check => r#"<path d="M5 12.5 10 17 19 7"/>"#,
            Glyph::Cross => r#"<path d="M6 6l12 12M18 6 6 18"/>"#,
            Glyph::Alert => r#"<path d="M12 4 2.5 20h19z"/><path d="M12 10v4M12 17h.01"/>"#,
            Glyph::People => {
                r#"<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0 1 13 0"/><path d="M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8"/>"#
            }
            Glyph::Book => {
                r#"<path d="M4 5a2 2 0 0 1 2-2h14v18H6a2 2 0 0 1-2-2z"/><path d="M4 19a2 2 0 0 1 2-2h14"/><path d="M9 7h6M9 11h4"/>"#
            }
            Glyph::Shield => {
                r#"<path d="M12 3 5 6v6c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6z"/><path d="M9 12l2 2 4-4"/>"#
            }
            Glyph::Calculator => {
                r#"<rect x="5" y="3" width="14" height="18" rx="2"/><path d="M9 7h6M9 12h.01M12 12h.01M15 12h.01M9 16h.01M12 16h.01M15 16h.01"/>"#
            }
            Glyph::Copy => {
                r#"<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15H4a1 1 0 0 1-1-1V5a2 2 0 0 1 2-2h9a1 1 0 0 1 1 1v1"/>"#
            }
            Glyph::Clock => r#"<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>"#,
            Glyph::Leave => {
                r#"<path d="M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4"/><path d="M15 8l4 4-4 4M19 12H9"/>"#
            }
            Glyph::Inbox => {
                r#"<path d="M3 13l3-8h12l3 8v5a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z"/><path d="M3 13h5l1.5 3h5L16 13h5"/>"#
            }
            Glyph::Search => r#"<circle cx="11" cy="11" r="7"/><path d="M20 20l-4-4"/>"#,
            Glyph::Left => r#"<path d="M15 5l-7 7 7 7"/>"#,
            Glyph::Right => r#"<path d="M9 5l7 7-7 7"/>"#,
            Glyph::Info => r#"<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 8h.01"/>"#,
            Glyph::Download => r#"<path d="M12 4v11M7 11l5 5 5-5M4 20h16"/>"#,
            Glyph::Device => r#"<rect x="4" y="4" width="16" height="12" rx="2"/><path d="M2 20h20"/>"#,
            Glyph::Exchange => r#"<path d="M4 8h15M15 4l4 4-4 4M20 16H5M9 12l-4 4 4 4"/>"#,
            Glyph::Lines => r#"<path d="M4 6h16M4 12h16M4 18h10"/>"#,
            Glyph::Bank => r#"<path d="M3 9.5 12 4l9 5.5zM4 20h16M6 10v7M10 10v7M14 10v7M18 10v7"/>"#,
            Glyph::Key => r#"<circle cx="8" cy="15" r="4.5"/><path d="M11.2 11.8 20 3M16 7l3 3"/>"#,
            Glyph::Out => r#"<path d="M7 17 17 7M9 7h8v8"/>"#,
            Glyph::Shop => r#"<path d="M4 9h16v11H4zM3 9l2-5h14l2 5"/><path d="M10 20v-6h4v6"/>"#,
        }
    }
}

/// Decoration: what it means is always said in words beside it.
#[component]
pub(crate) fn Icon(glyph: Glyph, #[prop(default = "size-5 shrink-0")] class: &'static str) -> impl IntoView {
    view! {
        <svg
            class=class
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="1.75"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            inner_html=glyph.drawing()
        ></svg>
    }
    .into_any()
}

/// The sign of the house.
#[component]
pub(crate) fn Logo() -> impl IntoView {
    view! {
        <svg viewBox="0 0 32 32" class="size-8 shrink-0" aria-hidden="true" inner_html=LOGO></svg>
        "Kist"
    }
    .into_any()
}

const LOGO: &str = r#"<rect width="32" height="32" rx="8" class="fill-primary"/><g class="fill-primary-content"><rect x="8" y="8" width="4" height="16" rx="1.5"/><rect x="14" y="8" width="10" height="4" rx="1.5"/><rect x="14" y="14" width="7" height="4" rx="1.5" opacity=".8"/><rect x="14" y="20" width="4" height="4" rx="1.5" opacity=".6"/></g>"#;
