//! Instruments that contradict each other: what one of them alone cannot see. Every
//! check looks at all settings of a variant and speaks only of the areas and years in
//! which two instruments meet.

mod building;

use building::building;

use crate::policy::Policy;

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
    permit_holders(p, years, &mut found);
    found
}

/// Years in which the national target of permit holders is known (B10).
const TARGET_KNOWN: (i32, i32) = (2016, 2018);

/// The national target goes before a path of one's own.
fn permit_holders(p: &Policy, years: (i32, i32), found: &mut Vec<String>) {
    let (first, last) = (years.0.max(TARGET_KNOWN.0), years.1.min(TARGET_KNOWN.1));
    let path = !p.demography.permit_holders_path.0.is_empty();
    if path && p.demography.permit_target && first <= last {
        found.push(format!(
            "`demography`: `permit_holders_path` changes nothing from {first} to {last}, where the national target is known and counts; set `permit_target: false` if the path is to hold there too"
        ));
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
    use buurt_params::yearly::Yearly;

    pub(super) type Change = fn(&mut Policy);

    /// The messages about a policy, changed from the default.
    pub(super) fn of(change: impl FnOnce(&mut Policy)) -> Vec<String> {
        let mut p = Policy::default();
        change(&mut p);
        contradictions(&p, (2017, 2030))
    }

    pub(super) fn says(found: &[String], begins: &str, contains: &str) {
        assert!(
            found.len() == 1 && found[0].starts_with(begins) && found[0].contains(contains),
            "{begins} … {contains}: {found:?}"
        );
    }

    pub(super) fn areas(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|c| (*c).to_owned()).collect()
    }

    #[test]
    fn the_default_policy_contradicts_nothing() {
        assert_eq!(of(|_| ()), Vec::<String>::new());
    }

    #[test]
    fn a_path_of_permit_holders_gives_way_to_the_national_target() {
        let path: Change = |p| p.demography.permit_holders_path = Yearly(vec![(2015, 3.0)]);
        let found = of(path);
        says(&found, "`demography`", "from 2017 to 2018");
        assert!(found[0].contains("`permit_target: false`"));
        let own = of(|p| {
            path(p);
            p.demography.permit_target = false;
        });
        assert!(own.is_empty());
        let mut p = Policy::default();
        path(&mut p);
        assert!(contradictions(&p, (2019, 2030)).is_empty());
        for year in 2010..=2030 {
            let known = crate::samples::law(year).permit_holders.is_finite();
            let said = (TARGET_KNOWN.0..=TARGET_KNOWN.1).contains(&year);
            assert_eq!(known, said, "{year}");
        }
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
