//! For fields whose name ends in `_paise`: a JSON integer of paise, where an amount is otherwise a rupee string.
//! `#[serde(with = "crate::money::in_paise")]`

use super::Paise;
use serde::{Deserialize, Deserializer, Serializer};

pub(crate) fn serialize<S: Serializer>(amount: &Paise, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(amount.get())
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Paise, D::Error> {
    i64::deserialize(deserializer).map(Paise::new)
}

/// For a field that is left out where there is nothing.
pub(crate) fn is_nothing(amount: &Paise) -> bool {
    amount.is_zero()
}

#[cfg(test)]
mod tests {
    use super::Paise;
    use serde::{Deserialize, Serialize};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct One {
        #[serde(with = "crate::money::in_paise")]
        amount_paise: Paise,
    }

    #[test]
    fn it_is_an_integer_of_paise() {
        for (paise, json) in [(29, r#"{"amount_paise":29}"#), (-100_005, r#"{"amount_paise":-100005}"#)] {
            let one = One { amount_paise: Paise::new(paise) };
            assert_eq!(serde_json::to_string(&one).unwrap(), json);
            assert_eq!(serde_json::from_str::<One>(json).unwrap(), one);
        }
        assert!(serde_json::from_str::<One>(r#"{"amount_paise":"0.29"}"#).is_err());
    }
}
