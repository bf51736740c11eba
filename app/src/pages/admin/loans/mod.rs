//! All loans, and one of them as the admin sees it.

pub mod server;

use crate::{
    pages::admin::WriteOffForm,
    pages::loans::{LoanParts, StateBadge, rate_words, server::ReadLoan},
    ui::{
        address::use_address,
        amount::Amount,
        date::Moment,
        empty::Empty,
        filter::{Chips, FilterField, Filters},
        heading::Heading,
        icon::Glyph,
        load::Reading,
        pager::Pager,
        table::{Column, Head, ROW, Table},
    },
};
use domain::{loan::view::ApplicationView, page::Page};
use leptos::prelude::*;
use server::ReadAllLoans;

#[component]
pub(crate) fn AdminLoansPage() -> impl IntoView {
    let address = use_address();
    let loans = Reading::new(move || ReadAllLoans {
        status: address.choice("status"),
        overdue: address.choice("overdue"),
        search: address.choice("q"),
        cursor: address.choice("cursor"),
    });
    view! {
        <Heading title="Loans" />
        <Filters action="/admin/loans" keeps=&["status", "overdue"]>
            <FilterField label="Name, e-mail or loan id" name="q" class="input input-sm w-64" />
        </Filters>
        <Chips label="State" name="status" choices=STATES.to_vec() />
        <Chips label="Overdue" name="overdue" choices=vec![("", "Any"), ("yes", "Only overdue")] />
        {loans.show_part(|page| view! { <LoanTable page /> }.into_any())}
    }
    .into_any()
}

const STATES: [(&str, &str); 5] = [
    ("", "All"),
    ("APPLIED", "Waiting"),
    ("ACTIVE", "Running"),
    ("CLOSED", "Paid off"),
    ("REJECTED", "Not approved"),
];

#[component]
fn LoanTable(page: Page<ApplicationView>) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <div class="panel">
                <Empty glyph=Glyph::Search title="No loan fits" words="Choose another state or search for something else." />
            </div>
        }
        .into_any();
    }
    let row = |application: ApplicationView| {
        let loan = application.loan;
        view! {
            <tr class=ROW>
                <td class=Column::Words.cell()>
                    <a class="font-medium hover:underline break-words" href=format!("/admin/loans/{}", loan.id)>
                        {application.applicant_name}
                    </a>
                    <div class="text-xs quiet">{rate_words(&loan)}</div>
                    <div class="sm:hidden mt-1">
                        <StateBadge loan=loan.clone() />
                    </div>
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <Moment at=loan.created_at />
                </td>
                <td class=Column::Figures.cell()>
                    <Amount paise=loan.principal_amount />
                    <div class="sm:hidden text-xs quiet mt-0.5">
                        <Amount paise=loan.outstanding_amount />
                        " left"
                    </div>
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <Amount paise=loan.outstanding_amount />
                </td>
                <td class=Column::FiguresIfRoom.cell()>
                    <StateBadge loan />
                </td>
            </tr>
        }
    };
    view! {
        <div class="panel px-4 sm:px-5 py-2">
            <Table caption="Loans, newest first">
                <Head columns=COLUMNS />
                <tbody>{page.items.into_iter().map(row).collect_view()}</tbody>
            </Table>
        </div>
        <Pager older=page.older newer=page.newer />
    }
    .into_any()
}

const COLUMNS: &[(&str, Column)] = &[
    ("Borrower", Column::Words),
    ("Asked on", Column::FiguresIfRoom),
    ("Amount", Column::Figures),
    ("Left to pay", Column::FiguresIfRoom),
    ("State", Column::FiguresIfRoom),
];

#[component]
pub(crate) fn AdminLoanPage() -> impl IntoView {
    let address = use_address();
    let page = Reading::new(move || ReadLoan { loan: address.part("loan") });
    page.show(|page| {
        let title = format!("{} loan of {}", page.loan.purpose.words(), page.borrower_name);
        let below = format!("{} · {}", page.loan.principal_amount.show(), rate_words(&page.loan));
        let waiting = page.loan.status == domain::loan::state::LoanState::Applied;
        let running =
            page.loan.status == domain::loan::state::LoanState::Active && page.loan.days_past_due > 0;
        let id = page.loan.id.to_string();
        let person = format!("/admin/people/{}", page.loan.user_id);
        let decide = format!("/admin/approvals/{}", page.loan.id);
        let loan = page.loan.clone();
        view! {
            <Heading title below>
                <StateBadge loan />
            </Heading>
            <p class="text-sm mb-4 flex flex-wrap gap-4">
                <a class="link text-primary" href=person>"The borrower"</a>
                {waiting.then(|| view! { <a class="link text-primary" href=decide>"Decide"</a> })}
            </p>
            <LoanParts page mine=false />
            {running.then(|| view! { <WriteOffForm kind="loan" debt=id.clone() /> })}
        }
        .into_any()
    })
}
