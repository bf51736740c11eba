//! What clients send about plans.

use crate::{
    body::Raw,
    explain::Explanation,
    id::{MerchantId, PaymentId},
    money::PositivePaise,
    payment::body::DESCRIPTION_CHARACTERS_MAX,
};
use serde::Deserialize;

/// Where the client does not say.
const INSTALMENTS: u16 = 3;

/// `POST /plans`
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["merchant_id", "total_amount"], "examples" = [{"merchant_id": "019ac0de-0000-7000-8000-000000000001", "total_amount": "900.00", "installment_count": 3}])))]
pub struct PlanBody {
    /// Whose plan; for admins.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::AnId"))]
    pub user_id: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::AnId"))]
    pub merchant_id: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Rupees"))]
    pub total_amount: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::InstalmentCount"))]
    pub installment_count: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Flag"))]
    pub pay_first_now: Raw,
    /// Of the merchant, waiting to be paid; it then says merchant and amount.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::AnId"))]
    pub payment_id: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::MaybeDescription"))]
    pub description: Raw,
}

/// What was sent, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub merchant: MerchantId,
    pub total: PositivePaise,
    pub count: u16,
    pub pay_first_now: bool,
    pub payment: Option<PaymentId>,
    pub description: Option<String>,
}

impl PlanBody {
    pub fn read(&self) -> Result<Wish, Explanation> {
        let count = if self.installment_count.is_missing() {
            INSTALMENTS
        } else {
            let whole = self.installment_count.whole("installment_count")?;
            u16::try_from(whole).map_err(|_| wrong_count())?
        };
        Ok(Wish {
            merchant: self.merchant_id.id("merchant_id")?,
            total: self.total_amount.amount("total_amount")?,
            count,
            pay_first_now: !self.pay_first_now.is_missing() && self.pay_first_now.flag("pay_first_now")?,
            payment: if self.payment_id.is_missing() {
                None
            } else {
                Some(self.payment_id.id("payment_id")?)
            },
            description: self.description.optional_text("description", DESCRIPTION_CHARACTERS_MAX)?,
        })
    }
}

pub(super) fn wrong_count() -> Explanation {
    Explanation::validation("installment_count", "That number of instalments is not offered.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(count: &str) -> PlanBody {
        PlanBody {
            merchant_id: "019bd0e2-0000-7000-8000-000000000001".into(),
            total_amount: "1000.00".into(),
            installment_count: Raw::typed(count),
            ..PlanBody::default()
        }
    }

    #[test]
    fn what_is_not_said_is_three_instalments_from_next_month() {
        let wish = body("").read().unwrap();
        assert_eq!((wish.count, wish.pay_first_now, wish.payment), (3, false, None));
        assert_eq!(body("12").read().unwrap().count, 12);
        for bad in ["-1", "70000", "3.5", "three"] {
            assert_eq!(body(bad).read().unwrap_err().code, "validation_error", "{bad}");
        }
        let nothing = PlanBody { total_amount: "0".into(), ..body("3") };
        assert_eq!(nothing.read().unwrap_err().code, "invalid_amount");
    }
}
