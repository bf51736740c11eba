//! Identity in PostgreSQL.

mod change; // name, password, and an account switched off
mod doorkeeper; // the one that pages and API talk to
mod passwords; // argon2id, off the async threads
mod register; // a person with wallet, or a merchant with accounts
mod rows; // what is read of people
mod second_factor; // a code that changes every half minute, for admins
mod sessions; // sign-ins: list, end
mod sign_in; // a new sign-in
mod throttle; // attempts per account and address
mod tokens; // refresh tokens: rotation, reuse
mod users; // people, always masked

pub use change::SetActive;
pub use doorkeeper::{Caller, CallerKind, Doorkeeper, SignedIn};
pub use passwords::{PasswordCost, Passwords};
pub use register::{Register, Registered};
pub(crate) use rows::PersonRow;
pub use second_factor::ResetSecondFactor;
pub use throttle::SignInThrottle;
pub use users::{ChangeUser, UserFilter, user, users, users_by_id};
