//! Sanity of the dynamics: the base of Nijmegen over 25 years and 10 replicates, and the
//! command that reports it. What needs the variants too is in the whole list:
//! `buurt run scenarios/nijmegen.ron && buurt patterns results/nijmegen`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_lab::patterns::{Finding, Verdict, patterns};
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
    let report = patterns(&folder.0).unwrap();
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
    let report = patterns(&folder.0).unwrap();
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
