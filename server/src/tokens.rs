//! The access tokens of programs: short-lived JWTs, signed with a key that can be changed while old tokens
//! are still about.

use crate::config::Config;
use chrono::TimeDelta;
use domain::{
    actor::{Actor, Role},
    id::{MerchantId, PersonId, SignInId},
    work::real_now,
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use rand::{TryRngCore, rngs::OsRng};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

#[derive(Clone)]
pub struct Tokens {
    signing: EncodingKey,
    /// The signing key first, then those it replaced.
    accepted: Vec<Key>,
    lifetime: TimeDelta,
}

#[derive(Clone)]
struct Key {
    id: String,
    verifying: DecodingKey,
}

/// What a token says. Only who it is for and which sign-in it came from are believed for long: role and
/// merchant are read anew in each request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub sub: PersonId,
    pub role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant_id: Option<MerchantId>,
    pub iat: i64,
    pub exp: i64,
    pub jti: Uuid,
    pub sid: SignInId,
}

impl Tokens {
    /// Without a key in the configuration (a demonstration) one is made up for this process.
    pub fn new(config: &Config) -> anyhow::Result<Tokens> {
        let current = match &config.secret_key {
            Some(key) => key.clone(),
            None => made_up()?,
        };
        let all = std::iter::once(&current).chain(&config.previous_keys);
        Ok(Tokens {
            signing: EncodingKey::from_secret(current.expose_secret().as_bytes()),
            accepted: all.map(Key::of).collect(),
            lifetime: TimeDelta::minutes(i64::from(config.token_minutes)),
        })
    }

    pub fn lifetime_seconds(&self) -> i64 {
        self.lifetime.num_seconds()
    }

    /// A token for somebody who was just let in.
    pub fn issue(&self, actor: &Actor, sign_in: SignInId) -> Result<String, jsonwebtoken::errors::Error> {
        let now = real_now();
        let claims = Claims {
            sub: actor.person,
            role: actor.role,
            merchant_id: actor.merchant,
            iat: now.timestamp(),
            exp: (now + self.lifetime).timestamp(),
            jti: Uuid::new_v4(),
            sid: sign_in,
        };
        let kid = self.accepted.first().map(|key| key.id.clone());
        encode(&Header { kid, ..Header::new(Algorithm::HS256) }, &claims, &self.signing)
    }

    /// What a token says, if one of our keys signed it and its time is not over.
    pub fn read(&self, token: &str) -> Option<Claims> {
        let header = decode_header(token).ok()?;
        let kid = header.kid?;
        let key = self.accepted.iter().find(|key| key.id == kid)?;
        // Only this algorithm: a token does not choose how it is checked.
        let mut rules = Validation::new(Algorithm::HS256);
        rules.leeway = 0;
        rules.set_required_spec_claims(&["exp", "sub"]);
        decode::<Claims>(token, &key.verifying, &rules).ok().map(|read| read.claims)
    }
}

impl Key {
    fn of(secret: &SecretString) -> Key {
        let secret = secret.expose_secret().as_bytes();
        // Names the key without telling anything about it.
        let digest = Sha256::new().chain_update(b"kist signing key").chain_update(secret).finalize();
        Key { id: hex::encode(&digest[..8]), verifying: DecodingKey::from_secret(secret) }
    }
}

fn made_up() -> anyhow::Result<SecretString> {
    let mut bytes = [0_u8; 48];
    OsRng.try_fill_bytes(&mut bytes)?;
    Ok(SecretString::from(hex::encode(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "the old key that was used before and is long enough";
    const NEW: &str = "the new key that is used from now on and is long enough";

    fn tokens(key: &str, previous: &[&str], minutes: &str) -> Tokens {
        let previous = previous.join(",");
        let config = Config::read(|name| match name {
            "DATABASE_URL" => Some("postgres://nowhere".to_owned()),
            "SECRET_KEY" => Some(key.to_owned()),
            "PREVIOUS_SECRET_KEYS" => Some(previous.clone()),
            "ACCESS_TOKEN_EXPIRE_MINUTES" => Some(minutes.to_owned()),
            _ => None,
        });
        Tokens::new(&config.unwrap()).unwrap()
    }

    fn asha() -> (Actor, SignInId) {
        let sign_in = SignInId(Uuid::from_u128(7));
        let person = PersonId(Uuid::from_u128(1));
        (Actor { person, role: Role::User, merchant: None, sign_in: Some(sign_in) }, sign_in)
    }

    fn forged(claims: &Claims, header: &Header, key: &str) -> String {
        encode(header, claims, &EncodingKey::from_secret(key.as_bytes())).unwrap()
    }

    #[test]
    fn a_token_is_read_as_it_was_issued_and_lasts_as_long_as_said() {
        let tokens = tokens(NEW, &[], "30");
        let (actor, sign_in) = asha();
        let claims = tokens.read(&tokens.issue(&actor, sign_in).unwrap()).unwrap();
        assert_eq!((claims.sub, claims.sid, claims.role), (actor.person, sign_in, Role::User));
        assert_eq!(claims.exp - claims.iat, 1800);
    }

    #[test]
    fn a_changed_key_still_reads_what_the_one_before_signed() {
        let (actor, sign_in) = asha();
        let old = tokens(OLD, &[], "30").issue(&actor, sign_in).unwrap();
        assert!(tokens(NEW, &[OLD], "30").read(&old).is_some());
        assert!(tokens(NEW, &[], "30").read(&old).is_none());
    }

    #[test]
    fn forged_expired_and_mangled_tokens_are_nobodys() {
        let tokens = tokens(NEW, &[], "30");
        let (actor, sign_in) = asha();
        let good = tokens.issue(&actor, sign_in).unwrap();
        let claims = tokens.read(&good).unwrap();
        let header = decode_header(&good).unwrap();
        let over = Claims { exp: claims.iat - 1, ..claims.clone() };

        assert!(tokens.read(&forged(&claims, &header, NEW)).is_some(), "the forger can forge, given the key");
        assert!(tokens.read(&forged(&claims, &header, OLD)).is_none(), "another key");
        assert!(tokens.read(&forged(&over, &header, NEW)).is_none(), "expired");
        assert!(
            tokens.read(&forged(&claims, &Header { kid: None, ..header.clone() }, NEW)).is_none(),
            "no kid"
        );
        assert!(
            tokens.read(&forged(&claims, &Header { kid: Some("x".into()), ..header.clone() }, NEW)).is_none()
        );
        assert!(tokens.read(&forged(&claims, &Header { alg: Algorithm::HS512, ..header }, NEW)).is_none());

        let payload = good.split('.').nth(1).unwrap();
        // {"alg":"none","typ":"JWT"}
        assert!(
            tokens.read(&format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{payload}.")).is_none(),
            "unsigned"
        );
        for mangled in ["", ".", "..", "a.b.c", &good[1..], &good[..good.len() - 2]] {
            assert!(tokens.read(mangled).is_none(), "{mangled:?}");
        }
    }
}
