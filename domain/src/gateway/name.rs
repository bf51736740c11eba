use serde::{Deserialize, Serialize};

/// A payment gateway: a closed list, each with an adapter of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum GatewayName {
    /// The pretend one.
    Simulated,
    Razorpay,
    Stripe,
}

impl std::str::FromStr for GatewayName {
    type Err = ();

    fn from_str(text: &str) -> Result<GatewayName, ()> {
        GatewayName::parse(text).ok_or(())
    }
}

impl GatewayName {
    pub const ALL: [GatewayName; 3] = [GatewayName::Simulated, GatewayName::Razorpay, GatewayName::Stripe];

    pub const fn as_str(self) -> &'static str {
        match self {
            GatewayName::Simulated => "simulated",
            GatewayName::Razorpay => "razorpay",
            GatewayName::Stripe => "stripe",
        }
    }

    pub fn parse(text: &str) -> Option<GatewayName> {
        GatewayName::ALL.into_iter().find(|name| name.as_str() == text)
    }

    /// In a person's words.
    pub const fn words(self) -> &'static str {
        match self {
            GatewayName::Simulated => "Pretend gateway",
            GatewayName::Razorpay => "Razorpay",
            GatewayName::Stripe => "Stripe",
        }
    }
}
