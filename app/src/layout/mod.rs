//! The frames around the pages: one for strangers, one for each kind of person.

mod account;
mod ahead; // it is another day in a demonstration // the person's corner: name, theme, sign out
mod admin;
mod borrower;
mod bottom_bar; // the phone's navigation
mod frame; // side bar, top bar and bottom bar around a page
mod guard; // who may see the pages inside
mod merchant;
mod pay; // around a checkout
mod public;
mod settled; // for pages that every signed-in person has
mod theme_switch;

pub(crate) use admin::AdminLayout;
pub(crate) use borrower::BorrowerLayout;
pub(crate) use merchant::MerchantLayout;
pub(crate) use pay::{PayFrame, Secure};
pub(crate) use public::{PublicFrame, PublicLayout};
pub(crate) use settled::SettledLayout;
pub(crate) use theme_switch::ThemeSwitch;
