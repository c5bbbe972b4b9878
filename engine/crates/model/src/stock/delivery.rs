//! Delivery: projects that are due become complexes and dwellings.

use bevy_ecs::prelude::*;
use buurt_city::Tenure;
use buurt_city::stock::rent_of_points;
use buurt_core::{Decision, Key, math};

use super::{Pipeline, Project};
use crate::components::{Area, Building, Complex, Dwelling, Landlord, NONE, Special, Use};
use crate::ledger::{Item, Ledger};
use crate::run::Run;

const MIX: Decision = Decision::named("tenure mix");
/// Tag of what a project brings.
const PART: u64 = 21;
/// Tag of a dwelling in a project.
const DWELLING: u64 = 99;

/// Delivers what is due.
pub fn deliver_projects(world: &mut World) {
    let run = world.resource::<Run>().clone();
    let mut pipeline = std::mem::take(&mut *world.resource_mut::<Pipeline>());
    let (due, later): (Vec<Project>, Vec<Project>) = std::mem::take(&mut pipeline.projects)
        .into_iter()
        .partition(|p| p.year <= run.year);
    pipeline.projects = later;
    if !due.is_empty() {
        let place = Place::of(world);
        for project in due {
            deliver(world, &run, &mut pipeline, &project, &place);
        }
    }
    *world.resource_mut::<Pipeline>() = pipeline;
}

/// What a new dwelling takes from its surroundings.
struct Place {
    mean_woz: Vec<f64>,
    private: u32,
}

impl Place {
    fn of(world: &mut World) -> Place {
        let areas = world.query::<&Area>().iter(world).count();
        let mut sum = vec![(0.0, 0.0); areas];
        for d in world.query::<&Dwelling>().iter(world) {
            let b = &d.building;
            if d.state != Use::Demolished && b.shared == NONE {
                let s = &mut sum[b.area as usize];
                s.0 += f64::from(d.woz_eur);
                s.1 += 1.0;
            }
        }
        let (total, count) = sum.iter().fold((0.0, 0.0), |t, s| (t.0 + s.0, t.1 + s.1));
        let city = if count > 0.0 {
            total / count
        } else {
            200_000.0
        };
        Place {
            mean_woz: sum
                .iter()
                .map(|&(t, n)| if n > 0.0 { t / n } else { city })
                .collect(),
            private: world
                .query::<&Landlord>()
                .iter(world)
                .position(|l| !l.corporation)
                .map_or(NONE, |i| i as u32),
        }
    }
}

fn deliver(
    world: &mut World,
    run: &Run,
    pipeline: &mut Pipeline,
    project: &Project,
    place: &Place,
) {
    let mut first = world.query::<&Dwelling>().iter(world).count() as u32;
    let mut complex = world.query::<&Complex>().iter(world).count() as u32;
    let mut index = 0;
    for (tenure, count) in Tenure::ALL.into_iter().zip(project.dwellings) {
        if count == 0 {
            continue;
        }
        let (landlord, item) = match tenure {
            Tenure::Owner => (NONE, Item::BuiltOwner),
            Tenure::PrivateRent => (place.private, Item::BuiltPrivate),
            Tenure::MidRent => (project.landlord, Item::BuiltMid),
            Tenure::Social if project.special != Special::None => {
                (project.landlord, Item::BuiltSpecial)
            }
            Tenure::Social => (project.landlord, Item::BuiltSocial),
        };
        world.resource_mut::<Ledger>().book(item, f64::from(count));
        let multi_family = count >= 16 && tenure != Tenure::Owner;
        world.spawn(Complex {
            key: Key(project.key).derive(PART, tenure as u64, 0).0,
            area: project.area,
            landlord,
            first,
            count,
            year_built: run.year16(),
            multi_family,
            replaces: project.replaces,
            special: if tenure == Tenure::Social {
                project.special
            } else {
                Special::None
            },
            ..Complex::default()
        });
        let mean_woz = place.mean_woz[project.area as usize];
        let rows: Vec<Dwelling> = (0..count)
            .map(|i| {
                let key = Key(project.key)
                    .derive(PART, DWELLING, u64::from(index + i))
                    .0;
                let building = Building {
                    key,
                    complex,
                    area: project.area,
                    landlord,
                    portiek: pipeline.next_portiek + i / 8,
                    shared: NONE,
                    room: 0,
                    rooms: 0,
                    energy_label: 0,
                    accessible: multi_family,
                    floor_m2: 0,
                    year_built: run.year16(),
                    rent_over_cap: project.rent_over_cap,
                };
                new_dwelling(run, project, tenure, mean_woz, building)
            })
            .collect();
        pipeline.next_portiek += count / 8 + 1;
        world.spawn_batch(rows);
        if landlord != NONE
            && let Some(mut l) = world
                .query::<&mut Landlord>()
                .iter_mut(world)
                .nth(landlord as usize)
        {
            l.completions += count;
        }
        first += count;
        complex += 1;
        index += count;
    }
}

