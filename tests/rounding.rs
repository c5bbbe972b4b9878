//! Nothing that leaves with `--min-cell` shows an exact count: with one replicate the means
//! are the counts themselves.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_params::Prices;
use serde_json::Value;
use std::collections::BTreeMap;
use support::{Folder, buurt, run};

const VARIANTS: &str = r#"variants: [
    (name: "no_passend", change: (passend: (in_force: false))),
    (name: "demolition", change: (demolition: (
        in_force: true, areas: ["1001"], from: 2018, until: 2020, dwellings_per_year: 30,
    ))),
]"#;

/// Results of a small scenario with all tables, in one replicate.
fn results(name: &str) -> Folder {
    let inputs = Folder::new(&format!("inputs-{name}"));
    let folder = Folder::new(name);
    run(&inputs.scenario(VARIANTS), &folder, &["--seeds", "1"]);
    folder
}

fn said(folder: &Folder, command: &str, more: &[&str]) -> String {
    let dir = folder.0.display().to_string();
    let output = buurt(&[&[command, dir.as_str()], more].concat());
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The rows of a table of the comparison, as texts by column.
fn rows(folder: &Folder, table: &str) -> Vec<BTreeMap<String, String>> {
    let csv = std::fs::read_to_string(folder.0.join(format!("{table}.csv"))).unwrap();
    let mut lines = csv.lines().map(|l| l.split(',').map(str::to_owned));
    let names: Vec<String> = lines.next().unwrap().collect();
    lines
        .map(|l| names.iter().cloned().zip(l).collect())
        .collect()
}

fn is_rounded(x: f64) -> bool {
    x % 5.0 == 0.0
}

/// What a row says of the baseline, of the variant, and their difference.
fn numbers(row: &BTreeMap<String, String>) -> [f64; 3] {
    ["baseline_mean", "variant_mean", "difference"].map(|c| row[c].parse().unwrap())
}

const COUNTED: [&str; 3] = ["households", "dwelling-years", "hours"];

#[test]
fn every_count_of_a_comparison_is_rounded_and_costs_follow_from_it() {
    let folder = results("rounding-compare");
    let open = rows(&folder, "costs");
    let exact = open
        .iter()
        .filter(|r| COUNTED.contains(&r["unit"].as_str()));
    assert!(exact.flat_map(numbers).any(|x| !is_rounded(x)));
    // Below 1 there is nothing to hide, but counts are rounded as below any other number.
    said(&folder, "compare", &["--min-cell", "1"]);
    let costs = rows(&folder, "costs");
    assert_eq!(costs.len(), open.len());
    for row in &costs {
        if COUNTED.contains(&row["unit"].as_str()) {
            assert!(numbers(row).into_iter().all(is_rounded), "{row:?}");
        }
    }
    let prices = Prices::default();
    let of = |measure: &str, item: &str, variant: &str| -> BTreeMap<i32, [f64; 3]> {
        let wanted = |r: &&BTreeMap<String, String>| {
            (
                r["measure"].as_str(),
                r["item"].as_str(),
                r["variant"].as_str(),
            ) == (measure, item, variant)
        };
        let found = costs.iter().filter(wanted);
        found
            .map(|r| (r["year"].parse().unwrap(), numbers(r)))
            .collect()
    };
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-6 * (1.0 + a.abs()), "{a} is not {b}");
    for item in ["relocated", "evicted", "support_hours", "vacant", "sold"] {
        let price = prices.items().into_iter().find(|(n, _)| n == item).unwrap();
        let (counts, money) = (
            of("quantity", item, "demolition"),
            of("cost", item, "demolition"),
        );
        let (mut before, mut cost, mut factor) = ([0.0; 3], [0.0; 3], 1.0);
        for (year, count) in counts {
            for k in 0..3 {
                cost[k] += price.1 * factor * (count[k] - before[k]);
                close(money[&year][k], cost[k]);
            }
            (before, factor) = (count, factor / (1.0 + prices.discount_rate));
        }
    }
    // Those displaced are the relocated and the evicted, and the total is all costs.
    let left = ["relocated", "evicted"].map(|item| of("quantity", item, "demolition")[&2024]);
    let displaced = of("yield", "displaced", "demolition")[&2024];
    assert!(displaced[1] > 0.0);
    for k in 0..3 {
        assert_eq!(displaced[k], left[0][k] + left[1][k]);
        let all = costs.iter().filter(|r| {
            r["measure"] == "cost"
                && r["year"] == "2024"
                && r["variant"] == "demolition"
                && r["item"] != "total"
        });
        let sum: f64 = all.map(|r| numbers(r)[k]).sum();
        close(of("cost", "total", "demolition")[&2024][k], sum);
    }
}

