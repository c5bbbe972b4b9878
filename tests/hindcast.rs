//! `buurt patterns --observed`: the base of a small town against what was observed later.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_city::Observed;
use buurt_core::{Column, Table};
use buurt_lab::patterns::{Finding, Verdict, patterns};
use buurt_lab::read_table;
use std::path::Path;
use support::{Folder, buurt, run};

const COLUMNS: &str =
    "area,year,households,dwellings,corporation_dwellings,owner_percent,inhabitants";
const AREAS: [&str; 4] = ["1001", "1002", "1003", "1004"];

fn town(name: &str) -> Folder {
    let folder = Folder::new(name);
    let arguments = ["--only", "base", "--seeds", "2", "--years", "3"];
    run("scenarios/tutorial.ron", &folder, &arguments);
    folder
}

/// The figures of an area at the end of a year in the first replicate, as a row of a file.
fn row(areas: &Table, area: &str, year: i32) -> String {
    let number = |name: &str| match areas.column(name) {
        Some(Column::I32(v)) => v.clone(),
        other => panic!("{name}: {other:?}"),
    };
    let text = |name: &str| match areas.column(name) {
        Some(Column::Category { codes, categories }) => codes
            .iter()
            .map(|&c| categories[c as usize].clone())
            .collect::<Vec<_>>(),
        other => panic!("{name}: {other:?}"),
    };
    let (years, level, code) = (number("year"), text("level"), text("area"));
    let at = (0..areas.rows()).find(|&i| years[i] == year && level[i] == "pc4" && code[i] == area);
    let at = at.unwrap();
    let of = |name: &str| number(name)[at];
    let corporation = of("dwellings_social") + of("dwellings_mid_rent");
    let all = corporation + of("dwellings_private_rent") + of("dwellings_owner");
    let owner = 100.0 * f64::from(of("dwellings_owner")) / f64::from(all);
    let [households, persons] = ["households", "persons"].map(of);
    format!("{households},{all},{corporation},{owner},{persons}")
}

/// What a town would have been if the first replicate were the truth, on 1 January 2020.
fn as_the_first_replicate(folder: &Folder) -> String {
    let path = folder.0.join("variant=base/replicate=0/areas.parquet");
    let areas = read_table(&path).unwrap();
    let mut text = format!("# Made up\n{COLUMNS}\n");
    for area in AREAS {
        text += &format!("{area},2017,1000,900,300,50,2000\n");
        text += &format!("{area},2020,{}\n", row(&areas, area, 2019));
    }
    text
}

fn hindcast(findings: &[Finding]) -> Vec<&Finding> {
    findings.iter().filter(|f| f.id == "H").collect()
}

#[test]
fn the_end_of_a_year_is_held_against_the_first_of_january_after_it() {
    let folder = town("hindcast");
    let text = as_the_first_replicate(&folder);
    let file = folder.file("observed.csv", &text);
    let observed = Observed::read(Path::new(&file)).unwrap();
    let report = patterns(&folder.0, 0, Some(&observed)).unwrap();
    let lines = hindcast(&report.findings);
    assert_eq!(lines.len(), 20);
    // Whoever is the truth makes no error: the mean of two is half that of the other.
    for line in lines.iter().filter(|f| f.what.contains("mean error")) {
        let (mean, half) = line.estimate().unwrap();
        assert!(
            (half - 12.706_205 * mean).abs() < 1e-6 * (1.0 + half),
            "{line:?}"
        );
    }
    let error = lines.iter().find(|f| f.what.starts_with("inhabitants by"));
    assert!(error.unwrap().estimate().unwrap().0 > 0.0);
    // A year later it is another town.
    let later = folder.file("later.csv", &text.replace(",2020,", ",2019,"));
    let later = Observed::read(Path::new(&later)).unwrap();
    let report = patterns(&folder.0, 0, Some(&later)).unwrap();
    let first = hindcast(&report.findings)[0].estimate().unwrap();
    assert!((first.1 - 12.706_205 * first.0).abs() > 1e-3, "{first:?}");
    // Without a file there are no such lines.
    let plain = patterns(&folder.0, 0, None).unwrap();
    assert!(hindcast(&plain.findings).is_empty());
    assert_eq!(plain.findings.len() + 20, report.findings.len());
}

