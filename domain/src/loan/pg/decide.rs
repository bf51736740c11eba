//! An admin decides. Yes means: approved, paid out, scheduled and active, in this one transaction.

use super::rows::{LoanRow, limits_in, loan_rows};
use crate::{
    actor::Admin,
    debt::pg::{lends, overdue_of, up_to_date},
    explain::Explanation,
    id::{InstalmentId, LoanId, PersonId},
    ledger::{
        account::AccountKind,
        debt::DebtAccounts,
        pg::{account_of, open, post},
    },
    loan::{
        apr::apr,
        body::DecideBody,
        error::DecideRefused,
        position::Position,
        postings::{LoanAccounts, disbursed},
        schedule::{Schedule, schedule},
        state::LoanState,
        view::LoanView,
    },
    work::{Command, Failure, Meta, Record, Tx, WorkError, refuse},
};
use serde_json::json;

/// What a rejection says where the admin's program sent no reason.
const NO_REASON: &str = "The lender gave no reason.";

pub struct Decide {
    admin: Admin,
    loan: LoanId,
    decision: Decision,
    meta: Meta,
}

enum Decision {
    Approve,
    Reject { reason: String },
}

impl DecideBody {
    pub fn parse(&self, admin: Admin, meta: Meta) -> Result<Decide, Explanation> {
        let loan = self.loan_id.id("loan_id")?;
        let decision = if self.approved.flag("approved")? {
            Decision::Approve
        } else {
            let reason = self.rejection_reason.optional_text("rejection_reason", 500)?;
            Decision::Reject { reason: reason.unwrap_or_else(|| NO_REASON.to_owned()) }
        };
        Ok(Decide { admin, loan, decision, meta })
    }
}

impl Command for Decide {
    const NAME: &'static str = "loan.decide";
    type Output = LoanView;
    type Refusal = DecideRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<LoanView, Failure<DecideRefused>> {
        // Two admins who press at once queue up here; the second finds it decided.
        let row = loan_rows!("where l.id = $1 for no key update of l", self.loan.0)
            .fetch_optional(tx.conn())
            .await?
            .ok_or(refuse(DecideRefused::NotFound))?;
        let state = row.state()?;
        match &self.decision {
            Decision::Approve => self.approve(tx, &row, state).await?,
            Decision::Reject { reason } => self.reject(tx, state, reason).await?,
        }
        let decided = loan_rows!("where l.id = $1", self.loan.0).fetch_one(tx.conn()).await?;
        tx.record(
            Record::of("loan", self.loan.0)
                .before(json!({ "status": row.status }))
                .after(json!({ "status": decided.status, "reason": decided.rejection_reason, "approvals": decided.approvals.len() }))
                .tells(row.person_id),
        );
        Ok(decided.view(tx.today())?)
    }
}

impl Decide {
    async fn approve(
        &self,
        tx: &mut Tx,
        row: &LoanRow,
        state: LoanState,
    ) -> Result<(), Failure<DecideRefused>> {
        // Approved before: the loan is answered as it is, and nothing is paid out again.
        if matches!(state, LoanState::Approved | LoanState::Active | LoanState::Closed) {
            return Ok(());
        }
        let approved = state.approve().map_err(|why| refuse(why.into()))?;
        if !self.everybody_has_said_yes(tx, row).await? {
            return Ok(());
        }
        let active = approved.disburse().map_err(|why| refuse(why.into()))?;
        self.disburse(tx, row, active).await
    }

    /// One yes is enough, but above the setting it takes those of two different admins.
    async fn everybody_has_said_yes(&self, tx: &mut Tx, row: &LoanRow) -> Result<bool, WorkError> {
        let now = tx.now();
        let limits = limits_in(tx.conn()).await?;
        sqlx::query!(
            "insert into loan_approval (loan_id, admin_id, approved_at) values ($1, $2, $3) on conflict do nothing",
            self.loan.0,
            self.admin.person().0,
            now,
        )
        .execute(tx.conn())
        .await?;
        if !limits.needs_second_approval(row.terms()?.principal.get()) {
            return Ok(true);
        }
        let yes = sqlx::query_scalar!(
            r#"select count(*) as "yes!" from loan_approval where loan_id = $1"#,
            self.loan.0
        )
        .fetch_one(tx.conn())
        .await?;
        Ok(yes >= 2)
    }

