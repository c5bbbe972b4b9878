//! The few numbers to show when an ensemble is done.

use crate::comparison_files::{Selection, fixed};
use crate::error::LabError;
use crate::index_data::{Cell, IndexData, Measure};
use crate::screen_table::{Align, aligned};
use buurt_metrics::paired::mean_and_variance;
use std::path::Path;

/// Text for the screen: per variant the mean over replicates, and the standard
/// deviation between them, of each selected index in the first and last year.
///
/// # Errors
/// As [`IndexData::read`].
pub fn summary(dir: &Path, selections: &[Selection]) -> Result<String, LabError> {
    Ok(summary_of(&IndexData::read(dir)?, selections))
}

/// As [`summary`], on data already read. Selections without data are left out.
pub fn summary_of(data: &IndexData, selections: &[Selection]) -> String {
    let years = (
        data.cells.first_key_value().map(|(c, _)| c.year),
        data.last_year(),
    );
    let (Some(first), Some(last)) = years else {
        return String::new();
    };
    let heading = [
        "index".to_owned(),
        "group".to_owned(),
        "level".to_owned(),
        "variant".to_owned(),
        "runs".to_owned(),
        first.to_string(),
        last.to_string(),
        "s.d.".to_owned(),
    ];
    let mut lines = vec![heading.to_vec()];
    for (level, group, index) in selections {
        let cell = |year| Cell {
            year,
            level: level.clone(),
            group: group.clone(),
            index: index.clone(),
        };
        for (v, variant) in data.variants.iter().enumerate() {
            let now = values(data, &cell(last), v);
            if now.is_empty() {
                continue;
            }
            let before = values(data, &cell(first), v);
            let (mean, variance) = mean_and_variance(&now);
            lines.push(vec![
                index.clone(),
                group.clone(),
                level.clone(),
                variant.clone(),
                now.len().to_string(),
                fixed(mean_and_variance(&before).0, 4),
                fixed(mean, 4),
                fixed(variance.sqrt(), 4),
            ]);
        }
    }
    let mut align = vec![Align::Left; 4];
    align.extend([Align::Right; 4]);
    aligned(&lines, &align)
}

fn values(data: &IndexData, cell: &Cell, variant: usize) -> Vec<f64> {
    let Some(runs) = data.cells.get(cell) else {
        return Vec::new();
    };
    runs.range((variant, 0)..=(variant, u32::MAX))
        .map(|(_, reading)| reading.get(Measure::Value))
        .filter(|v| v.is_finite())
        .collect()
}
