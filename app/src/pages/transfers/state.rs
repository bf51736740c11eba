use crate::ui::badge::{Badge, Meaning};
use domain::transfer::{TransferKind, TransferState, view::TransferView};
use leptos::prelude::*;

/// Where a transfer stands, by the word that programs read too.
#[component]
pub(crate) fn StateBadge(kind: TransferKind, state: TransferState) -> impl IntoView {
    let meaning = match state {
        TransferState::Pending | TransferState::Processing => Meaning::Waiting,
        TransferState::Success => Meaning::Good,
        TransferState::Failed => Meaning::Bad,
    };
    view! { <Badge meaning word=kind.word(state) /> }.into_any()
}

/// The states as a filter offers them.
pub(crate) fn state_choices(kind: TransferKind) -> Vec<(&'static str, &'static str)> {
    let word = |state: TransferState| (kind.word(state), capital(state));
    [("", "All")].into_iter().chain(TransferState::ALL.map(word)).collect()
}

const fn capital(state: TransferState) -> &'static str {
    match state {
        TransferState::Pending => "Pending",
        TransferState::Processing => "Processing",
        TransferState::Success => "Completed",
        TransferState::Failed => "Failed",
    }
}

/// What happens next, or what came of it. `whose` begins "… money is held".
pub(super) fn what_next(transfer: &TransferView, whose: &str) -> String {
    let deposit = transfer.kind == TransferKind::Deposit;
    // The bank was asked what became of it, and has not said.
    let unanswered = transfer.enquiries > 0 || transfer.attempts > 1;
    match (transfer.status, deposit) {
        (TransferState::Pending, true) => {
            "The bank is about to be asked for the money. Nothing is in the wallet before the bank says that it arrived.".to_owned()
        }
        (TransferState::Pending, false) => {
            format!("{whose} money is held, so that it cannot be spent twice, and is about to be sent to the bank.")
        }
        (TransferState::Processing, true) if unanswered => {
            "The bank has not answered yet. Nothing is lost and nothing can be taken twice; we ask again by ourselves.".to_owned()
        }
        (TransferState::Processing, true) => {
            "The bank has been asked and usually answers within a minute. The wallet grows as soon as it says that the money arrived.".to_owned()
        }
        (TransferState::Processing, false) if unanswered => {
            format!("The bank has not answered yet. {whose} money is held and safe; we ask again by ourselves.")
        }
        (TransferState::Processing, false) => {
            format!("The bank has it and usually answers within a minute. {whose} money is held and safe until then.")
        }
        (TransferState::Success, true) => "The money arrived and is in the wallet.".to_owned(),
        (TransferState::Success, false) => {
            "The bank has paid it out. It may take the receiving bank a little longer to show it.".to_owned()
        }
        (TransferState::Failed, true) => {
            "Nothing was added to the wallet, and nothing more will happen with this deposit. You can try again.".to_owned()
        }
        (TransferState::Failed, false) => {
            "The money that was held is back and can be used at once. You can try again.".to_owned()
        }
    }
}
