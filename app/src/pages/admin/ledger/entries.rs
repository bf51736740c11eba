use super::server::{ReadEntries, ReadEntry};
use crate::{
    pages::loans::{EntryPanel, kind_words},
    ui::{
        address::use_address,
        amount::Amount,
        copy_id::CopyId,
        date::{ExactMoment, Moment},
        empty::Empty,
        facts::{Fact, Facts},
        heading::Heading,
        icon::Glyph,
        load::Reading,
        pager::Pager,
        panel::Panel,
        table::{Column, Head, ROW, Table},
    },
};
use domain::{ledger::view::EntryView, page::Page};
use leptos::prelude::*;

#[component]
pub(crate) fn EntriesPage() -> impl IntoView {
    let address = use_address();
    let page =
        Reading::new(move || ReadEntries { kind: address.choice("kind"), cursor: address.choice("cursor") });
    view! {
        <Heading title="Entries" below="Every movement of money, newest first. None is ever changed or removed." />
        {page.show_part(|page| view! { <Entries page /> }.into_any())}
    }
    .into_any()
}

#[component]
fn Entries(page: Page<EntryView>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <div class="panel">
                <Empty glyph=Glyph::Book title="No entries" words="The first movement of money will be the first line here." />
            </div>
        }
        .into_any();
    }
    let row = |entry: EntryView| {
        view! {
            <tr class=ROW>
                <td class=Column::WordsIfRoom.cell()>
                    <span class="quiet">
                        <Moment at=entry.effective_at />
                    </span>
                </td>
                <td class=Column::Words.cell()>
                    <a class="font-medium hover:underline" href=format!("/admin/ledger/entries/{}", entry.id)>
                        {kind_words(&entry.kind)}
                    </a>
                    <div class="text-xs quiet break-words">
                        <span class="sm:hidden">
                            <Moment at=entry.effective_at />
                            " · "
                        </span>
                        {entry.description}
                    </div>
                </td>
                <td class=Column::FiguresIfRoom.cell()>{entry.legs.len()}</td>
                <td class=Column::Figures.cell()>
                    <Amount paise=entry.amount />
                </td>
            </tr>
        }
    };
    view! {
        <div class="panel px-4 sm:px-5 py-2">
            <Table caption="Entries, newest first">
                <Head columns=COLUMNS />
                <tbody>{page.items.into_iter().map(row).collect_view()}</tbody>
            </Table>
        </div>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[
    ("Date", Column::WordsIfRoom),
    ("Entry", Column::Words),
    ("Legs", Column::FiguresIfRoom),
    ("Amount", Column::Figures),
];

#[component]
pub(crate) fn EntryPage() -> impl IntoView {
    let address = use_address();
    let entry = Reading::new(move || ReadEntry { entry: address.part("entry") });
    entry.show(|entry| view! { <Entry entry /> }.into_any())
}

#[component]
fn Entry(entry: EntryView) -> impl IntoView {
    let other = |what: &'static str, id: Option<domain::id::EntryId>| {
        id.map(|id| {
            view! {
                <Fact what>
                    <a class="link text-primary" href=format!("/admin/ledger/entries/{id}")>"another entry"</a>
                </Fact>
            }
        })
    };
    view! {
        <Heading title=kind_words(&entry.kind) below=entry.description.clone() />
        <div class="grid gap-4 lg:grid-cols-2 items-start">
            <Panel title="The entry">
                <Facts>
                    <Fact what="Amount">
                        <Amount paise=entry.amount />
                    </Fact>
                    <Fact what="Counts from">
                        <ExactMoment at=entry.effective_at />
                    </Fact>
                    <Fact what="Written down">
                        <ExactMoment at=entry.recorded_at />
                    </Fact>
                    {entry
                        .reference_id
                        .map(|id| {
                            view! {
                                <Fact what="About">
                                    <CopyId id=id.to_string() />
                                </Fact>
                            }
                        })}
                    {other("Takes back", entry.reverses)}
                    {other("Taken back by", entry.reversed_by)}
                </Facts>
            </Panel>
            <EntryPanel entry accounts_at="/admin/ledger/accounts" />
        </div>
    }
    .into_any()
}
