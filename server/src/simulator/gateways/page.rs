//! Where the customer of a pretend gateway pays: a page that looks like a bank's, and says that it is none.

use super::{
    super::Bank,
    book::{Charge, Standing},
};
use axum::{
    Form, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use domain::{gateway::GatewayName, money::Paise};
use serde::Deserialize;

pub(super) fn router() -> Router<Bank> {
    Router::new().route("/gateways/{gateway}/pay/{number}", get(show).post(press))
}

impl Bank {
    /// Where a customer's browser finds it.
    pub(super) fn page_of(&self, charge: &Charge) -> String {
        let settings = &self.0.settings;
        let base = settings.gateways.public_url.clone();
        let base = base.unwrap_or_else(|| format!("http://{}", self.0.address));
        format!("{}/gateways/{}/pay/{}", base.trim_end_matches('/'), charge.gateway.as_str(), charge.number)
    }
}

#[derive(Deserialize)]
struct Pressed {
    #[serde(default)]
    answer: String,
}

async fn show(State(bank): State<Bank>, Path((gateway, number)): Path<(String, u64)>) -> Response {
    match find(&bank, &gateway, number) {
        Some(charge) => Html(page(&charge)).into_response(),
        None => (StatusCode::NOT_FOUND, Html(document("Nothing here", "<p>There is no such payment.</p>")))
            .into_response(),
    }
}

async fn press(
    State(bank): State<Bank>,
    Path((gateway, number)): Path<(String, u64)>,
    Form(pressed): Form<Pressed>,
) -> Response {
    let Some(name) = GatewayName::parse(&gateway) else { return StatusCode::NOT_FOUND.into_response() };
    match bank.pressed(name, number, pressed.answer == "pay").await {
        Some(Charge { return_url: Some(back), .. }) => Redirect::to(&back).into_response(),
        Some(charge) => Html(page(&charge)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn find(bank: &Bank, gateway: &str, number: u64) -> Option<Charge> {
    bank.0.gateways().book().by_number(GatewayName::parse(gateway)?, number)
}

fn page(charge: &Charge) -> String {
    let how = if charge.method == "upi" { "UPI" } else { "card" };
    let amount = Paise::new(charge.amount_paise).show();
    let asked = format!(
        "<p class=who>{}</p><p class=amount>{}</p><p class=quiet>By {how}, through {}</p>",
        escaped(&charge.description),
        escaped(&amount),
        escaped(charge.gateway.words()),
    );
    let rest = if charge.standing == Standing::Waiting {
        "<form method=post><button name=answer value=pay class=pay>Pay now</button>\
         <button name=answer value=no class=no>Decline</button></form>"
            .to_owned()
    } else {
        let back = charge
            .return_url
            .as_deref()
            .map(|url| format!("<a class=pay href=\"{}\">Back</a>", escaped(url)));
        format!("<p>This has been answered already.</p>{}", back.unwrap_or_default())
    };
    document("Confirm your payment", &format!("{asked}{rest}"))
}

fn document(title: &str, inside: &str) -> String {
    format!("{HEAD}<h1>{}</h1>{inside}{FOOT}", escaped(title))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const HEAD: &str = "<!doctype html><html lang=en><head><meta charset=utf-8><meta name=viewport content=\"width=device-width, initial-scale=1\">\
<title>Pretend bank</title><style>\
*{box-sizing:border-box}body{margin:0;min-height:100vh;background:#eef1f6;color:#16202e;font:16px/1.5 system-ui,sans-serif;display:grid;place-items:start center;padding:16px}\
main{width:100%;max-width:26rem;background:#fff;border:1px solid #d5dbe5;border-radius:14px;padding:24px;margin-top:4vh}\
.bank{display:flex;align-items:center;gap:8px;font-weight:600;color:#20406f;margin:0 0 20px}.bank i{width:28px;height:28px;border-radius:8px;background:#20406f}\
h1{font-size:1.1rem;margin:0 0 12px}.who{margin:0;color:#4a5568;overflow-wrap:anywhere}.amount{font-size:2rem;font-weight:600;margin:2px 0}\
.quiet{margin:0 0 20px;color:#4a5568;font-size:.875rem}form{display:grid;gap:10px}\
button,a.pay{display:block;text-align:center;text-decoration:none;font:inherit;font-weight:600;min-height:48px;line-height:46px;border-radius:10px;cursor:pointer;border:1px solid #20406f}\
.pay{background:#20406f;color:#fff;padding:0 16px}.no{background:#fff;color:#20406f}\
.note{margin:20px 0 0;font-size:.8rem;color:#4a5568;border-top:1px solid #e3e8ef;padding-top:12px}\
button:focus-visible,a:focus-visible{outline:3px solid #8fb3e8;outline-offset:2px}\
</style></head><body><main><p class=bank><i></i>Pretend bank</p>";
const FOOT: &str = "<p class=note>This bank is made up, for demonstrations. No money moves, and nobody's account is asked for.</p></main></body></html>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_merchant_writes_is_text() {
        assert_eq!(escaped("<b>\"&"), "&lt;b&gt;&quot;&amp;");
    }
}
