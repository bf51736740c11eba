//! Refresh tokens: opaque, 256 random bits, kept as their SHA-256. Each is spent once; the next one takes
//! its place. One that comes back after it was spent was stolen, or the thief spent it first: either way
//! the whole family ends.

use crate::{
    explain::Explanation,
    id::{PersonId, SignInId},
    identity::error::IdentityRefused,
    work::{Command, Failure, Meta, Record, Refused, Tx, real_now, refuse},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use rand::{TryRngCore, rngs::OsRng};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgPool;

/// How long a token that nobody uses stays good.
const GOOD_FOR: TimeDelta = TimeDelta::days(30);

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Issues a token of this sign-in's family.
pub(super) async fn issue(tx: &mut Tx, sign_in: SignInId) -> Result<SecretString, sqlx::Error> {
    let mut bytes = [0_u8; 32];
    OsRng.try_fill_bytes(&mut bytes).map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
    let token = URL_SAFE_NO_PAD.encode(bytes);
    let now = tx.real_now();
    sqlx::query!(
        "insert into refresh_token (hash, sign_in_id, issued_at, expires_at) values ($1, $2, $3, $4)",
        hash(&token),
        sign_in.0,
        now,
        now + GOOD_FOR,
    )
    .execute(tx.conn())
    .await?;
    Ok(SecretString::from(token))
}

/// Spends a token and issues the next.
pub(super) struct Refresh<'a> {
    pub(super) token: &'a str,
    pub(super) meta: Meta,
}

pub(super) enum Refreshed {
    Next {
        sign_in: SignInId,
        token: SecretString,
    },
    /// The family was ended. A refusal would roll that back, so this is how it is told.
    Reused,
}

impl Command for Refresh<'_> {
    const NAME: &'static str = "identity.refresh";
    type Output = Refreshed;
    type Refusal = IdentityRefused;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<Refreshed, Failure<IdentityRefused>> {
        let now = tx.real_now();
        let found = sqlx::query!(
            r#"
            select r.hash, r.expires_at, r.spent_at, s.id as sign_in_id, s.revoked_at, s.kind, p.is_active
            from refresh_token r
            join sign_in s on s.id = r.sign_in_id
            join person p on p.id = s.person_id
            where r.hash = $1
            for update of r, s
            "#,
            hash(self.token),
        )
        .fetch_optional(tx.conn())
        .await?
        .ok_or(refuse(IdentityRefused::SignInEnded))?;
        let sign_in = SignInId(found.sign_in_id);
        if found.spent_at.is_some() && found.revoked_at.is_none() {
            sqlx::query!(
                "update sign_in set revoked_at = $2, revoked_why = 'token_reused' where id = $1",
                sign_in.0,
                now,
            )
            .execute(tx.conn())
            .await?;
            tx.record(Record::of("sign_in", sign_in.0).after(json!({ "ended": "token_reused" })));
            return Ok(Refreshed::Reused);
        }
        if found.spent_at.is_some()
            || found.revoked_at.is_some()
            || found.expires_at <= now
            || !found.is_active
        {
            return Err(refuse(IdentityRefused::SignInEnded));
        }
        sqlx::query!("update refresh_token set spent_at = $2 where hash = $1", found.hash, now)
            .execute(tx.conn())
            .await?;
        sqlx::query!("update sign_in set last_seen_at = $2 where id = $1", sign_in.0, now)
            .execute(tx.conn())
            .await?;
        let token = issue(tx, sign_in).await?;
        // From where is with the sign-in, which its owner sees; the audit keeps nothing personal for ever.
        tx.record(Record::of("sign_in", sign_in.0).after(json!({ "refreshed": true })));
        Ok(Refreshed::Next { sign_in, token })
    }
}

/// Past their time they only take room: whether one comes back spent no longer matters.
pub(super) async fn forget_expired(pool: &PgPool) -> Result<u64, Refused> {
    let done =
        sqlx::query!("delete from refresh_token where expires_at < $1", real_now()).execute(pool).await?;
    Ok(done.rows_affected())
}

/// A token as a client sends it: nothing longer than one of ours is looked up.
pub(super) fn read(token: &SecretString) -> Result<&str, IdentityRefused> {
    let token = token.expose_secret();
    if token.is_empty() {
        return Err(Explanation::validation("refresh_token", "This is needed.").into());
    }
    if token.len() > 128 {
        return Err(IdentityRefused::SignInEnded);
    }
    Ok(token)
}
