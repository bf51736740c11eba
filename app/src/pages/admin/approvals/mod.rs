//! The queue of applications, with the applicant beside it.

mod applicant; // what the admin needs to decide
mod decision; // yes, or no with a reason
mod queue; // who waits, the longest first
pub mod server;

use crate::ui::{address::use_address, empty::Empty, heading::Heading, icon::Glyph, load::Reading};
use applicant::Applicant;
use domain::id::LoanId;
use leptos::prelude::*;
use queue::Queue;
use server::{Desk, ReadDesk};

/// The queue; where there is room, with the first applicant beside it.
#[component]
pub(crate) fn ApprovalsPage() -> impl IntoView {
    let address = use_address();
    // Whoever is about to press a button must not find another applicant under it: what happens elsewhere
    // changes the queue, and what is said of this application, but not which one it is.
    let looked_at = StoredValue::new(None::<LoanId>);
    let cursor = move || address.choice("cursor");
    let desk = Reading::live_as(
        move || ReadDesk { loan: None, cursor: cursor() },
        move || ReadDesk {
            loan: looked_at.try_get_value().flatten().map(|loan| loan.to_string()),
            cursor: cursor(),
        },
    );
    desk.show(move |desk| {
        let _gone = looked_at.try_set_value(desk.applicant.as_ref().map(|applicant| applicant.loan.id));
        view! { <DeskView desk chosen=false /> }.into_any()
    })
}

/// One application; where there is room, with the queue beside it.
#[component]
pub(crate) fn ApprovalPage() -> impl IntoView {
    let address = use_address();
    let desk = Reading::live(move || ReadDesk {
        loan: Some(address.part("loan")),
        cursor: address.choice("cursor"),
    });
    desk.show(|desk| view! { <DeskView desk chosen=true /> }.into_any())
}

#[component]
fn DeskView(desk: Desk, chosen: bool) -> impl IntoView {
    // On a phone there is room for one of the two.
    let (queue_class, applicant_class) =
        if chosen { ("hidden lg:block min-w-0", "min-w-0") } else { ("min-w-0", "hidden lg:block min-w-0") };
    let Some(applicant) = desk.applicant else {
        return view! {
            <Heading title="Approvals" />
            <div class="panel">
                <Empty
                    glyph=Glyph::Check
                    title="Nothing waits"
                    words="Every application has been decided. New ones appear here, the oldest first."
                />
            </div>
        }
        .into_any();
    };
    let at = applicant.loan.id;
    view! {
        <Heading title="Approvals" />
        <div class="grid gap-4 lg:grid-cols-[20rem_1fr] items-start">
            <div class=queue_class>
                <Queue page=desk.queue at />
            </div>
            <div class=applicant_class>
                {chosen
                    .then(|| {
                        view! {
                            <p class="lg:hidden mb-3 text-sm">
                                <a class="link text-primary" href="/admin/approvals">"Back to the queue"</a>
                            </p>
                        }
                    })}
                <Applicant applicant />
            </div>
        </div>
    }
    .into_any()
}
