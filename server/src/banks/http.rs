//! A bank that speaks HTTP and JSON. An answer is read strictly: one that is not exactly what was asked for
//! leaves the outcome unknown.

use super::classes::{self, Class};
use crate::{
    breaker::{Breaker, BreakerView},
    cause,
    config::BankSettings,
    metrics,
};
use domain::{
    bank::{About, Account, Answer, BankGateway, Enquiry, Flow, Outcome, Transfer},
    id::TransferId,
    work::real_now,
};
use reqwest::{Client, RequestBuilder, Url, redirect::Policy};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::time::Instant;
use tracing::Instrument;

const CONNECT_LIMIT: Duration = Duration::from_secs(2);
/// A bank that sends more than this for an answer sends something else.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// As the table of transfers takes it.
const BANK_REFERENCE_CHARACTERS_MAX: usize = 100;
const CODE_CHARACTERS_MAX: usize = 64;

pub struct HttpBank {
    client: Client,
    base: Url,
    key: SecretString,
    breaker: Breaker,
}

#[derive(Serialize)]
struct Request<'a> {
    reference: TransferId,
    direction: &'static str,
    amount_paise: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<Whose<'a>>,
}

#[derive(Serialize)]
struct Whose<'a> {
    holder_name: &'a str,
    number: &'a str,
    ifsc: &'a str,
}

/// Whatever the bank says; which fields there are depends on the status.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    status: Option<String>,
    reference: Option<String>,
    bank_reference: Option<String>,
    amount_paise: Option<i64>,
    failure_code: Option<String>,
    /// Of a refusal that is no transfer.
    code: Option<String>,
}

/// An answer that arrived whole.
struct Heard {
    status: u16,
    said: Option<Said>,
}

impl HttpBank {
    pub(super) fn new(base: Url, settings: &BankSettings) -> anyhow::Result<HttpBank> {
        Ok(HttpBank {
            client: client(settings.time_limit)?,
            base,
            key: settings.api_key.clone(),
            breaker: Breaker::new(settings.breaker, Instant::now()),
        })
    }

    pub fn breaker(&self) -> BreakerView {
        self.breaker.view(Instant::now(), real_now())
    }

    async fn sent(&self, transfer: &Transfer) -> Outcome {
        let started = std::time::Instant::now();
        let reference = transfer.reference;
        let amount = transfer.amount.get().get();
        let body = Request {
            reference,
            direction: match transfer.flow {
                Flow::Collect => "collect",
                Flow::Pay => "pay",
            },
            amount_paise: amount,
            account: transfer.account.as_ref().map(whose),
        };
        let request = self.client.post(address(&self.base, &["transfers"]));
        let request = request.header("Idempotency-Key", reference.to_string()).json(&body);
        let span = tracing::info_span!("bank", call = "send", otel.kind = "client");
        let (outcome, is_failure) = match self.hear(request).instrument(span).await {
            Err(class) => (class.outcome(""), class.is_failure),
            Ok(heard) => outcome(&heard, transfer.about()),
        };
        self.breaker.record(!is_failure, Instant::now());
        metrics::bank_asked("send", word(&outcome), started);
        match &outcome {
            Outcome::Unknown { why } => tracing::warn!(%reference, why, "the bank left a transfer open"),
            known => tracing::info!(%reference, outcome = word(known), "the bank was sent a transfer"),
        }
        outcome
    }

    async fn asked(&self, call: &'static str, request: RequestBuilder, asked: About) -> Enquiry {
        let started = std::time::Instant::now();
        let span = tracing::info_span!("bank", call, otel.kind = "client");
        let (enquiry, is_failure) = match self.hear(request).instrument(span).await {
            Err(class) => (Enquiry::Known(class.outcome("")), class.is_failure),
            Ok(heard) => enquiry(&heard, asked),
        };
        self.breaker.record(!is_failure, Instant::now());
        let said = match &enquiry {
            Enquiry::Known(outcome) => word(outcome),
            Enquiry::NotKnown => "not_known",
            Enquiry::Fenced => "fenced",
        };
        metrics::bank_asked(call, said, started);
        tracing::info!(reference = %asked.reference, call, outcome = said, "the bank was asked about a transfer");
        enquiry
    }

