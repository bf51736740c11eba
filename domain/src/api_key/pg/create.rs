//! A new key. Only its hash is kept, so that nobody who reads the database can use it.

use super::known::hash;
use crate::{
    actor::MerchantUser,
    api_key::{
        Scopes,
        body::{ApiKeyBody, NewApiKey},
        view::{ApiKeyView, NewApiKeyView},
    },
    explain::{Explain, Explanation, Kind},
    id::{ApiKeyId, PersonId},
    work::{Command, Failure, Meta, Record, Tx, refuse},
};
use rand::RngCore;
use serde_json::json;

/// Which of the two kinds of keys an installation makes, so that nobody mistakes pretend money for money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ring {
    Test,
    Live,
}

impl Ring {
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Ring::Test => "kist_test_",
            Ring::Live => "kist_live_",
        }
    }
}

/// Keys of one merchant that are in use.
const MOST: i64 = 50;
/// As the source system's clients send it.
pub const DEMO_KEY: &str = "test_api_key";
pub(super) const RANDOM_BYTES: usize = 24;
/// What of it is shown later.
const SHOWN: usize = 18;

pub struct CreateApiKey {
    user: MerchantUser,
    new: NewApiKey,
    secret: Secret,
    meta: Meta,
}

enum Secret {
    Random(Ring),
    OfDemo,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateApiKeyRefused {
    #[error("There are {MOST} keys in use already. Revoke one first.")]
    TooMany,
}

impl Explain for CreateApiKeyRefused {
    fn explain(&self) -> Explanation {
        match self {
            CreateApiKeyRefused::TooMany => {
                Explanation::new(Kind::Conflict, "invalid_state", self.to_string())
                    .with("current", MOST.to_string())
                    .with("requested", (MOST + 1).to_string())
            }
        }
    }
}

impl ApiKeyBody {
    pub fn parse(&self, user: MerchantUser, ring: Ring, meta: Meta) -> Result<CreateApiKey, Explanation> {
        Ok(CreateApiKey { user, new: self.read()?, secret: Secret::Random(ring), meta })
    }
}

impl CreateApiKey {
    /// The well-known one, for a merchant of a demonstration: production does not start on a database that has those.
    pub fn of_demo(user: MerchantUser, meta: Meta) -> CreateApiKey {
        let new = NewApiKey { name: "Demonstration".to_owned(), scopes: Scopes::all() };
        CreateApiKey { user, new, secret: Secret::OfDemo, meta }
    }

    fn key(&self) -> String {
        match self.secret {
            Secret::OfDemo => DEMO_KEY.to_owned(),
            Secret::Random(ring) => {
                let mut random = [0_u8; RANDOM_BYTES];
                rand::rng().fill_bytes(&mut random);
                format!("{}{}", ring.prefix(), hex::encode(random))
            }
        }
    }
}

impl Command for CreateApiKey {
    const NAME: &'static str = "api_key.create";
    type Output = NewApiKeyView;
    type Refusal = CreateApiKeyRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.user.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<NewApiKeyView, Failure<CreateApiKeyRefused>> {
        // The merchant's row is locked, so that two at once do not both become the last one. In a statement of its own:
        // what is counted in the same one is as it was before the wait.
        sqlx::query!("select id from merchant where id = $1 for no key update", self.user.merchant().0)
            .fetch_one(tx.conn())
            .await?;
        let in_use = sqlx::query_scalar!(
            r#"select count(*) as "in_use!" from api_key where merchant_id = $1 and revoked_at is null"#,
            self.user.merchant().0,
        )
        .fetch_one(tx.conn())
        .await?;
        if in_use >= MOST {
            return Err(refuse(CreateApiKeyRefused::TooMany));
        }
        let key = self.key();
        let of = ApiKeyView {
            id: ApiKeyId::new(),
            name: self.new.name.clone(),
            prefix: key.chars().take(SHOWN).collect(),
            scopes: self.new.scopes.clone(),
            created_at: tx.real_now(),
            last_used_at: None,
            revoked_at: None,
        };
        let scopes: Vec<String> = of.scopes.iter().map(|scope| scope.as_str().to_owned()).collect();
        sqlx::query!(
            r#"
            insert into api_key (id, merchant_id, created_by, name, shown, hash, scopes, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            "#,
            of.id.0,
            self.user.merchant().0,
            self.user.person().0,
            of.name,
            of.prefix,
            &hash(&key),
            &scopes,
            of.created_at,
        )
        .execute(tx.conn())
        .await?;
        tx.record(
            Record::of("merchant", self.user.merchant().0)
                .after(json!({ "api_key": of.id, "made": true, "scopes": scopes }))
                .tells(self.user.merchant().0),
        );
        Ok(NewApiKeyView { of, key })
    }
}
