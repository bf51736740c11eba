use super::{server::Plan, way::Way};
use crate::ui::{
    act::Act,
    amount::{Amount, BigAmount},
    button::{Size, Submit},
    facts::{Fact, Facts},
    form::ActForm,
    panel::FigurePanel,
};
use domain::money::Paise;
use leptos::prelude::*;

/// What will happen, before it happens.
#[component]
pub(super) fn Confirm(
    plan: Plan,
    available: Paise,
    key: String,
    way: &'static Way,
    act: Act,
) -> impl IntoView {
    let amount = plan.amount;
    let to = plan.account.as_ref().map_or_else(
        || way.to.to_owned(),
        |account| format!("{} · {}", account.account_number_masked, account.ifsc_code),
    );
    let account = plan.account.map(|account| {
        view! { <input type="hidden" name="bank_account_id" value=account.id.to_string() /> }
    });
    // A deposit takes nothing from what is there.
    let from = if way.needs_account {
        format!("{}, now {}", way.from, available.show())
    } else {
        way.from.to_owned()
    };
    view! {
        <FigurePanel title=way.figure>
            <BigAmount paise=amount />
            <div class="mt-3 mb-4">
                <Facts>
                    <Fact what="From">{from}</Fact>
                    <Fact what="To">{to}</Fact>
                    <Fact what="Fee">{Paise::ZERO.show()}</Fact>
                    <Fact what="When">{way.when}</Fact>
                    <Fact what=way.afterwards total=true>
                        <Amount paise=plan.after />
                    </Fact>
                </Facts>
            </div>
            <ActForm action=act>
                <input type="hidden" name="amount" value=amount.rupees() />
                {account}
                <input type="hidden" name="idempotency_key" value=key />
                <Submit size=Size::Block busy=way.busy>{way.verb} " " {amount.show()}</Submit>
            </ActForm>
            <p class="text-xs quiet mt-3 text-center">
                "Pressing twice cannot move it twice. "
                <a class="link" href=way.address>"Change the amount"</a>
            </p>
        </FigurePanel>
    }
    .into_any()
}
