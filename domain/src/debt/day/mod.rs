//! What the end of a business day does to all that one borrower owes. Pure; between two days nothing else happens, because
//! whatever changes a debt first ends the days before it.

use super::{
    Standing,
    penal::{Meter, PenalTerms},
};
use crate::{
    id::{InstalmentId, LoanId, PlanId},
    loan::position::{Class, Position},
    money::Paise,
};
use chrono::NaiveDate;

/// The settings: for loans and for plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    pub loan: PenalTerms,
    pub plan: PenalTerms,
}

/// A loan that is not closed.
#[derive(Clone, Debug)]
pub struct LoanDebt {
    pub id: LoanId,
    pub position: Position,
    pub meter: Meter,
    /// Of how many instalments, from the first, it is decided whether they take the flat charge.
    pub flat_number: u16,
    pub written_off: bool,
}

/// An instalment of a plan that is not paid.
#[derive(Clone, Debug)]
pub struct InstalmentDebt {
    pub id: InstalmentId,
    pub plan: PlanId,
    pub due_on: NaiveDate,
    /// Without charges.
    pub left: Paise,
    pub penal: Paise,
    pub meter: Meter,
    pub flat_charged: bool,
    pub written_off: bool,
}

/// All that one borrower owes.
#[derive(Clone, Debug, Default)]
pub struct Debts {
    pub loans: Vec<LoanDebt>,
    pub instalments: Vec<InstalmentDebt>,
    pub standing: Standing,
    pub class: Class,
}

/// What a charge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Loan(LoanId),
    Instalment(InstalmentId, PlanId),
}

/// One charge of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    pub of: Of,
    pub day: NaiveDate,
    pub amount: Paise,
    /// On which the yearly part was computed.
    pub base: Paise,
}

/// A change of status or class, found at the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub day: NaiveDate,
    pub standing: Standing,
    pub class: Class,
    pub was_standing: Standing,
    pub was_class: Class,
}

/// What the days did.
#[derive(Clone, Debug, Default)]
pub struct Ended {
    pub charges: Vec<Charge>,
    pub changes: Vec<Change>,
    /// The next day at whose end there may be something to do.
    pub next: Option<NaiveDate>,
}

/// A charge that does not fit into the amounts that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a charge is out of range")]
pub struct OutOfRange;

impl Debts {
    /// Ends the days from `from` to `to`, one after the other; days at which nothing can happen are passed over.
    pub fn end_days(&mut self, from: NaiveDate, to: NaiveDate, terms: Terms) -> Result<Ended, OutOfRange> {
        let mut ended = Ended { next: Some(from), ..Ended::default() };
        while let Some(day) = ended.next.filter(|day| *day <= to) {
            self.end_day(day, terms, &mut ended)?;
            ended.next = self.next_after(day);
        }
        Ok(ended)
    }

    fn end_day(&mut self, day: NaiveDate, terms: Terms, ended: &mut Ended) -> Result<(), OutOfRange> {
        for loan in &mut self.loans {
            ended.charges.extend(loan.end_day(day, terms.loan)?);
        }
        for instalment in &mut self.instalments {
            ended.charges.extend(instalment.end_day(day, terms.plan)?);
        }
        let standing = if self.is_overdue_after(day) { Standing::Debtor } else { Standing::Normal };
        let oldest = self.oldest_unpaid();
        let class = Class::at_day_end(oldest, day).from_previous(self.class);
        if (standing, class) != (self.standing, self.class) {
            let change = Change { day, standing, class, was_standing: self.standing, was_class: self.class };
            ended.changes.push(change);
            (self.standing, self.class) = (standing, class);
        }
        Ok(())
    }

    /// Whether something that was due on that day or before it is not paid.
    fn is_overdue_after(&self, day: NaiveDate) -> bool {
        self.oldest_unpaid().is_some_and(|due_on| due_on <= day)
            || self.loans.iter().any(|loan| loan.position.left().penal.is_positive())
    }

    /// The worst of a borrower's debts speaks for all of them, and that is the one that is unpaid for longest.
    fn oldest_unpaid(&self) -> Option<NaiveDate> {
        let loans = self.loans.iter().filter_map(|loan| loan.position.oldest_unpaid());
        let instalments = self.instalments.iter().filter(|one| one.left.is_positive()).map(|one| one.due_on);
        loans.chain(instalments).min()
    }

    /// While something is overdue, or is classed for it, every day counts; else the next due date.
    fn next_after(&self, day: NaiveDate) -> Option<NaiveDate> {
        if self.class != Class::Standard || self.standing == Standing::Debtor {
            return day.succ_opt();
        }
        self.oldest_unpaid()
    }
}

impl LoanDebt {
    fn end_day(&mut self, day: NaiveDate, terms: PenalTerms) -> Result<Option<Charge>, OutOfRange> {
        if self.written_off {
            return Ok(None);
        }
        let base = self.position.penal_base(day);
        let (meter, yearly) = self.meter.day(base, terms.annual).ok_or(OutOfRange)?;
        self.meter = meter;
        let unpaid: Vec<u16> = self.newly_overdue(day);
        let flat = i64::try_from(unpaid.len()).ok().and_then(|times| terms.flat.get().checked_mul(times));
        let amount = flat.and_then(|flat| yearly.get().checked_add(flat)).ok_or(OutOfRange)?;
        if amount == 0 {
            return Ok(None);
        }
        let amount = Paise::new(amount);
        self.position.penal_charged = self.position.penal_charged.checked_add(amount).ok_or(OutOfRange)?;
        Ok(Some(Charge { of: Of::Loan(self.id), day, amount, base }))
    }

    /// The instalments that are overdue from the end of this day, and takes note of all that were due.
    fn newly_overdue(&mut self, day: NaiveDate) -> Vec<u16> {
        let due = self.position.rows.iter().filter(|row| row.due_date <= day).map(|row| row.number).max();
        let before = self.flat_number;
        self.flat_number = before.max(due.unwrap_or(0));
        let settled = self.position.settled_rows();
        let new =
            (before.saturating_add(1)..=self.flat_number).filter(|number| usize::from(*number) > settled);
        new.collect()
    }
}

impl InstalmentDebt {
    fn end_day(&mut self, day: NaiveDate, terms: PenalTerms) -> Result<Option<Charge>, OutOfRange> {
        if self.written_off || self.due_on > day || !self.left.is_positive() {
            return Ok(None);
        }
        let base = if self.due_on < day { self.left } else { Paise::ZERO };
        let (meter, yearly) = self.meter.day(base, terms.annual).ok_or(OutOfRange)?;
        self.meter = meter;
        let flat = if self.flat_charged { Paise::ZERO } else { terms.flat };
        self.flat_charged = true;
        let amount = yearly.checked_add(flat).ok_or(OutOfRange)?;
        if amount.is_zero() {
            return Ok(None);
        }
        self.penal = self.penal.checked_add(amount).ok_or(OutOfRange)?;
        Ok(Some(Charge { of: Of::Instalment(self.id, self.plan), day, amount, base }))
    }
}

#[cfg(test)]
mod tests;
