//! One command, one transaction: the only doorway to a change.
//!
//! Both doors, pages and API, end in [`execute`]. It opens the transaction, looks the idempotency key up,
//! runs the command, writes its record (audit, event and idempotency in one row) and commits; it runs the
//! command again when PostgreSQL asks for that, and no command ever opens a transaction of its own.

mod clock;
mod error;
mod execute;
mod idempotency;
mod live;
mod meter; // what is counted of commands
mod pool;
mod record;
mod tx;
mod vault; // what must not lie readable in the database
mod window; // fixed windows of a minute, for limits

pub use clock::{Moment, business_now, real_now};
pub use error::{Failure, Refused, WorkError, refuse};
pub use execute::{Command, execute, execute_as_of};
pub(crate) use idempotency::window_seconds;
pub use idempotency::{Claim, IdempotencyKey, Replayable, configure_window};
pub(crate) use live::CHANNEL;
pub use live::{Told, listen};
pub use pool::{acts_as_app_role, connect};
pub use record::{Meta, Record};
pub(crate) use tx::RecordRow;
pub use tx::{Opening, Tx};
pub use vault::{NoDataKey, Vault, VaultError};
pub use window::{InThisProcess, MINUTE, Window, Windows};
