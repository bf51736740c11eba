//! Who there is, and what becomes of their loans.

use Story::{Applied, OnTime, Overdue, Paid, PaidOff, Rejected};
use domain::{actor::Role, loan::view::Purpose};

pub(super) struct Player {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) password: &'static str,
    pub(super) role: Role,
    pub(super) business: Option<&'static str>,
    /// In the order of time; one ends before the next begins, but where both may be open.
    pub(super) stories: &'static [Story],
}

/// What becomes of one loan. `ago` counts months since it was paid out; amounts are rupees.
#[derive(Clone, Copy, Debug)]
pub(super) enum Story {
    /// Every instalment paid; the last one some time ago.
    Paid {
        ago: u32,
        rupees: u32,
        months: u16,
        why: Purpose,
    },
    /// Closed ahead of time, after so many instalments.
    PaidOff {
        ago: u32,
        rupees: u32,
        months: u16,
        after: u16,
        why: Purpose,
    },
    /// Running, nothing overdue.
    OnTime {
        ago: u32,
        rupees: u32,
        months: u16,
        why: Purpose,
    },
    /// The oldest unpaid instalment fell due so many days ago, after so many were paid.
    Overdue {
        days: u32,
        after: u32,
        rupees: u32,
        months: u16,
        why: Purpose,
    },
    /// Waiting for an admin since so many days.
    Applied {
        days: u32,
        rupees: u32,
        months: u16,
        why: Purpose,
    },
    Rejected {
        ago: u32,
        rupees: u32,
        months: u16,
        why: Purpose,
        reason: &'static str,
    },
}

const fn borrower(name: &'static str, email: &'static str, stories: &'static [Story]) -> Player {
    Player { name, email, password: "user123", role: Role::User, business: None, stories }
}

const HOME: Purpose = Purpose::HomeRepair;
const SCHOOL: Purpose = Purpose::Education;
const HEALTH: Purpose = Purpose::Medical;
const TRADE: Purpose = Purpose::Business;
const OTHER: Purpose = Purpose::Other;

const INCOME: &str = "The instalment would take more than half of the income shown.";
const PAPERS: &str = "The bank statement is older than three months. Please apply again with a recent one.";
const ADDRESS: &str = "The address on the identity card is not the one in the application.";
const TWICE: &str = "There is another application for the same purpose, and it was approved.";

pub(super) const ADMIN: Player = Player {
    name: "Kavita Deshpande",
    email: "admin@example.com",
    password: "admin123",
    role: Role::Admin,
    business: None,
    stories: &[],
};

const fn merchant(name: &'static str, email: &'static str, business: &'static str) -> Player {
    Player {
        name,
        email,
        password: "merchant123",
        role: Role::Merchant,
        business: Some(business),
        stories: &[],
    }
}

/// Each with what arrived for it at the bank, in rupees and in the order of time.
pub(super) const MERCHANTS: [(Player, &[u32]); 3] = [
    (merchant("Rohan Mehta", "merchant@example.com", "Mehta Electronics"), &[100_000, 73_640, 23_010]),
    (merchant("Sunita Rane", "sunita.rane@example.com", "Rane Furniture"), &[64_500, 38_250]),
    (merchant("Joseph Fernandes", "joseph.fernandes@example.com", "Fernandes Travels"), &[410_000]),
];

/// Something that was paid for from a wallet, in whole rupees.
pub(super) struct Sale {
    pub(super) merchant: &'static str,
    /// `None`: it still waits for its customer.
    pub(super) payer: Option<&'static str>,
    pub(super) days_ago: u64,
    pub(super) rupees: u32,
    pub(super) what: &'static str,
    /// So much was given back, some days after.
    pub(super) back: Option<u32>,
}

const MEHTA: &str = "merchant@example.com";
const RANE: &str = "sunita.rane@example.com";

/// What they and the plans below brought Mehta Electronics, less the fee of 2 %, and what arrived at its bank come to ₹2,50,000.
#[rustfmt::skip] // a table
pub(super) const SALES: [Sale; 6] = [
    Sale { merchant: MEHTA, payer: Some("ananya.banerjee@example.com"), days_ago: 26, rupees: 12_500, what: "Order 2207: washing machine, first part", back: None },
    Sale { merchant: MEHTA, payer: Some("harish.gowda@example.com"), days_ago: 19, rupees: 8_000, what: "Order 2212: two ceiling fans", back: Some(3_000) },
    Sale { merchant: RANE, payer: Some("ananya.banerjee@example.com"), days_ago: 11, rupees: 6_400, what: "Bookshelf, teak", back: None },
    Sale { merchant: MEHTA, payer: Some("gauri.joshi@example.com"), days_ago: 8, rupees: 3_750, what: "Order 2219: mixer grinder", back: None },
    Sale { merchant: MEHTA, payer: Some("harish.gowda@example.com"), days_ago: 3, rupees: 1_250, what: "Order 2226: table lamp", back: None },
    Sale { merchant: MEHTA, payer: None, days_ago: 0, rupees: 2_499, what: "Order 2231: Bluetooth speaker", back: None },
];

