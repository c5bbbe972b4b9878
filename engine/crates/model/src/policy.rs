//! A policy: the instruments and the behaviour of one variant, resolved. This is
//! the one place where every instrument, every parameter group of scenario files and
//! every piece of state that outlives a year is registered.

use bevy_ecs::prelude::*;
use buurt_params::schema::{Group, Parameters};
use serde::{Deserialize, Serialize};

use crate::conduct::Conduct;
use crate::cycle::Cycle;
use crate::detection::Detection;
use crate::income::IncomeProcess;
use crate::instruments::{
    Advert, AdviceTalk, AffordableRent, Agreements, Aims, AreaClosure, AreaRenewal, Blacklist,
    CareAdvice, Circumstances, CompactCity, ComplexStop, Contingent, CorporationCash, Daeb,
    Demolition, DirectMediation, ExpansionNorm, FlipContract, FreeRentIncrease, Guardianship,
    HalfwayFacility, HousingFirst, IncomeRent, Instrument, JointPortfolio, LandPrice, LawReform,
    LocalTie, MarketTest, MidMarket, MirroredBuilding, NeighbourhoodEffect, NewBuild, Passend,
    PortiekCap, RentAllowance, RentCut, RentIncrease, RentPolicy, RotterdamAct, Row, Sales, Scope,
    Screening, SitingUnderProtest, SkaeveHuse, SmallReplacement, SocialNorm, Sustainability,
    TargetGroupBylaw, ThirdsNorm, ThreeParty, TwoRents, WonenPlus, contradictions,
};
use crate::market::choice::Choice;
use crate::market::lending::Lending;
use crate::neighbourhoods::Neighbourhood;
use crate::phases::Phases;
use crate::population::Demography;
use crate::prices::Prices;
use crate::rulebook::Rulebook;
use crate::run::Run;
use crate::search::Search;
use crate::support::SupportProcess;
use crate::vacancy::Vacancy;
use crate::wealth::Wealth;

/// Marks the entities of a policy, so that another one can take their place.
#[derive(Component)]
pub struct Installed;

macro_rules! policy {
    (
        instruments { $($name:ident: $instrument:ty,)* }
        behaviour { $($field:ident: $type:ty,)* }
    ) => {
        /// Everything a variant may set.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Policy {
            $(#[doc = concat!("Instrument `", stringify!($name), "` of scenario files.")] pub $name: $instrument,)*
            $(#[doc = concat!("Group `", stringify!($field), "` of scenario files.")] pub $field: $type,)*
        }

        impl Policy {
            /// The parameter groups that scenario files may name.
            pub fn groups() -> Vec<Group> {
                vec![
                    $(<$instrument as Parameters>::group(),)*
                    $(<$type as Parameters>::group(),)*
                ]
            }

            /// Names of the groups that are behaviour rather than policy.
            pub fn behaviours() -> Vec<&'static str> {
                vec![$(stringify!($field)),*]
            }

            /// The catalogue of instruments: group and row.
            pub fn catalogue() -> Vec<(&'static str, &'static Row)> {
                let mut rows = Vec::new();
                $(rows.extend(<$instrument>::ROWS.iter().map(|r| (stringify!($name), r)));)*
                rows
            }

            /// What is odd about the settings, each with the name of its group, and
            /// which instruments contradict each other.
            pub fn doubts(
                &self,
                city: &buurt_city::City,
                years: (i32, i32),
                scope_of: impl Fn(&[String], &[String], &[String]) -> Scope,
            ) -> Vec<String> {
                let mut all = Vec::new();
                $({
                    let x = &self.$name;
                    let scope = scope_of(
                        Instrument::areas(x),
                        Instrument::excluded_areas(x),
                        Instrument::landlords(x),
                    );
                    let at = Circumstances { city, scope: &scope, years };
                    all.extend(x.doubts(&at).into_iter().map(|d| format!("`{}` {d}", stringify!($name))));
                })*
                all.extend(contradictions(self, years));
                all
            }

            /// Spawns the instruments and sets the parameters of behaviour; `scope_of`
            /// finds the rows of area codes and landlord names.
            pub fn install(&self, world: &mut World, scope_of: impl Fn(&[String], &[String], &[String]) -> Scope) {
                let old: Vec<Entity> = world
                    .query_filtered::<Entity, With<Installed>>()
                    .iter(world)
                    .collect();
                for entity in old {
                    world.despawn(entity);
                }
                $({
                    let x = &self.$name;
                    let scope = scope_of(
                        Instrument::areas(x),
                        Instrument::excluded_areas(x),
                        Instrument::landlords(x),
                    );
                    world.spawn((Installed, x.clone(), scope));
                })*
                $(world.insert_resource(self.$field.clone());)*
            }
        }

        /// Lets every instrument enter its rules of the year into the book.
        pub fn enter_all(world: &mut World, run: &Run, book: &mut Rulebook) {
            $(
                let mut found = world.query::<(&$instrument, &Scope)>();
                for (instrument, scope) in found.iter(world) {
                    instrument.enter(scope, run, book);
                }
            )*
        }

        /// Adds the systems of every instrument.
        pub fn add_systems(phases: &mut Phases) {
            $(<$instrument>::systems(phases);)*
        }
    };
}

