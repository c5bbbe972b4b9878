//! What a scenario file may hold.

use crate::presets;
use crate::prices::Prices;
use crate::schema::{Entry, Group, Kind, Parameters};

/// What `base` may hold beside parameter groups: its name for people, as variants have it.
pub(super) const LABELS: [&str; 2] = ["label", "label_nl"];

/// The fields of a scenario file, with those of the parameter groups.
pub(super) fn form(groups: &[Group]) -> Kind {
    let policy = groups.iter().map(|g| Entry::optional(g.name, g.kind()));
    let base = LABELS.map(|label| Entry::optional(label, Kind::Text));
    let base = Kind::Record(base.into_iter().chain(policy.clone()).collect());
    let growth = Kind::Number(-0.1, 0.2);
    let preset = Kind::Choice(presets::PRESETS.iter().map(|p| p.name.to_owned()).collect());
    Kind::Record(vec![
        Entry::required("name", Kind::Text),
        Entry::required("title", Kind::Text),
        Entry::required("question", Kind::Text),
        Entry::optional("title_nl", Kind::Text),
        Entry::optional("question_nl", Kind::Text),
        Entry::required("city", Kind::Text),
        Entry::required("first_year", Kind::Whole(2000, 2100)),
        Entry::required("last_year", Kind::Whole(2000, 2150)),
        Entry::optional("burn_in", Kind::Whole(0, 100)),
        Entry::optional("replicates", Kind::Whole(1, 10_000)),
        Entry::optional("seed", Kind::Whole(0, i64::MAX)),
        Entry::optional("rounds_per_year", Kind::Whole(1, 52)),
        Entry::optional("growth_after", growth.clone()),
        Entry::optional(
            "indexation",
            Kind::Record(vec![
                Entry::optional("rents", growth.clone()),
                Entry::optional("incomes", growth),
            ]),
        ),
        Entry::optional(
            "output",
            Kind::Record(vec![
                Entry::optional("moves", Kind::Switch),
                Entry::optional("panel", Kind::Switch),
                Entry::optional("all_contributions", Kind::Switch),
            ]),
        ),
        Entry::optional(
            "indicators",
            Kind::List(Box::new(Kind::Record(vec![
                Entry::required("level", Kind::Text),
                Entry::required("group", Kind::Text),
                Entry::required("index", Kind::Text),
            ]))),
        ),
        Entry::optional("unit_prices", Prices::group().kind()),
        Entry::optional("preset", preset.clone()),
        Entry::optional("base", base),
        Entry::optional(
            "variants",
            Kind::List(Box::new(Kind::Record(vec![
                Entry::required("name", Kind::Text),
                Entry::optional("label", Kind::Text),
                Entry::optional("question", Kind::Text),
                Entry::optional("label_nl", Kind::Text),
                Entry::optional("question_nl", Kind::Text),
                Entry::optional("from", Kind::Whole(2000, 2150)),
                Entry::optional("preset", preset),
                Entry::required("change", Kind::Record(policy.collect())),
            ]))),
        ),
    ])
}
