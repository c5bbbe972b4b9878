//! Where things are in a results folder.
//!
//! ```text
//! DIR/manifest.json
//! DIR/variant=NAME/replicate=K/TABLE.parquet
//! DIR/variant=NAME/replicate=K/done.json      written last: the run is whole
//! ```
//!
//! The `name=value` folders are hive partitions: readers of data sets turn them
//! into columns `variant` and `replicate`.

use crate::error::LabError;
use crate::parquet_read::TableBytes;
use crate::parquet_write::{Written, partial_path};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Name of the file that says a run is whole.
pub const DONE: &str = "done.json";
/// Name of the file that says what the folder holds.
pub const MANIFEST: &str = "manifest.json";

/// One table of a finished run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRecord {
    /// Name of the table.
    pub table: String,
    /// Number of rows.
    pub rows: u64,
    /// Length of its file in bytes.
    pub bytes: u64,
    /// SHA-256 of its file.
    pub sha256: String,
}

/// One finished run: the content of its `done.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Name of the variant.
    pub variant: String,
    /// Number of the replicate.
    pub replicate: u32,
    /// Its tables, sorted by name.
    pub tables: Vec<TableRecord>,
}

impl RunRecord {
    /// Whether the run wrote this table.
    pub fn has(&self, table: &str) -> bool {
        self.tables.iter().any(|t| t.table == table)
    }

    /// The file of a table, after a look whether its bytes are those that were written;
    /// None when the run wrote no such table.
    ///
    /// # Errors
    /// [`LabError::Damaged`] when they are others, [`LabError::Read`].
    pub fn open(&self, dir: &Path, table: &str) -> Result<Option<TableBytes>, LabError> {
        let Some(written) = self.tables.iter().find(|t| t.table == table) else {
            return Ok(None);
        };
        let path = table_path(dir, &self.variant, self.replicate, table);
        let bytes = TableBytes::read(&path)?;
        if bytes.sha256() != written.sha256 {
            return Err(LabError::damaged(&path, "its bytes are not those written"));
        }
        Ok(Some(bytes))
    }
}

impl TableRecord {
    /// The record of a table just written.
    pub fn new(table: &str, written: Written) -> Self {
        TableRecord {
            table: table.to_owned(),
            rows: written.rows,
            bytes: written.bytes,
            sha256: written.sha256,
        }
    }
}

/// Folder of all replicates of a variant.
pub fn variant_folder(dir: &Path, variant: &str) -> PathBuf {
    dir.join(format!("variant={variant}"))
}

/// Folder of one run.
pub fn run_folder(dir: &Path, variant: &str, replicate: u32) -> PathBuf {
    variant_folder(dir, variant).join(format!("replicate={replicate}"))
}

/// File of one table of one run.
pub fn table_path(dir: &Path, variant: &str, replicate: u32, table: &str) -> PathBuf {
    run_folder(dir, variant, replicate).join(format!("{table}.parquet"))
}

/// Writes a file by way of a temporary name, so that it is there whole or not at all.
///
/// # Errors
/// [`LabError::Write`].
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), LabError> {
    let mut partial = partial_path(path).into_os_string();
    // Shards of one folder may write the manifest at the same moment.
    partial.push(format!(".{}", std::process::id()));
    let partial = PathBuf::from(partial);
    let attempt = || -> io::Result<()> {
        let mut file = File::create(&partial)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&partial, path)
    };
    attempt().map_err(|e| {
        let _ = fs::remove_file(&partial);
        LabError::write(path, e)
    })
}

/// The record of a run, if the run is there and whole: `done.json` is readable and
/// every table has the recorded length and, when `verify` is set, the recorded digest.
///
/// # Errors
/// [`LabError::Read`] when files are there but cannot be read.
pub fn finished_run(
    dir: &Path,
    variant: &str,
    replicate: u32,
    verify: bool,
) -> Result<Option<RunRecord>, LabError> {
    match recorded(dir, variant, replicate, verify) {
        Err(LabError::Damaged { .. }) => Ok(None),
        found => found,
    }
}

