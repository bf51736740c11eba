//! Reads settings from text, and collects what is wrong with them.

use secrecy::SecretString;
use std::{collections::HashMap, str::FromStr};

/// What is secret may be in a file instead, which `NAME_FILE` names: that is how orchestrators hand secrets over.
pub(super) const SECRETS: [&str; 14] = [
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "PREVIOUS_SECRET_KEYS",
    "DATA_KEY",
    "PREVIOUS_DATA_KEYS",
    "METRICS_TOKEN",
    "BANK_API_KEY",
    "BANK_WEBHOOK_SECRETS",
    "RAZORPAY_KEY_SECRET",
    "RAZORPAY_WEBHOOK_SECRETS",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRETS",
    "SMTP_URL",
];

/// Reads one setting after the other and collects what is wrong.
pub(super) struct Reader<'a> {
    get: &'a dyn Fn(&str) -> Option<String>,
    /// What was read from files.
    filed: HashMap<&'static str, String>,
    pub(super) wrong: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(get: &'a dyn Fn(&str) -> Option<String>) -> Reader<'a> {
        let mut reader = Reader { get, filed: HashMap::new(), wrong: Vec::new() };
        for name in SECRETS {
            let Some(file) = reader.text(&format!("{name}_FILE")) else { continue };
            // What is set itself wins.
            if reader.text(name).is_some() {
                continue;
            }
            match std::fs::read_to_string(&file) {
                Ok(text) => {
                    reader.filed.insert(name, text);
                }
                Err(error) => reader.refuse(format!("{name}_FILE ({file}) cannot be read: {error}."), ()),
            }
        }
        reader
    }

    /// What is empty counts as not set.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let tidy = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        (self.get)(name).and_then(tidy).or_else(|| tidy(self.filed.get(name)?.clone()))
    }

    pub(super) fn secret(&self, name: &str) -> Option<SecretString> {
        self.text(name).map(SecretString::from)
    }

    pub(super) fn refuse<T>(&mut self, sentence: impl Into<String>, instead: T) -> T {
        self.wrong.push(sentence.into());
        instead
    }

    pub(super) fn parsed<T: FromStr>(&mut self, name: &str, what: &str, default: T) -> T {
        match self.text(name).map(|text| text.parse()) {
            None => default,
            Some(Ok(value)) => value,
            Some(Err(_)) => self.refuse(format!("{name} must be {what}."), default),
        }
    }

    pub(super) fn number(&mut self, name: &str, default: u32, least: u32) -> u32 {
        let number = self.parsed(name, &format!("a whole number, {least} or more"), default);
        if number < least { self.refuse(format!("{name} must be {least} or more."), default) } else { number }
    }

    /// How many of something, at least one.
    pub(super) fn count(&mut self, name: &str, default: u32) -> usize {
        usize::try_from(self.number(name, default, 1)).unwrap_or(usize::MAX)
    }

    pub(super) fn flag(&mut self, name: &str, default: bool) -> bool {
        match self.text(name).map(|text| text.to_lowercase()).as_deref() {
            None => default,
            Some("1" | "true" | "yes" | "on") => true,
            Some("0" | "false" | "no" | "off") => false,
            Some(_) => self.refuse(format!("{name} is 1 or 0."), default),
        }
    }

    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let text = self.text(name).unwrap_or_default();
        text.split(',').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
    }
}
