//! Who is overdue, by the Reserve Bank's classes; charges for being late; and giving a debt up as lost.

pub mod server;

use crate::ui::{
    act::Act,
    address::use_address,
    amount::Amount,
    badge::{Badge, Meaning},
    button::{Submit, Tone},
    date::Day,
    empty::Empty,
    field::Field,
    filter::Chips,
    form::ActForm,
    heading::Heading,
    icon::Glyph,
    load::Reading,
    pager::Pager,
    panel::Panel,
    table::{Column, Head, ROW, Table},
};
use domain::{
    debt::view::{OverdueBorrowerView, PenalTermsView},
    loan::position::Class,
    page::Page,
};
use leptos::prelude::*;
use server::{ReadOverdue, ReadPenalTerms, SetPenalTerms, WriteOff};

#[component]
pub(crate) fn OverdueListPage() -> impl IntoView {
    let address = use_address();
    let list = Reading::live(move || ReadOverdue {
        class: address.choice("class"),
        cursor: address.choice("cursor"),
    });
    let set = Act::new::<SetPenalTerms>();
    let terms = Reading::after([set], || ReadPenalTerms {});
    view! {
        <Heading title="Overdue" below="Classes are those of the Reserve Bank, at the end of the last business day: SMA-0 from the due date, SMA-1 after 30 days, SMA-2 after 60, NPA after 90. The worst of a borrower's debts speaks for all." />
        <Panel>
            <Chips label="Class" name="class" choices=class_choices() />
            {list.show_part(|page| view! { <List page /> }.into_any())}
        </Panel>
        <div class="mt-4">
            <Panel title="Charges for being late">
                <p class="text-sm quiet mb-3">
                    "They count from the next end of a day on. No interest and no further charge is ever computed on them."
                </p>
                {terms.show_part(move |terms| view! { <Charges terms set /> }.into_any())}
            </Panel>
        </div>
    }
    .into_any()
}

fn class_choices() -> Vec<(&'static str, &'static str)> {
    let classes = Class::ALL.into_iter().filter(|class| *class != Class::Standard);
    std::iter::once(("", "All")).chain(classes.map(|class| (class.as_str(), class.as_str()))).collect()
}

#[component]
fn List(page: Page<OverdueBorrowerView>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <Empty glyph=Glyph::Check title="Nobody" words="No borrower is overdue in this class." />
        }
        .into_any();
    }
    let row = |one: OverdueBorrowerView| {
        let late = match one.days_past_due {
            0 => "paid up; the day's end will class it anew".to_owned(),
            1 => "1 day past due".to_owned(),
            days => format!("{days} days past due"),
        };
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <div class="font-medium wrap-anywhere">
                        <a class="hover:underline" href=format!("/admin/people/{}", one.user_id)>{one.full_name}</a>
                    </div>
                    <div class="text-xs quiet">
                        {late}
                        {one.oldest_due_date.map(|due| view! { ", due " <Day date=due /> })}
                    </div>
                    <div class="mt-1">
                        <ClassBadge class=one.class />
                        {one.class_since.map(|since| view! { <span class="text-xs quiet">" since " <Day date=since /></span> })}
                    </div>
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <Amount paise=one.outstanding />
                </td>
                <td class=Column::Figures.cell()>
                    <Amount paise=one.overdue />
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="Borrowers who are overdue">
            <Head columns=COLUMNS />
            <tbody>{page.items.into_iter().map(row).collect_view()}</tbody>
        </Table>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] =
    &[("Borrower", Column::Words), ("Outstanding", Column::FiguresIfRoom), ("Overdue", Column::Figures)];

#[component]
pub(crate) fn ClassBadge(class: Class) -> impl IntoView {
    let meaning = match class {
        Class::Standard => Meaning::Good,
        Class::Sma0 => Meaning::Waiting,
        Class::Sma1 | Class::Sma2 | Class::Npa => Meaning::Bad,
    };
    view! { <Badge meaning word=class.as_str() /> }.into_any()
}

/// Both kinds of debt in one form.
#[component]
fn Charges(terms: Vec<PenalTermsView>, set: Act) -> impl IntoView {
    let of = |debt: &str| terms.iter().find(|terms| terms.debt == debt).cloned();
    let figures = |debt: &str| {
        of(debt).map_or_else(Default::default, |terms| {
            (terms.flat.rupees(), terms.annual_rate.percent().normalize().to_string())
        })
    };
    let ((loan_flat, loan_rate), (plan_flat, plan_rate)) = (figures("loan"), figures("plan"));
    view! {
        <ActForm action=set fields=&["loan_flat", "loan_rate", "plan_flat", "plan_rate"] class="space-y-4">
            <div class="grid gap-x-6 gap-y-3 sm:grid-cols-2">
                <Field label="Loans: once for each instalment (₹)" name="loan_flat" value=loan_flat most=20 />
                <Field label="Loans: per cent a year on what is overdue" name="loan_rate" value=loan_rate most=10 />
                <Field label="Plans: once for each instalment (₹)" name="plan_flat" value=plan_flat most=20 />
                <Field label="Plans: per cent a year on what is overdue" name="plan_rate" value=plan_rate most=10 />
            </div>
            <Submit tone=Tone::Quiet busy="Setting…">"Set the charges"</Submit>
        </ActForm>
    }
    .into_any()
}

/// Two steps, and a reason. Only what is an NPA can be written off.
#[component]
pub(crate) fn WriteOffForm(kind: &'static str, debt: String) -> impl IntoView {
    let act = Act::new::<WriteOff>();
    view! {
        <details class="panel p-4 sm:p-5 mt-4">
            <summary class="cursor-pointer font-medium">"Write it off"</summary>
            <p class="text-sm quiet my-3">
                "What is owed of it becomes a loss in the books. It is owed all the same: what is paid afterwards is a recovery. Only a non-performing asset can be written off."
            </p>
            <ActForm action=act fields=&["reason"]>
                <input type="hidden" name="kind" value=kind />
                <input type="hidden" name="debt" value=debt />
                <Field label="Why?" name="reason" hint="For the audit." />
                <Submit tone=Tone::Danger busy="Writing it off…">"Write it off"</Submit>
            </ActForm>
        </details>
    }
    .into_any()
}
