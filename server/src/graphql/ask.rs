//! One request, and what its fields may use.

use crate::{
    gate::{
        limits::{self, Bucket},
        request_id,
    },
    rest::{self, NextPage, problem::Problem},
    state::Kist,
};
use app::door::Visitor;
use async_graphql::{Error, ErrorExtensionValues, Value};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::Extensions,
};
use domain::explain::Explanation;
use serde_json::Value as Json;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use tokio::sync::Semaphore;
use tower::ServiceExt;

/// The API's handlers, behind no gate: the request has passed it.
pub(super) type Handlers = Router;

pub(super) fn handlers(kist: &Kist) -> Handlers {
    rest::router().with_state(kist.clone())
}

pub(super) struct Ask {
    pub(super) kist: Kist,
    pub(super) visitor: Visitor,
    handlers: Handlers,
    carried: Extensions,
    reads: AtomicUsize,
    /// Objects that links led to.
    objects: AtomicU64,
    /// So many handlers at once: the others' requests need connections, too.
    turns: Semaphore,
}

const AT_ONCE: usize = 4;

/// What a handler answered, and the cursor of what comes after it.
pub(super) struct Answered {
    pub(super) body: Json,
    pub(super) next: Option<String>,
}

impl Ask {
    pub(super) fn new(kist: Kist, handlers: Handlers, visitor: Visitor, carried: Extensions) -> Ask {
        Ask {
            kist,
            visitor,
            handlers,
            carried,
            reads: AtomicUsize::new(0),
            objects: AtomicU64::new(0),
            turns: Semaphore::new(AT_ONCE),
        }
    }

    /// How often something was read so far: of one kind of objects once, however many there are.
    pub(super) fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }

    pub(super) fn note_read(&self) {
        self.reads.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a part of the request where a request of its own would be counted.
    pub(super) async fn counted(&self, bucket: Option<Bucket>) -> Result<(), Problem> {
        limits::of_part(&self.kist, &self.carried, bucket).await
    }

    /// What was counted before is an estimate where nobody knows how long a list is: this is not.
    pub(super) fn made(&self, objects: usize) -> Result<(), Error> {
        let most = self.kist.config.graphql.cost_max.unwrap_or_default();
        let objects = u64::try_from(objects).unwrap_or(u64::MAX);
        if self.objects.fetch_add(objects, Ordering::Relaxed) <= most {
            return Ok(());
        }
        let sentence = format!("This query answers more than {most} objects. Ask for less at once.");
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", "query_too_costly");
        Err(Error { extensions: Some(extensions), ..Error::new(sentence) })
    }

    /// What `GET` answers there, counted as if it had been asked there.
    pub(super) async fn get(&self, path: &str, bucket: Option<Bucket>) -> Result<Answered, Problem> {
        self.counted(bucket).await?;
        let _turn = self.turns.acquire().await.map_err(|_| Explanation::unavailable())?;
        self.note_read();
        let mut request = Request::get(path).body(Body::empty()).map_err(|_| Problem::not_found())?;
        *request.extensions_mut() = self.carried.clone();
        let response = match self.handlers.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        if let Some(problem) = response.extensions().get::<Problem>() {
            return Err(problem.clone());
        }
        let next = response.extensions().get::<NextPage>().map(|next| next.0.clone());
        // It is an answer of our own, of a page's size.
        let bytes = to_bytes(response.into_body(), usize::MAX).await.map_err(|_| Explanation::internal())?;
        let body = serde_json::from_slice(&bytes).map_err(|_| Explanation::internal())?;
        Ok(Answered { body, next })
    }

    /// A refusal as GraphQL tells it: the sentence, and everything else of the contract's body in `extensions`.
    pub(super) fn told(&self, problem: &Problem) -> Error {
        let Json::Object(mut body) = problem.body(&request_id::of(&self.carried)) else {
            return Error::new("");
        };
        let mut extensions = ErrorExtensionValues::default();
        let message = body.remove("message").and_then(|message| message.as_str().map(str::to_owned));
        if let Some(code) = body.remove("error") {
            body.insert("code".to_owned(), code);
        }
        for (name, value) in body {
            extensions.set(name, Value::from_json(value).unwrap_or_default());
        }
        Error { extensions: Some(extensions), ..Error::new(message.unwrap_or_default()) }
    }
}
