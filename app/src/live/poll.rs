//! Asks by itself, every few seconds while somebody looks: for pages whose visitor is nobody that the server could tell.

use super::Pulse;
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*};
use std::time::Duration;
use web_sys::VisibilityState;

const EVERY: Duration = Duration::from_secs(2);

/// As long as the page stands.
pub(super) fn open(pulse: Pulse) {
    // After hydration: nothing that the first sight needs waits for it.
    Effect::new(move |_| {
        let beat = move || {
            if document().visibility_state() == VisibilityState::Visible {
                pulse.beat();
            }
        };
        if let Ok(interval) = set_interval_with_handle(beat, EVERY) {
            on_cleanup(move || interval.clear());
        }
    });
}
