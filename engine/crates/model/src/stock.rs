//! The stock: sales at vacancy, demolition with relocation urgency, and new
//! building that follows the scenario's dwelling path. New dwellings get keys
//! from (project key, index), never from a counter.

use bevy_ecs::prelude::*;
use buurt_city::Tenure;
use buurt_core::{Decision, Key, math};

use crate::columns::{Complexes, Dwellings, Households, Landlords};
use crate::components::{Building, Complex, Dwelling, NONE, Urgency, Use};
use crate::instruments::{Demolition, NewBuild, Sales, Scope};
use crate::run::Run;

const SALE: Decision = Decision::named("sale at vacancy");
const MIX: Decision = Decision::named("tenure mix");
const PROGRAMME: u64 = 21;
const REBUILD: u64 = 22;

/// What is under construction: delivered in `year`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Project {
    /// Stable key.
    pub key: u64,
    /// Year of delivery.
    pub year: i32,
    /// Row of the area.
    pub area: u32,
    /// Dwellings.
    pub dwellings: u32,
    /// Shares of social, mid-market and private rent.
    pub mix: [f64; 3],
    /// Landlord of the rented part.
    pub landlord: u32,
}

/// Projects under construction and condemned complexes.
#[derive(Resource, Debug, Clone, Default)]
pub struct Pipeline {
    /// Projects.
    pub projects: Vec<Project>,
    /// Condemned complexes: row, year of demolition, index of the programme.
    pub condemned: Vec<(u32, i32, u64)>,
    /// Dwellings (rooms counted once) at the start.
    pub initial_dwellings: f64,
    /// Next stairwell number.
    pub next_portiek: u32,
    /// Key of the city.
    pub city: u64,
}

/// Sells part of the empty social dwellings.
pub fn sell_at_vacancy(
    run: Res<Run>,
    sales: Query<&Sales>,
    mut dwellings: Dwellings,
    mut landlords: Landlords,
) {
    let Some(rule) = sales.iter().next() else {
        return;
    };
    let d = dwellings.columns();
    let l = landlords.columns();
    for (b, dw) in d.building.iter().zip(d.dwelling.iter_mut()) {
        if dw.tenure == Tenure::Social
            && dw.open(run.now(0))
            && b.shared == NONE
            && run.draws.draw(SALE, b.key, run.year).uniform() < rule.share_of_vacancies
        {
            dw.tenure = Tenure::Owner;
            dw.rent_eur = 0.0;
            if let Some(landlord) = l.landlord.get_mut(b.landlord as usize) {
                landlord.sales += 1;
            }
        }
    }
}

/// Condemns complexes, gives their tenants urgency, and demolishes.
pub fn demolish(
    run: Res<Run>,
    programmes: Query<(&Demolition, &Scope)>,
    mut pipeline: ResMut<Pipeline>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
    mut landlords: Landlords,
) {
    let mut h = households.columns();
    let mut d = dwellings.columns();
    let mut c = complexes.columns();
    let l = landlords.columns();
    for (programme, scope) in &programmes {
        if !programme.in_force || run.year < run.start_year {
            continue;
        }
        if run.year >= programme.from && run.year <= programme.until {
            let mut candidates: Vec<(i16, u64, u32)> = c
                .complex
                .iter()
                .enumerate()
                .filter(|(i, x)| {
                    scope.areas.contains(&x.area)
                        && x.landlord != NONE
                        && l.landlord[x.landlord as usize].corporation
                        && !pipeline.condemned.iter().any(|p| p.0 == *i as u32)
                        && d.dwelling[x.first as usize].state == Use::Ordinary
                        && d.building[x.first as usize].shared == NONE
                })
                .map(|(i, x)| (x.year_built, x.key, i as u32))
                .collect();
            candidates.sort_unstable();
            let mut left = i64::from(programme.dwellings_per_year);
            for (_, _, row) in candidates {
                if left <= 0 {
                    break;
                }
                let x = c.complex[row as usize];
                left -= i64::from(x.count);
                pipeline
                    .condemned
                    .push((row, run.year + programme.relocation_years, 0));
                for i in x.first..x.first + x.count {
                    let dw = &mut d.dwelling[i as usize];
                    if dw.tenure == Tenure::Owner {
                        continue;
                    }
                    dw.state = Use::Condemned;
                    if dw.occupant != NONE {
                        let s = &mut h.seeker[dw.occupant as usize];
                        s.urgency = s.urgency.max(Urgency::Renewal);
                        s.urgent_until = (run.year + programme.relocation_years) as i16;
                        s.search_since = run.year16();
                        s.search_round = 0;
                        s.registered = s.registered.min(run.year as f32);
                    }
                }
            }
        }
        let due: Vec<u32> = pipeline
            .condemned
            .iter()
            .filter(|p| p.1 == run.year)
            .map(|p| p.0)
            .collect();
        for row in due {
            let x = c.complex[row as usize];
            let mut gone = 0;
            for i in x.first..x.first + x.count {
                if d.dwelling[i as usize].state != Use::Condemned {
                    continue;
                }
                let occupant = d.dwelling[i as usize].occupant;
                if occupant != NONE {
                    crate::occupancy::vacate(occupant, &mut h, &mut d, &mut c, &run, 0);
                    h.seeker[occupant as usize].urgent_until = run.year16() + 2;
                }
                d.dwelling[i as usize].state = Use::Demolished;
                gone += 1;
            }
            l.landlord[x.landlord as usize].demolitions += gone;
            pipeline.projects.push(Project {
                key: Key(x.key).derive(REBUILD, run.year as u64, 0).0,
                year: run.year + programme.construction_years,
                area: x.area,
                dwellings: (f64::from(gone) * programme.rebuild_ratio) as u32,
                mix: [programme.rebuild_social, programme.rebuild_mid, 0.0],
                landlord: x.landlord,
            });
        }
    }
}

