//! Disclosure control of costs: items that count few households are not shown, nor what
//! would give them away by subtraction from a total, from another variant's rows, or from
//! the year before.

use crate::cost_items::{CONCENTRATION, LEFT, Measure, SALE_REVENUE, SOLD, TOTAL, Takes};
use crate::costs::Costs;
use crate::disclosure::Small;
use crate::pairs::{Tidy, TidyRow};
use std::collections::{BTreeMap, BTreeSet};

/// The yield that adds up those who had to leave.
const DISPLACED: &str = "displaced";

/// Year, variant and item of rows that are left out.
type Hidden = (i32, String, String);

/// Which items count between none and `min_cell` households, or so many more than in the
/// last year that is shown; of hours and allowances, what so many households take. What the
/// baseline has few of goes from every variant.
fn small_counts(rows: &[TidyRow], min_cell: u32, takes: &Takes) -> BTreeSet<Hidden> {
    let variants: BTreeSet<&str> = rows.iter().map(|r| r.variant.as_str()).collect();
    // Per variant, measure and item, what was last shown, of the baseline and of the variant.
    let mut shown: [BTreeMap<(&str, &str, &str), f64>; 2] = Default::default();
    let mut out = BTreeSet::new();
    for row in rows.iter().filter(|r| r.about[0] != Measure::Cost.name()) {
        let (variant, item) = (row.variant.as_str(), row.about[1].as_str());
        let Some(one) = takes.one(item, &row.about[2]) else {
            continue;
        };
        let few = |n: f64| n > 0.0 && n < one * f64::from(min_cell);
        let now = [row.pair.baseline_mean, row.pair.variant_mean];
        let [baseline, own] = [0, 1].map(|side| {
            let last = shown[side]
                .entry((variant, &row.about[0], item))
                .or_default();
            let small = few(now[side] - *last);
            if !small {
                *last = now[side];
            }
            small
        });
        // What a few dwellings were sold for tells of their buyers.
        let items = [item, SALE_REVENUE];
        let items = &items[..if item == SOLD { 2 } else { 1 }];
        let mut hide = |variant: &str| {
            let keys = items
                .iter()
                .map(|i| (row.year, variant.to_owned(), (*i).to_owned()));
            out.extend(keys);
        };
        if baseline {
            for variant in &variants {
                hide(variant);
            }
        } else if own {
            hide(variant);
        }
    }
    out
}

impl Costs {
    /// Leaves out what tells of fewer than `min_cell` households: rows of items that count
    /// households when baseline or variant has between none and so many on average, or so
    /// many more than in the last year that is shown; their costs; and where those of only
    /// one item would be left out, the next smallest as well, or without one the total, for
    /// the total less the others would give it away. The baseline is the same in the rows of
    /// every variant, so there the same items go. Concentration of a group that is small in
    /// the city is left out in every year from then on when `small` says so. What stays has
    /// the numbers of `rounded`, the same rows from rounded counts.
    pub(crate) fn suppress(&mut self, rounded: Tidy, group: &str, small: &Small) {
        let before = self.tidy.rows.len();
        let mut out = small_counts(&self.tidy.rows, small.min_cell, &small.takes);
        // A number that is shown below the smallest cell would be known to the unit.
        out.extend(small_counts(&rounded.rows, small.min_cell, &small.takes));
        let years: BTreeSet<i32> = out.iter().map(|(year, _, _)| *year).collect();
        for year in years {
            self.hide_with(year, &mut out);
        }
        self.tidy = rounded;
        self.tidy.rows.retain(|r| {
            let key = |item: &str| (r.year, r.variant.clone(), item.to_owned());
            let listed = out.contains(&key(&r.about[1]))
                // Those displaced are the relocated and the evicted: one tells of the other.
                || r.about[1] == DISPLACED && LEFT.iter().any(|item| out.contains(&key(item)));
            let concentrated = r.about[1].starts_with(CONCENTRATION);
            !(listed || concentrated && small.is(group, r.year))
        });
        self.left_out = before - self.tidy.rows.len();
    }

