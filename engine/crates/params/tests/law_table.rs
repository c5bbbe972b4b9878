//! Known values, the four states, estimates, and what damaged law data say.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use buurt_params::law::LawYear;
use buurt_params::law_table::{LAW_CSV, PARAMETERS_CSV, Provenance, Status};
use buurt_params::{Indexation, LawEntry, LawTable};

fn entry(year: i32, name: &str) -> LawEntry {
    LawTable::builtin()
        .expect("the built-in law reads")
        .describe(year, &Indexation::default())
        .into_iter()
        .find(|e| e.parameter == name)
        .expect("a parameter of the list")
}

fn law(year: i32) -> LawYear {
    LawTable::builtin()
        .expect("the built-in law reads")
        .year(year, &Indexation::default())
}

#[test]
fn known_values_are_the_published_ones() {
    let cases = [
        (2011, "daeb_income_limit_all", 33_614.0),
        // The literature has 36,135, a typing error.
        (2017, "daeb_income_limit_all", 36_165.0),
        (2018, "daeb_income_limit_all", 36_798.0),
        (2017, "daeb_lower_middle_upper", 40_349.0),
        (2022, "daeb_income_limit_1p", 40_765.0),
        (2022, "daeb_income_limit_mp", 45_014.0),
        (2014, "daeb_share_low", 0.9),
        (2016, "daeb_share_low", 0.8),
        (2021, "daeb_share_middle", 0.1),
        (2022, "daeb_share_low", 0.925),
        (2022, "daeb_share_free", 0.075),
        (2022, "daeb_share_free_agreed", 0.15),
        // The literature has 90 %, which mixes it with the EU quota.
        (2016, "passend_share", 0.95),
        (2017, "ht_income_mp_aow", 30_175.0),
        (2017, "cap_rent_1st_1_2p", 592.55),
        (2017, "cap_rent_2nd_3p", 635.05),
        (2017, "quality_discount_limit", 414.02),
        (2018, "liberalisation_limit_social", 710.68),
        (2026, "liberalisation_limit_social", 932.93),
        (2026, "mid_rent_cap", 1228.07),
        (2024, "mid_rent_cap", 1157.95),
        (2024, "mid_rent_points", 186.0),
        (2024, "low_rent_points", 143.0),
        (2024, "mid_rent_new_build_surcharge", 0.1),
        (2023, "rent_cut_rent", 575.03),
        (2023, "rent_cut_income_1p", 23_250.0),
        (2023, "rent_cut_income_mp", 30_270.0),
        (2023, "rent_cut_income_1p_aow", 24_600.0),
        (2023, "rent_cut_income_mp_aow", 32_730.0),
        (2014, "rent_increase_cap", 0.04),
        (2014, "rent_increase_cap_high", 0.065),
        (2014, "rent_increase_income_high", 43_602.0),
        (2021, "rent_increase_cap", 0.0),
        (2021, "free_rent_increase_cap", 0.024),
        (2022, "free_rent_increase_cap", 0.033),
        (2023, "free_rent_increase_cap", 0.041),
        (2024, "free_rent_increase_cap", 0.055),
        (2025, "free_rent_increase_cap", 0.041),
        (2026, "free_rent_increase_cap", 0.044),
        (2025, "mid_rent_increase_cap", 0.077),
        (2026, "mid_rent_increase_cap", 0.061),
        (2023, "rent_increase_extra_high", 100.0),
        (2018, "landlord_levy", 0.00591),
        (2020, "landlord_levy_planned", 0.00592),
        (2016, "permit_holders", 43_000.0),
        (2017, "permit_holders", 23_000.0),
        (2022, "local_tie_share_municipality", 0.25),
    ];
    for (year, name, value) in cases {
        let e = entry(year, name);
        assert_eq!(e.value, Some(value), "{name} {year}");
        assert_eq!(e.status, Status::InForce, "{name} {year}");
        assert_eq!(e.provenance, Provenance::Known, "{name} {year}");
    }
}

