//! Sanity of the dynamics: the base of Nijmegen over 25 years and 10 replicates, and the
//! command that reports it. What needs the variants too is in the whole list:
//! `buurt run scenarios/nijmegen.ron && buurt patterns results/nijmegen`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_core::{Column, Table};
use buurt_lab::patterns::{Finding, Found, Verdict, patterns};
use buurt_lab::read_table;
use std::collections::{BTreeMap, BTreeSet};
use support::{Folder, buurt, run};

/// Findings that must pass, as (code, beginning of what is checked).
const MUST: [(&str, &str); 20] = [
    ("C-9", "lets of self-contained"),
    ("vacancy", "lowest"),
    ("vacancy", "highest"),
    ("DAEB", "share of landlord-years"),
    ("DAEB", "smallest margin"),
    ("passend", "share of landlord-years"),
    ("passend", "smallest margin"),
    ("waiting", "share of households"),
    ("areas", "quintile shares"),
    ("P15", "moves at 24 to 26"),
    ("P15", "moves from 60 to 74"),
    ("P16", "turnover of other tenants over owners"),
    ("P16", "turnover of allowance tenants over owners"),
    ("P16", "turnover of other over allowance tenants"),
    ("D", "low-income dissimilarity at pc4"),
    ("P7", "turnover and vulnerable"),
    ("P9", "low-income dissimilarity in the last year, portiek"),
    ("P9", "low-income dissimilarity in the last year, complex"),
    ("P9", "low-income Theil H in the last year, complex"),
    ("P23", "social lets above"),
];

fn one<'a>(findings: &'a [Finding], (id, what): (&str, &str)) -> &'a Finding {
    let mut found = findings
        .iter()
        .filter(|f| f.id == id && f.what.starts_with(what));
    let first = found.next();
    assert!(first.is_some() && found.next().is_none(), "{id} {what}");
    first.unwrap()
}

#[test]
fn the_base_of_nijmegen_is_sane() {
    let folder = Folder::new("sane");
    let arguments = ["--only", "base"];
    run("scenarios/nijmegen.ron", &folder, &arguments);
    let report = patterns(&folder.0, 0, None).unwrap();
    for wanted in MUST {
        let finding = one(&report.findings, wanted);
        assert_eq!(finding.verdict(), Verdict::Pass, "{}", report.screen());
    }
    // Moves by age: every age within a quarter of C-13.
    let by_age = report.findings.iter().filter(|f| f.id == "C-13");
    let passed = by_age.clone().filter(|f| f.verdict() == Verdict::Pass);
    assert_eq!(by_age.clone().count(), 28);
    assert_eq!(passed.count(), 28, "{}", report.screen());
    // What needs other variants is not judged.
    let variants = one(&report.findings, ("P1", "passend"));
    assert_eq!(variants.verdict(), Verdict::NotAvailable);
}

