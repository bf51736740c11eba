use crate::{error::UiError, wire::Wire};
use domain::{
    loan::view::{ApplicantView, ApplicationView},
    page::Page,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// The queue, and the application that is looked at: the one asked for, else the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    pub queue: Page<ApplicationView>,
    pub applicant: Option<ApplicantView>,
}

#[server(prefix = "/ui", endpoint = "admin/desk", input = GetUrl)]
pub async fn read_desk(loan: Option<String>, cursor: Option<String>) -> Result<Wire<Desk>, UiError> {
    use crate::door;
    let admin = door::actor()?.as_admin()?;
    let pool = door::pool()?;
    let wanted = domain::page::PageRequest::of(20, cursor.as_deref())?;
    let queue = domain::loan::pg::pending(&pool, admin, wanted).await?;
    let loan = match loan {
        Some(loan) => Some(door::id(&loan)?),
        None => queue.items.first().map(|application| application.loan.id),
    };
    let applicant = match loan {
        Some(loan) => Some(domain::loan::pg::applicant(&pool, admin, loan).await?),
        None => None,
    };
    Wire::of(&Desk { queue, applicant })
}

#[server(prefix = "/ui", endpoint = "admin/approve")]
pub async fn approve_loan(loan: String) -> Result<(), UiError> {
    decide(loan, true, String::new()).await
}

#[server(prefix = "/ui", endpoint = "admin/reject")]
pub async fn reject_loan(loan: String, #[server(default)] rejection_reason: String) -> Result<(), UiError> {
    decide(loan, false, rejection_reason).await
}

#[cfg(feature = "ssr")]
async fn decide(loan: String, approved: bool, reason: String) -> Result<(), UiError> {
    use crate::door;
    use domain::{
        body::Raw,
        loan::{body::DecideBody, state::LoanState},
    };
    let admin = door::actor()?.as_admin()?;
    let reason = Raw::typed(&reason);
    // The borrower reads it, so from this page it is not left out.
    if !approved {
        reason.text("rejection_reason", 500)?;
    }
    let body = DecideBody {
        loan_id: Raw::typed(&loan),
        approved: Raw::Text(approved.to_string()),
        rejection_reason: reason,
    };
    let command = body.parse(admin, door::meta())?;
    let decided = domain::work::execute(&door::pool()?, &command).await?;
    let notice = match decided.status {
        LoanState::Rejected => "rejected",
        LoanState::Applied => "seconded",
        LoanState::Approved | LoanState::Active | LoanState::Closed => "approved",
    };
    leptos_axum::redirect(&format!("/admin/approvals?notice={notice}"));
    Ok(())
}
