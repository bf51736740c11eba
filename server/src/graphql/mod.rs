//! The reads of the API as one graph, at `/graphql`. A field at the root is a `GET` of the catalogue and is answered by that
//! route's own handler; the ways from one object to the next are read for all objects at once. Types are those of the OpenAPI
//! document. So there is one view of everything, and one rule of who may see it.

mod ask; // one request, and what it may use
mod cost; // what a query would cost, before it is run
mod links; // ways from one object to the next
mod roots; // which reads there are, and under which names
mod shape; // shapes of the document as types
mod tree; // the schema, put together

use crate::{
    gate::{
        credentials::{Brought, CameFrom},
        request_id::RequestId,
    },
    rest::{Asking, Sent, problem::Problem},
    state::Kist,
};
use app::door::Visitor;
use ask::Ask;
use async_graphql::{Request, Response, ServerError, Value, Variables};
use axum::{
    Extension, Json, Router,
    extract::{FromRequestParts, State},
    http::{Extensions, request::Parts},
    routing::{any, post},
};
use domain::explain::Explanation;
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::{Arc, LazyLock};
use tree::Tree;

/// More say nothing new.
const ERRORS_MAX: usize = 50;

/// Made once: it needs neither settings nor a database.
static TREE: LazyLock<Result<Tree, String>> =
    LazyLock::new(|| Tree::grow().map_err(|error| error.to_string()));

/// The types in GraphQL's own language. `docs/schema.graphql` is the committed copy.
pub fn schema() -> Result<String, &'static str> {
    tree().map(Tree::words)
}

fn tree() -> Result<&'static Tree, &'static str> {
    TREE.as_ref().map_err(String::as_str)
}

/// As if there were nothing where the settings switch it off.
pub(crate) fn router(kist: &Kist) -> Router<Kist> {
    match kist.config.graphql.cost_max {
        Some(_) => Router::new().route("/graphql", post(answer)).layer(Extension(ask::handlers(kist))),
        None => Router::new().route("/graphql", any(async || Problem::not_found())),
    }
}

/// As GraphQL over HTTP says it; what else is in the body is of no concern.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("examples" = [{ "query": "{ me { name } loans { items { status outstanding_amount schedule { due_date emi } } } }" }]))]
pub(crate) struct GraphqlQuery {
    query: String,
    /// Where the query has several operations.
    #[serde(default)]
    operation_name: Option<String>,
    #[serde(default)]
    variables: Option<serde_json::Map<String, serde_json::Value>>,
}

/// `200` with data, errors or both, as GraphQL has it; only whoever is nobody, or sends no query, hears it as everywhere else.
async fn answer(
    State(kist): State<Kist>,
    Extension(handlers): Extension<ask::Handlers>,
    Somebody(visitor): Somebody,
    parts: Parts,
    Sent(query): Sent<GraphqlQuery>,
) -> Result<Json<Response>, Problem> {
    let tree = tree().map_err(|error| {
        tracing::error!(error, "there is no graph");
        Problem::from(Explanation::internal())
    })?;
    let most = kist.config.graphql.cost_max.unwrap_or_default();
    let mut request =
        Request::new(query.query).variables(Variables::from_json(query.variables.unwrap_or_default().into()));
    if let Some(name) = query.operation_name {
        request = request.operation_name(name);
    }
    let cost = match tree.cost(&mut request, most) {
        Ok(cost) => cost,
        Err(mut refused) => {
            with_a_code(&mut refused);
            return Ok(Json(Response::from_errors(vec![refused])));
        }
    };
    Ok(Json(
        run(tree, request, Ask::new(kist, handlers, visitor, carried(&parts.extensions)))
            .await
            .extension("cost", Value::from(cost)),
    ))
}

/// A person or a key. That there is none is said before anything is said of the body.
struct Somebody(Visitor);

impl<S: Sync> FromRequestParts<S> for Somebody {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let visitor = parts.extensions.get::<Visitor>().cloned().unwrap_or_default();
        Asking::of(&visitor)?;
        Ok(Somebody(visitor))
    }
}

async fn run(tree: &Tree, request: Request, ask: Ask) -> Response {
    let ask = Arc::new(ask);
    let mut response = tree.run(request.data(links::loader(ask.clone())).data(ask.clone())).await;
    response.errors.truncate(ERRORS_MAX);
    response.errors.iter_mut().for_each(with_a_code);
    response.extension("reads", Value::from(ask.reads()))
}

/// What the library itself refuses has no code of ours: it is a query that cannot be run.
fn with_a_code(error: &mut ServerError) {
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        extensions.set("code", "validation_error");
    }
}

/// What handlers and limits must know of the request that they are a part of.
fn carried(of: &Extensions) -> Extensions {
    let mut carried = Extensions::new();
    carry::<RequestId>(of, &mut carried);
    carry::<Visitor>(of, &mut carried);
    carry::<Brought>(of, &mut carried);
    carry::<CameFrom>(of, &mut carried);
    carried
}

fn carry<T: Clone + Send + Sync + 'static>(of: &Extensions, to: &mut Extensions) {
    if let Some(part) = of.get::<T>() {
        to.insert(part.clone());
    }
}
