//! From a city file to a city: stock and people of each area, matched to each other.
//!
//! Deterministic: keys and chance terms depend on the city's code alone, never on
//! the scenario, the seed or the replicate.

use crate::file::{AreaFigures, CityFile};
use crate::fitting::{self, Class, HOMES, QUINTILES, ROOM, TYPES, Targets, largest_remainder};
use crate::people::{IncomeDistribution, People};
use crate::sharing::{Sharing, sharing};
use crate::stock::Builder;
use crate::types::{
    Area, City, Household, Landlord, MarginError, NONE, Tenure, dwelling_key, household_key,
};
use buurt_core::{Decision, Draws, Key, math};

/// Households without a home of their own per published household (assumption).
const WAITING: f64 = 0.025;
/// Households with a benefit as main income per person on benefit (assumption: some
/// live together, some with a partner at work).
const HOUSEHOLDS_PER_BENEFIT: f64 = 0.70;

/// Makes the city: dwellings and households of every area.
pub fn synthesise(file: &CityFile) -> City {
    let key = Key::of_text(&file.code);
    let code = key.0;
    let draws = Draws::new(code, 0);
    let incomes = IncomeDistribution::new(file.median_standardised_eur, file.gini);
    let people = People {
        draws: &draws,
        city: code,
        incomes,
    };
    let (corporations, private) = (shares(file, true), shares(file, false));
    let mut builder = Builder {
        draws: &draws,
        city: code,
        corporations: &corporations,
        private: &private,
        complexes: Vec::new(),
        dwellings: Vec::new(),
        standing: Vec::new(),
        portieken: 0,
        shared: 0,
    };
    let mut households: Vec<Household> = Vec::new();
    let mut errors = Errors::default();
    for (i, a) in file.areas.iter().enumerate() {
        let first = builder.dwellings.len();
        let sharing = sharing(a);
        builder.add_area(a, i as u32, &sharing);
        let (targets, children) = targets(a, &sharing);
        let counts = fitting::fit(&targets);
        let from = households.len();
        let mut homes: [Vec<u32>; HOMES] = Default::default();
        let mut families = Vec::new();
        for (cell, &n) in counts.iter().enumerate() {
            let class = Class::of(cell);
            for _ in 0..n {
                let number = households.len();
                homes[class.home].push(number as u32);
                if class.kind >= 2 {
                    families.push(number - from);
                }
                households.push(people.household(class, number));
            }
        }
        let settled = give_children(&people, &mut households, from, &families, children);
        move_in(
            &draws,
            &mut builder,
            first,
            &mut households,
            &homes,
            &sharing,
        );
        errors.add(a, &targets, &counts, children, settled, &households[from..]);
    }
    let waiting = (WAITING * households.len() as f64).round() as usize;
    for _ in 0..waiting {
        households.push(people.waiting(households.len()));
    }
    households.shrink_to_fit();
    builder.dwellings.shrink_to_fit();
    let dwellings: f64 = file.areas.iter().map(|a| f64::from(a.dwellings())).sum();
    City {
        key,
        name: file.name.clone(),
        area_level: file.level.clone(),
        year: file.year,
        areas: areas(file, dwellings),
        landlords: file
            .landlords
            .iter()
            .map(|l| Landlord {
                name: l.name.clone(),
                corporation: l.corporation,
            })
            .collect(),
        complexes: builder.complexes,
        dwellings: builder.dwellings,
        households,
        quintile_bounds_eur: incomes.quintile_bounds(),
        totals: file
            .totals
            .iter()
            .map(|t| (t.year, t.households, t.dwellings))
            .collect(),
        births_deaths_per_1000: [file.births_deaths_per_1000.0, file.births_deaths_per_1000.1],
        margin_errors: errors.list(),
        credits: file.credits.clone(),
    }
}

fn areas(file: &CityFile, dwellings: f64) -> Vec<Area> {
    file.areas
        .iter()
        .map(|a| Area {
            code: a.code.clone(),
            name: a.name.clone(),
            centroid_m: [a.x, a.y],
            // New construction goes where much was built recently, and a little everywhere.
            expansion_weight: f64::from(a.built.6 + a.built.7) / dwellings
                + 0.02 * f64::from(a.dwellings()) / dwellings,
        })
        .collect()
}

/// Landlords of one kind with the upper bound of their share.
fn shares(file: &CityFile, corporation: bool) -> Vec<(u32, f64)> {
    let mut upper = 0.0;
    let of_kind = file
        .landlords
        .iter()
        .enumerate()
        .filter(|(_, l)| l.corporation == corporation);
    of_kind
        .map(|(i, l)| {
            upper += l.share;
            (i as u32, upper)
        })
        .collect()
}

