//! Newcomers: arrivals from elsewhere that keep the number of households on its
//! path, and the rows that all new households get. They come in streams, each with
//! keys and draws of its own, so that a change of one stream deals no other anew; the
//! ordinary stream fills what the others leave of the path.

use bevy_ecs::prelude::*;
use buurt_city::{IncomeSource, Vulnerability};
use buurt_core::{Decision, Key};

use super::donors::Donors;
use super::{Coming, Demography, Events, NewHousehold, Register, scale, starter_seeker};
use crate::columns::Households;
use crate::components::{Home, Income, NONE, People, Support, Terms, Urgency};
use crate::run::Run;
use crate::support::SupportProcess;

const DONOR: Decision = Decision::named("donor");
const FAMILY: Decision = Decision::named("family of a permit holder");
const NUMBER: Decision = Decision::named("size of a stream");
const CARE: Decision = Decision::named("kind and knowledge of who leaves care");
const BEGINNER: Decision = Decision::named("age of a student who comes");
const CAPACITY: Decision = Decision::named("capacity of care");
const REGION: Decision = Decision::named("arrival from the region");
const TAG_ARRIVAL: u64 = 31;

/// Inhabitants of the Netherlands, which share the national target of permit holders
/// (B10: 17.0 million in 2016).
const INHABITANTS: f64 = 17.0e6;

/// A stream of arrivals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Everybody else.
    Ordinary = 0,
    /// Students who start their studies.
    Students = 1,
    /// Permit holders, by national target (D6).
    PermitHolders = 2,
    /// People who leave care or shelter (D1).
    CareLeavers = 3,
    /// Labour migrants.
    LabourMigrants = 4,
    /// Vulnerable households from the region (D12).
    Pull = 5,
}

impl Stream {
    /// Key of the newcomer in a place of the stream.
    pub fn key(self, city: u64, year: i32, place: usize) -> u64 {
        Key(city)
            .derive(TAG_ARRIVAL + self as u64, year as u64, place as u64)
            .0
    }

    /// A whole number of households with this mean, the same in every variant that has
    /// the same mean, and never lower where the mean is higher.
    fn number(self, run: &Run, mean: f64) -> usize {
        let chance = run.draws.draw(NUMBER, self as u64, run.year).uniform();
        (mean.max(0.0) + chance) as usize
    }
}

/// Newcomers per stream in the order in which they come.
fn numbers(
    run: &Run,
    rates: &Demography,
    wanted: usize,
    target: f64,
    inhabitants: f64,
    students_short: usize,
) -> Vec<(Stream, usize)> {
    let per_1000 = |rate: f64| rate / 1000.0 * target;
    let year = run.year;
    let national = run.law.permit_holders;
    let permit = if rates.permit_target && national.is_finite() {
        national * inhabitants / INHABITANTS / rates.permit_household_size
    } else {
        per_1000(
            rates
                .permit_holders_path
                .or(year, rates.permit_holders_per_1000),
        )
    };
    let care = rates
        .care_leavers_path
        .or(year, rates.care_leavers_per_1000);
    let means = [
        (Stream::PermitHolders, permit),
        (Stream::CareLeavers, per_1000(care)),
        (
            Stream::LabourMigrants,
            per_1000(rates.labour_migrants_per_1000.or(year, 0.0)),
        ),
        (Stream::Pull, per_1000(rates.pull_per_1000.or(year, 0.0))),
    ];
    let mut left = wanted;
    let mut out = Vec::new();
    for (stream, mean) in means {
        let n = stream.number(run, mean).min(left);
        left -= n;
        out.push((stream, n));
    }
    let freshmen = students_short.min(left);
    out.push((Stream::Students, freshmen));
    out.push((Stream::Ordinary, left - freshmen));
    out
}

