//! Files of what was observed later: made from a table, written, read back, and what is
//! said when something in them cannot be.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use buurt_city::observed_import::import_observed;
use buurt_city::{CityFile, Observed};
use std::path::{Path, PathBuf};

const HEAD: &str = "pc4,gemeente,aantal_hh,aantal_part_huishoudens,woning,aantal_woningen,won_hcorp,aantal_huurwoningen_in_bezit_woningcorporaties,p_koopwon,percentage_koopwoningen,inwoner,aantal_inwoners";

fn written(name: &str, text: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("buurt-observed-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn imported(name: &str, city: &str, text: &str) -> Result<Observed, String> {
    import_observed(city, &written(name, text), 2024).map_err(|e| e.to_string())
}

fn read(name: &str, text: &str) -> Result<Observed, String> {
    Observed::read(&written(name, text)).map_err(|e| e.to_string())
}

fn mentions(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in: {message}");
    }
}

#[test]
fn both_years_come_through_and_are_read_back() {
    let table = format!(
        "{HEAD}\n1001,Town,100.0,110.0,90.0,95.0,30.0,,60.0,70.0,210.0,220.0\n1002,Town,50,,55,60,,,80,80,120,130\n2001,Village,1,2,3,4,5,6,7,8,9,10\n"
    );
    let found = imported("fine-table.csv", "Town", &table).unwrap();
    assert_eq!(found.years, [2017, 2024]);
    let first = [Some(100.0), Some(90.0), Some(30.0), Some(60.0), Some(210.0)];
    let later = [Some(110.0), Some(95.0), None, Some(70.0), Some(220.0)];
    assert_eq!(found.areas["1001"], [first, later]);
    assert_eq!(found.areas["1002"][1][0], None);
    assert_eq!(found.areas.len(), 2);
    assert!(found.comments.iter().any(|c| c.contains("CC BY 4.0")));
    let text = found.text();
    assert!(text.contains("\n1001,2024,110,95,,70,220\n"), "{text}");
    let back = read("fine.csv", &text).unwrap();
    let file = back.file.clone();
    assert_eq!(back, Observed { file, ..found });
}

#[test]
fn what_the_table_lacks_is_said() {
    let row = "1001,Town,100,110,90,95,30,35,60,70,210,220";
    let message = imported("t1.csv", "City", &format!("{HEAD}\n{row}\n")).unwrap_err();
    mentions(&message, &["t1.csv", "City", "as the table spells it"]);
    let without = HEAD.replace(",aantal_woningen", ",wohnungen");
    let message = imported("t2.csv", "Town", &format!("{without}\n{row}\n")).unwrap_err();
    mentions(
        &message,
        &["t2.csv", "`aantal_woningen`", "2017 and of 2024"],
    );
    for (cell, wrong, allowed) in [
        ("60", "160", "0 to 100"),
        ("110", "many", "0 to 10,000,000"),
    ] {
        let row = row.replacen(cell, wrong, 1);
        let message = imported("t3.csv", "Town", &format!("{HEAD}\n{row}\n")).unwrap_err();
        let value = format!("`{wrong}`");
        mentions(&message, &["row 1 (area 1001)", &value, allowed, "Correct"]);
    }
}

#[test]
fn what_is_wrong_in_a_file_is_said() {
    const COLUMNS: &str =
        "area,year,households,dwellings,corporation_dwellings,owner_percent,inhabitants";
    let both = |first: &str, later: &str| {
        format!("# CBS\n{COLUMNS}\n1001,2017,{first}\n1001,2024,{later}\n")
    };
    let good = "100,90,30,60,210";
    assert!(read("good.csv", &both(good, good)).is_ok());
    let anew = "buurt import --observed";
    for (name, text, parts) in [
        (
            "percent.csv",
            both(good, "100,90,30,101,210"),
            vec!["line 4, owner_percent", "`101`", "0 to 100", anew],
        ),
        (
            "minus.csv",
            both("-1,90,30,60,210", good),
            vec!["line 3, households", "`-1`", "0 to 10,000,000"],
        ),
        (
            "column.csv",
            both(good, good).replace("inhabitants", "people"),
            vec!["column.csv", "no column `inhabitants`", anew],
        ),
        (
            "year.csv",
            both(good, good).replace("2024", "later"),
            vec!["line 4, year", "`later`"],
        ),
        (
            "same.csv",
            both(good, good).replace("2024", "2017"),
            vec!["line 4, area", "`1001`", "a row for each area and year"],
        ),
        (
            "years.csv",
            format!("{}1001,2030,{good}\n", both(good, good)),
            vec!["3 years", "[2017, 2024, 2030]", "two"],
        ),
        (
            "half.csv",
            format!("{}1002,2024,{good}\n", both(good, good)),
            vec!["area 1002", "a row of 2024 and none of 2017"],
        ),
        (
            "other-half.csv",
            format!("{}1002,2017,{good}\n", both(good, good)),
            vec!["area 1002", "a row of 2017 and none of 2024"],
        ),
    ] {
        mentions(&read(name, &text).unwrap_err(), &parts);
    }
    let message = Observed::read(Path::new("no-such.csv")).unwrap_err();
    mentions(&message.to_string(), &["no-such.csv", "cannot be read"]);
}

#[test]
fn an_area_that_was_not_run_is_named_with_the_nearest() {
    let row = "100,90,30,60,210";
    let text = format!(
        "area,year,households,dwellings,corporation_dwellings,owner_percent,inhabitants\n1001,2017,{row}\n1001,2024,{row}\n1092,2017,{row}\n1092,2024,{row}\n"
    );
    let observed = read("areas.csv", &text).unwrap();
    assert!(observed.check_areas(&["1001", "1092", "1003"]).is_ok());
    let said = |known: &[&str]| observed.check_areas(known).unwrap_err().to_string();
    mentions(
        &said(&["1001", "1002"]),
        &["areas.csv", "`1092`", "did you mean `1002`?"],
    );
    mentions(
        &said(&["2001", "2002"]),
        &["`1001`", "None of its areas", "the city that was run"],
    );
}

#[test]
fn the_file_of_breda_begins_where_the_city_file_does() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../scenarios");
    let observed = Observed::read(&root.join("observed/breda.csv")).unwrap();
    let city = CityFile::read(&root.join("cities/breda.ron")).unwrap();
    assert_eq!(observed.years, [city.year, city.totals[1].year]);
    assert_eq!(observed.areas.len(), city.areas.len());
    for area in &city.areas {
        let [first, _] = observed.areas[&area.code];
        assert_eq!(first[0], Some(f64::from(area.households)), "{}", area.code);
        assert_eq!(first[1], Some(f64::from(area.dwellings())), "{}", area.code);
    }
    assert!(observed.comments.iter().any(|c| c.contains("CC BY 4.0")));
}