    /// Sends and listens to the end.
    async fn hear(&self, request: RequestBuilder) -> Result<Heard, Class> {
        let request = request.bearer_auth(self.key.expose_secret()).headers(cause::headers());
        let mut answer = request.send().await.map_err(|error| trouble(&error))?;
        let status = answer.status().as_u16();
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| trouble(&error))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > ANSWER_BYTES_MAX {
                return Err(classes::UNREADABLE);
            }
        }
        Ok(Heard { status, said: serde_json::from_slice(&bytes).ok() })
    }
}

impl BankGateway for HttpBank {
    fn ready(&self) -> Result<(), String> {
        self.breaker.ready(Instant::now()).map_err(|left| {
            let seconds = left.as_secs().saturating_add(1);
            format!(
                "The bank did not answer several times in a row; it is left alone for {seconds} seconds more."
            )
        })
    }

    fn send<'a>(&'a self, transfer: &'a Transfer) -> Answer<'a, Outcome> {
        Box::pin(self.sent(transfer))
    }

    fn enquire(&self, about: About) -> Answer<'_, Enquiry> {
        let address = address(&self.base, &["transfers", &about.reference.to_string()]);
        Box::pin(self.asked("enquire", self.client.get(address), about))
    }

    fn fence(&self, about: About) -> Answer<'_, Enquiry> {
        let address = address(&self.base, &["transfers", &about.reference.to_string(), "fence"]);
        Box::pin(self.asked("fence", self.client.post(address), about))
    }
}

/// An outcome as it is counted.
const fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted { .. } => "accepted",
        Outcome::Declined { .. } => "declined",
        Outcome::Unknown { .. } => "unknown",
    }
}

/// Of a bank's other calls as well: it follows nobody elsewhere, and waits for nobody for ever.
pub(super) fn client(time_limit: Duration) -> reqwest::Result<Client> {
    Client::builder()
        .connect_timeout(CONNECT_LIMIT.min(time_limit))
        .timeout(time_limit)
        .redirect(Policy::none())
        .no_proxy()
        .build()
}

/// `<base>/v1/…`
pub(super) fn address(base: &Url, below: &[&str]) -> Url {
    let mut address = base.clone();
    if let Ok(mut path) = address.path_segments_mut() {
        path.pop_if_empty().push("v1").extend(below);
    }
    address
}

fn whose(account: &Account) -> Whose<'_> {
    Whose { holder_name: &account.holder_name, number: &account.number, ifsc: &account.ifsc }
}

fn trouble(error: &reqwest::Error) -> Class {
    if error.is_timeout() { classes::TIMEOUT } else { classes::LOST }
}

/// What came of sending, and whether it speaks against the bank's health.
fn outcome(heard: &Heard, asked: About) -> (Outcome, bool) {
    let (Some(said), 200..=299) = (&heard.said, heard.status) else {
        let code =
            heard.said.as_ref().and_then(|said| clean(said.code.as_deref().or(said.failure_code.as_deref())));
        let class = classes::of_status(heard.status, code.as_deref());
        return (class.outcome(&code.unwrap_or_else(|| format!("http_{}", heard.status))), class.is_failure);
    };
    known(said, asked)
}

