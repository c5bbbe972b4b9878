//! What can go wrong between a run and its files, said to a person: the path,
//! what happened, and what to do next.

use std::io;
use std::path::{Path, PathBuf};

/// Every failure of the lab.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    /// The output folder holds something and neither resume nor overwrite was asked for.
    #[error(
        "{path} is not empty. Choose another folder with --out, continue it with --resume, or replace it with --overwrite"
    )]
    NotEmpty {
        /// The output folder.
        path: PathBuf,
    },
    /// Resume or overwrite was asked for a folder that no ensemble wrote.
    #[error(
        "{path} is not empty and has no manifest.json, so it is not a results folder and is left alone. Choose another folder with --out"
    )]
    NotResults {
        /// The output folder.
        path: PathBuf,
    },
    /// Results of another experiment are in the folder.
    #[error(
        "{path} holds results of another experiment:\n  {}\nChoose another folder with --out, or replace it with --overwrite",
        differences.join("\n  ")
    )]
    Different {
        /// The output folder.
        path: PathBuf,
        /// One line per field that differs.
        differences: Vec<String>,
    },
    /// Some runs of this shard are already in the folder.
    #[error(
        "{path} already exists. Continue the shard with --resume, or replace its runs with --overwrite"
    )]
    RunExists {
        /// The folder of the run.
        path: PathBuf,
    },
    /// The plan itself is wrong.
    #[error("{0}")]
    Plan(String),
    /// A file or folder could not be written.
    #[error("cannot write {path}: {source}. {}", next_step(source))]
    Write {
        /// What was being written.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// A file or folder could not be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// What was being read.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// A file is there but is not what it should be.
    #[error(
        "{path} is damaged or cut short: {message}. Delete its folder and run again with --resume"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        message: String,
    },
    /// A table handed to the writer is inconsistent.
    #[error("table {table}: {message}")]
    Table {
        /// Name of the table.
        table: String,
        /// What is inconsistent.
        message: String,
    },
    /// Results cannot be compared or summarised as asked.
    #[error("{0}")]
    Compare(String),
    /// The threads could not be started.
    #[error("cannot start {threads} threads: {message}. Try fewer with --threads")]
    Threads {
        /// Threads asked for.
        threads: usize,
        /// The answer of the thread pool.
        message: String,
    },
}

impl LabError {
    /// A write failure at this path.
    pub fn write(path: &Path, source: io::Error) -> Self {
        LabError::Write {
            path: path.to_owned(),
            source,
        }
    }

    /// A read failure at this path.
    pub fn read(path: &Path, source: io::Error) -> Self {
        LabError::Read {
            path: path.to_owned(),
            source,
        }
    }

    /// A comparison that failed, with the folder it was about.
    pub(crate) fn in_folder(self, dir: &Path) -> Self {
        match self {
            LabError::Compare(message) => {
                LabError::Compare(format!("{}: {message}", dir.display()))
            }
            other => other,
        }
    }

    /// A damaged file at this path.
    pub fn damaged(path: &Path, message: impl ToString) -> Self {
        LabError::Damaged {
            path: path.to_owned(),
            message: message.to_string(),
        }
    }
}

fn next_step(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "The disk is full: free some space and continue with --resume, or write elsewhere with --out"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "Choose a folder you may write to with --out"
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "A file is in the way: move it, or choose another folder with --out"
        }
        _ => "Finished runs are kept: continue with --resume once this is solved",
    }
}
