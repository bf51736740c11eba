//! Who hears of what, the moment it happens.

use crate::support::{Answer, Person, TestApp, people::PASSWORD};
use futures::{SinkExt, StreamExt};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest, http::HeaderValue},
};

const STREAM: &str = "/events/stream";
/// Longer than anything here takes, also on a busy machine.
const SOON: Duration = Duration::from_secs(10);
/// Long enough for what must not come.
const SILENCE: Duration = Duration::from_millis(300);

/// Server-sent events, read as they come.
struct Events {
    response: Response,
    read: String,
}

impl Events {
    async fn of(request: RequestBuilder) -> Events {
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert!(!response.headers().contains_key("content-encoding"));
        let mut events = Events { response, read: String::new() };
        assert_eq!(events.next().await, Some(("ready".to_owned(), json!({}))));
        events
    }

    /// The next event and its data; nothing at the end of the stream.
    async fn next(&mut self) -> Option<(String, Value)> {
        timeout(SOON, self.event()).await.expect("an event in time")
    }

    async fn event(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let line = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
                let found = line("event: ").map(str::to_owned).zip(line("data: ").map(str::to_owned));
                self.read = rest.to_owned();
                match found {
                    Some((name, data)) => return Some((name, serde_json::from_str(&data).unwrap())),
                    None => continue,
                }
            }
            let chunk = self.response.chunk().await.expect("the stream is whole")?;
            self.read.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    async fn hears_of(&mut self, kind: &str, id: &str) {
        assert_eq!(self.next().await, Some(("change".to_owned(), json!({ "kind": kind, "id": id }))));
    }

    async fn hears_nothing(&mut self) {
        assert!(timeout(SILENCE, self.event()).await.is_err(), "it should be silent");
    }
}

