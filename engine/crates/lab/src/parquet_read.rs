//! A Parquet file of this project back into a [`Table`].
//!
//! Nulls in floating-point columns come back as NaN. Text comes back with its
//! categories in order of first appearance, whatever their order was when written.

use crate::error::LabError;
use crate::parquet_column::{Builder, TextBuilder};
use crate::parquet_write::hexadecimal;
use crate::row_choice::{Part, Rows, may_have, ranges};
use buurt_core::{Column, Table};
use bytes::Bytes;
use parquet::basic::Type as PhysicalType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::fs;
use std::ops::Range;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Once;

thread_local! {
    /// Whether this thread is in the library, whose panics are caught and not told.
    static DECODING: Cell<bool> = const { Cell::new(false) };
}
static QUIET: Once = Once::new();

/// The file of a table, read once: its digest and its columns are taken from these bytes.
#[derive(Debug, Clone)]
pub struct TableBytes {
    path: PathBuf,
    bytes: Bytes,
}

/// Reads the table in `path`; its name is the file's name without the ending.
///
/// # Errors
/// [`LabError::Read`] when the file cannot be opened, [`LabError::Damaged`] when
/// it is cut short, is no Parquet file, or has column types this project does not write.
pub fn read_table(path: &Path) -> Result<Table, LabError> {
    TableBytes::read(path)?.table()
}

/// Reads some columns and rows of the table in `path`, as [`TableBytes::columns`].
///
/// # Errors
/// As [`read_table`] and [`TableBytes::columns`].
pub fn read_columns(path: &Path, columns: &[&str], rows: Rows<'_>) -> Result<Table, LabError> {
    TableBytes::read(path)?.columns(columns, rows)
}

