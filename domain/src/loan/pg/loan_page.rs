//! Everything that the page of one loan shows.

use super::{
    one::{find, payoff_view, progress, repayment_rows},
    rows::{dues, instalments, rate},
    timeline::timeline,
};
use crate::{
    actor::Reader,
    calendar::business_date,
    id::{EntryId, LoanId, PersonId},
    loan::{
        position::Position,
        schedule::schedule,
        state::LoanState,
        view::{LoanPageView, ReceiptView},
    },
    money::Paise,
    page::PageRequest,
    wallet,
    work::{Refused, WorkError, business_now},
};
use sqlx::PgPool;

/// How many receipts stand on the page; the rest are in the list of repayments.
const RECEIPTS: i64 = 10;

pub async fn loan_page(pool: &PgPool, reader: Reader, id: LoanId) -> Result<LoanPageView, Refused> {
    let today = business_date(business_now(pool).await?);
    let row = find(pool, reader, id).await?;
    let (plan, position) = match row.disbursed_on {
        Some(_) => {
            let plan = instalments(pool, id).await?;
            let position = row.position(dues(&plan))?;
            (plan, position)
        }
        None => {
            let plan = schedule(&row.terms()?, today)
                .map_err(|_| WorkError::Broken("a stored loan cannot be computed"))?;
            let position = Position::new(&plan, today);
            (plan.instalments, position)
        }
    };
    let active = row.state()? == LoanState::Active;
    let page = PageRequest { limit: RECEIPTS, ..PageRequest::default() };
    let receipts = repayment_rows(pool, id, page).await?;
    let limit = usize::try_from(RECEIPTS).unwrap_or(0);
    let wallet = wallet::pg::balance(pool, PersonId(row.person_id)).await?;
    Ok(LoanPageView {
        loan: row.view(today)?,
        borrower_name: row.borrower_name.clone(),
        today,
        wallet_balance: wallet.balance,
        total_interest: Paise::new(row.total_interest_paise),
        total_amount: row.total_amount(),
        apr: rate(row.apr)?,
        due_now: if active { position.due_now(today).total() } else { Paise::ZERO },
        payoff: active.then(|| payoff_view(id, &position, today)),
        schedule: progress(plan, &position, today),
        receipts: receipts
            .into_iter()
            .take(limit)
            .map(|receipt| ReceiptView {
                entry: EntryId(receipt.entry_id),
                outstanding_after: Paise::new(receipt.outstanding_after_paise),
                repayment: receipt.view(),
            })
            .collect(),
        timeline: timeline(pool, row.id).await?,
    })
}
