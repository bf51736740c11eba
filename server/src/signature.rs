//! Signatures of webhooks, as the Standard Webhooks specification has them: an HMAC-SHA256 over
//! `id.timestamp.body`, in three headers. What we send and what we receive is signed alike.

use axum::http::HeaderMap;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::{fmt, str::FromStr};
use subtle::ConstantTimeEq;

pub const ID: &str = "webhook-id";
pub const TIMESTAMP: &str = "webhook-timestamp";
pub const SIGNATURE: &str = "webhook-signature";

const PREFIX: &str = "whsec_";
/// The specification's bounds of a secret.
const LEAST_BYTES: usize = 24;
const MOST_BYTES: usize = 64;
/// Clocks differ, and a message travels; an older one may be somebody's recording.
const TOLERANCE_SECONDS: u64 = 5 * 60;
/// More signatures than secrets in rotation are no signatures; each costs an HMAC.
const SIGNATURES_MAX: usize = 10;
const ID_CHARACTERS_MAX: usize = 255;

/// What both sides know.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a webhook secret is whsec_ and the base64 of 24 to 64 random bytes")]
pub struct NoSecret;

impl Secret {
    /// A new one that nobody else knows.
    pub fn random() -> Secret {
        Secret(rand::random::<[u8; 32]>().to_vec())
    }
}

impl FromStr for Secret {
    type Err = NoSecret;

