//! A borrower applies. The rules are asked while the person's row is locked, so that two applications at
//! once cannot both be the second.

use super::rows::{limits_in, loan_rows};
use crate::{
    actor::Borrower,
    debt::pg::overdue_of,
    explain::Explanation,
    id::{LoanId, PersonId},
    loan::{
        body::{ApplyBody, Asked, calculation, not_eligible},
        eligibility::{Facts, answers, require},
        error::ApplyRefused,
        terms::Limits,
        view::LoanView,
    },
    work::{Command, Failure, Meta, Record, Tx, WorkError, refuse},
};
use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

pub struct Apply {
    borrower: Borrower,
    asked: Asked,
    meta: Meta,
}

impl ApplyBody {
    pub fn parse(&self, borrower: Borrower, meta: Meta) -> Result<Apply, Explanation> {
        Ok(Apply { borrower, asked: self.read()?, meta })
    }
}

/// Terms out of range are explained at their fields; the other rules only in words.
#[derive(Debug)]
pub enum Refusal {
    Terms(Explanation),
    Rules(ApplyRefused),
}

impl crate::explain::Explain for Refusal {
    fn explain(&self) -> Explanation {
        match self {
            Refusal::Terms(why) => why.clone(),
            Refusal::Rules(why) => why.explain(),
        }
    }
}

impl Command for Apply {
    const NAME: &'static str = "loan.apply";
    type Output = LoanView;
    type Refusal = Refusal;

    fn actor(&self) -> Option<PersonId> {
        Some(self.borrower.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<LoanView, Failure<Refusal>> {
        let person = self.borrower.person();
        let (now, today) = (tx.now(), tx.today());
        let limits: Limits = limits_in(tx.conn()).await?;
        let terms =
            self.asked.terms(&limits).map_err(|problems| refuse(Refusal::Terms(not_eligible(&problems))))?;

        let active =
            sqlx::query_scalar!("select is_active from person where id = $1 for no key update", person.0)
                .fetch_one(tx.conn())
                .await?;
        let facts = facts(tx.conn(), person, None, active, today).await?;
        require(&answers(&limits, &terms, &facts)).map_err(|why| refuse(Refusal::Rules(why.into())))?;

        let cost = calculation(&terms, today).map_err(|why| refuse(Refusal::Rules(why.into())))?;
        let id = LoanId::new();
        sqlx::query!(
            r#"
            insert into loan (id, person_id, product, purpose, principal_paise, tenure_months, annual_rate, emi_paise,
                              total_interest_paise, apr, status, created_at, updated_at)
            values ($1, $2, 'personal', $3, $4, $5, $6, $7, $8, $9, 'APPLIED', $10, $10)
            "#,
            id.0,
            person.0,
            self.asked.purpose.as_str(),
            terms.principal.get().get(),
            i16::try_from(terms.tenure_months).map_err(|_| WorkError::Broken("a tenure is out of range"))?,
            terms.annual_rate.percent(),
            cost.emi_amount.get(),
            cost.total_interest.get(),
            cost.apr.percent(),
            now,
        )
        .execute(tx.conn())
        .await?;
        let row = loan_rows!("where l.id = $1", id.0).fetch_one(tx.conn()).await?;
        let applied = Record::of("loan", id.0).after(json!({
            "status": "APPLIED",
            "principal": terms.principal.get(),
            "tenure_months": terms.tenure_months,
            "interest_rate": terms.annual_rate,
        }));
        // For the queue on the admins' screens.
        tx.record(applied.tells(person.0));
        Ok(row.view(today)?)
    }
}

/// What the rules need to know, without the loan that is being judged.
pub(super) async fn facts(
    conn: &mut PgConnection,
    person: PersonId,
    without: Option<LoanId>,
    person_active: bool,
    today: NaiveDate,
) -> Result<Facts, WorkError> {
    let open = sqlx::query_scalar!(
        r#"
        select count(*) as "open!" from loan
        where person_id = $1 and id is distinct from $2 and status in ('APPLIED', 'APPROVED', 'ACTIVE')
        "#,
        person.0,
        without.map(|loan| loan.0),
    )
    .fetch_one(&mut *conn)
    .await?;
    Ok(Facts {
        open_loans: u16::try_from(open).unwrap_or(u16::MAX),
        overdue: overdue_of(conn, person, without, today).await?,
        person_active,
    })
}
