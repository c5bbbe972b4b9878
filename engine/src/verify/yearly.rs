//! What is counted over the lets of a round or a year: counters and norms of landlords,
//! contingents, the share of direct mediation, the share labelled for a local tie, and
//! what landlords may sell.

use std::collections::BTreeMap;
use std::path::Path;

use buurt_core::Table;

use super::moves::{numbers, texts, whole};
use super::rank::{tie_allowed, tie_share};
use super::rules::Rule;
use super::{Findings, Let, VerifyError, Years, among};

/// The counters of a landlord and year, in the order of [`COUNTERS`].
type Counts = [i32; COUNTERS.len()];

const COUNTERS: [&str; 6] = [
    "social_lets",
    "daeb_low",
    "daeb_middle",
    "daeb_free",
    "target_group_lets",
    "passend_lets",
];

/// Direct lets of a round, what came on offer in the year until then, and the share of it
/// that was agreed.
#[derive(Clone, Copy)]
struct Direct {
    lets: i32,
    offered: i32,
    share: f64,
}

/// Lets of a year that may carry the label of a local tie.
#[derive(Default, Clone, Copy)]
struct Tied {
    lets: u32,
    labelled: u32,
    /// Largest share by law and by-law.
    share: f64,
}

/// Counts over a run.
#[derive(Default)]
pub(super) struct Yearly {
    landlords: BTreeMap<(i32, String), Counts>,
    contingents: BTreeMap<(i32, String), (u32, u32)>,
    direct: BTreeMap<(i32, i32), Direct>,
    tied: BTreeMap<i32, Tied>,
}

impl Yearly {
    /// Counts a let.
    pub(super) fn count(&mut self, at: &Let<'_>) {
        let (m, i) = (at.moves, at.row);
        let year = at.year();
        let landlord = || (year, m.landlord.at(i).to_owned());
        if m.channel.at(i) == "contingent" && m.support.at(i) != "housing_first" {
            let most = at.policy.contingent.per_year;
            self.contingents.entry(landlord()).or_insert((0, most)).0 += 1;
        }
        if m.channel.at(i) == "direct" {
            let direct = self.direct.entry((year, m.round[i])).or_insert(Direct {
                lets: 0,
                offered: m.offered[i],
                share: at.policy.direct_mediation.share,
            });
            direct.lets += 1;
            direct.offered = direct.offered.min(m.offered[i]);
        }
        if !at.social() {
            return;
        }
        if tie_allowed(at) {
            let tied = self.tied.entry(year).or_default();
            tied.lets += 1;
            tied.labelled += u32::from(m.local_tie[i] != 0);
            tied.share = tie_share(at);
        }
        let law = at.law;
        let low = m.income[i] <= m.limit(i, law);
        let middle = !low && law.daeb_middle_upper.is_some_and(|u| m.income[i] <= u);
        let target = m.in_target_group(i, law);
        let passend = target && m.rent[i] <= m.cap(i, law);
        let of = [true, low, middle, !low && !middle, target, passend];
        let counts = self.landlords.entry(landlord()).or_default();
        for (count, yes) in counts.iter_mut().zip(of) {
            *count += i32::from(yes);
        }
    }

    /// Tests what was counted.
    pub(super) fn check(&self, out: &mut Findings<'_>) {
        for ((year, landlord), (lets, most)) in &self.contingents {
            out.test_year(*year, Rule::ContingentNumber, lets <= most, || {
                format!("landlord {landlord}: {lets} contingent lets where {most} were agreed")
            });
        }
        let (mut of, mut lets) = (i32::MIN, 0);
        for ((year, round), d) in &self.direct {
            if *year != of {
                (of, lets) = (*year, 0);
            }
            lets += d.lets;
            // A part of one is rounded up in some years.
            let most = (f64::from(d.offered) * d.share).floor() + 1.0;
            out.test_year(*year, Rule::DirectShare, f64::from(lets) <= most, || {
                format!(
                    "up to round {round}: {lets} direct lets where {} dwellings offered leave {most:.0}",
                    d.offered
                )
            });
        }
        for (year, t) in &self.tied {
            let (n, labelled) = (f64::from(t.lets), f64::from(t.labelled));
            let expected = n * t.share;
            // Five standard deviations of independent labels.
            let chance = 5.0 * (expected * (1.0 - t.share)).sqrt();
            let share = 100.0 * labelled / n;
            out.test_year(
                *year,
                Rule::LocalTieShare,
                labelled <= expected + chance,
                || {
                    format!(
                        "{labelled:.0} of {n:.0} lets were labelled for a local tie, {share:.1} % where {:.1} % is the most",
                        100.0 * t.share
                    )
                },
            );
            if labelled > expected {
                out.miss(
                    *year,
                    format!(
                        "{labelled:.0} of {n:.0} lets labelled for a local tie, {share:.1} % where {:.1} % is the most",
                        100.0 * t.share
                    ),
                );
            }
        }
    }

