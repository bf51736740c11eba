use crate::ui::{
    badge::{Badge, Meaning},
    panel::Panel,
};
use domain::transfer::attention::AttentionView;
use leptos::prelude::*;

/// What is under way, and what does not get on.
#[component]
pub(super) fn Attention(attention: AttentionView) -> impl IntoView {
    let figure = |href: &'static str,
                  what: &'static str,
                  number: i64,
                  meaning: Meaning,
                  word: &'static str| {
        view! {
            <li class="min-w-0">
                <a href=href class="block rounded-field p-2 -m-2 hover:bg-base-200">
                    <span class="block label-quiet">{what}</span>
                    <span class="flex flex-wrap items-center gap-2 mt-0.5">
                        <span class="text-xl font-semibold tnum">{number}</span>
                        {(number > 0 && meaning != Meaning::Calm).then(|| view! { <Badge meaning word /> })}
                    </span>
                </a>
            </li>
        }
    };
    let AttentionView { under_way, stuck, stuck_payments, refused_refunds, dead_jobs, open_discrepancies } =
        attention;
    view! {
        <div class="mb-4">
            <Panel title="What is stuck">
                <ul class="grid grid-cols-2 lg:grid-cols-3 gap-5">
                    {figure("/admin/transfers?status=processing", "Transfers under way", under_way, Meaning::Calm, "")}
                    {figure("/admin/stuck", "Stuck transfers", stuck, Meaning::Waiting, "look")}
                    {figure("/admin/stuck", "Stuck payments", stuck_payments, Meaning::Waiting, "look")}
                    {figure("/admin/stuck", "Refused refunds", refused_refunds, Meaning::Bad, "decide")}
                    {figure("/admin/jobs?status=dead", "Dead jobs", dead_jobs, Meaning::Bad, "mend")}
                    {figure("/admin/stuck", "The bank says otherwise", open_discrepancies, Meaning::Bad, "resolve")}
                </ul>
            </Panel>
        </div>
    }
    .into_any()
}
