use super::{
    KEEP_ALIVE, Said,
    hearing::{self, Hearing},
    origin,
};
use crate::{gate::credentials::Brought, rest::problem::Problem, state::Kist};
use axum::{
    extract::{
        FromRequestParts, Request, State,
        ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code},
    },
    response::Response,
};
use futures::{Stream, StreamExt};
use std::pin::pin;
use tokio::time::{Instant, interval_at};

/// Nobody has anything to say to us.
const MESSAGE_BYTES_MAX: usize = 1024;

/// `GET /ws`. Who (401) and from where (403) come before whether it is a WebSocket at all (400).
pub(super) async fn open(State(kist): State<Kist>, request: Request) -> Result<Response, Problem> {
    let (mut parts, _) = request.into_parts();
    hearing::actor(&parts.extensions)?;
    origin::check(&parts.headers, parts.extensions.get::<Brought>())?;
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &())
        .await
        .map_err(|_| Problem::unreadable("This address is opened as a WebSocket."))?;
    let hearing = Hearing::of(&kist, &parts.extensions)?;
    let upgrade = upgrade.max_message_size(MESSAGE_BYTES_MAX).max_frame_size(MESSAGE_BYTES_MAX);
    Ok(upgrade.on_upgrade(move |socket| serve(socket, hearing.said())))
}

async fn serve(mut socket: WebSocket, said: impl Stream<Item = Said>) {
    let mut said = pin!(said);
    let mut pings = interval_at(Instant::now() + KEEP_ALIVE, KEEP_ALIVE);
    let mut heard_back = true;
    loop {
        let message = tokio::select! {
            said = said.next() => match said.map(|said| serde_json::to_string(&said)) {
                Some(Ok(text)) => Message::text(text),
                Some(Err(_)) | None => break,
            },
            heard = socket.recv() => match heard {
                // Pings are answered below us.
                Some(Ok(_)) => {
                    heard_back = true;
                    continue;
                }
                Some(Err(_)) | None => return,
            },
            _ = pings.tick() => {
                if !std::mem::replace(&mut heard_back, false) {
                    return;
                }
                Message::Ping(Vec::new().into())
            }
        };
        if socket.send(message).await.is_err() {
            return;
        }
    }
    // The sign-in has ended, or we stop: whoever may come back does.
    let goodbye = CloseFrame { code: close_code::AWAY, reason: "".into() };
    let _gone_already = socket.send(Message::Close(Some(goodbye))).await;
}
