//! Conduct of tenancies: records of nuisance and evictions, which the blacklist (T14),
//! screening (T15) and article 10 of the Rotterdam Act (T13) read.
//!
//! Every year a household in a dwelling may get a record of nuisance. The chance depends
//! on its kind of vulnerability, is lower with support, and rises with the strain of the
//! complex (incidents relative to the city). Records lapse with time. A tenant with
//! several records, or in arrears, may be evicted: the household stands on the street,
//! searches, and is on the blacklist of the corporations.
//!
//! Demography and incomes do not read any of this. Evictions of corporations numbered
//! about 3,700 in 2017, a little under 2 per 1,000 tenants, most of them for arrears (MH);
//! how they fall on kinds of households is a scenario range.

use bevy_ecs::prelude::*;
use buurt_city::{Tenure, Vulnerability};
use buurt_core::Decision;
use buurt_params::parameters;

use crate::columns::{Complexes, Dwellings, Households};
use crate::components::{Care, NONE, Support, Urgency, Use};
use crate::instruments::{Blacklist, leaves_care};
use crate::ledger::Ledger;
use crate::occupancy;
use crate::run::Run;
use crate::special_housing::SpecialHousing;

parameters! {
    /// Records of nuisance and evictions.
    #[derive(Resource)]
    pub struct Conduct: "conduct" {
        /// Whether records are kept and tenants evicted.
        in_force: bool = true, "-", 0..=1, "T13 (article 10), T14, T15 presuppose it";
        /// Yearly chance of a record: not vulnerable.
        nuisance: f64 = 0.002, "per year", 0..=1, "scenario range";
        /// … leaver of mental-health care.
        mental_health: f64 = 0.05, "per year", 0..=1, "scenario range";
        /// … leaver of a shelter or a prison.
        shelter: f64 = 0.08, "per year", 0..=1, "scenario range";
        /// … addiction.
        addiction: f64 = 0.10, "per year", 0..=1, "scenario range";
        /// … any other vulnerability.
        other: f64 = 0.01, "per year", 0..=1, "scenario range";
        /// Share of records that support prevents.
        support_effect: f64 = 0.4, "share prevented", 0..=1, "scenario range";
        /// How much the strain of the complex counts: 0 not at all, 1 in proportion.
        strain: f64 = 0.5, "share", 0..=1, "scenario range";
        /// Yearly chance that a record lapses.
        lapse: f64 = 0.3, "per year", 0..=1, "scenario range";
        /// Records from which a tenant may be evicted.
        records: u32 = 2, "records", 1..=50, "scenario range";
        /// Yearly chance of eviction for nuisance from that number on.
        evicted_for_nuisance: f64 = 0.2, "per year", 0..=1, "scenario range";
        /// Yearly chance of eviction for arrears: problematic debts.
        evicted_in_debt: f64 = 0.03, "per year", 0..=1, "about 2 evictions per 1,000 tenants a year in all (MH); scenario range";
        /// … people from care, shelter, prison or with an addiction.
        evicted_in_care: f64 = 0.01, "per year", 0..=1, "as above; scenario range: debts are common among those whom R8 is for";
        /// … of other tenants with a low income.
        evicted_on_low_income: f64 = 0.001, "per year", 0..=1, "as above";
        /// Share of evictions for arrears that guardianship prevents.
        guardianship_effect: f64 = 0.8, "share prevented", 0..=1, "R8, S p. 36; scenario range";
    }
}

const RECORD: Decision = Decision::named("nuisance record");
const EVICTION: Decision = Decision::named("eviction");

impl Conduct {
    /// Chance of a record in a year, in a complex with `ratio` times the city's incidents.
    fn chance(&self, care: &Care, supported: bool, ratio: f64) -> f64 {
        let base = match care.kind {
            Vulnerability::None => self.nuisance,
            Vulnerability::MentalHealth => self.mental_health,
            Vulnerability::Shelter | Vulnerability::ExDetainee => self.shelter,
            Vulnerability::Addiction => self.addiction,
            _ => self.other,
        };
        let prevented = if supported { self.support_effect } else { 0.0 };
        base * (1.0 - prevented) * (1.0 + self.strain * (ratio.clamp(0.0, STRAIN_AT_MOST) - 1.0))
    }

    /// Chance that a tenant is evicted in a year.
    fn eviction(&self, care: &Care, low_income: bool) -> f64 {
        let nuisance = if u32::from(care.nuisance) >= self.records {
            self.evicted_for_nuisance
        } else {
            0.0
        };
        let arrears = match care.kind {
            Vulnerability::Debt => self.evicted_in_debt,
            Vulnerability::Addiction => self.evicted_in_care,
            kind if leaves_care(kind) => self.evicted_in_care,
            _ if low_income => self.evicted_on_low_income,
            _ => 0.0,
        };
        let prevented = if care.guardianship {
            self.guardianship_effect
        } else {
            0.0
        };
        1.0 - (1.0 - nuisance) * (1.0 - arrears * (1.0 - prevented))
    }
}

/// Incidents of a complex over the city's mean count up to this.
const STRAIN_AT_MOST: f64 = 4.0;