policy! {
    instruments {
        law_reform: LawReform,
        daeb: Daeb,
        passend: Passend,
        rent_policy: RentPolicy,
        direct_mediation: DirectMediation,
        complex_stop: ComplexStop,
        portiek_cap: PortiekCap,
        rotterdam_act: RotterdamAct,
        blacklist: Blacklist,
        wonen_plus: WonenPlus,
        contingent: Contingent,
        advert: Advert,
        local_tie: LocalTie,
        screening: Screening,
        advice_talk: AdviceTalk,
        care_advice: CareAdvice,
        area_closure: AreaClosure,
        sales: Sales,
        demolition: Demolition,
        small_replacement: SmallReplacement,
        area_renewal: AreaRenewal,
        sustainability: Sustainability,
        new_build: NewBuild,
        // Where is built, then what, then who builds it and when.
        compact_city: CompactCity,
        land_price: LandPrice,
        mirrored_building: MirroredBuilding,
        joint_portfolio: JointPortfolio,
        social_norm: SocialNorm,
        target_group_bylaw: TargetGroupBylaw,
        expansion_norm: ExpansionNorm,
        mid_market: MidMarket,
        thirds_norm: ThirdsNorm,
        market_test: MarketTest,
        siting_under_protest: SitingUnderProtest,
        skaeve_huse: SkaeveHuse,
        halfway_facility: HalfwayFacility,
        housing_first: HousingFirst,
        aims: Aims,
        agreements: Agreements,
        rent_allowance: RentAllowance,
        income_rent: IncomeRent,
        two_rents: TwoRents,
        rent_increase: RentIncrease,
        rent_cut: RentCut,
        affordable_rent: AffordableRent,
        free_rent_increase: FreeRentIncrease,
        flip_contract: FlipContract,
        three_party: ThreeParty,
        guardianship: Guardianship,
        corporation_cash: CorporationCash,
        neighbourhood_effect: NeighbourhoodEffect,
    }
    behaviour {
        demography: Demography,
        income: IncomeProcess,
        search: Search,
        choice: Choice,
        lending: Lending,
        neighbourhood: Neighbourhood,
        prices: Prices,
        vacancy: Vacancy,
        conduct: Conduct,
        detection: Detection,
        support: SupportProcess,
        cycle: Cycle,
        wealth: Wealth,
    }
}

macro_rules! state {
    ($($field:ident: $type:ty,)*) => {
        /// What outlives a year beside the components: part of every snapshot.
        #[derive(Debug, Clone, Default)]
        pub struct State {
            $(#[doc = concat!("[`", stringify!($type), "`].")] pub $field: $type,)*
        }

        impl State {
            /// Reads the state of a world.
            pub fn of(world: &World) -> State {
                State { $($field: world.resource::<$type>().clone(),)* }
            }
            /// Puts the state into a world.
            pub fn install(&self, world: &mut World) {
                $(world.insert_resource(self.$field.clone());)*
            }
        }
    };
}

state! {
    register: crate::population::Register,
    pipeline: crate::stock::Pipeline,
    special: crate::special_housing::SpecialHousing,
    donors: crate::population::Donors,
    profile: crate::income::Profile,
    ledger: crate::ledger::Ledger,
    volunteers: crate::instruments::Volunteers,
    cuts: crate::instruments::Cuts,
    terms_made: crate::rents::TermsMade,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn group_names_in_files_are_the_field_names_and_defaults_are_allowed() {
        let json = serde_json::to_value(Policy::default()).unwrap();
        for group in Policy::groups() {
            let fields = json[group.name].as_object().unwrap();
            assert_eq!(fields.len(), group.parameters.len(), "{}", group.name);
            for p in &group.parameters {
                assert_eq!(fields[p.name], p.default);
                let text = serde_json::to_string(&p.default).unwrap();
                let reader = buurt_params::node::Reader::new(&p.kind);
                ron::Options::default()
                    .from_str_seed(&text, reader)
                    .unwrap();
                assert!(!p.source.is_empty() && !p.meaning.is_empty());
            }
        }
    }
}