/// Brings in arrivals so that the number of households follows its path, and
/// gives all new households a row.
pub fn welcome_arrivals(world: &mut World) {
    let run = world.resource::<Run>().clone();
    let rates = world.resource::<Demography>().clone();
    let support = world.resource::<SupportProcess>().clone();
    let mut register = std::mem::take(&mut *world.resource_mut::<Register>());
    let formed = register.incoming.len();
    let target = world.resource::<Donors>().initial_count * run.household_path;
    let (mut alive, mut students, mut inhabitants) = (0, 0, 0.0);
    let mut count = |p: &People| {
        alive += 1;
        students += usize::from(p.source == IncomeSource::Student);
        inhabitants += f64::from(p.persons());
    };
    let mut state = bevy_ecs::system::SystemState::<Households>::new(world);
    if let Ok(mut households) = state.get_mut(world) {
        let here = households.columns().people.iter().filter(|p| p.alive);
        here.for_each(&mut count);
    }
    for new in &register.incoming {
        count(&new.people);
    }
    let wanted = (target as usize).saturating_sub(alive);
    {
        let donors = world.resource::<Donors>();
        // The number of students follows the city's households (assumption): colleges
        // admit as many as before.
        let places = (donors.students.len() as f64 * run.household_path) as usize;
        let short = places.saturating_sub(students);
        for (stream, n) in numbers(&run, &rates, wanted, target, inhabitants, short) {
            for place in 0..n {
                let key = stream.key(donors.city, run.year, place);
                let Some(new) = newcomer(stream, key, &run, &rates, &support, donors) else {
                    break;
                };
                register.incoming.push(new);
            }
        }
    }
    world.resource_mut::<Events>().arrivals = wanted as u32;
    settle(world, &mut register, formed);
    *world.resource_mut::<Register>() = register;
}

/// A newcomer of a stream: a copy of an initial household with what marks the stream.
fn newcomer(
    stream: Stream,
    key: u64,
    run: &Run,
    rates: &Demography,
    support: &SupportProcess,
    donors: &Donors,
) -> Option<NewHousehold> {
    let draw = run.draws.draw(DONOR, key, run.year);
    let among = |list: &[u32]| list.get(draw.below(list.len().max(1))).copied();
    let family = stream == Stream::PermitHolders
        && !donors.families.is_empty()
        && run.draws.draw(FAMILY, key, run.year).uniform() < rates.permit_families;
    let donor = match stream {
        Stream::Students => among(&donors.students),
        Stream::PermitHolders if family => among(&donors.families),
        Stream::LabourMigrants if !donors.first_jobs.is_empty() => among(&donors.first_jobs),
        _ => donors.pick(draw.uniform()),
    };
    let donor = donor?;
    let mut new = donors.household(donor);
    new.people.key = key;
    new.seeker = starter_seeker(run.year as f32);
    let from_region = match stream {
        Stream::Ordinary | Stream::CareLeavers => {
            run.draws.draw(REGION, key, run.year).uniform() < rates.from_region
        }
        Stream::Pull => true,
        Stream::Students | Stream::PermitHolders | Stream::LabourMigrants => false,
    };
    if from_region {
        new.seeker.region_since -= donors.years_in_region(donor);
    }
    // Registered in advance, as one may in the whole country: up to two years.
    new.seeker.registered -= (2.0 * draw.uniform2()) as f32;
    scale(&mut new.income, run.income_index);
    let care = &mut new.care;
    care.kind = Vulnerability::None;
    care.nuisance = 0;
    match stream {
        Stream::Ordinary => {}
        Stream::Students => {
            // Most come at the start of their studies.
            let begin = run.draws.draw(BEGINNER, key, run.year).uniform();
            new.people.age[0] = 18 + (4.0 * begin * begin) as u8;
        }
        Stream::LabourMigrants => {
            care.kind = Vulnerability::LabourMigrant;
            care.detected = false;
        }
        Stream::PermitHolders => {
            care.kind = Vulnerability::PermitHolder;
            if !family {
                new.people.children = 0;
            }
            live_on_benefit(&mut new.people, &mut new.income, rates);
        }
        Stream::CareLeavers | Stream::Pull => {
            let kinds = [
                Vulnerability::MentalHealth,
                Vulnerability::Shelter,
                Vulnerability::ExDetainee,
                Vulnerability::MentalHealth,
            ];
            let draw = run.draws.draw(CARE, key, run.year);
            care.kind = kinds[draw.below(kinds.len())];
            // Who comes of its own accord is known no more than those who live here.
            care.detected = draw.uniform2() < rates.detected;
            live_on_benefit(&mut new.people, &mut new.income, rates);
            new.people.adults = 1;
            new.people.age[1] = 0;
            new.people.children = 0;
        }
    }
    if matches!(stream, Stream::PermitHolders | Stream::CareLeavers) {
        care.detected = true;
        if run.draws.draw(CAPACITY, key, run.year).uniform() < support.capacity.or(run.year, 1.0) {
            care.support = Support::Ambulatory;
            care.support_from = i16::MAX;
            care.support_until = i16::MAX;
        }
        new.seeker.urgency = Urgency::Mediated;
        new.seeker.urgent_until = i16::MAX;
    }
    Some(new)
}

