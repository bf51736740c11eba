//! The bank, and the pretend one of a demonstration.

use super::{Config, ConfigError, GatewaySettings, LogFormat, reader::Reader};
use crate::{
    breaker::Limits as BreakerLimits,
    signature::Secret,
    simulator::{self, Behaviour, Rate},
};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use std::{net::SocketAddr, time::Duration};

/// Good enough between a demonstration and its pretend bank; refused anywhere else.
const DEMO_KEY: &str = "kist-demo-bank-key";
const DEMO_SECRET: &str = "whsec_a2lzdCBkZW1vbnN0cmF0aW9uIHNlY3JldA==";
const CALLBACK_PATH: &str = "/webhooks/bank-callback";

#[derive(Clone, Debug)]
pub struct BankSettings {
    /// `None` in a demonstration: its pretend bank.
    pub url: Option<Url>,
    pub api_key: SecretString,
    /// For one answer, from asking to its last byte.
    pub time_limit: Duration,
    /// Whoever knows one of these may tell us what became of a transfer.
    pub webhook_secrets: Vec<Secret>,
    pub breaker: BreakerLimits,
}

/// All that `simulate-bank` needs; it has no database.
#[derive(Clone, Debug)]
pub struct SimulatorAlone {
    pub settings: simulator::Settings,
    pub log_format: LogFormat,
}

impl Config {
    /// Where the bank is. Without one, where the pretend one would be.
    pub fn bank_url(&self) -> anyhow::Result<Url> {
        match &self.bank.url {
            Some(url) => Ok(url.clone()),
            None => Ok(format!("http://{}", self.simulator.address).parse()?),
        }
    }

    /// Whether serving brings a pretend bank of its own.
    pub fn has_own_bank(&self) -> bool {
        self.demo && self.bank.url.is_none()
    }
}

impl SimulatorAlone {
    pub fn from_env() -> Result<SimulatorAlone, ConfigError> {
        SimulatorAlone::read(|name| std::env::var(name).ok())
    }

    /// A pretend bank moves pretend money: outside of a demonstration there is none.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<SimulatorAlone, ConfigError> {
        let mut reader = Reader::new(&get);
        if !reader.flag("KIST_DEMO", false) {
            let sentence = "The simulator is a pretend bank: it refuses to start in production configuration. \
                            Say KIST_DEMO=1 for a demonstration.";
            reader.refuse(sentence, ());
        }
        let log_format = reader.log_format();
        let bank = reader.bank(true);
        let gateways = reader.gateways(true);
        let mut settings = reader.simulator(&bank, &gateways);
        let kist = reader.address("KIST_ADDR", 3000);
        settings.callback_url = settings.callback_url.or_else(|| callback_at(kist));
        if reader.wrong.is_empty() {
            Ok(SimulatorAlone { settings, log_format })
        } else {
            Err(ConfigError(reader.wrong))
        }
    }
}

/// Where a Kist that listens there takes the bank's callbacks.
pub(crate) fn callback_at(mut kist: SocketAddr) -> Option<Url> {
    if kist.ip().is_unspecified() {
        kist.set_ip([127, 0, 0, 1].into());
    }
    format!("http://{kist}{CALLBACK_PATH}").parse().ok()
}

impl BankSettings {
    pub(super) fn unfit_for_production(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        match &self.url {
            None => wrong.push(
                "BANK_URL is not set: without a bank nobody could be paid or pay in. \
                 (KIST_DEMO=1 brings a pretend one for a demonstration.)"
                    .to_owned(),
            ),
            Some(url) if url.scheme() == "http" && !is_here(url) => {
                wrong.push("BANK_URL must be https: our key would travel readable.".to_owned());
            }
            Some(_) => {}
        }
        match self.api_key.expose_secret() {
            "" => wrong.push("BANK_API_KEY is not set: the bank would not know who is asking.".to_owned()),
            DEMO_KEY => wrong.push("BANK_API_KEY is the well-known one of demonstrations.".to_owned()),
            _ => {}
        }
        if self.webhook_secrets.is_empty() {
            wrong.push(
                "BANK_WEBHOOK_SECRETS is not set: anybody could tell us what became of a transfer."
                    .to_owned(),
            );
        }
        if self.webhook_secrets.iter().any(|secret| DEMO_SECRET.parse().as_ref() == Ok(secret)) {
            wrong.push("BANK_WEBHOOK_SECRETS has the well-known one of demonstrations.".to_owned());
        }
        wrong
    }
}

