use crate::flash;
use domain::explain::Explanation;
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

/// A server function that changes something, as a form of this page sends to it.
#[derive(Clone, Copy)]
pub(crate) struct Act {
    pub(super) path: &'static str,
    pub(super) pending: RwSignal<bool>,
    refusal: RwSignal<Option<Explanation>>,
    done: RwSignal<u32>,
}

impl Act {
    pub(crate) fn new<S: ServerFn>() -> Act {
        Act {
            path: S::PATH,
            pending: RwSignal::new(false),
            refusal: RwSignal::new(flash::refusal(S::PATH)),
            done: RwSignal::new(0),
        }
    }

    /// How often it was done while this page is shown: what a reading follows to be read again.
    pub(crate) fn done(self) -> u32 {
        self.done.get()
    }

    /// What was refused last; nothing while it is tried again.
    pub(crate) fn refusal(self) -> Signal<Option<Explanation>> {
        Signal::derive(move || if self.pending.get() { None } else { self.refusal.get() })
    }

    /// Sends the form by script. A second press while the first is on its way sends nothing.
    pub(super) fn send(self, ev: &SubmitEvent) {
        if ev.default_prevented() {
            return;
        }
        ev.prevent_default();
        #[cfg(not(feature = "ssr"))]
        if !self.pending.get_untracked()
            && let Ok(form) = leptos::form::form_data_from_event(ev)
        {
            self.pending.set(true);
            leptos::task::spawn_local(async move { self.settle(crate::ask::change(self.path, &form).await) });
        }
    }

    /// The page may be gone by now, and its signals with it.
    #[cfg(not(feature = "ssr"))]
    fn settle(self, answer: Result<Option<String>, crate::error::UiError>) {
        let (leads, refusal) = match answer {
            Ok(leads) => (leads, None),
            Err(refusal) => (None, Some(refusal.0)),
        };
        if refusal.is_none() {
            let _gone = self.done.try_update(|done| *done = done.wrapping_add(1));
        }
        let _gone = self.refusal.try_set(refusal);
        let _gone = self.pending.try_set(false);
        if let Some(page) = leads {
            leptos::server_fn::redirect::call_redirect_hook(&page);
        }
    }
}