/// What the bank knows. That it never heard of it counts only in the bank's own words: any server says 404.
fn enquiry(heard: &Heard, asked: About) -> (Enquiry, bool) {
    let status = heard.said.as_ref().and_then(|said| said.status.as_deref());
    match (heard.status, status, &heard.said) {
        (404, Some("unknown"), Some(said)) if is_about(said, asked) => (Enquiry::NotKnown, false),
        (200, Some("fenced"), Some(said)) if is_about(said, asked) => (Enquiry::Fenced, false),
        // Asked afterwards it is the bank's record, and final whatever its reason: "timeout" is then why it failed.
        (200..=299, Some("failed"), Some(said)) if is_about(said, asked) => {
            let code = clean(said.failure_code.as_deref()).unwrap_or_else(|| "declined".to_owned());
            let reason = classes::of_code(&code).sentence.to_owned();
            (Enquiry::Known(Outcome::Declined { code, reason }), false)
        }
        (200..=299, _, Some(said)) => {
            let (outcome, is_failure) = known(said, asked);
            (Enquiry::Known(outcome), is_failure)
        }
        (code, ..) => {
            // A refusal of the question says nothing of the transfer.
            let class = classes::of_status(code, None);
            let why = format!("The bank did not tell what became of it (HTTP {code}).");
            (Enquiry::Known(Outcome::Unknown { why }), class.is_failure || code == 404)
        }
    }
}

fn known(said: &Said, asked: About) -> (Outcome, bool) {
    let told = |class: Class, code: &str| (class.outcome(code), class.is_failure);
    let amount = asked.amount.get().get();
    let another = said.reference.as_ref().is_some_and(|reference| *reference != asked.reference.to_string())
        || said.amount_paise.is_some_and(|said| said != amount);
    if another {
        return told(classes::ABOUT_ANOTHER, "");
    }
    match (said.status.as_deref(), &said.bank_reference) {
        // Whoever says that money moved must say whose and how much.
        (Some("success"), Some(bank_reference))
            if is_reference(bank_reference) && is_about(said, asked) && said.amount_paise.is_some() =>
        {
            (Outcome::Accepted { bank_reference: bank_reference.clone() }, false)
        }
        (Some("failed"), _) if is_about(said, asked) => {
            let code = clean(said.failure_code.as_deref()).unwrap_or_else(|| "declined".to_owned());
            told(classes::of_code(&code), &code)
        }
        (Some("processing"), _) => told(classes::PROCESSING, ""),
        _ => told(classes::UNREADABLE, ""),
    }
}

/// Says itself what it is about, and it is this.
fn is_about(said: &Said, asked: About) -> bool {
    said.reference.as_deref() == Some(asked.reference.to_string().as_str())
}

fn is_reference(text: &str) -> bool {
    let length = text.chars().count();
    (1..=BANK_REFERENCE_CHARACTERS_MAX).contains(&length) && !text.chars().any(char::is_control)
}

