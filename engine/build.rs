//! Records the commit the program is built from.

use std::process::Command;

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn main() {
    println!("cargo::rerun-if-changed=engine");
    println!("cargo::rerun-if-changed=.git/HEAD");
    if let Some(commit) = git(&["rev-parse", "HEAD"]) {
        let dirty = git(&[
            "status",
            "--porcelain",
            "engine",
            "Cargo.toml",
            "Cargo.lock",
        ])
        .is_some_and(|s| !s.is_empty());
        let mark = if dirty { "+dirty" } else { "" };
        println!("cargo::rustc-env=BUURT_COMMIT={commit}{mark}");
    }
}
