//! Settings: typed, read once from the environment, secrets unreadable in logs.

mod bank; // the bank, and the pretend one
mod database; // where PostgreSQL is
mod gateways; // payment gateways, and the pretend ones
mod graphql; // reads as one graph
mod limits; // so many requests a minute
mod mail; // letters to borrowers
mod payments; // merchants' payments
mod reader; // from text, with a sentence for every mistake
mod watching; // logs, metrics, traces
mod webhooks; // what merchants' servers are told
mod workers; // what is done in the background

pub(crate) use bank::callback_at;
pub use bank::{BankSettings, SimulatorAlone};
pub use gateways::{GatewaySettings, RazorpaySettings, SimulatedSettings, StripeSettings};
pub use graphql::GraphqlSettings;
pub use limits::Limits;
pub use payments::PaymentSettings;
pub use watching::LogFormat;
pub use webhooks::WebhookSettings;

use crate::{
    data_key::DataKeys, gate::address::Network, mail::PostOffice, simulator, trace::TraceSettings,
    workers::WorkerSettings,
};
use axum::http::HeaderValue;
use domain::{api_key::pg::Ring, identity::pg::PasswordCost, transfer::next::Policy};
use reader::Reader;
use secrecy::{ExposeSecret, SecretString};
use std::{net::SocketAddr, path::PathBuf, time::Duration};

/// Shorter keys can be guessed by whoever holds one token.
const LEAST_KEY_BYTES: usize = 32;
/// Fewer different characters than this is no random key.
const LEAST_KEY_VARIETY: usize = 10;
/// Keys that stand in somebody's documentation.
const WELL_KNOWN: [&str; 4] = ["change-this", "changeme", "change-me", "your-super-secret"];

#[derive(Clone, Debug)]
pub struct Config {
    pub database_url: SecretString,
    pub database_connections: u32,
    /// Demo people with known passwords are welcome, cookies may travel unencrypted.
    pub demo: bool,
    pub address: SocketAddr,
    pub secret_key: Option<SecretString>,
    /// Still accepted, not used for signing any more.
    pub previous_keys: Vec<SecretString>,
    /// Seals what must not lie readable in the database.
    pub data_keys: DataKeys,
    pub token_minutes: u32,
    pub idempotency_hours: u32,
    pub limits: Limits,
    /// Where limits are counted for all processes; without it each counts for itself.
    pub redis_url: Option<SecretString>,
    /// Connections held, and requests being answered, at once; more wait, or are told to come again.
    pub connections_max: usize,
    pub requests_max: usize,
    /// Other sites whose pages may call the API.
    pub cors_origins: Vec<HeaderValue>,
    pub graphql: GraphqlSettings,
    /// Only behind these is `X-Forwarded-For` believed.
    pub trusted_proxies: Vec<Network>,
    pub log_format: LogFormat,
    /// Where traces are sent, if anywhere.
    pub traces: Option<TraceSettings>,
    /// With it `/metrics` is open to others than this machine.
    pub metrics_token: Option<SecretString>,
    /// Where a process that only works shows its metrics and whether it is well.
    pub watch_address: Option<SocketAddr>,
    pub secure_cookies: bool,
    pub migrate_first: bool,
    pub password_cost: PasswordCost,
    /// How often a live stream looks whether its sign-in still stands.
    pub live_recheck: Duration,
    pub workers: WorkerSettings,
    /// How transfers across the bank are tried again.
    pub transfers: Policy,
    pub payments: PaymentSettings,
    pub gateways: GatewaySettings,
    pub webhooks: WebhookSettings,
    /// Where notifications go as e-mails; they are on the page in any case.
    pub mail: Option<PostOffice>,
    /// Where scripts, styles and fonts lie.
    pub site_root: PathBuf,
    /// Whether the names of scripts and styles carry a hash of what is in them.
    pub hashed_files: bool,
    /// Where cargo-leptos speaks to the browser while it watches.
    pub reload_port: u32,
    pub bank: BankSettings,
    /// Of the pretend bank, which a demonstration starts where no other is named.
    pub simulator: simulator::Settings,
}

/// Every setting that is wrong, each in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct ConfigError(pub Vec<String>);

impl Config {
    /// Which kind of API keys merchants are given.
    pub fn ring(&self) -> Ring {
        if self.demo { Ring::Test } else { Ring::Live }
    }

