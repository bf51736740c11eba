use super::{StateBadge, state::what_next};
use crate::{
    first_load::use_who,
    ui::{
        amount::BigAmount,
        copy_id::CopyId,
        date::ExactMoment,
        facts::{Fact, Facts},
        notice::{Notice, Tone},
        panel::{FigurePanel, Panel},
        timeline::Timeline,
    },
};
use domain::{
    actor::Role,
    money::Paise,
    transfer::{
        TransferKind, TransferState,
        view::{TransferPageView, TransferView},
    },
};
use leptos::prelude::*;

/// Everything of one transfer below its heading.
#[component]
pub(crate) fn TransferFacts(page: TransferPageView) -> impl IntoView {
    let events = page.events.into_iter().map(|event| (event.at, event.words, String::new())).collect();
    let transfer = page.transfer;
    view! {
        <div class="grid gap-4 lg:grid-cols-2 items-start">
            <FigurePanel title=transfer.kind.words()>
                <div class="flex flex-wrap items-end justify-between gap-2">
                    <BigAmount paise=transfer.amount />
                    <StateBadge kind=transfer.kind state=transfer.status />
                </div>
                <div class="mt-4">
                    <Next transfer=transfer.clone() />
                </div>
                <Details transfer />
            </FigurePanel>
            <Panel title="What happened">
                <Timeline events />
            </Panel>
        </div>
    }
    .into_any()
}

/// What happens next. It is read out when it changes.
#[component]
fn Next(transfer: TransferView) -> impl IntoView {
    let tone = match transfer.status {
        TransferState::Pending | TransferState::Processing => Tone::Calm,
        TransferState::Success => Tone::Good,
        TransferState::Failed => Tone::Warning,
    };
    let whose = if use_who().is_some_and(|who| who.role == Role::Admin) { "The" } else { "Your" };
    let why = transfer.failure_reason.clone();
    view! {
        <Notice tone>
            {why.map(|why| view! { <p class="font-medium">{why}</p> })}
            <p>{what_next(&transfer, whose)}</p>
        </Notice>
    }
    .into_any()
}

#[component]
fn Details(transfer: TransferView) -> impl IntoView {
    let account = transfer
        .bank_account
        .map(|account| format!("{} · {}", account.account_number_masked, account.ifsc_code))
        .unwrap_or_else(|| "the bank".to_owned());
    let (from, to) = match transfer.kind {
        TransferKind::Deposit => (account, "the wallet".to_owned()),
        TransferKind::Withdrawal => ("the wallet".to_owned(), account),
        TransferKind::Payout => ("what is available".to_owned(), account),
    };
    view! {
        <Facts>
            <Fact what="From">{from}</Fact>
            <Fact what="To">{to}</Fact>
            <Fact what="Fee">{Paise::ZERO.show()}</Fact>
            <Fact what="Asked for">
                <ExactMoment at=transfer.created_at />
            </Fact>
            <Fact what="Our reference">
                <CopyId id=transfer.id.to_string() />
            </Fact>
            <Fact what="The bank's reference">
                {transfer.bank_reference.unwrap_or_else(|| "none yet".to_owned())}
            </Fact>
            <Fact what="Sent to the bank">{times(transfer.attempts)}</Fact>
        </Facts>
    }
    .into_any()
}

fn times(attempts: i16) -> String {
    match attempts {
        0 => "not yet".to_owned(),
        1 => "once".to_owned(),
        more => format!("{more} times, and counted once"),
    }
}
