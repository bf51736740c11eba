//! What is done later: a closed list of kinds, each with its rule for trying again.