/// Size, value and rent of a new dwelling (scenario values around the area's mean), at the
/// level of the year before: the review of rents, later in the year, raises all amounts.
fn new_dwelling(
    run: &Run,
    project: &Project,
    tenure: Tenure,
    mean_woz: f64,
    building: Building,
) -> Dwelling {
    let draw = run.draws.draw(MIX, building.key, 0);
    let rooms = match tenure {
        Tenure::Owner => 4 + u8::from(draw.uniform() < 0.4),
        Tenure::Social if project.rooms > 0 => project.rooms,
        Tenure::Social => 2 + u8::from(draw.uniform() < 0.6) + u8::from(draw.uniform() < 0.2),
        _ => 3,
    };
    // The other half of the draw: what decides on the rooms says nothing of the value.
    let size = 0.5 + 0.14 * f64::from(rooms);
    let woz = mean_woz * 1.1 * math::exp(0.15 * math::normal_quantile(draw.uniform2())) * size;
    let points = 90.0 + 18.0 * f64::from(rooms);
    let max_rent = rent_of_points(points) * run.previous_index;
    let cap = run.law.social_rent_cap * run.previous_index / run.income_index;
    let rent = match tenure {
        Tenure::Owner => 0.0,
        Tenure::Social if project.rent_over_cap > 0.0 => {
            (run.law.cap_1st * f64::from(project.rent_over_cap)).min(max_rent)
        }
        Tenure::Social => 0.72 * max_rent,
        Tenure::MidRent => (cap * 1.08).max(0.8 * max_rent),
        Tenure::PrivateRent => (cap * 1.15).max(woz * 0.045 / 12.0),
    };
    Dwelling {
        building: Building {
            rooms,
            floor_m2: 25 * u16::from(rooms),
            ..building
        },
        occupant: NONE,
        rent_eur: rent as f32,
        max_rent_eur: max_rent as f32,
        woz_eur: woz as f32,
        tenure,
        state: if tenure == Tenure::Social && project.special != Special::None {
            Use::Special
        } else {
            Use::Ordinary
        },
        open_from: run.now(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stock::ProjectKind;

    #[test]
    fn larger_new_dwellings_are_worth_more() {
        let run = crate::samples::run(2017);
        let project = Project {
            key: 1,
            year: 2017,
            planned: 2017,
            kind: ProjectKind::Programme,
            area: 0,
            dwellings: [1, 0, 0, 0],
            landlord: 0,
            replaces: NONE,
            return_share: 0.0,
            rent_over_cap: 0.0,
            rooms: 0,
            special: Special::None,
        };
        for (tenure, sizes) in [(Tenure::Social, 2..=4), (Tenure::Owner, 4..=5)] {
            let mut worth = [(0.0, 0.0); 6];
            for key in 0..4000 {
                let building = crate::samples::dwelling(key).building;
                let d = new_dwelling(&run, &project, tenure, 200_000.0, building);
                let sum = &mut worth[usize::from(d.building.rooms)];
                *sum = (sum.0 + f64::from(d.woz_eur), sum.1 + 1.0);
                // Its points can be read back from its maximum rent.
                let level = f64::from(d.max_rent_eur) / run.previous_index;
                let points = buurt_city::stock::points_of_rent(level);
                let wanted = 90.0 + 18.0 * f64::from(d.building.rooms);
                assert!((points - wanted).abs() < 0.01, "{points} for {wanted}");
            }
            // Values around the mean of their size: 220,000 euro × (0.5 + 0.14 a room).
            for rooms in sizes {
                let (sum, n) = worth[rooms];
                let wanted = 220_000.0 * (0.5 + 0.14 * rooms as f64);
                assert!(n > 100.0, "{tenure:?} {rooms}: {n}");
                assert!(
                    (sum / n / wanted - 1.0).abs() < 0.04,
                    "{tenure:?}, {rooms} rooms: {} against {wanted}",
                    sum / n
                );
            }
        }
    }
}
