//! A [`Table`] to one Parquet file, byte for byte the same for the same table.
//!
//! Whole numbers are required INT32/INT64 columns, floating-point numbers are
//! optional columns in which NaN becomes null, text is dictionary-coded UTF-8.
//! Nothing that differs between two machines or moments (times, program build)
//! is stored in the file. Only encodings that every common reader knows are used.

use crate::error::LabError;
use crate::row_groups::{Gathered, Ready, by_place};
use buurt_core::{Column, Table};
use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType, ZstdLevel};
use parquet::data_type::{
    ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type, TypePtr};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows handed to the column writer at once.
const BATCH_ROWS: usize = 1 << 14;
/// Level 1 writes several times faster than level 3 for a few per cent more bytes.
const ZSTD_LEVEL: i32 = 1;

/// What was written: enough to check the file later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Length of the file in bytes.
    pub bytes: u64,
    /// Number of rows.
    pub rows: u64,
    /// SHA-256 of the file, in lower-case hexadecimal.
    pub sha256: String,
}

/// Writes `table` to `path` by way of `path` + `.partial`, which is renamed when
/// whole and removed when anything fails.
///
/// # Errors
/// [`LabError::Table`] for columns of unequal length, repeated names or codes
/// outside their categories; [`LabError::Write`] when the disk refuses.
pub fn write_table(path: &Path, table: &Table) -> Result<Written, LabError> {
    let mut file = TableFile::create(path, table)?;
    file.append(table)?;
    file.finish()
}

/// A file that is being written, part by part.
pub struct TableFile {
    path: PathBuf,
    columns: Vec<(String, std::mem::Discriminant<Column>)>,
    /// None once the file is whole.
    file: Option<SerializedFileWriter<HashingWriter<File>>>,
    gathered: Gathered,
    rows: usize,
}

impl TableFile {
    /// A file for tables with the columns of `first`, without rows yet.
    ///
    /// # Errors
    /// As [`write_table`].
    pub fn create(path: &Path, first: &Table) -> Result<TableFile, LabError> {
        check(first)?;
        let failed = |e: ParquetError| LabError::write(path, io_error(e));
        let schema = schema_of(first).map_err(failed)?;
        let properties = Arc::new(properties_of(first).map_err(failed)?);
        let partial = partial_path(path);
        let mut this = TableFile {
            path: path.to_owned(),
            columns: kinds(first),
            file: None,
            gathered: Gathered::default(),
            rows: 0,
        };
        let hashing = HashingWriter {
            sink: File::create(&partial).map_err(|e| LabError::write(path, e))?,
            hash: Sha256::new(),
            bytes: 0,
        };
        this.file = Some(SerializedFileWriter::new(hashing, schema, properties).map_err(failed)?);
        Ok(this)
    }

    /// Adds the rows of a part. They may wait for those of later parts: see `Gathered`.
    ///
    /// # Errors
    /// As [`write_table`]; also when its columns are not those of the first part.
    pub fn append(&mut self, part: &Table) -> Result<(), LabError> {
        check(part)?;
        if kinds(part) != self.columns {
            return Err(LabError::Table {
                table: part.name.clone(),
                message: "its columns are not those of its first part".to_owned(),
            });
        }
        match self.gathered.add(part) {
            Some(ready) => self.write(&ready),
            None => Ok(()),
        }
    }

    /// Writes rows as row groups of their own.
    fn write(&mut self, ready: &Ready<'_>) -> Result<(), LabError> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        let failed = |e: ParquetError| LabError::write(&self.path, io_error(e));
        for rows in ready.groups() {
            let mut group = file.next_row_group().map_err(failed)?;
            for (_, column) in &ready.table.columns {
                if let Some(writer) = group.next_column().map_err(failed)? {
                    write_column(writer, column, &rows).map_err(failed)?;
                }
            }
            group.close().map_err(failed)?;
            self.rows += rows.iter().map(Range::len).sum::<usize>();
        }
        Ok(())
    }

    /// Ends the file and gives it its name.
    ///
    /// # Errors
    /// [`LabError::Write`] when the disk refuses.
    pub fn finish(mut self) -> Result<Written, LabError> {
        for rest in self.gathered.rest().into_iter().flatten() {
            self.write(&rest)?;
        }
        let failed = |e: ParquetError| LabError::write(&self.path, io_error(e));
        let Some(file) = self.file.take() else {
            return Err(LabError::write(&self.path, io::Error::other("no file")));
        };
        let close = || -> Result<Written, LabError> {
            let mut hashing = file.into_inner().map_err(failed)?;
            hashing
                .flush()
                .map_err(|e| LabError::write(&self.path, e))?;
            fs::rename(partial_path(&self.path), &self.path)
                .map_err(|e| LabError::write(&self.path, e))?;
            Ok(Written {
                bytes: hashing.bytes,
                rows: self.rows as u64,
                sha256: hexadecimal(&hashing.hash.finalize()),
            })
        };
        close().inspect_err(|_| {
            // The first error is the one to report; a leftover that cannot be removed is not.
            let _ = fs::remove_file(partial_path(&self.path));
        })
    }
}

impl Drop for TableFile {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = fs::remove_file(partial_path(&self.path));
        }
    }
}

/// Names and types of the columns.
fn kinds(table: &Table) -> Vec<(String, std::mem::Discriminant<Column>)> {
    let kind = |(name, column): &(String, Column)| (name.clone(), std::mem::discriminant(column));
    table.columns.iter().map(kind).collect()
}

/// The temporary name beside `path`.
pub fn partial_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".partial");
    PathBuf::from(name)
}

