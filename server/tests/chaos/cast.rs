//! Who moves money, and how they ask.

use crate::support::{House, bank_account};
use domain::{
    actor::{Actor, Holder, Role},
    id::{MerchantId, PersonId, SignInId},
    work::Vault,
};
use rand::{Rng, rngs::StdRng};
use serde_json::{Value, json};
use server::{config::Config, tokens::Tokens};
use std::sync::Arc;

pub const KEY: &str = "a key for this test alone 0123456789abcdef";
const OF_EACH: usize = 5;

pub struct Cast {
    borrowers: Vec<Player>,
    merchants: Vec<Player>,
}

struct Player {
    token: String,
    account: String,
}

/// One request, as it is sent: perhaps twice, perhaps to a server that is away.
pub struct Asked {
    pub key: String,
    pub path: &'static str,
    pub body: Value,
    pub token: String,
    /// Sent again at the same time with the same key.
    pub twice: bool,
    /// How long whoever asks waits before asking.
    pub pause_ms: u64,
}

impl Cast {
    pub async fn new(house: &House) -> Cast {
        let vault = Arc::new(Vault::of_demo());
        let (mut borrowers, mut merchants) = (Vec::new(), Vec::new());
        for n in 0..OF_EACH {
            let borrower = house.borrower(&format!("Borrower {n}")).await;
            house.funds(borrower, "16000").await;
            let account = keeps(house, Holder::Person(borrower), 1000 + n, &vault).await;
            borrowers.push(Player { token: token(house, borrower.person(), None).await, account });
            let user = house.merchant(&format!("Merchant {n}")).await;
            house.funds_merchant(user, "16000").await;
            let account = keeps(house, Holder::Merchant(user), 2000 + n, &vault).await;
            merchants
                .push(Player { token: token(house, user.person(), Some(user.merchant())).await, account });
        }
        Cast { borrowers, merchants }
    }

    /// The money suffices for most of them, and not for all.
    pub fn wants(&self, many: usize, chance: &mut StdRng) -> Vec<Asked> {
        (0..many)
            .map(|n| {
                let who = chance.random_range(0..OF_EACH);
                let paise = Self::amount(chance);
                let (path, body, player) = match n % 4 {
                    0 => ("deposits", json!({ "amount": rupees(paise) }), &self.borrowers[who]),
                    1 => {
                        let player = &self.borrowers[who];
                        (
                            "withdrawals",
                            json!({ "amount": rupees(paise), "bank_account_id": player.account }),
                            player,
                        )
                    }
                    _ => {
                        let player = &self.merchants[who];
                        (
                            "payouts",
                            json!({ "amount_paise": paise, "bank_account_id": player.account }),
                            player,
                        )
                    }
                };
                Asked {
                    key: format!("chaos-{n}"),
                    path,
                    body,
                    token: player.token.clone(),
                    twice: chance.random_bool(0.3),
                    pause_ms: chance.random_range(0..400),
                }
            })
            .collect()
    }

    /// No magic amount: what happens is left to the bank's rates.
    fn amount(chance: &mut StdRng) -> i64 {
        loop {
            let paise = chance.random_range(100..150_000);
            if !(100..=199).contains(&(paise % 1000)) {
                return paise;
            }
        }
    }
}

fn rupees(paise: i64) -> String {
    format!("{}.{:02}", paise / 100, paise % 100)
}

async fn keeps(house: &House, holder: Holder, last4: usize, vault: &Arc<Vault>) -> String {
    let command = bank_account(holder, &format!("55500000{last4}"), "HDFC0001234", vault);
    house.run(&command).await.expect("a bank account").id.to_string()
}

/// A sign-in as the product makes it, without the seconds that hashing passwords would take.
async fn token(house: &House, person: PersonId, merchant: Option<MerchantId>) -> String {
    let sign_in = SignInId::new();
    sqlx::query(
        "insert into sign_in (id, person_id, kind, user_agent, address, created_at, last_seen_at)
         values ($1, $2, 'program', 'test', '127.0.0.1', now(), now())",
    )
    .bind(sign_in.0)
    .bind(person.0)
    .execute(&house.db.owner)
    .await
    .expect("signed in");
    let config = Config::read(|name| match name {
        "DATABASE_URL" => Some("unused".to_owned()),
        "SECRET_KEY" => Some(KEY.to_owned()),
        "KIST_DEMO" => Some("1".to_owned()),
        _ => None,
    });
    let tokens = Tokens::new(&config.expect("settings")).expect("a key");
    let role = if merchant.is_some() { Role::Merchant } else { Role::User };
    tokens.issue(&Actor { person, role, merchant, sign_in: Some(sign_in) }, sign_in).expect("a token")
}
