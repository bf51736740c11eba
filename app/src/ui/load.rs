//! What a page reads from the server, and its looks: loading, failed, loaded.

use super::{
    act::Act,
    failed::{Extent, Failed},
    skeleton::Skeleton,
};
use crate::{
    ask::{self, Answer, Asking},
    error::UiError,
    live::{Fresh, Turns},
    wire::{self, Wire},
};
use leptos::{context::Provider, prelude::*, server_fn::ServerFn};
use serde::{Serialize, de::DeserializeOwned};
use std::{marker::PhantomData, sync::Arc};

/// A read that is asked again whenever its question changes.
pub(crate) struct Reading<T> {
    answer: Resource<Numbered>,
    /// What was read meanwhile, because something had happened.
    fresh: Option<Fresh>,
    export: Export,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Reading<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Reading<T> {}

impl<T: DeserializeOwned + 'static> Reading<T> {
    /// `question` makes the server function and its arguments; what it looks at is followed.
    pub(crate) fn new<Q>(question: impl Fn() -> Q + Clone + Send + Sync + 'static) -> Reading<T>
    where
        Q: ServerFn<Output = Wire<T>, Error = UiError> + Serialize + 'static,
    {
        Reading::after([], question)
    }

    /// Asked again also after each of these has been done.
    pub(crate) fn after<Q, const N: usize>(
        acts: [Act; N],
        question: impl Fn() -> Q + Clone + Send + Sync + 'static,
    ) -> Reading<T>
    where
        Q: ServerFn<Output = Wire<T>, Error = UiError> + Serialize + 'static,
    {
        let export = Export::of(Q::PATH, question.clone());
        let written = question.clone();
        let asked = move || {
            let done = acts.iter().fold(0_u32, |sum, act| sum.wrapping_add(act.done()));
            (done, ask::written(&written()))
        };
        let ask = move |query: String| ask::read(&question, query);
        let answer = resource(Box::new(asked), Box::new(ask), Turns::default());
        Reading { answer, fresh: None, export, of: PhantomData }
    }

    /// As [`Reading::new`], and read again whenever the server tells that something has happened. Meanwhile, and
    /// where that fails, what is shown stays.
    pub(crate) fn live<Q>(question: impl Fn() -> Q + Clone + Send + Sync + 'static) -> Reading<T>
    where
        Q: ServerFn<Output = Wire<T>, Error = UiError> + Serialize + 'static,
    {
        Reading::live_as(question.clone(), question)
    }

    /// As [`Reading::live`], where `again` asks for what is shown rather than for what the address says.
    pub(crate) fn live_as<Q>(
        question: impl Fn() -> Q + Clone + Send + Sync + 'static,
        again: impl Fn() -> Q + Clone + Send + Sync + 'static,
    ) -> Reading<T>
    where
        Q: ServerFn<Output = Wire<T>, Error = UiError> + Serialize + 'static,
    {
        let export = Export::of(Q::PATH, question.clone());
        let written = question.clone();
        let ask = move |query: String| ask::read(&question, query);
        let turns = Turns::default();
        let asked = move || (0, ask::written(&written()));
        let answer = resource(Box::new(asked), Box::new(ask), turns.clone());
        let ask_again = move || ask::read(&again, ask::written(&untrack(&again)));
        let fresh = Some(Fresh::follow(answer, turns, Box::new(ask_again)));
        Reading { answer, fresh, export, of: PhantomData }
    }

    /// A whole page, with its title. While it changes, the old one stays.
    pub(crate) fn show(self, look: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView {
        self.show_or(look, |_| None)
    }

    /// As [`Reading::show`], for a page that has a better answer to some refusals than the general one.
    pub(crate) fn show_or(
        self,
        look: impl Fn(T) -> AnyView + Send + Sync + 'static,
        refused: impl Fn(&UiError) -> Option<AnyView> + Send + Sync + 'static,
    ) -> AnyView {
        shown(self.answer, self.fresh, self.export, Extent::Page, text_look(look), Arc::new(refused))
    }

    /// A part of a page whose title stands without it.
    pub(crate) fn show_part(self, look: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView {
        shown(self.answer, self.fresh, self.export, Extent::Part, text_look(look), Arc::new(|_| None))
    }
}

/// Nothing while it loads, and nothing where it fails: for what a page can be without.
impl<T: DeserializeOwned + 'static> Reading<T> {
    pub(crate) fn show_quietly(self, look: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView {
        let (answer, fresh, look) = (self.answer, self.fresh, text_look(look));
        view! {
            <Transition fallback=|| ()>
                {move || {
                    let look = look.clone();
                    let fresh = fresh.and_then(Fresh::get);
                    Suspend::new(async move {
                        let (turn, asked) = answer.await;
                        let newest = fresh.filter(|fresh| fresh.0 > turn).map_or(asked, |fresh| Ok(fresh.1));
                        newest.and_then(|json| look(&json)).ok()
                    })
                }}
            </Transition>
        }
        .into_any()
    }
}

fn text_look<T: DeserializeOwned>(look: impl Fn(T) -> AnyView + Send + Sync + 'static) -> Look {
    Arc::new(move |json| wire::read(json).map(&look))
}

/// Everything below knows no view's type, and is compiled once.
type Asked = Box<dyn Fn() -> (u32, String) + Send + Sync>;

/// An answer, and how many were asked for before it.
pub(crate) type Numbered = (u32, Answer);

fn resource(
    asked: Asked,
    ask: Box<dyn Fn(String) -> Asking + Send + Sync>,
    turns: Turns,
) -> Resource<Numbered> {
    Resource::new(asked, move |(_, query)| {
        let (turn, answer) = (turns.next(), ask(query));
        async move { (turn, answer.await) }
    })
}

type Look = Arc<dyn Fn(&str) -> Result<AnyView, UiError> + Send + Sync>;
type Refused = Arc<dyn Fn(&UiError) -> Option<AnyView> + Send + Sync>;

fn shown(
    answer: Resource<Numbered>,
    fresh: Option<Fresh>,
    export: Export,
    extent: Extent,
    look: Look,
    refused: Refused,
) -> AnyView {
    let again = Callback::new(move |()| answer.refetch());
    let failed = move |refusal: UiError, refused: &Refused| {
        refused(&refusal).unwrap_or_else(|| view! { <Failed refusal extent again /> }.into_any())
    };
    view! {
        <Provider value=export>
        <Transition fallback=|| view! { <Skeleton /> }>
            {move || {
                let (look, refused) = (look.clone(), refused.clone());
                let fresh = fresh.and_then(Fresh::get);
                Suspend::new(async move {
                    let (turn, asked) = answer.await;
                    // Whichever was asked for last: a form of this page, or what happened elsewhere.
                    let newest = fresh.filter(|fresh| fresh.0 > turn).map_or(asked, |fresh| Ok(fresh.1));
                    let seen = newest.and_then(|json| look(&json));
                    seen.unwrap_or_else(|refusal| failed(refusal, &refused))
                })
            }}
        </Transition>
        </Provider>
    }
    .into_any()
}

/// Where what is read can be had as a file, all pages of it; what a list in it offers.
#[derive(Clone, Copy)]
pub(crate) struct Export(Signal<String>);

impl Export {
    fn of<Q: Serialize>(path: &'static str, question: impl Fn() -> Q + Send + Sync + 'static) -> Export {
        Export::at(path, Box::new(move || ask::written(&question())))
    }

    /// Compiled once.
    fn at(path: &'static str, written: Box<dyn Fn() -> String + Send + Sync>) -> Export {
        let reading = path.trim_start_matches("/ui/");
        Export(Signal::derive(move || format!("/export/{reading}?{}", written())))
    }

    pub(crate) fn href(self) -> Signal<String> {
        self.0
    }
}