#[test]
fn forced_movers_are_compared_room_by_room_and_strict_ends_with_one() {
    let folder = Folder::new("patterns-tutorial");
    run("scenarios/tutorial.ron", &folder, &["--seeds", "2"]);
    let report = patterns(&folder.0, 0, None).unwrap();
    let rooms = one(&report.findings, ("P13", "demolition: rooms"));
    let (mean, half) = rooms.estimate().unwrap();
    assert!(mean.abs() < 3.0 && half.is_finite(), "{mean} {half}");
    let dir = folder.0.display().to_string();
    let output = buurt(&["patterns", &dir]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    assert_eq!(text, report.screen());
    assert!(
        text.contains("NOT AVAILABLE") && text.contains("own range"),
        "{text}"
    );
    let failed = report.count(Verdict::Fail);
    let strict = buurt(&["patterns", &dir, "--strict"]);
    assert_eq!(strict.status.code(), Some(i32::from(failed > 0)));
    let nothing = buurt(&["patterns", "no-such-folder"]);
    assert_eq!(nothing.status.code(), Some(2));
    let message = String::from_utf8(nothing.stderr).unwrap();
    assert!(message.contains("no-such-folder"), "{message}");
}

#[test]
fn lines_that_tell_of_few_are_withheld_and_do_not_follow_from_others() {
    let folder = Folder::new("patterns-min-cell");
    run("scenarios/tutorial.ron", &folder, &["--seeds", "2"]);
    let open = patterns(&folder.0, 0, None).unwrap();
    assert_eq!(open.count(Verdict::Withheld), 0);
    let withheld = |min_cell: u32| {
        let report = patterns(&folder.0, min_cell, None).unwrap();
        let lines = open.findings.iter().zip(report.findings);
        let gone: Vec<Finding> = lines
            .filter_map(|(before, after)| match after.verdict() {
                Verdict::Withheld => Some(before.clone()),
                _ => {
                    // What is shown is as it was, and rests on enough.
                    assert_eq!((&before.what, &before.found), (&after.what, &after.found));
                    assert!(after.smallest >= f64::from(min_cell), "{after:?}");
                    None
                }
            })
            .collect();
        gone
    };
    let few = [1, 10, 50, 250, 1_000_000].map(|n| withheld(n).len());
    assert!(
        few.is_sorted() && few[0] < few[1] && few[1] < few[3],
        "{few:?}"
    );
    // What counts nobody is there whatever the number.
    assert!(few[4] < open.findings.len());
    // Lines that add up go together: with the line that tells of the fewest those that
    // tell of enough.
    let sums: BTreeSet<&str> = open.findings.iter().map(|f| f.adds_up).collect();
    let sums: Vec<&str> = sums.into_iter().filter(|sum| !sum.is_empty()).collect();
    assert_eq!(sums.len(), 2);
    for sum in sums {
        let lines = || open.findings.iter().filter(|f| f.adds_up == sum);
        let least = lines().fold(f64::INFINITY, |n, f| n.min(f.smallest));
        let gone = withheld(least as u32 + 1);
        assert!(lines().any(|f| f.smallest > least + 1.0), "{sum}");
        assert!(
            lines().count() > 1 && lines().all(|f| gone.contains(f)),
            "{sum}"
        );
    }
    // Of three quotients of turnover no single one is withheld: it would follow.
    let quotients = |n| withheld(n).iter().filter(|f| f.id == "P16").count();
    let mut steps = open.findings.iter().filter(|f| f.id == "P16");
    assert!(steps.all(|f| quotients(f.smallest as u32 + 1) > 1));
}

#[test]
fn the_screen_and_the_exit_code_tell_nothing_of_withheld_lines() {
    let folder = Folder::new("patterns-withheld");
    run("scenarios/tutorial.ron", &folder, &["--seeds", "2"]);
    let dir = folder.0.display().to_string();
    let plain = buurt(&["patterns", &dir]).stdout;
    assert_eq!(plain, buurt(&["patterns", &dir, "--min-cell", "0"]).stdout);
    let closed = buurt(&["patterns", &dir, "--min-cell", "50", "--strict"]);
    let text = String::from_utf8(closed.stdout).unwrap();
    let report = patterns(&folder.0, 50, None).unwrap();
    assert_eq!(text, report.screen());
    let gone = report.count(Verdict::Withheld);
    assert!(text.contains(&format!(", {gone} withheld\n")), "{text}");
    assert!(text.contains("fewer than 50 households"), "{text}");
    let lines: Vec<&str> = text.lines().filter(|l| l.contains("WITHHELD")).collect();
    assert_eq!(lines.len(), gone);
    for (line, finding) in lines.iter().zip(
        report
            .findings
            .iter()
            .filter(|f| f.verdict() == Verdict::Withheld),
    ) {
        assert_eq!((finding.estimate(), finding.distance()), (None, None));
        // No value, no interval, no distance.
        assert_eq!(line.matches('–').count(), 3, "{line}");
    }
    let failed = report.count(Verdict::Fail);
    let all = patterns(&folder.0, 0, None).unwrap().count(Verdict::Fail);
    assert!(0 < failed && failed < all);
    let message = String::from_utf8(closed.stderr).unwrap();
    assert_eq!(closed.status.code(), Some(1));
    assert!(message.contains(&format!("{failed} patterns")), "{message}");
}

/// A run of the tutorial city over the wave of 2016, with a variant for every pattern that
/// needs one.
fn with_everything(name: &str, moves: bool) -> (Folder, Folder) {
    let (file, out) = (Folder::new(name), Folder::new(&format!("{name}-out")));
    let city = std::fs::canonicalize("scenarios/cities/tutorial.ron").unwrap();
    let text = format!(
        r#"(name: "test", title: "Test", question: "Does it hold?", city: "{}",
        first_year: 2016, last_year: 2023, burn_in: 3, replicates: 2, seed: 7,
        output: (moves: {moves}), base: (),
        variants: [
            (name: "act", change: (rotterdam_act: (in_force: true, areas: ["1001"], until: 2035))),
            (name: "demolition", change: (demolition: (in_force: true, areas: ["1001"], from: 2017, until: 2020, dwellings_per_year: 40))),
            (name: "thirds", change: (thirds_norm: (in_force: true, from: 2017, areas: ["1004"], dear_realised: 0.2))),
            (name: "no_passend", change: (passend: (in_force: false))),
            (name: "rigid", change: (passend: (rent_response: false))),
        ])"#,
        city.display()
    );
    let scenario = file.file("scenario.ron", &text);
    run(&scenario, &out, &[]);
    (file, out)
}

