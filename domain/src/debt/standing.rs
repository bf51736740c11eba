use serde::{Deserialize, Serialize};

/// Whether a borrower owes something that is overdue. A debtor gets no new plan and no new loan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Standing {
    #[default]
    #[serde(rename = "NORMAL")]
    Normal,
    #[serde(rename = "DEBT_USER")]
    Debtor,
}

impl Standing {
    pub const ALL: [Standing; 2] = [Standing::Normal, Standing::Debtor];

    pub const fn as_str(self) -> &'static str {
        match self {
            Standing::Normal => "NORMAL",
            Standing::Debtor => "DEBT_USER",
        }
    }

    pub fn parse(text: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|standing| standing.as_str() == text)
    }

    /// In a person's words.
    pub const fn words(self) -> &'static str {
        match self {
            Standing::Normal => "In good standing",
            Standing::Debtor => "In debt",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read_again_it_is_the_same() {
        for standing in Standing::ALL {
            assert_eq!(Standing::parse(standing.as_str()), Some(standing));
            assert_eq!(serde_json::to_value(standing).unwrap(), standing.as_str());
        }
    }
}
