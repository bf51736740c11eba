//! What was sent: bodies, read whole and never beyond their limits.

use super::problem::Problem;
use crate::{
    gate::body_size::{BODY_BYTES_MAX, announced},
    openapi::{Input, Operation},
};
use axum::{
    RequestExt,
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

/// Bodies of the contract are flat.
const DEPTH_MAX: usize = 16;

/// A JSON object.
pub(crate) struct Sent<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::unsupported_media_type("application/json"));
        }
        read_object(&bytes(request).await?).map(Sent)
    }
}

/// A JSON object, or nothing at all: then no content type is asked for either.
pub(super) struct MayBeSent<T>(pub(super) T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for MayBeSent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let json = is_json(request.headers());
        let bytes = bytes(request).await?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(MayBeSent(T::default()));
        }
        if !json {
            return Err(Problem::unsupported_media_type("application/json"));
        }
        read_object(&bytes).map(MayBeSent)
    }
}

/// A JSON object, or the fields of a form.
pub(super) enum SentEither<J, F> {
    Json(J),
    Form(F),
}

impl<J: DeserializeOwned, F: DeserializeOwned, S: Send + Sync> FromRequest<S> for SentEither<J, F> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if is_json(request.headers()) {
            return read_object(&bytes(request).await?).map(SentEither::Json);
        }
        if !is_type(request.headers(), |kind| kind == "application/x-www-form-urlencoded") {
            return Err(Problem::unsupported_media_type(
                "application/json or application/x-www-form-urlencoded",
            ));
        }
        serde_urlencoded::from_bytes(&bytes(request).await?)
            .map(SentEither::Form)
            .map_err(|_| Problem::unreadable("The form could not be read."))
    }
}

// What each of these says to the OpenAPI document.

impl<T: JsonSchema> Input for Sent<T> {
    fn describe(operation: &mut Operation<'_>) {
        operation.body::<T>("application/json", true);
    }
}

impl<T: JsonSchema> Input for MayBeSent<T> {
    fn describe(operation: &mut Operation<'_>) {
        operation.body::<T>("application/json", false);
    }
}

impl<J: JsonSchema, F: JsonSchema> Input for SentEither<J, F> {
    fn describe(operation: &mut Operation<'_>) {
        operation.body::<J>("application/json", true);
        operation.body::<F>("application/x-www-form-urlencoded", true);
    }
}

async fn bytes(request: Request) -> Result<Bytes, Problem> {
    if announced(request.headers()).is_some_and(|bytes| bytes > BODY_BYTES_MAX) {
        return Err(Problem::too_large());
    }
    let body: Body = request.into_limited_body();
    // The limit is the only reason of our own; a client that went away hears nothing anyway.
    to_bytes(body, BODY_BYTES_MAX).await.map_err(|_| Problem::too_large())
}

fn is_json(headers: &HeaderMap) -> bool {
    is_type(headers, |kind| {
        kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
    })
}

fn is_type(headers: &HeaderMap, wanted: impl Fn(&str) -> bool) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    wanted(&kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

/// An object and nothing else: serde would take an array for a struct as well.
fn read_object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let is_object = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    if !is_object {
        return Err(Problem::unreadable("The body must be a JSON object."));
    }
    if depth(bytes) > DEPTH_MAX {
        return Err(Problem::unreadable("The body is nested too deeply."));
    }
    serde_json::from_slice(bytes).map_err(|_| Problem::unreadable("The body is not well-formed JSON."))
}

/// How deeply brackets are nested, outside of strings.
fn depth(bytes: &[u8]) -> usize {
    let (mut now, mut most, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                now += 1;
                most = most.max(now);
            }
            b'}' | b']' if !in_string => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::body::Raw;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Two {
        #[serde(default)]
        a: Raw,
        #[serde(default)]
        b: Raw,
    }

    #[track_caller]
    fn check(body: &str, readable: bool) {
        assert_eq!(read_object::<Two>(body.as_bytes()).is_ok(), readable, "{body:.80}");
    }

    #[test]
    fn a_body_is_one_json_object() {
        check("{}", true);
        check(" {\"a\": 0.29, \"b\": null, \"c\": {\"d\": [1]}}\n", true);
        check("{\"a\": \"[[[[[[[[[[[[[[[[[[[[[[\"}", true);
        for bad in [
            "",
            "null",
            "7",
            "\"a\"",
            "[1, 2]",
            "{",
            "{\"a\": }",
            "{} {}",
            "{\"a\": 1, \"a\": 2}",
            "{a: 1}",
            "{\"a\": NaN}",
        ] {
            check(bad, false);
        }
        let deep = format!("{{\"a\": {}{}}}", "[".repeat(10_000), "]".repeat(10_000));
        check(&deep, false);
        check("{\"a\": \"\u{0}\"}", false);
        assert!(read_object::<Two>(b"{\"a\": \"\xff\"}").is_err());
    }
}
