use crate::{error::UiError, wire::Wire};
use domain::{
    debt::view::{OverdueBorrowerView, PenalTermsView},
    page::Page,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

#[server(prefix = "/ui", endpoint = "admin/overdue", input = GetUrl)]
pub async fn read_overdue(
    class: Option<String>,
    cursor: Option<String>,
) -> Result<Wire<Page<OverdueBorrowerView>>, UiError> {
    use crate::door;
    use domain::{
        debt::pg::{OverdueFilter, overdue_borrowers},
        explain::Explanation,
        loan::position::Class,
        page::PageRequest,
    };
    let admin = door::actor()?.as_admin()?;
    let known = |word: String| {
        Class::parse(&word).ok_or_else(|| Explanation::validation("class", "There is no such class."))
    };
    let filter = OverdueFilter { class: class.map(known).transpose()? };
    let page = PageRequest::of(25, cursor.as_deref())?;
    Wire::of(&overdue_borrowers(&door::pool()?, admin, &filter, page).await?)
}

#[server(prefix = "/ui", endpoint = "admin/penal-terms", input = GetUrl)]
pub async fn read_penal_terms() -> Result<Wire<Vec<PenalTermsView>>, UiError> {
    use crate::door;
    let admin = door::actor()?.as_admin()?;
    Wire::of(&domain::debt::pg::penal_terms(&door::pool()?, admin).await?)
}

/// Both kinds of debt; nothing is set unless all four can be.
#[server(prefix = "/ui", endpoint = "admin/set-penal-terms")]
pub async fn set_penal_terms(
    #[server(default)] loan_flat: String,
    #[server(default)] loan_rate: String,
    #[server(default)] plan_flat: String,
    #[server(default)] plan_rate: String,
) -> Result<(), UiError> {
    use crate::door;
    use domain::{body::Raw, debt::body::PenalTermsBody, explain::Explanation};
    let admin = door::actor()?.as_admin()?;
    let mut commands = Vec::new();
    for (debt, flat, rate) in [("loan", &loan_flat, &loan_rate), ("plan", &plan_flat, &plan_rate)] {
        let body = PenalTermsBody { flat: Raw::typed(flat), annual_rate: Raw::typed(rate) };
        // The form has both, so its fields have longer names.
        let named = |why: Explanation| match (why.about("flat"), why.about("annual_rate")) {
            (Some(sentence), _) => Explanation::validation(&format!("{debt}_flat"), sentence),
            (_, Some(sentence)) => Explanation::validation(&format!("{debt}_rate"), sentence),
            (None, None) => why,
        };
        commands.push(body.parse(admin, debt, door::meta()).map_err(named)?);
    }
    let pool = door::pool()?;
    for command in &commands {
        domain::work::execute(&pool, command).await?;
    }
    leptos_axum::redirect("/admin/overdue?notice=charges-set");
    Ok(())
}

/// `kind`: `loan` or `plan`.
#[server(prefix = "/ui", endpoint = "admin/write-off")]
pub async fn write_off(kind: String, debt: String, #[server(default)] reason: String) -> Result<(), UiError> {
    use crate::door;
    use domain::{
        body::Raw,
        debt::{body::WriteOffBody, pg::Debt},
        explain::Explanation,
    };
    let admin = door::actor()?.as_admin()?;
    let (of, back) = match kind.as_str() {
        "loan" => (Debt::Loan(door::id(&debt)?), "/admin/loans"),
        "plan" => (Debt::Plan(door::id(&debt)?), "/admin/plans"),
        _ => return Err(Explanation::not_found().into()),
    };
    let body = WriteOffBody { reason: Raw::typed(&reason) };
    domain::work::execute(&door::pool()?, &body.parse(admin, of, door::meta())?).await?;
    leptos_axum::redirect(&format!("{back}/{debt}?notice=written-off"));
    Ok(())
}
