//! Instruments: one file each, with its parameters (the RON fields), what it does,
//! its row of the catalogue and its tests. An instrument is an entity: the parameter
//! struct is its component, [`Scope`] says where it acts. `docs/add-an-instrument.md`
//! is the recipe; the list is in [`crate::policy`].

mod advert;
mod advice_talk;
mod affordable_rent;
mod agreements;
mod aims;
mod area_closure;
mod area_renewal;
mod blacklist;
mod care_advice;
mod catalogue;
mod compact_city;
mod complex_stop;
mod contingent;
mod contradictions;
mod corporation_cash;
mod daeb;
mod demolition;
mod direct_mediation;
mod expansion_norm;
mod flip_contract;
mod free_rent_increase;
mod guardianship;
mod halfway_facility;
mod housing_first;
mod income_rent;
mod joint_portfolio;
mod land_price;
mod law_reform;
mod local_tie;
mod market_test;
mod mid_market;
mod mirrored_building;
mod neighbourhood_effect;
mod new_build;
mod passend;
mod portiek_cap;
mod rent_allowance;
mod rent_cut;
mod rent_increase;
mod rent_policy;
mod rotterdam_act;
mod sales;
mod screening;
mod siting_under_protest;
mod skaeve_huse;
mod small_replacement;
mod social_norm;
mod sustainability;
mod target_group_bylaw;
mod thirds_norm;
mod three_party;
mod two_rents;
mod wonen_plus;

pub use advert::{Advert, Ranking};
pub use advice_talk::AdviceTalk;
pub use affordable_rent::AffordableRent;
pub(crate) use affordable_rent::largest_increase;
pub use agreements::Agreements;
pub use aims::Aims;
pub use area_closure::AreaClosure;
pub use area_renewal::{AreaRenewal, mean_status};
pub use blacklist::Blacklist;
pub use care_advice::CareAdvice;
pub use catalogue::{ELSEWHERE, WITHOUT_SIGN};
pub use compact_city::CompactCity;
pub use complex_stop::ComplexStop;
pub use contingent::Contingent;
pub(crate) use contingent::leaves_care;
pub use contradictions::contradictions;
pub use corporation_cash::CorporationCash;
pub use daeb::Daeb;
pub use demolition::Demolition;
pub use direct_mediation::{DirectMediation, Objective};
pub use expansion_norm::ExpansionNorm;
pub use flip_contract::FlipContract;
pub use free_rent_increase::FreeRentIncrease;
pub use guardianship::Guardianship;
pub use halfway_facility::HalfwayFacility;
pub use housing_first::HousingFirst;
pub use income_rent::IncomeRent;
pub use joint_portfolio::JointPortfolio;
pub use land_price::LandPrice;
pub use law_reform::LawReform;
pub use local_tie::LocalTie;
pub use market_test::MarketTest;
pub use mid_market::MidMarket;
pub use mirrored_building::MirroredBuilding;
pub use neighbourhood_effect::NeighbourhoodEffect;
pub use new_build::NewBuild;
pub use passend::Passend;
pub use portiek_cap::PortiekCap;
pub use rent_allowance::{Allowances, RentAllowance};
pub use rent_cut::{Cuts, RentCut};
pub use rent_increase::RentIncrease;
pub use rent_policy::RentPolicy;
pub use rotterdam_act::RotterdamAct;
pub use sales::Sales;
pub use screening::Screening;
pub use siting_under_protest::SitingUnderProtest;
pub use skaeve_huse::SkaeveHuse;
pub use small_replacement::SmallReplacement;
pub use social_norm::SocialNorm;
pub use sustainability::Sustainability;
pub use target_group_bylaw::TargetGroupBylaw;
pub use thirds_norm::ThirdsNorm;
pub use three_party::ThreeParty;
pub use two_rents::TwoRents;
pub use wonen_plus::{Volunteers, WonenPlus};

use bevy_ecs::prelude::Component;
use buurt_params::schema::Parameters;

use crate::phases::Phases;
use crate::rulebook::Rulebook;
use crate::run::Run;

/// Where an instrument acts.
#[derive(Component, Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Rows of the areas it names.
    pub areas: Vec<u32>,
    /// Rows of the landlords it names.
    pub landlords: Vec<u32>,
}

impl Scope {
    /// Whether it acts in this area; an instrument that names no area acts in all.
    pub fn in_area(&self, area: u32) -> bool {
        self.areas.is_empty() || self.areas.contains(&area)
    }
    /// Whether it binds this landlord; one that names no landlord binds all.
    pub fn binds(&self, landlord: u32) -> bool {
        self.landlords.is_empty() || self.landlords.contains(&landlord)
    }
}

