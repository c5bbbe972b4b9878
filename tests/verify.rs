//! `buurt verify`: an honest folder has no violations, and every kind of fraud is found.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_core::{Column, Table};
use buurt_lab::{read_table, write_table};
use std::path::PathBuf;
use support::{Folder, buurt, run};

/// The tutorial town with every allocation instrument on, and the two norms off.
const VARIANTS: &str = r#"variants: [
    (name: "all", label: "All", question: "?", from: 2019, change: (
        advert: (lottery_share: 0.3, ranking: "residence"),
        contingent: (in_force: true, per_year: 5),
        wonen_plus: (in_force: true, areas: ["1001"]),
        screening: (in_force: true, flagged: 0.0),
        advice_talk: (in_force: true),
        care_advice: (in_force: true),
        local_tie: (in_force: true),
        complex_stop: (in_force: true),
        portiek_cap: (in_force: true),
        rotterdam_act: (in_force: true, areas: ["1001"], article_10: true),
    )),
    (name: "no_norms", label: "None", question: "?", change: (
        daeb: (in_force: false), passend: (in_force: false),
    )),
    (name: "reform", label: "Reform", question: "?", change: (
        law_reform: (in_force: true, from: 2020, daeb_limit_factor: 1.2, cap_factor: 0.9),
    )),
]"#;

struct Honest {
    folder: Folder,
}

impl Honest {
    fn new(name: &str) -> Honest {
        let folder = Folder::new(name);
        let scenario = Folder::new(&format!("{name}-scenario"));
        run(&scenario.scenario(VARIANTS), &folder, &[]);
        Honest { folder }
    }

    fn verdict(&self) -> (Option<i32>, String) {
        let output = buurt(&["verify", &self.folder.0.display().to_string()]);
        let text =
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        (output.status.code(), text)
    }

    fn path(&self, table: &str) -> PathBuf {
        let run = self.folder.0.join("variant=base/replicate=0");
        run.join(format!("{table}.parquet"))
    }

    /// Changes one value of a table, verifies, and puts the table back.
    fn tampered(&self, table: &str, change: impl Fn(&mut Table)) -> String {
        let path = self.path(table);
        let bytes = std::fs::read(&path).unwrap();
        let mut changed = read_table(&path).unwrap();
        change(&mut changed);
        write_table(&path, &changed).unwrap();
        let (code, text) = self.verdict();
        assert_eq!(code, Some(1), "{text}");
        std::fs::write(&path, bytes).unwrap();
        text
    }
}

fn column<'a>(table: &'a mut Table, name: &str) -> &'a mut Column {
    &mut table.columns.iter_mut().find(|c| c.0 == name).unwrap().1
}

fn text(table: &Table, name: &str, row: usize) -> String {
    match table.column(name) {
        Some(Column::Category { codes, categories }) => categories[codes[row] as usize].clone(),
        other => panic!("{name}: {other:?}"),
    }
}

fn whole(table: &Table, name: &str, row: usize) -> i32 {
    match table.column(name) {
        Some(Column::I32(v)) => v[row],
        other => panic!("{name}: {other:?}"),
    }
}

fn money(table: &Table, name: &str, row: usize) -> f32 {
    match table.column(name) {
        Some(Column::F32(v)) => v[row],
        other => panic!("{name}: {other:?}"),
    }
}

/// The first social let without labels to a household of the target group.
fn let_of(table: &Table) -> usize {
    (0..table.rows())
        .find(|&i| {
            text(table, "tenure_to", i) == "social"
                && whole(table, "free_room", i) == 0
                && whole(table, "passend_exception", i) == 0
                && whole(table, "shared", i) == 0
                && money(table, "taxable_income_eur", i) <= 20_000.0
        })
        .unwrap()
}

#[test]
fn an_honest_folder_has_no_violations_and_every_fraud_is_found() {
    let honest = Honest::new("verify");
    let (code, text_of) = honest.verdict();
    assert_eq!(code, Some(0), "{text_of}");
    assert!(
        text_of.contains("4 runs") && text_of.contains(" 0 violations"),
        "{text_of}"
    );

    let rich = honest.tampered("moves", |t| {
        let row = let_of(t);
        let Column::F32(income) = column(t, "taxable_income_eur") else {
            panic!("income");
        };
        income[row] = 80_000.0;
    });
    assert!(rich.contains("above the DAEB limit of 3"), "{rich}");
    assert!(rich.contains("`daeb_low` is"), "{rich}");

    let dear = honest.tampered("moves", |t| {
        let row = let_of(t);
        let Column::F64(rent) = column(t, "rent_eur_month") else {
            panic!("rent");
        };
        rent[row] = 705.0;
    });
    assert!(dear.contains("above the cap of"), "{dear}");

    let label = honest.tampered("moves", |t| {
        let row = (0..t.rows())
            .find(|&i| text(t, "tenure_to", i) == "owner")
            .unwrap();
        let Column::I32(free) = column(t, "free_room") else {
            panic!("label");
        };
        free[row] = 1;
    });
    assert!(label.contains("label of the social stock"), "{label}");

    let direct = honest.tampered("moves", |t| {
        let row = (0..t.rows())
            .find(|&i| text(t, "channel", i) == "advert" && text(t, "urgency", i) == "none")
            .unwrap();
        let Column::Category { codes, categories } = column(t, "channel") else {
            panic!("channel");
        };
        codes[row] = categories.iter().position(|c| c == "direct").unwrap() as u32;
    });
    assert!(direct.contains("not mediated"), "{direct}");

    let counter = honest.tampered("landlords", |t| {
        let Column::I32(lets) = column(t, "social_lets") else {
            panic!("counter");
        };
        lets[0] += 1;
    });
    assert!(counter.contains("`social_lets` is"), "{counter}");
    assert_eq!(honest.verdict().0, Some(0), "put back as it was");
}

#[test]
fn a_folder_without_results_or_moves_is_answered_with_the_next_step() {
    let empty = Folder::new("verify-empty");
    let at = empty.0.display().to_string();
    let output = buurt(&["verify", &at]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.contains("manifest.json") && text.contains("buurt run"),
        "{text}"
    );

    let silent = Folder::new("verify-silent");
    let scenario = Folder::new("verify-silent-scenario");
    let written = scenario.scenario("variants: []");
    let file = std::fs::read_to_string(&written).unwrap();
    let file = file.replace("moves: true", "moves: false");
    run(
        &scenario.file("silent.ron", &file),
        &silent,
        &["--years", "4"],
    );
    let output = buurt(&["verify", &silent.0.display().to_string()]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("moves: true"), "{text}");
}