    pub fn from_env() -> Result<Config, ConfigError> {
        Config::read(|name| std::env::var(name).ok())
    }

    /// Reads the settings from wherever they are kept; an empty one counts as not set.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Config, ConfigError> {
        let mut reader = Reader::new(&get);
        let demo = reader.flag("KIST_DEMO", false);
        let bank = reader.bank(demo);
        let address = reader.address("KIST_ADDR", 3000);
        let gateways = reader.gateways(demo);
        let config = Config {
            database_url: reader.database_url(),
            database_connections: reader.number("DATABASE_MAX_CONNECTIONS", 10, 1),
            demo,
            address,
            secret_key: reader.secret("SECRET_KEY"),
            previous_keys: reader.list("PREVIOUS_SECRET_KEYS").into_iter().map(SecretString::from).collect(),
            data_keys: DataKeys {
                current: reader.secret("DATA_KEY"),
                previous: reader.list("PREVIOUS_DATA_KEYS").into_iter().map(SecretString::from).collect(),
            },
            token_minutes: reader.number("ACCESS_TOKEN_EXPIRE_MINUTES", 30, 1),
            idempotency_hours: reader.idempotency_hours(),
            limits: reader.limits(),
            redis_url: reader.redis(),
            connections_max: reader.count("MAX_CONNECTIONS", 4096),
            requests_max: reader.count("MAX_REQUESTS", 512),
            cors_origins: reader.origins(),
            graphql: reader.graphql(),
            trusted_proxies: reader.proxies(),
            log_format: reader.log_format(),
            traces: reader.traces(),
            metrics_token: reader.secret("METRICS_TOKEN"),
            watch_address: reader.maybe_address("METRICS_ADDR"),
            secure_cookies: reader.flag("COOKIE_SECURE", !demo),
            migrate_first: reader.flag("KIST_MIGRATE", demo),
            password_cost: PasswordCost::default(),
            workers: reader.workers(&bank, &gateways),
            transfers: reader.transfers(&bank),
            payments: reader.payments(address),
            webhooks: reader.webhooks(),
            mail: reader.mail(),
            live_recheck: Duration::from_secs(30),
            site_root: reader.text("LEPTOS_SITE_ROOT").unwrap_or_else(|| "target/site".to_owned()).into(),
            hashed_files: reader.flag("LEPTOS_HASH_FILES", false),
            reload_port: reader.number("LEPTOS_RELOAD_PORT", 3001, 1),
            simulator: reader.simulator(&bank, &gateways),
            gateways,
            bank,
        };
        reader.algorithm();
        if reader.wrong.is_empty() { Ok(config) } else { Err(ConfigError(reader.wrong)) }
    }

    /// What a running product must not do without, or with.
    pub fn check_for_serving(&self) -> Result<(), ConfigError> {
        let mut wrong = Vec::new();
        match &self.secret_key {
            None if !self.demo => wrong.push(
                "SECRET_KEY is not set: without a key of at least 32 characters nobody could stay signed in. \
                 (KIST_DEMO=1 makes one up for a demonstration.)"
                    .to_owned(),
            ),
            None => {}
            Some(key) => wrong.extend(self.weakness("SECRET_KEY", key)),
        }
        wrong.extend(self.metrics_token.as_ref().and_then(|token| self.weakness("METRICS_TOKEN", token)));
        for key in &self.previous_keys {
            wrong.extend(self.weakness("One of PREVIOUS_SECRET_KEYS", key));
        }
        wrong.extend(self.data_keys.weaknesses(self.demo));
        if !self.demo {
            wrong.extend(self.bank.unfit_for_production());
            wrong.extend(self.payments.unfit_for_production());
            wrong.extend(self.gateways.unfit_for_production());
        }
        if wrong.is_empty() { Ok(()) } else { Err(ConfigError(wrong)) }
    }

    fn weakness(&self, name: &str, key: &SecretString) -> Option<String> {
        let key = key.expose_secret();
        if key.len() < LEAST_KEY_BYTES {
            return Some(format!("{name} is shorter than {LEAST_KEY_BYTES} characters."));
        }
        if name.ends_with("SECRET_KEY") && key.contains(',') {
            return Some(format!("{name} has a comma, which would split it in PREVIOUS_SECRET_KEYS later."));
        }
        let different = key.chars().collect::<std::collections::BTreeSet<_>>().len();
        let known = WELL_KNOWN.iter().any(|known| key.to_lowercase().contains(known))
            || different < LEAST_KEY_VARIETY;
        (known && !self.demo)
            .then(|| format!("{name} is a well-known or guessable one. Make a random one of your own."))
    }
}

