//! A router that can list its routes, so that a test finds the one that was forgotten, and describe them, so that the
//! OpenAPI document has them all.

use crate::{
    gate::limits::Bucket,
    openapi::{Answer, Handling, Inputs, Operation, describe},
    state::Kist,
};
use axum::{
    Router,
    handler::Handler,
    http::Method,
    routing::{MethodRouter, delete, get, patch, post, put},
};

#[derive(Default)]
pub(crate) struct Catalogue {
    router: Router<Kist>,
    routes: Vec<Route>,
    /// Of the routes that follow.
    tag: &'static str,
}

#[derive(Clone)]
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(super) bucket: Option<Bucket>,
    pub(crate) tag: &'static str,
    /// In one line.
    pub(crate) summary: &'static str,
    /// What the line does not say.
    pub(crate) more: &'static str,
    /// Codes of refusals of its own.
    pub(crate) refusals: &'static [&'static str],
    /// By the types of its handler.
    pub(crate) describe: fn(&mut Operation<'_>),
}

macro_rules! methods {
    ($($name:ident = $method:ident;)+) => { $(
        pub(super) fn $name<T, I, H>(self, path: &'static str, handler: H, summary: &'static str) -> Self
        where
            T: 'static,
            I: Inputs,
            H: Handler<T, Kist> + Handling<I, Answer: Answer>,
        {
            self.add(Method::$method, path, $name(handler), summary, describe::<I, H::Answer>)
        }
    )+ };
}

impl Catalogue {
    methods! {
        get = GET;
        post = POST;
        patch = PATCH;
        put = PUT;
        delete = DELETE;
    }

    /// What the routes that follow are about.
    pub(super) fn about(mut self, tag: &'static str) -> Self {
        self.tag = tag;
        self
    }

    /// Gives the route before it a limit of its own.
    pub(super) fn counted(self, bucket: Bucket) -> Self {
        self.last(|route| route.bucket = Some(bucket))
    }

    /// Says more of the route before it.
    pub(super) fn says(self, more: &'static str) -> Self {
        self.last(|route| route.more = more)
    }

    /// Names refusals of the route before it, by their codes.
    pub(super) fn refuses(self, refusals: &'static [&'static str]) -> Self {
        self.last(|route| route.refusals = refusals)
    }

    fn last(mut self, change: impl FnOnce(&mut Route)) -> Self {
        if let Some(route) = self.routes.last_mut() {
            change(route);
        }
        self
    }

    fn add(
        mut self,
        method: Method,
        path: &'static str,
        handler: MethodRouter<Kist>,
        summary: &'static str,
        describe: fn(&mut Operation<'_>),
    ) -> Self {
        let (tag, more, refusals) = (self.tag, "", &[][..]);
        self.routes.push(Route { method, path, bucket: None, tag, summary, more, refusals, describe });
        self.router = self.router.route(path, handler);
        self
    }

    pub(super) fn into_parts(self) -> (Router<Kist>, Vec<Route>) {
        (self.router, self.routes)
    }
}
