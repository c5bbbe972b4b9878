//! Whole table columns as slices: the only way in which hot systems touch
//! households and dwellings. Each kind of entity lives in one table, so one
//! contiguous chunk holds all rows and the row is the entity's index.

use bevy_ecs::change_detection::ContiguousMut;
use bevy_ecs::prelude::Query;
use bevy_ecs::system::SystemParam;

use crate::components::{Area, Care, Complex, Dwelling, Home, Income, Landlord, People, Seeker};

macro_rules! table {
    ($(#[$doc:meta])* $table:ident => $(#[$cdoc:meta])* $columns:ident { $($field:ident: $component:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(SystemParam)]
        pub struct $table<'w, 's> {
            query: Query<'w, 's, ($(&'static mut $component,)+)>,
        }

        $(#[$cdoc])*
        pub struct $columns<'a> {
            $(
                /// Column of this component, by row.
                pub $field: &'a mut [$component],
            )+
        }

        impl $table<'_, '_> {
            /// The columns. Change ticks are not kept: nothing reads them.
            pub fn columns(&mut self) -> $columns<'_> {
                let chunk = self.query.contiguous_iter_mut().ok().and_then(|mut i| i.next());
                match chunk {
                    Some(($($field,)+)) => $columns {
                        $($field: ContiguousMut::bypass_change_detection_split($field).0,)+
                    },
                    None => $columns { $($field: &mut [],)+ },
                }
            }
        }
    };
}

table!(
    /// All households.
    Households =>
    /// Columns of the household table.
    HouseholdColumns { people: People, income: Income, home: Home, seeker: Seeker, care: Care }
);
table!(
    /// All dwellings and rooms.
    Dwellings =>
    /// Columns of the dwelling table.
    DwellingColumns { dwelling: Dwelling }
);
table!(
    /// All complexes.
    Complexes =>
    /// Columns of the complex table.
    ComplexColumns { complex: Complex }
);
table!(
    /// All areas.
    Areas =>
    /// Columns of the area table.
    AreaColumns { area: Area }
);
table!(
    /// All landlords.
    Landlords =>
    /// Columns of the landlord table.
    LandlordColumns { landlord: Landlord }
);
