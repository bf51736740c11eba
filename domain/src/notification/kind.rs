use crate::{calendar::show_date, money::Paise};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Why somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An instalment falls due in three days.
    DueSoon,
    /// It was due yesterday, and is not paid.
    Overdue,
    /// Every week after that.
    StillOverdue,
    /// Nothing is overdue any more.
    GoodStanding,
    RefundDone,
    RefundRejected,
}

impl Kind {
    pub const ALL: [Kind; 6] = [
        Kind::DueSoon,
        Kind::Overdue,
        Kind::StillOverdue,
        Kind::GoodStanding,
        Kind::RefundDone,
        Kind::RefundRejected,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::DueSoon => "due_soon",
            Kind::Overdue => "overdue",
            Kind::StillOverdue => "still_overdue",
            Kind::GoodStanding => "good_standing",
            Kind::RefundDone => "refund_done",
            Kind::RefundRejected => "refund_rejected",
        }
    }

    pub fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// A sentence for the person. `of`: what it is about.
    pub fn words(self, of: &str, amount: Option<Paise>, on: Option<NaiveDate>) -> String {
        let amount = amount.map(Paise::show).unwrap_or_default();
        let on = on.map(show_date).unwrap_or_default();
        match self {
            Kind::DueSoon => format!("{amount} of your {of} is due on {on}."),
            Kind::Overdue => format!("{amount} of your {of} was due on {on} and is overdue. Please pay it."),
            Kind::StillOverdue => {
                format!("{amount} of your {of} is still overdue since {on}. Please pay it.")
            }
            Kind::GoodStanding => "Nothing is overdue any more. You are in good standing.".to_owned(),
            Kind::RefundDone => format!("Your refund of {amount} is done."),
            Kind::RefundRejected => format!("The shop has rejected your refund of {amount}."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read_again_it_is_the_same() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert!(kind.words("loan", Some(Paise::new(100)), None).ends_with('.'));
        }
        let due = "2026-11-30".parse().ok();
        assert_eq!(
            Kind::DueSoon.words("loan", Some(Paise::new(888_488)), due),
            "₹8,884.88 of your loan is due on 30 Nov 2026."
        );
    }
}
