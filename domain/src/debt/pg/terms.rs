//! Charges for being late are settings: an admin changes them, and they count from the next end of a day on. Nothing that was
//! charged changes.

use crate::{
    actor::Admin,
    body::Raw,
    debt::{body::PenalTermsBody, error::DebtRefused, view::PenalTermsView},
    explain::Explanation,
    id::PersonId,
    money::{Paise, PositivePaise, Rate},
    work::{Command, Failure, Meta, Record, Refused, Tx, WorkError, refuse},
};
use rust_decimal::Decimal;
use serde_json::json;
use sqlx::PgPool;

const RATE_MOST: Decimal = Decimal::ONE_HUNDRED;

/// Loans first.
pub async fn penal_terms(pool: &PgPool, _admin: Admin) -> Result<Vec<PenalTermsView>, Refused> {
    let rows = sqlx::query!("select debt, flat_paise, annual_rate from penal_terms order by debt")
        .fetch_all(pool)
        .await?;
    let view = |debt: String, flat: i64, rate: Decimal| {
        let annual_rate = Rate::new(rate).map_err(|_| WorkError::Broken("a setting is out of range"))?;
        Ok::<_, WorkError>(PenalTermsView { debt, flat: Paise::new(flat), annual_rate })
    };
    let views: Result<Vec<_>, _> =
        rows.into_iter().map(|row| view(row.debt, row.flat_paise, row.annual_rate)).collect();
    Ok(views?)
}

pub struct SetPenalTerms {
    admin: Admin,
    debt: String,
    flat: Paise,
    annual: Rate,
    meta: Meta,
}

impl PenalTermsBody {
    pub fn parse(&self, admin: Admin, debt: &str, meta: Meta) -> Result<SetPenalTerms, Explanation> {
        if !matches!(debt, "loan" | "plan") {
            return Err(Explanation::not_found());
        }
        let sentence = "This must be from 0 to 100 per cent a year.";
        let annual = match self.annual_rate.rate("annual_rate")? {
            Some(Ok(rate)) if rate.percent() <= RATE_MOST => rate,
            _ => return Err(Explanation::validation("annual_rate", sentence)),
        };
        Ok(SetPenalTerms { admin, debt: debt.to_owned(), flat: flat(&self.flat)?, annual, meta })
    }
}

/// An amount, or nothing at all.
fn flat(raw: &Raw) -> Result<Paise, Explanation> {
    let zero = match raw {
        Raw::Text(text) | Raw::Number(text) => matches!(text.trim(), "0" | "0.0" | "0.00"),
        _ => false,
    };
    if zero { Ok(Paise::ZERO) } else { raw.amount("flat").map(PositivePaise::get) }
}

impl Command for SetPenalTerms {
    const NAME: &'static str = "penal_terms.set";
    type Output = ();
    type Refusal = DebtRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<DebtRefused>> {
        let before = sqlx::query!(
            "select flat_paise, annual_rate from penal_terms where debt = $1 for no key update",
            self.debt
        )
        .fetch_optional(tx.conn())
        .await?
        .ok_or(refuse(DebtRefused::NotFound))?;
        sqlx::query!(
            "update penal_terms set flat_paise = $2, annual_rate = $3 where debt = $1",
            self.debt,
            self.flat.get(),
            self.annual.percent(),
        )
        .execute(tx.conn())
        .await?;
        tx.record(
            Record::of("penal_terms", tx.command_id().0)
                .before(json!({ "debt": self.debt, "flat": Paise::new(before.flat_paise), "annual_rate": before.annual_rate.to_string() }))
                .after(json!({ "debt": self.debt, "flat": self.flat, "annual_rate": self.annual.percent().to_string() })),
        );
        Ok(())
    }
}
