//! What a person may change about their account, and the devices that are signed in to it.

mod about; // phone, PAN, card
mod devices;
mod password;
mod profile;
mod second_factor; // of admins
pub mod server;

use super::bank_accounts::BankAccounts;
use crate::{
    first_load::use_who,
    layout::ThemeSwitch,
    ui::{act::Act, heading::Heading, load::Reading, panel::Panel},
};
use about::AboutForm;
use devices::Devices;
use domain::actor::Role;
use leptos::prelude::*;
use password::PasswordForm;
use profile::ProfileForm;
use second_factor::SecondFactorPanel;
use server::{ReadSignIns, Revoke, SignOutOthers};

#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    let revoke = Act::new::<Revoke>();
    let others = Act::new::<SignOutOthers>();
    let sign_ins = Reading::after([revoke, others], || ReadSignIns {});
    // Money is never sent to an admin.
    let borrows = use_who().is_some_and(|who| who.role == Role::User);
    let banks = use_who().is_some_and(|who| who.role != Role::Admin);
    let is_admin = use_who().is_some_and(|who| who.role == Role::Admin);
    view! {
        <Heading title="Settings" />
        <div class="grid gap-4 lg:grid-cols-2 items-start">
            <ProfileForm />
            <PasswordForm />
            {is_admin.then(|| view! { <SecondFactorPanel /> })}
            {borrows.then(|| view! { <div class="lg:col-span-2 min-w-0"><AboutForm /></div> })}
            <div class="lg:col-span-2 min-w-0">
                {sign_ins.show_part(move |sessions| view! { <Devices sessions revoke others /> }.into_any())}
            </div>
            {banks.then(|| view! { <div class="lg:col-span-2 min-w-0"><BankAccounts next="settings" /></div> })}
            <Panel title="Colours">
                <p class="text-sm quiet mb-3">"Light, dark, or as your system has it. Remembered on this device."</p>
                <ThemeSwitch />
            </Panel>
        </div>
    }
    .into_any()
}
