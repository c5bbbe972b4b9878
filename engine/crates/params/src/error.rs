//! What can be wrong with a scenario.

use thiserror::Error;

/// A problem with a scenario file; the text names the place, the value, what is
/// allowed and what to do next.
#[derive(Debug, Error, Clone, PartialEq)]
pub enum ScenarioError {
    /// The file cannot be read.
    #[error(
        "{file}: cannot be read: {message}. Check the path; scenarios/tutorial.ron is an example"
    )]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        message: String,
    },
    /// Something wrong at a known place in the text.
    #[error("{file}:{line}:{column}: {message}")]
    Place {
        /// The file.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong and what is allowed.
        message: String,
    },
    /// Values that contradict each other or the city.
    #[error("{file}: {message}")]
    Meaning {
        /// The file.
        file: String,
        /// What is wrong, where, and what is allowed.
        message: String,
    },
}

/// What a reader of RON says, with a next step where the text itself is not well formed.
pub(crate) fn said(error: &ron::Error) -> String {
    match error {
        ron::Error::Message(message) => message.clone(),
        error => format!(
            "{error}. Look here and just before: a comma stands after every entry, texts stand in \
             quotes, and every ( and [ is closed by its own kind"
        ),
    }
}
