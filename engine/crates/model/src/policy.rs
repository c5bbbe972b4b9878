//! A policy: the instruments and the behaviour of one variant, resolved. This is
//! the registration of every parameter group of scenario files.

use buurt_params::schema::{Group, Parameters};
use serde::{Deserialize, Serialize};

use crate::income::IncomeProcess;
use crate::instruments::{
    Daeb, Demolition, DirectMediation, NewBuild, Passend, RentPolicy, RotterdamAct, Sales,
};
use crate::market::choice::Choice;
use crate::neighbourhoods::Neighbourhood;
use crate::population::Demography;
use crate::prices::Prices;
use crate::search::Search;
use crate::vacancy::Vacancy;

macro_rules! policy {
    ($($field:ident: $type:ty,)*) => {
        /// Everything a variant may set.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Policy {
            $(#[doc = concat!("Group `", stringify!($field), "` of scenario files.")] pub $field: $type,)*
        }

        impl Policy {
            /// The parameter groups that scenario files may name.
            pub fn groups() -> Vec<Group> {
                vec![$(<$type as Parameters>::group(),)*]
            }
        }
    };
}

policy! {
    daeb: Daeb,
    passend: Passend,
    rent_policy: RentPolicy,
    direct_mediation: DirectMediation,
    rotterdam_act: RotterdamAct,
    demolition: Demolition,
    new_build: NewBuild,
    sales: Sales,
    demography: Demography,
    income: IncomeProcess,
    search: Search,
    choice: Choice,
    neighbourhood: Neighbourhood,
    prices: Prices,
    vacancy: Vacancy,
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
