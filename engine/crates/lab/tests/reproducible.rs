//! The bytes of an ensemble depend on the experiment alone: not on threads, shards,
//! interruptions or failures elsewhere.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_lab::layout::run_folder;
use buurt_lab::{LabError, Plan, run_ensemble};
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use support::{Scratch, Toy, contents, manifest, plan};

fn quiet(_: buurt_lab::Progress) {}

#[test]
fn one_two_and_eight_threads_write_the_same_bytes() {
    let scratch = Scratch::new();
    let mut results = Vec::new();
    for threads in [1, 2, 8] {
        let out = scratch.dir(&format!("t{threads}"));
        let toy = Toy::new();
        let plan = Plan {
            threads: Some(threads),
            ..plan(&out)
        };
        let report = run_ensemble(&toy, &plan, &quiet).unwrap();
        assert_eq!((report.written, report.present), (15, 15));
        assert_eq!(toy.prepared.load(Ordering::Relaxed), 5);
        results.push(contents(&out));
    }
    // 15 runs of two tables and done.json, and the manifest.
    assert_eq!(results[0].len(), 15 * 3 + 1);
    assert!(results[0] == results[1] && results[0] == results[2]);
}

#[test]
fn shards_in_one_folder_or_several_make_up_the_whole() {
    let scratch = Scratch::new();
    let whole = scratch.dir("whole");
    run_ensemble(&Toy::new(), &plan(&whole), &quiet).unwrap();
    let together = scratch.dir("together");
    let mut apart = Vec::new();
    for i in 1..=4 {
        let shard = Some((i, 4));
        let in_one = Plan {
            shard,
            ..plan(&together)
        };
        run_ensemble(&Toy::new(), &in_one, &quiet).unwrap();
        let own = scratch.dir(&format!("part{i}"));
        let in_own = Plan {
            shard,
            ..plan(&own)
        };
        run_ensemble(&Toy::new(), &in_own, &quiet).unwrap();
        apart.extend(contents(&own));
    }
    assert!(contents(&whole) == contents(&together));
    apart.retain(|(name, _)| name != "manifest.json");
    apart.sort();
    let mut expected = contents(&whole);
    expected.retain(|(name, _)| name != "manifest.json");
    assert!(apart == expected, "shards overlap or leave runs out");
}

#[test]
fn a_shard_does_not_replace_its_runs_by_accident() {
    let scratch = Scratch::new();
    let out = scratch.dir("out");
    let shard = Plan {
        shard: Some((1, 3)),
        ..plan(&out)
    };
    run_ensemble(&Toy::new(), &shard, &quiet).unwrap();
    let again = run_ensemble(&Toy::new(), &shard, &quiet).unwrap_err();
    assert!(matches!(again, LabError::RunExists { .. }), "{again}");
    let replaced = Plan {
        overwrite: true,
        ..shard.clone()
    };
    let other = Plan {
        shard: Some((2, 3)),
        ..plan(&out)
    };
    run_ensemble(&Toy::new(), &other, &quiet).unwrap();
    let report = run_ensemble(&Toy::new(), &replaced, &quiet).unwrap();
    assert_eq!((report.written, report.present), (5, 10));
}

