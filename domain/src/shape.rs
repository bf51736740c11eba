//! How fields are described in the OpenAPI document: amounts, rates and ids, and the raw fields of requests, whose Rust type
//! takes anything so that each mistake gets a sentence of its own.

use crate::money::{Paise, Rate};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// More than zero, at most two decimals.
const POSITIVE: &str = r"^(0*[1-9][0-9]{0,12}(\.[0-9]{1,2})?|0+\.(0[1-9]|[1-9][0-9]?))$";

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
            { "type": "number", "exclusiveMinimum": 0 }
        ]
    };
    /// An amount that may be nothing.
    RupeesOrNone = {
        "description": "Rupees, with at most two decimals; 0 for none. As text or as a number.",
        "anyOf": [
            { "type": "string", "pattern": r"^[0-9]{1,12}(\.[0-9]{1,2})?$", "examples": ["50000.00"] },
            { "type": "number", "minimum": 0 }
        ]
    };
    /// An amount in a field that ends in `_paise`.
    WholePaise = {
        "description": "Paise, 100 to the rupee.",
        "type": "integer", "minimum": 1, "maximum": 9_999_999_999_999_i64, "examples": [50000]
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