impl Person<'_> {
    async fn listens(&self) -> Events {
        Events::of(self.app.raw(Method::GET, STREAM).bearer_auth(&self.token)).await
    }

    async fn opens_socket(&self, origin: Option<&str>) -> Result<Socket, u16> {
        let bearer = format!("Bearer {}", self.token);
        socket(self.app, &[("authorization", Some(&bearer)), ("origin", origin)]).await
    }
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A socket, or the status that refused it.
async fn socket(app: &TestApp, headers: &[(&'static str, Option<&str>)]) -> Result<Socket, u16> {
    let mut request = format!("ws://{}/ws", app.address).into_client_request().unwrap();
    for (name, value) in headers {
        if let Some(value) = value {
            request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
        }
    }
    match connect_async(request).await {
        Ok((mut socket, _)) => {
            assert_eq!(message(&mut socket).await, Some(json!({ "event": "ready" })));
            Ok(socket)
        }
        Err(tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

/// Nothing when it is closed.
async fn message(socket: &mut Socket) -> Option<Value> {
    loop {
        match timeout(SOON, socket.next()).await.expect("a message in time")? {
            Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
            Ok(Message::Close(_)) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// A browser that is signed in as somebody.
async fn signed_in(app: &TestApp, email: &str) -> (reqwest::Client, String) {
    let browser = app.browser();
    let sign_in = browser
        .post(format!("http://{}/ui/identity/sign-in", app.address))
        .header("accept", "application/json")
        .form(&[("email", email), ("password", PASSWORD)]);
    let answer = Answer::to(sign_in).await;
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    assert!(cookie.starts_with("kist_session="), "{}", answer.text());
    (browser, cookie)
}

#[tokio::test]
async fn a_stream_tells_of_what_is_ones_own() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.borrower("Asha").await, app.borrower("Ravi").await);
    let (shop, admin) = (app.merchant("Rohan").await, app.admin("Kavita").await);
    let (browser, _) = signed_in(&app, &asha.email).await;
    let in_browser = Events::of(browser.get(format!("http://{}{STREAM}", app.address))).await;
    let (mut own, mut strangers, mut shops, mut desk) = (
        vec![asha.listens().await, in_browser],
        ravi.listens().await,
        shop.listens().await,
        admin.listens().await,
    );

    let loan = asha.applies("20000").await;
    for events in own.iter_mut().chain([&mut desk]) {
        events.hears_of("loan", &loan).await;
    }
    admin.decides(&loan, true).await.is(200);
    for events in own.iter_mut().chain([&mut desk]) {
        events.hears_of("loan", &loan).await;
    }
    admin.funds(&asha, "500").await;
    for events in own.iter_mut().chain([&mut desk]) {
        events.hears_of("person", &asha.id).await;
    }
    // Paying is hot and tells nobody.
    asha.pays(&loan, "100", "first").await.is(201);
    for events in own.iter_mut().chain([&mut strangers, &mut shops, &mut desk]) {
        events.hears_nothing().await;
    }
    app.is_proven().await;
}

#[tokio::test]
async fn what_is_refused_tells_nobody() {
    let app = TestApp::start().await;
    let (asha, admin) = (app.borrower("Asha").await, app.admin("Kavita").await);
    let loan = asha.applies("20000").await;
    admin.decides(&loan, false).await.is(200);
    let (mut own, mut desk) = (asha.listens().await, admin.listens().await);
    assert!(admin.decides(&loan, true).await.status >= 400);
    assert!(
        asha.post("/loans/apply", &json!({ "principal_amount": "900000000", "tenure_months": 12 }))
            .await
            .status
            >= 400
    );
    own.hears_nothing().await;
    desk.hears_nothing().await;
}

#[tokio::test]
async fn nobody_listens_without_signing_in() {
    let app = TestApp::start().await;
    for path in [STREAM, "/ws", "/events/stream/"] {
        app.get(path).await.refused(401, "not_authenticated");
        Answer::to(app.raw(Method::GET, path).bearer_auth("made up")).await.refused(401, "not_authenticated");
        Answer::to(app.raw(Method::POST, path)).await.refused(405, "method_not_allowed");
    }
    assert_eq!(socket(&app, &[]).await.err(), Some(401));
}

#[tokio::test]
async fn a_socket_tells_the_same_and_is_opened_by_our_own_pages() {
    let app = TestApp::start().await;
    let (asha, admin) = (app.borrower("Asha").await, app.admin("Kavita").await);
    let own_page = format!("http://{}", app.address);
    let (_, cookie) = signed_in(&app, &asha.email).await;
    let cookie = ("cookie", Some(cookie.as_str()));

    assert_eq!(asha.opens_socket(Some("http://evil.example")).await.err(), Some(403));
    assert_eq!(asha.opens_socket(Some("null")).await.err(), Some(403));
    assert_eq!(socket(&app, &[cookie, ("origin", Some("http://evil.example"))]).await.err(), Some(403));
    assert_eq!(socket(&app, &[cookie]).await.err(), Some(403), "a browser tells its origin");
    let plain = app.raw(Method::GET, "/ws").bearer_auth(&asha.token);
    Answer::to(plain).await.refused(400, "validation_error");

    let mut sockets = vec![
        asha.opens_socket(None).await.unwrap(),
        asha.opens_socket(Some(&own_page)).await.unwrap(),
        socket(&app, &[cookie, ("origin", Some(&own_page))]).await.unwrap(),
    ];
    let loan = asha.borrows(&admin, "20000").await;
    for socket in &mut sockets {
        let change = json!({ "event": "change", "kind": "loan", "id": loan });
        assert_eq!(message(socket).await, Some(change.clone()), "applied");
        assert_eq!(message(socket).await, Some(change), "decided");
        socket.send(Message::Ping(b"there?".to_vec().into())).await.unwrap();
        let pong = timeout(SOON, socket.next()).await.unwrap().unwrap().unwrap();
        assert_eq!(pong, Message::Pong(b"there?".to_vec().into()));
    }
}

#[tokio::test]
async fn after_the_connection_was_lost_everybody_reads_anew() {
    let app = TestApp::start().await;
    let (asha, admin) = (app.borrower("Asha").await, app.admin("Kavita").await);
    let (mut own, mut socket) = (asha.listens().await, asha.opens_socket(None).await.unwrap());
    let killed: i64 = sqlx::query_scalar(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity
         where datname = current_database() and application_name = 'kist live'",
    )
    .fetch_one(&app.owner)
    .await
    .unwrap();
    assert_eq!(killed, 1, "one connection listens");
    assert_eq!(own.next().await, Some(("resync".to_owned(), json!({}))));
    assert_eq!(message(&mut socket).await, Some(json!({ "event": "resync" })));
    let loan = asha.applies("20000").await;
    own.hears_of("loan", &loan).await;
    admin.decides(&loan, true).await.is(200);
    own.hears_of("loan", &loan).await;
}

#[tokio::test]
async fn a_stream_ends_with_its_sign_in() {
    let app = TestApp::with(|config| config.live_recheck = Duration::from_millis(100)).await;
    let (asha, admin) = (app.borrower("Asha").await, app.admin("Kavita").await);
    let again = app.signs_in(&asha.email).await;
    let (browser, _) = signed_in(&app, &asha.email).await;
    let mut in_browser = Events::of(browser.get(format!("http://{}{STREAM}", app.address))).await;
    let (mut ended, mut stays) = (asha.listens().await, again.listens().await);
    let mut socket = asha.opens_socket(None).await.unwrap();
    asha.post("/auth/logout", &json!({ "refresh_token": asha.refresh_token })).await;
    assert_eq!(ended.next().await, None);
    assert_eq!(message(&mut socket).await, None);
    stays.hears_nothing().await;
    in_browser.hears_nothing().await;
    admin.switches_off(&again).await;
    assert_eq!(stays.next().await, None);
    assert_eq!(in_browser.next().await, None);
}

#[tokio::test]
async fn stopping_waits_for_no_stream() {
    let app = TestApp::start().await;
    let asha = app.borrower("Asha").await;
    let (mut events, mut socket) = (asha.listens().await, asha.opens_socket(None).await.unwrap());
    timeout(Duration::from_secs(5), app.stops()).await.expect("it stops at once");
    assert_eq!(events.next().await, None);
    assert_eq!(message(&mut socket).await, None);
}

#[tokio::test]
async fn ten_streams_are_enough_for_a_person() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.borrower("Asha").await, app.borrower("Ravi").await);
    let mut open = Vec::new();
    for _ in 0..9 {
        open.push(asha.listens().await);
    }
    let socket = asha.opens_socket(None).await.unwrap();
    assert_eq!(asha.opens_socket(None).await.err(), Some(429));
    let refused = Answer::to(app.raw(Method::GET, STREAM).bearer_auth(&asha.token)).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "30"));
    assert_eq!(refused.json()["error"], "rate_limit_exceeded");
    ravi.listens().await;
    // Closing one makes room.
    drop(socket);
    timeout(SOON, async {
        while Answer::status_of(&asha).await != 200 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("there is room again");
}

impl Answer {
    /// Of one more stream, which is closed at once.
    async fn status_of(person: &Person<'_>) -> u16 {
        let request = person.app.raw(Method::GET, STREAM).bearer_auth(&person.token);
        request.send().await.expect("an answer").status().as_u16()
    }
}
