//! Every answer that any test gets over the API is held to the OpenAPI document: its status is one of those that the
//! operation has, its body has the shape that it says.

use super::Answer;
use jsonschema::Validator;
use reqwest::Method;
use serde_json::{Value, json};
use server::openapi::document;
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
};

type Known = HashMap<(String, String, u16), Option<Arc<Validator>>>;

static VALIDATORS: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);

#[track_caller]
pub(crate) fn holds(method: &Method, path: &str, answer: &Answer) {
    let Some(path) = path.strip_prefix("/api/v1").or_else(|| path.strip_prefix("/api")) else { return };
    let Some(template) = template(path.trim_end_matches('/')) else { return };
    let method = if method == Method::HEAD { "get".to_owned() } else { method.as_str().to_ascii_lowercase() };
    let operation = &document()["paths"][template][&method];
    // Another method than it has: what is refused before any operation is asked.
    if operation.is_null() {
        return;
    }
    let described = &operation["responses"][answer.status.to_string()];
    assert!(
        !described.is_null(),
        "{method} {template} is not said to answer {}: {}",
        answer.status,
        answer.text()
    );
    let Some(validator) = validator(template, &method, answer.status, described) else { return };
    if answer.body.is_empty() {
        return;
    }
    let body = answer.json();
    let wrong: Vec<String> =
        validator.iter_errors(&body).map(|error| format!("{} at {}", error, error.instance_path)).collect();
    assert!(wrong.is_empty(), "{method} {template} {}: {wrong:#?}\n{body:#}", answer.status);
}

fn validator(template: &str, method: &str, status: u16, described: &Value) -> Option<Arc<Validator>> {
    let key = (template.to_owned(), method.to_owned(), status);
    let mut known = VALIDATORS.lock().expect("nobody fails while holding it");
    known
        .entry(key)
        .or_insert_with(|| {
            let schema = described["content"]["application/json"]["schema"].as_object()?;
            let mut whole = json!({ "components": document()["components"] });
            whole.as_object_mut()?.extend(schema.clone());
            let built = jsonschema::options().should_validate_formats(true).build(&whole);
            Some(Arc::new(built.expect("the document's schemas are schemas")))
        })
        .clone()
}

/// The path of the document that this one is an example of: where several are, the one with the fewest parameters.
fn template(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |template: &&String| {
        let names: Vec<&str> = template.split('/').collect();
        names.len() == parts.len()
            && names
                .iter()
                .zip(&parts)
                .all(|(name, part)| name.starts_with('{') && !part.is_empty() || name == part)
    };
    let paths = document()["paths"].as_object().expect("paths");
    paths.keys().filter(fits).min_by_key(|template| template.matches('{').count()).map(String::as_str)
}
