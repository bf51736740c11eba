//! What the pretend gateways took and gave back: one book for all of them, remembered in a file.

use domain::gateway::GatewayName;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions},
    io::{BufRead, BufReader, Write},
    path::Path,
};

/// How a payment stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub(super) enum Standing {
    /// Known, and nobody has tried to pay it.
    New,
    /// The customer is at the page.
    Waiting,
    /// Being decided.
    Processing,
    Taken,
    Failed {
        code: String,
    },
    CalledOff,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Charge {
    pub(super) gateway: GatewayName,
    /// The merchant's side's: ours.
    pub(super) reference: String,
    /// Its number, from which every face makes its own ids.
    pub(super) number: u64,
    pub(super) amount_paise: i64,
    pub(super) method: String,
    pub(super) description: String,
    pub(super) return_url: Option<String>,
    pub(super) standing: Standing,
    /// How often somebody tried to have it paid.
    pub(super) sent: u32,
    /// Razorpay takes in two steps.
    pub(super) captured: bool,
    /// Razorpay keeps what the merchant's side writes on an order.
    #[serde(default)]
    pub(super) notes: Option<serde_json::Value>,
    pub(super) given_back_paise: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Refund {
    pub(super) gateway: GatewayName,
    pub(super) reference: String,
    pub(super) number: u64,
    pub(super) charge: u64,
    pub(super) amount_paise: i64,
    /// `None`: it went back.
    pub(super) failure_code: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "snake_case")]
enum Line {
    Charge(Charge),
    Refund(Refund),
}

/// One line of what was really taken, for whoever compares books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Taken {
    pub gateway: GatewayName,
    pub reference: String,
    pub amount_paise: i64,
    pub given_back_paise: i64,
}

type Key = (GatewayName, String);

#[derive(Default)]
pub(super) struct Book {
    charges: BTreeMap<Key, Charge>,
    refunds: BTreeMap<Key, Refund>,
    last: u64,
    file: Option<File>,
}

impl Book {
    /// With everything that the file tells; a line that a crash cut off was told to nobody.
    pub(super) fn open(path: Option<&Path>) -> anyhow::Result<Book> {
        let mut book = Book::default();
        let Some(path) = path else { return Ok(book) };
        let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        for line in BufReader::new(&file).lines() {
            match serde_json::from_str(&line?) {
                Ok(Line::Charge(charge)) => book.put(charge),
                Ok(Line::Refund(refund)) => book.put_refund(refund),
                Err(_) => {}
            }
        }
        book.file = Some(file);
        // Whatever was being decided was told to nobody: it is as if nobody had tried.
        for charge in book.charges.values_mut().filter(|charge| charge.standing == Standing::Processing) {
            charge.standing = Standing::New;
        }
        Ok(book)
    }

    fn put(&mut self, charge: Charge) {
        self.last = self.last.max(charge.number);
        self.charges.insert((charge.gateway, charge.reference.clone()), charge);
    }

    fn put_refund(&mut self, refund: Refund) {
        self.last = self.last.max(refund.number);
        self.refunds.insert((refund.gateway, refund.reference.clone()), refund);
    }

    fn write(&mut self, line: &Line) {
        let Some(file) = &mut self.file else { return };
        let written = serde_json::to_vec(line).map(|mut line| {
            line.push(b'\n');
            line
        });
        if let Err(error) = written.map_err(std::io::Error::from).and_then(|line| file.write_all(&line)) {
            tracing::error!(%error, "the pretend gateways could not write their book");
        }
    }

    fn keep(&mut self, charge: Charge) {
        self.write(&Line::Charge(charge.clone()));
        self.put(charge);
    }

    fn next(&mut self) -> u64 {
        self.last = self.last.saturating_add(1);
        self.last
    }

    pub(super) fn find(&self, gateway: GatewayName, reference: &str) -> Option<Charge> {
        self.charges.get(&(gateway, reference.to_owned())).cloned()
    }

    pub(super) fn by_number(&self, gateway: GatewayName, number: u64) -> Option<Charge> {
        self.charges.values().find(|charge| charge.gateway == gateway && charge.number == number).cloned()
    }

    /// The newest first.
    pub(super) fn charges_of(&self, gateway: GatewayName) -> Vec<Charge> {
        let mut all: Vec<Charge> =
            self.charges.values().filter(|charge| charge.gateway == gateway).cloned().collect();
        all.sort_by_key(|charge| std::cmp::Reverse(charge.number));
        all
    }

