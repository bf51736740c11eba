//! An account at a bank, as it is typed and as it is read.

use crate::{body::Raw, explain::Explanation};
use serde::Deserialize;
use std::fmt;

const HOLDER_MOST: usize = 120;
const NUMBER_LEAST: usize = 9;
const NUMBER_MOST: usize = 18;

#[derive(Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["account_holder_name", "account_number", "ifsc_code"], "examples" = [{"account_holder_name": "Asha Rao", "account_number": "123456789012", "ifsc_code": "HDFC0001234"}])))]
pub struct BankAccountBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Name"))]
    pub account_holder_name: Raw,
    /// Text: as a JSON number it would lose its leading zeros.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::AccountNumber"))]
    pub account_number: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Ifsc"))]
    pub ifsc_code: Raw,
}

/// One that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBankAccount {
    pub holder_name: String,
    pub number: AccountNumber,
    pub ifsc: Ifsc,
}

/// 9 to 18 digits. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountNumber(String);

/// A branch of a bank in India: four letters of the bank, a zero, six letters or digits of the branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ifsc(String);

impl BankAccountBody {
    /// Everything that is wrong with it, field by field.
    pub fn read(&self) -> Result<NewBankAccount, Explanation> {
        let holder_name = self.account_holder_name.text("account_holder_name", HOLDER_MOST);
        let number = AccountNumber::parse("account_number", &self.account_number);
        let ifsc = Ifsc::parse("ifsc_code", &self.ifsc_code);
        match (holder_name, number, ifsc) {
            (Ok(holder_name), Ok(number), Ok(ifsc)) => Ok(NewBankAccount { holder_name, number, ifsc }),
            (holder_name, number, ifsc) => {
                let wrong = [holder_name.err(), number.err(), ifsc.err()];
                let mut wrong = wrong.into_iter().flatten();
                let first = wrong.next().unwrap_or_else(Explanation::internal);
                Err(wrong.fold(first, Explanation::and))
            }
        }
    }
}

impl fmt::Debug for BankAccountBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BankAccountBody").finish_non_exhaustive()
    }
}

impl AccountNumber {
    /// Spaces are how people read a long number; they are not part of it.
    fn parse(field: &str, raw: &Raw) -> Result<AccountNumber, Explanation> {
        let number: String = raw.text(field, 60)?.chars().filter(|c| !c.is_whitespace()).collect();
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || !(NUMBER_LEAST..=NUMBER_MOST).contains(&number.len()) {
            return Err(Explanation::validation(field, "An account number has 9 to 18 digits."));
        }
        Ok(AccountNumber(number))
    }

    /// The whole of it: for sealing and for the bank.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What may be shown.
    pub fn last4(&self) -> &str {
        self.0.get(self.0.len() - 4..).unwrap_or_default()
    }
}

impl fmt::Debug for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Ifsc {
    fn parse(field: &str, raw: &Raw) -> Result<Ifsc, Explanation> {
        let code = raw.text(field, 60)?.to_ascii_uppercase();
        let well_formed = code.len() == 11
            && code.bytes().enumerate().all(|(place, byte)| match place {
                0..=3 => byte.is_ascii_uppercase(),
                4 => byte == b'0',
                _ => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            });
        if !well_formed {
            return Err(Explanation::validation(field, "An IFSC has 11 characters, like HDFC0001234."));
        }
        Ok(Ifsc(code))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(holder: &str, number: &str, ifsc: &str) -> BankAccountBody {
        BankAccountBody {
            account_holder_name: holder.into(),
            account_number: number.into(),
            ifsc_code: ifsc.into(),
        }
    }

    #[track_caller]
    fn number(text: &str, expected: Option<&str>) {
        let read = AccountNumber::parse("account_number", &text.into());
        assert_eq!(read.as_ref().ok().map(AccountNumber::expose), expected, "{text:?}");
    }

    #[test]
    fn an_account_number_has_9_to_18_digits() {
        number("123456789", Some("123456789"));
        number("000000000000000001", Some("000000000000000001"));
        number(" 1234 5678 9012 ", Some("123456789012"));
        number("1234\u{a0}56789", Some("123456789"));
        for bad in
            ["", "   ", "12345678", "1 2 3 4 5 6 7 8", "1234567890123456789", "12345678X", "123-456-789"]
        {
            number(bad, None);
        }
        // Digits of other scripts, and what only looks like a number.
        for bad in [
            "१२३४५६७८९",
            "١٢٣٤٥٦٧٨٩",
            "+123456789",
            "-123456789",
            "1234567.89",
            "12345678e1",
            "123\u{0}456789",
        ] {
            number(bad, None);
        }
    }

    #[track_caller]
    fn ifsc(text: &str, expected: Option<&str>) {
        let read = Ifsc::parse("ifsc_code", &text.into());
        assert_eq!(read.as_ref().ok().map(Ifsc::as_str), expected, "{text:?}");
    }

    #[test]
    fn an_ifsc_is_four_letters_a_zero_and_six_of_the_branch() {
        ifsc("HDFC0001234", Some("HDFC0001234"));
        ifsc(" sbin0abc12z ", Some("SBIN0ABC12Z"));
        for bad in [
            "",
            "HDFC1001234",
            "HDF00001234",
            "HDFC000123",
            "HDFC00012345",
            "HDFC0 01234",
            "HDFC00é234",
            "ßdfc0001234",
        ] {
            ifsc(bad, None);
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let wrong = body("", "12", "X").read().unwrap_err();
        assert_eq!(wrong.code, "validation_error");
        for field in ["account_holder_name", "account_number", "ifsc_code"] {
            assert!(wrong.about(field).is_some(), "{field}");
        }
        assert!(body(&"x".repeat(121), "123456789", "HDFC0001234").read().is_err());
        assert!(body(&"é".repeat(120), "123456789", "HDFC0001234").read().is_ok());
        // As a JSON number it would have lost its zeros.
        let sent = r#"{"account_holder_name": "A", "account_number": 123456789, "ifsc_code": "HDFC0001234"}"#;
        assert!(serde_json::from_str::<BankAccountBody>(sent).unwrap().read().is_err());
    }

    #[test]
    fn the_number_is_not_printed() {
        let body = body("Asha", "123456789012", "HDFC0001234");
        let printed = format!("{body:?} {:?}", body.read().unwrap());
        assert!(!printed.contains("1234567"), "{printed}");
        assert_eq!(body.read().unwrap().number.last4(), "9012");
    }
}
