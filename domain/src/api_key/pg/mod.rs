//! API keys in PostgreSQL.

mod create; // a new one, shown this once
mod known; // whose key this is
mod lists;
mod revoke;

pub use create::{CreateApiKey, CreateApiKeyRefused, DEMO_KEY, Ring};
pub use known::{is_new_key_of, key_holder};
pub use lists::api_keys;
pub use revoke::RevokeApiKey;