    fn from_str(text: &str) -> Result<Secret, NoSecret> {
        let bytes = STANDARD.decode(text.strip_prefix(PREFIX).ok_or(NoSecret)?).map_err(|_| NoSecret)?;
        if (LEAST_BYTES..=MOST_BYTES).contains(&bytes.len()) { Ok(Secret(bytes)) } else { Err(NoSecret) }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Why a message is not taken for the sender's. Told to nobody but the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the header {0} is missing or malformed")]
    Header(&'static str),
    #[error("the message is older than five minutes")]
    TooOld,
    #[error("the message is from more than five minutes ahead")]
    TooNew,
    #[error("no signature is of a secret that we know")]
    NoMatch,
}

/// The value of `webhook-signature`, of one secret.
pub fn sign(secret: &Secret, id: &str, timestamp: i64, body: &[u8]) -> String {
    format!("v1,{}", STANDARD.encode(tag(secret, id, timestamp, body)))
}

/// The three headers of a message that is sent now.
pub fn headers(secret: &Secret, id: &str, now: DateTime<Utc>, body: &[u8]) -> [(&'static str, String); 3] {
    let timestamp = now.timestamp();
    let signature = sign(secret, id, timestamp, body);
    [(ID, id.to_owned()), (TIMESTAMP, timestamp.to_string()), (SIGNATURE, signature)]
}

/// Whether somebody who knows one of `secrets` sent this within the last minutes. Returns the event's id: the
/// same event, sent again, has the same.
pub fn verify(
    secrets: &[Secret],
    headers: &HeaderMap,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<String, Refused> {
    let id = header(headers, ID)?;
    let readable = id.len() <= ID_CHARACTERS_MAX && id.bytes().all(|byte| byte.is_ascii_graphic());
    if !readable {
        return Err(Refused::Header(ID));
    }
    let timestamp: i64 = header(headers, TIMESTAMP)?.parse().map_err(|_| Refused::Header(TIMESTAMP))?;
    let age = now.timestamp().saturating_sub(timestamp);
    if age.unsigned_abs() > TOLERANCE_SECONDS {
        return Err(if age > 0 { Refused::TooOld } else { Refused::TooNew });
    }
    let sent: Vec<Vec<u8>> = header(headers, SIGNATURE)?
        .split(' ')
        .take(SIGNATURES_MAX)
        .filter_map(|signature| STANDARD.decode(signature.strip_prefix("v1,")?).ok())
        .collect();
    // Every pair is compared, so that the time does not tell which one fitted.
    let mut fits = subtle::Choice::from(0);
    for secret in secrets {
        let expected = tag(secret, id, timestamp, body);
        for tag in &sent {
            fits |= tag.ct_eq(&expected);
        }
    }
    if bool::from(fits) { Ok(id.to_owned()) } else { Err(Refused::NoMatch) }
}

fn header<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, Refused> {
    let text = headers.get(name).and_then(|value| value.to_str().ok()).filter(|text| !text.is_empty());
    text.ok_or(Refused::Header(name))
}

fn tag(secret: &Secret, id: &str, timestamp: i64, body: &[u8]) -> Vec<u8> {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&secret.0) else { return Vec::new() };
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    // The figures of the specification's own test.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const MESSAGE: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const AT: i64 = 1_614_265_330;
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const OTHER: &str = "whsec_b3RoZXIgc2VjcmV0IG9mIDI0IGJ5dGVzIQ==";

    fn secret(text: &str) -> Secret {
        text.parse().unwrap()
    }

    fn sent(id: &str, timestamp: &str, signature: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in [(ID, id), (TIMESTAMP, timestamp), (SIGNATURE, signature)] {
            if !value.is_empty() {
                headers.insert(name, value.parse().unwrap());
            }
        }
        headers
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(AT + seconds, 0).unwrap()
    }

    #[track_caller]
    fn check(signature: &str, later: i64, expected: Result<&str, Refused>) {
        let found = verify(&[secret(SECRET)], &sent(MESSAGE, &AT.to_string(), signature), BODY, at(later));
        assert_eq!(found, expected.map(str::to_owned), "{signature} after {later} s");
    }

    #[test]
    fn the_published_signature_comes_out() {
        assert_eq!(sign(&secret(SECRET), MESSAGE, AT, BODY), SIGNED);
    }

    #[test]
    fn five_minutes_are_tolerated_both_ways() {
        check(SIGNED, 0, Ok(MESSAGE));
        check(SIGNED, 300, Ok(MESSAGE));
        check(SIGNED, -300, Ok(MESSAGE));
        check(SIGNED, 301, Err(Refused::TooOld));
        check(SIGNED, -301, Err(Refused::TooNew));
    }

    #[test]
    fn one_of_several_signatures_is_enough() {
        let other = sign(&secret(OTHER), MESSAGE, AT, BODY);
        check(&format!("{other} {SIGNED}"), 0, Ok(MESSAGE));
        check(&format!("v1a,AAAA v2,zzzz {SIGNED}"), 0, Ok(MESSAGE));
        check(&other, 0, Err(Refused::NoMatch));
        check("v1,", 0, Err(Refused::NoMatch));
        check(&SIGNED.replace("v1,", "v2,"), 0, Err(Refused::NoMatch));
        check(&SIGNED[..20], 0, Err(Refused::NoMatch));
        check(&format!("{}{SIGNED}", "v1,AAAA ".repeat(10)), 0, Err(Refused::NoMatch));
    }

    #[test]
    fn one_of_several_secrets_is_enough_and_none_is_not() {
        let headers = sent(MESSAGE, &AT.to_string(), SIGNED);
        assert!(verify(&[secret(OTHER), secret(SECRET)], &headers, BODY, at(0)).is_ok());
        assert_eq!(verify(&[secret(OTHER)], &headers, BODY, at(0)), Err(Refused::NoMatch));
        assert_eq!(verify(&[], &headers, BODY, at(0)), Err(Refused::NoMatch));
    }

    #[test]
    fn whatever_was_changed_is_noticed() {
        let secrets = [secret(SECRET)];
        let refused = |headers: &HeaderMap, body: &[u8]| verify(&secrets, headers, body, at(0)).unwrap_err();
        let time = AT.to_string();
        assert_eq!(refused(&sent(MESSAGE, &time, SIGNED), b"{}"), Refused::NoMatch);
        assert_eq!(refused(&sent("msg_2", &time, SIGNED), BODY), Refused::NoMatch);
        assert_eq!(refused(&sent(MESSAGE, &(AT + 1).to_string(), SIGNED), BODY), Refused::NoMatch);
        assert_eq!(refused(&sent("", &time, SIGNED), BODY), Refused::Header(ID));
        assert_eq!(refused(&sent("a b", &time, SIGNED), BODY), Refused::Header(ID));
        assert_eq!(refused(&sent(MESSAGE, "soon", SIGNED), BODY), Refused::Header(TIMESTAMP));
        assert_eq!(refused(&sent(MESSAGE, &i64::MIN.to_string(), SIGNED), BODY), Refused::TooOld);
        assert_eq!(refused(&sent(MESSAGE, &time, ""), BODY), Refused::Header(SIGNATURE));
    }

    #[test]
    fn the_reference_library_agrees() {
        let theirs = standardwebhooks::Webhook::new(SECRET).unwrap();
        let now = domain::work::real_now();
        let ours = headers(&secret(SECRET), MESSAGE, now, BODY);
        assert_eq!(theirs.sign(MESSAGE, now.timestamp(), BODY).unwrap(), ours[2].1);
        let [id, timestamp, signature] = ours.map(|(_, value)| value);
        assert!(theirs.verify(BODY, &sent(&id, &timestamp, &signature)).is_ok());
    }

    #[test]
    fn secrets_are_long_enough_and_never_printed() {
        assert_eq!(format!("{:?}", secret(SECRET)), "***");
        for bad in
            ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAA", "whsec_not base64 at all!"]
        {
            assert_eq!(bad.parse::<Secret>(), Err(NoSecret), "{bad}");
        }
        let long = format!("whsec_{}", STANDARD.encode([7; 65]));
        assert_eq!(long.parse::<Secret>(), Err(NoSecret));
    }
}
