//! Reads settings from text, and collects what is wrong with them.

use secrecy::SecretString;
use std::str::FromStr;

/// Reads one setting after the other and collects what is wrong.
pub(super) struct Reader<'a> {
    get: &'a dyn Fn(&str) -> Option<String>,
    pub(super) wrong: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(get: &'a dyn Fn(&str) -> Option<String>) -> Reader<'a> {
        Reader { get, wrong: Vec::new() }
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        (self.get)(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    pub(super) fn refuse<T>(&mut self, sentence: impl Into<String>, instead: T) -> T {
        self.wrong.push(sentence.into());
        instead
    }

    pub(super) fn needed(&mut self, name: &str, what: &str) -> SecretString {
        match self.text(name) {
            Some(text) => SecretString::from(text),
            None => self.refuse(format!("{name} is not set: {what}."), SecretString::from("")),
        }
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
