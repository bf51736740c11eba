use super::split::Part;
use crate::{
    explain::{Explain, Explanation, Kind},
    money::Paise,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// `ACTIVE → COMPLETED | CANCELLED`; one that was paid and is then refunded in full is `CANCELLED` as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum PlanState {
    Active,
    Completed,
    Cancelled,
}

/// Why a plan cannot do what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The plan is {}, so this cannot be done.", current.words().to_lowercase())]
pub struct InvalidPlanState {
    pub current: PlanState,
    pub requested: PlanState,
}

impl PlanState {
    pub const ALL: [PlanState; 3] = [PlanState::Active, PlanState::Completed, PlanState::Cancelled];

    pub const fn as_str(self) -> &'static str {
        match self {
            PlanState::Active => "ACTIVE",
            PlanState::Completed => "COMPLETED",
            PlanState::Cancelled => "CANCELLED",
        }
    }

    pub fn parse(text: &str) -> Option<PlanState> {
        PlanState::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// In a person's words.
    pub const fn words(self) -> &'static str {
        match self {
            PlanState::Active => "Active",
            PlanState::Completed => "Paid off",
            PlanState::Cancelled => "Cancelled",
        }
    }

    /// What it is once so much is left of it, and the whole purchase was given back or not.
    #[must_use]
    pub fn after(self, left: Paise, all_refunded: bool) -> PlanState {
        match (self, all_refunded, left.is_zero()) {
            (_, true, _) => PlanState::Cancelled,
            (PlanState::Active, false, true) => PlanState::Completed,
            (current, false, _) => current,
        }
    }
}

impl Explain for InvalidPlanState {
    fn explain(&self) -> Explanation {
        Explanation::new(Kind::Conflict, "invalid_state", self.to_string())
            .with("current", self.current.as_str())
            .with("requested", self.requested.as_str())
    }
}

/// Of one instalment. Not stored: its dates and amounts say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum InstalmentState {
    Upcoming,
    Paid,
    Overdue,
    /// A refund took all of it.
    Refunded,
}

impl InstalmentState {
    pub fn of(part: &Part, today: NaiveDate) -> InstalmentState {
        if part.is_paid {
            InstalmentState::Paid
        } else if part.left().is_zero() {
            InstalmentState::Refunded
        } else if part.due_on < today {
            InstalmentState::Overdue
        } else {
            InstalmentState::Upcoming
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            InstalmentState::Upcoming => "UPCOMING",
            InstalmentState::Paid => "PAID",
            InstalmentState::Overdue => "OVERDUE",
            InstalmentState::Refunded => "REFUNDED",
        }
    }

    /// In a person's words.
    pub const fn words(self) -> &'static str {
        match self {
            InstalmentState::Upcoming => "Upcoming",
            InstalmentState::Paid => "Paid",
            InstalmentState::Overdue => "Overdue",
            InstalmentState::Refunded => "Refunded",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PlanState::{Active, Cancelled, Completed};

    #[test]
    fn a_plan_ends_with_its_last_paisa_or_with_the_whole_refund() {
        for (now, left, all_refunded, then) in [
            (Active, 100, false, Active),
            (Active, 0, false, Completed),
            (Active, 0, true, Cancelled),
            (Completed, 0, false, Completed),
            (Completed, 0, true, Cancelled),
            (Cancelled, 0, false, Cancelled),
        ] {
            assert_eq!(now.after(Paise::new(left), all_refunded), then, "{now:?} {left} {all_refunded}");
        }
    }

    #[test]
    fn written_and_read_again_it_is_the_same() {
        for state in PlanState::ALL {
            assert_eq!(PlanState::parse(state.as_str()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
    }
}
