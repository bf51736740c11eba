//! Untrusted identity requests and how they are read.

use crate::{
    actor::Role,
    body::Raw,
    explain::Explanation,
    masked::{CardEnd, Pan, PhoneNumber},
    money::{Paise, PositivePaise},
};
use serde::Deserialize;

/// Fewer characters than this are refused. Only the demo seed may set a shorter one.
pub const LEAST_PASSWORD: usize = 8;
/// argon2 reads all of it, so that there must be an end.
pub const MOST_PASSWORD: usize = 256;
const MOST_NAME: usize = 120;

#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["name", "email", "password"], "examples" = [{"name": "Asha Rao", "email": "asha@example.in", "password": "a long password"}])))]
pub struct RegisterBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Name"))]
    pub name: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Email"))]
    pub email: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::NewPassword"))]
    pub password: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::RoleWanted"))]
    pub role: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::MaybeName"))]
    pub business_name: Raw,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["email", "password"], "examples" = [{"email": "user1@example.com", "password": "user123"}])))]
pub struct SignInBody {
    /// The code of a second factor, for whoever has one.
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::MaybeWords"))]
    #[serde(default)]
    pub otp: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Words"))]
    pub email: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Words"))]
    pub password: Raw,
}

/// `POST /auth/second-factor/confirm` and `/remove`
#[derive(Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["otp"], "examples" = [{"otp": "123456"}])))]
pub struct CodeBody {
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Words"))]
    #[serde(default)]
    pub otp: Raw,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangePasswordBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Words"))]
    pub current_password: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Words"))]
    pub new_password: Raw,
}

/// `PATCH /users/{id}`: what is left out stays as it is.
#[derive(Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("examples" = [{"phone_number": "+91 98765 43210", "pan": "ABCDE1234F"}])))]
pub struct ChangeUserBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Name"))]
    pub full_name: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Phone"))]
    pub phone_number: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::PanNumber"))]
    pub pan: Raw,
    /// Only its last four digits are kept.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Words"))]
    pub card_number: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Flag"))]
    pub is_active: Raw,
    /// In rupees; `"0"` for none.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::RupeesOrNone"))]
    pub credit_limit: Raw,
}

/// The same, read.
pub struct UserChanges {
    pub full_name: Option<String>,
    pub phone: Option<PhoneNumber>,
    pub pan: Option<Pan>,
    pub card: Option<CardEnd>,
    pub is_active: Option<bool>,
    pub credit_limit: Option<Paise>,
}

impl ChangeUserBody {
    pub fn read(&self) -> Result<UserChanges, Explanation> {
        Ok(UserChanges {
            full_name: sent(&self.full_name, |raw| raw.text("full_name", MOST_NAME))?,
            phone: sent(&self.phone_number, |raw| PhoneNumber::parse("phone_number", raw))?,
            pan: sent(&self.pan, |raw| Pan::parse("pan", raw))?,
            card: sent(&self.card_number, |raw| CardEnd::parse("card_number", raw))?,
            is_active: sent(&self.is_active, |raw| raw.flag("is_active"))?,
            credit_limit: sent(&self.credit_limit, limit)?,
        })
    }
}

fn sent<T>(raw: &Raw, read: impl Fn(&Raw) -> Result<T, Explanation>) -> Result<Option<T>, Explanation> {
    if raw.is_missing() { Ok(None) } else { read(raw).map(Some) }
}

/// An amount, or nothing at all.
fn limit(raw: &Raw) -> Result<Paise, Explanation> {
    let zero = match raw {
        Raw::Text(text) | Raw::Number(text) => matches!(text.trim(), "0" | "0.0" | "0.00"),
        _ => false,
    };
    if zero { Ok(Paise::ZERO) } else { raw.amount("credit_limit").map(PositivePaise::get) }
}

/// A registration that was read.
#[derive(Clone)]
pub struct Registration {
    pub name: String,
    pub email: Email,
    pub password: Password,
    pub role: Role,
    pub business_name: Option<String>,
}

/// An address as it was written, and as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    pub written: String,
    pub folded: String,
}

/// A password on its way to the hash. Never printed.
#[derive(Clone)]
pub struct Password(String);

impl RegisterBody {
    pub fn parse(&self) -> Result<Registration, Explanation> {
        let role = match self.role.optional_text("role", 20)?.as_deref() {
            None | Some("USER") => Role::User,
            Some("MERCHANT") => Role::Merchant,
            // Nobody makes themselves an admin.
            Some("ADMIN") => return Err(Explanation::not_authorized()),
            Some(_) => return Err(Explanation::validation("role", "The role is USER or MERCHANT.")),
        };
        let name = self.name.text("name", 120)?;
        // Who sells under their own name need not say it twice.
        let business_name = match role {
            Role::Merchant => {
                Some(self.business_name.optional_text("business_name", 120)?.unwrap_or(name.clone()))
            }
            Role::User | Role::Admin => None,
        };
        Ok(Registration {
            name,
            email: Email::parse("email", &self.email)?,
            password: Password::choose("password", &self.password)?,
            role,
            business_name,
        })
    }
}

impl Email {
    /// Not a full grammar (that is for the mail system): something, one @, a domain with a dot.
    pub fn parse(field: &str, raw: &Raw) -> Result<Email, Explanation> {
        let written = raw.text(field, 254)?;
        let well_formed = written.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && !domain.contains('@')
                && domain.split('.').count() >= 2
                && domain.split('.').all(|label| !label.is_empty())
        }) && !written.contains(|c: char| c.is_whitespace() || "<>\"(),;:\\[]".contains(c));
        if !well_formed {
            return Err(Explanation::validation(field, "Enter an e-mail address like name@example.com."));
        }
        Ok(Email { folded: written.to_lowercase(), written })
    }
}

impl Password {
    /// A new password, held to the rule.
    pub fn choose(field: &str, raw: &Raw) -> Result<Password, Explanation> {
        let password = Password::given(field, raw)?;
        let length = password.0.chars().count();
        if length < LEAST_PASSWORD {
            return Err(Explanation::validation(field, "A password has at least 8 characters."));
        }
        if length > MOST_PASSWORD {
            return Err(Explanation::validation(field, "A password has at most 256 characters."));
        }
        Ok(password)
    }

    /// A password to compare: whatever was typed, untrimmed.
    pub fn given(field: &str, raw: &Raw) -> Result<Password, Explanation> {
        match raw {
            Raw::Text(text) if !text.is_empty() => Ok(Password(text.clone())),
            Raw::Text(_) | Raw::Missing => Err(Explanation::validation(field, "Enter the password.")),
            Raw::Number(_) | Raw::Flag(_) | Raw::Other => {
                Err(Explanation::validation(field, "A password is text."))
            }
        }
    }

    /// For the seed alone, whose `user123` is shorter than the rule.
    pub fn of_demo(text: &str) -> Password {
        Password(text.to_owned())
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}