    /// Compares the table `landlords` with what was counted.
    pub(super) fn landlords(
        mut self,
        path: &Path,
        table: &Table,
        years: &Years<'_>,
        out: &mut Findings<'_>,
    ) -> Result<(), VerifyError> {
        let (year, name) = (whole(path, table, "year")?, texts(path, table, "landlord")?);
        let mut columns = Vec::new();
        for counter in COUNTERS {
            columns.push(whole(path, table, counter)?);
        }
        let quota = numbers(path, table, "daeb_norm")?;
        let (sales, stock) = (
            whole(path, table, "sales")?,
            whole(path, table, "social_dwellings")?,
        );
        let mut stock_before: BTreeMap<&str, i32> = BTreeMap::new();
        for i in 0..year.len() {
            let landlord = name.at(i);
            let counts = self
                .landlords
                .remove(&(year[i], landlord.to_owned()))
                .unwrap_or_default();
            let wrong: Vec<String> = (0..COUNTERS.len())
                .filter(|&k| columns[k][i] != counts[k])
                .map(|k| {
                    format!(
                        "`{}` is {} in the table landlords, but the moves make {}",
                        COUNTERS[k], columns[k][i], counts[k]
                    )
                })
                .collect();
            out.test_year(year[i], Rule::Counters, wrong.is_empty(), || {
                format!("landlord {landlord}: {}", wrong.join("; "))
            });
            let before = stock_before.insert(landlord, stock[i]);
            let rule = &years.policy(year[i]).sales;
            let sells = among(&rule.landlords, landlord);
            // What is sold is taken from no more than stood there a year earlier.
            let most = match (sells, before) {
                (false, _) => Some(0),
                (true, Some(n)) if rule.cap < 1.0 => Some((f64::from(n) * rule.cap) as i32),
                (true, _) => None,
            };
            if let Some(most) = most {
                out.test_year(year[i], Rule::SaleCap, sales[i] <= most, || {
                    format!(
                        "landlord {landlord}: {} dwellings sold where {most} is the most",
                        sales[i]
                    )
                });
            }
            // Landlords that no norm binds have none in the table.
            if !quota[i].is_nan() {
                norms(year[i], landlord, &counts, years, out);
            }
        }
        for ((year, landlord), counts) in self.landlords {
            out.test_year(year, Rule::Counters, false, || {
                format!(
                    "landlord {landlord}: {} social lets in the moves, but no row in the table landlords",
                    counts[0]
                )
            });
        }
        Ok(())
    }
}

/// The yearly norms of a landlord.
fn norms(year: i32, landlord: &str, counts: &Counts, years: &Years<'_>, out: &mut Findings<'_>) {
    let (law, policy) = (years.law(year), years.policy(year));
    let norms = [
        (
            "lets to incomes below the DAEB limit",
            (counts[1], counts[0]),
            law.daeb_share_low,
            policy.daeb.in_force,
        ),
        // Above the middle band is one tenth, within the fifth above the limit (80-10-10).
        (
            "lets to incomes up to the middle band",
            (counts[0] - counts[3], counts[0]),
            1.0 - law.daeb_share_free,
            policy.daeb.in_force && law.daeb_share_middle > 0.0,
        ),
        (
            "lets to the target group at or below the cap",
            (counts[5], counts[4]),
            law.passend_share.unwrap_or(0.0),
            policy.passend.in_force,
        ),
    ];
    for (what, (part, all), norm, applied) in norms {
        if applied && all > 0 && f64::from(part) < norm * f64::from(all) - 1e-9 {
            out.miss(
                year,
                format!(
                    "landlord {landlord}: {part} of {all} {what}, {:.1} % where the norm is {:.1} %",
                    100.0 * f64::from(part) / f64::from(all),
                    100.0 * norm
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Verdict;
    use buurt_model::policy::Policy;
    use buurt_params::{Indexation, LawTable};

    #[test]
    fn the_free_tenth_is_counted_apart_from_the_middle_band() {
        let policy = Policy::default();
        let law = LawTable::builtin().unwrap();
        let missed = |year: i32, counts: Counts| {
            let law = law.year(year, &Indexation::default());
            let years = Years([(year, (law, &policy))].into());
            let mut verdict = Verdict::default();
            let mut out = Findings {
                variant: "base",
                replicate: 0,
                verdict: &mut verdict,
            };
            norms(year, "A", &counts, &years, &mut out);
            let words = verdict.missed.into_iter().map(|m| m.words);
            words.collect::<Vec<_>>()
        };
        // 80-10-10: a fifth above the limit, of which a tenth of all above the middle band.
        assert!(missed(2017, [100, 80, 10, 10, 50, 50]).is_empty());
        let free = missed(2017, [100, 80, 5, 15, 50, 50]);
        assert!(
            free.len() == 1 && free[0].contains("85 of 100 lets to incomes up to the middle band"),
            "{free:?}"
        );
        // No middle band: one norm says all.
        assert_eq!(missed(2022, [100, 80, 0, 20, 50, 50]).len(), 1);
    }
}
