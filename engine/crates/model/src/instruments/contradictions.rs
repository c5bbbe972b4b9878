//! Instruments that contradict each other: what one of them alone cannot see. Every
//! check looks at all settings of a variant and speaks only of the areas and years in
//! which two instruments meet.

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

/// Whether two lists name a common area or landlord; an empty list means all.
fn share_one(a: &[String], b: &[String]) -> bool {
    a.is_empty() || b.is_empty() || a.iter().any(|x| b.contains(x))
}

/// What the instruments of one variant do to each other, in whole sentences that begin
/// with the names of the groups and say what to change.
pub fn contradictions(p: &Policy, years: (i32, i32)) -> Vec<String> {
    let mut found = Vec::new();
    building(p, years, &mut found);
    special_housing(p, years, &mut found);
    rents(p, &mut found);
    lets(p, years, &mut found);
    found
}

/// Instruments that set the mix of new building.
fn building(p: &Policy, years: (i32, i32), found: &mut Vec<String>) {
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

/// Siting needs something to site.
fn special_housing(p: &Policy, years: (i32, i32), found: &mut Vec<String>) {
    let sited = [
        (
            p.skaeve_huse.in_force && p.skaeve_huse.places > 0,
            p.skaeve_huse.from,
        ),
        (
            p.halfway_facility.in_force && p.halfway_facility.places > 0,
            p.halfway_facility.from,
        ),
        (p.housing_first.in_force, p.housing_first.from),
    ];
    let any = sited.iter().any(|&(on, from)| on && from <= years.1);
    if p.siting_under_protest.in_force && !any {
        found.push(
            "`siting_under_protest` without special housing: there is nothing to find a site for; switch on `skaeve_huse`, `halfway_facility` or `housing_first`, or leave it out".to_owned(),
        );
    }
}

/// Instruments that set the rent at the let.
fn rents(p: &Policy, found: &mut Vec<String>) {
    let both = p.income_rent.in_force && p.two_rents.in_force;
    if both && share_one(&p.income_rent.landlords, &p.two_rents.landlords) {
        found.push(
            "`income_rent` with `two_rents`: the same landlords set the rent of the same let twice; name different `landlords` or leave one out".to_owned(),
        );
    }
    if p.two_rents.in_force && !p.passend.in_force {
        found.push(
            "`two_rents` without `passend`: landlords give way to a norm that is not applied; switch `passend` on or leave the two rents out".to_owned(),
        );
    }
    if p.flip_contract.in_force && p.three_party.in_force && p.flip_contract.share >= 1.0 {
        found.push(
            "`three_party` with `flip_contract`: every mediated household gets a flip contract (`share: 1`), so no three-party contract is signed; lower that `share` or leave one out".to_owned(),
        );
    }
}

/// What a closed area leaves nothing to do for.
fn lets(p: &Policy, years: (i32, i32), found: &mut Vec<String>) {
    let closure = &p.area_closure;
    if !closure.in_force || closure.from > years.0 || closure.until < years.1 {
        return;
    }
    let closed =
        |list: &[String]| !list.is_empty() && list.iter().all(|a| closure.areas.contains(a));
    let (stop, cap) = (&p.complex_stop, &p.portiek_cap);
    for (name, on, areas) in [
        ("complex_stop", stop.in_force, &stop.areas),
        ("portiek_cap", cap.in_force, &cap.areas),
    ] {
        if on && closed(areas) {
            found.push(format!(
                "`{name}` with `area_closure`: all its areas are closed in every year, so it refuses nobody; name other `areas` or leave one out"
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Change = fn(&mut Policy);

    /// The messages about a policy, changed from the default.
    fn of(change: impl FnOnce(&mut Policy)) -> Vec<String> {
        let mut p = Policy::default();
        change(&mut p);
        contradictions(&p, (2017, 2030))
    }

    fn says(found: &[String], begins: &str, contains: &str) {
        assert!(
            found.len() == 1 && found[0].starts_with(begins) && found[0].contains(contains),
            "{begins} … {contains}: {found:?}"
        );
    }

    fn areas(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|c| (*c).to_owned()).collect()
    }

    #[test]
    fn the_default_policy_contradicts_nothing() {
        assert_eq!(of(|_| ()), Vec::<String>::new());
    }

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

    #[test]
    fn siting_needs_special_housing() {
        let sited = |change: Change| {
            of(|p| {
                p.siting_under_protest.in_force = true;
                change(p);
            })
        };
        says(
            &sited(|_| ()),
            "`siting_under_protest` without special housing",
            "`skaeve_huse`",
        );
        assert!(sited(|p| p.skaeve_huse.in_force = true).is_empty());
        assert!(sited(|p| p.halfway_facility.in_force = true).is_empty());
        assert!(sited(|p| p.housing_first.in_force = true).is_empty());
        let too_late = sited(|p| {
            p.skaeve_huse.in_force = true;
            p.skaeve_huse.from = 2040;
        });
        assert_eq!(too_late.len(), 1);
    }

    #[test]
    fn one_let_has_one_rent_and_one_contract() {
        let rents = |one: &[&str], other: &[&str]| {
            of(|p| {
                p.income_rent.in_force = true;
                p.income_rent.landlords = areas(one);
                p.two_rents.in_force = true;
                p.two_rents.landlords = areas(other);
            })
        };
        says(
            &rents(&[], &["Portaal"]),
            "`income_rent` with `two_rents`",
            "`landlords`",
        );
        assert!(rents(&["Talis"], &["Portaal"]).is_empty());
        let no_norm = of(|p| {
            p.two_rents.in_force = true;
            p.passend.in_force = false;
        });
        says(&no_norm, "`two_rents` without `passend`", "not applied");
        let contracts = of(|p| {
            p.flip_contract.in_force = true;
            p.flip_contract.share = 1.0;
            p.three_party.in_force = true;
        });
        says(&contracts, "`three_party` with `flip_contract`", "`share`");
    }

    #[test]
    fn what_is_closed_needs_no_other_lock() {
        let closed = |change: Change| {
            of(|p| {
                p.area_closure.in_force = true;
                p.area_closure.areas = areas(&["1", "2"]);
                change(p);
            })
        };
        says(
            &closed(|p| {
                p.complex_stop.in_force = true;
                p.complex_stop.areas = areas(&["1"]);
            }),
            "`complex_stop` with `area_closure`",
            "refuses nobody",
        );
        says(
            &closed(|p| {
                p.portiek_cap.in_force = true;
                p.portiek_cap.areas = areas(&["1", "2"]);
            }),
            "`portiek_cap` with `area_closure`",
            "refuses nobody",
        );
        let partly = closed(|p| {
            p.portiek_cap.in_force = true;
            p.portiek_cap.areas = areas(&["1", "3"]);
        });
        assert!(partly.is_empty());
        let later_open = closed(|p| {
            p.area_closure.until = 2025;
            p.portiek_cap.in_force = true;
            p.portiek_cap.areas = areas(&["1"]);
        });
        assert!(later_open.is_empty());
    }
}