/// Row of a complex by its name in the tables, such as `c00012`.
fn complex_row(name: &str) -> Option<u32> {
    name.strip_prefix('c')?.parse().ok()
}

/// Rows of complexes by their names in the tables; other names are left out (they are
/// warned of, see [`Circumstances::names_places`]).
fn complex_rows(names: &[String]) -> Vec<u32> {
    names.iter().filter_map(|name| complex_row(name)).collect()
}

/// What the catalogue of instruments says: one row per instrument of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// ID, such as `S5`.
    pub id: &'static str,
    /// Dutch name.
    pub dutch: &'static str,
    /// English name.
    pub english: &'static str,
    /// What it reads.
    pub reads: &'static str,
    /// What it changes.
    pub changes: &'static str,
    /// Source of its numbers, with confidence.
    pub source: &'static str,
    /// Name of a test that shows the sign of its main effect in paired runs.
    pub test: &'static str,
}

/// What an instrument's settings are checked against.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The city.
    pub city: &'a buurt_city::City,
    /// Where the instrument acts.
    pub scope: &'a Scope,
    /// First and last year of the scenario.
    pub years: (i32, i32),
}

impl Circumstances<'_> {
    /// Complexes in the instrument's areas.
    pub fn complexes(&self) -> impl Iterator<Item = &buurt_city::Complex> {
        self.city
            .complexes
            .iter()
            .filter(|x| self.scope.in_area(x.area))
    }
    /// A warning when an instrument that needs areas names none.
    pub fn names_areas(&self, doubts: &mut Vec<String>) {
        if self.scope.areas.is_empty() {
            doubts
                .push("is in force but names no area, so it does nothing: give `areas`".to_owned());
        }
    }
    /// A warning when an instrument that needs places names neither areas nor complexes,
    /// and one for every complex that the city does not have.
    pub fn names_places(&self, complexes: &[String], doubts: &mut Vec<String>) {
        if self.scope.areas.is_empty() && complexes.is_empty() {
            doubts.push(
                "is in force but names no area and no complex, so it does nothing: give `areas` or `complexes`".to_owned(),
            );
        }
        let known = self.city.complexes.len();
        for name in complexes {
            if complex_row(name).is_none_or(|row| row as usize >= known) {
                doubts.push(format!(
                    "names the complex \"{name}\", which the city does not have at the start: complexes are named c00000 to c{:05}, as in the tables",
                    known.saturating_sub(1)
                ));
            }
        }
    }
    /// A warning when what is rebuilt is more than all of it.
    pub fn rebuilds_at_most_all(&self, social: f64, mid: f64, doubts: &mut Vec<String>) {
        if social + mid > 1.0 {
            doubts.push("rebuilds more than all of it: `rebuild_social` and `rebuild_mid` add up to more than 1".to_owned());
        }
    }
    /// A warning when an instrument is used before it was legal.
    pub fn legal_from(&self, year: i32, what: &str, doubts: &mut Vec<String>) {
        if self.years.0 < year {
            doubts.push(format!(
                "{what} is law from {year}, but the scenario begins in {}: as it stands it is used before it was legal; set `from: {year}` or say in the question that this is meant",
                self.years.0
            ));
        }
    }
}

/// An instrument of policy.
pub trait Instrument: Parameters + Component + Clone {
    /// Its rows of the catalogue.
    const ROWS: &'static [Row];
    /// Codes of the areas it names.
    fn areas(&self) -> &[String] {
        &[]
    }
    /// Codes of areas taken out of those.
    fn excluded_areas(&self) -> &[String] {
        &[]
    }
    /// Names of the landlords it names.
    fn landlords(&self) -> &[String] {
        &[]
    }
    /// What is odd about these settings in this city and these years: warnings for
    /// whoever wrote the scenario, in whole sentences that say what to change.
    fn doubts(&self, _at: &Circumstances<'_>) -> Vec<String> {
        Vec::new()
    }
    /// Enters the rules of this year into the book.
    fn enter(&self, _scope: &Scope, _run: &Run, _book: &mut Rulebook) {}
    /// Adds its systems to the phases of a year. They run in every policy and must do
    /// nothing while the instrument is not in force.
    fn systems(_phases: &mut Phases) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complexes_are_named_as_in_the_tables() {
        assert_eq!(complex_row("c00012"), Some(12));
        assert_eq!(complex_row("c123456"), Some(123_456));
        for wrong in ["12", "C00012", "c", "c-1", "flat"] {
            assert_eq!(complex_row(wrong), None, "{wrong}");
        }
    }
}