#[test]
fn rules_read_the_law_of_the_year() {
    let l = law(2017);
    assert_eq!((l.daeb_limit_1p, l.daeb_limit_mp), (36_165.0, 36_165.0));
    assert_eq!(l.daeb_middle_upper, Some(40_349.0));
    assert_eq!(
        (l.daeb_share_low, l.daeb_share_middle, l.daeb_share_free),
        (0.8, 0.1, 0.1)
    );
    assert_eq!(l.ht_income, [22_200.0, 30_150.0, 22_200.0, 30_175.0]);
    assert_eq!(
        (l.quality_limit, l.cap_1st, l.cap_2nd, l.social_rent_cap),
        (414.02, 592.55, 635.05, 710.68)
    );
    assert_eq!((l.passend_share, l.income_index), (Some(0.95), 1.0));
    // To the last bit: what a percentage leaves above another.
    for (year, middle, high) in [
        (2012, None, None),
        (2013, Some((33_614.0, 0.005)), Some((43_000.0, 0.025))),
        (2014, Some((34_085.0, 0.005)), Some((43_602.0, 0.025))),
        (2015, Some((34_229.0, 0.005)), Some((43_786.0, 0.025))),
        (2016, Some((34_678.0, 0.005)), Some((44_360.0, 0.025))),
        (2017, None, Some((40_349.0, 0.015))),
        (2018, None, Some((41_056.0, 0.015))),
        (2019, None, Some((42_436.0, 0.015))),
        (2020, None, Some((43_574.0, 0.015))),
        (2021, None, None),
        (2022, None, None),
    ] {
        assert_eq!(law(year).rent_increase_steps, [middle, high], "{year}");
    }
    let l = law(2022);
    assert_eq!((l.daeb_limit_1p, l.daeb_limit_mp), (40_765.0, 45_014.0));
    assert_eq!((l.daeb_middle_upper, l.daeb_share_middle), (None, 0.0));
    assert_eq!((l.daeb_share_low, l.landlord_levy), (0.925, 0.00332));
    assert_eq!(law(2023).landlord_levy, 0.0);
    assert_eq!(law(2015).passend_share, None);
    assert_eq!(law(2022).rent_cut, None);
    let cut = law(2023).rent_cut.unwrap();
    assert_eq!(cut.rent_eur, 575.03);
    assert_eq!(cut.income_eur, [23_250.0, 30_270.0, 24_600.0, 32_730.0]);
    assert_eq!(law(2024).rent_cut, None);
    assert_eq!(law(2023).segments, None);
    let segments = law(2030).segments.unwrap();
    assert_eq!((segments.low_points, segments.mid_points), (143.0, 186.0));
    assert_eq!(segments.new_build_surcharge, 0.1);
    assert_eq!(segments.increase_cap, 0.061);
    assert_eq!(law(2024).segments.unwrap().increase_cap, f64::INFINITY);
    let free = [2020, 2021, 2028, 2029].map(|y| law(y).free_rent_increase_cap);
    assert_eq!(free, [f64::INFINITY, 0.024, 0.044, f64::INFINITY]);
    assert!(segments.mid_rent_cap > 1228.07);
}

#[test]
fn the_four_states_stay_apart() {
    for (year, name, status) in [
        (2015, "passend_share", Status::NotYet),
        (2000, "passend_share", Status::NotYet),
        (2010, "daeb_share_low", Status::NotYet),
        (2021, "daeb_income_limit_1p", Status::NotYet),
        (2012, "landlord_levy", Status::NotYet),
        (2013, "landlord_levy", Status::Unknown),
        (2014, "landlord_levy", Status::InForce),
        (2023, "landlord_levy", Status::Abolished),
        (2090, "landlord_levy", Status::Abolished),
        (2022, "daeb_income_limit_all", Status::Abolished),
        (2022, "daeb_share_middle", Status::Abolished),
        (2012, "rent_increase_cap", Status::Unknown),
        (2015, "permit_holders", Status::Unknown),
        (2024, "permit_holders", Status::Unknown),
        (2090, "permit_holders", Status::Unknown),
        (2022, "rent_cut_rent", Status::NotYet),
        (2024, "rent_cut_rent", Status::Abolished),
        (2090, "rent_cut_income_1p", Status::Abolished),
        (2023, "mid_rent_cap", Status::NotYet),
        (2020, "free_rent_increase_cap", Status::NotYet),
        (2029, "free_rent_increase_cap", Status::Abolished),
        (2024, "mid_rent_increase_cap", Status::NotYet),
        (2023, "mid_rent_points", Status::NotYet),
    ] {
        let e = entry(year, name);
        assert_eq!(e.status, status, "{name} {year}");
        assert_eq!(
            e.value.is_some(),
            status == Status::InForce,
            "{name} {year}"
        );
    }
    assert!(entry(2015, "passend_share").note.contains("2016"));
}

