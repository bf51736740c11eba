//! What a page says after a redirect: a closed list, so that no sentence can be put into an address.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::ui::notice::{Notice, Tone};

const NOTICES: [(&str, Tone, &str); 47] = [
    ("welcome", Tone::Good, "Your account is open. Your wallet is ready."),
    ("applied", Tone::Good, "Your application is with us. You will find it here with each step it takes."),
    ("paid", Tone::Good, "Paid. This is your receipt."),
    ("closed", Tone::Good, "Paid, and the loan is closed. Nothing is owed on it any more."),
    ("approved", Tone::Good, "Approved. The money is in the borrower's wallet and the schedule has begun."),
    ("seconded", Tone::Calm, "Your yes is recorded. A second admin has to approve before the money moves."),
    ("rejected", Tone::Calm, "Rejected. The borrower sees your reason."),
    ("asked", Tone::Good, "The bank is being asked now. What it says appears here by itself."),
    ("retried", Tone::Good, "It runs again at once, with its failures forgiven."),
    (
        "discarded",
        Tone::Calm,
        "Given up. What it looked after is not lost: an open transfer gets a new job by itself.",
    ),
    ("resolved", Tone::Good, "Resolved. Your note stays with it."),
    ("funded", Tone::Good, "Recorded. The money is available to the merchant."),
    ("behaves", Tone::Good, "The pretend bank behaves like this from now on."),
    ("saved", Tone::Good, "Saved."),
    ("password", Tone::Good, "Your password is changed. Other devices have been signed out."),
    ("factor-on", Tone::Good, "The second factor is on. The next sign-in asks for a code."),
    ("factor-off", Tone::Calm, "The second factor is off. A password alone lets you in."),
    ("revoked", Tone::Good, "That device has been signed out."),
    ("adding", Tone::Calm, "We ask your bank for the money. This page tells what becomes of it."),
    ("withdrawing", Tone::Calm, "Your withdrawal is on its way. This page tells what becomes of it."),
    ("paying-out", Tone::Calm, "Your payout is on its way. This page tells what becomes of it."),
    ("bank-account", Tone::Good, "The bank account is added. Money can be sent there now."),
    ("key-made", Tone::Good, "The key is made."),
    ("key-revoked", Tone::Good, "The key is revoked. Whatever used it is refused from now on."),
    ("asked-payment", Tone::Good, "Asked for. Send your customer the link."),
    ("refunding", Tone::Good, "It is set aside and on its way back. This page tells what becomes of it."),
    ("refund-again", Tone::Calm, "The refund is sent again. What the gateway says appears here by itself."),
    ("called-off", Tone::Calm, "The refund is called off, and the money is the merchant's again."),
    ("switched", Tone::Good, "Set. It counts for the next payment."),
    ("endpoint-made", Tone::Good, "The endpoint is added. It hears of what happens from now on."),
    ("endpoint-paused", Tone::Calm, "Paused. What happens is kept, and nothing is sent."),
    ("endpoint-resumed", Tone::Good, "Resumed. What was waiting is sent now."),
    ("endpoint-deleted", Tone::Calm, "Deleted. Nothing is sent there any more."),
    ("secret-rotated", Tone::Good, "The new secret signs from now on, and the old one as well for 24 hours."),
    ("resent", Tone::Good, "It is sent again now. What becomes of it appears in the log."),
    ("instalment-paid", Tone::Good, "Paid. Your wallet shows the movement."),
    ("plan-cancelled", Tone::Calm, "The purchase is taken back. Nothing is owed of it any more."),
    ("refund-asked", Tone::Good, "Asked. The shop decides; what it says appears here by itself."),
    ("refund-approved", Tone::Good, "Approved. The money is set aside and goes back in a moment."),
    ("refund-rejected", Tone::Calm, "Rejected. The customer reads your reason."),
    ("refund-cancelled", Tone::Calm, "Called off."),
    ("charges-set", Tone::Good, "Set. It counts from the next end of a day on."),
    ("written-off", Tone::Calm, "Written off. What is paid of it from now on is a recovery."),
    ("all-read", Tone::Calm, "All are marked as read."),
    ("moved", Tone::Good, "Time has moved. The days that are over by it are being ended; this page follows."),
    ("days-asked", Tone::Good, "What is over is being ended now."),
    ("others", Tone::Good, "Every other device has been signed out."),
];

/// The notice that the address asks for (`?notice=paid`), if it is one of ours.
#[component]
pub(crate) fn PageNotice() -> impl IntoView {
    let query = use_query_map();
    move || {
        let code = query.with(|query| query.get("notice"))?;
        let (_, tone, words) = NOTICES.into_iter().find(|(known, ..)| *known == code)?;
        Some(view! { <Notice tone=tone>{words}</Notice> })
    }
}
