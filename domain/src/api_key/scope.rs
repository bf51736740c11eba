//! What a key may be used for.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// To take payments and refund them.
    Payments,
    /// To send money to the merchant's bank accounts.
    Payouts,
    /// To look.
    Read,
}

impl Scope {
    pub const ALL: [Scope; 3] = [Scope::Payments, Scope::Payouts, Scope::Read];

    pub const fn as_str(self) -> &'static str {
        match self {
            Scope::Payments => "payments",
            Scope::Payouts => "payouts",
            Scope::Read => "read",
        }
    }

    pub fn parse(text: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.as_str() == text)
    }

    /// In a person's words.
    pub const fn words(self) -> &'static str {
        match self {
            Scope::Payments => "Take payments and refund them",
            Scope::Payouts => "Send payouts to your bank accounts",
            Scope::Read => "Look at payments, payouts, balance and ledger",
        }
    }
}

/// Some of them, each at most once, in the order of [`Scope::ALL`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    pub fn all() -> Scopes {
        Scopes(Scope::ALL.to_vec())
    }

    /// `None` where there is none, or one that does not exist.
    pub fn parse<T: AsRef<str>>(names: &[T]) -> Option<Scopes> {
        let named: Option<Vec<Scope>> = names.iter().map(|name| Scope::parse(name.as_ref())).collect();
        let named = named?;
        let scopes: Vec<Scope> = Scope::ALL.into_iter().filter(|scope| named.contains(scope)).collect();
        (!scopes.is_empty()).then_some(Scopes(scopes))
    }

    pub fn include(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    pub fn iter(&self) -> impl Iterator<Item = Scope> + '_ {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_exists_is_read_and_each_once() {
        let read = |names: &[&str]| Scopes::parse(names).map(|scopes| scopes.iter().collect::<Vec<_>>());
        assert_eq!(read(&["read"]), Some(vec![Scope::Read]));
        assert_eq!(read(&["read", "payments", "read"]), Some(vec![Scope::Payments, Scope::Read]));
        assert_eq!(read(&["payments", "payouts", "read"]), Some(Scope::ALL.to_vec()));
        for bad in [&[][..], &[""], &["Read"], &["read", "admin"]] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }
}
