//! What a user is told when the input is wrong: the place, the value, what is
//! allowed and the next step, with exit code 2 and nothing half-written.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

#[cfg(unix)]
use support::shell;
use support::{Folder, buurt};

const CITY: &str = "scenarios/cities/tutorial.ron";

/// Runs a scenario text; returns the message, after checking that the command
/// failed with exit code 2 and left no results.
fn refused(name: &str, text: &str) -> String {
    let folder = Folder::new(name);
    let scenario = folder.file("scenario.ron", text);
    let out = folder.0.join("out").display().to_string();
    let output = buurt(&["run", &scenario, "--out", &out]);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(!folder.0.join("out").exists(), "results were left behind");
    assert!(
        message.starts_with("error: ") && message.contains("scenario.ron"),
        "{message}"
    );
    message
}

fn scenario(body: &str) -> String {
    let city = std::fs::canonicalize(CITY).unwrap();
    format!(
        "(\n  name: \"t\", title: \"T\", question: \"Q\",\n  city: \"{}\",\n  first_year: 2017, last_year: 2019, burn_in: 1, replicates: 1,\n  {body}\n)\n",
        city.display()
    )
}

fn mentions(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in: {message}");
    }
}

#[test]
fn an_unknown_field() {
    let m = refused("unknown", &scenario("base: (pasend: (in_force: true)),"));
    mentions(&m, &[":5:", "`base.pasend`", "did you mean `passend`"]);
}

#[test]
fn a_comma_or_a_bracket_that_is_missing() {
    let advice = "every ( and [ is closed by its own kind";
    let m = refused("comma", &scenario("seed: 1 base: (),"));
    mentions(&m, &[":5:", "Expected comma", advice]);
    let m = refused("bracket", &scenario("variants: (],"));
    mentions(&m, &[":5:", "']'", advice]);
}

#[test]
fn a_field_given_twice() {
    let m = refused("twice", &scenario("seed: 1, seed: 2,"));
    mentions(&m, &[":5:", "`seed` is given twice"]);
}

#[test]
fn not_a_number() {
    let m = refused(
        "nan",
        &scenario("base: (sales: (share_of_vacancies: NaN)),"),
    );
    mentions(
        &m,
        &["`base.sales.share_of_vacancies`", "NaN", "from 0 to 1"],
    );
}

#[test]
fn a_negative_rent() {
    let m = refused(
        "negative",
        &scenario("base: (rent_policy: (target_share: -0.2)),"),
    );
    mentions(
        &m,
        &["`base.rent_policy.target_share`", "-0.2", "from 0.3 to 1"],
    );
}

#[test]
fn an_area_that_does_not_exist() {
    let m = refused(
        "area",
        &scenario(
            "variants: [(name: \"v\", change: (rotterdam_act: (in_force: true, areas: [\"1005\"])))],",
        ),
    );
    mentions(
        &m,
        &[
            "variant v",
            "rotterdam_act.areas",
            "\"1005\"",
            "did you mean",
            "1001, 1002, 1003, 1004",
        ],
    );
}

#[test]
fn years_out_of_order() {
    let m = refused(
        "years",
        &scenario("").replace("last_year: 2019", "last_year: 2010"),
    );
    mentions(
        &m,
        &["`last_year`", "2010", "give a `last_year` of 2017 or later"],
    );
    let m = refused(
        "span",
        &scenario("base: (demolition: (from: 2030, until: 2020)),"),
    );
    mentions(&m, &["`base.demolition.until`", "2020", "2030"]);
}

#[test]
fn a_variant_that_starts_outside_the_years() {
    let m = refused(
        "from",
        &scenario("variants: [(name: \"v\", from: 2031, change: (passend: (in_force: false)))],"),
    );
    mentions(&m, &["variant v", "2031", "2017", "2019"]);
}

#[test]
fn a_city_file_that_is_not_there_or_cut_short() {
    let text = scenario("").replace("tutorial.ron", "atlantis.ron");
    let folder = Folder::new("no-city");
    let path = folder.file("scenario.ron", &text);
    let output = buurt(&["check", &path]);
    assert_eq!(output.status.code(), Some(2));
    mentions(
        &String::from_utf8(output.stderr).unwrap(),
        &["atlantis.ron", "buurt import"],
    );

    let whole = std::fs::read_to_string(CITY).unwrap();
    let cut = folder.file("cut.ron", &whole[..1500]);
    let text = "(name: \"t\", title: \"T\", question: \"Q\", city: \"cut.ron\", first_year: 2017, last_year: 2019)";
    let path = folder.file("scenario.ron", text);
    let output = buurt(&["check", &path]);
    assert_eq!(output.status.code(), Some(2));
    mentions(
        &String::from_utf8(output.stderr).unwrap(),
        &[&cut, "A city file is made by"],
    );
}

