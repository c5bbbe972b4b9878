//! Hindcast (H): the base from the first year on, held against what was observed later in
//! each area, and against two guesses that anybody can make without a model: nothing
//! changes, and every area does as the city did. The second knows the city's total.

use super::correlation::correlation;
use super::measure::Measure;
use super::results::{Results, Rows};
use super::{Finding, OWN, Wanted};
use crate::error::LabError;
use buurt_city::observed::{Figures, Observed, Quantity};
use buurt_metrics::paired::t_quantile_975;
use std::collections::BTreeMap;

/// A figure of an area: in the first year, observed later, and what was said of it.
struct Case {
    first: f64,
    later: f64,
    forecast: f64,
}

/// How far a forecast and the two guesses are from what was observed.
struct Score {
    /// Mean absolute error of the forecast over areas: per cent of the mean figure of the
    /// first year, or points of a percentage.
    error: f64,
    /// The same of 'nothing changes' and of 'every area as the city'.
    guesses: [f64; 2],
    /// Correlation over areas of what they grew beyond the city, forecast and observed.
    correlation: f64,
}

/// What is said of an area when all do as the city did between two of its figures: counts
/// grow by the same share, percentages by the same points.
fn as_the_city(cases: &[Case], percent: bool, of: fn(&Case) -> f64) -> Vec<f64> {
    let [before, after] = [|c: &Case| c.first, of].map(|f| cases.iter().map(f).sum::<f64>());
    let points = (after - before) / cases.len() as f64;
    let guess = |c: &Case| match percent {
        true => c.first + points,
        false => c.first * after / before,
    };
    cases.iter().map(guess).collect()
}

fn score(cases: &[Case], percent: bool) -> Score {
    let unit = match percent {
        true => cases.len() as f64,
        false => cases.iter().map(|c| c.first).sum::<f64>() / 100.0,
    };
    let error = |said: &mut dyn Iterator<Item = f64>| {
        let errors = said.zip(cases).map(|(said, c)| (said - c.later).abs());
        errors.sum::<f64>() / unit
    };
    let as_city = as_the_city(cases, percent, |c| c.later);
    let as_forecast = as_the_city(cases, percent, |c| c.forecast);
    let beyond = cases.iter().zip(as_forecast.iter().zip(&as_city));
    let beyond: Vec<_> = beyond
        .map(|(c, (f, o))| (c.forecast - f, c.later - o))
        .collect();
    Score {
        error: error(&mut cases.iter().map(|c| c.forecast)),
        guesses: [
            error(&mut cases.iter().map(|c| c.first)),
            error(&mut as_city.iter().copied()),
        ],
        // What two areas grew beyond both together is always opposite.
        correlation: match cases.len() {
            0..3 => f64::NAN,
            _ => correlation(&beyond),
        },
    }
}

/// Figures of the areas at the end of a year, in the order of [`Quantity::ALL`].
fn forecast(rows: &Rows, level: &str, year: i32) -> Result<BTreeMap<String, [f64; 5]>, LabError> {
    let (at, area, years) = (
        rows.text("level")?,
        rows.text("area")?,
        rows.number("year")?,
    );
    let (households, persons) = (rows.number("households")?, rows.number("persons")?);
    let of = |tenure: &str| rows.number(&format!("dwellings_{tenure}"));
    let (social, mid) = (of("social")?, of("mid_rent")?);
    let (private, owner) = (of("private_rent")?, of("owner")?);
    let mut found = BTreeMap::new();
    for i in (0..rows.len()).filter(|&i| years[i] == f64::from(year) && at[i] == level) {
        let corporation = social[i] + mid[i];
        let dwellings = corporation + private[i] + owner[i];
        let figures = [
            households[i],
            dwellings,
            corporation,
            100.0 * owner[i] / dwellings,
            persons[i],
        ];
        found.insert(area[i].to_owned(), figures);
    }
    Ok(found)
}

