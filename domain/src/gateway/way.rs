use serde::{Deserialize, Serialize};

/// How a customer pays at a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Way {
    Upi,
    Card,
}

impl Way {
    pub const ALL: [Way; 2] = [Way::Upi, Way::Card];

    pub const fn as_str(self) -> &'static str {
        match self {
            Way::Upi => "upi",
            Way::Card => "card",
        }
    }

    pub fn parse(text: &str) -> Option<Way> {
        Way::ALL.into_iter().find(|way| way.as_str() == text)
    }

    /// In a person's words.
    pub const fn words(self) -> &'static str {
        match self {
            Way::Upi => "UPI",
            Way::Card => "Card",
        }
    }
}