#[test]
fn an_interrupted_ensemble_resumed_equals_an_uninterrupted_one() {
    let scratch = Scratch::new();
    let whole = scratch.dir("whole");
    run_ensemble(&Toy::new(), &plan(&whole), &quiet).unwrap();
    let out = scratch.dir("out");
    run_ensemble(&Toy::new(), &plan(&out), &quiet).unwrap();
    // As a kill leaves it: a run never begun, one without its last file, one cut
    // short, one with a changed byte, one with a leftover temporary file.
    fs::remove_dir_all(run_folder(&out, "quota", 0)).unwrap();
    fs::remove_file(run_folder(&out, "baseline", 1).join("done.json")).unwrap();
    let cut = run_folder(&out, "mixing", 2).join("panel.parquet");
    let bytes = fs::read(&cut).unwrap();
    fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let changed = run_folder(&out, "mixing", 3).join("indices.parquet");
    let mut bytes = fs::read(&changed).unwrap();
    bytes[40] ^= 1;
    fs::write(&changed, bytes).unwrap();
    let left = run_folder(&out, "quota", 4);
    fs::remove_file(left.join("done.json")).unwrap();
    fs::write(left.join("panel.parquet.partial"), b"PAR1").unwrap();

    let toy = Toy::new();
    let resumed = Plan {
        resume: true,
        ..plan(&out)
    };
    let report = run_ensemble(&toy, &resumed, &quiet).unwrap();
    assert_eq!((report.written, report.kept), (5, 10));
    assert!(contents(&out) == contents(&whole));
    assert_eq!(
        manifest(&out)["execution"]["sessions"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    // Nothing left to do: not even a burn-in.
    let toy = Toy::new();
    let report = run_ensemble(&toy, &resumed, &quiet).unwrap();
    assert_eq!((report.written, report.kept), (0, 15));
    assert_eq!(toy.prepared.load(Ordering::Relaxed), 0);
}

#[test]
fn replicates_can_be_added_later() {
    let scratch = Scratch::new();
    let whole = scratch.dir("whole");
    run_ensemble(&Toy::new(), &plan(&whole), &quiet).unwrap();
    let out = scratch.dir("out");
    let few = Plan {
        replicates: vec![3, 1],
        ..plan(&out)
    };
    run_ensemble(&Toy::new(), &few, &quiet).unwrap();
    let all = Plan {
        resume: true,
        ..plan(&out)
    };
    assert_eq!(run_ensemble(&Toy::new(), &all, &quiet).unwrap().kept, 6);
    assert!(contents(&out) == contents(&whole));
}

#[test]
fn a_run_that_panics_and_a_burn_in_that_fails_leave_the_others_alone() {
    let scratch = Scratch::new();
    let whole = scratch.dir("whole");
    run_ensemble(&Toy::new(), &plan(&whole), &quiet).unwrap();
    let out = scratch.dir("out");
    let toy = Toy {
        panics: vec![(1, 2)],
        bad_burn_ins: vec![4],
        ..Toy::new()
    };
    let report = run_ensemble(&toy, &plan(&out), &quiet).unwrap();
    let told: Vec<(&str, u32, &str)> = report
        .failures
        .iter()
        .map(|f| (f.variant.as_str(), f.replicate, f.message.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("quota", 2, "internal error: household 12 lives twice"),
            ("baseline", 4, "burn-in: no dwellings"),
            ("quota", 4, "burn-in: no dwellings"),
            ("mixing", 4, "burn-in: no dwellings"),
        ]
    );
    assert_eq!(report.written, 11);
    assert!(!run_folder(&out, "quota", 2).exists());
    // Once mended, resume completes it.
    let resumed = Plan {
        resume: true,
        ..plan(&out)
    };
    assert_eq!(
        run_ensemble(&Toy::new(), &resumed, &quiet).unwrap().written,
        4
    );
    assert!(contents(&out) == contents(&whole));
}

#[test]
fn progress_counts_every_run_once_and_times_are_summed() {
    let scratch = Scratch::new();
    let seen = Mutex::new(Vec::new());
    let listen = |p: buurt_lab::Progress| seen.lock().unwrap().push(p);
    let report = run_ensemble(&Toy::new(), &plan(&scratch.dir("out")), &listen).unwrap();
    let seen = seen.into_inner().unwrap();
    let count = |e: buurt_lab::plan::Event| seen.iter().filter(|p| p.event == e).count();
    assert_eq!(count(buurt_lab::plan::Event::Started), 1);
    assert_eq!(count(buurt_lab::plan::Event::Prepared), 5);
    assert_eq!(count(buurt_lab::plan::Event::Finished), 15);
    assert!(seen.iter().all(|p| p.total == 15));
    assert_eq!(
        report.phase_seconds,
        [("Market".to_owned(), 7.5), ("Observe".to_owned(), 3.75)]
    );
}
