//! A new sign-in: one row per device, and for programs the first refresh token of its family.

use super::{
    doorkeeper::{Caller, CallerKind},
    second_factor, tokens,
};
use crate::{
    id::{PersonId, SignInId},
    identity::error::IdentityRefused,
    work::{Command, Failure, Meta, Record, Tx, refuse},
};
use secrecy::SecretString;
use serde_json::json;

pub(super) struct SignIn<'a> {
    pub(super) person: PersonId,
    /// Of the second factor's code, where there is one: none is taken twice.
    pub(super) step: Option<i64>,
    pub(super) caller: &'a Caller,
    pub(super) meta: Meta,
}

impl Command for SignIn<'_> {
    const NAME: &'static str = "identity.sign_in";
    type Output = (SignInId, Option<SecretString>);
    type Refusal = IdentityRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.person)
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Failure<IdentityRefused>> {
        if let Some(step) = self.step
            && !second_factor::take(tx, self.person, step).await?
        {
            return Err(refuse(IdentityRefused::WrongCodeAtSignIn));
        }
        let opened = open(tx, self.person, self.caller).await?;
        tx.record(Record::of("sign_in", opened.0.0).after(json!({ "kind": self.caller.kind.as_str() })));
        Ok(opened)
    }
}

/// Also what registering ends with.
pub(super) async fn open(
    tx: &mut Tx,
    person: PersonId,
    caller: &Caller,
) -> Result<(SignInId, Option<SecretString>), sqlx::Error> {
    let id = SignInId::new();
    let now = tx.real_now();
    sqlx::query!(
        r#"
        insert into sign_in (id, person_id, kind, user_agent, address, created_at, last_seen_at)
        values ($1, $2, $3, $4, $5, $6, $6)
        "#,
        id.0,
        person.0,
        caller.kind.as_str(),
        caller.user_agent,
        caller.address,
        now,
    )
    .execute(tx.conn())
    .await?;
    let token = match caller.kind {
        // A browser has its session cookie.
        CallerKind::Browser => None,
        CallerKind::Program => Some(tokens::issue(tx, id).await?),
    };
    Ok((id, token))
}