pub(super) fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl Reader<'_> {
    pub(super) fn bank(&mut self, demo: bool) -> BankSettings {
        let key = self.text("BANK_API_KEY").or_else(|| demo.then(|| DEMO_KEY.to_owned()));
        let mut secrets = self.list("BANK_WEBHOOK_SECRETS");
        if secrets.is_empty() && demo {
            secrets.push(DEMO_SECRET.to_owned());
        }
        let parsed: Vec<Secret> = secrets.iter().filter_map(|secret| secret.parse().ok()).collect();
        if parsed.len() != secrets.len() {
            let sentence = "BANK_WEBHOOK_SECRETS: each is whsec_ and the base64 of 24 to 64 random bytes.";
            self.refuse(sentence, ());
        }
        BankSettings {
            url: self.url("BANK_URL"),
            api_key: SecretString::from(key.unwrap_or_default()),
            time_limit: self.bank_time_limit(),
            webhook_secrets: parsed,
            breaker: BreakerLimits {
                failures: self.number("BANK_BREAKER_FAILURES", 5, 1),
                rest: Duration::from_secs(self.number("BANK_BREAKER_SECONDS", 15, 1).into()),
            },
        }
    }

    /// It shares the key and signs with the first secret: whoever settles those of the bank has settled its own.
    pub(super) fn simulator(
        &mut self,
        bank: &BankSettings,
        gateways: &GatewaySettings,
    ) -> simulator::Settings {
        let usual = Behaviour::default();
        let (delay_ms_min, delay_ms_max) = self.delays((usual.delay_ms_min, usual.delay_ms_max));
        let behaviour = Behaviour {
            success_rate: self.success_rate(usual.success_rate),
            delay_ms_min,
            delay_ms_max,
            seed: self.parsed("BANK_SIMULATOR_SEED", "a whole number", usual.seed),
            ..usual
        };
        if let Err(sentence) = behaviour.check() {
            self.refuse(format!("BANK_SIMULATOR_DELAY_MS: {sentence}"), ());
        }
        simulator::Settings {
            address: self.address("BANK_SIMULATOR_ADDR", 3900),
            books: self.text("BANK_SIMULATOR_BOOKS").map(Into::into),
            behaviour,
            callback_url: self.url("BANK_SIMULATOR_CALLBACK_URL"),
            api_key: bank.api_key.clone(),
            secret: bank.webhook_secrets.first().cloned().unwrap_or_else(Secret::random),
            gateways: self.pretend_gateways(gateways),
        }
    }

    pub(super) fn url(&mut self, name: &str) -> Option<Url> {
        let url = self.text(name)?.parse::<Url>().ok();
        match url.filter(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some()) {
            Some(url) => Some(url),
            None => {
                self.refuse(format!("{name} must be an address that begins with https:// or http://."), None)
            }
        }
    }

    fn bank_time_limit(&mut self) -> Duration {
        let seconds = self.number("BANK_TIMEOUT_SECONDS", 12, 1);
        match self.text("BANK_TIMEOUT_MS") {
            Some(_) => Duration::from_millis(self.number("BANK_TIMEOUT_MS", 12_000, 1).into()),
            None => Duration::from_secs(seconds.into()),
        }
    }

    fn delays(&mut self, usual: (u32, u32)) -> (u32, u32) {
        let Some(text) = self.text("BANK_SIMULATOR_DELAY_MS") else { return usual };
        let (least, most) = text.split_once('-').unwrap_or((&text, &text));
        match (least.trim().parse(), most.trim().parse()) {
            (Ok(least), Ok(most)) => (least, most),
            _ => self.refuse("BANK_SIMULATOR_DELAY_MS must be two whole numbers, like 2000-10000.", usual),
        }
    }

    /// By our name, or as the source system says the opposite.
    fn success_rate(&mut self, usual: Rate) -> Rate {
        let like = "a number from 0 to 1 with at most three decimals, like 0.9";
        let failures = self.parsed("PAYOUT_BANK_FAILURE_RATE", like, usual.complement());
        self.parsed("BANK_SIMULATOR_SUCCESS_RATE", like, failures.complement())
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{BANK, DATA, KEY, URL, read},
        *,
    };

    const DEMO: (&str, &str) = ("KIST_DEMO", "1");

    #[track_caller]
    fn serves(settings: &[(&str, &str)], sentences: &[&str]) {
        let public = ("PUBLIC_URL", "https://pay.example.com");
        let config = read(&[settings, &[URL, DATA, ("SECRET_KEY", KEY), public]].concat()).unwrap();
        let wrong = config.check_for_serving().err().map(|wrong| wrong.0).unwrap_or_default();
        assert_eq!(wrong.len(), sentences.len(), "{wrong:#?}");
        for (wrong, sentence) in wrong.iter().zip(sentences) {
            assert!(wrong.starts_with(sentence), "{wrong}");
        }
    }

    #[test]
    fn production_has_a_bank_of_its_own() {
        serves(&BANK, &[]);
        serves(&[DEMO], &[]);
        serves(&[], &["BANK_URL is not set", "BANK_API_KEY is not set", "BANK_WEBHOOK_SECRETS is not set"]);
        serves(
            &[&[("BANK_URL", "http://bank.example.com")], BANK.as_slice()].concat(),
            &["BANK_URL must be https"],
        );
        serves(&[&[("BANK_URL", "http://127.0.0.1:1")], BANK.as_slice()].concat(), &[]);
        serves(
            &[&[("BANK_API_KEY", DEMO_KEY)], BANK.as_slice()].concat(),
            &["BANK_API_KEY is the well-known"],
        );
        let secrets = format!("{},{DEMO_SECRET}", BANK[2].1);
        let well_known = ["BANK_WEBHOOK_SECRETS has the well-known"];
        serves(&[&[("BANK_WEBHOOK_SECRETS", secrets.as_str())], BANK.as_slice()].concat(), &well_known);
    }

    #[test]
    fn the_simulator_refuses_production() {
        let read =
            |demo: &'static str| SimulatorAlone::read(|name| (name == "KIST_DEMO").then(|| demo.to_owned()));
        let refused = read("0").unwrap_err().to_string();
        assert!(refused.contains("refuses to start in production configuration"), "{refused}");
        let settings = read("1").unwrap().settings;
        assert_eq!(settings.address.to_string(), "127.0.0.1:3900");
        assert_eq!(settings.callback_url.unwrap().as_str(), "http://127.0.0.1:3000/webhooks/bank-callback");
    }

    #[test]
    fn a_demonstration_brings_its_own_bank_unless_one_is_named() {
        let demo = read(&[URL, DEMO]).unwrap();
        assert!(demo.has_own_bank());
        assert_eq!(demo.bank_url().unwrap().as_str(), "http://127.0.0.1:3900/");
        assert_eq!(demo.bank.webhook_secrets, [demo.simulator.secret]);
        assert!(!read(&[&[URL, DEMO], BANK.as_slice()].concat()).unwrap().has_own_bank());
        assert!(!read(&[URL]).unwrap().has_own_bank());
    }

    #[test]
    fn the_settings_are_read() {
        let config = read(&[
            URL,
            ("BANK_TIMEOUT_SECONDS", "3"),
            ("BANK_SIMULATOR_DELAY_MS", "5-7"),
            ("BANK_SIMULATOR_SEED", "42"),
            ("PAYOUT_BANK_FAILURE_RATE", "0.2"),
            ("BANK_SIMULATOR_BOOKS", "/tmp/books"),
        ])
        .unwrap();
        let behaviour = config.simulator.behaviour;
        assert_eq!(config.bank.time_limit, Duration::from_secs(3));
        assert_eq!((behaviour.delay_ms_min, behaviour.delay_ms_max, behaviour.seed), (5, 7, 42));
        assert_eq!(behaviour.success_rate, "0.8".parse().unwrap());
        assert_eq!(config.simulator.books, Some("/tmp/books".into()));
        let ours = [URL, ("PAYOUT_BANK_FAILURE_RATE", "0.2"), ("BANK_SIMULATOR_SUCCESS_RATE", "1")];
        assert_eq!(read(&ours).unwrap().simulator.behaviour.success_rate, "1".parse().unwrap());
        let limit = read(&[URL, ("BANK_TIMEOUT_MS", "250")]).unwrap().bank.time_limit;
        assert_eq!(limit, Duration::from_millis(250));
        let delay = read(&[URL, ("BANK_SIMULATOR_DELAY_MS", "0")]).unwrap().simulator.behaviour;
        assert_eq!((delay.delay_ms_min, delay.delay_ms_max), (0, 0));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (name, value) in [
            ("BANK_URL", "bank"),
            ("BANK_URL", "ftp://bank"),
            ("BANK_TIMEOUT_SECONDS", "0"),
            ("BANK_TIMEOUT_MS", "soon"),
            ("BANK_WEBHOOK_SECRETS", "secret"),
            ("BANK_SIMULATOR_DELAY_MS", "9-1"),
            ("BANK_SIMULATOR_DELAY_MS", "some"),
            ("BANK_SIMULATOR_SUCCESS_RATE", "90"),
            ("PAYOUT_BANK_FAILURE_RATE", "-0.1"),
            ("BANK_SIMULATOR_ADDR", "here"),
        ] {
            let wrong = read(&[URL, (name, value)]).unwrap_err();
            assert!(wrong.0.len() == 1 && wrong.0[0].starts_with(name), "{name}={value}: {wrong}");
        }
    }

    #[test]
    fn nothing_secret_is_printed() {
        let printed = format!("{:?}", read(&[&[URL], BANK.as_slice()].concat()).unwrap());
        assert!(!printed.contains(BANK[1].1) && !printed.contains(&BANK[2].1[6..]), "{printed}");
    }
}