#[test]
fn results_that_are_there_are_not_overwritten() {
    let folder = Folder::new("exists");
    let path = folder.file("scenario.ron", &scenario(""));
    let out = folder.0.join("out").display().to_string();
    assert!(buurt(&["run", &path, "--out", &out]).status.success());
    let again = buurt(&["run", &path, "--out", &out]);
    assert_eq!(again.status.code(), Some(2));
    mentions(
        &String::from_utf8(again.stderr).unwrap(),
        &[&out, "--resume", "--overwrite"],
    );
    assert!(
        buurt(&["run", &path, "--out", &out, "--overwrite"])
            .status
            .success()
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_found_before_computing() {
    let folder = Folder::new("unwritable");
    let path = folder.file("scenario.ron", &scenario(""));
    let blocked = folder.file("a-file", "in the way");
    let output = buurt(&["run", &path, "--out", &format!("{blocked}/out")]);
    assert_eq!(output.status.code(), Some(2));
    mentions(&String::from_utf8(output.stderr).unwrap(), &["a-file"]);
    assert_eq!(std::fs::read_to_string(&blocked).unwrap(), "in the way");
}

/// Files under a folder.
#[cfg(unix)]
fn files(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path().display().to_string());
        }
    }
    found
}

#[cfg(unix)]
#[test]
fn a_disk_that_takes_no_more() {
    // No file may grow beyond this many blocks: the tables do, the manifest does not.
    let folder = Folder::new("limited");
    let limited = |blocks: u32| {
        let script = format!(r#"trap "" XFSZ; ulimit -f {blocks}; "$1" run "$3" --out "$2/out""#);
        let (code, message) = shell(&script, &folder, &[]);
        assert_eq!(code, Some(2), "{message}");
        mentions(&message, &["cannot write", "/out/", "--resume"]);
    };
    limited(100);
    let left = files(&folder.0.join("out"));
    let whole = |f: &String| f.ends_with("manifest.json");
    assert!(left.iter().all(whole), "half-written: {left:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    let folder = Folder::new("full");
    // A disk of its own, in a namespace of its own: small at first, then larger.
    let script = r#"
        mount -t tmpfs -o size=256k tmpfs "$2" || exit 77
        "$1" run "$3" --out "$2/out" && exit 78
        code=$?
        find "$2/out" -type f ! -name manifest.json | grep . && exit 79
        mount -o remount,size=64m "$2" || exit 77
        "$1" run "$3" --out "$2/out" --resume || exit 80
        "$1" run "$3" --out "$2/again" || exit 81
        for variant in "$2"/again/variant=*; do
            diff -r "$variant" "$2/out/$(basename "$variant")" || exit 82
        done
        exit $code"#;
    let (code, message) = shell(script, &folder, &["unshare", "--map-root-user", "--mount"]);
    let apart = message.contains("unshare:") || code == Some(77);
    if apart {
        eprintln!("skipped: no disk of its own can be made here: {message}");
        return;
    }
    assert_eq!(code, Some(2), "{message}");
    mentions(
        &message,
        &[
            "cannot write",
            "/out/",
            "The disk is full",
            "--resume",
            "--out",
        ],
    );
}

#[test]
fn options_that_make_no_sense() {
    for (arguments, part) in [
        (vec!["--shard", "3/2"], "I/N"),
        (vec!["--seeds", "many"], "--seeds many"),
        (vec!["--years", "0"], "--years 0"),
        (vec!["--only", "no_pasend"], "did you mean `no_passend`"),
        (vec!["--threads", "0"], "--threads"),
    ] {
        let folder = Folder::new("options");
        let out = folder.0.join("out").display().to_string();
        let mut all = vec!["run", "scenarios/tutorial.ron", "--out", &out];
        all.extend(arguments);
        let output = buurt(&all);
        assert_eq!(output.status.code(), Some(2), "{all:?}");
        mentions(&String::from_utf8(output.stderr).unwrap(), &[part]);
        assert!(!folder.0.join("out").exists());
    }
}

#[test]
fn comparing_what_is_not_there() {
    let folder = Folder::new("nothing");
    let output = buurt(&["compare", &folder.0.display().to_string()]);
    assert_eq!(output.status.code(), Some(2));
    mentions(&String::from_utf8(output.stderr).unwrap(), &["buurt run"]);
}

#[test]
fn settings_that_contradict_each_other_are_warned_of() {
    let folder = Folder::new("doubts");
    let scenario = folder.scenario(
        r#"variants: [
            (name: "act", change: (rotterdam_act: (in_force: true, areas: ["1001", "1002"], excluded_areas: ["1002"]))),
            (name: "meant", change: (rotterdam_act: (in_force: true, areas: ["1001"], past_twenty_years: true))),
            (name: "nowhere", change: (demolition: (in_force: true))),
            (name: "no_stairs", change: (portiek_cap: (in_force: true, areas: ["1004"]))),
            (name: "mix", change: (thirds_norm: (in_force: true), mirrored_building: (strength: 0.5))),
            (name: "sites", change: (siting_under_protest: (in_force: true))),
            (name: "late", from: 2018, change: (wealth: (top_tenth: 0.66))),
        ]"#,
    );
    let output = buurt(&["check", &scenario]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    for part in [
        "Warnings",
        "act: `rotterdam_act` area 1002 is both designated and excluded",
        "twenty years at most",
        "nowhere: `demolition` is in force but names no area",
        "mix: `thirds_norm` with `mirrored_building`",
        "sites: `siting_under_protest` without special housing",
        "late: `wealth` changes nothing: `top_tenth` spreads the wealth of the first year, 2017, and this variant starts in 2018",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains("meant: `rotterdam_act`"), "{text}");
    let out = folder.0.join("out").display().to_string();
    let output = buurt(&["run", &scenario, "--years", "1", "--out", &out]);
    assert!(output.status.success());
    mentions(
        &String::from_utf8(output.stderr).unwrap(),
        &["warning: sites: `siting_under_protest` without special housing"],
    );
}

#[test]
fn a_stairwell_cap_where_there_are_no_stairwells_is_warned_of() {
    let folder = Folder::new("no-stairs");
    let city = std::fs::read_to_string(CITY).unwrap();
    let city = folder.file(
        "city.ron",
        &city.replace("multi_family: 40,", "multi_family: 0,"),
    );
    let text = scenario(r#"base: (portiek_cap: (in_force: true, areas: ["1004"])),"#);
    let whole = std::fs::canonicalize(CITY).unwrap().display().to_string();
    let path = folder.file("scenario.ron", &text.replace(&whole, &city));
    let output = buurt(&["check", &path]);
    mentions(
        &String::from_utf8(output.stdout).unwrap(),
        &[
            "base: `portiek_cap` caps stairwells, but its areas have no rented multi-family building",
        ],
    );
}

#[test]
fn an_instrument_before_it_was_legal_is_warned_of() {
    let folder = Folder::new("too-early");
    let text = scenario(
        r#"variants: [
            (name: "test", change: (market_test: (in_force: true, from: 2010))),
            (name: "rent", change: (income_rent: (in_force: true))),
            (name: "two", change: (two_rents: (in_force: true))),
            (name: "rise", change: (rent_increase: (in_force: true))),
            (name: "act", change: (rotterdam_act: (in_force: true, areas: ["1001"], article_10: true, until: 2020))),
        ],"#,
    );
    let text = text.replace(
        "first_year: 2017, last_year: 2019",
        "first_year: 2012, last_year: 2012",
    );
    let path = folder.file("scenario.ron", &text);
    let output = buurt(&["check", &path]);
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{error}");
    mentions(
        &String::from_utf8(output.stdout).unwrap(),
        &[
            "test: `market_test` the market test (Woningwet 2015) is law from 2015",
            "rent: `income_rent` is in force, but it was legal in the experiment of 2008 to 2011 only",
            "two: `two_rents` is in force, but the scenario ends in 2012",
            "rise: `rent_increase` is in force, but the scenario ends in 2012",
            "act: `rotterdam_act` article 10 is law from 2017 but used from 2012",
        ],
    );
}

#[test]
fn an_indicator_that_is_not_measured() {
    let folder = Folder::new("indicator");
    let scenario = folder.scenario(
        r#"indicators: [(level: "complex", group: "low_incomes", index: "dissimilarity")], variants: []"#,
    );
    let output = buurt(&["check", &scenario]);
    assert_eq!(output.status.code(), Some(2));
    mentions(
        &String::from_utf8(output.stderr).unwrap(),
        &[
            "scenario.ron",
            "`indicators[0].group`",
            "low_incomes",
            "low_income",
        ],
    );
}
