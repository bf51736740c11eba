//! The one that pages and API talk to about who somebody is.

use super::{
    change::{Rename, SetPassword},
    passwords::Passwords,
    register::Register,
    rows::{PersonRow, actor},
    second_factor::{BeginSecondFactor, ConfirmSecondFactor, Factor, RemoveSecondFactor, shown},
    sessions::{self, EndSignIns, Which},
    sign_in::SignIn,
    throttle::SignInThrottle,
    tokens::{self, Refresh, Refreshed},
};
use crate::{
    actor::{Actor, Admin},
    body::Raw,
    explain::Explanation,
    id::{PersonId, SignInId},
    identity::{
        body::{ChangePasswordBody, CodeBody, Email, Password, RegisterBody, SignInBody},
        error::IdentityRefused,
        view::{NewSecondFactorView, PersonView, SecondFactorView, SignInView},
    },
    work::{Failure, Meta, Refused, Vault, WorkError, execute, real_now, refuse},
};
use secrecy::SecretString;
use sqlx::PgPool;
use std::sync::Arc;

type Answer<T> = Result<T, Failure<IdentityRefused>>;

#[derive(Clone)]
pub struct Doorkeeper {
    pool: PgPool,
    passwords: Passwords,
    throttle: SignInThrottle,
    vault: Arc<Vault>,
}

/// Where somebody comes from.
#[derive(Clone, Debug)]
pub struct Caller {
    pub kind: CallerKind,
    pub user_agent: String,
    pub address: String,
    pub request_id: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerKind {
    /// Keeps a session cookie.
    Browser,
    /// Keeps tokens.
    Program,
}

/// Somebody who was let in.
pub struct SignedIn {
    pub person: PersonView,
    pub actor: Actor,
    pub sign_in: SignInId,
    /// For programs.
    pub refresh_token: Option<SecretString>,
}

impl std::fmt::Debug for SignedIn {
    /// Names and addresses stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("sign_in", &self.sign_in).finish_non_exhaustive()
    }
}

impl CallerKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            CallerKind::Browser => "browser",
            CallerKind::Program => "program",
        }
    }
}

impl Caller {
    /// What a browser says of itself may be any length.
    pub fn new(kind: CallerKind, user_agent: &str, address: String, request_id: String) -> Caller {
        Caller { kind, user_agent: user_agent.chars().take(200).collect(), address, request_id }
    }

    fn meta(&self) -> Meta {
        Meta { request_id: self.request_id.clone() }
    }
}

impl Doorkeeper {
    pub fn new(
        pool: PgPool,
        passwords: Passwords,
        throttle: SignInThrottle,
        vault: Arc<Vault>,
    ) -> Doorkeeper {
        Doorkeeper { pool, passwords, throttle, vault }
    }

    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    pub async fn register(&self, body: RegisterBody, from: Caller) -> Answer<SignedIn> {
        let registration = body.parse().map_err(unreadable)?;
        let password_hash = self.passwords.hash(&registration.password).await?;
        let command = Register {
            registration: &registration,
            password_hash,
            is_demo: false,
            caller: Some(&from),
            meta: from.meta(),
        };
        let registered = execute(&self.pool, &command).await?;
        let (sign_in, token) = registered.sign_in.ok_or(WorkError::Broken("registered but not signed in"))?;
        Ok(signed_in(registered.person, sign_in, token))
    }

