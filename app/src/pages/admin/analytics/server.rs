use crate::{error::UiError, wire::Wire};
use domain::book::view::BookView;
use leptos::{prelude::*, server_fn::codec::GetUrl};

#[server(prefix = "/ui", endpoint = "admin/analytics", input = GetUrl)]
pub async fn read_book() -> Result<Wire<BookView>, UiError> {
    use crate::door;
    let (pool, admin) = (door::pool()?, door::actor()?.as_admin()?);
    Wire::of(&domain::book::pg::book(&pool, admin).await?)
}
