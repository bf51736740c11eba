//! The contract as an OpenAPI document, told by the types of the handlers and the sentences of the catalogue; and two ways
//! to read it. `docs/openapi.json` is the committed copy.

mod codes; // what refusals there are
mod common; // headers, parameters and shapes that many operations share
mod handling; // from a handler's types to a description
mod operation; // one operation, while it is described
mod pages; // /openapi.json, /docs, /redoc
mod system; // what stands beside the catalogue: health, webhooks, streams

pub(crate) use handling::{Answer, Handling, Input, Inputs, describe};
pub(crate) use operation::{Caller, Operation};
pub(crate) use pages::router;

use crate::rest::{self, Route};
use axum::http::Method;
use operation::{Shapes, Told};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

static DOCUMENT: LazyLock<Value> = LazyLock::new(make);

/// The whole document, the same for everybody.
pub fn document() -> &'static Value {
    &DOCUMENT
}

fn make() -> Value {
    let mut shapes = Shapes::new();
    let mut paths = Map::new();
    let mut tags: Vec<&str> = Vec::new();
    for route in rest::described() {
        if !tags.contains(&route.tag) {
            tags.push(route.tag);
        }
        let operation = operation(&mut shapes, &route);
        add(&mut paths, route.path, &route.method, operation);
    }
    system::add(&mut shapes, &mut paths);
    tags.push(system::TAG);
    let mut schemas = shapes.into_components();
    schemas.extend(common::schemas());
    schemas.sort_keys();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Kist",
            "version": env!("CARGO_PKG_VERSION"),
            "description": common::ABOUT,
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "servers": [{ "url": "/api/v1" }, { "url": "/api", "description": "The same, for clients that call it so." }],
        "tags": tags.iter().map(|tag| json!({ "name": tag })).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "headers": common::headers(),
            "parameters": common::parameters(),
            "securitySchemes": common::security(),
        },
    })
}

fn operation(shapes: &mut Shapes, route: &Route) -> Value {
    let mut operation = Operation::new(shapes, route.method.clone());
    (route.describe)(&mut operation);
    operation.finish(
        route.path,
        &Told {
            id: id(&route.method, route.path),
            tag: route.tag,
            summary: route.summary,
            more: route.more,
            refusals: route.refusals,
        },
    )
}

fn add(paths: &mut Map<String, Value>, path: &str, method: &Method, operation: Value) {
    let item = paths.entry(path.to_owned()).or_insert_with(|| json!({}));
    if let Some(item) = item.as_object_mut() {
        item.insert(method.as_str().to_ascii_lowercase(), operation);
    }
}

/// `post_loans_admin_approve`, `get_loans_id`: for generated clients.
fn id(method: &Method, path: &str) -> String {
    let words = path.split(['/', '-', '{', '}', '_']).filter(|word| !word.is_empty());
    std::iter::once(method.as_str().to_ascii_lowercase())
        .chain(words.map(str::to_owned))
        .collect::<Vec<_>>()
        .join("_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn operations() -> Vec<(String, String, Value)> {
        let paths = document()["paths"].as_object().unwrap();
        let of_path = |(path, item): (&String, &Value)| {
            let item = item.as_object().unwrap().clone();
            let path = path.clone();
            item.into_iter()
                .filter(|(name, _)| name != "servers")
                .map(move |(method, operation)| (path.clone(), method, operation))
                .collect::<Vec<_>>()
        };
        paths.iter().flat_map(of_path).collect()
    }

    #[test]
    fn every_route_is_described_and_named_once() {
        let all = operations();
        let ids: BTreeSet<&str> =
            all.iter().map(|(.., operation)| operation["operationId"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), all.len());
        for route in rest::described() {
            let (path, method) = (route.path, route.method.as_str().to_ascii_lowercase());
            let described = &document()["paths"][path][&method];
            assert!(described["summary"].as_str().is_some_and(|words| !words.is_empty()), "{method} {path}");
            let names = path.matches('{').count();
            let parameters = described["parameters"].as_array().unwrap();
            let in_path = parameters.iter().filter(|parameter| parameter["in"] == "path").count();
            assert_eq!(in_path, names, "{method} {path}");
            let responses = described["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path}");
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn references(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(fields) => {
                    for (name, value) in fields {
                        match (name.as_str(), value) {
                            ("$ref", Value::String(target)) => found.push(target.clone()),
                            _ => references(value, found),
                        }
                    }
                }
                Value::Array(items) => items.iter().for_each(|item| references(item, found)),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
        }
        let mut found = Vec::new();
        references(document(), &mut found);
        assert!(found.len() > 100);
        for target in found {
            let place = target.strip_prefix('#').unwrap();
            assert!(document().pointer(place).is_some(), "{target}");
        }
    }
}
