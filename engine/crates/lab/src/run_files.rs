//! The files of one run while it goes on: a file per table, to which parts are added.

use crate::error::LabError;
use crate::layout::{self, DONE, RunRecord, TableRecord};
use crate::parquet_write::TableFile;
use buurt_core::Table;
use std::path::Path;

/// The tables of one run on their way to the disk.
pub struct RunFiles<'a> {
    dir: &'a Path,
    variant: &'a str,
    replicate: u32,
    /// By name of the table, in the order of its first part.
    files: Vec<(String, TableFile)>,
    error: Option<LabError>,
}

impl<'a> RunFiles<'a> {
    /// No files yet.
    pub fn new(dir: &'a Path, variant: &'a str, replicate: u32) -> Self {
        RunFiles {
            dir,
            variant,
            replicate,
            files: Vec::new(),
            error: None,
        }
    }

    /// Adds the rows of a part to the file of its table.
    ///
    /// # Errors
    /// What [`RunFiles::close`] will say, as text.
    pub fn append(&mut self, part: &Table) -> Result<(), String> {
        self.write(part).map_err(|error| {
            let message = error.to_string();
            self.error.get_or_insert(error);
            message
        })
    }

    fn write(&mut self, part: &Table) -> Result<(), LabError> {
        let known = self.files.iter().position(|(name, _)| *name == part.name);
        let at = match known {
            Some(at) => at,
            None => {
                let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
                if part.name.is_empty() || !part.name.chars().all(allowed) {
                    return Err(LabError::Table {
                        table: part.name.clone(),
                        message: "its name must be snake_case, as it becomes a file name"
                            .to_owned(),
                    });
                }
                let path = layout::table_path(self.dir, self.variant, self.replicate, &part.name);
                let file = TableFile::create(&path, part)?;
                self.files.push((part.name.clone(), file));
                self.files.len() - 1
            }
        };
        self.files[at].1.append(part)
    }

    /// Ends the files and, last, writes `done.json`; a run that is not `whole` gets neither.
    ///
    /// # Errors
    /// The first error of a part, or of the disk now.
    pub fn close(self, whole: bool) -> Result<(), LabError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        if !whole {
            return Ok(());
        }
        let mut record = RunRecord {
            variant: self.variant.to_owned(),
            replicate: self.replicate,
            tables: Vec::with_capacity(self.files.len()),
        };
        for (name, file) in self.files {
            record.tables.push(TableRecord::new(&name, file.finish()?));
        }
        record.tables.sort_by(|a, b| a.table.cmp(&b.table));
        let path = layout::run_folder(self.dir, self.variant, self.replicate).join(DONE);
        let text = serde_json::to_vec_pretty(&record)
            .map_err(|e| LabError::write(&path, std::io::Error::other(e)))?;
        layout::write_whole(&path, &text)
    }
}
