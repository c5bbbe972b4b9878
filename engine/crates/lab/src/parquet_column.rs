//! A column of a Parquet file, decoded value by value.

use buurt_core::Column;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, ByteArrayType, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::RowGroupReader;
use std::collections::BTreeMap;
use std::ops::Range;

/// Records decoded at once.
const BATCH_ROWS: usize = 1 << 12;

/// A column under construction.
pub(crate) enum Builder {
    I32(Vec<i32>),
    I64(Vec<i64>),
    F64(Vec<f64>),
    F32(Vec<f32>),
    Text(TextBuilder),
}

impl Builder {
    /// Adds the values of `rows` of a column of a row group.
    pub(crate) fn read(
        &mut self,
        group: &dyn RowGroupReader,
        column: usize,
        rows: &[Range<usize>],
        optional: bool,
    ) -> Result<(), ParquetError> {
        match (self, group.get_column_reader(column)?) {
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

    pub(crate) fn finish(self) -> Column {
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

/// Reads the values of `rows`; a null becomes `missing`, or is an error when there is none.
fn read_values<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    rows: &[Range<usize>],
    optional: bool,
    missing: Option<T::T>,
    mut push: impl FnMut(&T::T),
) -> Result<(), ParquetError> {
    let mut values = Vec::new();
    let mut levels = Vec::new();
    let mut position = 0;
    for range in rows {
        let skip = range.start - position;
        if skip > 0 && reader.skip_records(skip)? < skip {
            return Err(ParquetError::EOF(format!("before row {}", range.start)));
        }
        read_range(
            &mut reader,
            range,
            optional,
            &missing,
            &mut push,
            (&mut values, &mut levels),
        )?;
        position = range.end;
    }
    Ok(())
}

fn read_range<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    range: &Range<usize>,
    optional: bool,
    missing: &Option<T::T>,
    mut push: impl FnMut(&T::T),
    (values, levels): (&mut Vec<T::T>, &mut Vec<i16>),
) -> Result<(), ParquetError> {
    let rows = range.len();
    let mut read = 0;
    while read < rows {
        values.clear();
        levels.clear();
        let wanted = BATCH_ROWS.min(rows - read);
        let def = optional.then_some(&mut *levels);
        let (records, present, _) = reader.read_records(wanted, def, None, values)?;
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
            for level in levels.iter() {
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
    rows: &[Range<usize>],
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
pub(crate) struct TextBuilder {
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
