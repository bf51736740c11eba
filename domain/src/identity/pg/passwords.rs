//! argon2id, off the async threads and bounded in number: each hash takes memory and a core for tens of
//! milliseconds, and a flood of sign-ins must not take the machine.

use crate::identity::body::Password;
use crate::work::WorkError;
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How hard a hash is to make.
#[derive(Clone, Copy, Debug)]
pub struct PasswordCost {
    pub memory_kib: u32,
    pub passes: u32,
}

impl Default for PasswordCost {
    /// OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane.
    fn default() -> Self {
        PasswordCost { memory_kib: 19_456, passes: 2 }
    }
}

#[derive(Clone)]
pub struct Passwords {
    argon: Argon2<'static>,
    turns: Arc<Semaphore>,
    /// What an unknown address is compared with, so that it takes as long as a known one.
    nobody: Arc<str>,
}

impl Passwords {
    /// `at_once`: how many hashes may be under way.
    pub fn new(cost: PasswordCost, at_once: usize) -> Result<Passwords, WorkError> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None)
            .map_err(|_| WorkError::Broken("the password cost is out of range"))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hash_now(&argon, b"nobody has this password")?;
        Ok(Passwords { argon, turns: Arc::new(Semaphore::new(at_once.max(1))), nobody: nobody.into() })
    }

    pub async fn hash(&self, password: &Password) -> Result<String, WorkError> {
        let (argon, password) = (self.argon.clone(), password.clone());
        self.in_turn(move || hash_now(&argon, password.as_bytes())).await?
    }

    /// Compares; with `None` (no such person) it takes as long and says no.
    pub async fn matches(&self, password: &Password, stored: Option<&str>) -> Result<bool, WorkError> {
        let known = stored.is_some();
        let stored = stored.unwrap_or(&self.nobody).to_owned();
        let (argon, password) = (self.argon.clone(), password.clone());
        let same =
            self.in_turn(move || argon.verify_password(password.as_bytes(), stored.as_str()).is_ok()).await?;
        Ok(known && same)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, WorkError> {
        let turn = self.turns.clone().acquire_owned().await;
        let turn = turn.map_err(|_| WorkError::Broken("no more hashing: shutting down"))?;
        // The turn ends with the work: whoever hangs up stops waiting for it, and not the work itself.
        let work = move || {
            let done = work();
            drop(turn);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| WorkError::Broken("a hash was interrupted"))
    }
}

fn hash_now(argon: &Argon2<'_>, password: &[u8]) -> Result<String, WorkError> {
    let hash: PasswordHash =
        argon.hash_password(password).map_err(|_| WorkError::Broken("a password could not be hashed"))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        future::poll_fn,
        pin::pin,
        sync::mpsc::{Receiver, channel},
        task::Poll,
    };

    #[tokio::test]
    async fn whoever_hangs_up_frees_no_turn_before_the_work_is_done() {
        let passwords = Passwords::new(PasswordCost { memory_kib: 8, passes: 1 }, 1).unwrap();
        let (started, has_started) = channel();
        let (finish, told_to) = channel();
        let slow = |told: Receiver<()>| {
            move || {
                started.send(()).unwrap();
                told.recv().unwrap();
            }
        };
        {
            let mut first = pin!(passwords.in_turn(slow(told_to)));
            let began = poll_fn(|context| Poll::Ready(first.as_mut().poll(context).is_pending())).await;
            assert!(began);
            has_started.recv().unwrap();
        }
        assert_eq!(passwords.turns.available_permits(), 0);
        finish.send(()).unwrap();
        passwords.in_turn(|| ()).await.unwrap();
        assert_eq!(passwords.turns.available_permits(), 1);
    }
}
