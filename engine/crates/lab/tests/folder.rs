//! What happens when the folder, the disk or the plan is not as it should be.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_core::{Column, Table};
use buurt_lab::layout::run_folder;
use buurt_lab::{LabError, Plan, RunOutput, Simulation, run_ensemble};
use std::fs;
use std::path::PathBuf;
use support::{Scratch, Toy, contents, plan};

fn quiet(_: buurt_lab::Progress) {}

#[test]
fn results_are_not_overwritten_unless_asked() {
    let scratch = Scratch::new();
    let out = scratch.dir("out");
    run_ensemble(&Toy::new(), &plan(&out), &quiet).unwrap();
    let before = contents(&out);
    let refused = run_ensemble(&Toy::new(), &plan(&out), &quiet).unwrap_err();
    assert!(matches!(refused, LabError::NotEmpty { .. }));
    assert!(refused.to_string().contains("--resume"), "{refused}");
    assert!(contents(&out) == before);

    fs::write(out.join("notes.txt"), "mine").unwrap();
    fs::write(out.join("chains.csv"), "of the runs before").unwrap();
    let replaced = Plan {
        overwrite: true,
        replicates: vec![9],
        ..plan(&out)
    };
    let report = run_ensemble(&Toy::new(), &replaced, &quiet).unwrap();
    assert_eq!((report.written, report.present), (3, 3));
    assert!(!run_folder(&out, "baseline", 0).exists());
    assert!(!out.join("chains.csv").exists());
    assert_eq!(fs::read_to_string(out.join("notes.txt")).unwrap(), "mine");
}

#[test]
fn a_folder_that_is_not_ours_is_left_alone_even_with_overwrite() {
    let scratch = Scratch::new();
    let out = scratch.dir("thesis");
    fs::create_dir_all(out.join("variant=final")).unwrap();
    fs::write(out.join("variant=final/chapter.txt"), "text").unwrap();
    for (resume, overwrite) in [(true, false), (false, true)] {
        let plan = Plan {
            resume,
            overwrite,
            ..plan(&out)
        };
        let refused = run_ensemble(&Toy::new(), &plan, &quiet).unwrap_err();
        assert!(matches!(refused, LabError::NotResults { .. }), "{refused}");
    }
    assert!(out.join("variant=final/chapter.txt").exists());
}

#[test]
fn resume_refuses_another_experiment_and_says_what_differs() {
    let scratch = Scratch::new();
    let out = scratch.dir("out");
    run_ensemble(&Toy::new(), &plan(&out), &quiet).unwrap();
    let mut other = Plan {
        resume: true,
        ..plan(&out)
    };
    other.manifest["scenario"]["years"] = 9.into();
    let refused = run_ensemble(&Toy::new(), &other, &quiet).unwrap_err();
    match refused {
        LabError::Different { differences, .. } => {
            assert_eq!(differences, ["scenario.years: 4 there, 9 now"]);
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_wrong_plan_is_refused_before_anything_is_made() {
    let scratch = Scratch::new();
    let out = scratch.dir("out");
    let good = plan(&out);
    let named = |names: &[&str]| Plan {
        variants: names.iter().map(|n| (*n).to_owned()).collect(),
        ..good.clone()
    };
    let wrong = [
        named(&[]),
        named(&["a", "a"]),
        named(&["a/b"]),
        named(&["x=1"]),
        Plan {
            replicates: vec![1, 1],
            ..good.clone()
        },
        Plan {
            shard: Some((4, 3)),
            ..good.clone()
        },
        Plan {
            resume: true,
            overwrite: true,
            ..good.clone()
        },
        Plan {
            threads: Some(0),
            ..good.clone()
        },
    ];
    for plan in wrong {
        let refused = run_ensemble(&Toy::new(), &plan, &quiet).unwrap_err();
        assert!(matches!(refused, LabError::Plan(_)), "{refused}");
    }
    assert!(!out.exists());
}

/// Plants a link to the device that is always full where a table will be written.
#[cfg(target_os = "linux")]
struct FullDisk {
    out: PathBuf,
}

#[cfg(target_os = "linux")]
impl Simulation for FullDisk {
    type Branch = ();

    fn prepare(&self, _: u32) -> Result<(), String> {
        Ok(())
    }

    fn run(&self, (): &(), variant: usize, replicate: u32) -> Result<RunOutput, String> {
        if (variant, replicate) == (1, 0) {
            let link = run_folder(&self.out, "quota", 0).join("big.parquet.partial");
            std::os::unix::fs::symlink("/dev/full", link).map_err(|e| e.to_string())?;
        }
        let column = Column::I64((0..100_000).map(|i: i64| i * i * 31 % 77_777).collect());
        Ok(RunOutput {
            tables: vec![Table::new("big").with("x", column)],
            phase_seconds: Vec::new(),
        })
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_stops_the_ensemble_and_leaves_nothing_half_written() {
    let scratch = Scratch::new();
    let out = scratch.dir("out");
    let plan = Plan {
        threads: Some(1),
        ..plan(&out)
    };
    let sim = FullDisk { out: out.clone() };
    let stopped = run_ensemble(&sim, &plan, &quiet).unwrap_err();
    let text = stopped.to_string();
    assert!(
        text.contains("big.parquet") && text.contains("disk is full") && text.contains("--resume"),
        "{text}"
    );
    assert!(!run_folder(&out, "quota", 0).exists());
    let names: Vec<String> = contents(&out).into_iter().map(|(n, _)| n).collect();
    assert!(names.iter().all(|n| !n.contains("partial")), "{names:?}");
    assert!(run_folder(&out, "baseline", 0).join("done.json").exists());
}

#[test]
fn a_file_in_the_way_is_named_before_computing() {
    let scratch = Scratch::new();
    let file = scratch.dir("file");
    fs::write(&file, "x").unwrap();
    let refused = run_ensemble(&Toy::new(), &plan(&file), &quiet).unwrap_err();
    assert!(
        refused.to_string().contains("A file is in the way"),
        "{refused}"
    );
}
