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
const LEAST_ROWS: usize = 1 << 15;
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

impl Gathered {
    /// Adds the rows of a part; gives the row groups that are full by it. The columns are
    /// those of earlier parts.
    pub fn add<'a>(&mut self, part: &'a Table) -> Option<Cow<'a, Table>> {
        match by_place(part) {
            Some((codes, categories)) => {
                let fine: Vec<bool> = categories
                    .iter()
                    .map(|level| FINE.contains(&level.as_str()))
                    .collect();
                let mut start = 0;
                for run in codes.chunk_by(|a, b| fine[*a as usize] == fine[*b as usize]) {
                    let rows = start..start + run.len();
                    let to = match fine[run[0] as usize] {
                        true => &mut self.waiting,
                        false => &mut self.coarse,
                    };
                    extend(to, part, rows.clone());
                    start = rows.end;
                }
            }
            None if self.waiting.is_none() && part.rows() >= LEAST_ROWS => {
                return Some(Cow::Borrowed(part));
            }
            None => extend(&mut self.waiting, part, 0..part.rows()),
        }
        self.waiting
            .take_if(|rows| rows.rows() >= LEAST_ROWS)
            .map(Cow::Owned)
    }

    /// The last row groups.
    pub fn rest(&mut self) -> [Option<Table>; 2] {
        [self.waiting.take(), self.coarse.take()]
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
