//! The cast's stories as deeds in the order of time.
//!
//! Over all people in one order, because the ledger numbers its lines as they are written, and a statement
//! must read in the order in which things happened.

use super::{
    cast::{
        ADMIN, BANK_ACCOUNTS, BORROWERS, Kept, LATERS, Later, MERCHANTS, Player, SALES, Sale, Story, TOLD,
        Told,
    },
    chance::Chance,
};
use anyhow::Context;
use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, Utc};
use domain::{
    calendar::start_of_day,
    loan::{
        schedule::{Instalment, schedule},
        terms::Terms,
        view::Purpose,
    },
    money::{Paise, PositivePaise, Rate},
    plan::split::instalments,
};

/// How far back the story begins.
pub(super) const HISTORY_DAYS: u64 = 480;
/// What the owners put in before anything was lent.
const CAPITAL_RUPEES: u32 = 20_000_000;
/// Between two instalments of a plan, as a new database has it.
const DAYS_BETWEEN: u16 = 30;
/// Per cent a year, as a small lender asks for them.
const RATES: [u32; 6] = [1_100, 1_200, 1_350, 1_500, 1_650, 1_800];

/// Something that somebody does at some time.
pub(super) struct Deed {
    pub(super) at: DateTime<Utc>,
    pub(super) what: What,
    /// For those that move money: the same in every run.
    pub(super) key: String,
}

/// Of the last deed: whoever finds it need not do anything.
pub(super) const COMPLETE: &str = "demo-complete";

