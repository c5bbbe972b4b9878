//! S5: sale of social dwellings (uitponden): at vacancy to a new owner, and to the
//! sitting tenant who can pay.

use bevy_ecs::prelude::*;
use buurt_city::Tenure;
use buurt_core::{Decision, Phase};
use buurt_params::parameters;

use super::{CorporationCash, Instrument, JointPortfolio, Row, Scope};
use crate::columns::{Areas, Dwellings, Households, Landlords};
use crate::components::{NONE, Use};
use crate::ledger::{Item, Ledger};
use crate::phases::Phases;
use crate::rulebook::Rulebook;
use crate::run::Run;

parameters! {
    /// Sale of social dwellings (S5).
    #[derive(Component)]
    pub struct Sales: "sales" {
        /// Share of social vacancies that is sold instead of let.
        share_of_vacancies: f64 = 0.07, "share of social vacancies", 0..=1, "scenario range, chosen so that 0.5 to 1 % of the stock is sold a year (C-8, E-10)";
        /// Share of complexes with a sale label; only these are sold from.
        labelled: f64 = 1.0, "share of complexes", 0..=1, "scenario";
        /// Most sales a year by agreement, as a share of a landlord's self-contained social stock (1: no cap).
        cap: f64 = 1.0, "share of the social stock a year", 0..=1, "S5, seed p. 30: agreements to sell as little as possible";
        /// Yearly chance that a sitting tenant of a labelled complex is offered the dwelling.
        to_tenants: f64 = 0.0, "per year", 0..=1, "C-7: 6,000 of 16,000 sales in 2001 went to sitting tenants";
        /// Discount on the value for sitting tenants.
        discount: f64 = 0.1, "share of the value", 0..=0.5, "scenario range";
        /// Names of the landlords that sell; none means all corporations.
        landlords: Vec<String> = Vec::new(), "landlord names", 0..=1, "scenario";
    }
}

const SALE: Decision = Decision::named("sale at vacancy");
const LABEL: Decision = Decision::named("sale label");
const TENANT: Decision = Decision::named("sale to tenant");

impl Instrument for Sales {
    const ROWS: &'static [Row] = &[Row {
        id: "S5",
        dutch: "verkoop / uitponden",
        english: "sale of social rental dwellings",
        reads: "sale label of the complex, agreed cap, the tenant's means",
        changes: "a social dwelling becomes owner-occupied",
        source: "C-7, C-8 (V); rate E-10 (range)",
        test: "sales_take_dwellings_out_of_the_social_stock_up_to_the_cap",
    }];

    fn landlords(&self) -> &[String] {
        &self.landlords
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, sell);
    }
}

/// Sells part of the social dwellings that stand empty after the departures and deaths of
/// the year, before they are offered, and some to their tenants. What is vacated and let
/// again within the year is not sold.
#[allow(clippy::too_many_arguments)]
fn sell(
    run: Res<Run>,
    book: Res<Rulebook>,
    sales: Query<(&Sales, &Scope)>,
    joint: Query<&JointPortfolio>,
    cash: Query<&CorporationCash>,
    mut ledger: ResMut<Ledger>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut landlords: Landlords,
    complexes: Query<&crate::components::Complex>,
    mut areas: Areas,
) {
    // The stock of the first year is the observed one: nothing is sold in burn-in.
    if run.year < run.start_year {
        return;
    }
    let h = households.columns();
    let d = dwellings.columns();
    let l = landlords.columns();
    let keys: Vec<u64> = complexes.iter().map(|x| x.key).collect();
    let count = areas.columns().area.len();
    // With a joint portfolio the places where is sold follow the map of holdings.
    let by_area: Vec<f64> = joint
        .iter()
        .next()
        .map_or(Vec::new(), |policy| policy.sale_factors(&run, &d, count));
    for (rule, scope) in &sales {
        let mut left: Vec<u32> = vec![u32::MAX; l.landlord.len()];
        if rule.cap < 1.0 {
            let mut stock = vec![0.0; l.landlord.len()];
            for dw in d.dwelling.iter() {
                let b = &dw.building;
                let whole = dw.tenure == Tenure::Social && b.shared == NONE;
                if whole && dw.state == Use::Ordinary && b.landlord != NONE {
                    stock[b.landlord as usize] += 1.0;
                }
            }
            left = stock.iter().map(|n| (n * rule.cap) as u32).collect();
        }
        // What may be sold: how early it is in the order of the lot, its row and its price.
        let mut offered: Vec<(f64, usize, f64)> = Vec::new();
        for (row, dw) in d.dwelling.iter().enumerate() {
            let b = &dw.building;
            let social = dw.tenure == Tenure::Social && dw.state == Use::Ordinary;
            if !social || b.shared != NONE || b.landlord == NONE || !scope.binds(b.landlord) {
                continue;
            }
            let landlord = b.landlord as usize;
            let empty = dw.occupant == NONE;
            let mut chance = book.tilt.sales
                * if empty {
                    rule.share_of_vacancies
                } else {
                    rule.to_tenants
                };
            chance *= by_area.get(b.area as usize).copied().unwrap_or(1.0);
            if empty {
                chance += cash
                    .iter()
                    .map(|c| c.extra_sales(&l.landlord[landlord]))
                    .sum::<f64>();
            }
            let what = if empty { SALE } else { TENANT };
            let lot = run.draws.draw(what, b.key, run.year).uniform();
            if chance <= 0.0
                || lot >= chance
                || rule.labelled < 1.0
                    && run.draws.draw(LABEL, keys[b.complex as usize], 0).uniform() >= rule.labelled
            {
                continue;
            }
            let mut price = f64::from(dw.woz_eur);
            if !empty {
                price *= 1.0 - rule.discount;
                let income = &h.income[dw.occupant as usize];
                let (taxable, wealth) =
                    (f64::from(income.taxable_eur), f64::from(income.wealth_eur));
                if book.lending.capacity(taxable, wealth) < price {
                    continue;
                }
            }
            offered.push((lot / chance, row, price));
        }
        if rule.cap < 1.0 {
            // By lot, so that the cap does not fall on the places that come last.
            offered.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        }
        for (_, row, price) in offered {
            let dw = &mut d.dwelling[row];
            let landlord = dw.building.landlord as usize;
            if left[landlord] == 0 {
                continue;
            }
            if dw.occupant != NONE {
                h.home[dw.occupant as usize].rent_eur = 0.0;
            }
            dw.tenure = Tenure::Owner;
            dw.rent_eur = 0.0;
            left[landlord] -= 1;
            l.landlord[landlord].sales += 1;
            ledger.book(Item::Sold, 1.0);
            ledger.book(Item::SaleRevenue, price);
        }
    }
}
