//! The state before the first year, read from the city's data: households and dwellings
//! become components one by one, so that no second copy of the city is made.

use buurt_city::{City, Household, NONE, Vulnerability};
use buurt_core::math;

use crate::components::{
    Area, Building, Care, Complex, Dwelling, Home, Income, Landlord, Local, People, Seeker,
    Support, Terms, Urgency, Use,
};
use crate::income::Profile;
use crate::population::NewHousehold;

/// Who lives in a household of the city's data, with its key.
pub fn people(h: &Household, key: u64) -> People {
    People {
        key,
        age: h.age,
        adults: h.adults,
        children: h.children.min(6),
        child_age: h.child_age,
        education: h.education,
        source: h.source,
        alive: true,
    }
}

/// The mean log incomes of the city's households.
pub fn profile(city: &City) -> Profile {
    let incomes = city
        .households
        .iter()
        .map(|h| (people(h, 0), h.taxable_eur));
    Profile::new(incomes)
}

/// The household with this index of the city's data in the year `start`, without its home.
pub fn household(index: usize, city: &City, profile: &Profile, start: i32) -> NewHousehold {
    let h = &city.households[index];
    let people = people(h, city.household_key(index).0);
    let bounds = city.quintile_bounds_eur;
    let income = Income {
        permanent: (math::ln(f64::from(h.taxable_eur).max(4000.0)) - profile.of(&people)) as f32,
        transitory: 0.0,
        taxable_eur: h.taxable_eur,
        disposable_eur: h.disposable_eur(),
        standardised_eur: h.standardised_eur,
        wealth_eur: h.wealth_eur,
        quintile: bounds
            .iter()
            .filter(|&&b| f64::from(h.standardised_eur) > b)
            .count() as u8,
    };
    let seeker = Seeker {
        registered: if h.years_registered < 0.0 {
            f32::INFINITY
        } else {
            start as f32 - h.years_registered
        },
        region_since: (start - i32::from(h.years_in_region)) as i16,
        // Nothing tells who moved within the region before.
        municipality_since: (start - i32::from(h.years_in_region)) as i16,
        search_since: i16::MAX,
        search_round: 0,
        urgency: Urgency::None,
        urgent_until: i16::MIN,
        returns_to: NONE,
    };
    let care = Care {
        kind: h.vulnerability,
        detected: h.vulnerability != Vulnerability::None,
        support: Support::None,
        support_from: i16::MAX,
        support_until: i16::MIN,
        guardianship: false,
        nuisance: 0,
        blacklisted_until: i16::MIN,
    };
    NewHousehold {
        people,
        income,
        seeker,
        care,
    }
}

/// Where a household of the city's data lives in the year `start`, at a level of money
/// relative to the data.
pub fn home(h: &Household, city: &City, start: i32, level: f32) -> Home {
    let dwelling = city.dwellings.get(h.dwelling as usize);
    Home {
        dwelling: h.dwelling,
        rent_eur: dwelling.map_or(0.0, |d| level * d.rent_eur),
        since: (start - i32::from(h.years_in_dwelling)) as i16,
        terms: Terms::Ordinary,
    }
}

/// What does not change about the dwelling with this index of the city's data.
pub fn building(index: usize, city: &City) -> Building {
    let d = &city.dwellings[index];
    let complex = &city.complexes[d.complex as usize];
    Building {
        key: city.dwelling_key(index).0,
        complex: d.complex,
        area: complex.area,
        landlord: complex.landlord,
        portiek: d.portiek,
        shared: d.shared,
        room: d.room,
        rooms: d.rooms,
        energy_label: d.energy_label,
        accessible: d.accessible,
        floor_m2: d.floor_m2,
        year_built: complex.year_built,
        rent_over_cap: 0.0,
    }
}

/// The dwelling with this index of the city's data, open from the round `open_from` if it is
/// empty, at a level of money relative to the data.
pub fn dwelling(index: usize, city: &City, open_from: i32, level: f32) -> Dwelling {
    let d = &city.dwellings[index];
    Dwelling {
        building: building(index, city),
        occupant: d.occupant,
        rent_eur: level * d.rent_eur,
        max_rent_eur: level * d.max_rent_eur,
        woz_eur: level * d.woz_eur,
        tenure: d.tenure,
        state: Use::Ordinary,
        open_from,
    }
}

/// The complexes of the city's data.
pub fn complexes(city: &City) -> Vec<Complex> {
    let complex = |x: &buurt_city::Complex| Complex {
        key: x.key.0,
        area: x.area,
        landlord: x.landlord,
        first: x.first,
        count: x.count,
        year_built: x.year_built,
        multi_family: x.multi_family,
        households: (x.first..x.first + x.count)
            .filter(|&i| city.dwellings[i as usize].occupant != NONE)
            .count() as u32,
        ..Complex::default()
    };
    city.complexes.iter().map(complex).collect()
}

/// The areas of the city's data.
pub fn areas(city: &City) -> Vec<Area> {
    let area = |a: &buurt_city::Area| Area {
        centroid_m: [a.centroid_m[0] as f32, a.centroid_m[1] as f32],
        status: 0.0,
        reputation: 0.0,
        incidents: 0.0,
        sale: Local::default(),
        rent: Local::default(),
        expansion_weight: a.expansion_weight as f32,
    };
    city.areas.iter().map(area).collect()
}

/// The landlords of the city's data.
pub fn landlords(city: &City) -> Vec<Landlord> {
    let landlord = |l: &buurt_city::Landlord| Landlord {
        corporation: l.corporation,
        ..Default::default()
    };
    city.landlords.iter().map(landlord).collect()
}