    async fn disburse(
        &self,
        tx: &mut Tx,
        row: &LoanRow,
        active: LoanState,
    ) -> Result<(), Failure<DecideRefused>> {
        let (now, today) = (tx.now(), tx.today());
        let person = PersonId(row.person_id);
        // The standing is locked before any account, as everybody does; a debtor gets no new loan.
        up_to_date(tx, person).await?;
        let overdue = overdue_of(tx.conn(), person, None, today).await?;
        if overdue.is_positive() {
            return Err(refuse(DecideRefused::InDebt { overdue }));
        }
        let terms = row.terms()?;
        // The dates count from today, not from the day of the application.
        let planned = schedule(&terms, today).map_err(|why| refuse(why.into()))?;
        let apr = apr(terms.principal.get(), &planned).unwrap_or(terms.annual_rate);
        let (next_on, next_number, next_left) = Position::new(&planned, today)
            .next_due()
            .ok_or(WorkError::Broken("a new loan has nothing due"))?;

        let accounts = LoanAccounts {
            wallet: account_of(tx, AccountKind::Wallet, row.person_id)
                .await?
                .ok_or(WorkError::Broken("a borrower has no wallet"))?,
            debt: DebtAccounts::new(open(tx, AccountKind::LoanPrincipal, self.loan.0).await?),
        };
        let entry = disbursed(self.loan, accounts, terms.principal)
            .map_err(|_| WorkError::Broken("a disbursement does not balance"))?;
        post(tx, &entry).await?;
        self.write_schedule(tx, &planned).await?;
        lends(tx, person, next_on).await?;
        sqlx::query!(
            r#"
            update loan set status = $2, decided_by = $3, decided_at = $4, disbursed_on = $5, emi_paise = $6,
                            total_interest_paise = $7, apr = $8, next_due_on = $9, next_due_number = $10,
                            next_due_paise = $11, updated_at = $4
            where id = $1
            "#,
            self.loan.0,
            active.as_str(),
            self.admin.person().0,
            now,
            today,
            planned.emi.get(),
            planned.total_interest.get(),
            apr.percent(),
            next_on,
            i16::try_from(next_number)
                .map_err(|_| WorkError::Broken("an instalment's number is out of range"))?,
            next_left.get(),
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }

    async fn write_schedule(&self, tx: &mut Tx, planned: &Schedule) -> Result<(), sqlx::Error> {
        let rows = &planned.instalments;
        let (mut principal_to_date, mut interest_to_date) = (0_i64, 0_i64);
        let mut to_date = (Vec::new(), Vec::new());
        for row in rows {
            principal_to_date = principal_to_date.saturating_add(row.principal.get());
            interest_to_date = interest_to_date.saturating_add(row.interest.get());
            to_date.0.push(principal_to_date);
            to_date.1.push(interest_to_date);
        }
        sqlx::query!(
            r#"
            insert into instalment (id, loan_id, number, due_on, opening_paise, principal_paise, interest_paise,
                                    principal_to_date_paise, interest_to_date_paise)
            select id, $1, number, due_on, opening, principal, interest, principal_to_date, interest_to_date
            from unnest($2::smallint[], $3::date[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::uuid[])
              as new (number, due_on, opening, principal, interest, principal_to_date, interest_to_date, id)
            "#,
            self.loan.0,
            &rows.iter().map(|row| i16::try_from(row.number).unwrap_or(i16::MAX)).collect::<Vec<_>>(),
            &rows.iter().map(|row| row.due_date).collect::<Vec<_>>(),
            &rows.iter().map(|row| row.opening_principal.get()).collect::<Vec<_>>(),
            &rows.iter().map(|row| row.principal.get()).collect::<Vec<_>>(),
            &rows.iter().map(|row| row.interest.get()).collect::<Vec<_>>(),
            &to_date.0,
            &to_date.1,
            &rows.iter().map(|_| InstalmentId::new().0).collect::<Vec<_>>(),
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }

    async fn reject(
        &self,
        tx: &mut Tx,
        state: LoanState,
        reason: &str,
    ) -> Result<(), Failure<DecideRefused>> {
        // Rejected before: the first reason stands.
        if state == LoanState::Rejected {
            return Ok(());
        }
        let rejected = state.reject().map_err(|why| refuse(why.into()))?;
        let now = tx.now();
        sqlx::query!(
            r#"
            update loan set status = $2, rejection_reason = $3, decided_by = $4, decided_at = $5, updated_at = $5
            where id = $1
            "#,
            self.loan.0,
            rejected.as_str(),
            reason,
            self.admin.person().0,
            now,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}