/// Something bought on instalments.
pub(super) struct Later {
    pub(super) merchant: &'static str,
    pub(super) payer: &'static str,
    pub(super) days_ago: u64,
    pub(super) rupees: u32,
    pub(super) count: u16,
    /// So many are paid, each on its day.
    pub(super) paid: u16,
    pub(super) what: &'static str,
    /// Asked back of it, and waiting for the shop.
    pub(super) asks_back: Option<u32>,
}

#[rustfmt::skip] // a table
pub(super) const LATERS: [Later; 4] = [
    Later { merchant: MEHTA, payer: "gauri.joshi@example.com", days_ago: 100, rupees: 9_000, count: 3, paid: 3, what: "Order 2150: microwave oven", asks_back: None },
    Later { merchant: MEHTA, payer: "user1@example.com", days_ago: 70, rupees: 18_000, count: 6, paid: 2, what: "Order 2188: refrigerator", asks_back: Some(1_500) },
    Later { merchant: RANE, payer: "harish.gowda@example.com", days_ago: 44, rupees: 12_000, count: 4, paid: 0, what: "Wardrobe, two doors", asks_back: None },
    Later { merchant: MEHTA, payer: "ananya.banerjee@example.com", days_ago: 5, rupees: 5_000, count: 2, paid: 0, what: "Order 2224: air cooler", asks_back: None },
];

/// Somebody's account at a bank.
pub(super) struct Kept {
    pub(super) who: &'static str,
    pub(super) holder: &'static str,
    pub(super) number: &'static str,
    pub(super) ifsc: &'static str,
}

const fn kept(who: &'static str, holder: &'static str, number: &'static str, ifsc: &'static str) -> Kept {
    Kept { who, holder, number, ifsc }
}

pub(super) const BANK_ACCOUNTS: [Kept; 5] = [
    kept("merchant@example.com", "Mehta Electronics", "50100234567891", "HDFC0001234"),
    kept("sunita.rane@example.com", "Rane Furniture", "31245678902", "SBIN0004567"),
    kept("joseph.fernandes@example.com", "Fernandes Travels", "917020045678903", "UTIB0000789"),
    kept("user1@example.com", "Asha Kulkarni", "002301567894", "ICIC0000023"),
    kept("user2@example.com", "Ravi Shankar Iyer", "1234567890125", "CNRB0001357"),
];

/// What somebody tells of themselves. `scripts/masking-scan` looks for these numbers, and for those of the accounts above, in all
/// that the tests have seen.
pub(super) struct Told {
    pub(super) who: &'static str,
    pub(super) phone: &'static str,
    pub(super) pan: &'static str,
    pub(super) card: &'static str,
}

const fn told(who: &'static str, phone: &'static str, pan: &'static str, card: &'static str) -> Told {
    Told { who, phone, pan, card }
}

pub(super) const TOLD: [Told; 3] = [
    told("user1@example.com", "+919812345670", "AKLPK4321Q", "5555555555554444"),
    told("user2@example.com", "+919823456781", "BRSPI8765H", "4012888888881881"),
    told("harish.gowda@example.com", "+919834567892", "CHGPG1357M", "6011111111111117"),
];

