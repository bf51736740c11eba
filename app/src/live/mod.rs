//! What is shown follows what happens: the server tells, and what is live is read again.
//!
//! Nothing of it runs on the server. Without a script, and where nothing can be told, a page is as it was
//! when it was asked for.

#[cfg(feature = "hydrate")]
mod line; // the connection to the server
#[cfg(feature = "hydrate")]
mod poll; // where there is none to be had

use crate::{ask::Asking, ui::load::Numbered};
use leptos::prelude::*;
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

/// Goes up by one when something has happened. At 0 the page is as the server rendered it.
#[derive(Clone, Copy)]
pub(crate) struct Pulse(RwSignal<u32>);

impl Pulse {
    /// Followed.
    fn beats(self) -> u32 {
        self.0.try_get().unwrap_or_default()
    }

    /// The frame may be gone by now.
    #[cfg(feature = "hydrate")]
    fn beat(self) {
        let _gone = self.0.try_update(|beats| *beats = beats.wrapping_add(1));
    }
}

/// For the pages inside a frame, as long as it stands.
pub(crate) fn provide() {
    let pulse = Pulse(RwSignal::new(0));
    provide_context(pulse);
    #[cfg(feature = "hydrate")]
    line::open(pulse);
}

/// The same for a page whose visitor may be nobody: the server tells only whom it knows.
pub(crate) fn provide_poll() {
    let pulse = Pulse(RwSignal::new(0));
    provide_context(pulse);
    #[cfg(feature = "hydrate")]
    poll::open(pulse);
}

/// Numbers what one reading asks for, so that an older answer never replaces a newer one.
#[derive(Clone, Default)]
pub(crate) struct Turns(Arc<AtomicU32>);

impl Turns {
    /// What the server has read comes first: the browser goes on counting from there.
    pub(crate) fn next(&self) -> u32 {
        let turn = self.0.fetch_add(1, Ordering::Relaxed);
        if cfg!(feature = "ssr") { 0 } else { turn.saturating_add(1) }
    }
}

/// The newest that was read because something had happened.
#[derive(Clone, Copy)]
pub(crate) struct Fresh(RwSignal<Option<(u32, String)>>);

impl Fresh {
    /// Asks again with every beat. Beside the resource and not through it, so that nothing on the page waits
    /// for the answer, and one that is no better than what is shown changes nothing.
    pub(crate) fn follow(
        shown: Resource<Numbered>,
        turns: Turns,
        ask: Box<dyn Fn() -> Asking + Send + Sync>,
    ) -> Fresh {
        let fresh = Fresh(RwSignal::new(None));
        let Some(pulse) = use_context::<Pulse>() else { return fresh };
        let came = RwSignal::new(None);
        // In an effect: elsewhere Leptos takes looking at a resource for a mistake.
        Effect::new(move |_| {
            if let Some((turn, json)) = came.get() {
                fresh.settle(shown, turn, json);
            }
        });
        Effect::new(move |before: Option<u32>| {
            let beats = pulse.beats();
            // The first time is when the page appears, with what was just read.
            if before.is_some_and(|before| before != beats) {
                let (turn, answer) = (turns.next(), ask());
                leptos::task::spawn_local(async move {
                    if let Ok(json) = answer.await {
                        // The page may be gone by now, and its signals with it.
                        let _gone = came.try_set(Some((turn, json)));
                    }
                });
            }
            beats
        });
        fresh
    }

    /// Followed.
    pub(crate) fn get(self) -> Option<(u32, String)> {
        self.0.get()
    }

    fn settle(self, shown: Resource<Numbered>, turn: u32, json: String) {
        let before = self.0.get_untracked();
        let asked = shown.try_get_untracked().flatten();
        let newest = match (&before, &asked) {
            (Some(fresh), Some(asked)) if fresh.0 > asked.0 => Some((fresh.0, &fresh.1)),
            (_, Some((at, Ok(json)))) => Some((*at, json)),
            (Some(fresh), None) => Some((fresh.0, &fresh.1)),
            (_, Some((_, Err(_))) | None) => None,
        };
        if newest.is_none_or(|(at, shown)| at < turn && *shown != json) {
            self.0.set(Some((turn, json)));
        }
    }
}
