//! Deposits, withdrawals and payouts: money across the bank, from request to its one end.
