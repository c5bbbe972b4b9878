//! A Parquet file of this project back into a [`Table`].
//!
//! Nulls in floating-point columns come back as NaN. Text comes back with its
//! categories in order of first appearance, whatever their order was when written.

use crate::error::LabError;
use buurt_core::{Column, Table};
use parquet::basic::Type as PhysicalType;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, ByteArrayType, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// Records decoded at once.
const BATCH_ROWS: usize = 1 << 16;

/// Reads the table in `path`; its name is the file's name without the ending.
///
/// # Errors
/// [`LabError::Read`] when the file cannot be opened, [`LabError::Damaged`] when
/// it is cut short, is no Parquet file, or has column types this project does not write.
pub fn read_table(path: &Path) -> Result<Table, LabError> {
    let file = File::open(path).map_err(|e| LabError::read(path, e))?;
    let name = path
        .file_stem()
        .map_or(String::new(), |s| s.to_string_lossy().into_owned());
    let reader = SerializedFileReader::new(file).map_err(|e| LabError::damaged(path, e))?;
    read_all(&reader, &name).map_err(|e| LabError::damaged(path, e))
}

fn read_all(reader: &dyn FileReader, name: &str) -> Result<Table, ParquetError> {
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let mut builders = Vec::with_capacity(schema.num_columns());
    for column in schema.columns() {
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
    for g in 0..reader.num_row_groups() {
        let group = reader.get_row_group(g)?;
        let rows = usize::try_from(group.metadata().num_rows())
            .map_err(|_| ParquetError::General("negative number of rows".to_owned()))?;
        for (c, builder) in builders.iter_mut().enumerate() {
            let optional = schema.column(c).max_def_level() > 0;
            let column_name = schema.column(c).name().to_owned();
            builder
                .read(group.get_column_reader(c)?, rows, optional)
                .map_err(|e| ParquetError::General(format!("column {column_name}: {e}")))?;
        }
    }
    let mut table = Table::new(name);
    for (column, builder) in schema.columns().iter().zip(builders) {
        table
            .columns
            .push((column.name().to_owned(), builder.finish()));
    }
    Ok(table)
}

/// A column under construction.
enum Builder {
    I32(Vec<i32>),
    I64(Vec<i64>),
    F64(Vec<f64>),
    F32(Vec<f32>),
    Text(TextBuilder),
}

impl Builder {
    fn read(&mut self, r: ColumnReader, rows: usize, optional: bool) -> Result<(), ParquetError> {
        match (self, r) {
            (Builder::I32(out), ColumnReader::Int32ColumnReader(r)) => {
                read_values(r, rows, optional, None, |v| out.push(*v))
            }
            (Builder::I64(out), ColumnReader::Int64ColumnReader(r)) => {
                read_values(r, rows, optional, None, |v| out.push(*v))
            }
            (Builder::F64(out), ColumnReader::DoubleColumnReader(r)) => {
                read_values(r, rows, optional, Some(f64::NAN), |v| out.push(*v))
            }
            (Builder::F32(out), ColumnReader::FloatColumnReader(r)) => {
                read_values(r, rows, optional, Some(f32::NAN), |v| out.push(*v))
            }
            (Builder::Text(out), ColumnReader::ByteArrayColumnReader(r)) => {
                read_text(r, rows, optional, out)
            }
            _ => Err(ParquetError::General(
                "its type changes within the file".to_owned(),
            )),
        }
    }

    fn finish(self) -> Column {
        match self {
            Builder::I32(v) => Column::I32(v),
            Builder::I64(v) => Column::I64(v),
            Builder::F64(v) => Column::F64(v),
            Builder::F32(v) => Column::F32(v),
            Builder::Text(t) => Column::Category {
                codes: t.codes,
                categories: t.categories,
            },
        }
    }
}

/// Reads `rows` values; a null becomes `missing`, or is an error when there is none.
fn read_values<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    rows: usize,
    optional: bool,
    missing: Option<T::T>,
    mut push: impl FnMut(&T::T),
) -> Result<(), ParquetError> {
    let mut values = Vec::new();
    let mut levels = Vec::new();
    let mut read = 0;
    while read < rows {
        values.clear();
        levels.clear();
        let wanted = BATCH_ROWS.min(rows - read);
        let def = optional.then_some(&mut levels);
        let (records, present, _) = reader.read_records(wanted, def, None, &mut values)?;
        if records == 0 {
            return Err(ParquetError::EOF(format!("{read} of {rows} rows")));
        }
        if present == records {
            values.iter().for_each(&mut push);
        } else {
            let missing = missing
                .as_ref()
                .ok_or_else(|| ParquetError::General("unexpected null".to_owned()))?;
            let mut next = values.iter();
            for level in &levels {
                match *level {
                    0 => push(missing),
                    _ => {
                        push(next.next().ok_or_else(|| {
                            ParquetError::EOF("fewer values than levels".to_owned())
                        })?)
                    }
                }
            }
        }
        read += records;
    }
    Ok(())
}

fn read_text(
    reader: ColumnReaderImpl<ByteArrayType>,
    rows: usize,
    optional: bool,
    out: &mut TextBuilder,
) -> Result<(), ParquetError> {
    let mut broken = None;
    read_values(reader, rows, optional, None, |v| {
        if let Err(e) = out.push(v) {
            broken.get_or_insert(e);
        }
    })?;
    broken.map_or(Ok(()), Err)
}

#[derive(Default)]
struct TextBuilder {
    codes: Vec<u32>,
    categories: Vec<String>,
    known: BTreeMap<Vec<u8>, u32>,
}

impl TextBuilder {
    fn push(&mut self, value: &ByteArray) -> Result<(), ParquetError> {
        let bytes = value.data();
        // Sorted tables repeat: look at the previous row first.
        if let Some(&last) = self.codes.last()
            && self.categories[last as usize].as_bytes() == bytes
        {
            self.codes.push(last);
            return Ok(());
        }
        let code = match self.known.get(bytes) {
            Some(code) => *code,
            None => {
                let text = value.as_utf8()?;
                let code = u32::try_from(self.categories.len())
                    .map_err(|_| ParquetError::General("too many distinct texts".to_owned()))?;
                self.known.insert(bytes.to_vec(), code);
                self.categories.push(text.to_owned());
                code
            }
        };
        self.codes.push(code);
        Ok(())
    }
}
