//! What does not get on, and why; and where the bank contradicts what is recorded.

mod discrepancies; // the bank says something else
mod payments; // and refunds
pub mod server;

use super::transfers::{AskTheBank, owner_href, server::LookNow, times};
use crate::{
    pages::transfers::StateBadge,
    ui::{
        act::Act, amount::Amount, copy_id::CopyId, date::ExactMoment, duration::seconds_words, empty::Empty,
        facts::Figure, heading::Heading, icon::Glyph, load::Reading,
    },
};
use discrepancies::OpenDiscrepancies;
use domain::transfer::{attention::STUCK_AFTER, view::StuckView};
use leptos::prelude::*;
use payments::StuckPayments;
use server::ReadStuck;

#[component]
pub(crate) fn StuckPage() -> impl IntoView {
    let stuck = Reading::live(|| ReadStuck {});
    let limit = seconds_words(i64::try_from(STUCK_AFTER.as_secs()).unwrap_or_default());
    view! {
        <Heading
            title="Stuck"
            below=format!(
                "Transfers that are under way for more than {limit}. Their money is neither lost nor moved twice: we go on asking until the bank says what became of it.",
            )
        />
        {stuck.show_part(|stuck| view! { <StuckList stuck /> }.into_any())}
        <StuckPayments />
        <OpenDiscrepancies />
    }
    .into_any()
}

#[component]
fn StuckList(stuck: Vec<StuckView>) -> impl IntoView {
    if stuck.is_empty() {
        return view! {
            <div class="panel">
                <Empty
                    glyph=Glyph::Check
                    title="Nothing is stuck"
                    words="Everything that was sent to the bank has come to its end, or is on its way in good time."
                />
            </div>
        }
        .into_any();
    }
    let one = |stuck: StuckView| view! { <Stuck stuck /> };
    view! { <ul class="space-y-4">{stuck.into_iter().map(one).collect_view()}</ul> }.into_any()
}

#[component]
fn Stuck(stuck: StuckView) -> impl IntoView {
    // Of its own, so that what is refused stands where it was pressed.
    let look = Act::new::<LookNow>();
    let transfer = stuck.transfer;
    let owner = owner_href(&transfer);
    let none = || "none".into_any();
    view! {
        <li class="panel p-4 sm:p-5 border-l-4 border-l-accent">
            <div class="flex flex-wrap justify-between gap-x-4 gap-y-2">
                <div class="min-w-0">
                    <h2 class="font-semibold break-words">
                        <a class="hover:underline" href=format!("/admin/transfers/{}", transfer.id)>
                            {transfer.kind.words()} " of " <Amount paise=transfer.amount />
                        </a>
                    </h2>
                    <p class="text-sm quiet break-words">
                        <a class="hover:underline" href=owner>
                            {transfer.owner_name}
                        </a>
                        " · waits for "
                        {seconds_words(stuck.waiting_seconds)}
                    </p>
                </div>
                <StateBadge kind=transfer.kind state=transfer.status />
            </div>
            <dl class="grid grid-cols-2 lg:grid-cols-4 gap-4 text-sm mt-4">
                <Figure what="Our reference">
                    <CopyId id=transfer.id.to_string() />
                </Figure>
                <Figure what="Last contact">
                    {transfer.contacted_at.map_or_else(none, |at| view! { <ExactMoment at /> }.into_any())}
                </Figure>
                <Figure what="Sent · asked">
                    {format!("{} · {}", times(transfer.attempts.into()), times(transfer.enquiries))}
                </Figure>
                <Figure what="Next try">
                    {stuck.next_attempt_at.map_or_else(none, |at| view! { <ExactMoment at /> }.into_any())}
                </Figure>
            </dl>
            <p class="text-sm mt-3 wrap-anywhere">
                <span class="quiet">"What the bank last told us: "</span>
                {transfer.last_contact.unwrap_or_else(|| "nothing yet".to_owned())}
            </p>
            {stuck
                .last_error
                .map(|error| {
                    view! {
                        <p class="text-sm mt-1 wrap-anywhere">
                            <span class="quiet">"Last error: "</span>
                            {error}
                        </p>
                    }
                })}
            <div class="flex flex-wrap items-center gap-3 mt-4">
                <AskTheBank transfer=transfer.id.to_string() look back="stuck" />
                {stuck
                    .job_id
                    .map(|job| {
                        view! {
                            <a class="link link-hover text-sm text-primary" href=format!("/admin/jobs/{job}")>
                                "The job that looks after it"
                            </a>
                        }
                    })}
            </div>
        </li>
    }
    .into_any()
}
