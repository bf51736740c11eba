//! A refusal as HTTP tells it. The one place where the domain's kinds, and what only HTTP knows of, become
//! a status and a body; a handler, an extractor and the gate itself all refuse with a [`Problem`].

use crate::{gate::request_id, live};
use app::door::status_of;
use axum::{
    Json,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use domain::explain::{Explain, Explanation, Kind};
use serde_json::{Map, Value, json};

#[derive(Clone, Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    told: Explanation,
}

impl<E: Explain> From<E> for Problem {
    fn from(refusal: E) -> Self {
        let told = refusal.explain();
        Problem { status: status_of(told.kind), told }
    }
}

impl Problem {
    pub(crate) fn not_found() -> Problem {
        Explanation::not_found().into()
    }

    pub(crate) fn method_not_allowed() -> Problem {
        let sentence = "This address does not answer to this method.";
        Problem::of_http(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", sentence)
    }

    pub(crate) fn too_large() -> Problem {
        let sentence = "What was sent is too large.";
        Problem::of_http(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", sentence)
    }

    pub(crate) fn unsupported_media_type(wanted: &str) -> Problem {
        let sentence = format!("Send this as {wanted}.");
        Problem::of_http(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", &sentence)
    }

    /// A body that cannot be read at all, so that no field is to blame.
    pub(crate) fn unreadable(sentence: &str) -> Problem {
        Explanation::new(Kind::Invalid, "validation_error", sentence).into()
    }

    fn of_http(status: StatusCode, code: &str, sentence: &str) -> Problem {
        Problem { status, told: Explanation::new(Kind::Invalid, code, sentence) }
    }

    fn retry_after(&self) -> Option<HeaderValue> {
        Some(HeaderValue::from(self.told.details.get("retry_after")?.as_u64()?))
    }

    /// The body of the contract.
    fn for_programs(&self, request_id: &str) -> Response {
        Json(self.body(request_id)).into_response()
    }

    pub(crate) fn body(&self, request_id: &str) -> Value {
        let mut body = Map::new();
        body.insert("error".to_owned(), json!(self.told.code));
        body.insert("message".to_owned(), json!(self.told.message));
        // Exactly three fields: this one is compared by clients as it is.
        if self.told.kind != Kind::TooMany {
            body.insert("request_id".to_owned(), json!(request_id));
        }
        body.extend(self.told.details.clone());
        Value::Object(body)
    }

    /// What a server function's client reads.
    fn for_the_app(&self) -> Response {
        Json(&self.told).into_response()
    }

    /// Where not even the app could be asked for a page.
    fn for_people(&self, request_id: &str) -> Response {
        let id = request_id.replace(['&', '<', '>', '"'], "");
        Html(format!(
            "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Kist</title>\
             <h1>{}</h1><p><a href=\"/\">To the first page</a></p><p><small>Reference: {id}</small></p></html>",
            self.told.message,
        ))
        .into_response()
    }
}

/// Leaves the words to [`tell`], which knows the request.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Middleware: puts a problem into words for whoever asked, a program, the app or a person.
pub(crate) async fn tell(request: Request, next: Next) -> Response {
    let door = Door::of(request.uri().path(), request.headers());
    let request_id = request_id::of(request.extensions());
    let response = next.run(request).await;
    let Some(problem) = response.extensions().get::<Problem>().cloned() else { return response };
    let words = match door {
        Door::Api => problem.for_programs(&request_id),
        Door::App => problem.for_the_app(),
        Door::Page => problem.for_people(&request_id),
    };
    let (mut parts, _) = response.into_parts();
    let (word_parts, body) = words.into_parts();
    // Of the empty body that stood there before.
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.extend(word_parts.headers);
    Response::from_parts(parts, body)
}

enum Door {
    Api,
    App,
    Page,
}

impl Door {
    fn of(path: &str, headers: &HeaderMap) -> Door {
        let below =
            |base: &str| path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if below("/api")
            || below("/health")
            || below("/webhooks")
            || below("/webhook")
            || path == "/metrics"
            || path == "/openapi.json"
            || path == "/graphql"
            || live::is_here(path)
        {
            return Door::Api;
        }
        let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
        if below("/ui") && !accept.contains("text/html") { Door::App } else { Door::Page }
    }
}
