//! Samples for table tests of rules: a household, a vacancy, a contract, and the law of a
//! year, to be changed with struct update syntax.

use buurt_city::{IncomeSource, Tenure, Vulnerability};
use buurt_core::Draws;
use buurt_params::indexation::Indexation;
use buurt_params::law::LawYear;
use buurt_params::law_table::LawTable;

use crate::components::{
    Area, Building, Complex, Dwelling, Landlord, Local, NONE, People, Support, Terms, Urgency, Use,
};
use crate::letting_log::Channel;
use crate::rulebook::{Candidate, Contract, Offer, Posting};
use crate::run::Run;
use crate::vacancy::Vacancy;

/// The law of a year.
pub fn law(year: i32) -> LawYear {
    LawTable::builtin()
        .unwrap()
        .year(year, &Indexation::default())
}

/// One person of 40 with a low income from work, long in the region.
pub fn who() -> Candidate {
    Candidate {
        key: 1,
        taxable_eur: 20_000.0,
        disposable_eur: 17_000.0,
        wealth_eur: 2_000.0,
        persons: 1,
        adults: 1,
        age: 40,
        aow: false,
        education: 2,
        source: IncomeSource::Work,
        quintile: 0,
        years_in_region: 20,
        years_in_municipality: 20,
        years_registered: 5.0,
        nuisance: 0,
        blacklisted: false,
        vulnerability: Vulnerability::None,
        detected: Vulnerability::None,
        support: Support::None,
        urgency: Urgency::None,
        housed: true,
        from_area: 0,
        returns_to: NONE,
    }
}

/// A social dwelling of three rooms at 550 euro.
pub fn offer() -> Offer {
    Offer {
        key: 7,
        tenure: Tenure::Social,
        channel: Channel::Advert,
        rent_eur: 550.0,
        max_rent_eur: 700.0,
        price_eur: 180_000.0,
        rooms: 3,
        area: 0,
        complex: 0,
        landlord: 0,
        shared: false,
        accessible: false,
        free_room: false,
        middle_room: false,
        passend_exception: false,
        local_tie: false,
        rent_varies: false,
        vulnerable_in_portiek: 0,
        share_vulnerable: 0.0,
        reputation: 0.0,
        stopped: false,
        area_status: 0.0,
        area_incidents: 0.0,
        replaces: NONE,
    }
}

/// A lease without support or conditions.
pub fn contract() -> Contract {
    Contract {
        rent_eur: 550.0,
        support: Support::None,
        support_from: i16::MAX,
        support_until: i16::MIN,
        guardianship: false,
        terms: Terms::Ordinary,
    }
}

/// An area like the city, without demand.
pub fn area() -> Area {
    Area {
        centroid_m: [0.0; 2],
        status: 0.0,
        reputation: 0.0,
        incidents: 0.0,
        sale: Local::default(),
        rent: Local::default(),
        expansion_weight: 0.0,
    }
}

/// The clock in a year under its law.
pub fn run(year: i32) -> Run {
    Run {
        draws: Draws::new(1, 0),
        year,
        start_year: 2010,
        rounds: 12,
        law: law(year),
        income_index: 1.0,
        previous_index: 1.0,
        quintile_bounds: [16_000.0, 21_500.0, 27_500.0, 36_000.0],
        household_path: 1.0,
        vacancy: Vacancy::default(),
        dwelling_path: 1.0,
    }
}

/// One person of 40 who works.
pub fn people() -> People {
    People {
        key: 1,
        age: [40, 0],
        adults: 1,
        children: 0,
        child_age: [0; 6],
        education: 2,
        source: IncomeSource::Work,
        alive: true,
    }
}

/// An empty social dwelling of three rooms, the only one of its stairwell.
pub fn dwelling(key: u64) -> Dwelling {
    Dwelling {
        building: Building {
            key,
            complex: 0,
            area: 0,
            landlord: 0,
            portiek: 0,
            shared: NONE,
            room: 0,
            rooms: 3,
            energy_label: 3,
            accessible: false,
            floor_m2: 70,
            year_built: 1965,
            rent_over_cap: 0.0,
        },
        occupant: NONE,
        rent_eur: 550.0,
        max_rent_eur: 700.0,
        woz_eur: 180_000.0,
        tenure: Tenure::Social,
        state: Use::Ordinary,
        open_from: i32::MIN,
    }
}

/// Shows a vacancy of a landlord with these counters to a rule that labels.
pub fn labelled(
    year: i32,
    key: u64,
    landlord: &Landlord,
    label: impl Fn(&Posting<'_>, &mut Offer),
) -> Offer {
    let run = run(year);
    let dwelling = dwelling(key);
    let complex = Complex::default();
    let at = Posting {
        run: &run,
        round: 0,
        dwelling: &dwelling,
        complex: &complex,
        landlord: Some(landlord),
    };
    let mut offer = Offer { key, ..offer() };
    label(&at, &mut offer);
    offer
}

/// How a vacancy looks, where that does not matter.
pub const VIEW: crate::market::view::View = crate::market::view::View {
    cost: 0.0,
    common: 0.0,
    status: 0.0,
    rooms: 3.0,
    centroid_m: [0.0; 2],
    area: 0,
    for_sale: 0.0,
    subsidised: 1.0,
};
