//! Which rows of a table stand together in a file.
//!
//! Parts of a few years are gathered until they make a row group worth its headers. A
//! table with a row per place has thousands of complexes for every area, and most readers
//! want the areas: the rows of the city and its areas wait until the end and make the last
//! row group, so that a reader of these passes over all others.

use buurt_core::{Column, Table};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// Rows from which on a row group is written.
const LEAST_ROWS: usize = 1 << 14;
/// Rows per row group: large enough to compress well, small enough to read in parts.
const MOST_ROWS: usize = 1 << 20;
/// Levels finer than the areas of the city.
const FINE: [&str; 2] = ["complex", "portiek"];

/// The column of levels of a table with a row per place, if this is one.
pub fn by_place(table: &Table) -> Option<(&[u32], &[String])> {
    match (table.column("level"), table.column("area")) {
        (Some(Column::Category { codes, categories }), Some(_)) => Some((codes, categories)),
        _ => None,
    }
}

/// Rows on their way to a file.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Rows that are not yet enough.
    waiting: Option<Table>,
    /// Rows of the city and its areas, in a table by place.
    coarse: Option<Table>,
}

/// Rows to write now, as ranges of a table.
pub struct Ready<'a> {
    /// The table.
    pub table: Cow<'a, Table>,
    /// Which of its rows.
    pub rows: Vec<Range<usize>>,
}

impl Ready<'_> {
    fn whole(table: Table) -> Ready<'static> {
        Ready {
            rows: std::iter::once(0..table.rows()).collect(),
            table: Cow::Owned(table),
        }
    }

    /// The rows of each row group.
    pub fn groups(&self) -> Vec<Vec<Range<usize>>> {
        let mut groups: Vec<Vec<Range<usize>>> = Vec::new();
        let mut room = 0;
        for range in self.rows.iter().filter(|r| !r.is_empty()) {
            let mut start = range.start;
            while start < range.end {
                if room == 0 {
                    groups.push(Vec::new());
                    room = MOST_ROWS;
                }
                let end = range.end.min(start + room);
                if let Some(group) = groups.last_mut() {
                    group.push(start..end);
                }
                room -= end - start;
                start = end;
            }
        }
        groups
    }
}

impl Gathered {
    /// Adds the rows of a part, whose columns are those of earlier parts; gives what is to
    /// be written now.
    pub fn add<'a>(&mut self, part: &'a Table) -> Option<Ready<'a>> {
        let (mut fine, mut coarse) = (Vec::new(), Vec::new());
        match by_place(part) {
            Some((codes, categories)) => {
                let is_fine: Vec<bool> = categories
                    .iter()
                    .map(|level| FINE.contains(&level.as_str()))
                    .collect();
                let is_fine = |code: u32| is_fine[code as usize];
                let mut start = 0;
                for same in codes.chunk_by(|a, b| is_fine(*a) == is_fine(*b)) {
                    let to = if is_fine(same[0]) {
                        &mut fine
                    } else {
                        &mut coarse
                    };
                    to.push(start..start + same.len());
                    start += same.len();
                }
            }
            None => fine.push(0..part.rows()),
        }
        coarse
            .into_iter()
            .for_each(|rows| extend(&mut self.coarse, part, rows));
        if self.waiting.is_none() && fine.iter().map(Range::len).sum::<usize>() >= LEAST_ROWS {
            // Enough by itself: nothing is copied.
            return Some(Ready {
                table: Cow::Borrowed(part),
                rows: fine,
            });
        }
        fine.into_iter()
            .for_each(|rows| extend(&mut self.waiting, part, rows));
        self.waiting
            .take_if(|rows| rows.rows() >= LEAST_ROWS)
            .map(Ready::whole)
    }

    /// What is to be written last.
    pub fn rest(&mut self) -> [Option<Ready<'static>>; 2] {
        [self.waiting.take(), self.coarse.take()].map(|rows| rows.map(Ready::whole))
    }
}

/// Adds rows of `part` to a table with the same columns.
fn extend(table: &mut Option<Table>, part: &Table, rows: Range<usize>) {
    let table = table.get_or_insert_with(|| Table {
        name: part.name.clone(),
        columns: part
            .columns
            .iter()
            .map(|(name, column)| (name.clone(), empty(column)))
            .collect(),
    });
    for ((_, to), (_, from)) in table.columns.iter_mut().zip(&part.columns) {
        match (to, from) {
            (Column::I32(to), Column::I32(from)) => to.extend_from_slice(&from[rows.clone()]),
            (Column::I64(to), Column::I64(from)) => to.extend_from_slice(&from[rows.clone()]),
            (Column::F64(to), Column::F64(from)) => to.extend_from_slice(&from[rows.clone()]),
            (Column::F32(to), Column::F32(from)) => to.extend_from_slice(&from[rows.clone()]),
            (
                Column::Category { codes, categories },
                Column::Category {
                    codes: more,
                    categories: names,
                },
            ) => extend_texts((codes, categories), &more[rows.clone()], names),
            _ => {}
        }
    }
}

fn empty(column: &Column) -> Column {
    match column {
        Column::I32(_) => Column::I32(Vec::new()),
        Column::I64(_) => Column::I64(Vec::new()),
        Column::F64(_) => Column::F64(Vec::new()),
        Column::F32(_) => Column::F32(Vec::new()),
        Column::Category { .. } => Column::Category {
            codes: Vec::new(),
            categories: Vec::new(),
        },
    }
}

/// Adds texts that have a list of categories of their own.
fn extend_texts(
    (codes, categories): (&mut Vec<u32>, &mut Vec<String>),
    more: &[u32],
    names: &[String],
) {
    // Lists of places only grow: most often one begins with the other.
    let common = categories.len().min(names.len());
    if categories[..common] == names[..common] {
        categories.extend_from_slice(&names[common..]);
        codes.extend_from_slice(more);
        return;
    }
    let mut known: BTreeMap<String, u32> = categories.iter().cloned().zip(0..).collect();
    let code: Vec<u32> = names
        .iter()
        .map(|name| {
            *known.entry(name.clone()).or_insert_with(|| {
                categories.push(name.clone());
                categories.len() as u32 - 1
            })
        })
        .collect();
    codes.extend(more.iter().map(|c| code[*c as usize]));
}