/// Plans this year's programme and delivers what is due.
pub fn build(world: &mut World) {
    let run = world.resource::<Run>().clone();
    let mut pipeline = world.resource::<Pipeline>().clone();
    let programme = world
        .query::<&NewBuild>()
        .iter(world)
        .next()
        .cloned()
        .unwrap_or_default();
    let areas: Vec<(f64, f64)> = world
        .query::<&crate::components::Area>()
        .iter(world)
        .map(|a| (f64::from(a.expansion_weight), f64::from(a.price)))
        .collect();
    let corporations: Vec<u32> = world
        .query::<&crate::components::Landlord>()
        .iter(world)
        .enumerate()
        .filter(|(_, l)| l.corporation)
        .map(|(i, _)| i as u32)
        .collect();
    let private: Vec<u32> = world
        .query::<&crate::components::Landlord>()
        .iter(world)
        .enumerate()
        .filter(|(_, l)| !l.corporation)
        .map(|(i, _)| i as u32)
        .collect();
    // The programme closes the gap between the path and the stock without
    // demolition, so that it is the same in every variant.
    let target = pipeline.initial_dwellings * run.dwelling_path;
    let before = pipeline.initial_dwellings * world.resource::<PathBefore>().0;
    let wanted = (target - before).max(0.0);
    world.resource_mut::<PathBefore>().0 = run.dwelling_path;
    let weight: f64 = areas.iter().map(|a| a.0).sum();
    if weight > 0.0 && wanted >= 1.0 {
        let mut carried = 0.0;
        for (area, (w, _)) in areas.iter().enumerate() {
            carried += wanted * w / weight;
            let key = Key(pipeline.city)
                .derive(PROGRAMME, run.year as u64, area as u64)
                .0;
            if carried >= 20.0 {
                let owner = corporations
                    .get((buurt_core::key::mix(key) % corporations.len().max(1) as u64) as usize);
                pipeline.projects.push(Project {
                    key,
                    year: run.year,
                    area: area as u32,
                    dwellings: carried as u32,
                    mix: [programme.social, programme.mid, programme.private],
                    landlord: owner.copied().unwrap_or(NONE),
                });
                carried -= f64::from(carried as u32);
            }
        }
    }
    let due: Vec<Project> = pipeline
        .projects
        .iter()
        .filter(|p| p.year <= run.year)
        .copied()
        .collect();
    pipeline.projects.retain(|p| p.year > run.year);
    let mean_woz: Vec<f64> = area_mean_woz(world, areas.len());
    for project in due {
        deliver(
            world,
            &run,
            &mut pipeline,
            &project,
            &private,
            mean_woz[project.area as usize],
        );
    }
    world.insert_resource(pipeline);
}

/// The dwelling path of the year before.
#[derive(Resource, Debug, Clone, Copy)]
pub struct PathBefore(pub f64);

