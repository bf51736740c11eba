use crate::ui::{copy_text::CopyText, panel::Panel};
use domain::id::{BankAccountId, MerchantId};
use leptos::prelude::*;

/// Commands that work as they stand, but for the key.
#[component]
pub(super) fn Examples(merchant: MerchantId, account: Option<BankAccountId>, base: String) -> impl IntoView {
    let account = account.map_or_else(|| "YOUR-BANK-ACCOUNT-ID".to_owned(), |account| account.to_string());
    let payments = format!("{base}/api/v1/payments");
    let examples = [
        (
            "Take ₹1,499.00 from a customer, who is sent to the checkout_url of the answer",
            format!(
                "curl '{payments}' -H \"X-API-KEY: $KIST_KEY\" -H \"X-Merchant-Id: {merchant}\" \
                 -H \"Idempotency-Key: order-2231\" -H \"Content-Type: application/json\" \
                 -d '{{\"amount\": \"1499.00\", \"currency\": \"INR\", \"description\": \"Order 2231\", \
                 \"return_url\": \"https://shop.example.com/thanks\"}}'"
            ),
        ),
        ("What became of it", format!("curl '{payments}/PAYMENT-ID' -H \"X-API-KEY: $KIST_KEY\"")),
        (
            "Give part of it back",
            format!(
                "curl '{payments}/PAYMENT-ID/refund' -H \"X-API-KEY: $KIST_KEY\" \
                 -H \"Idempotency-Key: refund-001\" -H \"Content-Type: application/json\" -d '{{\"amount\": \"200.00\"}}'"
            ),
        ),
        ("What you have", format!("curl '{base}/api/v1/balance' -H \"X-API-KEY: $KIST_KEY\"")),
        (
            "Pay out ₹500.00, with a key that may",
            format!(
                "curl '{base}/api/v1/payouts' -H \"X-API-KEY: $KIST_KEY\" -H \"X-Merchant-Id: {merchant}\" \
                 -H \"Idempotency-Key: payout-001\" -H \"Content-Type: application/json\" \
                 -d '{{\"amount_paise\": 50000, \"bank_account_id\": \"{account}\"}}'"
            ),
        ),
        (
            "What became of the last payout",
            format!("curl '{base}/api/v1/payouts?limit=1' -H \"X-API-KEY: $KIST_KEY\""),
        ),
    ];
    let row = |(what, command): (&'static str, String)| {
        view! {
            <li class="py-3 row-line">
                <p class="text-sm font-medium">{what}</p>
                <CopyText text=command what="the command" />
            </li>
        }
    };
    view! {
        <Panel title="Try it">
            <p class="text-sm quiet">
                "Put a key into the variable KIST_KEY first. The same Idempotency-Key again gives the same answer and moves nothing twice."
            </p>
            <ul>{examples.map(row).collect_view()}</ul>
        </Panel>
    }
    .into_any()
}