/// The margins to fit, and the number of children at home.
fn targets(a: &AreaFigures, s: &Sharing) -> (Targets, u32) {
    let h = a.households;
    let mut home = [
        a.corporation - s.dwellings[0] - s.vacant[0],
        a.private_rent - s.dwellings[1] - s.vacant[1],
        a.owner - s.vacant[2],
        s.rooms[0] + s.rooms[1],
    ];
    // What does not fit in (no rented stock to share) lives in with others.
    let sum: u32 = home.iter().sum();
    if sum < h {
        home[ROOM] += h - sum;
    } else {
        for i in [2, 1, 0, 3] {
            let over = home.iter().sum::<u32>() - h;
            home[i] -= over.min(home[i]);
        }
    }
    let q = a.quintiles;
    let quintile = largest_remainder(&[q.0, q.1, q.2, q.3, q.4], h);
    let t = a.types;
    let kind = scaled([t.0, t.1, t.2, t.3], f64::from(h));
    let adults_total = kind[0] + kind[2] + 2.0 * (kind[1] + kind[3]);
    let families = (kind[2] + kind[3]).round();
    let children = (f64::from(a.inhabitants) - adults_total).clamp(families, 3.4 * families);
    let older_children = (children - f64::from(a.ages.0)).clamp(0.0, 0.8 * f64::from(a.ages.1));
    let young = (f64::from(a.ages.1) - older_children).max(0.0);
    let ages = [
        young,
        f64::from(a.ages.2),
        f64::from(a.ages.3),
        f64::from(a.ages.4),
    ];
    let ages_total: f64 = ages.iter().sum();
    let adults = ages.map(|n| n * adults_total / ages_total.max(1.0));
    (
        Targets {
            home,
            quintile: std::array::from_fn(|i| quintile[i]),
            kind,
            adults,
            benefit: HOUSEHOLDS_PER_BENEFIT * f64::from(a.benefit),
        },
        children.round() as u32,
    )
}

fn scaled(counts: [u32; TYPES], total: f64) -> [f64; TYPES] {
    let sum: f64 = counts.iter().map(|&n| f64::from(n)).sum();
    counts.map(|n| f64::from(n) * total / sum.max(1.0))
}

/// Gives the families among the households `from` a number on `children` children in all,
/// one to five each, and settles everybody's income. Returns the number given.
fn give_children(
    people: &People<'_>,
    households: &mut [Household],
    from: usize,
    families: &[usize],
    children: u32,
) -> u32 {
    let n = families.len() as u32;
    let households = &mut households[from..];
    let mut wanted = vec![0u8; households.len()];
    if n > 0 {
        let children = children.clamp(n, 5 * n);
        // Everybody one; the rest by keyed lot, at most four more each, families
        // with a parent around 40 first in line.
        let mut left = children - n;
        families.iter().for_each(|&i| wanted[i] = 1);
        let mut order: Vec<(f64, usize)> = families
            .iter()
            .map(|&i| {
                let h = &households[i];
                let key = household_key(people.city, from + i).0;
                let d = people
                    .draws
                    .draw(Decision::named("synthesis.children"), key, 0);
                let off = (f64::from(h.age[0]) - 40.0).abs() / 20.0;
                (d.uniform() + off, i)
            })
            .collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Two thirds of the additional children are second ones, and so on.
        let mut reach = order.len();
        while left > 0 {
            let round = (reach as u32).min(left) as usize;
            for &(_, i) in &order[..round] {
                wanted[i] = (wanted[i] + 1).min(6);
            }
            left -= round as u32;
            reach = (reach * 2 / 5).max(1);
        }
    }
    let mut given = 0;
    for (number, (h, &n)) in (from..).zip(households.iter_mut().zip(&wanted)) {
        people.settle(h, number, n);
        given += u32::from(h.children);
    }
    given
}

