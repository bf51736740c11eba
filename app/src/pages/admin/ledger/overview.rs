use super::server::{ReadAccounts, ReadTrialBalance};
use crate::{
    pages::loans::kind_words,
    ui::{
        address::use_address,
        amount::Amount,
        button::{ButtonLink, Tone},
        empty::Empty,
        filter::{FilterField, Filters},
        heading::Heading,
        icon::Glyph,
        load::Reading,
        pager::Pager,
        panel::Panel,
        table::{Column, Head, ROW, Table},
    },
};
use domain::{
    ledger::view::{AccountView, TrialBalanceRow, TrialBalanceView},
    page::Page,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub(crate) fn LedgerPage() -> impl IntoView {
    let address = use_address();
    let trial = Reading::new(|| ReadTrialBalance {});
    let accounts = Reading::new(move || ReadAccounts {
        kind: address.choice("kind"),
        search: address.choice("q"),
        cursor: address.choice("cursor"),
    });
    view! {
        <Heading title="Ledger">
            <ButtonLink href="/admin/ledger/entries" tone=Tone::Quiet>"All entries"</ButtonLink>
        </Heading>
        {trial.show_part(|trial| view! { <TrialBalance trial /> }.into_any())}
        <div class="mt-4">
            <Panel title="Accounts">
                <Filters action="/admin/ledger">
                    <FilterField label="Owner or account id" name="q" class="input input-sm w-64" />
                    <KindKept />
                </Filters>
                {accounts.show_part(|page| view! { <Accounts page /> }.into_any())}
            </Panel>
        </div>
    }
    .into_any()
}

/// The kind chosen in the trial balance stays while one searches, until it is taken away.
#[component]
fn KindKept() -> impl IntoView {
    let query = use_query_map();
    move || {
        let kind = query.with(|query| query.get("kind")).filter(|kind| !kind.is_empty())?;
        let words = kind_words(&kind);
        Some(view! {
            <input type="hidden" name="kind" value=kind />
            <span class="text-sm self-center">
                {words}
                " · "
                <a class="link text-primary" href="/admin/ledger">"all kinds"</a>
            </span>
        })
    }
}

#[component]
fn TrialBalance(trial: TrialBalanceView) -> impl IntoView {
    let row = |row: TrialBalanceRow| {
        let show = |paise: domain::money::Paise| (!paise.is_zero()).then(|| view! { <Amount paise /> });
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <a class="link link-hover text-primary" href=format!("/admin/ledger?kind={}", row.kind)>
                        {kind_words(&row.kind)}
                    </a>
                </td>
                <td class=Column::FiguresIfRoom.cell()>{row.accounts}</td>
                <td class=Column::Figures.cell()>{show(row.debit)}</td>
                <td class=Column::Figures.cell()>{show(row.credit)}</td>
            </tr>
        }
    };
    view! {
        <Panel title="Trial balance">
            <Table caption="The trial balance: all accounts of each kind together" dense=true>
                <Head columns=KINDS />
                <tbody>{trial.rows.into_iter().map(row).collect_view()}</tbody>
                <tfoot>
                    <tr class="font-semibold border-t border-base-content/40">
                        <th scope="row" class="py-3 pr-3 text-left">"Both sides"</th>
                        <td class=Column::FiguresIfRoom.cell()></td>
                        <td class=Column::Figures.cell()>
                            <Amount paise=trial.total_debit />
                        </td>
                        <td class=Column::Figures.cell()>
                            <Amount paise=trial.total_credit />
                        </td>
                    </tr>
                </tfoot>
            </Table>
        </Panel>
    }
    .into_any()
}

const KINDS: &[(&str, Column)] = &[
    ("Kind of account", Column::Words),
    ("Accounts", Column::FiguresIfRoom),
    ("Debit", Column::Figures),
    ("Credit", Column::Figures),
];

#[component]
fn Accounts(page: Page<AccountView>) -> impl IntoView {
    if page.items.is_empty() {
        return view! { <Empty glyph=Glyph::Search title="No account fits" words="Search for a part of the owner's name." /> }
            .into_any();
    }
    let row = |account: AccountView| {
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <a
                        class="font-medium hover:underline"
                        href=format!("/admin/ledger/accounts/{}", account.id)
                    >
                        {kind_words(&account.kind)}
                    </a>
                    <div class="text-xs quiet break-words">
                        {account.owner_name.unwrap_or_else(|| "the platform".to_owned())}
                    </div>
                </td>
                <td class=Column::WordsIfRoom.cell()>{account.normal_side}</td>
                <td class=Column::Figures.cell()>
                    <Amount paise=account.balance />
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="Accounts">
            <Head columns=ACCOUNTS />
            <tbody>{page.items.into_iter().map(row).collect_view()}</tbody>
        </Table>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}

const ACCOUNTS: &[(&str, Column)] =
    &[("Account", Column::Words), ("Normal side", Column::WordsIfRoom), ("Balance", Column::Figures)];
