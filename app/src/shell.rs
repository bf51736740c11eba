//! The document around the app.

use crate::{App, theme::Theme};
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=Theme::remembered().data_theme()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta
                    name="description"
                    content="Borrow, repay and see every paisa: loans and a wallet on one ledger that adds up."
                />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f7f5f1" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#101318" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="manifest" href="/manifest.webmanifest" />
                {FONTS
                    .map(|href| {
                        view! { <link rel="preload" href=href r#as="font" r#type="font/woff2" crossorigin="anonymous" /> }
                    })}
                <HashedStylesheet options=options.clone() id="kist-style" />
                <AutoReload options=options.clone() />
                <HydrationScripts options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

const FONTS: [&str; 2] = ["/fonts/inter-latin-wght-normal.woff2", "/fonts/inter-latin-ext-wght-normal.woff2"];
