use super::Position;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// How the Reserve Bank classes a loan by its oldest unpaid due date, at the end of a day (12 November 2021).
/// In order: the last is the worst.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Class {
    #[default]
    #[serde(rename = "STANDARD")]
    Standard,
    /// From the end of the due date itself.
    #[serde(rename = "SMA-0")]
    Sma0,
    /// From the end of the 30th day after it.
    #[serde(rename = "SMA-1")]
    Sma1,
    /// From the end of the 60th day after it.
    #[serde(rename = "SMA-2")]
    Sma2,
    /// From the end of the 90th day after it: a non-performing asset.
    #[serde(rename = "NPA")]
    Npa,
}

impl Class {
    pub const ALL: [Class; 5] = [Class::Standard, Class::Sma0, Class::Sma1, Class::Sma2, Class::Npa];

    pub const fn as_str(self) -> &'static str {
        match self {
            Class::Standard => "STANDARD",
            Class::Sma0 => "SMA-0",
            Class::Sma1 => "SMA-1",
            Class::Sma2 => "SMA-2",
            Class::Npa => "NPA",
        }
    }

    pub fn parse(text: &str) -> Option<Class> {
        Class::ALL.into_iter().find(|class| class.as_str() == text)
    }

    /// Days after the due date at whose end the class begins; `None` for standard.
    pub const fn begins_after_days(self) -> Option<u16> {
        match self {
            Class::Standard => None,
            Class::Sma0 => Some(0),
            Class::Sma1 => Some(30),
            Class::Sma2 => Some(60),
            Class::Npa => Some(90),
        }
    }

    /// The date at whose end something due then and still unpaid comes into this class.
    pub fn begins_on(self, due_date: NaiveDate) -> Option<NaiveDate> {
        due_date.checked_add_days(Days::new(self.begins_after_days()?.into()))
    }

    /// By dates alone, at the end of `day`. See [`Class::from_previous`] for what an NPA does.
    pub fn at_day_end(oldest_unpaid: Option<NaiveDate>, day: NaiveDate) -> Class {
        let Some(due_date) = oldest_unpaid else { return Class::Standard };
        let begun = |class: &Class| class.begins_on(due_date).is_some_and(|begins| begins <= day);
        Class::ALL.into_iter().rev().find(begun).unwrap_or_default()
    }

    /// An NPA is upgraded only when all arrears are paid, so a part payment does not make it an SMA again.
    #[must_use]
    pub fn from_previous(self, previous: Class) -> Class {
        if previous == Class::Npa && self != Class::Standard { Class::Npa } else { self }
    }

    /// The worst class of any of a borrower's loans holds for all of them.
    pub fn worst(classes: impl IntoIterator<Item = Class>) -> Class {
        classes.into_iter().max().unwrap_or_default()
    }
}

impl Position {
    /// The class of this loan alone at the end of `day`, given its class the day before.
    pub fn class_at_day_end(&self, day: NaiveDate, previous: Class) -> Class {
        Class::at_day_end(self.oldest_unpaid(), day).from_previous(previous)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::support::*, *};
    use crate::money::Paise;
    use Class::{Npa, Sma0, Sma1, Sma2, Standard};

    #[track_caller]
    fn check(due: &str, class: Class, begins: &str) {
        let (due, begins) = (day(due), day(begins));
        assert_eq!(class.begins_on(due), Some(begins));
        assert_eq!(Class::at_day_end(Some(due), begins), class, "at the end of that day");
        assert!(Class::at_day_end(Some(due), begins.pred_opt().unwrap()) < class, "not a day earlier");
    }

    #[test]
    fn the_reserve_banks_own_dates() {
        check("2021-03-31", Sma0, "2021-03-31");
        check("2021-03-31", Sma1, "2021-04-30");
        check("2021-03-31", Sma2, "2021-05-30");
        check("2021-03-31", Npa, "2021-06-29");
        check("2021-12-01", Sma1, "2021-12-31");
        check("2021-12-01", Sma2, "2022-01-30");
        check("2021-12-01", Npa, "2022-03-01");
    }

    #[test]
    fn nothing_unpaid_is_standard() {
        assert_eq!(Class::at_day_end(None, day("2021-03-31")), Standard);
        assert_eq!(Class::at_day_end(Some(day("2021-03-31")), day("2021-03-30")), Standard);
        assert_eq!(Class::at_day_end(Some(NaiveDate::MAX), NaiveDate::MAX), Sma0);
        assert_eq!(Standard.begins_on(day("2021-03-31")), None);
    }

    #[test]
    fn an_npa_is_upgraded_only_when_all_arrears_are_paid() {
        assert_eq!(Sma0.from_previous(Npa), Npa);
        assert_eq!(Standard.from_previous(Npa), Standard);
        assert_eq!(Sma0.from_previous(Sma2), Sma0, "others go down as their dates do");

        let mut loan = ashas_loan();
        let npa = day("2027-03-20"); // 90 days after 20 December
        assert_eq!(loan.class_at_day_end(npa.pred_opt().unwrap(), Sma2), Sma2);
        assert_eq!(loan.class_at_day_end(npa, Sma2), Npa);
        // Two of the four instalments due by then are paid: by its dates alone it would be an SMA-1.
        let paid = loan.receive(positive(rupees("17769.76")), npa).unwrap().paid;
        loan.paid = paid;
        assert_eq!(loan.class_at_day_end(npa, Npa), Npa);
        let arrears = loan.due_now(npa).total();
        loan.paid = loan.receive(positive(arrears), npa).unwrap().paid;
        assert_eq!(loan.class_at_day_end(npa, Npa), Standard);
        assert_eq!(loan.overdue(npa).total(), Paise::ZERO);
    }

    #[test]
    fn the_worst_loan_speaks_for_all() {
        assert_eq!(Class::worst([Sma0, Npa, Standard]), Npa);
        assert_eq!(Class::worst([]), Standard);
    }

    #[test]
    fn written_and_read_again_it_is_the_same() {
        for class in Class::ALL {
            assert_eq!(Class::parse(class.as_str()), Some(class));
            assert_eq!(serde_json::to_value(class).unwrap(), class.as_str());
        }
    }
}
