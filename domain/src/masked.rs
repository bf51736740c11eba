//! What is personal. Printed, logged or written as JSON it is masked; whoever needs the whole of it asks for it by name.

use crate::{body::Raw, explain::Explanation};
use serde::{Serialize, Serializer};
use std::fmt;

macro_rules! masked {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// The whole of it: for sealing, and for whoever must have it.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.masked())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.masked())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.masked())
            }
        }
    )+ };
}

masked! {
    /// A mobile number in India, as `+91` and ten digits.
    PhoneNumber,
    /// The permanent account number of the income tax: five letters, four digits, a letter.
    Pan,
    /// The last four digits of a card. The others are dropped where they are read.
    CardEnd,
}

impl PhoneNumber {
    /// As people write it: with or without the country's code, with spaces and dashes.
    pub fn parse(field: &str, raw: &Raw) -> Result<PhoneNumber, Explanation> {
        let text = raw.text(field, 30)?;
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')')).collect();
        let local = digits.strip_prefix("+91").or_else(|| digits.strip_prefix('0')).unwrap_or(&digits);
        let local = if local.len() == 12 { local.strip_prefix("91").unwrap_or(local) } else { local };
        let is_mobile = local.len() == 10
            && local.bytes().all(|byte| byte.is_ascii_digit())
            && matches!(local.as_bytes().first(), Some(b'6'..=b'9'));
        if is_mobile {
            Ok(PhoneNumber(format!("+91{local}")))
        } else {
            Err(Explanation::validation(field, "This is not a mobile number in India, like +91 98765 43210."))
        }
    }

    /// `+919****3210`
    pub fn masked(&self) -> String {
        let (head, tail) = (self.0.get(..4).unwrap_or_default(), self.0.get(9..).unwrap_or_default());
        format!("{head}****{tail}")
    }
}

impl Pan {
    pub fn parse(field: &str, raw: &Raw) -> Result<Pan, Explanation> {
        let text = raw.text(field, 30)?.to_ascii_uppercase();
        let bytes = text.as_bytes();
        let is_pan = bytes.len() == 10
            && bytes.iter().enumerate().all(|(place, byte)| match place {
                5..=8 => byte.is_ascii_digit(),
                _ => byte.is_ascii_uppercase(),
            });
        if is_pan {
            Ok(Pan(text))
        } else {
            Err(Explanation::validation(
                field,
                "A PAN is five letters, four digits and a letter, like ABCDE1234F.",
            ))
        }
    }

    /// `AB*******F`
    pub fn masked(&self) -> String {
        let (head, tail) = (self.0.get(..2).unwrap_or_default(), self.0.get(9..).unwrap_or_default());
        format!("{head}*******{tail}")
    }
}

impl CardEnd {
    /// Of a whole number, which is checked and dropped.
    pub fn parse(field: &str, raw: &Raw) -> Result<CardEnd, Explanation> {
        let text = raw.text(field, 40)?;
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let is_card = (12..=19).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        match digits.get(digits.len().saturating_sub(4)..) {
            Some(last4) if is_card && luhn(&digits) => Ok(CardEnd(last4.to_owned())),
            _ => Err(Explanation::validation(field, "This is not the number of a card.")),
        }
    }

    /// Of those that were kept.
    pub fn of_last4(last4: &str) -> CardEnd {
        CardEnd(last4.to_owned())
    }

    /// `************1111`
    pub fn masked(&self) -> String {
        format!("************{}", self.0)
    }
}

/// The check digit of card numbers (ISO/IEC 7812-1, annex B).
fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .zip(0_u32..)
        .map(|(byte, place)| {
            let digit = u32::from(byte.saturating_sub(b'0'));
            match (place % 2, digit) {
                (0, digit) => digit,
                (_, digit) if digit > 4 => digit * 2 - 9,
                (_, digit) => digit * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_is_read_as_people_write_it_and_printed_masked() {
        for text in ["+919876543210", "98765 43210", "09876543210", "+91 98765-43210", "919876543210"] {
            let phone = PhoneNumber::parse("phone_number", &Raw::typed(text)).unwrap();
            assert_eq!(phone.expose(), "+919876543210");
            assert_eq!(format!("{phone} {phone:?}"), "+919****3210 +919****3210");
            assert_eq!(serde_json::to_value(&phone).unwrap(), "+919****3210");
        }
        for bad in ["12345", "5876543210", "+1 555 123 4567", "98765432101", "9876a43210", ""] {
            assert!(PhoneNumber::parse("phone_number", &Raw::typed(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_pan_is_printed_masked() {
        let pan = Pan::parse("pan", &Raw::typed("abcde1234f")).unwrap();
        assert_eq!((pan.expose(), pan.to_string().as_str()), ("ABCDE1234F", "AB*******F"));
        for bad in ["ABCDE12345", "ABCD1234F", "ABCDE1234FG", "ÄBCDE1234F", ""] {
            assert!(Pan::parse("pan", &Raw::typed(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn of_a_card_four_digits_are_kept() {
        let card = CardEnd::parse("card_number", &Raw::typed("4111 1111 1111 1111")).unwrap();
        assert_eq!((card.expose(), card.masked().as_str()), ("1111", "************1111"));
        for bad in ["4111 1111 1111 1112", "1111", "4111-1111-1111-111x", ""] {
            assert!(CardEnd::parse("card_number", &Raw::typed(bad)).is_err(), "{bad}");
        }
    }
}
