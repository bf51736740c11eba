//! How a command ends when it does not succeed.

use crate::explain::{Explain, Explanation, Kind};

/// What went wrong with the work itself, whatever the command was.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// Not an error of anybody's: the key was used before, and this is the response that was stored.
    #[error("this request was answered before")]
    Replay(Vec<u8>),
    /// The key was used before, with another request.
    #[error("this idempotency key was used for another request")]
    KeyUsedOtherwise,
    /// The key was used before, and its response is no longer kept.
    #[error("this idempotency key was used before and its response is no longer kept")]
    KeySpent,
    /// A promise of the code was broken; what is in here is for the log only.
    #[error("internal: {0}")]
    Broken(&'static str),
}

/// A command's failure: its own refusal, or trouble with the work.
#[derive(Debug)]
pub enum Failure<E> {
    Refused(E),
    Work(WorkError),
}

/// A read's failure.
pub type Refused = Failure<Explanation>;

/// `Err(refuse(why))`, where `?` has nothing to convert.
pub fn refuse<E>(why: E) -> Failure<E> {
    Failure::Refused(why)
}

impl<E> From<sqlx::Error> for Failure<E> {
    fn from(error: sqlx::Error) -> Self {
        Failure::Work(WorkError::Database(error))
    }
}

impl<E> From<WorkError> for Failure<E> {
    fn from(error: WorkError) -> Self {
        Failure::Work(error)
    }
}

impl From<Explanation> for Failure<Explanation> {
    fn from(why: Explanation) -> Self {
        Failure::Refused(why)
    }
}

impl<E: Explain> Failure<E> {
    /// Forgets the command's own type of refusal.
    pub fn told(self) -> Refused {
        match self {
            Failure::Refused(why) => Failure::Refused(why.explain()),
            Failure::Work(error) => Failure::Work(error),
        }
    }
}

impl WorkError {
    /// PostgreSQL asks to try again: serialization failure or deadlock.
    pub(super) fn asks_for_retry(&self) -> bool {
        matches!(self.code().as_deref(), Some("40001" | "40P01"))
    }

    /// Two transactions used one key at the same moment, and the other was quicker.
    pub(super) fn lost_the_key(&self) -> bool {
        self.constraint() == Some("command_log_key")
    }

    /// The name of the constraint that refused, if one did.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            WorkError::Database(sqlx::Error::Database(error)) => error.constraint(),
            _ => None,
        }
    }

    fn code(&self) -> Option<std::borrow::Cow<'_, str>> {
        match self {
            WorkError::Database(sqlx::Error::Database(error)) => error.code(),
            _ => None,
        }
    }

    /// Away, starting, stopping or out of connections: the caller may try again.
    fn is_passing(&self) -> bool {
        match self {
            WorkError::Database(sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed) => {
                true
            }
            WorkError::Database(_) => {
                self.asks_for_retry()
                    || self.code().is_some_and(|code| {
                        code.starts_with("57P")
                            || code.starts_with("53")
                            || code.starts_with("08")
                            || code == "57014"
                    })
            }
            _ => false,
        }
    }
}

impl Explain for WorkError {
    fn explain(&self) -> Explanation {
        match self {
            WorkError::KeyUsedOtherwise => Explanation::new(
                Kind::Conflict,
                "idempotency_conflict",
                "This idempotency key was used for another request. Use a new key for a new request.",
            ),
            WorkError::KeySpent => Explanation::new(
                Kind::Conflict,
                "idempotency_conflict",
                "This idempotency key was used before and its answer is no longer kept. Nothing was done again.",
            ),
            error if error.is_passing() => Explanation::unavailable(),
            WorkError::Database(_) | WorkError::Replay(_) | WorkError::Broken(_) => Explanation::internal(),
        }
    }
}

impl<E: Explain> Explain for Failure<E> {
    fn explain(&self) -> Explanation {
        match self {
            Failure::Refused(why) => why.explain(),
            Failure::Work(error) => {
                let told = error.explain();
                if matches!(told.kind, Kind::Internal | Kind::Unavailable) {
                    // Logged once, here, where it leaves the domain; the caller hears a calm sentence.
                    tracing::error!(error = %error, "a command or read failed");
                }
                told
            }
        }
    }
}