/// As [`finished_run`], but what is recorded and not whole is [`LabError::Damaged`].
fn recorded(
    dir: &Path,
    variant: &str,
    replicate: u32,
    verify: bool,
) -> Result<Option<RunRecord>, LabError> {
    let path = run_folder(dir, variant, replicate).join(DONE);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(e) if is_absent(&e) => return Ok(None),
        Err(e) => return Err(LabError::read(&path, e)),
    };
    let record: RunRecord =
        serde_json::from_slice(&text).map_err(|e| LabError::damaged(&path, e))?;
    if record.variant != variant || record.replicate != replicate {
        return Err(LabError::damaged(&path, "it is of another run"));
    }
    for table in &record.tables {
        let path = table_path(dir, variant, replicate, &table.table);
        match fs::metadata(&path) {
            Ok(meta) if meta.len() == table.bytes => {}
            Ok(meta) => {
                let message = format!("{} bytes instead of {}", meta.len(), table.bytes);
                return Err(LabError::damaged(&path, message));
            }
            Err(e) if is_absent(&e) => return Err(LabError::damaged(&path, "it is not there")),
            Err(e) => return Err(LabError::read(&path, e)),
        }
        if verify && TableBytes::read(&path)?.sha256() != table.sha256 {
            return Err(LabError::damaged(&path, "its bytes are not those written"));
        }
    }
    Ok(Some(record))
}

/// Every whole run in `dir`, sorted by variant name and replicate number; others are left
/// out. Lengths are checked, digests are not.
///
/// # Errors
/// [`LabError::Read`].
pub fn finished_runs(dir: &Path) -> Result<Vec<RunRecord>, LabError> {
    all_runs(dir, finished_run)
}

/// Every finished run in `dir`, for reading: a run that was finished and is no longer whole
/// must not go unnoticed.
///
/// # Errors
/// [`LabError::Damaged`] for such a run, [`LabError::Read`].
pub fn runs_to_read(dir: &Path) -> Result<Vec<RunRecord>, LabError> {
    all_runs(dir, recorded)
}

type Look = fn(&Path, &str, u32, bool) -> Result<Option<RunRecord>, LabError>;

fn all_runs(dir: &Path, look: Look) -> Result<Vec<RunRecord>, LabError> {
    let mut found = Vec::new();
    for variant in values_in(dir, "variant=")? {
        for replicate in values_in(&variant_folder(dir, &variant), "replicate=")? {
            if let Ok(number) = replicate.parse::<u32>()
                && let Some(record) = look(dir, &variant, number, false)?
            {
                found.push(record);
            }
        }
    }
    found.sort_by(|a, b| (&a.variant, a.replicate).cmp(&(&b.variant, b.replicate)));
    Ok(found)
}

/// The values of the folders `PREFIXvalue` in `dir`, sorted; none if `dir` is not there.
///
/// # Errors
/// [`LabError::Read`].
pub fn values_in(dir: &Path, prefix: &str) -> Result<Vec<String>, LabError> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) if is_absent(&e) => return Ok(Vec::new()),
        Err(e) => return Err(LabError::read(dir, e)),
    };
    let mut values = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|e| LabError::read(dir, e))?;
        if let Some(value) = entry
            .file_name()
            .to_str()
            .and_then(|n| n.strip_prefix(prefix))
        {
            values.push(value.to_owned());
        }
    }
    values.sort();
    Ok(values)
}

/// Removes the folder of a run. The folder of its variant stays: another thread may
/// be about to use it.
///
/// # Errors
/// [`LabError::Write`].
pub fn remove_run(dir: &Path, variant: &str, replicate: u32) -> Result<(), LabError> {
    let folder = run_folder(dir, variant, replicate);
    match fs::remove_dir_all(&folder) {
        Ok(()) => Ok(()),
        Err(e) if is_absent(&e) => Ok(()),
        Err(e) => Err(LabError::write(&folder, e)),
    }
}

fn is_absent(e: &io::Error) -> bool {
    matches!(
        e.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
