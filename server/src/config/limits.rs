use super::reader::Reader;
use secrecy::{ExposeSecret, SecretString};

/// Requests a minute; 0 switches a limit off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub balance: u32,
    pub transactions: u32,
    pub login: u32,
    /// New payments of one merchant.
    pub payments: u32,
    pub caller: u32,
    pub global: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { balance: 10, transactions: 20, login: 10, payments: 600, caller: 1000, global: 0 }
    }
}

impl Limits {
    pub const OFF: Limits =
        Limits { balance: 0, transactions: 0, login: 0, payments: 0, caller: 0, global: 0 };
}

impl Reader<'_> {
    pub(super) fn limits(&mut self) -> Limits {
        let limits = Limits::default();
        Limits {
            balance: self.number("RATE_LIMIT_BALANCE", limits.balance, 0),
            transactions: self.number("RATE_LIMIT_TRANSACTIONS", limits.transactions, 0),
            login: self.number("RATE_LIMIT_LOGIN", limits.login, 0),
            payments: self.number("RATE_LIMIT_PAYMENTS", limits.payments, 0),
            caller: self.number("RATE_LIMIT_CALLER", limits.caller, 0),
            global: self.number("RATE_LIMIT_GLOBAL", limits.global, 0),
        }
    }

    /// As `redis://host:6379`, `rediss://` with TLS; it may have a password in it.
    pub(super) fn redis(&mut self) -> Option<SecretString> {
        let url = self.secret("REDIS_URL")?;
        match redis::Client::open(url.expose_secret()) {
            Ok(_) => Some(url),
            Err(_) => self.refuse("REDIS_URL is no address of a Redis, like redis://127.0.0.1:6379.", None),
        }
    }
}
