//! Rules of places: the Rotterdam Act in designated areas and complexes, the complex stop,
//! the stairwell cap, closed areas, and the blacklist.

use super::rules::Rule;
use super::stops::Stops;
use super::{Findings, Let, among};
use buurt_model::policy::Policy;

/// Year from which article 10 is law (B5).
const ARTICLE_10_FROM: i32 = 2017;

/// Number of a complex by its name in the tables, `c00012`.
pub(super) fn number(complex: &str) -> Option<u32> {
    complex.strip_prefix('c')?.parse().ok()
}

/// Whether the act holds for a dwelling in a year.
pub(super) fn designated(policy: &Policy, year: i32, area: &str, complex: &str) -> bool {
    let act = &policy.rotterdam_act;
    let area = act.areas.iter().any(|a| a == area) && !act.excluded_areas.iter().any(|a| a == area);
    let complex =
        number(complex).is_some_and(|here| act.complexes.iter().any(|c| number(c) == Some(here)));
    act.in_force && (act.from..=act.until).contains(&year) && (area || complex)
}

/// Tests a let or sale.
pub(super) fn check(at: &Let<'_>, stops: &Stops, out: &mut Findings<'_>) {
    act(at, out);
    blacklist(at, out);
    if at.social() {
        stops.check(at, out);
        stairwell(at, out);
        closed(at, out);
    }
}

fn act(at: &Let<'_>, out: &mut Findings<'_>) {
    let (m, i) = (at.moves, at.row);
    let act = &at.policy.rotterdam_act;
    if m.tenure.at(i) == "owner" || !at.designated() {
        return;
    }
    if act.article_8 {
        let (years, source) = (m.years_in_region[i], m.source.at(i));
        let listed = matches!(source, "work" | "pension" | "student");
        let holds = listed || years >= act.years_of_residence;
        out.test(at, Rule::Article8, holds, || {
            format!(
                "{years} years in the region, of the {} that article 8 asks, and no income from work, pension or study ({source})",
                act.years_of_residence
            )
        });
    }
    if act.article_10 && at.year() >= ARTICLE_10_FROM {
        let records = m.nuisance[i];
        out.test(at, Rule::Article10, records == 0, || {
            format!("{records} records of nuisance where article 10 holds")
        });
    }
}

fn blacklist(at: &Let<'_>, out: &mut Findings<'_>) {
    let (m, i) = (at.moves, at.row);
    let list = &at.policy.blacklist;
    let theirs = at.social() || m.tenure.at(i) == "mid_rent";
    if theirs && list.in_force && list.years > 0 {
        out.test(at, Rule::Blacklist, m.blacklisted[i] == 0, || {
            "the household is on the blacklist".to_owned()
        });
    }
}

fn stairwell(at: &Let<'_>, out: &mut Findings<'_>) {
    let (m, i) = (at.moves, at.row);
    let rule = &at.policy.portiek_cap;
    if rule.in_force && m.known.at(i) != "none" && among(&rule.areas, m.area.at(i)) {
        let there = m.stairwell[i];
        let holds = i64::from(there) < i64::from(rule.cap);
        out.test(at, Rule::PortiekCap, holds, || {
            format!(
                "a known vulnerable household ({}) behind a front door with {there} known already, where {} is the cap",
                m.known.at(i),
                rule.cap
            )
        });
    }
}

fn closed(at: &Let<'_>, out: &mut Findings<'_>) {
    let (m, i) = (at.moves, at.row);
    let rule = &at.policy.area_closure;
    let now = (rule.from..=rule.until).contains(&at.year());
    if rule.in_force && now && rule.areas.iter().any(|a| a == m.area.at(i)) {
        let holds = m.known.at(i) == "none" && m.urgency.at(i) == "none";
        out.test(at, Rule::AreaClosure, holds, || {
            format!(
                "vulnerability {} as known and urgency {} in the closed area {}",
                m.known.at(i),
                m.urgency.at(i),
                m.area.at(i)
            )
        });
    }
}
