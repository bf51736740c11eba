//! What a page reads from the server, and its looks: loading, failed, loaded.

use super::{
    act::Act,
    failed::{Extent, Failed},
    skeleton::Skeleton,
};
use crate::{
    ask::{self, Answer, Asking},
    error::UiError,
    wire::{self, Wire},
};
use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Serialize, de::DeserializeOwned};
use std::{marker::PhantomData, sync::Arc};

/// A read that is asked again whenever its question changes.
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
        let written = question.clone();
        let asked = move || {
            let done = acts.iter().fold(0_u32, |sum, act| sum.wrapping_add(act.done()));
            (done, ask::written(&written()))
        };
        let ask = move |query: String| ask::read(&question, query);
        Reading { answer: resource(Box::new(asked), Box::new(ask)), of: PhantomData }
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
type Asked = Box<dyn Fn() -> (u32, String) + Send + Sync>;

fn resource(asked: Asked, ask: Box<dyn Fn(String) -> Asking + Send + Sync>) -> Resource<Answer> {
    Resource::new(asked, move |(_, query)| ask(query))
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
