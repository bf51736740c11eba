//! Raw fields of an untrusted JSON body.
//!
//! A field is kept as the text that was sent, so that an amount is read exactly (never through a binary
//! float) and so that missing, null, a wrong type and an unreadable value can be told apart.

use crate::{
    explain::{Explanation, Kind},
    money::{MoneyError, PositivePaise, Rate, RateError},
};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::{num::IntErrorKind, str::FromStr};

/// One field as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Raw {
    /// Not sent, or sent as `null`.
    #[default]
    Missing,
    /// A string, or what a form field held.
    Text(String),
    /// A number, digit for digit as it was written.
    Number(String),
    /// `true` or `false`.
    Flag(bool),
    /// An array or an object.
    Other,
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = raw.get().trim();
        Ok(match text.as_bytes().first() {
            Some(b'"') => serde_json::from_str(text).map(Raw::Text).unwrap_or(Raw::Other),
            Some(b'-' | b'0'..=b'9') => Raw::Number(text.to_owned()),
            Some(b'n') | None => Raw::Missing,
            Some(b't') => Raw::Flag(true),
            Some(b'f') => Raw::Flag(false),
            Some(_) => Raw::Other,
        })
    }
}

impl From<&str> for Raw {
    fn from(text: &str) -> Self {
        Raw::Text(text.to_owned())
    }
}

impl Raw {
    /// A form field: empty means that nothing was sent.
    pub fn typed(text: &str) -> Raw {
        let text = text.trim();
        if text.is_empty() { Raw::Missing } else { Raw::Text(text.to_owned()) }
    }

    pub fn is_missing(&self) -> bool {
        matches!(self, Raw::Missing)
    }

    /// An amount of rupees, string or number.
    pub fn amount(&self, field: &str) -> Result<PositivePaise, Explanation> {
        match self {
            Raw::Missing => Err(missing(field)),
            Raw::Text(text) | Raw::Number(text) => {
                PositivePaise::parse_amount(text).map_err(|why| invalid_amount(field, &why))
            }
            Raw::Flag(_) | Raw::Other => Err(invalid_amount(field, &MoneyError::Unreadable)),
        }
    }

    /// A whole number of paise: a JSON integer and nothing else.
    pub fn paise(&self, field: &str) -> Result<PositivePaise, Explanation> {
        match self {
            Raw::Missing => Err(missing(field)),
            Raw::Number(digits) => {
                PositivePaise::parse_paise(digits).map_err(|why| invalid_amount(field, &why))
            }
            Raw::Text(_) | Raw::Flag(_) | Raw::Other => Err(invalid_amount(field, &MoneyError::Unreadable)),
        }
    }

    /// Text that must be there: trimmed, not empty, at most `most` characters, no control characters.
    pub fn text(&self, field: &str, most: usize) -> Result<String, Explanation> {
        match self {
            Raw::Missing => Err(missing(field)),
            Raw::Text(text) => checked_text(field, text, most),
            Raw::Number(_) | Raw::Flag(_) | Raw::Other => {
                Err(Explanation::validation(field, "This must be text."))
            }
        }
    }

    /// Text that may be left out.
    pub fn optional_text(&self, field: &str, most: usize) -> Result<Option<String>, Explanation> {
        match self {
            Raw::Missing => Ok(None),
            Raw::Text(text) if text.trim().is_empty() => Ok(None),
            _ => self.text(field, most).map(Some),
        }
    }

    /// Refuses what was left out, where something that is optional elsewhere is not.
    pub fn needed(&self, field: &str) -> Result<(), Explanation> {
        if matches!(self, Raw::Missing) { Err(missing(field)) } else { Ok(()) }
    }

    /// A whole number. `i64`, so that one that is out of range can still be told from one that is none; beyond
    /// that the nearest.
    pub fn whole(&self, field: &str) -> Result<i64, Explanation> {
        match self {
            Raw::Missing => Err(missing(field)),
            Raw::Text(text) | Raw::Number(text) => {
                i64::from_str(text.trim()).or_else(|why| match why.kind() {
                    IntErrorKind::PosOverflow => Ok(i64::MAX),
                    IntErrorKind::NegOverflow => Ok(i64::MIN),
                    _ => Err(Explanation::validation(field, "This must be a whole number.")),
                })
            }
            Raw::Flag(_) | Raw::Other => Err(Explanation::validation(field, "This must be a whole number.")),
        }
    }

    /// A yearly rate in per cent; `None` when left out. The inner error is a number that no product offers:
    /// out of range, where the outer one is not readable at all.
    pub fn rate(&self, field: &str) -> Result<Option<Result<Rate, RateError>>, Explanation> {
        match self {
            Raw::Missing => Ok(None),
            Raw::Text(text) | Raw::Number(text) => match Rate::parse(text.trim()) {
                Err(why) if !why.is_out_of_range() => Err(Explanation::validation(field, &why.to_string())),
                read => Ok(Some(read)),
            },
            Raw::Flag(_) | Raw::Other => {
                Err(Explanation::validation(field, &RateError::Unreadable.to_string()))
            }
        }
    }

    /// Yes or no: a JSON boolean, or the text of one from a form.
    pub fn flag(&self, field: &str) -> Result<bool, Explanation> {
        match self {
            Raw::Missing => Err(missing(field)),
            Raw::Flag(flag) => Ok(*flag),
            Raw::Text(text) if text == "true" => Ok(true),
            Raw::Text(text) if text == "false" => Ok(false),
            Raw::Text(_) | Raw::Number(_) | Raw::Other => {
                Err(Explanation::validation(field, "This must be true or false."))
            }
        }
    }

    /// An identifier. A malformed one cannot exist, so it is answered like one that does not.
    pub fn id<T: FromStr>(&self, field: &str) -> Result<T, Explanation> {
        match self {
            Raw::Missing => Err(missing(field)),
            Raw::Text(text) => T::from_str(text.trim())
                .map_err(|_| Explanation::validation(field, "This is not an identifier of ours.")),
            Raw::Number(_) | Raw::Flag(_) | Raw::Other => {
                Err(Explanation::validation(field, "This is not an identifier of ours."))
            }
        }
    }
}

/// Makes what follows run the other way: a name could look like another one, and hide what stands behind it.
const fn turns_the_line(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn missing(field: &str) -> Explanation {
    Explanation::validation(field, "This is needed.")
}

fn invalid_amount(field: &str, why: &MoneyError) -> Explanation {
    let sentence = why.to_string();
    Explanation::new(Kind::Invalid, "invalid_amount", sentence.clone()).field(field, sentence)
}

fn checked_text(field: &str, text: &str, most: usize) -> Result<String, Explanation> {
    let text = text.trim();
    if text.is_empty() {
        return Err(missing(field));
    }
    if text.chars().count() > most {
        return Err(Explanation::validation(field, &format!("This may have at most {most} characters.")));
    }
    // PostgreSQL cannot store NUL, and no person types the others into a name or a reason.
    if text.chars().any(|c| (c.is_control() && c != '\n') || turns_the_line(c)) {
        return Err(Explanation::validation(field, "This has characters that cannot be stored."));
    }
    Ok(text.to_owned())
}
