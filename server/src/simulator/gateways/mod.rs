//! Pretend payment gateways: one book, and a face for each kind of gateway that Kist can speak to.

mod behaviour; // settings that can be changed while they run
mod book; // what was taken and given back
mod scenario; // what happens to a payment: by its amount, or by chance
mod desk; // plays a scenario
mod tell; // what they tell Kist by themselves
mod page; // where the customer pays
mod simulated; // the plain face
mod razorpay; // as Razorpay's API looks
mod stripe; // as Stripe's API looks

pub use behaviour::{GatewayBehaviour, GatewayBehaviours, Webhooks};
pub use book::Taken;

use super::{Inner as Bank, line::Line};
use axum::{
    Json, Router,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use book::Book;
use domain::gateway::GatewayName;
use secrecy::SecretString;
use serde_json::Value;
use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// What they know of Kist.
#[derive(Clone, Debug)]
pub struct GatewaysSettings {
    pub behaviours: GatewayBehaviours,
    pub simulated_key: SecretString,
    pub razorpay: (String, SecretString),
    pub stripe_key: SecretString,
    /// Of each, the one that signs.
    pub simulated_secret: SecretString,
    pub razorpay_secret: SecretString,
    pub stripe_secret: SecretString,
    /// Where a customer's browser reaches the pages.
    pub public_url: Option<String>,
}

pub(super) struct PretendGateways {
    behaviours: Mutex<GatewayBehaviours>,
    book: Mutex<Book>,
}

impl PretendGateways {
    pub(super) fn open(settings: &GatewaysSettings, books: Option<&Path>) -> anyhow::Result<PretendGateways> {
        // Beside the bank's own.
        let path = books.map(|path| path.with_extension("gateways"));
        Ok(PretendGateways {
            behaviours: Mutex::new(settings.behaviours.clone()),
            book: Mutex::new(Book::open(path.as_deref())?),
        })
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn behaviours(&self) -> MutexGuard<'_, GatewayBehaviours> {
        self.behaviours.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn behaviour(&self, name: GatewayName) -> GatewayBehaviour {
        self.behaviours().of(name)
    }

    pub(super) fn taken(&self) -> Vec<Taken> {
        self.book().taken()
    }
}

/// What a face answers.
enum Reply {
    Says(StatusCode, Value),
    /// The connection ends.
    Nothing,
}

impl Reply {
    fn on(self, line: &Line) -> Response {
        match self {
            Reply::Says(status, body) => (status, Json(body)).into_response(),
            Reply::Nothing => {
                line.cut();
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

pub(super) fn router(bank: &super::Bank) -> Router<super::Bank> {
    Router::new()
        .nest("/gateways/simulated", simulated::router(bank))
        .nest("/gateways/razorpay", razorpay::router(bank))
        .nest("/gateways/stripe", stripe::router(bank))
        .merge(page::router())
}

impl Bank {
    fn gateways(&self) -> &PretendGateways {
        &self.gateways
    }
}