impl Reader<'_> {
    /// On the loopback unless told otherwise.
    fn address(&mut self, name: &str, port: u16) -> SocketAddr {
        let example = format!("an address and port, like 127.0.0.1:{port}");
        self.parsed(name, &example, SocketAddr::from(([127, 0, 0, 1], port)))
    }

    /// One of the source systems has a setting for it. Here it is what it is.
    fn algorithm(&mut self) {
        if self.text("ALGORITHM").is_some_and(|algorithm| algorithm != "HS256") {
            self.refuse("ALGORITHM: tokens are signed with HS256, and with nothing else.", ());
        }
    }

    fn idempotency_hours(&mut self) -> u32 {
        let name = match self.text("IDEMPOTENCY_WINDOW_HOURS") {
            Some(_) => "IDEMPOTENCY_WINDOW_HOURS",
            None => "PAYOUT_IDEMPOTENCY_WINDOW_HOURS",
        };
        self.number(name, 24, 1)
    }

    /// Each as a browser sends it: scheme, host and port, and nothing behind that.
    fn origins(&mut self) -> Vec<HeaderValue> {
        let mut origins = Vec::new();
        for text in self.list("CORS_ORIGINS") {
            let is_origin =
                text.parse::<reqwest::Url>().is_ok_and(|url| url.origin().ascii_serialization() == text);
            match HeaderValue::from_str(&text) {
                Ok(origin) if is_origin => origins.push(origin),
                _ => self
                    .refuse(format!("CORS_ORIGINS: {text} is no origin, like https://shop.example.com."), ()),
            }
        }
        origins
    }

    fn proxies(&mut self) -> Vec<Network> {
        let mut networks = Vec::new();
        for text in self.list("TRUSTED_PROXIES") {
            match text.parse() {
                Ok(network) => networks.push(network),
                Err(_) => self.refuse(
                    format!("TRUSTED_PROXIES: {text} is no address or network, like 10.0.0.0/8."),
                    (),
                ),
            }
        }
        networks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) const DATA: (&str, &str) =
        ("DATA_KEY", "6f1d2c9be07a43588d5b1fa0c3e29d7714b86a5fd0e3c2917a4b5d6e8f90123c");
    pub(super) const URL: (&str, &str) = ("DATABASE_URL", "postgres://kist:hunter2@localhost/kist");
    /// What production has beside its keys.
    pub(super) const BANK: [(&str, &str); 4] = [
        ("BANK_URL", "https://bank.example.com"),
        ("BANK_API_KEY", "a key of this bank alone"),
        ("BANK_WEBHOOK_SECRETS", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        ("PUBLIC_URL", "https://pay.example.com"),
    ];
    pub(super) const KEY: &str = "q8Zt3vKp0LmXc5Rw7NyBd1Jf9Hs2Gu4E";

    pub(super) fn read(settings: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(|name| {
            settings.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_defaults_are_a_real_installation_on_the_loopback() {
        let config = read(&[URL]).unwrap();
        assert!(!config.demo && config.secure_cookies && !config.migrate_first);
        assert_eq!(config.address.to_string(), "127.0.0.1:3000");
        assert_eq!(config.limits, Limits::default());
        assert_eq!((config.token_minutes, config.idempotency_hours), (30, 24));
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let wrong = read(&[
            ("KIST_ADDR", "everywhere"),
            ("RATE_LIMIT_LOGIN", "-1"),
            ("KIST_DEMO", "maybe"),
            ("TRUSTED_PROXIES", "10.0.0.0/8, ten"),
            ("ACCESS_TOKEN_EXPIRE_MINUTES", "0"),
        ])
        .unwrap_err();
        assert_eq!(wrong.0.len(), 6, "{wrong}");
    }

    #[track_caller]
    fn serves(settings: &[(&str, &str)], expected: bool) {
        let config = read(&[&[URL], BANK.as_slice(), settings].concat()).unwrap();
        assert_eq!(config.check_for_serving().is_ok(), expected, "{settings:?}");
    }

    #[test]
    fn production_refuses_to_serve_without_a_key_of_its_own() {
        let documented = "your-super-secret-jwt-key-change-this-in-production";
        serves(&[], false);
        serves(&[DATA, ("SECRET_KEY", KEY)], true);
        serves(&[DATA, ("SECRET_KEY", &KEY[1..])], false);
        serves(&[DATA, ("SECRET_KEY", &format!("{KEY},{KEY}"))], false);
        serves(&[DATA, ("SECRET_KEY", documented)], false);
        serves(&[DATA, ("SECRET_KEY", &"ab".repeat(40))], false);
        serves(&[DATA, ("SECRET_KEY", KEY), ("PREVIOUS_SECRET_KEYS", "short")], false);
        serves(&[("KIST_DEMO", "1")], true);
        serves(&[("KIST_DEMO", "1"), ("SECRET_KEY", documented)], true);
        serves(&[("KIST_DEMO", "1"), ("SECRET_KEY", "short")], false);
    }

    #[test]
    fn production_refuses_to_serve_without_a_data_key_of_its_own() {
        let secret = ("SECRET_KEY", KEY);
        let (name, key) = DATA;
        serves(&[secret], false);
        serves(&[secret, (name, &key[2..])], false);
        serves(&[secret, (name, "q8Zt3vKp0LmXc5Rw7NyBd1Jf9Hs2Gu4Eq8Zt3vKp0Lk=")], true);
        serves(&[secret, (name, &"00".repeat(32))], false);
        serves(&[secret, DATA, ("PREVIOUS_DATA_KEYS", key)], true);
        serves(&[secret, DATA, ("PREVIOUS_DATA_KEYS", &format!("{key},short"))], false);
        serves(&[("KIST_DEMO", "1"), (name, "short")], false);
    }

    #[test]
    fn the_source_systems_name_of_the_window_works_and_ours_wins() {
        let theirs = ("PAYOUT_IDEMPOTENCY_WINDOW_HOURS", "48");
        assert_eq!(read(&[URL, theirs]).unwrap().idempotency_hours, 48);
        assert_eq!(read(&[URL, theirs, ("IDEMPOTENCY_WINDOW_HOURS", "12")]).unwrap().idempotency_hours, 12);
    }

    #[test]
    fn a_secret_may_be_in_a_file() {
        let folder = std::env::temp_dir().join(format!("kist-config-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for (name, value) in
            [("DATABASE_URL_FILE", URL.1), ("SECRET_KEY_FILE", KEY), ("BANK_WEBHOOK_SECRETS_FILE", BANK[2].1)]
        {
            std::fs::write(folder.join(name), format!("{value}\n")).unwrap();
        }
        let place = |name: &str| folder.join(name).to_string_lossy().into_owned();
        let get = |name: &str| match name {
            "DATABASE_URL_FILE" | "SECRET_KEY_FILE" | "BANK_WEBHOOK_SECRETS_FILE" => Some(place(name)),
            "DATA_KEY" => Some(DATA.1.to_owned()),
            "BANK_URL" | "BANK_API_KEY" | "PUBLIC_URL" => {
                BANK.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned())
            }
            _ => None,
        };
        let config = Config::read(get).unwrap();
        assert_eq!(config.database_url.expose_secret(), URL.1);
        assert!(config.check_for_serving().is_ok());
        let missing =
            Config::read(
                |name| if name == "SMTP_URL_FILE" { Some("/nowhere".to_owned()) } else { get(name) },
            );
        assert!(missing.unwrap_err().0[0].starts_with("SMTP_URL_FILE (/nowhere) cannot be read"));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_is_known_to_everybody_guards_no_metrics() {
        let secret = ("SECRET_KEY", KEY);
        serves(&[secret, DATA, ("METRICS_TOKEN", "change-me-change-me-change-me-change-me")], false);
        serves(&[secret, DATA, ("METRICS_TOKEN", KEY)], true);
    }

    #[test]
    fn nothing_secret_is_printed() {
        let secrets =
            [("SECRET_KEY", KEY), ("PREVIOUS_SECRET_KEYS", KEY), DATA, ("PREVIOUS_DATA_KEYS", DATA.1)];
        let config = read(&[&[URL], &secrets[..]].concat()).unwrap();
        let printed = format!("{config:?}");
        assert!([KEY, DATA.1, "hunter2"].iter().all(|secret| !printed.contains(secret)), "{printed}");
    }
}
