//! Households of one area: from fitted counts per class to people with ages,
//! incomes and histories, and their place in the stock.
//!
//! Income inside a quintile is drawn from the national lognormal, so that every
//! household lies in the quintile it was fitted to. Ages inside a band, children,
//! education, wealth, vulnerability, time in the dwelling and registration are
//! assumptions (scenario values) unless a source is named.

use crate::fitting::{Class, ROOM};
use crate::income::{PENSION_AGE, equivalence_factor, taxable_from_disposable};
use crate::types::{Household, IncomeSource, NONE, Vulnerability, household_key};
use buurt_core::{Decision, Draws, math};

/// National distribution of standardised disposable income: lognormal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IncomeDistribution {
    /// Median, euro a year.
    pub median: f64,
    /// Standard deviation of the logarithm.
    pub sigma: f64,
}

impl IncomeDistribution {
    /// The lognormal with this median and Gini coefficient: σ = √2 Φ⁻¹((1 + G)/2)
    /// (Aitchison & Brown 1957).
    pub fn new(median: f64, gini: f64) -> Self {
        IncomeDistribution {
            median,
            sigma: std::f64::consts::SQRT_2 * math::normal_quantile(0.5 * (1.0 + gini)),
        }
    }

    /// The income below which a share `p` of households lies.
    pub fn quantile(&self, p: f64) -> f64 {
        self.median * math::exp(self.sigma * math::normal_quantile(p))
    }

    /// Upper bounds of the four lower quintiles.
    pub fn quintile_bounds(&self) -> [f64; 4] {
        [0.2, 0.4, 0.6, 0.8].map(|p| self.quantile(p))
    }
}

/// Makes households.
pub struct People<'a> {
    /// The chance terms of the synthesis.
    pub draws: &'a Draws,
    /// Key of the city.
    pub city: u64,
    /// National incomes.
    pub incomes: IncomeDistribution,
}

/// Ages per band: youngest, oldest.
const BANDS: [(f64, f64); 4] = [(18.0, 25.0), (25.0, 45.0), (45.0, 65.0), (65.0, 93.0)];

impl People<'_> {
    /// A household of this class; `number` is its number in the city.
    pub fn household(&self, class: Class, number: usize) -> Household {
        let key = household_key(self.city, number);
        let d = |sub: i32| {
            self.draws
                .draw(Decision::named("synthesis.household"), key.0, sub)
        };
        let (x, y, z, v, w) = (d(0), d(1), d(2), d(3), d(4));
        let (from, to) = BANDS[class.age];
        // Old age thins out.
        let u = if class.age == 3 {
            x.uniform() * x.uniform().max(0.35)
        } else {
            x.uniform()
        };
        let age = (from + u * (to - from)).min(to - 1.0) as u8;
        let adults = class.adults();
        let partner = if adults == 2 {
            (f64::from(age) - 2.0 + 3.0 * x.uniform2() - 1.0).clamp(18.0, 99.0) as u8
        } else {
            0
        };
        let source = source(class, age, y.uniform());
        let quintile = class.quintile as f64;
        let p = (quintile + 0.02 + 0.96 * y.uniform2()) / 5.0;
        // Few live on less than a subsistence income: the lowest quintile starts at its 20th part.
        let standardised = self.incomes.quantile(p.max(0.03));
        let children = 0;
        let mut h = Household {
            adults,
            age: [age, partner],
            children,
            child_age: [0; 6],
            education: education(class.quintile, source, z.uniform()),
            source,
            taxable_eur: 0.0,
            standardised_eur: standardised as f32,
            wealth_eur: wealth(class, age, standardised, z.uniform2()) as f32,
            vulnerability: vulnerability(class, age, v.uniform()),
            years_in_region: (v.uniform2() * f64::from(age)).min(40.0) as u8,
            years_in_dwelling: 0,
            years_registered: -1.0,
            dwelling: NONE,
        };
        // Mean stay: corporation 13, private rent 5, owner 16, room 2.5 years (order of C-12).
        let mean_stay = [13.0, 5.0, 16.0, 2.5][class.home];
        let stay = -mean_stay * math::ln(1.0 - w.uniform());
        h.years_in_dwelling = stay.min(f64::from(age.saturating_sub(18))).min(60.0) as u8;
        let registered = [0.45, 0.45, 0.08, 0.7][class.home];
        if w.uniform2() < registered {
            let years = -5.0 * math::ln(1.0 - w.uniform2() / registered);
            h.years_registered = years.min(f64::from(age) - 17.5).max(0.0) as f32;
        }
        h
    }

    /// Gives the household with this number its children (with a parent's age in mind) and
    /// settles its incomes.
    pub fn settle(&self, h: &mut Household, number: usize, children: u8) {
        let key = household_key(self.city, number);
        h.children = children.min(6);
        for i in 0..h.children {
            let d = self
                .draws
                .draw(Decision::named("synthesis.child"), key.0, i32::from(i));
            let oldest = f64::from(h.age[0].saturating_sub(21).clamp(1, 22));
            let youngest = f64::from(h.age[0].saturating_sub(46)).min(oldest - 1.0);
            h.child_age[usize::from(i)] = (youngest + d.uniform() * (oldest - youngest)) as u8;
        }
        let factor = equivalence_factor(h.adults, h.children);
        let disposable = f64::from(h.standardised_eur) * factor;
        h.taxable_eur =
            taxable_from_disposable(h.source, h.adults, h.children, disposable, 1.0) as f32;
    }

    /// A household still without a home of its own (starters who live in), beside
    /// the published households.
    pub fn waiting(&self, number: usize) -> Household {
        let class = Class {
            home: ROOM,
            quintile: number % 3,
            kind: 0,
            age: usize::from(number % 4 == 3),
            benefit: false,
        };
        let mut h = self.household(class, number);
        h.age[0] = h.age[0].min(30);
        if h.source == IncomeSource::Student {
            h.source = IncomeSource::Work;
        }
        h.years_in_dwelling = 0;
        h.years_registered = h
            .years_registered
            .max(f32::from(h.age[0].saturating_sub(18)) * 0.5);
        self.settle(&mut h, number, 0);
        h
    }
}

