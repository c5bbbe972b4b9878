//! What every section of the report is given: the ensemble, the language, and what
//! several sections derive from the tables.

use crate::headlines::{self, IndexKey, LEVELS};
use crate::page::cube::Cube;
use crate::page::ensemble::{BASE, Ensemble, IndexCubes};
use crate::page::numbers::Numbers;
use crate::page::places::Places;
use crate::page::tables::area_column;
use crate::page::words::{ENGLISH, Language, Words, fill};
use crate::palette;
use buurt_lab::costs::Costs;
use buurt_lab::disclosure::Small;
use buurt_lab::headlines::usual;
use buurt_params::Prices;
use buurt_params::schema::Group;
use serde_json::Value;

/// An index that the report follows.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// Level, such as `pc4`.
    pub level: String,
    /// Group, such as `low_income`.
    pub group: &'static str,
    /// Index, such as `dissimilarity`.
    pub index: &'static str,
    /// Its numbers.
    pub cubes: IndexCubes,
}

/// Counts of a group by area, in the order of [`Ensemble::areas`].
#[derive(Debug, Clone)]
pub struct GroupCounts {
    /// Name of the group in the indices, such as `low_income`.
    pub group: &'static str,
    /// Households of the group; rounded where small cells are hidden.
    pub counts: Vec<Cube>,
    /// Share of the households, per cent.
    pub shares: Vec<Cube>,
    /// Areas whose figures are not shown, being too small.
    pub hidden: Vec<bool>,
    /// Households of the group and all households, not rounded, to see which are few; empty
    /// where small cells are shown.
    pub exact: Vec<[Cube; 2]>,
}

impl GroupCounts {
    /// Whether the figures of some area are shown.
    pub fn shown(&self) -> bool {
        self.hidden.iter().any(|hidden| !hidden)
    }
}

/// What every section is given.
pub struct View<'a> {
    /// The results.
    pub ensemble: &'a Ensemble,
    /// The language.
    pub language: Language,
    /// Its texts.
    pub words: &'static Words,
    /// Its way of writing numbers.
    pub numbers: Numbers,
    /// Smallest count that is shown; 0 shows all.
    pub min_cell: u32,
    /// Every parameter with its source; empty when not known.
    pub schema: &'a [Group],
    /// Indices of the headlines by group and level, coarse first.
    pub indicators: Vec<Indicator>,
    /// Households by area, if the table is there and areas have a position; rounded where
    /// small cells are hidden.
    pub households: Option<Vec<Cube>>,
    /// Groups by area.
    pub groups: Vec<GroupCounts>,
    /// Per variant, the areas (positions in [`Ensemble::areas`]) that its change names.
    pub treated: Vec<Vec<usize>>,
    /// Where areas are and which lie side by side.
    pub places: Places,
    /// The prices that costs are counted with.
    pub prices: Prices,
    /// Costs and yields; None without tables `ledger` or another variant.
    pub costs: Option<Costs>,
    /// Which groups are small in the whole city; None shows all.
    pub small: Option<Small>,
}

/// Groups that maps offer after those of the headlines.
pub const MAPPED: [&str; 3] = ["low_income", "vulnerable", "top_quintile"];
/// Groups that are counted by area after those of the headlines.
pub const FOLLOWED: [&str; 2] = ["low_income", "vulnerable"];

impl View<'_> {
    /// Households by area of a group; None when they are not counted, or too few in the city
    /// to show.
    pub fn counts(&self, group: &str) -> Option<&GroupCounts> {
        self.groups.iter().find(|g| g.group == group)
    }

    /// Why there are no groups by area.
    pub fn no_areas(&self) -> String {
        let counted = |g| group_cubes(self.ensemble, g).is_some();
        if self.households.is_some() && MAPPED.into_iter().any(counted) {
            return self.all_small();
        }
        self.words.no_areas.to_owned()
    }

    /// Counts as they are shown: rounded where small cells are hidden.
    pub fn shown(&self, counts: Cube) -> Cube {
        if self.min_cell > 0 {
            counts.rounded()
        } else {
            counts
        }
    }

    /// That all is left out because it tells of few households.
    pub fn all_small(&self) -> String {
        fill(self.words.all_small, &[("n", &self.min_cell.to_string())])
    }

    /// The group that the question is about: the first of the headlines that is shown by area,
    /// else low incomes.
    pub fn first_group(&self) -> &'static str {
        let first = self.groups.iter().find(|g| g.shown());
        first.map_or(FOLLOWED[0], |g| g.group)
    }

    /// The indicators of the headlines: those that the scenario says answer its question.
    pub fn headlines(&self) -> Vec<&Indicator> {
        let named = |key: &IndexKey| {
            let same = |i: &&Indicator| (i.level.as_str(), i.group, i.index) == parts(key);
            self.indicators.iter().find(same)
        };
        let keys = headline_keys(self.ensemble);
        keys.iter().filter_map(named).collect()
    }

    /// The variants without the base.
    pub fn others(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.ensemble.variants.len()).filter(|v| *v != BASE)
    }

    /// Name of a variant for people.
    pub fn label(&self, variant: usize) -> &str {
        let label = self.ensemble.variants[variant].label.as_str();
        // Scenarios give the base no label of its own.
        if variant == BASE && label == ENGLISH.base {
            self.words.base
        } else {
            label
        }
    }

    /// "low incomes between postcode areas".
    pub fn indicator_name(&self, i: &Indicator) -> String {
        let w = self.words;
        format!("{} {}", w.group(i.group), w.between(&i.level))
    }

    /// Colour of a variant as CSS wants it.
    pub fn colour(&self, variant: usize) -> String {
        hex(palette::variant_colour(variant, BASE))
    }

    /// First and last year, as text.
    pub fn span(&self) -> String {
        let years = &self.ensemble.years;
        match (years.first(), years.last()) {
            (Some(first), Some(last)) => crate::wording::years(*first, *last),
            _ => String::new(),
        }
    }

    /// The last year.
    pub fn last_year(&self) -> i32 {
        self.ensemble.years.last().copied().unwrap_or_default()
    }

    /// "n = 10", or "n = 3 to 10" where variants differ, which no line breaks after "n =".
    pub fn n(&self) -> String {
        let (low, high) = self.ensemble.replicate_range();
        if low == high {
            format!("n\u{a0}=\u{a0}{high}")
        } else {
            format!("n\u{a0}=\u{a0}{low} {} {high}", self.words.to)
        }
    }
}