/// Name of a quantity, and what of it is no test.
fn words(quantity: Quantity) -> (&'static str, &'static str) {
    match quantity {
        Quantity::Households => (
            "households",
            "the sum over the city: an input of the scenario up to the last control total; households \
             without a home are in no area here, and at an address in the source",
        ),
        Quantity::Dwellings => (
            "dwellings",
            "the sum over the city: an input of the scenario up to the last control total",
        ),
        Quantity::Corporation => ("corporation dwellings", ""),
        Quantity::OwnerPercent => (
            "owner-occupied share",
            "shares to a point, where the source rounds them to tens, as Statistics Netherlands does",
        ),
        Quantity::Inhabitants => ("inhabitants", ""),
    }
}

/// The cases of a quantity in a replicate, of the areas whose figures are published in both
/// years, and the households that live there.
fn cases(
    areas: &BTreeMap<String, [Figures; 2]>,
    model: &BTreeMap<String, [f64; 5]>,
    quantity: Quantity,
) -> (Vec<Case>, f64) {
    let (mut cases, mut living) = (Vec::new(), 0.0);
    let k = quantity as usize;
    for (code, [first, later]) in areas {
        if let (Some(first), Some(later), Some(figures)) = (first[k], later[k], model.get(code)) {
            cases.push(Case {
                first,
                later,
                forecast: figures[k],
            });
            living += figures[Quantity::Households as usize];
        }
    }
    (cases, living)
}

/// The base against what was observed: per quantity the error, the skill against each guess
/// (1 less the error over that of the guess) and the correlation. What was observed on 1
/// January is held against the end of the year before.
///
/// # Errors
/// [`LabError::Compare`] when the results begin in another year, end too early, or do not
/// have an area; as [`Results::table`].
pub fn findings(results: &Results, observed: &Observed) -> Result<Vec<Finding>, LabError> {
    let [first, later] = observed.years;
    let file = &observed.file;
    if first != results.first_year {
        return Err(LabError::Compare(format!(
            "{file}: its first year is {first}, and the results begin in {}: take a run that begins in {first}",
            results.first_year
        )));
    }
    let (base, level) = (results.base(), results.area_level.as_str());
    let mut runs = Vec::new();
    for replicate in results.replicates(base) {
        let Some(rows) = results.table(base, replicate, "areas")? else {
            return Err(LabError::Compare(format!(
                "{file}: replicate {replicate} of {base} has no table `areas`: run again"
            )));
        };
        let model = forecast(&rows, level, later - 1)?;
        if model.is_empty() {
            return Err(LabError::Compare(format!(
                "{file}: what was observed on 1 January {later} is held against the end of {}, and the results have no such year: \
                 run {} years or more",
                later - 1,
                later - first
            )));
        }
        let known: Vec<&str> = model.keys().map(String::as_str).collect();
        let checked = observed.check_areas(&known);
        checked.map_err(|e| LabError::Compare(e.to_string()))?;
        runs.push(model);
    }
    let mut found = Vec::new();
    for quantity in Quantity::ALL {
        let (mut scores, mut number) = (Vec::new(), 0);
        for model in &runs {
            let (cases, living) = cases(&observed.areas, model, quantity);
            number = cases.len();
            scores.push((score(&cases, quantity.percent()), living));
        }
        found.extend(lines(quantity, observed.years, level, number, &scores));
    }
    Ok(found)
}

/// The correlation that two unrelated lists of so many values stay below in 97.5 of 100
/// cases (Student's t).
fn chance(number: usize) -> f64 {
    let degrees = number.max(3) - 2;
    let t = t_quantile_975(degrees);
    t / (degrees as f64 + t * t).sqrt()
}

