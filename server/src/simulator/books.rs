//! The pretend bank's own books: every transfer it heard of, two-sided balances, and what it refuses for good.

use super::journal::{Event, Journal};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap, HashSet};

/// ₹1,00,00,000, of every account the bank hears of.
const OPENING_PAISE: i64 = 1_000_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Direction {
    /// From the account to Kist.
    Collect,
    /// From Kist to the account.
    Pay,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Account {
    #[serde(default)]
    pub(super) holder_name: String,
    pub(super) number: String,
    pub(super) ifsc: String,
}

/// What was asked for. Equal ones under one key are one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) reference: String,
    pub(super) direction: Direction,
    pub(super) amount_paise: i64,
    #[serde(default)]
    pub(super) account: Option<Account>,
    #[serde(default)]
    pub(super) callback_url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub(super) enum State {
    Processing,
    Success,
    Failed { failure_code: String },
}

#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) order: Order,
    pub(super) state: State,
}

/// What the bank knows of a reference.
#[derive(Clone, Debug)]
pub(super) enum Known {
    Transfer(Record),
    Fenced,
    Nothing,
}

/// One line of `GET /v1/books`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Movement {
    reference: String,
    bank_reference: String,
    direction: Direction,
    amount_paise: i64,
    account_number: Option<String>,
    ifsc: Option<String>,
}

/// `GET /v1/accounts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Balances {
    /// Of Kist's own account, which may be overdrawn: everything collected less everything paid.
    kist_paise: i64,
    /// Of everybody from whom is collected without naming an account; never short of money.
    on_file_paise: i64,
    accounts: Vec<BalanceOf>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct BalanceOf {
    account_number: String,
    ifsc: String,
    opening_paise: i64,
    balance_paise: i64,
}

#[derive(Default)]
pub(super) struct Books {
    records: HashMap<String, Record>,
    fenced: HashSet<String>,
    /// References in the order in which their money moved.
    moved: Vec<String>,
    kist: i64,
    on_file: i64,
    accounts: BTreeMap<(String, String), i64>,
    /// Requests that got lost before they were written down; a restart may forget them.
    lost: HashMap<String, u32>,
    journal: Option<Journal>,
}

impl Books {
    /// With everything that the journal tells.
    pub(super) fn open(journal: Option<(Journal, Vec<Event>)>) -> Books {
        let mut books = Books::default();
        if let Some((journal, events)) = journal {
            for event in events {
                books.apply(event);
            }
            books.journal = Some(journal);
        }
        books
    }

    pub(super) fn known(&self, reference: &str) -> Known {
        match self.records.get(reference) {
            Some(record) => Known::Transfer(record.clone()),
            None if self.fenced.contains(reference) => Known::Fenced,
            None => Known::Nothing,
        }
    }

    /// Those that a restart interrupted.
    pub(super) fn unfinished(&self) -> Vec<Order> {
        let open = self.records.values().filter(|record| record.state == State::Processing);
        open.map(|record| record.order.clone()).collect()
    }

    /// How often this reference got lost before.
    pub(super) fn attempt(&self, reference: &str) -> u32 {
        self.lost.get(reference).copied().unwrap_or(0)
    }

    pub(super) fn lose(&mut self, reference: &str) {
        let times = self.lost.entry(reference.to_owned()).or_default();
        *times = times.saturating_add(1);
    }

    pub(super) fn receive(&mut self, order: Order) {
        self.write(Event::Received { order });
    }

    /// Refuses a reference for good, unless it is known.
    pub(super) fn fence(&mut self, reference: &str) -> Known {
        if let Known::Nothing = self.known(reference) {
            self.write(Event::Fenced { reference: reference.to_owned() });
        }
        self.known(reference)
    }

    /// Ends a transfer, once. An account that does not hold enough fails it, whatever was intended.
    pub(super) fn decide(&mut self, reference: &str, failure: Option<&str>) -> Option<Record> {
        let record = self.records.get(reference)?;
        if record.state == State::Processing {
            let short = failure.is_none() && self.is_short(&record.order);
            let failure_code = failure.or(short.then_some("insufficient_funds")).map(str::to_owned);
            self.write(Event::Decided { reference: reference.to_owned(), failure_code });
        }
        self.records.get(reference).cloned()
    }

    pub(super) fn movements(&self) -> Vec<Movement> {
        let records = self.moved.iter().filter_map(|reference| self.records.get(reference));
        records
            .map(|Record { order, .. }| Movement {
                reference: order.reference.clone(),
                bank_reference: order.bank_reference(),
                direction: order.direction,
                amount_paise: order.amount_paise,
                account_number: order.account.as_ref().map(|account| account.number.clone()),
                ifsc: order.account.as_ref().map(|account| account.ifsc.clone()),
            })
            .collect()
    }

