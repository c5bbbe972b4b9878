//! The lets of the city scenarios obey the law, in every variant, as `buurt verify` finds
//! that reads the moves again. Some cities and few years with the other tests; all cities
//! and years, in some minutes, with
//! `cargo test --release --test verify_cities -- --ignored`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use support::{Folder, buurt, run};

/// Runs every variant of a scenario once and verifies it; returns the social lets read.
fn verified(name: &str, arguments: &[&str]) -> usize {
    let out = Folder::new(&format!("verify-{name}"));
    let scenario = format!("scenarios/{name}.ron");
    let all = [&["--seeds", "1", "--moves"], arguments].concat();
    run(&scenario, &out, &all);
    let output = buurt(&["verify", &out.0.display().to_string()]);
    let text = String::from_utf8(output.stdout).unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{name}: {text}{error}");
    // "5 runs, 1351032 moves, 282786 social lets, 735 landlord-years recounted: 0 violations"
    let line = text.lines().next().unwrap();
    assert!(line.ends_with(": 0 violations"), "{name}: {line}");
    let words: Vec<&str> = line.split(' ').collect();
    let at = words.iter().position(|w| *w == "social").unwrap();
    words[at - 1].parse().unwrap()
}

#[test]
fn the_lets_of_some_cities_obey_the_law_in_every_variant() {
    for name in ["ede", "groningen", "tilburg"] {
        assert!(verified(name, &["--years", "3"]) > 10_000, "{name}");
    }
}

#[test]
#[ignore = "some minutes in release"]
fn the_lets_of_all_cities_obey_the_law_in_every_variant() {
    for name in [
        "breda",
        "ede",
        "groningen",
        "leeuwarden",
        "nijmegen",
        "nijmegen_agreements",
        "rotterdam",
        "tilburg",
    ] {
        assert!(verified(name, &[]) > 50_000, "{name}");
    }
}
