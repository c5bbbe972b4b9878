//! Which rows of a file to read, and which of its row groups may have them.

use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::FileReader;
use parquet::file::statistics::Statistics;
use std::ops::Range;

/// Which rows to read: those whose entry in this column passes the test.
pub enum Rows<'a> {
    /// All rows.
    All,
    /// By a text column.
    Text(&'a str, &'a dyn Fn(&str) -> bool),
    /// By a column of 32-bit whole numbers.
    Whole(&'a str, &'a dyn Fn(i32) -> bool),
}

/// The rows to read.
pub(crate) struct Part {
    /// Row groups, in order.
    pub groups: Vec<usize>,
    /// Rows, counted over these row groups; all when None.
    pub ranges: Option<Vec<Range<usize>>>,
}

impl Part {
    /// Everything.
    pub fn whole(reader: &dyn FileReader) -> Part {
        Part {
            groups: (0..reader.num_row_groups()).collect(),
            ranges: None,
        }
    }
}

/// Whole numbers up to which each between smallest and largest is put to the test.
const MOST_BETWEEN: i64 = 1_000;

/// Whether a row group may have chosen rows, by its statistics; true when these do not tell.
pub(crate) fn may_have(group: &RowGroupMetaData, rows: &Rows<'_>) -> bool {
    let (Rows::Text(name, _) | Rows::Whole(name, _)) = rows else {
        return true;
    };
    let column = group
        .columns()
        .iter()
        .find(|c| c.column_descr().name() == *name);
    match (rows, column.and_then(|c| c.statistics())) {
        (Rows::Text(_, keep), Some(Statistics::ByteArray(s)))
            if s.min_is_exact() && s.max_is_exact() =>
        {
            match (s.min_opt(), s.max_opt()) {
                (Some(one), Some(other)) if one == other => one.as_utf8().map_or(true, keep),
                _ => true,
            }
        }
        (Rows::Whole(_, keep), Some(Statistics::Int32(s))) => match (s.min_opt(), s.max_opt()) {
            (Some(low), Some(high)) if i64::from(*high) - i64::from(*low) < MOST_BETWEEN => {
                (*low..=*high).any(keep)
            }
            _ => true,
        },
        _ => true,
    }
}

/// The rows that are kept, as ranges.
pub(crate) fn ranges(kept: impl Iterator<Item = bool>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (row, _) in kept.enumerate().filter(|(_, kept)| *kept) {
        match ranges.last_mut() {
            Some(last) if last.end == row => last.end += 1,
            _ => ranges.push(row..row + 1),
        }
    }
    ranges
}
