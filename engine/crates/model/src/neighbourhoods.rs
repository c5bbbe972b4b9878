//! Composition, incidents and reputation of complexes and areas. Incidents
//! follow the balance of carrying and asking residents (M8): they rise faster
//! than in proportion once the share of vulnerable households passes a
//! tolerance. Reputation follows slowly and feeds next year's search and choice
//! (M7, M10). No Dutch numbers exist for these coefficients: they are scenario
//! ranges.

use bevy_ecs::prelude::*;
use buurt_city::IncomeSource;
use buurt_core::math;
use buurt_params::parameters;

use crate::columns::{Areas, Complexes, Dwellings, Households};
use crate::components::Special;
use crate::run::Run;

parameters! {
    /// Parameters of incidents and reputation.
    #[derive(Resource)]
    pub struct Neighbourhood: "neighbourhood" {
        /// Incidents per household a year without vulnerable households.
        base_incidents: f64 = 0.03, "per household a year", 0..=5, "scenario range";
        /// Incidents a year per vulnerable household without support.
        vulnerable_incidents: f64 = 0.25, "per household a year", 0..=20, "scenario range";
        /// Share of incidents that support prevents.
        support_effect: f64 = 0.4, "share prevented", 0..=1, "scenario range";
        /// Share of vulnerable households above which incidents double.
        tolerance: f64 = 0.15, "share of households", 0.01..=1, "scenario range";
        /// How much the tolerance falls with the status of the area: areas of low status accept more (M12).
        tolerance_by_status: f64 = 0.0, "log points per log point of status", 0..=3, "S p. 27-28; off: scenario range";
        /// Carrying households per asking one below which a complex is out of balance (M8).
        balance: f64 = 3.0, "carrying per asking household", 0..=50, "scenario range; seed p. 45: needed, not definable";
        /// Rise of incidents in a complex with nobody who carries (M8).
        out_of_balance: f64 = 0.0, "share", 0..=10, "off; scenario range";
        /// Weight of the new year in the reputation of a complex.
        speed: f64 = 0.2, "weight of the new year", 0..=1, "scenario range";
        /// Effect of incidents above the mean on reputation.
        incident_weight: f64 = 4.0, "units per incident", 0..=100, "scenario range";
    }
}

/// What counts of a household.
struct Resident {
    standardised_eur: f32,
    vulnerable: bool,
    supported: bool,
    carrying: bool,
}

