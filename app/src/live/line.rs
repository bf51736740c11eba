//! One connection for the page; while there is none, the page asks by itself.
//!
//! It is closed while nobody looks: browsers hold no more than six connections to one server, and a row of
//! forgotten tabs would take them all.

use super::Pulse;
use leptos::{
    leptos_dom::helpers::{IntervalHandle, TimeoutHandle, set_interval_with_handle, set_timeout_with_handle},
    prelude::*,
};
use send_wrapper::SendWrapper;
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
    time::Duration,
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, HtmlInputElement, HtmlTextAreaElement, VisibilityState};

const ADDRESS: &str = "/events/stream";
/// What happens together is read once.
const TOGETHER: Duration = Duration::from_millis(300);
const POLL: Duration = Duration::from_secs(5);
/// Between looks whether somebody still types.
const TYPING: Duration = Duration::from_secs(1);

/// As long as the frame stands.
pub(super) fn open(pulse: Pulse) {
    let line = Rc::new(Line {
        pulse,
        source: RefCell::default(),
        watch: RefCell::default(),
        soon: Cell::default(),
        poll: Cell::default(),
        lost: Cell::new(false),
    });
    let kept = SendWrapper::new(line.clone());
    on_cleanup(move || kept.close());
    // After hydration: nothing that the first sight needs waits for it.
    Effect::new(move |_| {
        line.watch_visibility();
        if is_seen() {
            line.connect();
        } else {
            line.lost.set(true);
        }
    });
}

struct Line {
    pulse: Pulse,
    source: RefCell<Option<Source>>,
    watch: RefCell<Option<Heard>>,
    /// A beat that is under way.
    soon: Cell<Option<TimeoutHandle>>,
    poll: Cell<Option<IntervalHandle>>,
    /// Something may have been missed since the connection was there.
    lost: Cell<bool>,
}

type Heard = Closure<dyn Fn()>;

struct Source {
    events: EventSource,
    /// What the browser calls; it must live as long.
    _heard: [Heard; 4],
}

impl Line {
    fn connect(self: &Rc<Line>) {
        if let Some(before) = self.source.take() {
            before.events.close();
        }
        match self.source() {
            Some(source) => {
                self.source.replace(Some(source));
            }
            // A browser without them.
            None => self.is_lost(),
        }
    }

    fn source(self: &Rc<Line>) -> Option<Source> {
        let events = EventSource::new(ADDRESS).ok()?;
        let heard = [
            self.heard("ready", &events, |line| line.is_found())?,
            self.heard("change", &events, |line| line.beat_soon())?,
            self.heard("resync", &events, |line| line.beat_soon())?,
            self.heard("error", &events, |line| line.is_lost())?,
        ];
        Some(Source { events, _heard: heard })
    }

    fn heard(self: &Rc<Line>, name: &str, from: &web_sys::EventTarget, then: fn(&Rc<Line>)) -> Option<Heard> {
        let line = Rc::downgrade(self);
        let heard = Closure::new(move || with(&line, then));
        from.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref()).ok()?;
        Some(heard)
    }

    fn watch_visibility(self: &Rc<Line>) {
        let watch = self.heard("visibilitychange", &document(), |line| {
            if is_seen() {
                line.connect();
            } else if let Some(source) = line.source.take() {
                source.events.close();
                line.stop_polling();
                line.lost.set(true);
            }
        });
        self.watch.replace(watch);
    }

    fn is_found(self: &Rc<Line>) {
        self.stop_polling();
        if self.lost.replace(false) {
            self.beat();
        }
    }

    fn is_lost(self: &Rc<Line>) {
        self.lost.set(true);
        let polling = self.poll.take().or_else(|| {
            let line = Rc::downgrade(self);
            set_interval_with_handle(move || with(&line, Line::ask), POLL).ok()
        });
        self.poll.set(polling);
    }

    /// While the connection is lost. Browsers come back by themselves from a broken connection, but not from a
    /// refusal.
    fn ask(self: &Rc<Line>) {
        if !is_seen() {
            return;
        }
        self.beat();
        let given_up = self
            .source
            .borrow()
            .as_ref()
            .is_none_or(|source| source.events.ready_state() == EventSource::CLOSED);
        if given_up {
            self.connect();
        }
    }

    /// What is read again may be drawn anew, and a field that is drawn anew is no longer typed into: whoever types
    /// sees what is new when they are done.
    fn beat(self: &Rc<Line>) {
        if somebody_types() { self.beat_after(TYPING) } else { self.pulse.beat() }
    }

    fn beat_soon(self: &Rc<Line>) {
        self.beat_after(TOGETHER);
    }

    fn beat_after(self: &Rc<Line>, wait: Duration) {
        let soon = self.soon.take().or_else(|| {
            let line = Rc::downgrade(self);
            let beat = move || {
                with(&line, |line| {
                    line.soon.set(None);
                    line.beat();
                });
            };
            set_timeout_with_handle(beat, wait).ok()
        });
        self.soon.set(soon);
    }

    fn stop_polling(&self) {
        if let Some(poll) = self.poll.take() {
            poll.clear();
        }
    }

    fn close(&self) {
        if let Some(source) = self.source.take() {
            source.events.close();
        }
        if let Some(watch) = self.watch.take() {
            let callback = watch.as_ref().unchecked_ref();
            let _was_not_there = document().remove_event_listener_with_callback("visibilitychange", callback);
        }
        if let Some(soon) = self.soon.take() {
            soon.clear();
        }
        self.stop_polling();
    }
}

fn with(line: &Weak<Line>, then: impl Fn(&Rc<Line>)) {
    if let Some(line) = line.upgrade() {
        then(&line);
    }
}

fn is_seen() -> bool {
    document().visibility_state() == VisibilityState::Visible
}

/// A field that is on and has something in it.
fn somebody_types() -> bool {
    let Some(field) = document().active_element() else { return false };
    if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        return !area.value().is_empty();
    }
    field.dyn_ref::<HtmlInputElement>().is_some_and(|input| {
        !matches!(input.type_().as_str(), "checkbox" | "radio" | "hidden" | "submit" | "range")
            && !input.value().is_empty()
    })
}
