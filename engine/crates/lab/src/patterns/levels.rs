//! Segregation by size of the unit (P9): the smaller, the stronger.

use super::indices::index_of;
use super::measure::Measure;
use super::results::{Results, Rows};
use super::{Finding, Wanted};
use crate::error::LabError;
use buurt_metrics::binary::{correlation_ratio, dissimilarity};
use std::collections::BTreeMap;

/// Code of the wijk of a buurt of Statistics Netherlands: of `BU02680104` it is
/// `WK026801`; none for what is no such code.
fn wijk_of(buurt: &str) -> Option<String> {
    let digits = buurt.strip_prefix("BU")?;
    let known = digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit());
    known.then(|| format!("WK{}", &digits[..6]))
}

/// Dissimilarity and share of variance of low incomes between units in the last year, for
/// buurten and for the wijken they make up. Nothing when areas are no buurten.
fn buurt_and_wijk(areas: &Rows, level: &str) -> Result<[[Measure; 2]; 2], LabError> {
    let (at, area, year) = (
        areas.text("level")?,
        areas.text("area")?,
        areas.number("year")?,
    );
    let (low, all) = (areas.number("low_income")?, areas.number("households")?);
    let last = year.iter().fold(0.0, |m: f64, &y| m.max(y));
    let mut buurten = [Vec::new(), Vec::new()];
    let mut wijken: BTreeMap<String, [f64; 2]> = BTreeMap::new();
    for i in (0..areas.len()).filter(|&i| year[i] == last && at[i] == level) {
        let Some(wijk) = wijk_of(area[i]) else {
            return Ok([[Measure::NONE; 2]; 2]);
        };
        buurten[0].push(low[i]);
        buurten[1].push(all[i]);
        let sum = wijken.entry(wijk).or_default();
        sum[0] += low[i];
        sum[1] += all[i];
    }
    let wijken = [0, 1].map(|k| wijken.values().map(|s| s[k]).collect::<Vec<f64>>());
    let [low, all] = [0, 1].map(|k| wijken[k].iter().sum::<f64>());
    let city = Measure::share(low, all);
    let of = |[low, all]: &[Vec<f64>; 2]| {
        [dissimilarity(low, all), correlation_ratio(low, all)].map(|x| Measure::plain(x).also(city))
    };
    Ok([of(&buurten), of(&wijken)])
}

/// P9 under the base.
pub fn findings(results: &Results) -> Result<Vec<Finding>, LabError> {
    let (base, level) = (results.base(), results.area_level.as_str());
    let mut found = Vec::new();
    let indices = [
        ("dissimilarity", "value", "dissimilarity"),
        ("dissimilarity", "corrected", "dissimilarity above chance"),
        ("information_theory_h", "value", "Theil H"),
    ];
    for (small, large) in [("portiek", "complex"), ("complex", level)] {
        for (name, measure, words) in indices {
            let more = results.measures(base, "indices", |rows| {
                let at = |level| index_of(results, rows, level, None, (name, measure));
                Ok(at(small)? - at(large)?)
            })?;
            found.push(Finding::new(
                "P9",
                format!("low-income {words} in the last year, {small} less {large}"),
                (Wanted::Up, "P9"),
                more,
                "the table `indices`",
            ));
        }
    }
    let ratio = |k: usize, [buurt, wijk]: [[Measure; 2]; 2]| buurt[k] / wijk[k];
    type Of<'a> = &'a dyn Fn([[Measure; 2]; 2]) -> Measure;
    let lines: [(&str, Wanted, Of<'_>); 3] = [
        (
            "low-income dissimilarity in the last year, buurt less wijk",
            Wanted::Up,
            &|[buurt, wijk]| buurt[0] - wijk[0],
        ),
        (
            "low-income dissimilarity in the last year, buurt over wijk",
            Wanted::Range(1.1, 1.15),
            &|x| ratio(0, x),
        ),
        (
            "share of the variance of low incomes in the last year, buurt over wijk",
            Wanted::Range(1.3, 1.6),
            &|x| ratio(1, x),
        ),
    ];
    for (what, wanted, of) in lines {
        let values = results.measures(base, "areas", |r| Ok(of(buurt_and_wijk(r, level)?)))?;
        found.push(Finding::new(
            "P9",
            what,
            (wanted, "P9"),
            values,
            "a city file with buurten as areas, by the codes of Statistics Netherlands \
             (BU and eight digits); postcode areas do not fit into wijken",
        ));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::results::by_hand::{numbers, rows, texts};

    fn areas(codes: [&str; 5]) -> Rows {
        rows(vec![
            ("year", numbers(&[2019.0, 2020.0, 2020.0, 2020.0, 2020.0])),
            ("level", texts(&["buurt"; 5])),
            ("area", texts(&codes)),
            ("low_income", numbers(&[100.0, 80.0, 40.0, 50.0, 30.0])),
            ("households", numbers(&[100.0; 5])),
        ])
    }

    #[test]
    fn buurten_make_up_wijken_by_their_codes() {
        assert_eq!(wijk_of("BU02680104").as_deref(), Some("WK026801"));
        assert_eq!((wijk_of("6511"), wijk_of("BU026801")), (None, None));
        let codes = [
            "BU02680101",
            "BU02680101",
            "BU02680102",
            "BU02680201",
            "BU02680202",
        ];
        let found = buurt_and_wijk(&areas(codes), "buurt").unwrap();
        // 200 low incomes, and as many others.
        assert!(found.iter().flatten().all(|x| x.smallest == 200.0));
        let [buurt, wijk] = found.map(|of| of.map(|x| x.value));
        // Half of all are low incomes: D is the sum of |low − others| over twice their sum.
        assert!((buurt[0] - (60.0 + 20.0 + 0.0 + 40.0) / 400.0).abs() < 1e-12);
        assert!((wijk[0] - (40.0 + 40.0) / 400.0).abs() < 1e-12);
        // Variance of the shares over P(1 − P).
        let variance = (0.3 * 0.3 + 0.1 * 0.1 + 0.2 * 0.2) / 4.0;
        assert!((buurt[1] - variance / 0.25).abs() < 1e-12);
        assert!((wijk[1] - 0.1 * 0.1 / 0.25).abs() < 1e-12);
        let postcodes = ["6511", "6511", "6512", "6513", "6514"];
        let none = buurt_and_wijk(&areas(postcodes), "buurt").unwrap();
        assert!(none.iter().flatten().all(|x| x.value.is_nan()));
        assert!(none.iter().flatten().all(|x| x.smallest == f64::INFINITY));
    }
}
