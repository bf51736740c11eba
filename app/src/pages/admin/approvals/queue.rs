use crate::ui::{amount::Amount, date::Moment, pager::Pager};
use domain::{id::LoanId, loan::view::ApplicationView, page::Page};
use leptos::prelude::*;

/// Who waits, the longest first.
#[component]
pub(super) fn Queue(page: Page<ApplicationView>, at: LoanId) -> impl IntoView {
    let row = move |application: ApplicationView| {
        let loan = application.loan;
        let here = loan.id == at;
        let months = if loan.tenure_months == 1 { "month" } else { "months" };
        view! {
            <li class="row-line">
                <a
                    href=format!("/admin/approvals/{}", loan.id)
                    class=if here { HERE } else { THERE }
                    aria-current=here.then_some("true")
                >
                    <span class="flex justify-between gap-2">
                        <span class="font-medium text-sm truncate">{application.applicant_name}</span>
                        <span class="text-sm font-medium">
                            <Amount paise=loan.principal_amount />
                        </span>
                    </span>
                    <span class="flex justify-between gap-2 text-xs quiet mt-0.5">
                        <span>{format!("{} {months} · {}", loan.tenure_months, loan.purpose.words().to_ascii_lowercase())}</span>
                        <Moment at=loan.created_at />
                    </span>
                </a>
            </li>
        }
    };
    view! {
        <nav aria-label="Applications that wait" class="panel overflow-hidden">
            <ul>{page.items.into_iter().map(row).collect_view()}</ul>
        </nav>
        <Pager older=page.older newer=page.newer onward="Further on" />
    }
    .into_any()
}

const HERE: &str = "block px-4 py-3 bg-primary/10 border-l-4 border-l-primary";
const THERE: &str = "block px-4 py-3 border-l-4 border-l-transparent hover:bg-base-200";
