//! Special housing that is there from 2017 on, its sites found.

use buurt_model::Policy;

/// A hundred clients of Housing First a year.
pub fn with_housing_first(policy: &mut Policy) {
    let first = &mut policy.housing_first;
    (first.in_force, first.from) = (true, 2017);
    (first.per_year, first.places) = (100, 1000);
}

/// A halfway facility, so many years in the making.
pub fn with_halfway_facility(policy: &mut Policy, years: i32) {
    let facility = &mut policy.halfway_facility;
    (facility.in_force, facility.from) = (true, 2017);
    (facility.site_found, facility.years_to_open) = (1.0, years);
}

/// Skaeve Huse, so many years in the making.
pub fn with_skaeve_huse(policy: &mut Policy, years: i32) {
    let site = &mut policy.skaeve_huse;
    (site.in_force, site.from) = (true, 2017);
    (site.site_found, site.years_to_open) = (1.0, years);
}