#[test]
fn every_count_of_chains_is_rounded_and_classes_add_up() {
    let folder = results("rounding-chains");
    let exact = rows(&folder, "chains");
    assert!(exact.iter().flat_map(numbers).any(|x| !is_rounded(x)));
    let screen = said(&folder, "compare", &["--min-cell", "1"]);
    let chains = rows(&folder, "chains");
    assert_eq!(chains.len(), exact.len());
    let mut sums: BTreeMap<(String, String), [f64; 3]> = BTreeMap::new();
    for (row, exact) in chains.iter().zip(&exact) {
        for (shown, exact) in numbers(row).into_iter().zip(numbers(exact)) {
            assert!(is_rounded(shown), "{row:?}");
            assert!((shown - exact).abs() < 10.0, "{row:?}: {exact}");
        }
        let sum = sums
            .entry((row["variant"].clone(), row["measure"].clone()))
            .or_default();
        for (sum, x) in sum.iter_mut().zip(numbers(row)) {
            *sum += x;
        }
    }
    for ((variant, measure), sum) in &sums {
        if measure.starts_with("chains_by") {
            assert_eq!(sum, &sums[&(variant.clone(), "chains".to_owned())]);
        }
    }
    // Moves and chains on the screen are those of the table.
    let moves = sums[&("demolition".to_owned(), "moves".to_owned())][1];
    assert!(screen.contains(&format!(" {moves:.0} ")), "{screen}");
    // Without it all is as before.
    said(&folder, "compare", &["--min-cell", "0"]);
    assert_eq!(rows(&folder, "chains"), exact);
}

/// An index of one replicate to its last digit is a fraction of the numbers of households.
#[test]
fn indices_of_a_comparison_are_not_given_to_the_last_digit() {
    let folder = results("rounding-indices");
    // Rows of an index, and numbers among them with more than five decimals; of points, three.
    let long = |table: &str| -> (usize, usize) {
        let mut all = rows(&folder, table);
        all.retain(|r| table != "costs" || r["item"].starts_with("concentration_"));
        let unit = if table == "costs" { 1e3 } else { 1e5 };
        let digits = |x: &f64| (x * unit - (x * unit).round()).abs() > 1e-6;
        let count = all.iter().flat_map(numbers).filter(digits).count();
        (all.len(), count)
    };
    let all = ["comparison", "contributions", "costs"];
    assert!(all.iter().all(|table| long(table).1 > 0));
    said(&folder, "compare", &["--min-cell", "1"]);
    for table in all {
        assert!(long(table).0 > 0 && long(table).1 == 0, "{table}");
    }
}

/// The rows of the tables in a part of a page, as texts.
fn tables(part: &str) -> Vec<Vec<String>> {
    let text = |cell: &str| -> String {
        let (mut text, mut inside) = (String::new(), false);
        for c in cell.split_once('>').unwrap().1.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => text.push(c),
                _ => {}
            }
        }
        text
    };
    let rows = part.split("<tr").skip(1);
    rows.map(|row| {
        let row = row.split("</tr>").next().unwrap().replace("<th", "<td");
        row.split("<td").skip(1).map(text).collect()
    })
    .collect()
}

fn section<'a>(html: &'a str, id: &str) -> &'a str {
    let start = html.find(&format!("<section id=\"{id}\"")).unwrap();
    html[start..].split("</section>").next().unwrap()
}

/// A whole number with commas; None for another text.
fn count(text: &str) -> Option<f64> {
    text.replace(',', "").parse().ok()
}

