//! What can be wrong with a city file or with the tables it is made from.

use thiserror::Error;

/// A problem with input for a city. The text names the file, the place, the value,
/// what is allowed and what to do next.
#[derive(Debug, Error, Clone, PartialEq)]
pub enum CityError {
    /// A file that cannot be opened or read.
    #[error(
        "{file}: cannot be read: {message}. Check the path, or make the file with `buurt import`"
    )]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        message: String,
    },
    /// Text that is not a city file.
    #[error(
        "{file}:{line}:{column}: {message}. A city file is made by `buurt import`; compare it with one in scenarios/cities"
    )]
    Syntax {
        /// The file.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser says.
        message: String,
    },
    /// A value that cannot be.
    #[error("{file}: {place}: {value} is not possible here; allowed is {allowed}. {next}")]
    Value {
        /// The file.
        file: String,
        /// Path inside the file, such as `areas[3] (6511).social`.
        place: String,
        /// The value found.
        value: String,
        /// What is allowed.
        allowed: String,
        /// What to do next.
        next: String,
    },
    /// A source table without the column, or without rows for the city.
    #[error("{file}: {message}")]
    Source {
        /// The file.
        file: String,
        /// What is missing and what to do.
        message: String,
    },
}

/// The result of anything that reads a city.
pub type Result<T> = std::result::Result<T, CityError>;
