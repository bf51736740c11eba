use crate::{error::UiError, wire::Wire};
use domain::ledger::view::ProofView;
use leptos::prelude::*;

/// Reading the whole ledger is work, so it is done when somebody asks, not whenever the page is looked at.
#[server(prefix = "/ui", endpoint = "admin/proof", input = leptos::server_fn::codec::GetUrl)]
pub async fn prove(run: Option<String>) -> Result<Wire<Option<ProofView>>, UiError> {
    use crate::door;
    door::actor()?.as_admin()?;
    let proof = match run {
        Some(_) => Some(domain::ledger::pg::prove(&door::pool()?).await?),
        None => None,
    };
    Wire::of(&proof)
}
