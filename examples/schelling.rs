//! Schelling's model as a limiting case. Two income groups live at random in equal
//! dwellings; nobody is born, dies or earns more; nothing counts but the distance
//! between one's own and the neighbourhood's income. Segregation arises. Without
//! that one motive it does not.
//!
//! Schelling, T. C. (1971), Dynamic models of segregation, Journal of Mathematical
//! Sociology 1, 143–186.
//!
//! `cargo run --release --example schelling`

use buurt::city::{
    Area, City, Complex, Dwelling, Household, IncomeSource, Landlord, NONE, Tenure, Vulnerability,
};
use buurt::core::{Decision, Draws, Key};
use buurt::metrics::{binary_indices, expected_under_random_allocation};
use buurt::model::Setting;
use buurt::model::components::{Dwelling as Home, Income};
use buurt::model::{Policy, Simulation, Snapshot};
use buurt::params::{Indexation, LawTable};
use std::sync::Arc;

const AREAS: u32 = 64;
const PER_AREA: u32 = 60;

/// Equal dwellings, a tenth of them empty, and two income groups placed at random.
fn chequerboard() -> City {
    let draws = Draws::new(1971, 0);
    let lot = Decision::named("chequerboard");
    let mut city = City {
        key: Key(1),
        name: "chequerboard".into(),
        area_level: "area".into(),
        year: 2017,
        quintile_bounds_eur: [16_000.0, 20_000.0, 26_000.0, 36_000.0],
        totals: vec![(2017, 1.0, 1.0)],
        landlords: vec![Landlord {
            name: "Landlord".into(),
            corporation: false,
        }],
        ..City::default()
    };
    for area in 0..AREAS {
        city.areas.push(Area {
            code: format!("{area}"),
            name: format!("Area {area}"),
            centroid_m: [f64::from(area % 8), f64::from(area / 8)],
            expansion_weight: 1.0,
        });
        let first = area * PER_AREA;
        city.complexes.push(Complex {
            key: Key::initial(1, 3, u64::from(area)),
            area,
            landlord: 0,
            first,
            count: PER_AREA,
            multi_family: true,
            year_built: 1970,
        });
        for i in first..first + PER_AREA {
            let empty = draws.draw(lot, u64::from(i), 0).uniform() < 0.1;
            let household = city.households.len() as u32;
            city.dwellings.push(Dwelling {
                complex: area,
                portiek: i / 8,
                shared: NONE,
                room: 0,
                tenure: Tenure::PrivateRent,
                rooms: 2,
                accessible: false,
                floor_m2: 50,
                energy_label: 3,
                woz_eur: 150_000.0,
                max_rent_eur: 500.0,
                rent_eur: 300.0,
                occupant: if empty { NONE } else { household },
            });
            if !empty {
                let rich = draws.draw(lot, u64::from(i), 1).uniform() < 0.5;
                let income = if rich { 60_000.0 } else { 23_000.0 };
                city.households.push(Household {
                    adults: 1,
                    age: [30, 0],
                    children: 0,
                    child_age: [0; 6],
                    education: 2,
                    source: IncomeSource::Work,
                    taxable_eur: income,
                    standardised_eur: income,
                    wealth_eur: 0.0,
                    vulnerability: Vulnerability::None,
                    years_in_region: 10,
                    years_in_dwelling: 5,
                    years_registered: -1.0,
                    dwelling: i,
                });
            }
        }
    }
    city
}

/// A policy in which only the distance to the neighbours' income counts.
fn only_neighbours(weight: f64) -> Policy {
    let mut p = Policy::default();
    p.passend.in_force = false;
    p.daeb.in_force = false;
    p.direct_mediation.in_force = false;
    let d = &mut p.demography;
    (
        d.departure_factor,
        d.separation,
        d.pairing,
        d.fertility_factor,
    ) = (0.0, 0.0, 0.0, 0.0);
    (d.permit_holders_per_1000, d.care_leavers_per_1000, d.onset) = (0.0, 0.0, 0.0);
    let i = &mut p.income;
    (i.shock, i.job_loss) = (0.0, 0.0);
    let c = &mut p.choice;
    (c.burden, c.shortage, c.excess, c.quality, c.owning) = (0.0, 0.0, 0.0, 0.0, 0.0);
    (c.reputation, c.same_area, c.distance_km, c.decline) = (0.0, 0.0, 0.0, 0.0);
    (c.social_distance, c.activity, c.moving_threshold) = (-weight, 1.0, 0.5);
    let s = &mut p.search;
    (s.base, s.burden, s.crowding, s.reputation) = (4.0, 0.0, 0.0, 0.0);
    s.distance = if weight > 0.0 { 0.5 } else { 0.0 };
    (p.vacancy.long, p.vacancy.private_months) = (0.0, 0.0);
    p
}

/// Dissimilarity of the poorer half over the areas, and its value under chance alone.
fn dissimilarity(sim: &mut Simulation) -> (f64, f64) {
    let world = sim.world_mut();
    let mut people = world.query::<&Income>();
    let poor: Vec<bool> = people
        .iter(world)
        .map(|i| i.standardised_eur < 25_000.0)
        .collect();
    let (mut group, mut total) = (vec![0.0; AREAS as usize], vec![0.0; AREAS as usize]);
    let mut homes = world.query::<&Home>();
    for d in homes.iter(world).filter(|d| d.occupant != NONE) {
        let area = d.building.area as usize;
        total[area] += 1.0;
        group[area] += f64::from(u8::from(poor[d.occupant as usize]));
    }
    let expected = expected_under_random_allocation(&group, &total).dissimilarity;
    (binary_indices(&group, &total).dissimilarity, expected)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let law = LawTable::builtin()?.year(2017, &Indexation::default());
    let setting = Arc::new(Setting {
        city: chequerboard().into(),
        law: vec![law],
        first_year: 2017,
        burn_in: 0,
        rounds: 12,
        seed: 1971,
        growth_after: 0.0,
        moves: false,
        panel: false,
        all_contributions: false,
        donors: Default::default(),
    });
    let start = Snapshot::initial(&setting, 0);
    let mut ends = Vec::new();
    for weight in [0.0, 4.0] {
        let mut sim = Simulation::new(setting.clone(), &start, &only_neighbours(weight));
        let (before, _) = dissimilarity(&mut sim);
        sim.run_until(2036);
        let (after, chance) = dissimilarity(&mut sim);
        println!(
            "weight of the neighbours' income {weight}: dissimilarity {before:.3} at first, {after:.3} after 20 years, {chance:.3} by chance alone"
        );
        ends.push((after, chance));
    }
    assert!(
        (ends[0].0 - ends[0].1).abs() < 0.03,
        "without the motive nothing but chance is left"
    );
    assert!(ends[1].0 > 3.0 * ends[1].1, "with it the groups part");
    Ok(())
}