    /// Adds to the items left out in a year those without which the total would give one away:
    /// first for the baseline, which every variant shows, then for each variant.
    fn hide_with(&self, year: i32, out: &mut BTreeSet<Hidden>) {
        let rows: Vec<&TidyRow> = self
            .tidy
            .rows
            .iter()
            .filter(|r| r.year == year && r.about[0] == Measure::Cost.name())
            .collect();
        let variants: BTreeSet<&str> = rows.iter().map(|r| r.variant.as_str()).collect();
        let hide = |shown_in: &[&str], value: &dyn Fn(&TidyRow) -> f64, out: &mut BTreeSet<_>| {
            let key = |variant: &str, item: &str| (year, variant.to_owned(), item.to_owned());
            let (mut gone, mut there): (BTreeSet<&str>, Vec<(&str, f64)>) = Default::default();
            for row in rows
                .iter()
                .filter(|r| shown_in.contains(&r.variant.as_str()))
            {
                let item = row.about[1].as_str();
                // What is nothing adds nothing to the total.
                if item == TOTAL || value(row) == 0.0 {
                    continue;
                }
                if shown_in.iter().all(|v| out.contains(&key(v, item))) {
                    gone.insert(item);
                } else {
                    there.push((item, value(row).abs()));
                }
            }
            if gone.len() != 1 {
                return;
            }
            let next = there.iter().min_by(|a, b| a.1.total_cmp(&b.1));
            let next = next.map_or(TOTAL, |(item, _)| item);
            out.extend(shown_in.iter().map(|v| key(v, next)));
        };
        let everywhere: Vec<&str> = variants.iter().copied().collect();
        hide(&everywhere, &|r| r.pair.baseline_mean, out);
        for variant in variants {
            hide(&[variant], &|r| r.pair.variant_mean, out);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::costs::compare_runs;
    use crate::run_ledger::RunLedger;
    use crate::run_ledger::tests::{prices, run};

    fn costs(small: Option<&Small>) -> Costs {
        let (base, variant) = (run([50.0, 0.0], 2.0, 1e5), run([90.0, 0.0], 3.0, 2e5));
        let names = ["base", "other"].map(str::to_owned);
        let runs = [((0, 0), &base), ((1, 0), &variant)];
        let small = small.map(|small| ("low_income", small));
        compare_runs((&names, 0), &runs, &prices(), &|_| true, small).unwrap()
    }

    #[test]
    fn few_households_take_the_next_smallest_cost_with_them() {
        let open = costs(None);
        let shown = |c: &Costs, measure, item: &str| c.pair("other", 2018, measure, item).is_some();
        assert_eq!(open.span, (2017, 2018));
        let evicted = open.pair("other", 2018, Measure::Cost, "evicted").unwrap();
        assert_eq!(evicted.paired.mean, 7000.0);
        let closed = costs(Some(&Small::none(10)));
        assert_eq!(
            closed.left_out,
            open.tidy.rows.len() - closed.tidy.rows.len()
        );
        for (measure, item) in [
            (Measure::Quantity, "evicted"),
            (Measure::Cost, "evicted"),
            (Measure::Yield, "displaced"),
            // The smaller of the two other costs: total minus the rest would tell.
            (Measure::Cost, "rent_forgone"),
        ] {
            assert!(
                shown(&open, measure, item) && !shown(&closed, measure, item),
                "{item}"
            );
        }
        for (measure, item) in [
            (Measure::Quantity, "relocated"),
            (Measure::Cost, "relocated"),
            (Measure::Cost, TOTAL),
        ] {
            assert!(shown(&closed, measure, item), "{item}");
        }
    }

    /// What `suppress` leaves of a baseline and its variants, below ten households.
    fn closed(runs: &[RunLedger]) -> Costs {
        let names = ["base", "first", "second"].map(str::to_owned);
        let runs: Vec<_> = runs.iter().enumerate().map(|(v, r)| ((v, 0), r)).collect();
        let names = &names[..runs.len()];
        let small = Small::none(10);
        let small = Some(("low_income", &small));
        compare_runs((names, 0), &runs, &prices(), &|_| true, small).unwrap()
    }

    /// Items of which no row of these variants shows the cost in 2018.
    fn unknown(costs: &Costs, variants: &[&str]) -> Vec<&'static str> {
        let shown = |item| {
            let mut variants = variants.iter();
            variants.any(|v| costs.pair(v, 2018, Measure::Cost, item).is_some())
        };
        let items = ["evicted", "relocated", "rent_forgone", TOTAL];
        items.into_iter().filter(|item| !shown(item)).collect()
    }

    #[test]
    fn a_cost_of_the_baseline_does_not_follow_from_the_rows_of_several_variants() {
        // The smallest difference is that of the relocated in one, of the rent in the other.
        let costs = closed(&[
            run([50.0, 0.0], 4.0, 1e5),
            run([51.0, 0.0], 40.0, 9e5),
            run([90.0, 0.0], 40.0, 1.01e5),
        ]);
        assert_eq!(
            unknown(&costs, &["first", "second"]),
            ["evicted", "rent_forgone"]
        );
    }

    #[test]
    fn a_cost_that_only_one_side_has_hides_none_of_the_other() {
        // The baseline has few relocated and nobody evicted, the variant the reverse: each
        // has one cost that its total would give away.
        let costs = closed(&[run([4.0, 0.0], 0.0, 1e5), run([0.0, 0.0], 4.0, 2e5)]);
        assert_eq!(
            unknown(&costs, &["first"]),
            ["evicted", "relocated", "rent_forgone"]
        );
        // Without another cost the total goes.
        let costs = closed(&[run([0.0, 0.0], 4.0, 0.0), run([0.0, 0.0], 4.0, 0.0)]);
        assert!(unknown(&costs, &["first"]).contains(&TOTAL));
    }

    #[test]
    fn few_more_than_in_the_year_before_are_few() {
        let costs = closed(&[run([50.0, 4.0], 20.0, 1e5), run([50.0, 30.0], 20.0, 1e5)]);
        let relocated = |year| costs.pair("first", year, Measure::Quantity, "relocated");
        assert!(relocated(2017).is_some() && relocated(2018).is_none());
        let evicted = costs.pair("first", 2018, Measure::Quantity, "evicted");
        assert_eq!(evicted.unwrap().variant_mean, 20.0);
    }

    #[test]
    fn counts_are_rounded_and_none_below_the_smallest_cell_is_shown() {
        let (base, variant) = (run([52.0, 0.0], 12.0, 1e5), run([97.0, 0.0], 31.0, 2e5));
        let names = ["base", "other"].map(str::to_owned);
        let runs = [((0, 0), &base), ((1, 0), &variant)];
        let costs = |min_cell| {
            let small = Small::none(min_cell);
            let small = Some(("low_income", &small));
            compare_runs((&names, 0), &runs, &prices(), &|_| true, small).unwrap()
        };
        let pair = |costs: &Costs, measure, item| {
            let found = costs.pair("other", 2018, measure, item);
            found.map(|p| [p.baseline_mean, p.variant_mean, p.paired.mean])
        };
        let shown = costs(1);
        for (item, price, counts) in [
            ("relocated", 6000.0, [50.0, 95.0, 45.0]),
            ("evicted", 7000.0, [10.0, 30.0, 20.0]),
        ] {
            assert_eq!(pair(&shown, Measure::Quantity, item), Some(counts));
            let money = Some(counts.map(|n| n * price));
            assert_eq!(pair(&shown, Measure::Cost, item), money);
        }
        // Twelve are not few below twelve, but who reads ten would know that they are twelve.
        assert!(pair(&costs(12), Measure::Quantity, "evicted").is_none());
        assert!(pair(&costs(10), Measure::Quantity, "evicted").is_some());
    }

    #[test]
    fn hours_and_allowances_and_sales_of_few_households_are_left_out() {
        let rows = |item: &str, unit: &str, quantity: f64| {
            let about = ["quantity", item, unit];
            vec![TidyRow {
                year: 2018,
                about: about.map(str::to_owned).to_vec(),
                variant: "other".to_owned(),
                pair: crate::pairs::pair([(0.0, quantity)].into_iter()).unwrap(),
            }]
        };
        let hidden = |item, unit, quantity| -> Vec<String> {
            let takes = Takes::of(&serde_json::json!({"variants": [
                {"policy": {"halfway_facility": {"hours": 6.0}}},
            ]}));
            let out = small_counts(&rows(item, unit, quantity), 10, &takes);
            out.into_iter().map(|(_, _, item)| item).collect()
        };
        // Nine and ten clients of six hours a week.
        let hours = |n: f64| hidden("support_hours", "hours", n * 312.0);
        assert_eq!((hours(9.0).len(), hours(10.0).len()), (1, 0));
        let sold = |n| hidden("sold", "dwellings", n);
        assert_eq!(sold(9.0), ["sale_revenue", "sold"]);
        assert!(sold(10.0).is_empty());
        assert!(hidden("demolished", "dwellings", 9.0).is_empty());
    }
}