/// Every count that a report shows, by where it stands.
fn counts(html: &str) -> Vec<(String, f64)> {
    let mut all = Vec::new();
    // The last column of the table of origins and destinations; the tables of rules from the
    // second on; what is counted of the ledger.
    let persons = section(html, "persons");
    let (persons, chains) = persons.rsplit_once("<h3>").unwrap();
    let (persons, matrix) = persons.split_once("<details").unwrap();
    let crossed = tables(persons.split_once("<h3>").unwrap().1);
    assert!(crossed.iter().any(|row| count(&row[1]).is_some()));
    for row in crossed {
        for cell in &row[1..] {
            all.extend(count(cell).map(|n| (format!("crossed {row:?}"), n)));
        }
    }
    for row in tables(matrix) {
        all.extend(count(&row[2]).map(|n| (format!("persons {row:?}"), n)));
    }
    for row in tables(chains).iter().filter(|r| r.len() > 7) {
        all.extend(count(&row[1]).map(|n| (format!("chains {row:?}"), n)));
    }
    for row in tables(section(html, "rules")) {
        for cell in &row[1..] {
            all.extend(count(cell).map(|n| (format!("rules {row:?}"), n)));
        }
    }
    for row in tables(section(html, "costs")) {
        if COUNTED.iter().any(|unit| row[0].ends_with(unit)) || row[0].starts_with("Sold") {
            for cell in &row[1..] {
                all.extend(count(cell).map(|n| (format!("costs {row:?}"), n)));
            }
        }
    }
    let start = html.find("id=\"data\">").unwrap() + 10;
    let json = html[start..].split("</script>").next().unwrap();
    let data: Value = serde_json::from_str(json).unwrap();
    for (key, set) in data["intervals"].as_object().unwrap() {
        if !(key.starts_with("flows_") || key.starts_with("water")) {
            continue;
        }
        assert_eq!(set["finer"], 4);
        let finer = 1e4;
        for rows in set["v"].as_array().unwrap() {
            let number = |row: usize, y: usize| rows[row][3 * y].as_f64().map(|n| n / finer);
            let years = rows[0].as_array().unwrap().len() / 3;
            for y in 0..years {
                let found: Vec<f64> = (0..rows.as_array().unwrap().len())
                    .filter_map(|row| number(row, y))
                    .collect();
                // Three zones or four channels, and their sum.
                if let Some((sum, parts)) = found.split_last() {
                    assert_eq!(*sum, parts.iter().sum::<f64>(), "{key}");
                }
                all.extend(found.into_iter().map(|n| (key.clone(), n)));
            }
        }
    }
    all
}

#[test]
fn every_count_of_a_report_is_rounded() {
    let folder = results("rounding-report");
    let page = |min_cell: &str| -> String {
        said(&folder, "report", &["--min-cell", min_cell]);
        std::fs::read_to_string(folder.0.join("report.html")).unwrap()
    };
    let kinds = |counts: &[(String, f64)]| -> BTreeMap<String, (usize, usize)> {
        let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for (place, n) in counts {
            let kind = place.split([' ', '_', '1', '2']).next().unwrap().to_owned();
            let found = kinds.entry(kind).or_default();
            found.0 += 1;
            found.1 += usize::from(!is_rounded(*n));
        }
        kinds
    };
    let (open, closed) = (page("0"), page("1"));
    let exact = kinds(&counts(&open));
    let places = [
        "chains", "costs", "crossed", "flows", "persons", "rules", "water",
    ];
    assert_eq!(exact.keys().collect::<Vec<_>>(), places);
    assert!(exact.values().all(|(_, exact)| *exact > 0), "{exact:?}");
    for min_cell in [&closed, &page("10")] {
        for (place, n) in counts(min_cell) {
            assert!(is_rounded(n), "{place}: {n}");
        }
    }
    // Seventeen, read as fifteen where nothing below it is shown, would be known to the unit.
    let crossed: Vec<f64> = counts(&page("17"))
        .into_iter()
        .filter_map(|(place, n)| place.starts_with("crossed").then_some(n))
        .collect();
    assert!(!crossed.is_empty() && crossed.iter().all(|&n| n == 0.0 || n >= 17.0));
    // Nothing is hidden below 1, so all of it was looked at.
    let rounded = kinds(&counts(&closed));
    for kind in ["chains", "costs", "flows", "water"] {
        assert_eq!(rounded[kind].0, exact[kind].0, "{kind}");
    }
    // It says so where counts stand, in both languages.
    for id in ["flows", "waterbed", "persons", "costs", "rules"] {
        assert!(section(&closed, id).contains("rounded to fives"), "{id}");
        assert!(!section(&open, id).contains("rounded to fives"), "{id}");
    }
    said(&folder, "report", &["--min-cell", "1", "--lang", "nl"]);
    let dutch = std::fs::read_to_string(folder.0.join("report.html")).unwrap();
    for id in ["flows", "waterbed", "persons", "costs", "rules"] {
        assert!(
            section(&dutch, id).contains("afgerond op vijftallen"),
            "{id}"
        );
    }
}
