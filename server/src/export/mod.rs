//! Any list of the pages as a file for a spreadsheet.
//!
//! `/export/<reading>?<its question>` asks the page's own reading, page by page, as whoever is signed in: what a list may
//! show to whom is said in one place, and a new list has its file by itself.

mod table; // rows of JSON as lines of CSV

pub(crate) use table::guarded;

use crate::{pages, rest::problem::Problem, state::Kist};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Path, Request},
    http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::explain::Explanation;
use serde::Deserialize;
use serde_json::Value;
use table::Table;
use tokio::sync::Semaphore;
use tower::ServiceExt;

/// So many lines are a file; who needs more narrows the filters, or asks the API.
const LINES_MOST: usize = 5_000;
/// A file is up to two hundred readings: so many are made at once in a process, and the others wait.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// One page of a list is far smaller.
const PAGE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A page of a list, as a reading answers it.
#[derive(Deserialize)]
struct Lines {
    items: Vec<Value>,
    older: Option<String>,
}

pub(crate) fn router(kist: &Kist) -> Router<Kist> {
    let readings = pages::router(kist).with_state(kist.clone());
    let file =
        async move |Path(reading): Path<String>, request: Request| export(readings, reading, request).await;
    Router::new().route("/export/{*reading}", get(file))
}

async fn export(readings: Router, reading: String, request: Request) -> Response {
    let Ok(_turn) = AT_ONCE.acquire().await else {
        return Problem::from(Explanation::unavailable()).into_response();
    };
    let (parts, _) = request.into_parts();
    let mut asked: Vec<(String, String)> =
        serde_urlencoded::from_str(parts.uri.query().unwrap_or_default()).unwrap_or_default();
    asked.retain(|(name, _)| name != "cursor");
    let mut table = Table::default();
    let mut cursor = None;
    loop {
        let address = address(&reading, &asked, cursor.as_deref());
        let page = match page(&readings, address, parts.headers.clone(), parts.extensions.clone()).await {
            Ok(page) => page,
            Err(refusal) => return refusal.into_response(),
        };
        for line in page.items.iter().take(LINES_MOST - table.len()) {
            table.add(line);
        }
        cursor = page.older;
        if cursor.is_some() && table.len() >= LINES_MOST {
            table.add(&Value::from(format!(
                "Only the first {LINES_MOST} lines. Narrow the filters for the others."
            )));
            break;
        }
        if cursor.is_none() {
            break;
        }
    }
    match table.written() {
        Ok(bytes) => download(&reading, bytes),
        Err(error) => {
            tracing::error!(%error, "a list could not be written");
            Problem::from(Explanation::internal()).into_response()
        }
    }
}

fn address(reading: &str, asked: &[(String, String)], cursor: Option<&str>) -> Option<Uri> {
    let pairs = asked.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let query =
        serde_urlencoded::to_string(pairs.chain(cursor.map(|cursor| ("cursor", cursor))).collect::<Vec<_>>());
    format!("/ui/{reading}?{}", query.ok()?).parse().ok()
}

/// Asks as the browser would: with whoever was found to be asking, and nothing that could change anything.
async fn page(
    readings: &Router,
    address: Option<Uri>,
    headers: HeaderMap,
    extensions: Extensions,
) -> Result<Lines, Problem> {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::GET;
    *request.uri_mut() = address.ok_or_else(Problem::not_found)?;
    *request.headers_mut() = headers;
    request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    *request.extensions_mut() = extensions;
    let answer = match readings.clone().oneshot(request).await {
        Ok(answer) => answer,
        Err(never) => match never {},
    };
    match answer.status() {
        StatusCode::OK => {}
        StatusCode::UNAUTHORIZED => return Err(Explanation::not_authenticated().into()),
        StatusCode::FORBIDDEN => return Err(Explanation::not_authorized().into()),
        StatusCode::BAD_REQUEST => return Err(Problem::unreadable("This list has no such filter.")),
        status if status.is_server_error() => return Err(Explanation::internal().into()),
        _ => return Err(Problem::not_found()),
    }
    let bytes = to_bytes(answer.into_body(), PAGE_BYTES_MAX).await.map_err(|_| Explanation::internal())?;
    // A view travels as text: JSON within JSON.
    let view =
        serde_json::from_slice::<String>(&bytes).ok().and_then(|text| serde_json::from_str(&text).ok());
    view.and_then(lines).ok_or_else(Problem::not_found)
}

/// The list itself, or the only one on the screen.
fn lines(view: Value) -> Option<Lines> {
    match view {
        Value::Object(fields) if fields.contains_key("items") && fields.contains_key("older") => {
            serde_json::from_value(Value::Object(fields)).ok()
        }
        Value::Object(fields) => fields.into_iter().find_map(|(_, part)| lines(part)),
        _ => None,
    }
}

fn download(reading: &str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let name = format!("attachment; filename=\"kist-{}.csv\"", reading.replace('/', "-"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}
