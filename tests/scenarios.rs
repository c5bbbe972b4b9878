//! Every scenario of the repository is right, and no city or study has settings that
//! the program warns of unless the file says that they are meant.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::path::{Path, PathBuf};
use support::{Folder, buurt};

fn scenarios(dir: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(Path::new(dir))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "ron"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_city_and_study_passes_the_check() {
    let files = [scenarios("scenarios"), scenarios("scenarios/studies")].concat();
    assert!(files.len() >= 14, "{files:?}");
    for file in files {
        let output = buurt(&["check", file.to_str().unwrap()]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{}: {error}", file.display());
        let text = String::from_utf8(output.stdout).unwrap();
        let own = std::fs::read_to_string(&file).unwrap();
        let dutch = own.contains("title_nl: ") && !text.contains("Without a Dutch text");
        assert!(
            dutch,
            "{}: not all texts are there in Dutch",
            file.display()
        );
        let warnings = text.split("Warnings\n").nth(1).map(|w| {
            let end = w.find("\n\n").unwrap_or(w.len());
            w[..end].to_owned()
        });
        if let Some(warnings) = warnings.filter(|w| !w.trim_start().starts_with("margin")) {
            // The Act before article 10: the file says so.
            let meant = file.ends_with("rotterdam_act.ron") && warnings.contains("article 10");
            assert!(meant, "{}: {warnings}", file.display());
        }
    }
}

#[test]
fn dutch_texts_that_are_missing_are_listed() {
    let folder = Folder::new("half-dutch");
    let file = folder.scenario(
        r#"variants: [
            (name: "one", label: "One", label_nl: "Een", question: "What?", change: ()),
        ]"#,
    );
    let output = buurt(&["check", &file]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("shows the English one: title_nl, question_nl, one.question_nl\n"),
        "{text}"
    );
}

#[test]
fn the_act_in_tilburg_holds_in_74_dwellings() {
    let e = buurt::experiment::Experiment::load(Path::new("scenarios/tilburg.ron")).unwrap();
    let act = &e.policies[0].rotterdam_act;
    assert!(act.in_force && act.areas.is_empty());
    let city = &e.setting.city;
    let named: Vec<_> = act
        .complexes
        .iter()
        .map(|name| &city.complexes[name[1..].parse::<usize>().unwrap()])
        .collect();
    assert_eq!(named.iter().map(|x| x.count).sum::<u32>(), 74);
    assert!(named.iter().all(|x| {
        city.areas[x.area as usize].code == "5049" && x.landlord == named[0].landlord
    }));
}