fn table(out: &Folder, variant: &str, name: &str) -> Table {
    let path = format!("variant={variant}/replicate=0/{name}.parquet");
    read_table(&out.0.join(path)).unwrap()
}

fn whole(table: &Table, name: &str) -> Vec<i32> {
    match table.column(name) {
        Some(Column::I32(v)) => v.clone(),
        other => panic!("{name}: {other:?}"),
    }
}

fn real(table: &Table, name: &str) -> Vec<f64> {
    match table.column(name) {
        Some(Column::F64(v)) => v.clone(),
        Some(Column::F32(v)) => v.iter().map(|x| f64::from(*x)).collect(),
        other => panic!("{name}: {other:?}"),
    }
}

fn text(table: &Table, name: &str) -> Vec<String> {
    match table.column(name) {
        Some(Column::Category { codes, categories }) => codes
            .iter()
            .map(|&c| categories[c as usize].clone())
            .collect(),
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn every_pattern_is_judged_where_the_run_allows_it_and_else_says_what_it_needs() {
    let (_file, out) = with_everything("judged", true);
    let report = patterns(&out.0, 0, None).unwrap();
    let value = |wanted: (&str, &str)| one(&report.findings, wanted).estimate().unwrap().0;
    let dear = value(("P26", "30/30/30"));
    assert!((0.0..1.0 / 3.0).contains(&dear), "{dear}");
    let short = value(("P26", "the same, less"));
    assert!(short < -0.02, "{short}");
    assert!((0.0..0.65).contains(&value(("P26", "social share"))));
    let refused = "Rotterdam Act: households it keeps out of a home they get without it";
    let [another, cheaper] = [", share", ": share"].map(|end| format!("{refused}{end}"));
    let found = value(("P11", &another));
    let cheap = value(("P11", &cheaper));
    assert!(
        0.2 < found && found <= 1.0 && (0.0..=1.0).contains(&cheap),
        "{found} {cheap}"
    );
    assert!(value(("P13", "demolition: rooms")).abs() < 3.0);
    let chance = value(("P13", "demolition: chance"));
    // Who has to leave goes first, so that less is left for the others.
    assert!((-1.0..0.0).contains(&chance), "{chance}");
    assert!(value(("P2", "the same: chance")).is_finite());
    let exactly = |what: &str| {
        let line = report.findings.iter().find(|f| f.what == what);
        line.unwrap().estimate().unwrap().0
    };
    let (wave, rise) = (
        exactly("permit holders in social lets, 2016"),
        value(("P28", "permit holders in social lets, 2016 less")),
    );
    let after = value(("P28", "permit holders in social lets, 2018"));
    assert!(wave > 0.0 && (wave - rise - after).abs() < 1e-12);
    for way in ["come in", "go add", "change of income"] {
        let line = report
            .findings
            .iter()
            .find(|f| f.id == "P5" && f.what.contains(way));
        assert!(line.unwrap().estimate().is_some(), "{way}");
    }
    // What is missing is named with the next step.
    let needs = |report: &buurt_lab::patterns::PatternReport, wanted: (&str, &str)| match &one(
        &report.findings,
        wanted,
    )
    .found
    {
        Found::NotAvailable(needs) => needs.clone(),
        found => panic!("{wanted:?}: {found:?}"),
    };
    let wijk = (
        "P9",
        "low-income dissimilarity in the last year, buurt over wijk",
    );
    assert!(needs(&report, wijk).contains("BU and eight digits"));
    let (_file, out) = with_everything("judged-short", false);
    let report = patterns(&out.0, 0, None).unwrap();
    for wanted in [
        ("P13", "demolition: rooms"),
        ("P11", "Rotterdam Act: households"),
    ] {
        let lines = report.findings.iter();
        for line in lines.filter(|f| f.id == wanted.0 && f.what.starts_with(wanted.1)) {
            let Found::NotAvailable(needs) = &line.found else {
                panic!("{line:?}");
            };
            assert!(needs.contains("--moves"), "{needs}");
        }
    }
    let chance = one(&report.findings, ("P13", "demolition: chance"));
    assert!(chance.estimate().is_some());
}

#[test]
fn seekers_who_found_a_home_are_the_registered_who_moved() {
    let (_file, out) = with_everything("seekers", true);
    for variant in ["base", "demolition"] {
        let (seekers, moves) = (
            table(&out, variant, "seekers"),
            table(&out, variant, "moves"),
        );
        let mut moved: BTreeMap<(i32, String, String), [i32; 2]> = BTreeMap::new();
        let (year, class) = (whole(&moves, "year"), text(&moves, "income_class"));
        let (urgency, tenure) = (text(&moves, "urgency"), text(&moves, "tenure_to"));
        for (i, registered) in real(&moves, "registration_years").iter().enumerate() {
            if registered.is_finite() {
                let key = (year[i], class[i].clone(), urgency[i].clone());
                moved.entry(key).or_default()[usize::from(tenure[i] != "social")] += 1;
            }
        }
        let (year, class) = (whole(&seekers, "year"), text(&seekers, "income_class"));
        let urgency = text(&seekers, "urgency");
        let [all, social, other] =
            ["seekers", "found_social", "found_other"].map(|name| whole(&seekers, name));
        let mut urgent = 0;
        for i in 0..seekers.rows() {
            let key = (year[i], class[i].clone(), urgency[i].clone());
            let found = moved.remove(&key).unwrap_or_default();
            assert_eq!([social[i], other[i]], found, "{key:?}");
            assert!(all[i] > 0 && all[i] >= social[i] + other[i], "{key:?}");
            urgent += i32::from(urgency[i] == "renewal") * all[i];
        }
        assert!(moved.is_empty(), "{moved:?}");
        assert_eq!(urgent > 0, variant == "demolition");
    }
}

#[test]
fn what_was_planned_is_delivered_in_the_year_the_plan_says() {
    let (_file, out) = with_everything("planned", false);
    let mut late = 0;
    for variant in ["base", "demolition", "thirds"] {
        let (projects, ledger) = (
            table(&out, variant, "projects"),
            table(&out, variant, "ledger"),
        );
        let mut built: BTreeMap<(i32, &str), f64> = BTreeMap::new();
        let (year, delivered) = (whole(&projects, "year"), whole(&projects, "delivered"));
        let kind = text(&projects, "kind");
        for tenure in ["social", "mid_rent", "private_rent", "owner"] {
            for (i, n) in whole(&projects, tenure).into_iter().enumerate() {
                assert!(n == 0 || kind[i] != "special");
                *built.entry((delivered[i], tenure)).or_default() += f64::from(n);
            }
        }
        late += year.iter().zip(&delivered).filter(|(y, d)| d > y).count();
        let (year, item) = (whole(&ledger, "year"), text(&ledger, "item"));
        let mut all = 0.0;
        for (i, quantity) in real(&ledger, "quantity").into_iter().enumerate() {
            if let Some(tenure) = item[i].strip_prefix("built_")
                && tenure != "special"
            {
                let planned = built.get(&(year[i], tenure)).copied().unwrap_or(0.0);
                assert_eq!(planned, quantity, "{variant} {} {tenure}", year[i]);
                all += quantity;
            }
        }
        assert!(all > 0.0, "{variant}");
        assert_eq!(late > 0, variant == "thirds");
        let rebuilt = kind.iter().any(|k| k == "replacement");
        assert_eq!(rebuilt, variant == "demolition");
    }
}