fn area_mean_woz(world: &mut World, areas: usize) -> Vec<f64> {
    let mut sum = vec![(0.0, 0.0); areas];
    for (b, d) in world.query::<(&Building, &Dwelling)>().iter(world) {
        if d.state != Use::Demolished && b.shared == NONE {
            let s = &mut sum[b.area as usize];
            s.0 += f64::from(d.woz_eur);
            s.1 += 1.0;
        }
    }
    sum.iter()
        .map(|&(t, n)| if n > 0.0 { t / n } else { 200_000.0 })
        .collect()
}

fn deliver(
    world: &mut World,
    run: &Run,
    pipeline: &mut Pipeline,
    project: &Project,
    private: &[u32],
    mean_woz: f64,
) {
    let counts = {
        let n = f64::from(project.dwellings);
        let social = (n * project.mix[0]) as u32;
        let mid = (n * project.mix[1]) as u32;
        let rent = (n * project.mix[2]) as u32;
        [
            (Tenure::Social, social),
            (Tenure::MidRent, mid),
            (Tenure::PrivateRent, rent),
            (Tenure::Owner, project.dwellings - social - mid - rent),
        ]
    };
    let mut first = world.query::<&Building>().iter(world).count() as u32;
    let mut complex = world.query::<&Complex>().iter(world).count() as u32;
    let mut index = 0;
    for (tenure, count) in counts {
        if count == 0 {
            continue;
        }
        let landlord = match tenure {
            Tenure::Owner => NONE,
            Tenure::PrivateRent => private.first().copied().unwrap_or(NONE),
            _ => project.landlord,
        };
        let multi_family = count >= 16 && tenure != Tenure::Owner;
        let key = Key(project.key).derive(PROGRAMME, tenure as u64, 0).0;
        world.spawn(Complex {
            key,
            area: project.area,
            landlord,
            first,
            count,
            year_built: run.year16(),
            multi_family,
            households: 0,
            vulnerable: 0,
            moved_in: 0,
            moved_out: 0,
            vulnerable_in: 0,
            low_in: 0,
            incidents: 0.0,
            reputation: 0.0,
            stop_until: i16::MIN,
        });
        let rows: Vec<(Building, Dwelling)> = (0..count)
            .map(|i| {
                let key = Key(project.key)
                    .derive(PROGRAMME, 99, u64::from(index + i))
                    .0;
                let draw = run.draws.draw(MIX, key, 0);
                let rooms = match tenure {
                    Tenure::Owner => 4 + u8::from(draw.uniform() < 0.4),
                    Tenure::Social => {
                        2 + u8::from(draw.uniform() < 0.6) + u8::from(draw.uniform() < 0.2)
                    }
                    _ => 3,
                };
                let factor =
                    1.1 * math::exp(0.15 * draw.normal()) * (0.5 + 0.14 * f64::from(rooms));
                let woz = mean_woz * factor;
                let max_rent = 5.1 * (90.0 + 18.0 * f64::from(rooms)) * run.income_index;
                let rent = match tenure {
                    Tenure::Owner => 0.0,
                    Tenure::Social => 0.72 * max_rent,
                    Tenure::MidRent => (run.law.social_rent_cap * 1.08).max(0.8 * max_rent),
                    Tenure::PrivateRent => (run.law.social_rent_cap * 1.15).max(woz * 0.045 / 12.0),
                };
                (
                    Building {
                        key,
                        complex,
                        area: project.area,
                        landlord,
                        portiek: pipeline.next_portiek + i / 8,
                        shared: NONE,
                        room: 0,
                        rooms,
                        energy_label: 0,
                        accessible: multi_family,
                        floor_m2: 25 * u16::from(rooms),
                        year_built: run.year16(),
                    },
                    Dwelling {
                        occupant: NONE,
                        rent_eur: rent as f32,
                        max_rent_eur: max_rent as f32,
                        woz_eur: woz as f32,
                        tenure,
                        state: Use::Ordinary,
                        open_from: run.now(0),
                    },
                )
            })
            .collect();
        pipeline.next_portiek += count / 8 + 1;
        world.spawn_batch(rows);
        if landlord != NONE {
            let mut query = world.query::<&mut crate::components::Landlord>();
            if let Some(mut l) = query.iter_mut(world).nth(landlord as usize) {
                l.completions += count;
            }
        }
        first += count;
        complex += 1;
        index += count;
    }
}
