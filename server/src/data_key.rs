//! The keys of what is sealed in the database: which settings will do, and the vault that they make.

use domain::work::Vault;
use secrecy::{ExposeSecret, SecretString};

/// Fewer different characters than this is no random key; one of 64 hexadecimal digits has at most sixteen.
const LEAST_VARIETY: usize = 8;

#[derive(Clone, Debug, Default)]
pub struct DataKeys {
    pub current: Option<SecretString>,
    /// What these sealed still opens.
    pub previous: Vec<SecretString>,
}

impl DataKeys {
    /// What a running product must not do without, or with; each in a sentence.
    pub(crate) fn weaknesses(&self, demo: bool) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.current.is_none() && !demo {
            wrong.push(
                "DATA_KEY is not set: without it no bank account could be kept. It is 32 random bytes as 64 hexadecimal \
                 digits or base64, and what it sealed is lost with it."
                    .to_owned(),
            );
        }
        let named = self.current.iter().map(|key| ("DATA_KEY", key));
        for (name, key) in named.chain(self.previous.iter().map(|key| ("One of PREVIOUS_DATA_KEYS", key))) {
            match Vault::new(key, &[]) {
                Err(why) => wrong.push(format!("{name} {why}.")),
                Ok(_) if !demo && is_guessable(key) => {
                    wrong.push(format!("{name} is a guessable one. Make a random one of your own."));
                }
                Ok(_) => {}
            }
        }
        wrong
    }

    /// Without a key: what every demonstration opens; elsewhere one that dies with the process, for commands that
    /// seal nothing. Serving without one is refused.
    pub(crate) fn vault(&self, demo: bool) -> anyhow::Result<Vault> {
        match &self.current {
            Some(key) => Vault::new(key, &self.previous).map_err(|why| anyhow::anyhow!("DATA_KEY {why}.")),
            None if demo => Ok(Vault::of_demo()),
            None => Ok(Vault::made_up()?),
        }
    }
}

fn is_guessable(key: &SecretString) -> bool {
    let different = key.expose_secret().chars().collect::<std::collections::BTreeSet<_>>();
    different.len() < LEAST_VARIETY
}
