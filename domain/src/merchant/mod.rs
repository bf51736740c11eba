//! Merchants: who they are, what they hold with us, where their money goes.