pub(super) enum What {
    Register(&'static Player),
    PayInCapital(PositivePaise),
    TopUp {
        who: &'static str,
        amount: PositivePaise,
        words: &'static str,
    },
    FundMerchant {
        who: &'static str,
        amount: PositivePaise,
    },
    AddBankAccount(&'static Kept),
    Tell(&'static Told),
    /// Asked for and, unless it waits for its customer, paid.
    Sell(&'static Sale),
    /// Of what was sold under this key.
    GiveBack {
        sale: &'static Sale,
        sold: String,
        amount: PositivePaise,
    },
    BuyLater(&'static Later),
    /// Of what was bought under this key.
    PayInstalment {
        later: &'static Later,
        bought: String,
        number: u16,
    },
    AskBack {
        later: &'static Later,
        bought: String,
        amount: PositivePaise,
    },
    /// The borrower's loans are numbered from 0 in this order.
    Apply {
        who: &'static str,
        terms: Terms,
        why: Purpose,
    },
    Approve {
        who: &'static str,
        loan: usize,
    },
    Reject {
        who: &'static str,
        loan: usize,
        reason: &'static str,
    },
    Repay {
        who: &'static str,
        loan: usize,
        amount: PositivePaise,
    },
}

/// Everything up to now, as seen from `today`.
pub(super) fn of(today: NaiveDate, now: DateTime<Utc>) -> anyhow::Result<Vec<Deed>> {
    let first = today.checked_sub_days(Days::new(HISTORY_DAYS)).context("the calendar ends")?;
    let opening = at(first, 9 * 60);
    let deed = |at, what, key: &str| Deed { at, what, key: key.to_owned() };
    let mut deeds = vec![
        deed(opening, What::Register(&ADMIN), ""),
        deed(opening + TimeDelta::minutes(10), What::PayInCapital(rupees(CAPITAL_RUPEES)?), "demo-capital"),
    ];
    for (place, (merchant, arrived)) in (0..).zip(&MERCHANTS) {
        let joined = opening + TimeDelta::days(3 + 40 * place);
        deeds.push(deed(joined, What::Register(merchant), ""));
        for (number, amount) in (1..).zip(*arrived) {
            let at = joined + TimeDelta::days(30 * number) + TimeDelta::minutes(37 * number);
            let what = What::FundMerchant { who: merchant.email, amount: rupees(*amount)? };
            deeds.push(deed(at, what, &format!("demo-{}-{number}", merchant.email)));
        }
    }
    for (seed, player) in (1..).zip(&BORROWERS) {
        let mut life =
            Life { player, today, chance: Chance::new(seed), deeds: Vec::new(), loans: 0, owed: 0 };
        life.live()?;
        life.fund()?;
        deeds.extend(life.deeds);
    }
    let just_now = now - TimeDelta::minutes(1);
    for (number, sale) in (1..).zip(&SALES) {
        deeds.extend(sold(sale, number, today, just_now)?);
    }
    for (number, later) in (1..).zip(&LATERS) {
        deeds.extend(bought(later, number, today, just_now)?);
    }
    // What would be later today has not happened yet.
    deeds.retain(|deed| deed.at < just_now);
    for kept in &BANK_ACCOUNTS {
        deeds.push(deed(just_now, What::AddBankAccount(kept), ""));
    }
    for told in &TOLD {
        deeds.push(deed(just_now, What::Tell(told), ""));
    }
    deeds.sort_by_key(|deed| deed.at);
    let last = What::TopUp { who: BORROWERS[0].email, amount: rupees(500)?, words: "Added by UPI" };
    deeds.push(deed(just_now, last, COMPLETE));
    Ok(deeds)
}

/// Whoever pays has put so much into the wallet before.
fn sold(
    sale: &'static Sale,
    number: i64,
    today: NaiveDate,
    just_now: DateTime<Utc>,
) -> anyhow::Result<Vec<Deed>> {
    let key = format!("demo-sale-{number}");
    let amount = rupees(sale.rupees)?;
    let Some(payer) = sale.payer else {
        let begun = just_now - TimeDelta::minutes(1);
        return Ok(vec![Deed { at: begun, what: What::Sell(sale), key }]);
    };
    let day = today.checked_sub_days(Days::new(sale.days_ago)).context("the calendar ends")?;
    let at = at(day, 12 * 60 + 7 * u32::try_from(number).unwrap_or(1));
    let top_up = What::TopUp { who: payer, amount, words: "Added by UPI" };
    let mut deeds = vec![
        Deed { at: at - TimeDelta::minutes(4), what: top_up, key: format!("{key}-before") },
        Deed { at, what: What::Sell(sale), key: key.clone() },
    ];
    if let Some(back) = sale.back {
        let what = What::GiveBack { sale, sold: key.clone(), amount: rupees(back)? };
        deeds.push(Deed { at: at + TimeDelta::days(2), what, key: format!("{key}-back") });
    }
    Ok(deeds)
}

/// Whoever pays an instalment has put so much into the wallet before.
fn bought(
    later: &'static Later,
    number: i64,
    today: NaiveDate,
    just_now: DateTime<Utc>,
) -> anyhow::Result<Vec<Deed>> {
    let key = format!("demo-later-{number}");
    let day = today.checked_sub_days(Days::new(later.days_ago)).context("the calendar ends")?;
    let minutes = 15 * 60 + 11 * u32::try_from(number).unwrap_or(1);
    let mut deeds = vec![Deed { at: at(day, minutes), what: What::BuyLater(later), key: key.clone() }];
    let parts = instalments(rupees(later.rupees)?, later.count, DAYS_BETWEEN, false, day);
    for part in parts.context("too little for so many instalments")?.iter().take(later.paid.into()) {
        let at = at(part.due_on, minutes);
        let top_up = What::TopUp { who: later.payer, amount: positive(part.amount)?, words: "Added by UPI" };
        deeds.push(Deed {
            at: at - TimeDelta::minutes(6),
            what: top_up,
            key: format!("{key}-before-{}", part.number),
        });
        let what = What::PayInstalment { later, bought: key.clone(), number: part.number };
        deeds.push(Deed { at, what, key: format!("{key}-pay-{}", part.number) });
    }
    if let Some(amount) = later.asks_back {
        let what = What::AskBack { later, bought: key.clone(), amount: rupees(amount)? };
        deeds.push(Deed { at: just_now - TimeDelta::hours(20), what, key: format!("{key}-back") });
    }
    Ok(deeds)
}

/// One borrower's time with us.
struct Life {
    player: &'static Player,
    today: NaiveDate,
    chance: Chance,
    deeds: Vec<Deed>,
    loans: usize,
    /// What is still to be paid on loans that run, in paise.
    owed: i64,
}

impl Life {
    fn live(&mut self) -> anyhow::Result<()> {
        let joined = match self.player.stories.first() {
            Some(story) => {
                self.first_day(story)?.checked_sub_days(Days::new(2)).context("the calendar ends")?
            }
            None => self.today.checked_sub_days(Days::new(30)).context("the calendar ends")?,
        };
        let morning = self.time(joined, 8, 11);
        self.does(morning, What::Register(self.player));
        let first = self.chance.between(4, 30) * 500;
        self.top_up(morning + TimeDelta::minutes(25), i64::from(first) * 100)?;
        for story in self.player.stories {
            self.tell(story)?;
        }
        Ok(())
    }

    /// The day of a story's application.
    fn first_day(&self, story: &Story) -> anyhow::Result<NaiveDate> {
        let before = |months: u32| self.today.checked_sub_months(Months::new(months));
        let day = match *story {
            // Approved this very day.
            Story::OnTime { ago: 0, .. } => self.today.pred_opt(),
            Story::Paid { ago, .. }
            | Story::PaidOff { ago, .. }
            | Story::OnTime { ago, .. }
            | Story::Rejected { ago, .. } => {
                // Due dates are spread over the month, the same for a person each time.
                let spread = u64::try_from(self.player.email.len() % 17).unwrap_or(0) + 1;
                before(ago).and_then(|day| day.checked_sub_days(Days::new(spread)))
            }
            Story::Overdue { days, after, .. } => {
                let due = self.today.checked_sub_days(Days::new(u64::from(days)));
                due.and_then(|due| due.checked_sub_months(Months::new(after + 1)))
                    .and_then(|day| day.pred_opt())
            }
            Story::Applied { days, .. } => self.today.checked_sub_days(Days::new(u64::from(days))),
        };
        day.context("the calendar ends")
    }

    fn tell(&mut self, story: &Story) -> anyhow::Result<()> {
        let applied_on = self.first_day(story)?;
        let paid_out_on = applied_on.succ_opt().context("the calendar ends")?;
        match *story {
            Story::Applied { rupees, months, why, .. } => {
                self.apply(applied_on, rupees, months, why)?;
                self.loans += 1;
            }
            Story::Rejected { rupees, months, why, reason, .. } => {
                self.apply(applied_on, rupees, months, why)?;
                let what = What::Reject { who: self.player.email, loan: self.loans, reason };
                let at = self.time(paid_out_on, 11, 17);
                self.does(at, what);
                self.loans += 1;
            }
            Story::Paid { rupees, months, why, .. } | Story::OnTime { rupees, months, why, .. } => {
                self.borrow(applied_on, paid_out_on, rupees, months, why, u16::MAX, false)?;
            }
            Story::PaidOff { rupees, months, after, why, .. } => {
                self.borrow(applied_on, paid_out_on, rupees, months, why, after, true)?;
            }
            Story::Overdue { after, rupees, months, why, .. } => {
                let paid = u16::try_from(after).unwrap_or(0);
                self.borrow(applied_on, paid_out_on, rupees, months, why, paid, false)?;
            }
        }
        Ok(())
    }

    fn apply(&mut self, on: NaiveDate, amount: u32, months: u16, why: Purpose) -> anyhow::Result<Terms> {
        let rate = self.chance.pick(&RATES).copied().unwrap_or(1_200);
        let terms = Terms {
            principal: rupees(amount)?,
            tenure_months: months,
            annual_rate: Rate::from_hundredths(rate),
        };
        let at = self.time(on, 10, 20);
        self.does(at, What::Apply { who: self.player.email, terms, why });
        Ok(terms)
    }

    /// A loan that was paid out: so many instalments are paid, those that have fallen due; the rest at once,
    /// where it is closed ahead of time.
    #[expect(clippy::too_many_arguments, reason = "each is one fact of the story")]
    fn borrow(
        &mut self,
        applied_on: NaiveDate,
        paid_out_on: NaiveDate,
        amount: u32,
        months: u16,
        why: Purpose,
        paid: u16,
        then_all: bool,
    ) -> anyhow::Result<()> {
        let terms = self.apply(applied_on, amount, months, why)?;
        let loan = self.loans;
        self.loans += 1;
        let approved = self.time(paid_out_on, 11, 17);
        self.does(approved, What::Approve { who: self.player.email, loan });
        let plan = schedule(&terms, paid_out_on).map_err(|error| anyhow::anyhow!("{error}"))?.instalments;
        let fallen_due = |row: &&Instalment| row.number <= paid && row.due_date <= self.today;
        let settled: Vec<Instalment> = plan.iter().filter(fallen_due).cloned().collect();
        for row in &settled {
            let at = self.paying_time(row.due_date);
            self.repay(at, loan, row.emi)?;
        }
        let left =
            Paise::sum(plan.iter().skip(settled.len()).map(|row| row.emi)).context("too much is owed")?;
        if then_all {
            let last = settled.last().map_or(paid_out_on, |row| row.due_date);
            let day = add_days(last, self.chance.between(6, 20))?;
            let at = self.time(day, 10, 21);
            self.repay(at, loan, left)?;
        } else {
            self.owed += left.get();
        }
        Ok(())
    }

    /// Most pay a day or two ahead, some on the day, a few late.
    fn paying_time(&mut self, due: NaiveDate) -> DateTime<Utc> {
        let days = if self.chance.one_in(9) {
            i64::from(self.chance.between(1, 4))
        } else {
            -i64::from(self.chance.between(0, 2))
        };
        self.time(due + TimeDelta::days(days), 9, 21)
    }

    fn repay(&mut self, at: DateTime<Utc>, loan: usize, amount: Paise) -> anyhow::Result<()> {
        // Whoever lives on a salary tops up when it comes.
        if self.chance.one_in(2) {
            let before = TimeDelta::hours(i64::from(self.chance.between(2, 40)));
            self.top_up(at - before, round_up(amount.get(), 50_000))?;
        }
        self.does(at, What::Repay { who: self.player.email, loan, amount: positive(amount)? });
        Ok(())
    }

    fn top_up(&mut self, at: DateTime<Utc>, paise: i64) -> anyhow::Result<()> {
        let words = ["Added by UPI", "Salary by NEFT", "Transfer from bank account"];
        let words = self.chance.pick(&words).copied().unwrap_or("Added by UPI");
        let amount = positive(Paise::new(paise))?;
        self.does(at, What::TopUp { who: self.player.email, amount, words });
        Ok(())
    }

    fn does(&mut self, at: DateTime<Utc>, what: What) {
        let key = format!("demo-{}-{}", self.player.email, self.deeds.len());
        self.deeds.push(Deed { at, what, key });
    }

    /// Some time between these hours; today soon after midnight, so that it has happened already.
    fn time(&mut self, day: NaiveDate, from_hour: u32, to_hour: u32) -> DateTime<Utc> {
        let (earliest, latest) = if day == self.today { (5, 40) } else { (from_hour * 60, to_hour * 60) };
        at(day, self.chance.between(earliest, latest))
            + TimeDelta::seconds(i64::from(self.chance.between(0, 59)))
    }

    /// Sees to it that there is money for everything, and at the end enough to pay what is still owed,
    /// interest included: whoever tries the demonstration can pay off any loan.
    fn fund(&mut self) -> anyhow::Result<()> {
        self.deeds.sort_by_key(|deed| deed.at);
        let mut lent = Vec::new();
        let (mut wallet, mut missing) = (0_i64, 0_i64);
        for deed in &self.deeds {
            match &deed.what {
                What::Apply { terms, .. } => lent.push(terms.principal.get().get()),
                What::Approve { loan, .. } => wallet += lent.get(*loan).copied().unwrap_or(0),
                What::TopUp { amount, .. } => wallet += amount.get().get(),
                What::Repay { amount, .. } => wallet -= amount.get().get(),
                // What was bought was put into the wallet before, and is none of a life's own deeds.
                What::Register(_)
                | What::PayInCapital(_)
                | What::FundMerchant { .. }
                | What::AddBankAccount(_)
                | What::Tell(_)
                | What::Sell(_)
                | What::GiveBack { .. }
                | What::BuyLater(_)
                | What::PayInstalment { .. }
                | What::AskBack { .. }
                | What::Reject { .. } => {}
            }
            missing = missing.max(-wallet);
        }
        missing = missing.max(self.owed - wallet);
        if missing > 0 {
            let joined = self.deeds.first().context("nobody joined")?.at;
            self.top_up(joined + TimeDelta::minutes(40), round_up(missing, 100_000))?;
        }
        Ok(())
    }
}

/// So many minutes after midnight, in India.
fn at(day: NaiveDate, minutes: u32) -> DateTime<Utc> {
    start_of_day(day) + TimeDelta::minutes(i64::from(minutes))
}

/// Up to the next whole multiple.
fn round_up(paise: i64, to: i64) -> i64 {
    paise.div_euclid(to).saturating_add(1).saturating_mul(to)
}

fn add_days(day: NaiveDate, days: u32) -> anyhow::Result<NaiveDate> {
    day.checked_add_days(Days::new(u64::from(days))).context("the calendar ends")
}

fn rupees(rupees: u32) -> anyhow::Result<PositivePaise> {
    positive(Paise::new(i64::from(rupees) * 100))
}

fn positive(amount: Paise) -> anyhow::Result<PositivePaise> {
    PositivePaise::try_from(amount).map_err(|error| anyhow::anyhow!("{error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{HashMap, HashSet};

    fn days() -> impl Iterator<Item = NaiveDate> {
        let start: NaiveDate = "2026-01-01".parse().unwrap();
        (0..800).step_by(7).map(move |days| start + TimeDelta::days(days))
    }

    #[test]
    fn on_any_day_the_plan_is_in_order_and_can_be_performed() {
        for today in days() {
            let now = at(today, 13 * 60);
            let deeds = of(today, now).unwrap();
            assert!(
                deeds.is_sorted_by_key(|deed| deed.at) && deeds.iter().all(|deed| deed.at < now),
                "{today}"
            );
            let mut known = HashSet::new();
            let mut wallets: HashMap<&str, i64> = HashMap::new();
            let mut loans: HashMap<&str, Vec<(i64, bool)>> = HashMap::new();
            for deed in &deeds {
                match &deed.what {
                    What::Register(player) => assert!(known.insert(player.email), "{today}"),
                    What::PayInCapital(_) => {}
                    What::FundMerchant { who, .. } => assert!(known.contains(who), "{today}"),
                    What::AddBankAccount(kept) => assert!(known.contains(kept.who), "{today}"),
                    What::Tell(told) => assert!(known.contains(told.who), "{today}"),
                    What::Sell(sale) => {
                        assert!(known.contains(sale.merchant), "{today}");
                        if let Some(payer) = sale.payer {
                            assert!(known.contains(payer), "{today} {payer}");
                            *wallets.entry(payer).or_default() -= i64::from(sale.rupees) * 100;
                        }
                    }
                    What::GiveBack { sale, amount, .. } => {
                        *wallets.entry(sale.payer.unwrap()).or_default() += amount.get().get();
                    }
                    What::BuyLater(later) => {
                        assert!(known.contains(later.merchant) && known.contains(later.payer), "{today}");
                    }
                    What::PayInstalment { later, .. } => {
                        let each = i64::from(later.rupees) * 100 / i64::from(later.count);
                        let wallet = wallets.entry(later.payer).or_default();
                        *wallet -= each;
                        assert!(*wallet >= 0, "{today} {}", later.payer);
                    }
                    What::AskBack { .. } => {}
                    What::TopUp { who, amount, .. } => *wallets.entry(who).or_default() += amount.get().get(),
                    What::Apply { who, terms, .. } => {
                        assert!(known.contains(who), "{today} {who}");
                        loans.entry(who).or_default().push((terms.principal.get().get(), false));
                    }
                    What::Approve { who, loan } => {
                        let lent = &mut loans.get_mut(who).unwrap()[*loan];
                        lent.1 = true;
                        *wallets.entry(who).or_default() += lent.0;
                    }
                    What::Reject { who, loan, .. } => assert!(!loans[who][*loan].1, "{today} {who}"),
                    What::Repay { who, loan, amount } => {
                        assert!(loans[who][*loan].1, "{today} {who}");
                        let wallet = wallets.entry(who).or_default();
                        *wallet -= amount.get().get();
                        assert!(*wallet >= 0, "{today} {who}");
                    }
                }
            }
            assert_eq!(known.len(), BORROWERS.len() + MERCHANTS.len() + 1, "{today}");
        }
    }

    #[test]
    fn the_plan_is_the_same_each_time() {
        let today: NaiveDate = "2026-11-21".parse().unwrap();
        let now = at(today, 800);
        let first = of(today, now).unwrap();
        let later = of(today, now).unwrap();
        assert!(first.iter().zip(&later).all(|(one, other)| one.at == other.at));
        assert_eq!(first.len(), later.len());
    }
}
