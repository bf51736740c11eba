//! The app, rendered: its pages, its server functions, and its page for what does not exist.

use crate::{gate::headers::page_policy, state::Kist};
use app::door::{Reachable, Simulator};
use axum::Router;
use leptos::{config::LeptosOptions, prelude::provide_context};
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list, render_app_async_with_context};
use std::sync::{Arc, LazyLock};

/// Made once in a process: while Leptos looks for the routes it lets no resource load, in any page that is rendered
/// meanwhile, and those would never be finished.
static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(app::App));

/// Pages and server functions get the same context: what one finds the other must find as well.
pub(crate) fn router(kist: &Kist) -> Router<Kist> {
    let (pool, doorkeeper, vault) = (kist.pool.clone(), kist.doorkeeper.clone(), kist.vault.clone());
    let simulator = kist.banks.control().map(|control| Simulator(Arc::new(control.clone())));
    let (ring, reach) = (kist.config.ring(), kist.webhooks.reach().clone());
    let reachable = Reachable(kist.gateways.configured());
    let context = move || {
        provide_context(ring);
        provide_context(reachable.clone());
        provide_context(pool.clone());
        provide_context(doorkeeper.clone());
        provide_context(vault.clone());
        provide_context(reach.clone());
        if let Some(simulator) = &simulator {
            provide_context(simulator.clone());
        }
        page_policy();
    };
    let options = LeptosOptions::clone(&kist.leptos);
    let shell = move || app::shell(options.clone());
    Router::new()
        .leptos_routes_with_context(kist, ROUTES.clone(), context.clone(), shell.clone())
        .fallback(render_app_async_with_context(context, shell))
}