fn source(class: Class, age: u8, u: f64) -> IncomeSource {
    if age >= PENSION_AGE {
        return IncomeSource::Pension;
    }
    if class.benefit {
        return IncomeSource::Benefit;
    }
    let student = match (class.age, class.home, class.kind) {
        (0, ROOM, 0) if class.quintile <= 1 => 0.9,
        (0, _, 0) if class.quintile == 0 => 0.7,
        (1, ROOM, 0) if class.quintile == 0 && age < 29 => 0.5,
        _ => 0.0,
    };
    if u < student {
        IncomeSource::Student
    } else {
        IncomeSource::Work
    }
}

fn education(quintile: usize, source: IncomeSource, u: f64) -> u8 {
    if source == IncomeSource::Student {
        return 3;
    }
    let low = [0.42, 0.36, 0.26, 0.18, 0.10][quintile];
    let high = [0.18, 0.22, 0.32, 0.43, 0.60][quintile];
    if u < low {
        1
    } else if u < 1.0 - high {
        2
    } else {
        3
    }
}

fn wealth(class: Class, age: u8, standardised: f64, u: f64) -> f64 {
    let owner = if class.home == 2 { 3.0 } else { 0.4 };
    let years = f64::from(age.saturating_sub(20));
    owner * standardised * (years / 25.0) * (0.2 + 1.6 * u)
}

/// Kinds of vulnerability with their share of all households (scenario values; no
/// national figures exist, seed p. 45), tilted towards low incomes and rented homes.
fn vulnerability(class: Class, age: u8, u: f64) -> Vulnerability {
    if class.home == ROOM && class.age == 0 {
        return Vulnerability::None;
    }
    let tilt = [2.2, 1.3, 0.6, 0.3, 0.15][class.quintile] * [1.6, 1.2, 0.5, 0.8][class.home];
    let shares = [
        (Vulnerability::Debt, 0.025, age < 70),
        (Vulnerability::MentalHealth, 0.010, age < 75),
        (Vulnerability::Dementia, 0.060, age >= 78),
        (Vulnerability::PermitHolder, 0.006, age < 60),
        (Vulnerability::Addiction, 0.005, age < 70),
        (Vulnerability::Shelter, 0.003, age < 65),
        (Vulnerability::LabourMigrant, 0.004, age < 55),
        (Vulnerability::ExDetainee, 0.0015, age < 60),
    ];
    let mut upper = 0.0;
    for (kind, share, possible) in shares {
        if possible {
            // Dementia knows no income.
            upper += share
                * if kind == Vulnerability::Dementia {
                    1.0
                } else {
                    tilt
                };
            if u < upper {
                return kind;
            }
        }
    }
    Vulnerability::None
}
