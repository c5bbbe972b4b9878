//! The commit this program was built from.

/// Commit and, after a `+`, whether there were uncommitted changes; `unknown` when
/// the program was built outside a checkout.
pub const COMMIT: &str = match option_env!("BUURT_COMMIT") {
    Some(commit) => commit,
    None => "unknown",
};
