//! What a person holds with us, and every movement of it.

mod add; // ask for money from the bank
mod movements; // lines of the history
pub mod server;
mod transfers; // deposits and withdrawals
mod withdraw; // take money out

pub(crate) use add::AddMoneyPage;
pub(crate) use movements::Movements;
pub(crate) use transfers::{WalletTransferPage, WalletTransfersPage};
pub(crate) use withdraw::WithdrawPage;

use crate::ui::{
    address::use_address,
    amount::{Amount, BigAmount},
    button::{ButtonLink, Size, Tone, class_of},
    filter::{Chips, Choose, FilterField, Filters},
    heading::Heading,
    icon::{Glyph, Icon},
    load::Reading,
    pager::Pager,
    panel::{FigurePanel, Panel},
};
use domain::{
    page::Page,
    wallet::view::{Source, TransactionView},
};
use leptos::prelude::*;
use server::{ReadBalance, ReadTransactions, WalletScreen};
use transfers::OnTheWay;

#[component]
pub(crate) fn WalletPage() -> impl IntoView {
    let address = use_address();
    let screen = Reading::live(|| ReadBalance {});
    let lines = Reading::live(move || ReadTransactions {
        direction: address.choice("type"),
        source: address.choice("source"),
        from: address.choice("from"),
        to: address.choice("to"),
        cursor: address.choice("cursor"),
    });
    view! {
        <Heading title="Wallet">
            <ButtonLink href="/wallet/withdraw" tone=Tone::Quiet>"Withdraw"</ButtonLink>
            <ButtonLink href="/wallet/add">"Add money"</ButtonLink>
        </Heading>
        {screen.show_part(|screen| view! { <Holding screen /> }.into_any())}
        <OnTheWay />
        <Panel title="Movements">
            <Chips label="Direction" name="type" choices=vec![("", "All"), ("CREDIT", "Money in"), ("DEBIT", "Money out")] />
            <Filters action="/wallet" keeps=&["type"]>
                <Choose label="What" name="source" choices=sources() />
                <FilterField label="From" name="from" kind="date" />
                <FilterField label="To" name="to" kind="date" />
            </Filters>
            {lines.show_part(|page| view! { <Lines page /> }.into_any())}
        </Panel>
    }
    .into_any()
}

/// The sources that this product has so far, each with its word.
fn sources() -> Vec<(&'static str, &'static str)> {
    let known = [
        Source::LoanDisbursement,
        Source::EmiPayment,
        Source::WalletTopup,
        Source::Withdrawal,
        Source::WithdrawalReversal,
    ];
    let choice = |source: Source| (source.as_str(), source.words());
    [("", "Everything")].into_iter().chain(known.into_iter().map(choice)).collect()
}

#[component]
fn Holding(screen: WalletScreen) -> impl IntoView {
    let held = screen.balance.held;
    let statement =
        format!("/api/v1/wallet/statement?from={}&to={}&format=pdf", screen.statement_from, screen.today);
    view! {
        <div class="grid gap-4 sm:grid-cols-2 mb-4 items-stretch">
            <FigurePanel title="Balance">
                <BigAmount paise=screen.balance.balance />
                {held
                    .is_positive()
                    .then(|| {
                        view! {
                            <p class="text-sm quiet mt-1">
                                <Amount paise=held />
                                " is on its way out"
                            </p>
                        }
                    })}
            </FigurePanel>
            <FigurePanel title="Statement">
                <form method="get" action="/api/v1/wallet/statement" class="flex flex-wrap items-end gap-3 mt-2">
                    <label class="text-xs font-medium">
                        <span class="block mb-1">"From"</span>
                        <input type="date" name="from" value=screen.statement_from.to_string() class="input input-sm w-36" />
                    </label>
                    <label class="text-xs font-medium">
                        <span class="block mb-1">"To"</span>
                        <input type="date" name="to" value=screen.today.to_string() class="input input-sm w-36" />
                    </label>
                    <div class="flex gap-2">
                        <FileButton format="pdf" words="PDF" />
                        <FileButton format="csv" words="CSV" />
                    </div>
                </form>
                <p class="text-xs quiet mt-2">
                    "Opening balance, every line, closing balance. "
                    <a class="link" href=statement rel="external" download="kist-statement.pdf">"The last three months"</a>
                </p>
            </FigurePanel>
        </div>
    }
    .into_any()
}

/// Asks for the statement as such a file.
#[component]
fn FileButton(format: &'static str, words: &'static str) -> impl IntoView {
    view! {
        <button type="submit" name="format" value=format class=class_of(Tone::Quiet, Size::Small)>
            <Icon glyph=Glyph::Download class="size-4" />
            {words}
        </button>
    }
    .into_any()
}

#[component]
fn Lines(page: Page<TransactionView>) -> impl IntoView {
    let pager = (!page.items.is_empty()).then(|| view! { <Pager older=page.older newer=page.newer /> });
    view! {
        <Movements transactions=page.items />
        {pager}
    }
    .into_any()
}