/// Puts a newcomer on benefit: what its model earned and owns is not its own, and its
/// income is worked out with everybody's. Assistance is given to who owns little.
fn live_on_benefit(people: &mut People, income: &mut Income, rates: &Demography) {
    people.source = IncomeSource::Benefit;
    income.permanent = rates.newcomers_earn as f32;
    income.transitory = 0.0;
    income.taxable_eur = 0.0;
    income.wealth_eur = 0.0;
}

/// Gives the new households rows; the first `formed` come from within the city.
fn settle(world: &mut World, register: &mut Register, formed: usize) {
    let incoming = std::mem::take(&mut register.incoming);
    let coming = |i: usize| {
        if i < formed {
            Coming::Formed
        } else {
            Coming::Arrived
        }
    };
    let reuse = register.free.len().min(incoming.len());
    let homeless = Home {
        dwelling: NONE,
        rent_eur: 0.0,
        since: i16::MIN,
        terms: Terms::Ordinary,
    };
    {
        let mut state = bevy_ecs::system::SystemState::<Households>::new(world);
        if let Ok(mut households) = state.get_mut(world) {
            let h = households.columns();
            for (i, new) in incoming[..reuse].iter().enumerate() {
                let Some(row) = register.free.pop() else {
                    break;
                };
                register.settled.push((row, coming(i)));
                let row = row as usize;
                h.people[row] = new.people;
                h.income[row] = new.income;
                h.home[row] = homeless;
                h.seeker[row] = new.seeker;
                h.care[row] = new.care;
            }
            let rows = h.people.len() as u32..;
            let added = rows.zip((reuse..incoming.len()).map(coming));
            register.settled.extend(added);
        }
    }
    world.spawn_batch(
        incoming
            .into_iter()
            .skip(reuse)
            .map(move |n| (n.people, n.income, homeless, n.seeker, n.care)),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use buurt_city::{City, Household};
    use buurt_core::Key;
    use buurt_params::yearly::Yearly;

    use crate::samples::run;

    fn of(rates: &Demography, year: i32, wanted: usize, stream: Stream) -> usize {
        numbers(&run(year), rates, wanted, 50_000.0, 105_000.0, 300)
            .iter()
            .filter(|n| n.0 == stream)
            .map(|n| n.1)
            .sum()
    }

    #[test]
    fn the_national_target_counts_by_inhabitants_where_it_is_known() {
        let rates = Demography::default();
        // 43,000 persons in 2016 for 105,000 of 17.0 million inhabitants, 2.1 a household.
        for (year, mean) in [(2016, 126.5), (2017, 67.6), (2018, 35.3), (2019, 60.0)] {
            let n = of(&rates, year, 3000, Stream::PermitHolders) as f64;
            assert!((n - mean).abs() <= 1.0, "{year}: {n} against {mean}");
        }
        let own = Demography {
            permit_target: false,
            permit_holders_path: Yearly(vec![(2016, 2.0), (2018, 4.0)]),
            ..Demography::default()
        };
        let n = of(&own, 2017, 3000, Stream::PermitHolders);
        assert!((150..=151).contains(&n), "{n}");
    }

    #[test]
    fn a_larger_stream_takes_from_the_ordinary_one_only() {
        let base = Demography::default();
        let more = Demography {
            care_leavers_path: Yearly(vec![(2015, 1.5), (2018, 6.0)]),
            pull_per_1000: Yearly(vec![(2015, 1.0)]),
            labour_migrants_per_1000: Yearly(vec![(2015, 1.0)]),
            ..Demography::default()
        };
        for stream in [Stream::PermitHolders, Stream::Students] {
            assert_eq!(of(&base, 2018, 3000, stream), of(&more, 2018, 3000, stream));
        }
        let care = [&base, &more].map(|r| of(r, 2018, 3000, Stream::CareLeavers));
        assert!(
            (75..=76).contains(&care[0]) && (300..=301).contains(&care[1]),
            "{care:?}"
        );
        let all: usize = numbers(&run(2018), &more, 3000, 50_000.0, 105_000.0, 300)
            .iter()
            .map(|n| n.1)
            .sum();
        assert_eq!(all, 3000);
        assert_eq!(of(&more, 2018, 10, Stream::Ordinary), 0);
    }

    #[test]
    fn places_of_different_streams_never_share_a_key() {
        let streams = [
            Stream::Ordinary,
            Stream::Students,
            Stream::PermitHolders,
            Stream::CareLeavers,
            Stream::LabourMigrants,
            Stream::Pull,
        ];
        let mut keys: Vec<u64> = streams
            .iter()
            .flat_map(|s| (0..500).map(|place| s.key(5, 2017, place)))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 3000);
    }

    fn donor(age: u8, children: u8) -> Household {
        Household {
            key: Key(1),
            adults: 1,
            age: [age, 0],
            children,
            child_age: [4; 6],
            education: 2,
            source: IncomeSource::Work,
            taxable_eur: 20_000.0,
            disposable_eur: 17_000.0,
            standardised_eur: 17_000.0,
            wealth_eur: 30_000.0,
            vulnerability: Vulnerability::None,
            years_in_region: 0,
            years_in_dwelling: 0,
            years_registered: 0.0,
            dwelling: NONE,
        }
    }

    #[test]
    fn the_stated_share_of_permit_holders_has_children() {
        // Most donors have children, so that a copy at random would have them too.
        let city = City {
            households: vec![donor(30, 2), donor(35, 1), donor(70, 1), donor(40, 0)],
            ..City::default()
        };
        let donors = Donors::new(city.into(), 2017);
        let (run, support) = (run(2017), SupportProcess::default());
        let with_children = |share: f64, stream: Stream| {
            let rates = Demography {
                permit_families: share,
                ..Demography::default()
            };
            let all = (0..1000).filter_map(|place| {
                let key = stream.key(5, 2017, place);
                newcomer(stream, key, &run, &rates, &support, &donors)
            });
            all.filter(|n| n.people.children > 0).count()
        };
        assert_eq!(with_children(0.0, Stream::PermitHolders), 0);
        assert_eq!(with_children(1.0, Stream::PermitHolders), 1000);
        // They live on benefit, own nothing, and have no earnings of their model.
        let rates = Demography::default();
        for stream in [Stream::PermitHolders, Stream::CareLeavers, Stream::Pull] {
            let new = newcomer(stream, 77, &run, &rates, &support, &donors).unwrap();
            assert_eq!(new.people.source, IncomeSource::Benefit, "{stream:?}");
            assert_eq!(new.income.wealth_eur, 0.0, "{stream:?}");
            assert_eq!(new.income.permanent, -0.8, "{stream:?}");
        }
        let third = with_children(0.32, Stream::PermitHolders);
        assert!((270..=370).contains(&third), "{third}");
        // Other newcomers are copies as before.
        let ordinary = [0.0, 1.0].map(|share| with_children(share, Stream::Ordinary));
        assert!(
            ordinary[0] == ordinary[1] && ordinary[0] > 500,
            "{ordinary:?}"
        );
    }

    #[test]
    fn who_comes_from_the_region_has_lived_there() {
        let city = City {
            households: vec![Household {
                years_in_region: 9,
                ..donor(30, 0)
            }],
            ..City::default()
        };
        let donors = Donors::new(city.into(), 2017);
        let (rates, support) = (Demography::default(), SupportProcess::default());
        let run = run(2017);
        // Of 1,000: how many have lived in the region.
        let lived_there = |stream: Stream| {
            let came = (0..1000).filter_map(|place| {
                let key = stream.key(5, 2017, place);
                newcomer(stream, key, &run, &rates, &support, &donors)
            });
            let since: Vec<[i16; 2]> = came
                .map(|n| [n.seeker.region_since, n.seeker.municipality_since])
                .collect();
            // Nobody has lived in the municipality.
            assert!(since.iter().all(|s| matches!(s, [2008 | 2017, 2017])));
            since.iter().filter(|s| s[0] == 2008).count()
        };
        for stream in [Stream::Ordinary, Stream::CareLeavers] {
            let n = lived_there(stream);
            assert!((340..460).contains(&n), "{stream:?}: {n}");
        }
        assert_eq!(lived_there(Stream::Pull), 1000);
        assert_eq!(lived_there(Stream::PermitHolders), 0);
    }

    #[test]
    fn what_brings_people_into_care_is_drawn_anew_in_every_replicate() {
        let city = City {
            households: vec![donor(30, 0)],
            ..City::default()
        };
        let donors = Donors::new(city.into(), 2017);
        let (rates, support) = (Demography::default(), SupportProcess::default());
        let arrive = |replicate: u32, stream: Stream| -> Vec<(Vulnerability, bool)> {
            let run = Run {
                draws: buurt_core::Draws::new(1, replicate),
                ..run(2017)
            };
            (0..400)
                .filter_map(|place| {
                    let key = stream.key(5, 2017, place);
                    newcomer(stream, key, &run, &rates, &support, &donors)
                })
                .map(|n| (n.care.kind, n.care.detected))
                .collect()
        };
        let [first, again, other] = [0, 0, 1].map(|k| arrive(k, Stream::Pull));
        assert!(first == again && first != other);
        let health = first.iter().filter(|x| x.0 == Vulnerability::MentalHealth);
        let health = health.count();
        let known = first.iter().filter(|x| x.1).count();
        assert!((150..=250).contains(&health) && (150..=250).contains(&known));
    }

    #[test]
    fn older_freshmen_have_not_registered_earlier() {
        let student = Household {
            source: IncomeSource::Student,
            ..donor(20, 0)
        };
        let city = City {
            households: vec![student],
            ..City::default()
        };
        let donors = Donors::new(city.into(), 2017);
        let (run, rates, support) = (run(2017), Demography::default(), SupportProcess::default());
        let (mut years, mut count) = ([0.0; 2], [0.0; 2]);
        for place in 0..2000 {
            let key = Stream::Students.key(5, 2017, place);
            let new = newcomer(Stream::Students, key, &run, &rates, &support, &donors);
            let Some(new) = new else { continue };
            let older = usize::from(new.people.age[0] > 18);
            years[older] += 2017.0 - f64::from(new.seeker.registered);
            count[older] += 1.0;
        }
        let [young, older] = [0, 1].map(|k| years[k] / count[k]);
        assert!((young - older).abs() < 0.1, "{young} and {older}");
    }
}