    pub(super) fn balances(&self) -> Balances {
        let accounts = self.accounts.iter().map(|((number, ifsc), balance)| BalanceOf {
            account_number: number.clone(),
            ifsc: ifsc.clone(),
            opening_paise: OPENING_PAISE,
            balance_paise: *balance,
        });
        Balances { kist_paise: self.kist, on_file_paise: self.on_file, accounts: accounts.collect() }
    }

    fn is_short(&self, order: &Order) -> bool {
        let Some(account) = &order.account else { return false };
        let balance = self.accounts.get(&account.key()).copied().unwrap_or(OPENING_PAISE);
        order.direction == Direction::Collect && balance < order.amount_paise
    }

    /// Written down first, so that a restart knows what anybody was told.
    fn write(&mut self, event: Event) {
        if let Some(journal) = &mut self.journal
            && let Err(error) = journal.write(&event)
        {
            tracing::error!(%error, "the pretend bank cannot write its books");
        }
        self.apply(event);
    }

    fn apply(&mut self, event: Event) {
        match event {
            Event::Received { order } => {
                self.records.insert(order.reference.clone(), Record { order, state: State::Processing });
            }
            Event::Decided { reference, failure_code } => {
                let Some(record) = self.records.get_mut(&reference) else { return };
                if let Some(failure_code) = failure_code {
                    record.state = State::Failed { failure_code };
                    return;
                }
                record.state = State::Success;
                let order = record.order.clone();
                self.moved.push(reference);
                self.book(&order);
            }
            Event::Fenced { reference } => {
                self.fenced.insert(reference);
            }
        }
    }

    /// What one side loses the other gains.
    fn book(&mut self, order: &Order) {
        let to_kist = match order.direction {
            Direction::Collect => order.amount_paise,
            Direction::Pay => order.amount_paise.saturating_neg(),
        };
        let other = match &order.account {
            Some(account) => self.accounts.entry(account.key()).or_insert(OPENING_PAISE),
            None => &mut self.on_file,
        };
        *other = other.saturating_sub(to_kist);
        self.kist = self.kist.saturating_add(to_kist);
    }
}

impl Order {
    /// The same for the same transfer, also after a restart.
    pub(super) fn bank_reference(&self) -> String {
        let digest = hex::encode_upper(Sha256::digest(&self.reference));
        format!("SIM{}", digest.get(..16).unwrap_or_default())
    }
}

impl Account {
    fn key(&self) -> (String, String) {
        (self.number.clone(), self.ifsc.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(reference: &str, direction: Direction, amount_paise: i64, number: Option<&str>) -> Order {
        let account = number.map(|number| Account {
            holder_name: "Asha".to_owned(),
            number: number.to_owned(),
            ifsc: "HDFC0000001".to_owned(),
        });
        Order { reference: reference.to_owned(), direction, amount_paise, account, callback_url: None }
    }

    #[track_caller]
    fn adds_up(books: &Books) {
        let outside: i64 = books.accounts.values().map(|balance| balance - OPENING_PAISE).sum();
        assert_eq!(books.kist + books.on_file + outside, 0);
    }

    #[test]
    fn what_one_side_loses_the_other_gains() {
        let mut books = Books::default();
        for (n, order) in [
            order("a", Direction::Collect, 500, Some("111")),
            order("b", Direction::Pay, 200, Some("222")),
            order("c", Direction::Collect, 70, None),
        ]
        .into_iter()
        .enumerate()
        {
            books.receive(order.clone());
            adds_up(&books);
            assert_eq!(books.decide(&order.reference, None).unwrap().state, State::Success);
            books.decide(&order.reference, Some("declined"));
            adds_up(&books);
            assert_eq!(books.movements().len(), n + 1);
        }
        assert_eq!((books.kist, books.on_file), (370, -70));
    }

    #[test]
    fn an_account_can_run_out() {
        let mut books = Books::default();
        for (reference, state) in
            [("a", State::Success), ("b", State::Failed { failure_code: "insufficient_funds".to_owned() })]
        {
            books.receive(order(reference, Direction::Collect, 600_000_000, Some("111")));
            assert_eq!(books.decide(reference, None).unwrap().state, state);
        }
        adds_up(&books);
    }

    #[test]
    fn a_fence_bars_only_what_is_not_known() {
        let mut books = Books::default();
        books.receive(order("a", Direction::Pay, 5, None));
        assert!(matches!(books.fence("a"), Known::Transfer(_)));
        assert!(matches!(books.fence("b"), Known::Fenced));
        assert!(matches!(books.known("b"), Known::Fenced));
        assert!(matches!(books.known("c"), Known::Nothing));
    }
}