fn parts((level, group, index): &IndexKey) -> (&str, &str, &str) {
    (level, group, index)
}

/// Level, group and index of the headlines: the indicators of the scenario, as far as the
/// report knows them and the results have them, or else the usual ones between areas and
/// between complexes.
pub fn headline_keys(ensemble: &Ensemble) -> Vec<IndexKey> {
    let there = |key: &IndexKey| ensemble.indices.contains_key(key);
    let mut keys = headlines::named(&ensemble.science["scenario"], there);
    if keys.is_empty() {
        keys = usual(&ensemble.area_level);
        keys.retain(there);
    }
    keys
}

/// Group and index of the headlines, each once.
pub fn headline_groups(ensemble: &Ensemble) -> Vec<(&'static str, &'static str)> {
    headlines::pairs(&headline_keys(ensemble))
}

/// The groups of the headlines, each once, and after them the usual ones.
pub fn groups_then(ensemble: &Ensemble, usual: &[&'static str]) -> Vec<&'static str> {
    let headlines = headline_groups(ensemble);
    let mut groups: Vec<&str> = Vec::new();
    for group in headlines.iter().map(|(group, _)| group).chain(usual) {
        if !groups.contains(group) {
            groups.push(group);
        }
    }
    groups
}

/// The indices of the headlines at all levels, without groups that are small in the city
/// in any year.
pub fn indicators(ensemble: &Ensemble, small: Option<&Small>) -> Vec<Indicator> {
    let mut found = Vec::new();
    let last = ensemble.years.last().copied().unwrap_or_default();
    for (group, index) in headline_groups(ensemble) {
        if small.is_some_and(|s| s.ever(group, last)) {
            continue;
        }
        for level in LEVELS {
            let key = (level.to_owned(), group.to_owned(), index.to_owned());
            if let Some(cubes) = ensemble.indices.get(&key) {
                found.push(Indicator {
                    level: level.to_owned(),
                    group,
                    index,
                    cubes: cubes.clone(),
                });
            }
        }
    }
    found
}

/// One cube per area of the households of a group; None when no run counts them.
pub fn group_cubes(ensemble: &Ensemble, group: &'static str) -> Option<Vec<Cube>> {
    area_cubes(ensemble, area_column(group))
}

/// One cube per area of a column of `areas`; None when no run has it.
pub fn area_cubes(ensemble: &Ensemble, column: &str) -> Option<Vec<Cube>> {
    let empty = ensemble.cube();
    let mut cubes = vec![empty; ensemble.areas.len()];
    for (v, k, run) in ensemble.each_run() {
        let Some(by_area) = run.areas.as_ref().and_then(|a| a.get(column)) else {
            continue;
        };
        for (cube, area) in cubes.iter_mut().zip(&ensemble.areas) {
            for (year, count) in by_area.get(&area.code).into_iter().flatten() {
                if let Some(y) = ensemble.year_at(*year) {
                    cube.set(v, k, y, f64::from(*count));
                }
            }
        }
    }
    cubes.iter().any(Cube::any).then_some(cubes)
}

/// Per variant, the areas that its change names under a key `areas`.
pub fn treated(ensemble: &Ensemble) -> Vec<Vec<usize>> {
    ensemble
        .variants
        .iter()
        .map(|variant| {
            let mut codes = Vec::new();
            named_areas(&variant.change, &mut codes);
            let mut areas: Vec<usize> = ensemble
                .areas
                .iter()
                .enumerate()
                .filter(|(_, a)| codes.contains(&a.code))
                .map(|(i, _)| i)
                .collect();
            areas.dedup();
            areas
        })
        .collect()
}

fn named_areas(value: &Value, codes: &mut Vec<String>) {
    let Some(map) = value.as_object() else {
        return;
    };
    if map.get("in_force") == Some(&Value::Bool(false)) {
        return;
    }
    for (key, value) in map {
        match value {
            Value::Array(list) if key == "areas" => {
                codes.extend(list.iter().filter_map(|c| c.as_str().map(str::to_owned)));
            }
            other => named_areas(other, codes),
        }
    }
}

/// A colour as `#rrggbb`.
pub fn hex(c: plotters::style::RGBColor) -> String {
    format!("#{:02x}{:02x}{:02x}", c.0, c.1, c.2)
}
