//! Columnar tables: what a run hands to whoever writes or reads it.
//!
//! A table is a name and a list of equally long columns. Strings are dictionary
//! coded: a column of codes into a list of categories.

/// One column of a [`Table`].
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Signed 32-bit integers: years, rounds, counts that fit.
    I32(Vec<i32>),
    /// Signed 64-bit integers: keys (bit pattern) and large counts.
    I64(Vec<i64>),
    /// Double-precision numbers; NaN stands for "not defined" and is written as null.
    F64(Vec<f64>),
    /// Single-precision numbers; NaN stands for "not defined" and is written as null.
    F32(Vec<f32>),
    /// Text from a closed list: `codes[i]` indexes `categories`.
    Category {
        /// Index into `categories` per row.
        codes: Vec<u32>,
        /// The distinct texts.
        categories: Vec<String>,
    },
}

impl Column {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Column::I32(v) => v.len(),
            Column::I64(v) => v.len(),
            Column::F64(v) => v.len(),
            Column::F32(v) => v.len(),
            Column::Category { codes, .. } => codes.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A named table of equally long columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The table's name, such as `areas`.
    pub name: String,
    /// Column names (snake_case) with their data.
    pub columns: Vec<(String, Column)>,
}

impl Table {
    /// An empty table.
    pub fn new(name: &str) -> Self {
        Table {
            name: name.to_owned(),
            columns: Vec::new(),
        }
    }

    /// Adds a column and returns the table, for building in one expression.
    pub fn with(mut self, name: &str, column: Column) -> Self {
        self.columns.push((name.to_owned(), column));
        self
    }

    /// Number of rows (0 for a table without columns).
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, c)| c.len())
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|(n, _)| n == name).map(|(_, c)| c)
    }
}
