//! A router that can list its routes, so that a test finds the one that was forgotten.

use crate::{gate::limits::Bucket, state::Kist};
use axum::{
    Router,
    handler::Handler,
    http::Method,
    routing::{MethodRouter, delete, get, patch, post, put},
};

#[derive(Default)]
pub(super) struct Catalogue {
    router: Router<Kist>,
    routes: Vec<Route>,
}

#[derive(Clone)]
pub(super) struct Route {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) bucket: Option<Bucket>,
}

impl Catalogue {
    pub(super) fn get<T: 'static>(self, path: &'static str, handler: impl Handler<T, Kist>) -> Self {
        self.add(Method::GET, path, get(handler))
    }

    pub(super) fn post<T: 'static>(self, path: &'static str, handler: impl Handler<T, Kist>) -> Self {
        self.add(Method::POST, path, post(handler))
    }

    pub(super) fn patch<T: 'static>(self, path: &'static str, handler: impl Handler<T, Kist>) -> Self {
        self.add(Method::PATCH, path, patch(handler))
    }

    pub(super) fn put<T: 'static>(self, path: &'static str, handler: impl Handler<T, Kist>) -> Self {
        self.add(Method::PUT, path, put(handler))
    }

    pub(super) fn delete<T: 'static>(self, path: &'static str, handler: impl Handler<T, Kist>) -> Self {
        self.add(Method::DELETE, path, delete(handler))
    }

    /// Gives the route before it a limit of its own.
    pub(super) fn counted(mut self, bucket: Bucket) -> Self {
        if let Some(route) = self.routes.last_mut() {
            route.bucket = Some(bucket);
        }
        self
    }

    fn add(mut self, method: Method, path: &'static str, handler: MethodRouter<Kist>) -> Self {
        self.routes.push(Route { method, path, bucket: None });
        self.router = self.router.route(path, handler);
        self
    }

    pub(super) fn into_parts(self) -> (Router<Kist>, Vec<Route>) {
        (self.router, self.routes)
    }
}
