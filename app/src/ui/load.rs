//! What a page reads from the server, and its looks: loading, failed, loaded.

use super::{
    failed::{Extent, Failed},
    skeleton::Skeleton,
};
use crate::{
    error::UiError,
    wire::{self, Wire},
};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use std::{future::Future, marker::PhantomData, pin::Pin, sync::Arc};

type Answer = Result<String, UiError>;
type Asking = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// A read that follows what it is asked with: it is asked again whenever that changes.
pub(crate) struct Reading<T> {
    answer: Resource<Answer>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Reading<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Reading<T> {}

impl<T: DeserializeOwned + 'static> Reading<T> {
    /// `asked` is followed; `read` is the server function.
    pub(crate) fn new<S, F>(
        asked: impl Fn() -> S + Send + Sync + 'static,
        read: impl Fn(S) -> F + Send + Sync + 'static,
    ) -> Reading<T>
    where
        S: Clone + PartialEq + Send + Sync + 'static,
        F: Future<Output = Result<Wire<T>, UiError>> + Send + 'static,
    {
        let asked = Memo::new(move |_| asked());
        let ask = move || -> Asking {
            let answer = read(asked.get_untracked());
            Box::pin(async move { answer.await.map(Wire::into_json) })
        };
        Reading { answer: resource(Box::new(move || asked.track()), Box::new(ask)), of: PhantomData }
    }

    /// For what is always asked the same way.
    pub(crate) fn once<F>(read: impl Fn() -> F + Send + Sync + 'static) -> Reading<T>
    where
        F: Future<Output = Result<Wire<T>, UiError>> + Send + 'static,
    {
        Reading::new(|| (), move |()| read())
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
        shown(self.answer, Extent::Page, text_look(look), Arc::new(refused))
    }

    /// A part of a page whose title stands without it.
    pub(crate) fn show_part(self, look: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView {
        shown(self.answer, Extent::Part, text_look(look), Arc::new(|_| None))
    }
}

fn text_look<T: DeserializeOwned>(look: impl Fn(T) -> AnyView + Send + Sync + 'static) -> Look {
    Arc::new(move |json| wire::read(json).map(&look))
}

/// Everything below knows no view's type, and is compiled once.
fn resource(
    follow: Box<dyn Fn() + Send + Sync>,
    ask: Box<dyn Fn() -> Asking + Send + Sync>,
) -> Resource<Answer> {
    let turn = Memo::new(move |before: Option<&u64>| {
        follow();
        before.map_or(0, |turn| turn.wrapping_add(1))
    });
    Resource::new(move || turn.get(), move |_| ask())
}

type Look = Arc<dyn Fn(&str) -> Result<AnyView, UiError> + Send + Sync>;
type Refused = Arc<dyn Fn(&UiError) -> Option<AnyView> + Send + Sync>;

fn shown(answer: Resource<Answer>, extent: Extent, look: Look, refused: Refused) -> AnyView {
    let again = Callback::new(move |()| answer.refetch());
    let failed = move |refusal: UiError, refused: &Refused| {
        refused(&refusal).unwrap_or_else(|| view! { <Failed refusal extent again /> }.into_any())
    };
    view! {
        <Transition fallback=|| view! { <Skeleton /> }>
            {move || {
                let (look, refused) = (look.clone(), refused.clone());
                Suspend::new(async move {
                    let seen = answer.await.and_then(|json| look(&json));
                    seen.unwrap_or_else(|refusal| failed(refusal, &refused))
                })
            }}
        </Transition>
    }
    .into_any()
}
