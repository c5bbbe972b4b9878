//! Newcomers, stream by stream: whom they are copied from, and what marks a student, a permit
//! holder, and who comes from care, for work or from the region.

use buurt_city::{IncomeSource, Vulnerability};
use buurt_core::Decision;

use super::donors::Donors;
use super::{Demography, NewHousehold, Stream, scale, starter_seeker};
use crate::components::{Income, People, Support, Urgency};
use crate::run::Run;
use crate::support::SupportProcess;

const DONOR: Decision = Decision::named("donor");
const FAMILY: Decision = Decision::named("family of a permit holder");
const CARE: Decision = Decision::named("kind and knowledge of who leaves care");
const BEGINNER: Decision = Decision::named("age of a student who comes");
const CAPACITY: Decision = Decision::named("capacity of care");
const REGION: Decision = Decision::named("arrival from the region");

/// A newcomer of a stream: a copy of an initial household with what marks the stream.
pub(super) fn newcomer(
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

#[cfg(test)]
mod tests {
    use super::*;
    use buurt_city::{City, Household};

    use crate::components::NONE;
    use crate::samples::run;

    fn donor(age: u8, children: u8) -> Household {
        Household {
            adults: 1,
            age: [age, 0],
            children,
            child_age: [4; 6],
            education: 2,
            source: IncomeSource::Work,
            taxable_eur: 20_000.0,
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
