//! What every request passes, outermost first. `startup` puts it together.

pub(crate) mod address; // where a request comes from
pub(crate) mod body_size; // bodies are small; whoever sends a large one still hears the answer
pub(crate) mod credentials; // token or cookie → who is asking
pub(crate) mod cors; // which other sites may call the API
pub(crate) mod crowd; // so many requests at once
pub(crate) mod csrf; // other sites' pages cannot act for our visitors
pub(crate) mod endings; // panics and time limits end in the contract's words
pub(crate) mod headers; // what browsers are told to enforce
pub(crate) mod limits; // so many requests a minute
pub(crate) mod request_log; // what keys ask, kept for their merchant's developers
pub(crate) mod request_id; // one id in the answer, the log and every command
pub(crate) mod trace; // one span and one line per request
