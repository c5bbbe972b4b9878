//! Two one-adult households that become one.

use buurt_city::IncomeSource;

use super::retire;
use crate::columns::{ComplexColumns, DwellingColumns, HouseholdColumns};
use crate::components::{Care, NONE, Seeker, Support};
use crate::occupancy;
use crate::run::Run;

/// Two one-adult households become one: the first survives, the second is
/// retired. They live in the home of one of them, the larger if both have one, on the
/// terms of that home and with what is left to look for there: who moves in with a partner
/// needs no dwelling any more, who moves into a condemned one has to look again. Returns the
/// ages of the children for whom a household has no place.
pub fn form_couple(
    a: u32,
    b: u32,
    run: &Run,
    h: &mut HouseholdColumns,
    d: &mut DwellingColumns,
    c: &mut ComplexColumns,
) -> Vec<u8> {
    let (i, j) = (a as usize, b as usize);
    let second = h.people[j];
    let p = &mut h.people[i];
    p.adults = 2;
    p.age[1] = second.age[0];
    let mut too_many = Vec::new();
    for &age in &second.child_age[..usize::from(second.children)] {
        if p.children < 6 {
            p.child_age[usize::from(p.children)] = age;
            p.children += 1;
        } else {
            too_many.push(age);
        }
    }
    if p.source != IncomeSource::Work && second.source == IncomeSource::Work {
        p.source = IncomeSource::Work;
    }
    let (x, y) = (h.income[i], h.income[j]);
    let income = &mut h.income[i];
    income.permanent = 0.5 * (x.permanent + y.permanent);
    income.wealth_eur += y.wealth_eur;
    let (mine, theirs) = (h.seeker[i], h.seeker[j]);
    let theirs_it_is = h.home[j].dwelling != NONE
        && (h.home[i].dwelling == NONE
            || d.dwelling[h.home[j].dwelling as usize].building.rooms
                > d.dwelling[h.home[i].dwelling as usize].building.rooms);
    let neither = h.home[i].dwelling == NONE && h.home[j].dwelling == NONE;
    let search = if theirs_it_is || neither && theirs.urgency > mine.urgency {
        theirs
    } else {
        mine
    };
    h.seeker[i] = Seeker {
        registered: mine.registered.min(theirs.registered),
        region_since: mine.region_since.min(theirs.region_since),
        municipality_since: mine.municipality_since.min(theirs.municipality_since),
        ..search
    };
    let care = together(&h.care[i], &h.care[j], !neither);
    let home = h.home[j];
    occupancy::vacate(b, h, d, c, run, 0);
    if theirs_it_is {
        occupancy::vacate(a, h, d, c, run, 0);
        h.care[i] = care;
        occupancy::occupy(a, home.dwelling, home.rent_eur, h, d, c, run.year16());
        // The contract goes on.
        h.home[i] = home;
    } else {
        h.care[i] = care;
    }
    retire(h, j);
    too_many
}

/// What is known of both: a household is vulnerable if one of its adults is, known so if
/// one of them is, keeps the records of both, and is under guardianship if one of them is.
/// It keeps the stronger support of the two; what waits for a let has nothing to wait for
/// where they have a home. The place of a client of Housing First is for one person and ends
/// where the client moves in with another.
fn together(first: &Care, second: &Care, housed: bool) -> Care {
    let better_known = second.known_vulnerable() && !first.known_vulnerable();
    let from_second = second.vulnerable() && (!first.vulnerable() || better_known);
    let goes_on =
        |care: &&Care| care.support != Support::None && !(housed && care.support_from == i16::MAX);
    let theirs = Some(second).filter(|care| care.support != Support::HousingFirst);
    let stronger = theirs
        .into_iter()
        .chain([first])
        .filter(goes_on)
        .max_by_key(|care| (care.support == Support::HousingFirst, care.support));
    let given = stronger.copied().unwrap_or(Care {
        support: Support::None,
        support_from: i16::MAX,
        support_until: i16::MIN,
        ..*first
    });
    Care {
        support: given.support,
        support_from: given.support_from,
        support_until: given.support_until,
        guardianship: first.guardianship || second.guardianship,
        nuisance: first.nuisance.saturating_add(second.nuisance),
        blacklisted_until: first.blacklisted_until.max(second.blacklisted_until),
        ..if from_second { *second } else { *first }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use buurt_city::Vulnerability;

    fn care(kind: Vulnerability, support: Support) -> Care {
        Care {
            kind,
            detected: true,
            support,
            support_from: 2016,
            support_until: 2018,
            guardianship: false,
            nuisance: 1,
            blacklisted_until: 2017,
        }
    }

    #[test]
    fn a_couple_keeps_what_either_has() {
        use Support::{Ambulatory, HousingFirst, None, Programme, ThreeParty};
        use Vulnerability::Debt;
        // Support of the first, of the second, of both.
        for (first, second, both) in [
            (None, Ambulatory, Ambulatory),
            (Ambulatory, ThreeParty, ThreeParty),
            (ThreeParty, Ambulatory, ThreeParty),
            (HousingFirst, Programme, HousingFirst),
            (None, HousingFirst, None),
        ] {
            let (first, second) = (care(Debt, first), care(Debt, second));
            let now = together(&first, &second, true);
            assert_eq!(now.support, both, "{first:?} {second:?}");
            assert_eq!(now.nuisance, 2);
        }
        // Guardianship and knowledge of either; what waits for a let ends.
        let hidden = Care {
            detected: false,
            ..care(Debt, None)
        };
        let known = Care {
            guardianship: true,
            blacklisted_until: 2020,
            support_from: i16::MAX,
            ..care(Vulnerability::Shelter, Ambulatory)
        };
        for (first, second) in [(&hidden, &known), (&known, &hidden)] {
            let now = together(first, second, true);
            assert!(now.guardianship && now.known_vulnerable());
            assert_eq!((now.support, now.blacklisted_until), (None, 2020));
            assert_eq!(together(first, second, false).support, Ambulatory);
        }
    }
}
