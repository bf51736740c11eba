use super::Unsent;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, transport::smtp::Error as SmtpError,
};
use std::{fmt, time::Duration};

/// For each step of the conversation with the mail server.
const PATIENCE: Duration = Duration::from_secs(10);

/// A mail server. Each letter is a connection of its own; there are few.
#[derive(Clone)]
pub struct Relay(AsyncSmtpTransport<Tokio1Executor>);

/// Without the password.
impl fmt::Debug for Relay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Relay")
    }
}

impl Relay {
    /// `smtps://user:password@host` or `smtp://user:password@host:587?tls=required`.
    pub fn parse(url: &str) -> Option<Relay> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).ok()?;
        Some(Relay(builder.timeout(Some(PATIENCE)).build()))
    }

    pub(super) async fn send(&self, message: Message) -> Result<(), Unsent> {
        self.0.send(message).await.map(|_| ()).map_err(|error| unsent(&error))
    }
}

/// The server's own words may name the person, so only its code is kept. Whatever does not plainly concern this one letter (RFC 5321,
/// section 4.2.3) is taken as a fault of the post office, a wrong password among it: letters must not be thrown away for that.
fn unsent(error: &SmtpError) -> Unsent {
    let Some(code) = error.status().map(|code| code.to_string()) else {
        let why = if error.is_timeout() { "too slow" } else { "no trusted connection" };
        return Unsent::Closed(why.to_owned());
    };
    match code.as_str() {
        "550" | "551" | "553" => Unsent::Refused(code),
        "450" | "451" | "452" | "552" => Unsent::Later(code),
        _ => Unsent::Closed(code),
    }
}