/// The lines of a quantity, from the score of each replicate and the households that it
/// tells of.
fn lines(
    quantity: Quantity,
    [first, later]: [i32; 2],
    level: &str,
    number: usize,
    scores: &[(Score, f64)],
) -> Vec<Finding> {
    let (name, unchecked) = words(quantity);
    let unit = match quantity.percent() {
        true => "points".to_owned(),
        false => format!("% of {first}"),
    };
    let values = |of: &dyn Fn(&Score) -> f64| {
        let value = |(score, living): &(Score, f64)| Measure::of(of(score), *living);
        Some(scores.iter().map(value).collect())
    };
    // The guesses are the same in every replicate.
    let guesses = scores.first().map_or([f64::NAN; 2], |(s, _)| s.guesses);
    let lower = guesses[0].min(guesses[1]).min(f64::INFINITY);
    let needs = "areas with figures in both years, which change, and not all alike";
    let mut found = vec![Finding::new(
        "H",
        format!(
            "{name} by {level}, {first} to {later}, {number} areas: mean error of the model, {unit}"
        ),
        (Wanted::Range(0.0, lower), OWN),
        values(&|s| s.error),
        needs,
    )];
    for (k, guess) in ["nothing changes", "every area as the city"]
        .into_iter()
        .enumerate()
    {
        let error = match guesses[k].is_finite() {
            true => format!(", whose error is {:.4}", guesses[k]),
            false => String::new(),
        };
        found.push(Finding::new(
            "H",
            format!("{name}: skill against '{guess}'{error}"),
            (Wanted::Up, OWN),
            values(&|s| 1.0 - s.error / s.guesses[k]),
            needs,
        ));
    }
    found.push(Finding::new(
        "H",
        format!("{name}: growth beyond that of the city, correlation with what was observed"),
        (Wanted::Range(chance(number), f64::INFINITY), "chance, 95 %"),
        values(&|s| s.correlation),
        needs,
    ));
    found.into_iter().map(|f| f.but_not(unchecked)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::Verdict;
    use crate::patterns::results::by_hand::{numbers, rows, texts};

    /// Three areas of 100, 200 and 300 that become 130, 200 and 330: the city grows by a tenth.
    fn areas(forecast: [f64; 3]) -> Vec<Case> {
        let observed = [(100.0, 130.0), (200.0, 200.0), (300.0, 330.0)];
        let case = |((first, later), forecast)| Case {
            first,
            later,
            forecast,
        };
        observed.into_iter().zip(forecast).map(case).collect()
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn errors_are_those_worked_out_by_hand() {
        let score = score(&areas([120.0, 210.0, 345.0]), false);
        // 10 + 10 + 15, 30 + 0 + 30 and 20 + 20 + 0 of 600.
        assert!(near(score.error, 35.0 / 6.0), "{}", score.error);
        assert!(near(score.guesses[0], 10.0) && near(score.guesses[1], 40.0 / 6.0));
        // Beyond the city: 7.5, -15, 7.5 (it grows by an eighth) against 20, -20, 0.
        let by_hand = (7.5 * 20.0 + 15.0 * 20.0) / (337.5_f64 * 800.0).sqrt();
        assert!(near(score.correlation, by_hand), "{}", score.correlation);
    }

    #[test]
    fn percentages_are_compared_in_points() {
        // 30 + 0 + 30 over three areas; the mean rises by 20 points.
        let score = score(&areas([100.0, 200.0, 300.0]), true);
        assert!(near(score.error, 20.0) && near(score.guesses[0], 20.0));
        assert!(near(score.guesses[1], (10.0 + 20.0 + 10.0) / 3.0));
        // No area differs from the others.
        assert!(score.correlation.is_nan());
    }

    fn found(forecasts: &[[f64; 3]]) -> Vec<Finding> {
        let scores: Vec<(Score, f64)> = forecasts
            .iter()
            .map(|f| (score(&areas(*f), false), 600.0))
            .collect();
        lines(Quantity::Households, [2017, 2024], "pc4", 3, &scores)
    }

    fn values(findings: &[Finding]) -> Vec<f64> {
        let value = |f: &Finding| f.estimate().map_or(f64::NAN, |e| e.0);
        findings.iter().map(value).collect()
    }

    #[test]
    fn a_perfect_forecast_has_no_error_and_skill_one() {
        let found = found(&[[130.0, 200.0, 330.0]; 2]);
        let by_hand = [0.0, 1.0, 1.0, 1.0];
        let exact = values(&found).into_iter().zip(by_hand);
        assert!(exact.clone().all(|(a, b)| near(a, b)), "{found:?}");
        assert!(found.iter().all(|f| f.verdict() == Verdict::Pass));
        assert!(found.iter().all(|f| f.id == "H") && found[0].origin == OWN);
        assert!(found[1].what.ends_with("error is 10.0000"));
    }

    #[test]
    fn a_guess_has_no_skill_against_itself() {
        let nothing = values(&found(&[[100.0, 200.0, 300.0]; 2]));
        assert!(near(nothing[0], 10.0) && near(nothing[1], 0.0));
        assert!(near(nothing[2], 1.0 - 60.0 / 40.0));
        let as_city = found(&[[110.0, 220.0, 330.0]; 2]);
        let value = values(&as_city);
        assert!(near(value[1], 1.0 - 40.0 / 60.0) && near(value[2], 0.0));
        // Better than one guess and no better than the other.
        let verdicts: Vec<Verdict> = as_city.iter().map(Finding::verdict).collect();
        use Verdict::{Fail, NotAvailable, Pass};
        assert_eq!(verdicts, [Pass, Pass, Fail, NotAvailable]);
    }

    #[test]
    fn skill_needs_two_replicates_and_the_error_one() {
        let found = found(&[[130.0, 200.0, 320.0]]);
        let verdicts: Vec<Verdict> = found.iter().map(Finding::verdict).collect();
        use Verdict::{NotAvailable, Pass};
        assert_eq!(verdicts[..3], [Pass, NotAvailable, NotAvailable]);
        assert!(found[3].estimate().is_some());
    }

    #[test]
    fn a_quantity_without_a_figure_is_not_available() {
        let scores = [(score(&[], false), 0.0), (score(&[], false), 0.0)];
        let found = lines(Quantity::Inhabitants, [2017, 2024], "pc4", 0, &scores);
        assert_eq!(found.len(), 4);
        let verdicts = found.iter().map(Finding::verdict);
        assert!(verdicts.into_iter().all(|v| v == Verdict::NotAvailable));
        assert!(found.iter().all(|f| !f.what.contains("NaN")), "{found:?}");
    }

    #[test]
    fn a_correlation_must_be_above_what_chance_gives_so_many_areas() {
        // Critical values at 5 %, two-sided, of published tables.
        for (number, table) in [(3, 0.997), (10, 0.632), (25, 0.396)] {
            assert!((chance(number) - table).abs() < 5e-4, "{number}");
        }
        // Two areas are opposite by construction.
        let two: Vec<Case> = areas([120.0, 210.0, 0.0]).into_iter().take(2).collect();
        assert!(score(&two, false).correlation.is_nan());
    }

    #[test]
    fn a_year_is_read_by_area_and_a_suppressed_figure_is_left_out() {
        let table = rows(vec![
            ("year", numbers(&[2022.0, 2023.0, 2023.0, 2023.0])),
            ("level", texts(&["pc4", "pc4", "pc4", "complex"])),
            ("area", texts(&["A", "A", "B", "A"])),
            ("households", numbers(&[1.0, 90.0, 50.0, 9.0])),
            ("persons", numbers(&[1.0, 180.0, 110.0, 9.0])),
            ("dwellings_social", numbers(&[1.0, 30.0, 10.0, 9.0])),
            ("dwellings_mid_rent", numbers(&[1.0, 10.0, 0.0, 9.0])),
            ("dwellings_private_rent", numbers(&[1.0, 10.0, 5.0, 9.0])),
            ("dwellings_owner", numbers(&[1.0, 50.0, 35.0, 9.0])),
        ]);
        let model = forecast(&table, "pc4", 2023).unwrap();
        assert_eq!(model["A"], [90.0, 100.0, 40.0, 50.0, 180.0]);
        assert_eq!((model.len(), model["B"][3]), (2, 70.0));
        let full = [Some(80.0), Some(90.0), Some(35.0), Some(50.0), Some(170.0)];
        let mut few = full;
        few[Quantity::Corporation as usize] = None;
        let observed = BTreeMap::from([
            ("A".to_owned(), [full, full]),
            ("B".to_owned(), [full, few]),
        ]);
        let of = |quantity| {
            let (cases, living) = cases(&observed, &model, quantity);
            (cases.len(), living)
        };
        assert_eq!(of(Quantity::Dwellings), (2, 140.0));
        assert_eq!(of(Quantity::Corporation), (1, 90.0));
    }
}
