//! The banks that transfers go through: adapters to `domain::bank`, chosen by the settings.

mod classes; // what an answer means for the money
mod door; // the same, for the pages
mod control; // the pretend bank's settings
mod http; // HTTP and JSON, read strictly

pub use control::{Control, ControlError};
pub use http::HttpBank;

use crate::{breaker::BreakerView, config::Config};
use domain::bank::BankGateway;
use std::sync::Arc;

/// Cheap to clone.
#[derive(Clone)]
pub struct Banks {
    bank: Arc<HttpBank>,
    control: Option<Control>,
}

impl Banks {
    /// Nothing is asked yet: the bank may be away while the product starts.
    pub fn new(config: &Config) -> anyhow::Result<Banks> {
        let base = config.bank_url()?;
        // Outside of a demonstration nobody changes how a bank behaves.
        let control = config.demo.then(|| Control::new(base.clone(), &config.bank)).transpose()?;
        Ok(Banks { bank: Arc::new(HttpBank::new(base, &config.bank)?), control })
    }

    pub fn gateway(&self) -> Arc<dyn BankGateway> {
        self.bank.clone()
    }

    /// For the page of the admins.
    pub fn breaker(&self) -> BreakerView {
        self.bank.breaker()
    }

    /// The pretend bank's settings, where the bank is a pretend one.
    pub fn control(&self) -> Option<&Control> {
        self.control.as_ref()
    }
}