/// A code as we keep and show it, whatever the bank writes.
fn clean(code: Option<&str>) -> Option<String> {
    let plain = |character: &char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.');
    let code: String = code?.chars().filter(plain).take(CODE_CHARACTERS_MAX).collect();
    (!code.is_empty()).then(|| code.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::PositivePaise;
    use serde_json::{Value, json};

    const OURS: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

    fn heard(status: u16, body: &Value) -> Heard {
        Heard { status, said: serde_json::from_value(body.clone()).ok() }
    }

    fn asked() -> About {
        About { reference: OURS.parse().unwrap(), amount: PositivePaise::parse_paise("100").unwrap() }
    }

    #[track_caller]
    fn sent(status: u16, body: Value) -> &'static str {
        match outcome(&heard(status, &body), asked()).0 {
            Outcome::Accepted { .. } => "accepted",
            Outcome::Declined { .. } => "declined",
            Outcome::Unknown { .. } => "unknown",
        }
    }

    #[test]
    fn a_success_must_be_about_what_was_asked() {
        let success = |reference: &str, bank_reference: &str, amount: i64| json!({ "status": "success", "reference": reference, "bank_reference": bank_reference, "amount_paise": amount });
        assert_eq!(sent(200, success(OURS, "UTR1", 100)), "accepted");
        assert_eq!(sent(200, success(OURS, "UTR1", 101)), "unknown");
        assert_eq!(sent(200, success(&OURS.replace('7', "8"), "UTR1", 100)), "unknown");
        assert_eq!(sent(200, success(OURS, "", 100)), "unknown");
        assert_eq!(sent(200, success(OURS, &"U".repeat(101), 100)), "unknown");
        assert_eq!(sent(500, success(OURS, "UTR1", 100)), "unknown");
        assert_eq!(sent(302, success(OURS, "UTR1", 100)), "unknown");
    }

    #[test]
    fn what_is_no_answer_leaves_it_open() {
        for body in
            [json!({}), json!({ "status": "done" }), json!([1]), json!("success"), json!({ "status": 1 })]
        {
            assert_eq!(sent(200, body.clone()), "unknown", "{body}");
        }
        let failed = |code: &str| json!({ "status": "failed", "reference": OURS, "failure_code": code });
        assert_eq!(sent(200, failed("account_closed")), "declined");
        assert_eq!(sent(200, failed("timeout")), "unknown");
        assert_eq!(sent(200, json!({ "status": "failed" })), "unknown", "of what?");
        assert_eq!(sent(202, json!({ "status": "processing" })), "unknown");
    }

    #[test]
    fn only_the_bank_itself_can_say_that_it_knows_nothing() {
        let enquired = |status, body| enquiry(&heard(status, &body), asked());
        let about = |status: &str, reference: &str| json!({ "status": status, "reference": reference });
        assert_eq!(enquired(404, about("unknown", OURS)), (Enquiry::NotKnown, false));
        assert_eq!(enquired(200, about("fenced", OURS)), (Enquiry::Fenced, false));
        let other = OURS.replace('7', "8");
        for (status, body) in [
            (404, json!({})),
            (404, json!("Not Found")),
            (404, json!({ "status": "unknown" })),
            (404, about("unknown", &other)),
            (200, about("fenced", &other)),
            (503, about("unknown", OURS)),
        ] {
            let (found, is_failure) = enquired(status, body);
            assert!(matches!(found, Enquiry::Known(Outcome::Unknown { .. })) && is_failure, "{status}");
        }
    }

    #[test]
    fn a_failure_that_the_bank_has_on_record_is_final() {
        let enquired = |body| enquiry(&heard(200, &body), asked());
        for code in ["account_closed", "timeout", "E-4711"] {
            let (found, is_failure) =
                enquired(json!({ "status": "failed", "reference": OURS, "failure_code": code }));
            assert!(matches!(found, Enquiry::Known(Outcome::Declined { .. })) && !is_failure, "{code}");
        }
        let of_nothing = enquired(json!({ "status": "failed", "failure_code": "account_closed" })).0;
        assert!(matches!(of_nothing, Enquiry::Known(Outcome::Unknown { .. })));
    }

    #[test]
    fn an_enquiry_is_held_to_the_amount_as_well() {
        let success = |paise: i64| json!({ "status": "success", "reference": OURS, "bank_reference": "UTR1", "amount_paise": paise });
        let enquired = |body| enquiry(&heard(200, &body), asked()).0;
        assert!(matches!(enquired(success(100)), Enquiry::Known(Outcome::Accepted { .. })));
        let mut silent = success(100);
        silent.as_object_mut().unwrap().remove("amount_paise");
        for body in [success(101), silent] {
            assert!(matches!(enquired(body), Enquiry::Known(Outcome::Unknown { .. })));
        }
    }

    #[test]
    fn codes_are_kept_short_and_plain() {
        assert_eq!(clean(Some("Insufficient_Funds")), Some("insufficient_funds".to_owned()));
        assert_eq!(clean(Some("<b>\n")), Some("b".to_owned()));
        assert_eq!(clean(Some("\u{0}")), None);
        assert_eq!(clean(Some(&"x".repeat(1000))).unwrap().len(), CODE_CHARACTERS_MAX);
    }

    #[test]
    fn addresses_lie_below_the_base() {
        let at = |base: &str| address(&base.parse().unwrap(), &["transfers", "x"]).to_string();
        assert_eq!(at("http://bank"), "http://bank/v1/transfers/x");
        assert_eq!(at("https://bank/api/"), "https://bank/api/v1/transfers/x");
    }
}
