//! How fields are described in the OpenAPI document: amounts, rates and ids, and the raw fields of requests, whose Rust type
//! takes anything so that each mistake gets a sentence of its own.

use crate::money::{Paise, Rate};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// More than zero, at most two decimals.
const POSITIVE: &str = r"^(0*[1-9][0-9]{0,12}(\.[0-9]{1,2})?|0+\.(0[1-9]|[1-9][0-9]?))$";

/// Something else than spaces.
const NOT_BLANK: &str = r"\S";

macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident = $schema:tt;)+) => { $(
        $(#[$doc])*
        pub struct $name;

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )+ };
}

shapes! {
    /// An amount that is sent.
    Rupees = {
        "description": "Rupees, more than zero, with at most two decimals; as text, or as a number, which is read digit for digit.",
        "anyOf": [
            { "type": "string", "pattern": POSITIVE, "examples": ["1000.00"] },
            { "type": "number", "minimum": 0.01, "maximum": 9_999_999_999_999.99 }
        ]
    };
    /// An amount that may be nothing.
    RupeesOrNone = {
        "description": "Rupees, with at most two decimals; 0 for none. As text or as a number.",
        "anyOf": [
            { "type": "string", "pattern": r"^[0-9]{1,13}(\.[0-9]{1,2})?$", "examples": ["50000.00"] },
            { "type": "number", "minimum": 0, "maximum": 9_999_999_999_999.99 }
        ]
    };
    /// An amount in a field that ends in `_paise`.
    WholePaise = {
        "description": "Paise, 100 to the rupee.",
        "type": "integer", "minimum": 1, "maximum": 999_999_999_999_999_i64, "examples": [50000]
    };
    PercentAYear = {
        "description": "Per cent a year, with at most four decimals; as text or as a number.",
        "anyOf": [
            { "type": "string", "pattern": r"^[0-9]{1,2}(\.[0-9]{1,4})?$", "examples": ["12.00"] },
            { "type": "number", "minimum": 0, "maximum": 50 }
        ]
    };
    Whole = {
        "description": "A whole number; as a number, or as its text.",
        "anyOf": [{ "type": "integer" }, { "type": "string", "pattern": "^[0-9]{1,9}$" }]
    };
    Flag = { "type": "boolean" };
    AnId = { "type": "string", "format": "uuid" };
    Name = { "type": "string", "pattern": NOT_BLANK, "maxLength": 120 };
    MaybeName = { "type": "string", "maxLength": 120 };
    KeyName = { "type": "string", "pattern": NOT_BLANK, "maxLength": 80 };
    Reason = { "type": "string", "pattern": NOT_BLANK, "maxLength": 500 };
    MaybeReason = { "type": "string", "maxLength": 500 };
    MaybeDescription = { "type": "string", "maxLength": 255 };
    MaybeWords = { "type": "string", "maxLength": 20 };
    AKey = { "type": "string", "pattern": "^[!-~]{1,255}$" };
    Inr = { "type": "string", "const": "INR" };
    Email = {
        "type": "string", "maxLength": 254, "examples": ["asha@example.in"],
        "pattern": r#"^[^\s@<>"(),;:\\\[\]]+@[^\s@<>"(),;:\\\[\].]+(\.[^\s@<>"(),;:\\\[\].]+)+$"#
    };
    NewPassword = { "type": "string", "minLength": 8, "maxLength": 256 };
    RoleWanted = { "type": "string", "enum": ["USER", "MERCHANT"] };
    Phone = {
        "description": "A mobile number in India. Answered masked.",
        "type": "string", "pattern": r"^(\+91|0)?[6-9][0-9]{9}$", "examples": ["+919876543210"]
    };
    PanNumber = {
        "description": "Five letters, four digits, a letter. Answered masked.",
        "type": "string", "pattern": "^[A-Za-z]{5}[0-9]{4}[A-Za-z]$", "examples": ["ABCDE1234F"]
    };
    AccountNumber = {
        "description": "Text: as a number it would lose its leading zeros. Sealed; only its end is ever answered.",
        "type": "string", "pattern": "^[0-9]{9,18}$", "examples": ["123456789012"]
    };
    Ifsc = { "type": "string", "pattern": "^[A-Za-z]{4}0[A-Za-z0-9]{6}$", "examples": ["HDFC0001234"] };
    Tenure = {
        "description": "Months; as a number, or as its text.",
        "anyOf": [
            { "type": "integer", "minimum": 1, "maximum": 60 },
            { "type": "string", "pattern": "^([1-9]|[1-5][0-9]|60)$" }
        ]
    };
    InstalmentCount = {
        "anyOf": [{ "type": "integer", "minimum": 2, "maximum": 12 }, { "type": "string", "pattern": "^([2-9]|1[0-2])$" }],
        "default": 3
    };
    InstalmentIds = {
        "description": "Of plans and loans. Of a loan all that are overdue, from the oldest.",
        "type": "array", "items": { "type": "string", "format": "uuid" }, "minItems": 1, "maxItems": 200
    };
    Days = { "type": "integer", "minimum": 0, "maximum": 732 };
    Months = { "type": "integer", "minimum": 0, "maximum": 24 };
    Address = { "type": "string", "format": "uri", "maxLength": 2000, "examples": ["https://shop.example.com/thanks"] };
    HttpsAddress = {
        "description": "With TLS, and public.",
        "type": "string", "format": "uri", "examples": ["https://shop.example.com/webhooks"]
    };
    /// A filter: empty is none.
    DayOrNone = {
        "description": "A day in India.",
        "type": "string", "pattern": "^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8]))?$", "examples": ["2026-11-20"]
    };
    Words = { "type": "string", "minLength": 1 };
    Time = { "type": "string", "format": "date-time" };
    Day = { "description": "A day in India.", "type": "string", "format": "date" };
}

impl JsonSchema for Paise {
    fn schema_name() -> Cow<'static, str> {
        "Amount".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Rupees, exact, always with two decimals.",
            "type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$", "examples": ["100000.00"]
        })
    }
}

impl JsonSchema for Rate {
    fn schema_name() -> Cow<'static, str> {
        "Rate".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Per cent a year, exact.",
            "type": "string", "pattern": r"^[0-9]+\.[0-9]{2,4}$", "examples": ["12.00"]
        })
    }
}
