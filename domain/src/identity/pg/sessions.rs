//! A person's sign-ins: who is asking, the list, and ending them.

use super::rows::{PersonRow, actor};
use crate::{
    actor::Actor,
    id::{PersonId, SignInId},
    identity::{
        error::IdentityRefused,
        view::{PersonView, SignInView},
    },
    work::{Command, Failure, Meta, Record, Refused, Tx, real_now, refuse},
};
use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;

/// How stale "last seen" may be: writing it on every request would double the cost of reading.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);

/// Who comes with this sign-in; nobody, once it was ended or its account closed.
pub(super) async fn visitor(
    pool: &PgPool,
    sign_in: SignInId,
) -> Result<Option<(Actor, PersonView)>, Refused> {
    let found = sqlx::query!(
        r#"
        select p.id, p.name, p.email, p.role, m.id as "merchant_id?", p.created_at, s.last_seen_at
        from sign_in s
        join person p on p.id = s.person_id
        left join merchant m on m.person_id = p.id
        where s.id = $1 and s.revoked_at is null and p.is_active
        "#,
        sign_in.0,
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = found else { return Ok(None) };
    let now = real_now();
    if now - row.last_seen_at > SEEN_EVERY {
        sqlx::query!("update sign_in set last_seen_at = $2 where id = $1", sign_in.0, now)
            .execute(pool)
            .await?;
    }
    let person = PersonRow {
        id: row.id,
        name: row.name,
        email: row.email,
        role: row.role,
        merchant_id: row.merchant_id,
        created_at: row.created_at,
    }
    .view()?;
    Ok(Some((actor(&person, sign_in), person)))
}

/// Those that are open, latest used first.
pub(super) async fn list(
    pool: &PgPool,
    person: PersonId,
    current: Option<SignInId>,
) -> Result<Vec<SignInView>, Refused> {
    let rows = sqlx::query!(
        r#"
        select id, kind, user_agent, address, created_at, last_seen_at
        from sign_in where person_id = $1 and revoked_at is null
        order by last_seen_at desc, id desc limit 200
        "#,
        person.0,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SignInView {
            id: SignInId(row.id),
            kind: row.kind,
            user_agent: row.user_agent,
            address: row.address,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            current: current == Some(SignInId(row.id)),
        })
        .collect())
}

/// Which of a person's sign-ins are to end.
pub(super) enum Which {
    This(SignInId),
    AllBut(Option<SignInId>),
}

pub(super) struct EndSignIns {
    pub(super) person: PersonId,
    pub(super) which: Which,
    pub(super) why: &'static str,
    pub(super) meta: Meta,
}

impl Command for EndSignIns {
    const NAME: &'static str = "identity.end_sign_ins";
    type Output = ();
    type Refusal = IdentityRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.person)
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<IdentityRefused>> {
        let ended = match self.which {
            Which::This(id) => {
                let ended = end(tx, self.person, Some(id), None, self.why).await?;
                if ended == 0 {
                    return Err(refuse(IdentityRefused::NoSuchSignIn));
                }
                ended
            }
            Which::AllBut(kept) => end(tx, self.person, None, kept, self.why).await?,
        };
        tx.record(
            Record::of("person", self.person.0).after(json!({ "sign_ins_ended": ended, "why": self.why })),
        );
        Ok(())
    }
}

/// Ends one sign-in of a person, or all but one.
pub(super) async fn end(
    tx: &mut Tx,
    person: PersonId,
    only: Option<SignInId>,
    but: Option<SignInId>,
    why: &str,
) -> Result<u64, sqlx::Error> {
    let now = tx.real_now();
    let done = sqlx::query!(
        r#"
        update sign_in set revoked_at = $4, revoked_why = $5
        where person_id = $1 and revoked_at is null
          and ($2::uuid is null or id = $2) and ($3::uuid is null or id <> $3)
        "#,
        person.0,
        only.map(|id| id.0),
        but.map(|id| id.0),
        now,
        why,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
