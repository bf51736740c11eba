use super::{
    owner_href,
    server::{LookNow, ReadAnyTransfer, TransferScreen},
};
use crate::{
    pages::{
        admin::jobs::{JobBadge, tries_words},
        loans::kind_words,
        transfers::{StateBadge, TransferFacts},
    },
    ui::{
        act::Act,
        address::use_address,
        amount::Amount,
        button::{Size, Submit, Tone},
        date::ExactMoment,
        facts::{Fact, Facts},
        form::ActForm,
        heading::Heading,
        load::Reading,
        panel::Panel,
        table::{Column, Head, ROW, Table},
    },
};
use chrono::{DateTime, Utc};
use domain::{job::view::JobView, ledger::view::EntryView, transfer::view::TransferView};
use leptos::prelude::*;

#[component]
pub(crate) fn AdminTransferPage() -> impl IntoView {
    let address = use_address();
    let look = Act::new::<LookNow>();
    let screen = Reading::live(move || ReadAnyTransfer { transfer: address.part("transfer") });
    screen.show(move |screen| view! { <Transfer screen look /> }.into_any())
}

#[component]
fn Transfer(screen: TransferScreen, look: Act) -> impl IntoView {
    let TransferScreen { page, entries, jobs } = screen;
    let transfer = page.transfer.clone();
    let title = format!("{} of {}", transfer.kind.words(), transfer.amount.show());
    let open = !transfer.status.is_end();
    view! {
        <Heading title below=transfer.owner_name.clone()>
            <StateBadge kind=transfer.kind state=transfer.status />
        </Heading>
        <TransferFacts page=page.clone() />
        <div class="grid gap-4 lg:grid-cols-2 items-start my-4">
            <div class="space-y-4 min-w-0">
            <Panel title="With the bank">
                <AtTheBank transfer=transfer.clone() />
                {open
                    .then(|| {
                        view! {
                            <div class="mt-4 pt-4 border-t border-base-300">
                                <p class="text-sm quiet mb-3">
                                    "Asks the bank at once what became of it, instead of at the next try's time. Only the bank's answer ends it."
                                </p>
                                <AskTheBank transfer=transfer.id.to_string() look />
                            </div>
                        }
                    })}
            </Panel>
            </div>
            <div class="space-y-4 min-w-0">
                <Panel title="In the ledger">
                    <Entries entries />
                </Panel>
                <Panel title="Who looked after it">
                    <Jobs jobs />
                </Panel>
            </div>
        </div>
    }
    .into_any()
}

/// What passed between us and the bank about it.
#[component]
fn AtTheBank(transfer: TransferView) -> impl IntoView {
    let owner = owner_href(&transfer);
    view! {
        <Facts>
            <Fact what="Whose">
                <a class="link text-primary" href=owner>
                    {transfer.owner_name}
                </a>
            </Fact>
            <Fact what="Sent">{times(transfer.attempts.into())}</Fact>
            <Fact what="Asked what became of it">{times(transfer.enquiries)}</Fact>
            <Fact what="First sent">{moment_or(transfer.sent_at, "not yet")}</Fact>
            <Fact what="Last contact">{moment_or(transfer.contacted_at, "none yet")}</Fact>
            {transfer
                .failure_code
                .map(|code| view! { <Fact what="Why it failed, to programs"><code class="text-xs">{code}</code></Fact> })}
            <Fact what="Key of the request">
                <span class="break-all">{transfer.idempotency_key}</span>
            </Fact>
            {transfer.last_contact.map(|words| view! { <Fact what="What it said">{words}</Fact> })}
        </Facts>
    }
    .into_any()
}

pub(crate) fn times(number: i32) -> String {
    match number {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

fn moment_or(at: Option<DateTime<Utc>>, none: &'static str) -> AnyView {
    match at {
        Some(at) => view! { <ExactMoment at /> }.into_any(),
        None => none.into_any(),
    }
}

/// Has the bank asked. There is no button that says how a transfer ended: a person would guess.
#[component]
pub(crate) fn AskTheBank(
    transfer: String,
    look: Act,
    /// Where to go back to: `stuck`, or else the transfer.
    #[prop(default = "")]
    back: &'static str,
) -> impl IntoView {
    view! {
        <ActForm action=look class="">
            <input type="hidden" name="transfer" value=transfer />
            <input type="hidden" name="back" value=back />
            <Submit tone=Tone::Quiet size=Size::Small busy="Asking…">"Ask the bank now"</Submit>
        </ActForm>
    }
    .into_any()
}

#[component]
pub(crate) fn Entries(entries: Vec<EntryView>) -> impl IntoView {
    if entries.is_empty() {
        return view! { <p class="text-sm quiet">"No money has moved in our books yet."</p> }.into_any();
    }
    let row = |entry: EntryView| {
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <a class="font-medium hover:underline" href=format!("/admin/ledger/entries/{}", entry.id)>
                        {kind_words(&entry.kind)}
                    </a>
                    <div class="text-xs quiet">
                        <ExactMoment at=entry.effective_at />
                        {entry.reversed_by.is_some().then_some(" · taken back")}
                    </div>
                </td>
                <td class=Column::Figures.cell()>
                    <Amount paise=entry.amount />
                </td>
            </tr>
        }
    };
    view! {
        <Table caption="The ledger entries behind it, oldest first">
            <Head columns=ENTRIES />
            <tbody>{entries.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

const ENTRIES: &[(&str, Column)] = &[("Entry", Column::Words), ("Amount", Column::Figures)];

#[component]
pub(crate) fn Jobs(jobs: Vec<JobView>) -> impl IntoView {
    if jobs.is_empty() {
        return view! { <p class="text-sm quiet">"No job that is still kept."</p> }.into_any();
    }
    let row = |job: JobView| {
        view! {
            <li class="row-line py-3 flex flex-wrap justify-between gap-x-3 gap-y-1 text-sm">
                <div class="min-w-0">
                    <a class="font-medium hover:underline" href=format!("/admin/jobs/{}", job.id)>
                        {job.words.clone()}
                    </a>
                    <div class="text-xs quiet wrap-anywhere">
                        {tries_words(&job)} {job.last_error.clone().map(|error| format!(" · {error}"))}
                    </div>
                </div>
                <JobBadge status=job.status />
            </li>
        }
    };
    view! { <ul>{jobs.into_iter().map(row).collect_view()}</ul> }.into_any()
}
