use super::{Answer, Asking};
use crate::error::UiError;
use gloo_net::http::{Request, RequestBuilder, Response};
use leptos::{
    server_fn::redirect::REDIRECT_HEADER,
    web_sys::{FormData, UrlSearchParams},
};
use send_wrapper::SendWrapper;

pub(super) fn read(path: &'static str, query: String) -> Asking {
    // A browser's page has one thread.
    Box::pin(SendWrapper::new(async move {
        let request = asking(Request::get(&format!("{path}?{query}"))).build();
        text(answered(request.map_err(|_| UiError::unreadable())?.send().await)?).await
    }))
}

/// Sends a form to a server function that changes something. The answer is the page that it leads to, if any.
pub(crate) async fn change(path: &str, form: &FormData) -> Result<Option<String>, UiError> {
    let fields = UrlSearchParams::new_with_str_sequence_sequence(form).map_err(|_| UiError::unreadable())?;
    let request = asking(Request::post(path)).body(fields).map_err(|_| UiError::unreadable())?;
    let response = answered(request.send().await)?;
    if !response.ok() {
        return Err(refusal(response).await);
    }
    let headers = response.headers();
    let leads = headers.get(REDIRECT_HEADER).is_some();
    Ok(headers.get("location").filter(|_| leads))
}

/// Not a plain form of a browser without a script, which is answered with a page.
fn asking(request: RequestBuilder) -> RequestBuilder {
    request.header("Accept", "application/json")
}

fn answered(answer: Result<Response, gloo_net::Error>) -> Result<Response, UiError> {
    answer.map_err(|_| UiError::no_answer())
}

async fn text(response: Response) -> Answer {
    if !response.ok() {
        return Err(refusal(response).await);
    }
    let body = response.text().await.map_err(|_| UiError::no_answer())?;
    serde_json::from_str(&body).map_err(|_| UiError::unreadable_answer())
}

async fn refusal(response: Response) -> UiError {
    let body = response.text().await.ok();
    body.and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_else(UiError::unreadable_answer)
}
