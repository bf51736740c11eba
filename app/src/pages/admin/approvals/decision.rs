use super::server::{ApproveLoan, RejectLoan};
use crate::ui::{
    act::Act,
    button::{Size, Submit, Tone, class_of},
    field::LongField,
    form::ActForm,
};
use domain::loan::view::ApplicantView;
use leptos::prelude::*;

/// What approving will do, in one sentence, and the two ways to go.
#[component]
pub(super) fn Decision(applicant: ApplicantView) -> impl IntoView {
    let approve = Act::new::<ApproveLoan>();
    let reject = Act::new::<RejectLoan>();
    let loan = applicant.loan;
    let amount = loan.principal_amount.show();
    let (to_approve, to_reject) = (loan.id.to_string(), loan.id.to_string());
    let broken = applicant.rules.iter().filter(|rule| !rule.passed).count();
    let refused = reject.refusal();
    let open = move || refused.with(Option::is_some).then_some(true);
    view! {
        <div class="p-4 sm:p-5 border-t border-base-300 bg-base-200/60 rounded-b-box">
            <p class="text-sm mb-4">
                {format!("Approving pays {amount} into {}'s wallet now and opens the loan.", applicant.person.name)}
                {(broken > 0).then_some(" A rule above is broken, so approving will be refused.")}
            </p>
            <div class="flex flex-wrap items-start justify-end gap-3">
                <details class="group min-w-0 open:basis-full" open=open>
                    <summary class=format!("marker-none {}", class_of(Tone::Quiet, Size::Middle))>"Reject with a reason"</summary>
                    <div class="mt-3">
                        <ActForm action=reject fields=&["rejection_reason"]>
                            <input type="hidden" name="loan" value=to_reject />
                            <LongField
                                label="Why is it rejected?"
                                name="rejection_reason"
                                hint="The borrower reads this sentence."
                            />
                            <Submit tone=Tone::Danger busy="Rejecting…">"Reject the application"</Submit>
                        </ActForm>
                    </div>
                </details>
                <ActForm action=approve class="">
                    <input type="hidden" name="loan" value=to_approve />
                    <Submit busy="Paying out…">"Approve and pay " {amount}</Submit>
                </ActForm>
            </div>
        </div>
    }
    .into_any()
}
