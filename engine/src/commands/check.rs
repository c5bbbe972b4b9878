//! `buurt check`: is the scenario right, and what does it resolve to?

use super::law::by_year;
use super::{Failure, print};
use crate::experiment::Experiment;
use buurt_lab::screen_table::{Align, aligned};
use buurt_model::policy::Policy;
use buurt_params::Prices;
use buurt_params::schema::Parameters;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `buurt check`.
#[derive(Args)]
pub struct CheckArguments {
    /// The scenario file (RON).
    scenario: PathBuf,
    /// Write the scenario with every default filled in to this file.
    #[arg(long, value_name = "FILE")]
    write_resolved: Option<PathBuf>,
}

pub(crate) fn check(a: &CheckArguments) -> Result<(), Failure> {
    let e = Experiment::load(&a.scenario)?;
    let s = &e.scenario;
    let city = &e.setting.city;
    let mut out = format!(
        "{}: right\n\n{}\n{}\n\n{}: {} areas ({}), {} landlords, {} complexes, {} households of which {} still without a home, {} dwellings\n",
        s.file,
        s.title,
        s.question,
        city.name,
        city.areas.len(),
        city.area_level,
        city.landlords.len(),
        city.complexes.len(),
        city.households.len(),
        city.households
            .iter()
            .filter(|h| h.dwelling == buurt_city::NONE)
            .count(),
        city.dwellings.iter().filter(|d| d.room == 0).count(),
    );
    out += &format!(
        "{} to {}, {} years of burn-in, {} letting rounds a year, {} replicates, seed {}\n\n",
        s.first_year, s.last_year, s.burn_in, s.rounds_per_year, s.replicates, s.seed
    );
    let doubts = e.doubts();
    if !doubts.is_empty() {
        out += "Warnings\n";
        for doubt in &doubts {
            out += &format!("  {doubt}\n");
        }
        out += "\n";
    }
    let missing = s.dutch_missing();
    if !missing.is_empty() {
        out += &format!(
            "Without a Dutch text, so that a Dutch report shows the English one: {}\n\n",
            missing.join(", ")
        );
    }
    for v in &s.variants {
        let preset = buurt_params::presets::PRESETS
            .iter()
            .find(|p| v.preset.as_deref() == Some(p.name));
        if let Some(p) = preset {
            out += &format!(
                "Preset of {}: {}, to {}\n{}\n",
                v.name, p.name, p.meaning, p.text
            );
        }
    }
    out += "How well the synthetic population fits the published figures\n";
    let mut lines = vec![
        ["margin", "total absolute error", "of", "per cent"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for m in &city.margin_errors {
        lines.push(vec![
            m.margin.clone(),
            format!("{:.0}", m.total_absolute_error),
            format!("{:.0}", m.total),
            format!("{:.2}", 100.0 * m.total_absolute_error / m.total.max(1.0)),
        ]);
    }
    out += &aligned(
        &lines,
        &[Align::Left, Align::Right, Align::Right, Align::Right],
    );
    for note in &e.city_file.notes {
        out += &format!("  note: {note}\n");
    }
    out +=
        "\nThe base policy and the prices: every parameter with unit, allowed values and source\n";
    let base = &s.variants[0].resolved;
    let prices = (&s.resolved["unit_prices"], Prices::group());
    let groups = Policy::groups().into_iter();
    let of_policy = groups.map(|g| (&base[g.name], g));
    for (values, group) in of_policy.chain([prices]) {
        out += &format!("\n{}: {}\n", group.name, group.meaning);
        let mut lines = vec![
            ["parameter", "value", "unit", "allowed", "source"]
                .map(str::to_owned)
                .to_vec(),
        ];
        for p in &group.parameters {
            let now = &values[p.name];
            let changed = if *now == p.default { "" } else { " (set)" };
            lines.push(vec![
                p.name.to_owned(),
                format!("{now}{changed}"),
                p.unit.to_owned(),
                p.kind.allowed(),
                p.source.to_owned(),
            ]);
        }
        out += &aligned(&lines, &[Align::Left; 5]);
    }
    out += "\nVariants\n";
    for v in &s.variants[1..] {
        let from = v.from.map_or(String::new(), |y| format!(" from {y}"));
        out += &format!("  {}{from}: {} {}\n", v.name, v.question, v.change);
    }
    out += "\nLaw in force by year\n";
    let years: Vec<i32> = (s.first_year..=s.last_year).collect();
    out += &by_year(&e.law, &years, &s.indexation);
    for (v, policy) in s.variants.iter().zip(&e.policies) {
        let changed = changed_law(&e, policy, &years);
        if !changed.is_empty() {
            out += &format!(
                "Changed by `law_reform` in {} (enacted -> as changed)\n{changed}\n",
                v.name
            );
        }
    }
    let of_data = city.year;
    if s.first_year != of_data {
        out += &format!(
            "Note: the figures of the city are of {of_data}. Households and dwellings are those of that year at the start and are brought to the numbers of {} in the first year that is simulated; incomes, rents, values and wealth begin at the level of {}\n",
            s.first_year, s.first_year
        );
    }
    out += "\nPoints on which the sources are unclear, and how each is handled\n";
    for point in buurt_params::ambiguities() {
        out += &format!("  {} {} -> {}\n", point.id, point.point, point.handling);
    }
    if let Some(path) = &a.write_resolved {
        let city = std::path::absolute(&s.city)?.display().to_string();
        std::fs::write(path, s.resolved_ron(&city)).map_err(|e| {
            Failure::Input(format!(
                "{}: cannot be written: {e}. Choose another file",
                path.display()
            ))
        })?;
        out += &format!("\nWritten: {}\n", path.display());
    }
    print(&out)
}

/// What a policy's `law_reform` makes of the law, a line for each figure and each run of
/// years in which it is changed alike.
fn changed_law(e: &Experiment, policy: &Policy, years: &[i32]) -> String {
    let mut lines: Vec<(&str, i32, i32, f64, f64)> = Vec::new();
    for &year in years {
        let enacted = e.law.year(year, &e.scenario.indexation);
        let mut changed = enacted;
        policy.law_reform.apply(&mut changed);
        for ((name, before), (_, after)) in
            enacted.reformable().into_iter().zip(changed.reformable())
        {
            if before.total_cmp(&after).is_eq() {
                continue;
            }
            match lines.iter_mut().rev().find(|l| l.0 == name) {
                Some(l) if l.2 == year - 1 && (l.3, l.4) == (before, after) => l.2 = year,
                _ => lines.push((name, year, year, before, after)),
            }
        }
    }
    lines.sort_by_key(|l| l.0);
    let mut out = String::new();
    for (name, from, until, before, after) in lines {
        let when = if from == until {
            from.to_string()
        } else {
            format!("{from}-{until}")
        };
        out += &format!("  {name} {when}: {before} -> {after}\n");
    }
    out
}
