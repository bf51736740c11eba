//! The first admin of a real installation. Nobody can register as one, so somebody with access to the machine
//! makes them.

use crate::state::Kist;
use anyhow::{Context, anyhow};
use domain::{
    actor::Role,
    body::Raw,
    explain::Explain,
    identity::{body::RegisterBody, pg::Register},
    work::{Meta, execute},
};

/// `password` is held to the same rule as everybody's.
pub async fn create(kist: &Kist, name: &str, email: &str, password: &str) -> anyhow::Result<()> {
    let body = RegisterBody {
        name: Raw::typed(name),
        email: Raw::typed(email),
        password: Raw::Text(password.to_owned()),
        ..RegisterBody::default()
    };
    let mut registration = body.parse().map_err(|why| anyhow!("{}", why.message))?;
    registration.role = Role::Admin;
    let password_hash = kist.doorkeeper.passwords().hash(&registration.password).await.context("hashing")?;
    let meta = Meta { request_id: "create-admin".to_owned() };
    let command = Register { registration: &registration, password_hash, is_demo: false, caller: None, meta };
    execute(&kist.pool, &command).await.map_err(|failure| anyhow!("{}", failure.explain().message))?;
    Ok(())
}