#[rustfmt::skip] // a table: one line for each person
pub(super) const BORROWERS: [Player; 42] = [
    borrower("Asha Kulkarni", "user1@example.com", &[
        PaidOff { ago: 13, rupees: 40_000, months: 9, after: 5, why: HOME },
        OnTime { ago: 5, rupees: 100_000, months: 12, why: SCHOOL },
    ]),
    borrower("Ravi Shankar Iyer", "user2@example.com", &[
        Rejected { ago: 3, rupees: 450_000, months: 60, why: TRADE, reason: INCOME },
    ]),
    borrower("Ananya Banerjee", "ananya.banerjee@example.com", &[
        Paid { ago: 13, rupees: 30_000, months: 6, why: HEALTH },
        OnTime { ago: 4, rupees: 75_000, months: 18, why: HOME },
    ]),
    borrower("Arjun Reddy", "arjun.reddy@example.com", &[
        OnTime { ago: 11, rupees: 250_000, months: 36, why: TRADE },
        Applied { days: 2, rupees: 60_000, months: 12, why: HOME },
    ]),
    borrower("Deepika Nambiar", "deepika.nambiar@example.com", &[
        Paid { ago: 12, rupees: 20_000, months: 3, why: OTHER },
        Paid { ago: 8, rupees: 35_000, months: 6, why: SCHOOL },
        OnTime { ago: 1, rupees: 50_000, months: 12, why: SCHOOL },
    ]),
    borrower("Farhan Qureshi", "farhan.qureshi@example.com", &[
        Overdue { days: 5, after: 6, rupees: 120_000, months: 24, why: TRADE },
    ]),
    borrower("Gauri Joshi", "gauri.joshi@example.com", &[
        PaidOff { ago: 12, rupees: 90_000, months: 24, after: 8, why: HOME },
        Applied { days: 1, rupees: 150_000, months: 24, why: HOME },
    ]),
    borrower("Harish Gowda", "harish.gowda@example.com", &[
        OnTime { ago: 7, rupees: 180_000, months: 24, why: HOME },
    ]),
    borrower("Imran Shaikh", "imran.shaikh@example.com", &[
        Paid { ago: 13, rupees: 25_000, months: 6, why: HEALTH },
        Overdue { days: 35, after: 2, rupees: 80_000, months: 12, why: TRADE },
    ]),
    borrower("Jyoti Prajapati", "jyoti.prajapati@example.com", &[
        OnTime { ago: 3, rupees: 45_000, months: 9, why: SCHOOL },
        OnTime { ago: 1, rupees: 30_000, months: 6, why: HEALTH },
    ]),
    borrower("Karthik Subramanian", "karthik.subramanian@example.com", &[
        Paid { ago: 14, rupees: 100_000, months: 12, why: HOME },
        OnTime { ago: 1, rupees: 200_000, months: 24, why: HOME },
    ]),
    borrower("Lakshmi Venkatesh", "lakshmi.venkatesh@example.com", &[
        OnTime { ago: 9, rupees: 60_000, months: 12, why: HEALTH },
    ]),
    borrower("Manoj Tiwari", "manoj.tiwari@example.com", &[
        Overdue { days: 70, after: 4, rupees: 150_000, months: 24, why: TRADE },
    ]),
    borrower("Nisha Agarwal", "nisha.agarwal@example.com", &[
        PaidOff { ago: 10, rupees: 70_000, months: 12, after: 4, why: SCHOOL },
        OnTime { ago: 2, rupees: 110_000, months: 18, why: SCHOOL },
    ]),
    borrower("Om Prakash Yadav", "omprakash.yadav@example.com", &[
        Rejected { ago: 5, rupees: 300_000, months: 48, why: TRADE, reason: PAPERS },
        OnTime { ago: 4, rupees: 160_000, months: 30, why: TRADE },
    ]),
    borrower("Pooja Saxena", "pooja.saxena@example.com", &[
        Paid { ago: 11, rupees: 15_000, months: 3, why: HEALTH },
        Paid { ago: 7, rupees: 20_000, months: 3, why: OTHER },
        Applied { days: 3, rupees: 40_000, months: 9, why: SCHOOL },
    ]),
    borrower("Qadir Ansari", "qadir.ansari@example.com", &[
        OnTime { ago: 6, rupees: 95_000, months: 15, why: TRADE },
    ]),
    borrower("Rekha Chauhan", "rekha.chauhan@example.com", &[
        Overdue { days: 100, after: 5, rupees: 85_000, months: 18, why: HOME },
    ]),
    borrower("Sanjay Patil", "sanjay.patil@example.com", &[
        Paid { ago: 14, rupees: 50_000, months: 9, why: TRADE },
        OnTime { ago: 3, rupees: 300_000, months: 48, why: TRADE },
    ]),
    borrower("Tanvi Bhatt", "tanvi.bhatt@example.com", &[
        OnTime { ago: 2, rupees: 25_000, months: 6, why: SCHOOL },
        Applied { days: 1, rupees: 35_000, months: 6, why: OTHER },
    ]),
    borrower("Usman Khan", "usman.khan@example.com", &[
        PaidOff { ago: 9, rupees: 55_000, months: 12, after: 6, why: HOME },
    ]),
    borrower("Vidya Menon", "vidya.menon@example.com", &[
        Paid { ago: 10, rupees: 40_000, months: 6, why: HEALTH },
        OnTime { ago: 2, rupees: 90_000, months: 12, why: HOME },
    ]),
    borrower("Waman Kamble", "waman.kamble@example.com", &[
        Rejected { ago: 2, rupees: 200_000, months: 36, why: HOME, reason: ADDRESS },
        Applied { days: 4, rupees: 120_000, months: 24, why: HOME },
    ]),
    borrower("Yamini Pillai", "yamini.pillai@example.com", &[
        OnTime { ago: 12, rupees: 220_000, months: 36, why: SCHOOL },
    ]),
    borrower("Zoya Mirza", "zoya.mirza@example.com", &[
        Overdue { days: 6, after: 2, rupees: 48_000, months: 12, why: HEALTH },
    ]),
    borrower("Aditya Chatterjee", "aditya.chatterjee@example.com", &[
        Paid { ago: 13, rupees: 60_000, months: 9, why: HOME },
        Paid { ago: 4, rupees: 18_000, months: 3, why: OTHER },
        OnTime { ago: 0, rupees: 85_000, months: 12, why: TRADE },
    ]),
    borrower("Bhavna Solanki", "bhavna.solanki@example.com", &[
        OnTime { ago: 8, rupees: 130_000, months: 18, why: TRADE },
        Rejected { ago: 1, rupees: 130_000, months: 18, why: TRADE, reason: TWICE },
    ]),
    borrower("Chirag Desai", "chirag.desai@example.com", &[
        PaidOff { ago: 8, rupees: 100_000, months: 24, after: 3, why: TRADE },
        OnTime { ago: 3, rupees: 350_000, months: 60, why: TRADE },
    ]),
    borrower("Divya Rathore", "divya.rathore@example.com", &[
        Applied { days: 1, rupees: 80_000, months: 12, why: SCHOOL },
    ]),
    borrower("Eknath Shinde", "eknath.shinde@example.com", &[
        Overdue { days: 36, after: 7, rupees: 140_000, months: 24, why: TRADE },
    ]),
    borrower("Fatima Sayyed", "fatima.sayyed@example.com", &[
        Paid { ago: 9, rupees: 28_000, months: 6, why: HEALTH },
        OnTime { ago: 1, rupees: 65_000, months: 12, why: HEALTH },
    ]),
    borrower("Girish Naik", "girish.naik@example.com", &[
        OnTime { ago: 5, rupees: 115_000, months: 18, why: HOME },
    ]),
    borrower("Hema Rajan", "hema.rajan@example.com", &[
        PaidOff { ago: 11, rupees: 65_000, months: 18, after: 7, why: SCHOOL },
        Rejected { ago: 2, rupees: 500_000, months: 60, why: HOME, reason: INCOME },
    ]),
    borrower("Ishaan Malhotra", "ishaan.malhotra@example.com", &[
        Paid { ago: 8, rupees: 22_000, months: 3, why: OTHER },
        Applied { days: 5, rupees: 250_000, months: 36, why: TRADE },
    ]),
    borrower("Jaya Krishnan", "jaya.krishnan@example.com", &[
        OnTime { ago: 10, rupees: 85_000, months: 12, why: HOME },
    ]),
    borrower("Kabir Singh Gill", "kabir.gill@example.com", &[
        Overdue { days: 72, after: 3, rupees: 200_000, months: 36, why: TRADE },
    ]),
    borrower("Leela Thomas", "leela.thomas@example.com", &[
        Paid { ago: 12, rupees: 45_000, months: 9, why: HEALTH },
        OnTime { ago: 2, rupees: 40_000, months: 9, why: HEALTH },
    ]),
    borrower("Mohit Bansal", "mohit.bansal@example.com", &[
        PaidOff { ago: 7, rupees: 150_000, months: 24, after: 5, why: TRADE },
        Rejected { ago: 1, rupees: 400_000, months: 48, why: TRADE, reason: PAPERS },
    ]),
    borrower("Neha Kapoor", "neha.kapoor@example.com", &[
        OnTime { ago: 4, rupees: 55_000, months: 10, why: SCHOOL },
    ]),
    borrower("Pranav Hegde", "pranav.hegde@example.com", &[
        Paid { ago: 6, rupees: 30_000, months: 3, why: OTHER },
        Applied { days: 2, rupees: 90_000, months: 18, why: HOME },
    ]),
    borrower("Ritu Mahajan", "ritu.mahajan@example.com", &[
        Overdue { days: 101, after: 1, rupees: 60_000, months: 12, why: OTHER },
    ]),
    borrower("Suresh Babu Naidu", "suresh.naidu@example.com", &[
        PaidOff { ago: 13, rupees: 110_000, months: 18, after: 9, why: HOME },
        OnTime { ago: 2, rupees: 140_000, months: 24, why: TRADE },
    ]),
];