#[test]
fn the_command_prints_the_lines_and_withholds_those_that_tell_of_few() {
    let folder = town("hindcast-command");
    let file = folder.file("observed.csv", &as_the_first_replicate(&folder));
    let dir = folder.0.display().to_string();
    let output = buurt(&["patterns", &dir, "--observed", &file]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    for part in [
        "households by pc4, 2017 to 2020, 4 areas: mean error of the model, % of 2017",
        "owner-occupied share by pc4, 2017 to 2020, 4 areas: mean error of the model, points",
        "dwellings: skill against 'nothing changes', whose error is ",
        "dwellings: skill against 'every area as the city', whose error is ",
        "H: the sum over the city: an input",
        "chance, 95 %",
    ] {
        assert!(text.contains(part), "{part:?} is not in {text}");
    }
    // Every line tells of the households of all areas together.
    let observed = Observed::read(Path::new(&file)).unwrap();
    let open = patterns(&folder.0, 0, Some(&observed)).unwrap();
    let least = hindcast(&open.findings)[0].smallest;
    assert!(least > 1000.0 && least < 1e6);
    for (min_cell, withheld) in [(least as u32, 0), (least as u32 + 1, 20)] {
        let report = patterns(&folder.0, min_cell, Some(&observed)).unwrap();
        let lines = hindcast(&report.findings);
        let gone = lines.iter().filter(|f| f.verdict() == Verdict::Withheld);
        assert_eq!(gone.count(), withheld, "{min_cell}");
    }
}

#[test]
fn a_file_that_does_not_fit_the_results_is_refused() {
    let folder = town("hindcast-refused");
    let good = as_the_first_replicate(&folder);
    let dir = folder.0.display().to_string();
    for (name, text, parts) in [
        (
            "early.csv",
            good.replace(",2017,", ",2015,"),
            ["first year is 2015", "begin in 2017"],
        ),
        (
            "late.csv",
            good.replace(",2020,", ",2024,"),
            ["end of 2023", "run 7 years or more"],
        ),
        (
            "area.csv",
            good.replace("1004,", "1044,"),
            ["`1044`", "did you mean `1004`?"],
        ),
        (
            "town.csv",
            good.replace("\n100", "\n900"),
            ["`9001`", "None of its areas"],
        ),
    ] {
        let file = folder.file(name, &text);
        let output = buurt(&["patterns", &dir, "--observed", &file]);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(name), "{message}");
        assert!(parts.iter().all(|p| message.contains(p)), "{message}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn import_writes_a_file_that_patterns_reads() {
    let folder = Folder::new("hindcast-import");
    let head = "pc4,gemeente,aantal_hh,aantal_part_huishoudens,woning,aantal_woningen,won_hcorp,aantal_huurwoningen_in_bezit_woningcorporaties,p_koopwon,percentage_koopwoningen,inwoner,aantal_inwoners";
    let table = format!("{head}\n1001,Town,100,110,90,95,30,,60,70,210,220\n");
    let table = folder.file("table.csv", &table);
    let out = folder.0.join("town.csv").display().to_string();
    let arguments = [
        "import",
        "Town",
        "--areas",
        &table,
        "--observed",
        "2024",
        "--out",
        &out,
    ];
    let output = buurt(&arguments);
    assert!(output.status.success(), "{output:?}");
    let observed = Observed::read(Path::new(&out)).unwrap();
    assert_eq!(observed.years, [2017, 2024]);
    assert_eq!(observed.areas["1001"][1][2], None);
    // What is there is not replaced unless that is said.
    let again = buurt(&arguments);
    assert_eq!(again.status.code(), Some(2));
    // A city file needs its other tables.
    let city = buurt(&["import", "Town", "--areas", &table, "--out", "town.ron"]);
    let message = String::from_utf8(city.stderr).unwrap();
    assert_eq!(city.status.code(), Some(2), "{message}");
    assert!(message.contains("--boundaries"), "{message}");
}
