//! Everybody, and one of them.

mod person; // one of them
pub mod server;

pub(crate) use person::PersonPage;

use crate::ui::{
    address::use_address,
    amount::Amount,
    badge::{Badge, Meaning},
    empty::Empty,
    filter::{Chips, FilterField, Filters},
    heading::Heading,
    icon::Glyph,
    load::Reading,
    pager::Pager,
    table::{Column, Head, ROW, Table},
};
use domain::{actor::Role, loan::view::PersonRowView, page::Page};
use leptos::prelude::*;
use server::ReadPeople;

#[component]
pub(crate) fn PeoplePage() -> impl IntoView {
    let address = use_address();
    let people = Reading::new(move || ReadPeople {
        search: address.choice("q"),
        role: address.choice("role"),
        cursor: address.choice("cursor"),
    });
    view! {
        <Heading title="People" />
        <Filters action="/admin/people" keeps=&["role"]>
            <FilterField label="Name or e-mail" name="q" class="input input-sm w-64" />
        </Filters>
        <Chips label="Kind of account" name="role" choices=ROLES.to_vec() />
        {people.show_part(|page| view! { <PeopleTable page /> }.into_any())}
    }
    .into_any()
}

const ROLES: [(&str, &str); 4] =
    [("", "All"), ("USER", "Borrowers"), ("MERCHANT", "Merchants"), ("ADMIN", "Admins")];

#[component]
fn PeopleTable(page: Page<PersonRowView>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <div class="panel">
                <Empty glyph=Glyph::Search title="Nobody fits" words="Try a part of the name or of the e-mail address." />
            </div>
        }
        .into_any();
    }
    let row = |row: PersonRowView| {
        let (meaning, word) = standing(&row);
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <a class="font-medium hover:underline break-words" href=format!("/admin/people/{}", row.person.id)>
                        {row.person.name}
                    </a>
                    <div class="text-xs quiet break-all">{row.person.email}</div>
                    <div class="sm:hidden mt-1">
                        <Badge meaning word=word.clone() />
                    </div>
                </td>
                <td class=Column::FiguresIfRoom.cell()>{row.wallet_balance.map(|paise| view! { <Amount paise /> })}</td>
                <td class=Column::FiguresIfRoom.cell()>{row.open_loans}</td>
                <td class=Column::Figures.cell()>
                    <Amount paise=row.owed />
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <Badge meaning word />
                </td>
            </tr>
        }
    };
    view! {
        <div class="panel px-4 sm:px-5 py-2">
            <Table caption="People, newest first">
                <Head columns=COLUMNS />
                <tbody>{page.items.into_iter().map(row).collect_view()}</tbody>
            </Table>
        </div>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[
    ("Person", Column::Words),
    ("Wallet", Column::FiguresIfRoom),
    ("Open loans", Column::FiguresIfRoom),
    ("Owed", Column::Figures),
    ("Standing", Column::FiguresIfRoom),
];

/// How a person stands with us, in a word or two.
pub(crate) fn standing(row: &PersonRowView) -> (Meaning, String) {
    match row.person.role {
        _ if !row.is_active => (Meaning::Bad, "switched off".to_owned()),
        Role::Admin => (Meaning::Calm, "admin".to_owned()),
        Role::Merchant => (Meaning::Calm, "merchant".to_owned()),
        Role::User if row.worst_days_past_due > 0 => {
            (Meaning::Bad, super::today::counted(row.worst_days_past_due, "day overdue", "days overdue"))
        }
        Role::User => (Meaning::Good, "in good standing".to_owned()),
    }
}
