//! Two ways in which gateways sign: the time and an HMAC in one header (`t=…,v1=…`), or the HMAC of the body alone.

use super::notices::Refused;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

/// Clocks differ, and a message travels; an older one may be somebody's recording.
const TOLERANCE_SECONDS: u64 = 5 * 60;
/// More signatures than secrets in rotation are no signatures; each costs a comparison.
const SIGNATURES_MAX: usize = 10;

pub(crate) fn tag(secret: &str, parts: &[&[u8]]) -> Vec<u8> {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return Vec::new() };
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

/// The value of such a header, of one secret.
pub(crate) fn timed(secret: &str, timestamp: i64, body: &[u8]) -> String {
    let time = timestamp.to_string();
    format!("t={time},v1={}", hex::encode(tag(secret, &[time.as_bytes(), b".", body])))
}

pub(super) fn check_timed(
    secrets: &[SecretString],
    name: &'static str,
    header: &str,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<(), Refused> {
    let pairs = || header.split(',').filter_map(|pair| pair.trim().split_once('='));
    let time = pairs().find(|(key, _)| *key == "t").map(|(_, value)| value).ok_or(Refused::Header(name))?;
    let timestamp: i64 = time.parse().map_err(|_| Refused::Header(name))?;
    if now.timestamp().saturating_sub(timestamp).unsigned_abs() > TOLERANCE_SECONDS {
        return Err(Refused::Stale);
    }
    let sent = pairs().filter(|(key, _)| *key == "v1").take(SIGNATURES_MAX);
    let sent: Vec<Vec<u8>> = sent.filter_map(|(_, value)| hex::decode(value).ok()).collect();
    one_fits(secrets, &[time.as_bytes(), b".", body], &sent)
}

pub(super) fn check_plain(secrets: &[SecretString], sent: &str, body: &[u8]) -> Result<(), Refused> {
    let sent = hex::decode(sent.trim()).map_err(|_| Refused::NoMatch)?;
    one_fits(secrets, &[body], &[sent])
}

/// Every pair is compared, so that the time does not tell which one fitted.
fn one_fits(secrets: &[SecretString], parts: &[&[u8]], sent: &[Vec<u8>]) -> Result<(), Refused> {
    let mut fits = Choice::from(0);
    for secret in secrets {
        let expected = tag(secret.expose_secret(), parts);
        for tag in sent {
            fits |= tag.ct_eq(&expected);
        }
    }
    if bool::from(fits) { Ok(()) } else { Err(Refused::NoMatch) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "x-signature";
    const BODY: &[u8] = br#"{"id":"evt_1"}"#;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
    }

    fn secrets(all: &[&str]) -> Vec<SecretString> {
        all.iter().map(|text| SecretString::from(*text)).collect()
    }

    #[test]
    fn a_published_hmac_comes_out() {
        // RFC 4231, test case 2.
        let found = hex::encode(tag("Jefe", &[b"what do ya want ", b"for nothing?"]));
        assert_eq!(found, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn a_signature_counts_for_five_minutes_and_for_one_body() {
        let signed = timed("new", at(0).timestamp(), BODY);
        let check = |secret: &[&str], header: &str, body: &[u8], later| {
            check_timed(&secrets(secret), NAME, header, body, at(later))
        };
        assert_eq!(check(&["new"], &signed, BODY, 300), Ok(()));
        assert_eq!(check(&["old", "new"], &signed, BODY, -300), Ok(()));
        assert_eq!(check(&["new"], &signed, BODY, 301), Err(Refused::Stale));
        assert_eq!(check(&["new"], &signed, BODY, -301), Err(Refused::Stale));
        assert_eq!(check(&["old"], &signed, BODY, 0), Err(Refused::NoMatch));
        assert_eq!(check(&[], &signed, BODY, 0), Err(Refused::NoMatch));
        assert_eq!(check(&["new"], &signed, b"{}", 0), Err(Refused::NoMatch));
        let with_old = format!("{signed},v1={},v0=zz", hex::encode([0; 32]));
        assert_eq!(check(&["new"], &with_old, BODY, 0), Ok(()));
        for bad in ["", "t=soon,v1=00", "v1=00", &signed[..12], &signed.replace("v1", "v0")] {
            assert!(check(&["new"], bad, BODY, 0).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_body_alone_is_checked_as_well() {
        let signed = hex::encode(tag("new", &[BODY]));
        assert_eq!(check_plain(&secrets(&["old", "new"]), &signed, BODY), Ok(()));
        assert_eq!(check_plain(&secrets(&["old"]), &signed, BODY), Err(Refused::NoMatch));
        assert_eq!(check_plain(&secrets(&["new"]), "nothing", BODY), Err(Refused::NoMatch));
        assert_eq!(check_plain(&secrets(&["new"]), &signed, b"{}"), Err(Refused::NoMatch));
    }
}
