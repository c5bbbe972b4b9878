//! Instruments of new building that contradict each other.

use super::share_one;
use crate::policy::Policy;

/// When and where an instrument holds.
struct Reach<'a> {
    name: &'static str,
    on: bool,
    years: (i32, i32),
    areas: &'a [String],
}

/// First and last year of an instrument that is not dated.
const ALWAYS: (i32, i32) = (i32::MIN, i32::MAX);

impl Reach<'_> {
    /// Whether both hold in a year of the scenario in the same area; no area means all.
    fn meets(&self, other: &Reach<'_>, years: (i32, i32)) -> bool {
        let first = self.years.0.max(other.years.0).max(years.0);
        let last = self.years.1.min(other.years.1).min(years.1);
        self.on && other.on && first <= last && share_one(self.areas, other.areas)
    }
}

/// Instruments that set the mix of new building.
pub(super) fn building(p: &Policy, years: (i32, i32), found: &mut Vec<String>) {
    let reach = |name, on, years, areas| Reach {
        name,
        on,
        years,
        areas,
    };
    let mirrored = reach(
        "mirrored_building",
        p.mirrored_building.strength > 0.0,
        ALWAYS,
        &p.mirrored_building.areas,
    );
    let joint = reach(
        "joint_portfolio",
        p.joint_portfolio.in_force && p.joint_portfolio.strength > 0.0,
        (
            p.joint_portfolio.from + p.joint_portfolio.years_to_map,
            ALWAYS.1,
        ),
        &[],
    );
    let social = reach(
        "social_norm",
        p.social_norm.in_force,
        (p.social_norm.from, p.social_norm.until),
        &p.social_norm.areas,
    );
    let bylaw = reach(
        "target_group_bylaw",
        p.target_group_bylaw.in_force,
        (p.target_group_bylaw.from, p.target_group_bylaw.until),
        &p.target_group_bylaw.areas,
    );
    let expansion = reach(
        "expansion_norm",
        p.expansion_norm.in_force,
        (p.expansion_norm.from, p.expansion_norm.until),
        &p.expansion_norm.areas,
    );
    let mid = reach(
        "mid_market",
        p.mid_market.share > 0.0,
        (p.mid_market.from, p.mid_market.until),
        &p.mid_market.areas,
    );
    // Its areas are those where the dear part slips; the thirds hold in every project.
    let thirds = reach(
        "thirds_norm",
        p.thirds_norm.in_force,
        (p.thirds_norm.from, p.thirds_norm.until),
        &[],
    );
    for other in [&mirrored, &joint, &social, &bylaw, &expansion, &mid] {
        if thirds.meets(other, years) {
            found.push(format!(
                "`thirds_norm` with `{}`: the mix of every project becomes a third each, whatever the other asked for; leave one out, or let one end before the other begins",
                other.name
            ));
        }
    }
    if mirrored.meets(&joint, years) {
        found.push(
            "`mirrored_building` with `joint_portfolio`: both move social rent to areas that have little of it, so the same difference counts twice; leave one out or lower a `strength`".to_owned(),
        );
    }
    let agreed = p.expansion_norm.share;
    for (floor, least) in [
        (&social, p.social_norm.share),
        (&bylaw, p.target_group_bylaw.social),
    ] {
        if agreed < least && expansion.meets(floor, years) {
            found.push(format!(
                "`expansion_norm` with `{}`: the agreed share of {agreed} in the expansion area takes the place of the least share of {least}; raise the one, lower the other, or name other `areas`",
                floor.name
            ));
        }
    }
    if p.compact_city.shift >= 1.0 && expansion.on {
        found.push(
            "`expansion_norm` with `compact_city`: all of what expansion areas would get is built elsewhere (`shift: 1`), so there is nothing to agree on; lower `shift` or leave the norm out".to_owned(),
        );
    }
    let test = reach(
        "market_test",
        p.market_test.in_force,
        (p.market_test.from, p.market_test.until),
        &p.market_test.areas,
    );
    let rebuilt = [
        (p.demolition.in_force, p.demolition.rebuild_mid),
        (p.area_renewal.in_force, p.area_renewal.rebuild_mid),
        (p.sustainability.in_force, p.sustainability.rebuild_mid),
    ];
    let mid_part = p.new_build.mid > 0.0
        || rebuilt.iter().any(|&(on, mid)| on && mid > 0.0)
        || (mid.meets(&test, years) && p.mid_market.land_position > 0.0)
        || (bylaw.meets(&test, years) && p.target_group_bylaw.mid > 0.0)
        || thirds.meets(&test, years);
    if test.on && !mid_part {
        found.push(
            "`market_test` without mid-market building: no project has a mid-market part of a corporation, so nothing is tested; give `new_build.mid` or `mid_market`, or leave the test out".to_owned(),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Change, areas, of, says};

    #[test]
    fn thirds_take_the_place_of_every_other_mix() {
        let with = |change: Change| {
            of(|p| {
                p.thirds_norm.in_force = true;
                change(p);
            })
        };
        let cases: [(&str, Change); 6] = [
            ("mirrored_building", |p| p.mirrored_building.strength = 0.5),
            ("joint_portfolio", |p| p.joint_portfolio.in_force = true),
            ("social_norm", |p| p.social_norm.in_force = true),
            ("target_group_bylaw", |p| {
                p.target_group_bylaw.in_force = true;
            }),
            ("expansion_norm", |p| p.expansion_norm.in_force = true),
            ("mid_market", |p| p.mid_market.share = 0.2),
        ];
        for (name, change) in cases {
            says(
                &with(change),
                &format!("`thirds_norm` with `{name}`"),
                "leave one out",
            );
        }
        // One after the other is no contradiction.
        let in_turn = with(|p| {
            p.social_norm.in_force = true;
            p.social_norm.until = 2021;
            p.thirds_norm.from = 2022;
        });
        assert_eq!(in_turn, Vec::<String>::new());
    }

    #[test]
    fn the_same_difference_is_not_to_count_twice() {
        let both = of(|p| {
            p.mirrored_building.strength = 0.5;
            p.joint_portfolio.in_force = true;
        });
        says(
            &both,
            "`mirrored_building` with `joint_portfolio`",
            "`strength`",
        );
    }

    #[test]
    fn an_agreed_share_below_the_floor_is_named_with_both_shares() {
        let share = |agreed, where_: &[&str]| {
            of(|p| {
                p.expansion_norm.in_force = true;
                p.expansion_norm.share = agreed;
                p.expansion_norm.areas = areas(&["1"]);
                p.social_norm.in_force = true;
                p.social_norm.areas = areas(where_);
            })
        };
        says(
            &share(0.2, &[]),
            "`expansion_norm` with `social_norm`",
            "0.2 in the expansion area takes the place of the least share of 0.3",
        );
        assert!(share(0.3, &[]).is_empty());
        assert!(share(0.2, &["2"]).is_empty(), "other areas");
        let bylaw = of(|p| {
            p.expansion_norm.in_force = true;
            p.target_group_bylaw.in_force = true;
            p.target_group_bylaw.social = 0.25;
        });
        says(
            &bylaw,
            "`expansion_norm` with `target_group_bylaw`",
            "of 0.25",
        );
        let nowhere = of(|p| {
            p.expansion_norm.in_force = true;
            p.compact_city.shift = 1.0;
        });
        says(
            &nowhere,
            "`expansion_norm` with `compact_city`",
            "`shift: 1`",
        );
    }

    #[test]
    fn a_market_test_needs_something_to_test() {
        let tested = |change: Change| {
            of(|p| {
                p.market_test.in_force = true;
                p.new_build.mid = 0.0;
                change(p);
            })
        };
        says(
            &tested(|_| ()),
            "`market_test` without mid-market building",
            "`new_build.mid`",
        );
        assert!(tested(|p| p.new_build.mid = 0.1).is_empty());
        assert!(tested(|p| p.mid_market.share = 0.1).is_empty());
        assert!(tested(|p| p.demolition.in_force = true).is_empty());
        let investors_only = tested(|p| {
            p.mid_market.share = 0.1;
            p.mid_market.land_position = 0.0;
        });
        assert_eq!(investors_only.len(), 1);
    }
}
