use super::{
    server::{ReadPerson, SetActive},
    standing,
};
use crate::{
    pages::{
        loans::{StateBadge, rate_words},
        wallet::Movements,
    },
    ui::{
        act::Act,
        address::use_address,
        amount::Amount,
        badge::Badge,
        button::{Submit, Tone},
        copy_id::CopyId,
        date::Moment,
        empty::Empty,
        facts::{Fact, Facts},
        form::ActForm,
        heading::Heading,
        load::Reading,
        panel::Panel,
        timeline::Timeline,
    },
};
use domain::{
    actor::Role,
    loan::view::{LoanView, PersonPageView, PersonRowView},
};
use leptos::prelude::*;

#[component]
pub(crate) fn PersonPage() -> impl IntoView {
    let address = use_address();
    let set_active = Act::new::<SetActive>();
    let page = Reading::after([set_active], move || ReadPerson { person: address.part("person") });
    page.show(move |page| view! { <Person page set_active /> }.into_any())
}

#[component]
fn Person(page: PersonPageView, set_active: Act) -> impl IntoView {
    let (meaning, word) = standing(&page.row);
    let borrower = page.row.person.role == Role::User;
    view! {
        <Heading title=page.row.person.name.clone() below=page.row.person.email.clone()>
            <Badge meaning word />
        </Heading>
        <div class="grid gap-4 lg:grid-cols-2 items-start mb-4">
            <About row=page.row.clone() set_active />
            {borrower.then(|| view! { <Loans loans=page.loans.clone() /> })}
        </div>
        {borrower
            .then(|| {
                view! {
                    <div class="mb-4">
                        <Panel title="Wallet movements">
                            <Movements transactions=page.transactions.clone() mine=false />
                        </Panel>
                    </div>
                }
            })}
        <Panel title="What happened">
            <Timeline events=page.timeline.into_iter().map(|event| (event.at, event.words, event.by)).collect() />
        </Panel>
    }
    .into_any()
}

#[component]
fn About(row: PersonRowView, set_active: Act) -> impl IntoView {
    let person = row.person;
    let admin = person.role == Role::Admin;
    let kind = match person.role {
        Role::User => "borrower",
        Role::Merchant => "merchant",
        Role::Admin => "admin",
    };
    view! {
        <Panel title="Account">
            <Facts>
                <Fact what="Kind">{kind}</Fact>
                <Fact what="Customer since">
                    <Moment at=person.created_at />
                </Fact>
                {row
                    .wallet_balance
                    .map(|balance| {
                        view! {
                            <Fact what="Wallet">
                                <Amount paise=balance />
                            </Fact>
                        }
                    })}
                <Fact what="Open loans">{row.open_loans}</Fact>
                <Fact what="Owed">
                    <Amount paise=row.owed />
                </Fact>
                <Fact what="Days past due, worst">{row.worst_days_past_due}</Fact>
                <Fact what="Id">
                    <CopyId id=person.id.to_string() />
                </Fact>
            </Facts>
            {(!admin).then(|| view! { <Switch person=person.id.to_string() is_active=row.is_active set_active /> })}
        </Panel>
    }
    .into_any()
}

/// On or off, saying what it means.
#[component]
fn Switch(person: String, is_active: bool, set_active: Act) -> impl IntoView {
    let (words, button, tone) = if is_active {
        (
            "Switched off, they cannot sign in or apply. What they owe stays owed.",
            "Switch the account off",
            Tone::Danger,
        )
    } else {
        (
            "This account is switched off: they can neither sign in nor apply.",
            "Switch the account on",
            Tone::Primary,
        )
    };
    view! {
        <div class="mt-4 pt-4 border-t border-base-300">
            <p class="text-sm quiet mb-3">{words}</p>
            <ActForm action=set_active class="">
                <input type="hidden" name="person" value=person />
                <input type="hidden" name="is_active" value=(!is_active).to_string() />
                <Submit tone busy="Saving…">{button}</Submit>
            </ActForm>
        </div>
    }
    .into_any()
}

#[component]
fn Loans(loans: Vec<LoanView>) -> impl IntoView {
    let none = loans.is_empty();
    let row = |loan: LoanView| {
        view! {
            <li class="row-line py-3 flex flex-wrap justify-between gap-x-3 gap-y-1 text-sm">
                <a class="hover:underline min-w-0" href=format!("/admin/loans/{}", loan.id)>
                    <span class="font-medium">
                        <Amount paise=loan.principal_amount />
                    </span>
                    <span class="block text-xs quiet">{rate_words(&loan)}</span>
                </a>
                <StateBadge loan />
            </li>
        }
    };
    view! {
        <Panel title="Loans">
            {none.then(|| view! { <Empty title="No loans" words="This person has never applied." /> })}
            <ul>{loans.into_iter().map(row).collect_view()}</ul>
        </Panel>
    }
    .into_any()
}