/// Puts households into dwellings of their class: better-off and larger households
/// tend towards better and larger dwellings, with much chance (assumption).
fn move_in(
    draws: &Draws,
    builder: &mut Builder<'_>,
    first: usize,
    households: &mut [Household],
    homes: &[Vec<u32>; HOMES],
    sharing: &Sharing,
) {
    let dwelling = |i: usize| dwelling_key(builder.city, i).0;
    let mut vacant = sharing.vacant;
    for home in 0..HOMES {
        let mut slots: Vec<(f64, usize)> = Vec::new();
        for i in first..builder.dwellings.len() {
            let d = &builder.dwellings[i];
            let class = match (d.shared != NONE, d.tenure) {
                (true, _) => ROOM,
                (_, Tenure::Social | Tenure::MidRent) => 0,
                (_, Tenure::PrivateRent) => 1,
                (_, Tenure::Owner) => 2,
            };
            if class == home {
                let x = draws.draw(Decision::named("synthesis.slot"), dwelling(i), 0);
                slots.push((x.uniform(), i));
            }
        }
        // Who stays empty is a keyed lot.
        slots.sort_by(|a, b| a.0.total_cmp(&b.0));
        if home < 3 {
            let empty = slots.len().saturating_sub(homes[home].len());
            vacant[home] = empty as u32;
            slots.drain(..empty);
        }
        for slot in &mut slots {
            let d = &builder.dwellings[slot.1];
            let x = draws.draw(Decision::named("synthesis.slot"), dwelling(slot.1), 1);
            let mid = if d.tenure == Tenure::MidRent {
                1.5
            } else {
                0.0
            };
            slot.0 = builder.standing[slot.1] + mid + 0.8 * x.normal();
        }
        slots.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut order: Vec<(f64, u32)> = homes[home]
            .iter()
            .map(|&i| {
                let h = &households[i as usize];
                let key = household_key(builder.city, i as usize).0;
                let x = draws.draw(Decision::named("synthesis.rank"), key, 0);
                let income = math::ln(f64::from(h.standardised_eur).max(3_000.0));
                let persons = f64::from(h.adults + h.children);
                (0.9 * income + 0.22 * persons + 0.5 * x.normal(), i)
            })
            .collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (&(_, dwelling), &(_, household)) in slots.iter().zip(&order) {
            builder.dwellings[dwelling].occupant = household;
            households[household as usize].dwelling = dwelling as u32;
        }
    }
}

/// Differences between the published margins and the people made.
#[derive(Default)]
struct Errors {
    quintile: (f64, f64),
    kind: (f64, f64),
    adults: (f64, f64),
    benefit: (f64, f64),
    home: (f64, f64),
    children: (f64, f64),
    median: (f64, f64),
}

impl Errors {
    fn add(
        &mut self,
        a: &AreaFigures,
        targets: &Targets,
        counts: &[u32],
        children: u32,
        given: u32,
        households: &[Household],
    ) {
        let mut quintile = [0.0; QUINTILES];
        let mut home = [0.0; HOMES];
        let mut kind = [0.0; TYPES];
        let mut adults = [0.0; 4];
        let mut benefit = 0.0;
        for (cell, &n) in counts.iter().enumerate() {
            let (c, n) = (Class::of(cell), f64::from(n));
            quintile[c.quintile] += n;
            home[c.home] += n;
            kind[c.kind] += n;
            adults[c.age] += n * f64::from(c.adults());
            benefit += if c.benefit { n } else { 0.0 };
        }
        let q = a.quintiles;
        let share = [q.0, q.1, q.2, q.3, q.4];
        let published = share.map(|p| p / share.iter().sum::<f64>() * f64::from(a.households));
        gather(&mut self.quintile, &quintile, &published);
        gather(&mut self.home, &home, &targets.home.map(f64::from));
        gather(&mut self.kind, &kind, &targets.kind);
        gather(&mut self.adults, &adults, &targets.adults);
        gather(&mut self.benefit, &[benefit], &[targets.benefit]);
        gather(
            &mut self.children,
            &[f64::from(given)],
            &[f64::from(children)],
        );
        if a.median_disposable_eur > 0.0 {
            let mut incomes: Vec<f32> = households.iter().map(Household::disposable_eur).collect();
            incomes.sort_by(f32::total_cmp);
            let n = f64::from(a.households);
            let median = f64::from(incomes[incomes.len() / 2]);
            self.median.0 += n * (median / a.median_disposable_eur - 1.0).abs();
            self.median.1 += n;
        }
    }

    fn list(&self) -> Vec<MarginError> {
        [
            ("home (corporation, private, owner, room)", self.home),
            ("income quintile", self.quintile),
            ("household type", self.kind),
            ("adults by age", self.adults),
            ("households on benefit", self.benefit),
            ("children at home", self.children),
            (
                "median disposable income (relative, not fitted)",
                self.median,
            ),
        ]
        .map(|(margin, (error, total))| MarginError {
            margin: margin.to_owned(),
            total_absolute_error: error,
            total,
        })
        .to_vec()
    }
}

fn gather<const N: usize>(sum: &mut (f64, f64), got: &[f64; N], wanted: &[f64; N]) {
    for (g, w) in got.iter().zip(wanted) {
        sum.0 += (g - w).abs();
        sum.1 += w;
    }
}