#[test]
fn estimates_say_that_they_are() {
    let gap = entry(2024, "ht_income_mp_aow");
    assert_eq!(gap.provenance, Provenance::Interpolated);
    assert!((gap.value.unwrap() - (33_800.0 + 37_350.0) / 2.0).abs() < 1e-9);
    assert!(gap.note.contains("not found"), "{}", gap.note);
    let index = Indexation::default();
    for (year, name, expected) in [
        (2027, "cap_rent_1st_1_2p", 713.02 * (1.0 + index.rents)),
        (2010, "cap_rent_1st_1_2p", 517.64 / (1.0 + index.rents)),
        (2026, "ht_income_1p", 28_375.0 * (1.0 + index.incomes)),
        (2010, "ht_income_1p", 21_625.0 / (1.0 + index.incomes)),
        (2040, "passend_share", 0.95),
        // The planned levy goes on to its abolition, not over it.
        (2022, "landlord_levy_planned", 0.00592),
    ] {
        let e = entry(year, name);
        assert_eq!(e.provenance, Provenance::Extrapolated, "{name} {year}");
        assert!((e.value.unwrap() - expected).abs() < 1e-9, "{name} {year}");
    }
}

#[test]
fn provenance_changes_once_after_the_last_known_year_and_never_back() {
    let table = LawTable::builtin().unwrap();
    let index = Indexation::default();
    let years: Vec<Vec<LawEntry>> = (2000..=2100).map(|y| table.describe(y, &index)).collect();
    for (i, first) in years[0].iter().enumerate() {
        let last_known = years
            .iter()
            .rposition(|y| y[i].provenance == Provenance::Known)
            .unwrap_or_else(|| panic!("{} is never known", first.parameter));
        for y in &years[last_known + 1..] {
            assert!(
                matches!(y[i].provenance, Provenance::Extrapolated | Provenance::None),
                "{}",
                first.parameter
            );
        }
        let mut reached = Status::NotYet;
        for y in &years {
            assert!(
                y[i].status != Status::NotYet || reached == Status::NotYet,
                "{} is not yet law after having been",
                first.parameter
            );
            reached = y[i].status;
            assert_eq!(y[i].value.is_some(), y[i].status == Status::InForce);
            assert_eq!(y[i].value.is_none(), y[i].provenance == Provenance::None);
        }
    }
}

#[test]
fn every_year_gives_usable_law() {
    for year in 2000..=2100 {
        let l = law(year);
        let shares = l.daeb_share_low + l.daeb_share_middle + l.daeb_share_free;
        assert!((shares - 1.0).abs() < 1e-12, "{year}: {shares}");
        for amount in [l.quality_limit, l.cap_1st, l.cap_2nd, l.social_rent_cap] {
            assert!(amount.is_finite() && amount > 100.0, "{year}: {amount}");
        }
        assert!(
            l.quality_limit < l.cap_1st && l.cap_1st < l.cap_2nd,
            "{year}"
        );
        assert!(l.cap_2nd < l.social_rent_cap, "{year}");
        assert!(l.ht_income.iter().all(|v| *v > 10_000.0), "{year}");
        assert!(l.ht_income[1] < l.daeb_limit_1p, "{year}");
        assert_eq!(l.daeb_limit_1p.is_finite(), year >= 2011, "{year}");
        assert_eq!(l.passend_share.is_some(), year >= 2016, "{year}");
        assert!(
            l.rent_increase_cap >= 0.0 && l.landlord_levy < 0.01,
            "{year}"
        );
        assert!(l.income_index > 0.5, "{year}: {}", l.income_index);
    }
}

#[test]
fn the_caps_keep_their_published_ratio_to_the_quality_limit() {
    for year in 2000..=2100 {
        let l = law(year);
        assert!(
            (l.cap_1st / l.quality_limit - 1.43125).abs() < 1e-3,
            "{year}"
        );
        assert!(
            (l.cap_2nd / l.quality_limit - 1.53385).abs() < 1e-3,
            "{year}"
        );
    }
}

