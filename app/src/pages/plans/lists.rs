use super::{
    parts::{PlanTable, state_choices},
    server::{ReadOffer, ReadPlans},
};
use crate::ui::{
    address::use_address,
    amount::BigAmount,
    button::{ButtonLink, Tone},
    filter::Chips,
    heading::Heading,
    load::Reading,
    pager::Pager,
    panel::{FigurePanel, Panel},
};
use domain::{page::Page, plan::view::PlanView};
use leptos::prelude::*;

#[component]
pub(crate) fn PlansPage() -> impl IntoView {
    let offer = Reading::live(|| ReadOffer {});
    view! {
        <Heading title="Pay later" below="Choose instalments at a shop's checkout. There is no interest; each is paid from your wallet.">
            <ButtonLink href="/refunds" tone=Tone::Quiet>"Refunds"</ButtonLink>
        </Heading>
        {offer
            .show_part(|offer| {
                view! {
                    <div class="mb-4">
                        <FigurePanel title="You can still buy for">
                            <BigAmount paise=offer.available />
                            <p class="text-sm quiet mt-1">
                                {format!(
                                    "In {} to {} instalments, {} days apart.",
                                    offer.least_installments,
                                    offer.most_installments,
                                    offer.days_between,
                                )}
                            </p>
                        </FigurePanel>
                    </div>
                }
                    .into_any()
            })}
        <List base="/bnpl" mine=true />
    }
    .into_any()
}

#[component]
pub(crate) fn MerchantPlansPage() -> impl IntoView {
    view! {
        <Heading title="Plans" below="What your customers bought on instalments. You have been paid for all of it." />
        <List base="/merchant/plans" mine=false />
    }
    .into_any()
}

#[component]
pub(crate) fn AdminPlansPage() -> impl IntoView {
    view! {
        <Heading title="Plans" />
        <List base="/admin/plans" mine=false />
    }
    .into_any()
}

#[component]
fn List(base: &'static str, mine: bool) -> impl IntoView {
    let address = use_address();
    let list = Reading::live(move || ReadPlans {
        status: address.choice("status"),
        cursor: address.choice("cursor"),
    });
    view! {
        <Panel>
            <Chips label="Status" name="status" choices=state_choices() />
            {list.show_part(move |page| view! { <Rows page base mine /> }.into_any())}
        </Panel>
    }
    .into_any()
}

#[component]
fn Rows(page: Page<PlanView>, base: &'static str, mine: bool) -> impl IntoView {
    let pager = (!page.items.is_empty()).then(|| view! { <Pager older=page.older newer=page.newer /> });
    view! {
        <PlanTable rows=page.items base mine />
        {pager}
    }
    .into_any()
}
