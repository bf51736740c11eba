//! The book of loans as lenders measure it: month by month, what is at risk, what is collected, and how each vintage does.

mod months; // the book, and what moved
mod risk; // at risk, and collected
pub mod server;
mod vintages; // loans by the month in which they were paid out

use crate::ui::{
    amount::{BigAmount, BigFigure},
    empty::Empty,
    heading::Heading,
    icon::Glyph,
    load::Reading,
    panel::FigurePanel,
};
use domain::book::{
    Share,
    view::{BookMonth, BookView},
};
use leptos::prelude::*;
use months::{Months, Moved};
use risk::Risk;
use server::ReadBook;
use vintages::Vintages;

#[component]
pub(crate) fn AnalyticsPage() -> impl IntoView {
    // Of months: it does not follow each payment, and the running month costs more than other readings.
    let book = Reading::new(|| ReadBook {});
    book.show(|book| view! { <Book book /> }.into_any())
}

#[component]
fn Book(book: BookView) -> impl IntoView {
    let BookView { months, vintages, .. } = book;
    let Some(now) = months.last().cloned() else {
        return view! {
            <Heading title="Analytics" />
            <Empty glyph=Glyph::Bars title="Nothing was lent yet" words="With the first loan that is paid out the book begins." />
        }
        .into_any();
    };
    view! {
        <Heading
            title="Analytics"
            below="The book of loans in the last twelve months, the running one as far as it is. Purchases on instalments are not in it."
        />
        <Figures now />
        <div class="grid gap-4 lg:grid-cols-2 items-start mb-4">
            <Months months=months.clone() />
            <Moved months=months.clone() />
        </div>
        <div class="space-y-4">
            <Risk months />
            <Vintages vintages />
        </div>
    }
    .into_any()
}

#[component]
fn Figures(now: BookMonth) -> impl IntoView {
    let loans = super::today::counted(now.loans, "open loan", "open loans");
    let (at_risk, efficiency) = (now.at_risk(), now.efficiency());
    view! {
        <div class="grid gap-4 sm:grid-cols-2 xl:grid-cols-4 mb-4">
            <FigurePanel title="Principal out on loan">
                <BigAmount paise=now.outstanding />
                <p class="text-sm quiet mt-1">{loans}</p>
            </FigurePanel>
            <FigurePanel title="Portfolio at risk">
                <BigFigure words=shown(at_risk) />
                <p class="text-sm quiet mt-1">"of it is of loans more than 30 days overdue"</p>
            </FigurePanel>
            <FigurePanel title="Collected this month">
                <BigFigure words=shown(efficiency) />
                <p class="text-sm quiet mt-1">"of what is due until today, arrears among it"</p>
            </FigurePanel>
            <FigurePanel title="Written off this month">
                <BigAmount paise=now.written_off />
                <p class="text-sm quiet mt-1">"of principal"</p>
            </FigurePanel>
        </div>
    }
    .into_any()
}

/// A share of nothing is no figure.
fn shown(share: Option<Share>) -> String {
    share.map_or_else(|| "–".to_owned(), Share::show)
}