/// Keeps the records of the year and evicts.
#[allow(clippy::too_many_arguments)]
pub fn keep_records_and_evict(
    run: Res<Run>,
    conduct: Res<Conduct>,
    blacklist: Query<&Blacklist>,
    special: Res<SpecialHousing>,
    mut ledger: ResMut<Ledger>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
) {
    if !conduct.in_force {
        return;
    }
    let year = run.year16();
    let listed_until = blacklist.iter().find_map(|b| b.until(year));
    let mut h = households.columns();
    let mut d = dwellings.columns();
    let mut c = complexes.columns();
    let (mut incidents, mut count) = (0.0, 0.0);
    for x in c.complex.iter() {
        incidents += f64::from(x.incidents) * f64::from(x.households);
        count += f64::from(x.households);
    }
    let mean = if count > 0.0 { incidents / count } else { 0.0 };
    let keys: Vec<u64> = h.people.iter().map(|p| p.key).collect();
    let draws = run.draws.many(RECORD, run.year, 0, keys.iter().copied());
    for ((row, &key), draw) in keys.iter().enumerate().zip(draws) {
        if !h.people[row].alive {
            continue;
        }
        let care = &mut h.care[row];
        if care.nuisance > 0 && draw.uniform2() < conduct.lapse {
            care.nuisance -= 1;
        }
        let dwelling = h.home[row].dwelling;
        if dwelling == NONE {
            continue;
        }
        let supported = care.supported(year);
        // Most households are out of reach of both chances wherever they live.
        if draw.uniform() >= conduct.chance(care, supported, STRAIN_AT_MOST) {
            let chance = conduct.eviction(care, h.income[row].quintile == 0);
            if chance == 0.0 || !run.draws.draw(EVICTION, key, run.year).happens(chance) {
                continue;
            }
        }
        let b = &d.dwelling[dwelling as usize].building;
        let here = f64::from(c.complex[b.complex as usize].incidents);
        let ratio = if mean > 0.0 { here / mean } else { 1.0 };
        if draw.uniform() < conduct.chance(care, supported, ratio) * special.landing(key, year) {
            care.nuisance = care.nuisance.saturating_add(1);
        }
        let tenure = d.dwelling[dwelling as usize].tenure;
        let chance = conduct.eviction(care, h.income[row].quintile == 0);
        // Facilities do not evict, and clients of Housing First lose their dwelling by
        // that instrument's own chances.
        if tenure == Tenure::Owner
            || d.dwelling[dwelling as usize].state == Use::Special
            || care.support == Support::HousingFirst
            || chance == 0.0
            || !run.draws.draw(EVICTION, key, run.year).happens(chance)
        {
            continue;
        }
        if tenure != Tenure::PrivateRent
            && let Some(until) = listed_until
        {
            care.blacklisted_until = until;
        }
        occupancy::evict(row as u32, &mut h, &mut d, &mut c, &run, &mut ledger);
        let seeker = &mut h.seeker[row];
        seeker.search_since = year;
        seeker.search_round = 0;
        seeker.urgency = Urgency::None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn care(kind: Vulnerability) -> Care {
        Care {
            kind,
            detected: true,
            support: Support::None,
            support_from: i16::MAX,
            support_until: i16::MIN,
            guardianship: false,
            nuisance: 0,
            blacklisted_until: i16::MIN,
        }
    }

    #[test]
    fn records_follow_kind_support_and_strain() {
        let conduct = Conduct::default();
        let chance = |kind, supported, ratio| conduct.chance(&care(kind), supported, ratio);
        use Vulnerability::{Addiction, Dementia, MentalHealth, None};
        for (kind, base) in [
            (None, 0.002),
            (MentalHealth, 0.05),
            (Addiction, 0.10),
            (Dementia, 0.01),
        ] {
            assert!((chance(kind, false, 1.0) - base).abs() < 1e-12, "{kind:?}");
        }
        assert!((chance(Addiction, true, 1.0) - 0.06).abs() < 1e-12);
        assert!((chance(Addiction, false, 3.0) - 0.20).abs() < 1e-12);
        assert!((chance(Addiction, false, 0.0) - 0.05).abs() < 1e-12);
    }

    #[test]
    fn evictions_follow_records_arrears_and_guardianship() {
        let conduct = Conduct::default();
        let chance = |kind, nuisance, guardianship, low| {
            let care = Care {
                nuisance,
                guardianship,
                ..care(kind)
            };
            conduct.eviction(&care, low)
        };
        use Vulnerability::{Addiction, Debt, Dementia, None, PermitHolder, Shelter};
        for (kind, nuisance, guardianship, low, wanted) in [
            (None, 0, false, false, 0.0),
            (None, 1, false, false, 0.0),
            (None, 2, false, false, 0.2),
            (None, 0, false, true, 0.001),
            (Debt, 0, false, false, 0.03),
            (Debt, 0, true, true, 0.006),
            (Debt, 2, false, false, 0.224),
            (Shelter, 0, false, true, 0.01),
            (Shelter, 0, true, false, 0.002),
            (Addiction, 0, false, false, 0.01),
            (PermitHolder, 0, false, true, 0.001),
            (Dementia, 0, false, false, 0.0),
        ] {
            let found = chance(kind, nuisance, guardianship, low);
            assert!(
                (found - wanted).abs() < 1e-12,
                "{kind:?} {nuisance} {found}"
            );
        }
    }
}
