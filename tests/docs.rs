//! The documents against the code: what they name must exist, and what exists must
//! be named.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_core::Phase;
use buurt_model::instruments::{ELSEWHERE, WITHOUT_SIGN};
use buurt_model::policy::Policy;
use buurt_model::rulebook::Reason;
use buurt_params::Prices;
use buurt_params::schema::Parameters;
use std::path::Path;
use support::buurt;

const HEADINGS: [&str; 7] = [
    "## 1. Purpose and patterns",
    "## 2. Entities, state variables, and scales",
    "## 3. Process overview and scheduling",
    "## 4. Design concepts",
    "## 5. Initialization",
    "## 6. Input data",
    "## 7. Submodels",
];

const DOCUMENTS: [&str; 9] = [
    "odd.md",
    "glossary.md",
    "determinism.md",
    "add-an-instrument.md",
    "scenarios.md",
    "parameters.md",
    "instruments.md",
    "report.md",
    "patterns.md",
];

fn document(name: &str) -> String {
    std::fs::read_to_string(Path::new("docs").join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The text of section `number` (from 1) of the ODD document.
fn section(odd: &str, number: usize) -> &str {
    let start = odd.find(HEADINGS[number - 1]).unwrap();
    let end = HEADINGS
        .get(number)
        .map_or(odd.len(), |next| odd.find(next).unwrap());
    &odd[start..end]
}

#[test]
fn the_odd_document_has_exactly_the_seven_headings_in_order() {
    let odd = document("odd.md");
    let found: Vec<&str> = odd.lines().filter(|l| l.starts_with("## ")).collect();
    assert_eq!(found, HEADINGS);
}

#[test]
fn the_overview_names_every_phase_in_the_order_of_a_year() {
    let odd = document("odd.md");
    let overview = section(&odd, 3);
    let mut last = 0;
    for (i, phase) in Phase::ALL.into_iter().enumerate() {
        let item = format!("\n{}. **{phase:?}**", i + 1);
        let at = overview
            .find(&item)
            .unwrap_or_else(|| panic!("section 3 has no item {item:?}"));
        assert!(at > last, "{phase:?} is out of order");
        last = at;
    }
}

#[test]
fn the_submodels_name_every_group_of_behaviour() {
    let odd = document("odd.md");
    let submodels = section(&odd, 7);
    for name in Policy::behaviours() {
        assert!(
            submodels.contains(&format!("`{name}`")),
            "section 7 does not name `{name}`"
        );
    }
}

fn cell(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('|', "\\|")
}

fn parameter_tables() -> String {
    let mut out = String::from(
        "# Parameters\n\n\
         Every parameter of a policy, as scenario files name it: `group: (parameter: value)`; last, the\n\
         prices, which stand beside the policy.\n\
         Generated from the code; `BUURT_BLESS=1 cargo test --test docs` rewrites this file.\n\n\
         \"scenario range\" as a source means that there is no empirical source: the default\n\
         is a starting point for a sweep, never a calibrated value. The codes (B1, C-13, S1, T5,\n\
         E-10 ...) are listed under \"Sources\" in [odd.md](odd.md#sources).\n",
    );
    for group in Policy::groups().into_iter().chain([Prices::group()]) {
        out += &format!("\n## `{}`\n\n{}\n\n", group.name, cell(&group.meaning));
        out += "| parameter | default | unit | allowed | source | meaning |\n|---|---|---|---|---|---|\n";
        for p in &group.parameters {
            out += &format!(
                "| `{}` | `{}` | {} | {} | {} | {} |\n",
                p.name,
                p.default,
                cell(p.unit),
                cell(&p.kind.allowed()),
                cell(p.source),
                cell(&p.meaning)
            );
        }
    }
    out
}

/// `BUURT_BLESS=1` rewrites the file.
#[test]
fn the_parameter_tables_are_those_of_the_code() {
    let made = parameter_tables();
    let path = Path::new("docs/parameters.md");
    if std::env::var_os("BUURT_BLESS").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    assert_eq!(
        document("parameters.md"),
        made,
        "run once with BUURT_BLESS=1 and read the difference"
    );
}

/// Every row of the report: stock, allocation, rents and contracts, drivers, mechanisms; and
/// national law after it.
fn all_ids() -> Vec<String> {
    let series = [
        ("S", 19),
        ("T", 19),
        ("R", 10),
        ("D", 22),
        ("M", 20),
        ("L", 3),
    ];
    let of = |(letter, last): (&'static str, u32)| (1..=last).map(move |n| format!("{letter}{n}"));
    series.into_iter().flat_map(of).collect()
}

fn instrument_table() -> String {
    let rows: Vec<_> = Policy::catalogue()
        .into_iter()
        .chain(ELSEWHERE.iter().map(|(group, row)| (*group, row)))
        .collect();
    let mut text = String::from(
        "# Instruments, drivers and mechanisms\n\nEvery row of the report and, as L, national law after it: where it is in scenario files, and the test that shows the sign of\nits main effect: runs of a small town with and without it, which share their chances. Table tests of a rule stand beside the\nrule. Generated from the code; `BUURT_BLESS=1 cargo test --test docs` rewrites this file. Parameters, units,\nranges and defaults of each group are in [parameters.md](parameters.md).\n\n| ID | Dutch | English | group | reads | changes | source, confidence | test |\n|---|---|---|---|---|---|---|---|\n",
    );
    let mut missing = Vec::new();
    for id in all_ids() {
        let found: Vec<_> = rows.iter().filter(|(_, r)| r.id == id).collect();
        if found.is_empty() {
            missing.push(id.clone());
        }
        for (group, r) in found {
            let group = if group.is_empty() {
                "-".to_owned()
            } else {
                format!("`{group}`")
            };
            let test = if r.test.is_empty() {
                "-".to_owned()
            } else {
                format!("`{}`", r.test)
            };
            text += &format!(
                "| {id} | {} | {} | {group} | {} | {} | {} | {test} |\n",
                r.dutch, r.english, r.reads, r.changes, r.source
            );
        }
    }
    text += "\n## Rows without a sign\n\nThe report states no direction in which something changes.\n\n| ID | why |\n|---|---|\n";
    for (id, why) in WITHOUT_SIGN {
        text += &format!("| {id} | {why} |\n");
    }
    text += "\n## Refusals\n\nThe codes under which refused responses are counted (table `lettings`, columns `refused_CODE`).\n\n| code | meaning | source |\n|---|---|---|\n";
    for reason in Reason::REFUSALS {
        text += &format!(
            "| `{}` | {} | {} |\n",
            reason.name(),
            reason.words(),
            reason.source()
        );
    }
    if !missing.is_empty() {
        text += &format!("\nNot modelled yet: {}.\n", missing.join(", "));
    }
    text
}

#[test]
fn the_instrument_table_is_that_of_the_code_and_its_tests_exist() {
    let path = Path::new("docs/instruments.md");
    let text = instrument_table();
    if std::env::var_os("BUURT_BLESS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap_or_default(),
        text,
        "docs/instruments.md is out of date: BUURT_BLESS=1 cargo test --test docs"
    );
    // A sign is shown by runs of the model, not by a rule on its own.
    let paired = rust_sources(Path::new("engine/crates/model/tests"));
    let rows = Policy::catalogue().into_iter().map(|(_, r)| r);
    for row in rows.chain(ELSEWHERE.iter().map(|(_, r)| r)) {
        let name = format!("fn {}()", row.test);
        let stated = WITHOUT_SIGN.iter().all(|(id, _)| *id != row.id);
        assert!(
            paired.contains(&name) || !stated && row.test.is_empty(),
            "{}: no test `{}` in engine/crates/model/tests",
            row.id,
            row.test
        );
        assert!(all_ids().contains(&row.id.to_owned()), "{}", row.id);
    }
}

#[test]
fn every_unclear_point_of_the_sources_has_its_test() {
    let sources = rust_sources(Path::new("engine")) + &rust_sources(Path::new("tests"));
    let points = buurt_params::ambiguities();
    assert!(points.len() >= 15);
    for point in points {
        let name = format!("fn {}()", point.test);
        assert!(
            point.test.is_empty() || sources.contains(&name),
            "{}: there is no test `{}`",
            point.id,
            point.test
        );
    }
}

/// The text of all Rust files under a folder.
fn rust_sources(dir: &Path) -> String {
    let mut paths: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.sort();
    paths
        .iter()
        .filter(|p| !p.ends_with("target"))
        .map(|p| match p.extension() {
            _ if p.is_dir() => rust_sources(p),
            Some(e) if e == "rs" => std::fs::read_to_string(p).unwrap(),
            _ => String::new(),
        })
        .collect()
}

/// The commands that `buurt --help` lists.
fn commands() -> Vec<String> {
    let help = String::from_utf8(buurt(&["--help"]).stdout).unwrap();
    let list = help.split("Commands:").nth(1).unwrap();
    list.lines()
        .skip(1)
        .take_while(|l| l.starts_with("  "))
        .filter_map(|l| l.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_guide_to_scenarios_names_every_option_of_every_command() {
    let guide = document("scenarios.md");
    let mut options = 0;
    for command in commands() {
        assert!(guide.contains(&format!("`buurt {command}")), "{command}");
        let help = buurt(&[&command, "--help"]);
        let help = String::from_utf8(help.stdout).unwrap();
        let words = help.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
        for word in words.filter(|w| w.starts_with("--") && w.len() > 2 && *w != "--help") {
            assert!(guide.contains(word), "{command} {word}");
            options += 1;
        }
    }
    assert!(options >= 15, "{options}");
}

#[test]
fn links_between_the_documents_lead_somewhere() {
    let mut links = 0;
    for name in DOCUMENTS {
        let text = document(name);
        for link in text.split("](").skip(1) {
            let target = link.split(')').next().unwrap();
            let (file, place) = target.split_once('#').unwrap_or((target, ""));
            if file.starts_with("http") {
                continue;
            }
            links += 1;
            let path = if file.is_empty() {
                Path::new("docs").join(name)
            } else {
                Path::new("docs").join(file)
            };
            assert!(path.exists(), "{name} links to {target}");
            if !place.is_empty() {
                let anchors = std::fs::read_to_string(&path).unwrap();
                let anchor = |l: &str| {
                    let text = l.trim_start_matches('#').trim().to_lowercase();
                    let kept = text
                        .chars()
                        .filter(|c| !matches!(c, '.' | ',' | ':' | '`' | '(' | ')'));
                    kept.collect::<String>().replace(' ', "-")
                };
                let mut headings = anchors.lines().filter(|l| l.starts_with('#'));
                assert!(headings.any(|l| anchor(l) == place), "{name}: {target}");
            }
        }
    }
    assert!(links >= 10, "{links}");
}

/// Names in backticks that look like files of this repository.
#[test]
fn files_that_the_documents_name_exist() {
    let mut seen = 0;
    for name in DOCUMENTS {
        let text = document(name);
        for word in text.split('`').skip(1).step_by(2) {
            let file = word.split([':', ' ']).next().unwrap();
            let rooted = [
                "engine/",
                "tests/",
                "examples/",
                "scenarios/",
                "docs/",
                "benches/",
            ];
            if rooted.iter().any(|r| file.starts_with(r)) && !file.contains(['<', '*', '{']) {
                seen += 1;
                let made_by_the_reader = text.contains(&format!("Create `{file}`"));
                assert!(
                    Path::new(file).exists() || made_by_the_reader,
                    "{name} names {file}"
                );
            }
        }
    }
    assert!(seen >= 20, "{seen}");
}

/// The codes of sources in a text: capitals, perhaps a dash, and digits.
fn codes(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words
        .filter(|word| {
            let (head, number) =
                word.split_at(word.find(|c: char| c.is_ascii_digit()).unwrap_or(0));
            ["B", "C-", "D", "E-", "M", "R", "S", "T"].contains(&head)
                && number.chars().all(|c| c.is_ascii_digit())
        })
        .collect()
}

#[test]
fn every_code_of_a_source_is_in_the_key_of_the_report_and_in_the_overview() {
    let odd = document("odd.md");
    let sources = &odd[odd.find("### Sources").unwrap()..];
    let key: Vec<&str> = buurt_report::page::source_key::CODES
        .iter()
        .flat_map(|(code, _, _)| codes(code))
        .collect();
    let mut found = 0;
    for group in Policy::groups().into_iter().chain([Prices::group()]) {
        for p in &group.parameters {
            for code in codes(p.source) {
                found += 1;
                // Anchors and law are explained one by one, the others by their letter.
                let one = code.starts_with("C-") || code.starts_with('B');
                let in_key = |k: &&str| if one { *k == code } else { k[..1] == code[..1] };
                assert!(
                    key.iter().any(in_key),
                    "{code} of {} is not in the key",
                    p.name
                );
                if one {
                    assert!(codes(sources).contains(&code), "{code} is not in odd.md");
                }
            }
        }
    }
    assert!(found > 100);
}