impl TableBytes {
    /// Reads the file.
    ///
    /// # Errors
    /// [`LabError::Read`].
    pub fn read(path: &Path) -> Result<TableBytes, LabError> {
        let bytes = fs::read(path).map_err(|e| LabError::read(path, e))?;
        Ok(TableBytes {
            path: path.to_owned(),
            bytes: bytes.into(),
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// SHA-256 of the file, in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        hexadecimal(&Sha256::digest(&self.bytes))
    }

    /// The whole table.
    ///
    /// # Errors
    /// [`LabError::Damaged`], see [`read_table`].
    pub fn table(&self) -> Result<Table, LabError> {
        self.decode(|reader, name| read_some(reader, name, None, &Part::whole(reader)))
    }

    /// The names of the columns.
    ///
    /// # Errors
    /// As [`TableBytes::table`].
    pub fn column_names(&self) -> Result<Vec<String>, LabError> {
        self.decode(|reader, _| {
            let schema = reader.metadata().file_metadata().schema_descr();
            let names = schema.columns().iter().map(|c| c.name().to_owned());
            Ok(names.collect())
        })
    }

    /// Only these columns, and of these only the chosen rows. Rows that are not chosen are
    /// not decoded, and row groups that by their statistics have no such rows are not
    /// opened, so a few areas or one year of a large table cost little. Columns that
    /// the file does not have are left out.
    ///
    /// # Errors
    /// As [`TableBytes::table`]; also when the column of the choice is missing or of
    /// another type.
    pub fn columns(&self, columns: &[&str], rows: Rows<'_>) -> Result<Table, LabError> {
        self.decode(|reader, name| {
            let mut part = Part::whole(reader);
            let (column, what) = match rows {
                Rows::All => return read_some(reader, name, Some(columns), &part),
                Rows::Text(column, _) => (column, "text"),
                Rows::Whole(column, _) => (column, "whole-number"),
            };
            part.groups
                .retain(|g| may_have(reader.metadata().row_group(*g), &rows));
            let key = read_some(reader, name, Some(&[column]), &part)?;
            part.ranges = Some(match (&rows, key.column(column)) {
                (Rows::Text(_, keep), Some(Column::Category { codes, categories })) => {
                    let kept: Vec<bool> = categories.iter().map(|c| keep(c)).collect();
                    ranges(codes.iter().map(|c| kept[*c as usize]))
                }
                (Rows::Whole(_, keep), Some(Column::I32(numbers))) => {
                    ranges(numbers.iter().map(|n| keep(*n)))
                }
                _ => {
                    return Err(ParquetError::General(format!(
                        "there is no {what} column `{column}`"
                    )));
                }
            });
            read_some(reader, name, Some(columns), &part)
        })
    }

    /// Gives `read` the decoder and the name of the table. The library panics on some
    /// damaged files: that is caught and becomes [`LabError::Damaged`] like other damage.
    fn decode<T>(
        &self,
        read: impl FnOnce(&dyn FileReader, &str) -> Result<T, ParquetError>,
    ) -> Result<T, LabError> {
        let path = self.path.as_path();
        let name = path
            .file_stem()
            .map_or(String::new(), |s| s.to_string_lossy().into_owned());
        QUIET.call_once(|| {
            let others = panic::take_hook();
            panic::set_hook(Box::new(move |panicked| {
                if !DECODING.get() {
                    others(panicked);
                }
            }));
        });
        DECODING.set(true);
        let found = panic::catch_unwind(AssertUnwindSafe(|| {
            read(&SerializedFileReader::new(self.bytes.clone())?, &name)
        }));
        DECODING.set(false);
        match found {
            Ok(found) => found.map_err(|e| LabError::damaged(path, e)),
            Err(_) => Err(LabError::damaged(path, "its bytes make no sense")),
        }
    }
}

fn read_some(
    reader: &dyn FileReader,
    name: &str,
    wanted: Option<&[&str]>,
    part: &Part,
) -> Result<Table, ParquetError> {
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let chosen: Vec<usize> = (0..schema.num_columns())
        .filter(|c| wanted.is_none_or(|w| w.contains(&schema.column(*c).name())))
        .collect();
    let mut builders = Vec::with_capacity(chosen.len());
    for c in &chosen {
        let column = schema.column(*c);
        builders.push(match column.physical_type() {
            PhysicalType::INT32 => Builder::I32(Vec::new()),
            PhysicalType::INT64 => Builder::I64(Vec::new()),
            PhysicalType::DOUBLE => Builder::F64(Vec::new()),
            PhysicalType::FLOAT => Builder::F32(Vec::new()),
            PhysicalType::BYTE_ARRAY => Builder::Text(TextBuilder::default()),
            other => {
                return Err(ParquetError::General(format!(
                    "column {} has type {other}, which this program does not read",
                    column.name()
                )));
            }
        });
    }
    let mut start = 0;
    for g in &part.groups {
        let group = reader.get_row_group(*g)?;
        let rows = usize::try_from(group.metadata().num_rows())
            .map_err(|_| ParquetError::General("negative number of rows".to_owned()))?;
        let within: Vec<Range<usize>> = match &part.ranges {
            None => std::iter::once(0..rows).collect(),
            Some(ranges) => ranges
                .iter()
                .map(|r| r.start.max(start) - start..r.end.clamp(start, start + rows) - start)
                .filter(|r| r.start < r.end)
                .collect(),
        };
        start += rows;
        if within.is_empty() {
            continue;
        }
        for (c, builder) in chosen.iter().zip(&mut builders) {
            let optional = schema.column(*c).max_def_level() > 0;
            let column_name = schema.column(*c).name().to_owned();
            builder
                .read(group.as_ref(), *c, &within, optional)
                .map_err(|e| ParquetError::General(format!("column {column_name}: {e}")))?;
        }
    }
    let mut table = Table::new(name);
    for (c, builder) in chosen.iter().zip(builders) {
        table
            .columns
            .push((schema.column(*c).name().to_owned(), builder.finish()));
    }
    Ok(table)
}