#[test]
fn the_file_has_every_parameter_in_every_year() {
    for parameter in PARAMETERS_CSV.lines().skip(1) {
        let name = parameter.split(',').next().unwrap();
        let years: Vec<i32> = LAW_CSV
            .lines()
            .filter_map(|l| l.strip_prefix(&format!("{name},")))
            .map(|l| l.split(',').next().unwrap().parse().unwrap())
            .collect();
        // The end of a law that is known beforehand may follow.
        let ends = entry(2150, name).status == Status::Abolished;
        let (full, later) = years.split_at(20);
        assert_eq!(full, (2007..=2026).collect::<Vec<_>>(), "{name}");
        assert!(later.is_empty() || ends && later.len() == 1, "{name}");
    }
    let text = LawTable::digest_text();
    assert!(text.starts_with(PARAMETERS_CSV) && text.ends_with(LAW_CSV));
}

#[test]
fn damaged_data_name_file_row_column_value_and_what_is_allowed() {
    let heading = LAW_CSV.lines().next().unwrap();
    let good = "passend_share,2016,0.95,share,in_force,x,V,";
    let parameters = "parameter,label,article,beyond\npassend_share,l,a,constant\n";
    let text = |second: &str| format!("{heading}\n{good}\n{second}\n");
    let table = LawTable::parse("law.csv", &text(&good.replace("2016", "2017")), parameters);
    assert!(table.is_ok(), "{table:?}");
    let cases = [
        (
            "other,2017,0.95,share,in_force,x,V,",
            "parameter",
            "\"other\"",
            "law_parameters.csv",
        ),
        (
            "passend_share,20x7,0.95,share,in_force,x,V,",
            "year",
            "\"20x7\"",
            "1900 to 2100",
        ),
        (
            "passend_share,2016,0.95,share,in_force,x,V,",
            "year",
            "\"2016\"",
            "after 2016",
        ),
        (
            "passend_share,2017,95,share,in_force,x,V,",
            "value",
            "\"95\"",
            "0 to 1",
        ),
        (
            "passend_share,2017,NaN,share,in_force,x,V,",
            "value",
            "\"NaN\"",
            "0 to 1",
        ),
        (
            "passend_share,2017,,share,in_force,x,V,",
            "value",
            "\"\"",
            "0 to 1",
        ),
        (
            "passend_share,2017,0,share,abolished,x,V,",
            "value",
            "\"0\"",
            "nothing",
        ),
        (
            "passend_share,2017,1,EUR,in_force,x,V,",
            "unit",
            "\"EUR\"",
            "share, as in 2016",
        ),
        (
            "passend_share,2017,1,share,in_farce,x,V,",
            "status",
            "\"in_farce\"",
            "abolished",
        ),
        (
            "passend_share,2017,,share,not_yet,x,V,",
            "status",
            "\"not_yet\"",
            "in_force",
        ),
        (
            "passend_share,2017,1,share,in_force,,V,",
            "source",
            "\"\"",
            "a source",
        ),
        (
            "passend_share,2017,1,share,in_force,x,sure,",
            "confidence",
            "\"sure\"",
            "V-code",
        ),
        (
            "passend_share,2017,1,share,in_force,x,UNKNOWN,",
            "confidence",
            "UNKNOWN",
            "without",
        ),
        (
            "passend_share,2017,1",
            "all",
            "3 fields",
            "parameter,year,value",
        ),
    ];
    for (line, column, value, allowed) in cases {
        let error = LawTable::parse("law.csv", &text(line), parameters).unwrap_err();
        let message = error.to_string();
        assert_eq!((error.row, error.column.as_str()), (3, column), "{message}");
        assert!(message.starts_with("law.csv, row 3, column"), "{message}");
        assert!(
            message.contains(value) && message.contains(allowed),
            "{message}"
        );
    }
    let headless = text(good).replacen(",status", ",state", 1);
    let error = LawTable::parse("law.csv", &headless, parameters).unwrap_err();
    assert_eq!((error.row, error.column.as_str()), (1, "status"));
    let error = LawTable::parse("law.csv", heading, parameters).unwrap_err();
    assert!(error.allowed.contains("passend_share"), "{error}");
    let beyond = parameters.replace("constant", "wages");
    let error = LawTable::parse("law.csv", &text(""), &beyond).unwrap_err();
    assert!(error.to_string().contains("wages") && error.allowed.contains("incomes"));
}
