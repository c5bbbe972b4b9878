//! The committed city files: what they say and what is made of them.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use buurt_city::{City, CityFile, Household, IncomeSource, NONE, Tenure, synthesise};
use std::path::{Path, PathBuf};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../../scenarios/cities/{name}.ron"))
}

fn read(name: &str) -> CityFile {
    CityFile::read(&path(name)).unwrap()
}

fn every_city(mut check: impl FnMut(&CityFile, &City)) {
    for name in [
        "breda",
        "ede",
        "groningen",
        "leeuwarden",
        "nijmegen",
        "tilburg",
        "rotterdam",
    ] {
        let file = read(name);
        check(&file, &synthesise(&file));
    }
}

#[test]
fn tenure_and_households_are_exact_and_quintiles_within_one_per_cent() {
    every_city(|file, city| {
        for (i, a) in file.areas.iter().enumerate() {
            let area = |complex: u32| city.complexes[complex as usize].area == i as u32;
            let stock = |t: &[Tenure]| {
                city.dwellings
                    .iter()
                    .filter(|d| area(d.complex) && d.room == 0 && t.contains(&d.tenure))
                    .count() as u32
            };
            assert_eq!(
                stock(&[Tenure::Social, Tenure::MidRent]),
                a.corporation,
                "{}",
                a.code
            );
            assert_eq!(stock(&[Tenure::PrivateRent]), a.private_rent, "{}", a.code);
            assert_eq!(stock(&[Tenure::Owner]), a.owner, "{}", a.code);
        }
        let published: u32 = file.areas.iter().map(|a| a.households).sum();
        let waiting = (0.025 * f64::from(published)).round() as usize;
        assert_eq!(city.households.len(), published as usize + waiting);
        let error = |name: &str| {
            let m = city
                .margin_errors
                .iter()
                .find(|m| m.margin == name)
                .unwrap();
            m.total_absolute_error / m.total
        };
        assert!(error("income quintile") <= 0.01);
        assert!(error("household type") <= 0.02);
        assert!(error("adults by age") <= 0.02);
        assert_eq!(error("home (corporation, private, owner, room)"), 0.0);
        assert!(error("median disposable income (relative, not fitted)") < 0.06);
    });
}

#[test]
fn everybody_has_one_dwelling_and_every_dwelling_one_household() {
    every_city(|_, city| {
        for (i, h) in city.households.iter().enumerate() {
            if h.dwelling != NONE {
                assert_eq!(city.dwellings[h.dwelling as usize].occupant, i as u32);
            }
            assert!(h.taxable_eur >= 0.0 && h.taxable_eur.is_finite() && h.age[0] >= 18);
        }
        let occupied = city.dwellings.iter().filter(|d| d.occupant != NONE).count();
        let housed = city
            .households
            .iter()
            .filter(|h| h.dwelling != NONE)
            .count();
        assert_eq!(occupied, housed);
        for (i, c) in city.complexes.iter().enumerate() {
            for d in &city.dwellings[c.first as usize..(c.first + c.count) as usize] {
                assert_eq!(d.complex, i as u32);
            }
        }
    });
}

#[test]
fn incomes_lie_in_the_quintile_they_were_fitted_to() {
    let file = read("nijmegen");
    let city = synthesise(&file);
    let bounds = city.quintile_bounds_eur;
    let mut counts = vec![[0.0; 5]; file.areas.len()];
    for h in city.households.iter().filter(|h| h.dwelling != NONE) {
        let d = &city.dwellings[h.dwelling as usize];
        let area = city.complexes[d.complex as usize].area as usize;
        let q = bounds
            .iter()
            .filter(|b| f64::from(h.standardised_eur) >= **b)
            .count();
        counts[area][q] += 1.0;
    }
    let mut error = 0.0;
    let mut total = 0.0;
    for (a, got) in file.areas.iter().zip(&counts) {
        let q = a.quintiles;
        for (g, p) in got.iter().zip([q.0, q.1, q.2, q.3, q.4]) {
            error += (g - p / 100.0 * f64::from(a.households)).abs();
        }
        total += f64::from(a.households);
    }
    assert!(error / total <= 0.01, "{}", error / total);
}

#[test]
fn a_city_is_made_the_same_every_time() {
    let file = read("leeuwarden");
    assert_eq!(synthesise(&file), synthesise(&file));
}

#[test]
fn a_file_cut_short_says_where() {
    let text = std::fs::read_to_string(path("ede")).unwrap();
    let cut = &text[..text.len() / 2];
    let message = CityFile::parse("ede.ron", cut).unwrap_err().to_string();
    assert!(
        message.starts_with("ede.ron:") && message.contains("buurt import"),
        "{message}"
    );
}

#[test]
fn impossible_values_are_named_with_their_place() {
    let text = std::fs::read_to_string(path("ede")).unwrap();
    let edit = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        CityFile::parse("ede.ron", &text.replacen(from, to, 1))
            .unwrap_err()
            .to_string()
    };
    let message = edit("gini: 0.29", "gini: NaN");
    assert!(
        message.contains("gini") && message.contains("0.05 to 0.8"),
        "{message}"
    );
    let message = edit("share: 0.85", "share: 0.95");
    assert!(
        message.contains("corporations") && message.contains("a sum of 1"),
        "{message}"
    );
    let message = edit("schema: 1", "scheme: 1");
    assert!(
        message.contains("scheme") && message.contains("schema"),
        "{message}"
    );
    let gone = CityFile::read(Path::new("no/such/city.ron"))
        .unwrap_err()
        .to_string();
    assert!(
        gone.contains("no/such/city.ron") && gone.contains("buurt import"),
        "{gone}"
    );
}

#[test]
fn most_couples_whose_main_income_is_a_benefit_are_within_the_income_limit() {
    let (mut within, mut all) = (0, 0);
    every_city(|_, city| {
        let on_benefit = |h: &&Household| h.source == IncomeSource::Benefit && h.adults == 2;
        for h in city.households.iter().filter(on_benefit) {
            all += 1;
            // The limit of 2017.
            within += usize::from(h.taxable_eur <= 36_165.0);
        }
    });
    let share = within as f64 / all as f64;
    assert!(all > 10_000 && share > 0.6, "{share} of {all}");
}