/// Bytes as lower-case hexadecimal text.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn check(table: &Table) -> Result<(), LabError> {
    let wrong = |message: String| {
        Err(LabError::Table {
            table: table.name.clone(),
            message,
        })
    };
    if table.columns.is_empty() {
        return wrong("has no columns".to_owned());
    }
    let rows = table.rows();
    for (i, (name, column)) in table.columns.iter().enumerate() {
        if table.columns[..i].iter().any(|(n, _)| n == name) {
            return wrong(format!("column {name} occurs twice"));
        }
        if column.len() != rows {
            return wrong(format!(
                "column {name} has {} rows, the first column has {rows}",
                column.len()
            ));
        }
        if let Column::Category { codes, categories } = column
            && let Some(row) = codes.iter().position(|c| *c as usize >= categories.len())
        {
            return wrong(format!(
                "column {name}, row {row}: code {} but there are {} categories",
                codes[row],
                categories.len()
            ));
        }
    }
    Ok(())
}

fn schema_of(table: &Table) -> Result<TypePtr, ParquetError> {
    let mut fields = Vec::with_capacity(table.columns.len());
    for (name, column) in &table.columns {
        let (physical, repetition, logical) = match column {
            Column::I32(_) => (PhysicalType::INT32, Repetition::REQUIRED, None),
            Column::I64(_) => (PhysicalType::INT64, Repetition::REQUIRED, None),
            Column::F64(_) => (PhysicalType::DOUBLE, Repetition::OPTIONAL, None),
            Column::F32(_) => (PhysicalType::FLOAT, Repetition::OPTIONAL, None),
            Column::Category { .. } => (
                PhysicalType::BYTE_ARRAY,
                Repetition::REQUIRED,
                Some(LogicalType::String),
            ),
        };
        let field = Type::primitive_type_builder(name, physical)
            .with_repetition(repetition)
            .with_logical_type(logical)
            .build()?;
        fields.push(Arc::new(field));
    }
    let root = Type::group_type_builder(&table.name)
        .with_fields(fields)
        .build()?;
    Ok(Arc::new(root))
}

fn properties_of(table: &Table) -> Result<WriterProperties, ParquetError> {
    let mut builder = WriterProperties::builder()
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_created_by("buurt".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL)?))
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(true)
        .set_dictionary_enabled(false)
        .set_write_batch_size(BATCH_ROWS)
        .set_data_page_row_count_limit(1 << 17)
        .set_data_page_size_limit(1 << 20);
    for (name, column) in &table.columns {
        let at = ColumnPath::new(vec![name.clone()]);
        if matches!(column, Column::Category { .. }) {
            // A dictionary takes a look-up per row, which pays for text only.
            builder = builder
                .set_column_dictionary_enabled(at.clone(), true)
                .set_column_dictionary_page_size_limit(at.clone(), 1 << 26);
        }
        if name == "year" || name == "level" && by_place(table).is_some() {
            // The columns by which a reader can leave out whole row groups.
            builder = builder.set_column_statistics_enabled(at, EnabledStatistics::Chunk);
        }
    }
    Ok(builder.build())
}

fn write_column(
    mut writer: SerializedColumnWriter<'_>,
    column: &Column,
    rows: &[Range<usize>],
) -> Result<(), ParquetError> {
    let rows = rows.iter().cloned();
    match column {
        Column::I32(values) => {
            let typed = writer.typed::<Int32Type>();
            for range in rows {
                typed.write_batch(&values[range], None, None)?;
            }
        }
        Column::I64(values) => {
            let typed = writer.typed::<Int64Type>();
            for range in rows {
                typed.write_batch(&values[range], None, None)?;
            }
        }
        Column::F64(values) => {
            for range in rows {
                write_optional::<DoubleType>(&mut writer, &values[range], |v| v.is_nan())?;
            }
        }
        Column::F32(values) => {
            for range in rows {
                write_optional::<FloatType>(&mut writer, &values[range], |v| v.is_nan())?;
            }
        }
        Column::Category { codes, categories } => {
            let texts: Vec<ByteArray> = categories
                .iter()
                .map(|c| ByteArray::from(c.as_str()))
                .collect();
            let typed = writer.typed::<ByteArrayType>();
            let mut batch = Vec::with_capacity(BATCH_ROWS);
            for part in rows.flat_map(|range| codes[range].chunks(BATCH_ROWS)) {
                batch.clear();
                batch.extend(part.iter().map(|c| texts[*c as usize].clone()));
                typed.write_batch(&batch, None, None)?;
            }
        }
    }
    writer.close()
}

fn write_optional<T: DataType>(
    writer: &mut SerializedColumnWriter<'_>,
    values: &[T::T],
    is_missing: impl Fn(&T::T) -> bool,
) -> Result<(), ParquetError>
where
    T::T: Copy,
{
    let typed = writer.typed::<T>();
    let all_present = vec![1_i16; BATCH_ROWS.min(values.len())];
    let mut levels = Vec::new();
    let mut present = Vec::new();
    for part in values.chunks(BATCH_ROWS) {
        if part.iter().any(&is_missing) {
            levels.clear();
            levels.extend(part.iter().map(|v| i16::from(!is_missing(v))));
            present.clear();
            present.extend(part.iter().copied().filter(|v| !is_missing(v)));
            typed.write_batch(&present, Some(&levels), None)?;
        } else {
            typed.write_batch(part, Some(&all_present[..part.len()]), None)?;
        }
    }
    Ok(())
}

fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(io) => *io,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

/// Counts and hashes what passes to the sink.
struct HashingWriter<W> {
    sink: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Write for HashingWriter<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let taken = self.sink.write(data)?;
        self.hash.update(&data[..taken]);
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}