/// Counts who lives where, then incidents and reputation.
pub fn update_neighbourhoods(
    run: Res<Run>,
    settings: Res<Neighbourhood>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
    mut areas: Areas,
) {
    let h = households.columns();
    let d = dwellings.columns();
    let c = complexes.columns();
    let a = areas.columns();
    let mut supported = vec![0u32; c.complex.len()];
    for x in c.complex.iter_mut() {
        x.households = 0;
        x.vulnerable = 0;
        x.carrying = 0;
    }
    let year = run.year16();
    let mut logs: Vec<Vec<f32>> = vec![Vec::new(); a.area.len()];
    // What counts of a household in eight bytes, so that the walk along the dwellings
    // reads one small thing out of order in place of three.
    let residents: Vec<Resident> = h
        .people
        .iter()
        .zip(h.income.iter())
        .zip(h.care.iter())
        .map(|((people, income), care)| Resident {
            standardised_eur: income.standardised_eur,
            vulnerable: care.vulnerable(),
            supported: care.supported(year),
            carrying: matches!(people.source, IncomeSource::Work | IncomeSource::Pension),
        })
        .collect();
    for dw in d.dwelling.iter() {
        let b = &dw.building;
        let Some(resident) = residents.get(dw.occupant as usize) else {
            continue;
        };
        let x = &mut c.complex[b.complex as usize];
        x.households += 1;
        x.vulnerable += u32::from(resident.vulnerable);
        x.carrying += u32::from(resident.carrying && !resident.vulnerable);
        supported[b.complex as usize] += u32::from(resident.vulnerable && resident.supported);
        logs[b.area as usize].push(resident.standardised_eur);
    }
    let median = (run.quintile_bounds[1] * run.quintile_bounds[2]).sqrt();
    let least = crate::least::standardised(&run);
    for (area, incomes) in a.area.iter_mut().zip(&mut logs) {
        if incomes.is_empty() {
            continue;
        }
        let mid = incomes.len() / 2;
        let (_, m, _) = incomes.select_nth_unstable_by(mid, f32::total_cmp);
        area.status = math::ln(f64::from(*m).max(least) / median) as f32;
    }
    let (mut total, mut count) = (0.0, 0.0);
    for (x, &with_support) in c.complex.iter_mut().zip(&supported) {
        let n = f64::from(x.households);
        if n == 0.0 {
            x.incidents = 0.0;
            continue;
        }
        let share = f64::from(x.vulnerable) / n;
        let asking =
            (f64::from(x.vulnerable) - settings.support_effect * f64::from(with_support)) / n;
        let status = f64::from(a.area[x.area as usize].status);
        let tolerance = settings.tolerance * math::exp(-settings.tolerance_by_status * status);
        // A facility stands apart and is managed: its residents do not strain each other.
        let strain = if x.special == Special::None {
            1.0 + (share / tolerance) * (share / tolerance)
        } else {
            1.0
        };
        let mut incidents =
            settings.base_incidents + settings.vulnerable_incidents * asking * strain;
        if settings.out_of_balance > 0.0 && x.vulnerable > 0 && settings.balance > 0.0 {
            let ratio = f64::from(x.carrying) / f64::from(x.vulnerable);
            incidents *= 1.0 + settings.out_of_balance * (1.0 - ratio / settings.balance).max(0.0);
        }
        x.incidents = incidents as f32;
        total += incidents * n;
        count += n;
    }
    let mean = if count > 0.0 { total / count } else { 0.0 };
    let mut sums = vec![[0.0f64; 3]; a.area.len()];
    for x in c.complex.iter_mut() {
        if x.households == 0 {
            // Where nobody lives nothing happens, for good or ill.
            continue;
        }
        let n = f64::from(x.households);
        let target = -settings.incident_weight * (f64::from(x.incidents) - mean);
        x.reputation +=
            (settings.speed * (target.clamp(-2.0, 2.0) - f64::from(x.reputation))) as f32;
        let s = &mut sums[x.area as usize];
        s[0] += n;
        s[1] += n * f64::from(x.incidents);
        s[2] += n * f64::from(x.reputation);
    }
    for (area, s) in a.area.iter_mut().zip(&sums) {
        if s[0] > 0.0 {
            area.incidents = (s[1] / s[0]) as f32;
            area.reputation = (s[2] / s[0]) as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bevy_ecs::system::RunSystemOnce;
    use buurt_city::Vulnerability;

    use crate::components::{
        Area, Care, Complex, Home, Income, Landlord, NONE, Seeker, Support, Terms, Urgency,
    };

    /// An area of two complexes after a year: one person with next to nothing lives in the
    /// first, nobody in the second.
    fn after_a_year(income_index: f64) -> (Area, Vec<Complex>) {
        let mut world = World::new();
        let mut run = crate::samples::run(2017);
        run.income_index = income_index;
        run.quintile_bounds = run.quintile_bounds.map(|b| b * income_index);
        let year = run.year16();
        world.insert_resource(run);
        world.insert_resource(Neighbourhood::default());
        world.spawn(crate::samples::area());
        world.spawn(Landlord::default());
        world.spawn_batch([0, 1].map(|first| Complex {
            first,
            count: 1,
            reputation: -0.5,
            ..Complex::default()
        }));
        world.spawn_batch([0, 1].map(|complex| {
            let mut dwelling = crate::samples::dwelling(1);
            dwelling.building.complex = complex;
            dwelling.building.portiek = complex;
            dwelling.occupant = if complex == 0 { 0 } else { NONE };
            dwelling
        }));
        world.spawn((
            crate::samples::people(),
            Income {
                permanent: 0.0,
                transitory: 0.0,
                taxable_eur: 0.0,
                disposable_eur: 0.0,
                standardised_eur: 0.0,
                wealth_eur: 0.0,
                quintile: 0,
            },
            Home {
                dwelling: 0,
                rent_eur: 500.0,
                since: 2010,
                terms: Terms::Ordinary,
            },
            Seeker {
                registered: f32::INFINITY,
                region_since: 2000,
                municipality_since: 2000,
                search_since: i16::MAX,
                search_round: 0,
                urgency: Urgency::None,
                urgent_until: i16::MIN,
                returns_to: NONE,
            },
            Care {
                kind: Vulnerability::None,
                detected: false,
                support: Support::None,
                support_from: i16::MAX,
                support_until: year,
                guardianship: false,
                nuisance: 0,
                blacklisted_until: i16::MIN,
            },
        ));
        world.run_system_once(update_neighbourhoods).unwrap();
        let complexes = world.query::<&Complex>().iter(&world).copied().collect();
        (*world.query::<&Area>().single(&world).unwrap(), complexes)
    }

    #[test]
    fn a_complex_without_households_keeps_its_reputation() {
        let (_, complexes) = after_a_year(1.0);
        // The first has the incidents of the mean, and goes back to it.
        assert_eq!([0, 1].map(|i| complexes[i].reputation), [-0.4, -0.5]);
    }

    #[test]
    fn the_status_of_who_has_next_to_nothing_is_the_same_when_all_incomes_are_higher() {
        let [now, later] = [1.0, 1.6].map(|index| after_a_year(index).0.status);
        assert!((now - later).abs() < 1e-6 && now < -1.0, "{now} {later}");
    }
}