    /// The one of this reference, made where there is none. `None`: it is another amount's.
    pub(super) fn made(
        &mut self,
        gateway: GatewayName,
        reference: &str,
        amount_paise: i64,
    ) -> Option<Charge> {
        if let Some(charge) = self.find(gateway, reference) {
            return (charge.amount_paise == amount_paise).then_some(charge);
        }
        let charge = Charge {
            gateway,
            reference: reference.to_owned(),
            number: self.next(),
            amount_paise,
            method: String::new(),
            description: String::new(),
            return_url: None,
            standing: Standing::New,
            sent: 0,
            captured: false,
            notes: None,
            given_back_paise: 0,
        };
        self.keep(charge.clone());
        Some(charge)
    }

    /// Changes one as it is now; `change` says whether it did.
    pub(super) fn change(
        &mut self,
        gateway: GatewayName,
        reference: &str,
        change: impl FnOnce(&mut Charge) -> bool,
    ) -> Option<Charge> {
        let mut charge = self.find(gateway, reference)?;
        if change(&mut charge) {
            self.keep(charge.clone());
        }
        Some(charge)
    }

    pub(super) fn refund(&self, gateway: GatewayName, reference: &str) -> Option<Refund> {
        self.refunds.get(&(gateway, reference.to_owned())).cloned()
    }

    pub(super) fn refund_by_number(&self, gateway: GatewayName, number: u64) -> Option<Refund> {
        self.refunds.values().find(|refund| refund.gateway == gateway && refund.number == number).cloned()
    }

    pub(super) fn refunds_of(&self, gateway: GatewayName, charge: u64) -> Vec<Refund> {
        self.refunds
            .values()
            .filter(|refund| refund.gateway == gateway && refund.charge == charge)
            .cloned()
            .collect()
    }

    /// Once for each reference; never more than was taken.
    pub(super) fn give_back(
        &mut self,
        charge: &Charge,
        reference: &str,
        amount_paise: i64,
        declined: bool,
    ) -> Refund {
        if let Some(refund) = self.refund(charge.gateway, reference) {
            return refund;
        }
        let left = charge.amount_paise.saturating_sub(charge.given_back_paise);
        let may = charge.standing == Standing::Taken && amount_paise > 0 && amount_paise <= left && !declined;
        let refund = Refund {
            gateway: charge.gateway,
            reference: reference.to_owned(),
            number: self.next(),
            charge: charge.number,
            amount_paise,
            failure_code: (!may).then(|| "refund_refused".to_owned()),
        };
        self.write(&Line::Refund(refund.clone()));
        self.put_refund(refund.clone());
        if may {
            self.change(charge.gateway, &charge.reference, |charge| {
                charge.given_back_paise = charge.given_back_paise.saturating_add(amount_paise);
                true
            });
        }
        refund
    }

    pub(super) fn taken(&self) -> Vec<Taken> {
        let taken = self.charges.values().filter(|charge| charge.standing == Standing::Taken);
        // What Razorpay has authorized and nobody captured is nobody's.
        let ours = taken.filter(|charge| charge.gateway != GatewayName::Razorpay || charge.captured);
        ours.map(|charge| Taken {
            gateway: charge.gateway,
            reference: charge.reference.clone(),
            amount_paise: charge.amount_paise,
            given_back_paise: charge.given_back_paise,
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restart_forgets_nothing_and_gives_back_once() {
        let path = std::env::temp_dir().join(format!("kist-gateways-{}", uuid::Uuid::new_v4()));
        let mut book = Book::open(Some(&path)).unwrap();
        let name = GatewayName::Stripe;
        book.made(name, "a", 100).unwrap();
        assert!(book.made(name, "a", 101).is_none(), "another amount's");
        let charge = book.change(name, "a", |charge| {
            charge.standing = Standing::Taken;
            true
        });
        let charge = charge.unwrap();
        assert_eq!(book.give_back(&charge, "r", 60, false).failure_code, None);
        let mut book = Book::open(Some(&path)).unwrap();
        let charge = book.find(name, "a").unwrap();
        assert_eq!((charge.given_back_paise, charge.standing.clone()), (60, Standing::Taken));
        assert_eq!(book.give_back(&charge, "r", 60, false).failure_code, None, "the same one");
        assert!(book.give_back(&charge, "r2", 60, false).failure_code.is_some(), "more than is left");
        assert_eq!(book.taken().len(), 1);
        std::fs::remove_file(&path).unwrap();
    }
}
