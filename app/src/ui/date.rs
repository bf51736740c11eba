use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar;
use leptos::prelude::*;

/// A moment: its date in India, the exact time on hover.
#[component]
pub(crate) fn Moment(at: DateTime<Utc>) -> impl IntoView {
    view! {
        <time datetime=calendar::rfc3339(at) title=calendar::show_time(at) class="tnum whitespace-nowrap">
            {calendar::show_date(calendar::business_date(at))}
        </time>
    }
    .into_any()
}

/// A moment with its time of day.
#[component]
pub(crate) fn ExactMoment(at: DateTime<Utc>) -> impl IntoView {
    view! {
        <time datetime=calendar::rfc3339(at) class="tnum">{calendar::show_time(at)}</time>
    }
    .into_any()
}

/// A date without a time, such as a due date.
#[component]
pub(crate) fn Day(date: NaiveDate) -> impl IntoView {
    view! {
        <time datetime=date.to_string() class="tnum whitespace-nowrap">{calendar::show_date(date)}</time>
    }
    .into_any()
}