    pub async fn sign_in(&self, body: SignInBody, from: Caller) -> Answer<SignedIn> {
        let password = Password::given("password", &body.password).map_err(unreadable)?;
        let written = body.email.text("email", 254).map_err(unreadable)?;
        let code = body.otp.optional_text("otp", 20).map_err(unreadable)?;
        // An address that cannot be anybody's is answered like one that is nobody's.
        let email = Email::parse("email", &body.email).ok();
        let folded = email.map_or_else(|| written.to_lowercase(), |email| email.folded);
        self.throttle.attempt(&folded, &from.address).await.map_err(refuse)?;
        let found = sqlx::query!(
            r#"
            select p.id, p.name, p.email, p.role, p.password_hash, p.is_active, p.created_at, m.id as "merchant_id?",
                   f.sealed_secret as "sealed_secret?", f.last_step as "last_step?"
            from person p
            left join merchant m on m.person_id = p.id
            left join second_factor f on f.person_id = p.id and f.confirmed_at is not null
            where p.email_folded = $1
            "#,
            folded,
        )
        .fetch_optional(&self.pool)
        .await?;
        let stored = found.as_ref().map(|row| row.password_hash.as_str());
        let right = self.passwords.matches(&password, stored).await?;
        let row = found.filter(|row| right && row.is_active).ok_or(refuse(IdentityRefused::NotLetIn))?;
        let step = match (row.sealed_secret, row.last_step) {
            (Some(sealed), Some(last_step)) => {
                let code = code.ok_or(refuse(IdentityRefused::CodeNeeded))?;
                let step =
                    Factor { sealed, last_step }.step(&self.vault, PersonId(row.id), &code, real_now())?;
                Some(step.ok_or(refuse(IdentityRefused::WrongCodeAtSignIn))?)
            }
            _ => None,
        };
        let person = PersonRow {
            id: row.id,
            name: row.name,
            email: row.email,
            role: row.role,
            merchant_id: row.merchant_id,
            created_at: row.created_at,
        }
        .view()?;
        let command = SignIn { person: person.id, step, caller: &from, meta: from.meta() };
        let (sign_in, token) = execute(&self.pool, &command).await?;
        Ok(signed_in(person, sign_in, token))
    }

