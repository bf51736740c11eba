//! What the bank tells us by itself. Its signature was checked before any of this is read.

use crate::{
    bank::{Outcome, codes::of_code},
    id::TransferId,
};
use serde::Deserialize;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    pub reference: TransferId,
    pub bank_reference: Option<String>,
    pub amount_paise: i64,
    pub said: Outcome,
}

#[derive(Deserialize)]
struct Body {
    reference: String,
    #[serde(default)]
    bank_reference: Option<String>,
    status: String,
    amount_paise: i64,
    #[serde(default)]
    failure_code: Option<String>,
}

impl Callback {
    /// `Err` says in a sentence why nothing can be made of it.
    pub fn read(body: &[u8]) -> Result<Callback, &'static str> {
        let body: Body =
            serde_json::from_slice(body).map_err(|_| "It is not a callback of the bank's form.")?;
        let reference = body.reference.parse().map_err(|_| "Its reference is none of ours.")?;
        let bank_reference = body
            .bank_reference
            .filter(|text| (1..=100).contains(&text.chars().count()) && !text.contains('\0'));
        let said = match (body.status.as_str(), &bank_reference) {
            ("success", Some(bank_reference)) => Outcome::Accepted { bank_reference: bank_reference.clone() },
            ("success", None) => return Err("It says success without the bank's reference."),
            ("failed", _) => {
                let code =
                    body.failure_code.as_deref().and_then(kept).unwrap_or_else(|| "declined".to_owned());
                // Some words of a bank for "failed" mean that it does not know itself.
                of_code(&code).outcome(&code)
            }
            _ => return Err("It says neither success nor failed."),
        };
        Ok(Callback { reference, bank_reference, amount_paise: body.amount_paise, said })
    }
}

/// A code as it is kept: codes are shown to people and compared by programs.
fn kept(code: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    ((1..=64).contains(&code.len()) && code.bytes().all(plain)).then(|| code.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01890000-0000-7000-8000-000000000001";

    #[test]
    fn only_what_is_whole_is_read() {
        let read = |text: &str| Callback::read(text.replace("ID", ID).as_bytes());
        let good = read(r#"{"reference":"ID","bank_reference":"B1","status":"success","amount_paise":100}"#)
            .unwrap();
        assert_eq!(good.said, Outcome::Accepted { bank_reference: "B1".to_owned() });
        assert_eq!((good.reference.to_string().as_str(), good.amount_paise), (ID, 100));
        let bad = read(
            r#"{"reference":"ID","status":"failed","amount_paise":1,"failure_code":"insufficient_funds"}"#,
        );
        assert!(matches!(bad.unwrap().said, Outcome::Declined { code, .. } if code == "insufficient_funds"));
        let odd = read(r#"{"reference":"ID","status":"failed","amount_paise":1,"failure_code":"<b>"}"#);
        assert!(matches!(odd.unwrap().said, Outcome::Declined { code, .. } if code == "declined"));
        let open = read(
            r#"{"reference":"ID","status":"failed","amount_paise":1,"failure_code":"Bank_Unavailable"}"#,
        );
        assert!(matches!(open.unwrap().said, Outcome::Unknown { .. }), "the money may have moved");
        for nonsense in [
            "",
            "[]",
            r#"{"reference":"ID"}"#,
            r#"{"reference":"x","bank_reference":"B","status":"success","amount_paise":1}"#,
            r#"{"reference":"ID","status":"success","amount_paise":1}"#,
            r#"{"reference":"ID","bank_reference":"B","status":"maybe","amount_paise":1}"#,
            r#"{"reference":"ID","bank_reference":"B","status":"success","amount_paise":1.5}"#,
        ] {
            assert!(read(nonsense).is_err(), "{nonsense}");
        }
    }
}
