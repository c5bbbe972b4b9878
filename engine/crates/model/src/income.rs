//! Income: a profile by source, adults and age, plus a permanent and a
//! transitory deviation. The profile is the mean log taxable income of the
//! initial population in each cell, so that the process starts in balance with
//! the data. Pensions have the permanent deviation alone, benefits and students a part of
//! it (assumption). Who is left below pension age when a pensioner dies or leaves works
//! (assumption). Not affected by the neighbourhood unless `neighbourhood_effect` is on.

use bevy_ecs::prelude::*;
use buurt_city::IncomeSource;
use buurt_city::income::{PENSION_AGE, TransferTable, equivalence_factor};
use buurt_core::{Decision, math};
use buurt_params::parameters;

use crate::columns::Households;
use crate::components::{Income, People};
use crate::population::Donors;
use crate::run::Run;

parameters! {
    /// Parameters of the income process.
    #[derive(Resource)]
    pub struct IncomeProcess: "income" {
        /// Persistence of the transitory deviation.
        persistence: f64 = 0.6, "share", 0..=1, "scenario range";
        /// Standard deviation of its yearly shock, log points.
        shock: f64 = 0.10, "log points", 0..=1, "scenario range";
        /// Yearly growth of permanent differences in income (M17: inequality widens sorting).
        widening: f64 = 0.0, "per year", -0.2..=0.2, "M17, seed p. 17; off: scenario range";
        /// Yearly chance of falling from work to benefit.
        job_loss: f64 = 0.008, "per year", 0..=1, "scenario range";
        /// Yearly chance of returning from benefit to work.
        job_found: f64 = 0.07, "per year", 0..=1, "scenario range";
        /// Yearly chance that a student of 23 or older starts to work.
        graduation: f64 = 0.4, "per year", 0..=1, "scenario range";
    }
}

const STATUS: Decision = Decision::named("work and income shock");
const JOB: Decision = Decision::named("first job");

/// Mean log taxable income by source (5), adults (2) and age band (12 of 8 years).
#[derive(Resource, Debug, Clone, Default)]
pub struct Profile {
    mean: Vec<f64>,
}

const BANDS: usize = 12;

fn cell(p: &People) -> usize {
    let band = (usize::from(p.head_age().saturating_sub(16)) / 8).min(BANDS - 1);
    (p.source as usize * 2 + usize::from(p.adults == 2)) * BANDS + band
}

impl Profile {
    /// Means of the initial population and its taxable incomes; an empty cell takes its source's mean.
    pub fn new(households: impl Iterator<Item = (People, f32)>) -> Self {
        let mut sum = vec![0.0; 5 * 2 * BANDS];
        let mut count = vec![0.0; 5 * 2 * BANDS];
        for (p, taxable_eur) in households {
            sum[cell(&p)] += math::ln(f64::from(taxable_eur).max(4000.0));
            count[cell(&p)] += 1.0;
        }
        let mut mean = vec![0.0; sum.len()];
        for group in 0..10 {
            let range = group * BANDS..(group + 1) * BANDS;
            let n: f64 = count[range.clone()].iter().sum();
            let overall = if n > 0.0 {
                sum[range.clone()].iter().sum::<f64>() / n
            } else {
                math::ln(22_000.0)
            };
            for k in range {
                // Shrunk towards the group's mean with the weight of 20 households.
                mean[k] = (sum[k] + 20.0 * overall) / (count[k] + 20.0);
            }
        }
        Profile { mean }
    }

    /// The profile of a household, log euro of the reference year.
    #[inline]
    pub fn of(&self, p: &People) -> f64 {
        self.mean[cell(p)]
    }
}

/// Sets the two other concepts and the quintile from taxable income.
pub fn derive_concepts(run: &Run, table: &TransferTable, p: &People, i: &mut Income) {
    let disposable = table.disposable(
        p.source,
        p.adults,
        p.children,
        f64::from(i.taxable_eur),
        run.income_index,
    );
    let standardised = disposable / equivalence_factor(p.adults, p.children);
    i.disposable_eur = disposable as f32;
    i.standardised_eur = standardised as f32;
    i.quintile = run.quintile(standardised);
}

/// One year of work, study, pension and income.
pub fn earn(
    run: Res<Run>,
    process: Res<IncomeProcess>,
    profile: Res<Profile>,
    donors: Res<Donors>,
    mut households: Households,
) {
    let h = households.columns();
    let table = TransferTable::shared();
    let keys: Vec<u64> = h.people.iter().map(|p| p.key).collect();
    let draws = run.draws.many(STATUS, run.year, 0, keys.iter().copied());
    let keep = (process.persistence as f32, process.shock);
    for (((p, i), seeker), status) in h
        .people
        .iter_mut()
        .zip(h.income.iter_mut())
        .zip(h.seeker.iter())
        .zip(draws)
    {
        if !p.alive {
            continue;
        }
        let age = p.head_age();
        if process.widening != 0.0 && run.year >= run.start_year {
            i.permanent *= (1.0 + process.widening) as f32;
        }
        let before = p.source;
        match p.source {
            _ if age >= PENSION_AGE => p.source = IncomeSource::Pension,
            // The younger of a couple, alone now: the pension was that of the other.
            IncomeSource::Pension if age < PENSION_AGE => p.source = IncomeSource::Work,
            IncomeSource::Work if status.uniform() < process.job_loss => {
                p.source = IncomeSource::Benefit
            }
            IncomeSource::Benefit | IncomeSource::None
                if age < 60 && status.uniform() < process.job_found =>
            {
                p.source = IncomeSource::Work;
            }
            IncomeSource::Student if age >= 23 && status.uniform() < process.graduation => {
                p.source = IncomeSource::Work;
                if !donors.first_jobs.is_empty() {
                    // A first income like that of the city's young workers.
                    let k = run
                        .draws
                        .draw(JOB, p.key, run.year)
                        .below(donors.first_jobs.len());
                    let model = donors.household(donors.first_jobs[k]);
                    i.permanent = model.income.permanent;
                }
            }
            _ => {}
        }
        let new_here = seeker.search_since == run.year16() && seeker.search_round == 0;
        let deviation = match p.source {
            IncomeSource::Work => {
                let z = math::normal_quantile(status.uniform2());
                i.transitory = i.transitory * keep.0 + (z * keep.1) as f32;
                f64::from(i.permanent + i.transitory)
            }
            IncomeSource::Pension => f64::from(i.permanent),
            _ => 0.3 * f64::from(i.permanent),
        };
        if before != p.source || !new_here || i.taxable_eur <= 0.0 {
            i.taxable_eur = (math::exp(profile.of(p) + deviation) * run.income_index) as f32;
        }
        derive_concepts(&run, table, p, i);
        // Saving: the two highest quintiles put a tenth aside, others a hundredth (assumption).
        i.wealth_eur += i.disposable_eur * if i.quintile >= 3 { 0.10 } else { 0.01 };
    }
}