    pub async fn second_factor(&self, admin: Admin) -> Answer<SecondFactorView> {
        let is_on = sqlx::query_scalar!(
            r#"select exists (select from second_factor where person_id = $1 and confirmed_at is not null) as "on!""#,
            admin.person().0,
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(SecondFactorView { is_on })
    }

    /// One that was begun and not confirmed, with its secret.
    pub async fn begun_second_factor(
        &self,
        admin: Admin,
        account: &str,
    ) -> Answer<Option<NewSecondFactorView>> {
        let person = admin.person();
        let sealed = sqlx::query_scalar!(
            "select sealed_secret from second_factor where person_id = $1 and confirmed_at is null",
            person.0,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(sealed.map(|sealed| shown(&self.vault, person, account, &sealed)).transpose()?)
    }

    pub async fn begin_second_factor(
        &self,
        admin: Admin,
        account: &str,
        meta: Meta,
    ) -> Answer<NewSecondFactorView> {
        let vault = self.vault.clone();
        execute(&self.pool, &BeginSecondFactor { admin, account: account.to_owned(), vault, meta }).await
    }

    pub async fn confirm_second_factor(&self, admin: Admin, body: &CodeBody, meta: Meta) -> Answer<()> {
        let (code, vault) = (self.code(admin, body).await?, self.vault.clone());
        execute(&self.pool, &ConfirmSecondFactor { admin, code, vault, meta }).await
    }

    pub async fn remove_second_factor(&self, admin: Admin, body: &CodeBody, meta: Meta) -> Answer<()> {
        let (code, vault) = (self.code(admin, body).await?, self.vault.clone());
        execute(&self.pool, &RemoveSecondFactor { admin, code, vault, meta }).await
    }

    /// Counted as attempts to sign in are: codes are short.
    async fn code(&self, admin: Admin, body: &CodeBody) -> Answer<String> {
        let code = body.otp.text("otp", 20).map_err(unreadable)?;
        let who = format!("code of {}", admin.person());
        self.throttle.attempt(&who, &who).await.map_err(refuse)?;
        Ok(code)
    }

    /// A new pair for a refresh token; the old one is spent.
    pub async fn refresh(&self, token: &SecretString, from: Caller) -> Answer<SignedIn> {
        let token = tokens::read(token).map_err(refuse)?;
        let command = Refresh { token, meta: from.meta() };
        match execute(&self.pool, &command).await? {
            Refreshed::Reused => Err(refuse(IdentityRefused::SignInEnded)),
            Refreshed::Next { sign_in, token } => {
                let (_, person) = sessions::visitor(&self.pool, sign_in)
                    .await
                    .map_err(read_failed)?
                    .ok_or(refuse(IdentityRefused::SignInEnded))?;
                Ok(signed_in(person, sign_in, Some(token)))
            }
        }
    }

    /// Deletes refresh tokens that nobody can use any more; now and then.
    pub async fn forget_expired_tokens(&self) -> Result<u64, Refused> {
        tokens::forget_expired(&self.pool).await
    }

    /// Who comes with this sign-in.
    pub async fn visitor(&self, sign_in: SignInId) -> Result<Option<(Actor, PersonView)>, Refused> {
        sessions::visitor(&self.pool, sign_in).await
    }

    pub async fn sign_out(&self, actor: &Actor, request_id: &str) -> Answer<()> {
        match actor.sign_in {
            Some(id) => self.end(actor.person, Which::This(id), "signed_out", request_id).await,
            None => Ok(()),
        }
    }

    pub async fn revoke(&self, actor: &Actor, id: SignInId, request_id: &str) -> Answer<()> {
        self.end(actor.person, Which::This(id), "revoked", request_id).await
    }

    pub async fn sign_out_others(&self, actor: &Actor, request_id: &str) -> Answer<()> {
        self.end(actor.person, Which::AllBut(actor.sign_in), "revoked", request_id).await
    }

    pub async fn sessions(&self, actor: &Actor) -> Result<Vec<SignInView>, Refused> {
        sessions::list(&self.pool, actor.person, actor.sign_in).await
    }

    pub async fn change_password(
        &self,
        actor: &Actor,
        body: ChangePasswordBody,
        request_id: &str,
    ) -> Answer<()> {
        let current = Password::given("current_password", &body.current_password).map_err(unreadable)?;
        let new = Password::choose("new_password", &body.new_password).map_err(unreadable)?;
        let who = format!("change of {}", actor.person);
        self.throttle.attempt(&who, &who).await.map_err(refuse)?;
        let stored = sqlx::query_scalar!("select password_hash from person where id = $1", actor.person.0)
            .fetch_optional(&self.pool)
            .await?;
        if !self.passwords.matches(&current, stored.as_deref()).await? {
            return Err(refuse(IdentityRefused::WrongCurrentPassword));
        }
        let password_hash = self.passwords.hash(&new).await?;
        execute(&self.pool, &SetPassword { actor: actor.clone(), password_hash, meta: meta(request_id) })
            .await
    }

    pub async fn rename(&self, actor: &Actor, name: &Raw, request_id: &str) -> Answer<()> {
        let name = name.text("name", 120).map_err(unreadable)?;
        execute(&self.pool, &Rename { person: actor.person, name, meta: meta(request_id) }).await
    }

    async fn end(&self, person: PersonId, which: Which, why: &'static str, request_id: &str) -> Answer<()> {
        execute(&self.pool, &EndSignIns { person, which, why, meta: meta(request_id) }).await
    }
}

fn signed_in(person: PersonView, sign_in: SignInId, refresh_token: Option<SecretString>) -> SignedIn {
    SignedIn { actor: actor(&person, sign_in), person, sign_in, refresh_token }
}

fn meta(request_id: &str) -> Meta {
    Meta { request_id: request_id.to_owned() }
}

fn unreadable(why: Explanation) -> Failure<IdentityRefused> {
    refuse(why.into())
}

fn read_failed(failure: Refused) -> Failure<IdentityRefused> {
    match failure {
        Failure::Refused(why) => refuse(why.into()),
        Failure::Work(error) => Failure::Work(error),
    }
}
