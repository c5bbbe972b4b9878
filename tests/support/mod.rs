//! Running the command in a folder of its own.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(dead_code, reason = "every test file uses some of it")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A temporary folder, removed at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    /// An empty folder with this name.
    pub fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("buurt-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    /// Writes the tutorial scenario with other variants; returns its path.
    pub fn scenario(&self, variants: &str) -> String {
        let city = std::fs::canonicalize("scenarios/cities/tutorial.ron").unwrap();
        self.file(
            "scenario.ron",
            &format!(
                r#"(name: "test", title: "Test", question: "Does it hold?", city: "{}",
                first_year: 2017, last_year: 2024, burn_in: 3, replicates: 1, seed: 7,
                output: (moves: true, panel: true),
                base: (sales: (share_of_vacancies: 0.03)),
                {variants})"#,
                city.display()
            ),
        )
    }

    /// Writes a file; returns its path.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs the command.
pub fn buurt(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_buurt"))
        .args(arguments)
        .output()
        .unwrap()
}

/// Runs a shell script with the program, a folder and the tutorial as `$1`, `$2` and `$3`;
/// returns its exit code and what it said.
#[cfg(unix)]
pub fn shell(script: &str, folder: &Folder, wrapper: &[&str]) -> (Option<i32>, String) {
    let program = env!("CARGO_BIN_EXE_buurt");
    let place = folder.0.display().to_string();
    let mut words = wrapper.to_vec();
    words.extend([
        "sh",
        "-c",
        script,
        "sh",
        program,
        &place,
        "scenarios/tutorial.ron",
    ]);
    let output = Command::new(words[0]).args(&words[1..]).output().unwrap();
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// Runs a scenario into a folder; it must succeed.
pub fn run(scenario: &str, out: &Folder, arguments: &[&str]) {
    let target = out.0.display().to_string();
    let mut all = vec!["run", scenario, "--out", &target];
    all.extend(arguments);
    let output = buurt(&all);
    assert!(
        output.status.success(),
        "{all:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// All files of the runs in a folder, by path relative to it.
pub fn files(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    fn gather(dir: &Path, root: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                gather(&path, root, into);
            } else {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                into.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    let mut all = BTreeMap::new();
    gather(&folder.0, &folder.0, &mut all);
    all.retain(|name, _| name.starts_with("variant="));
    all
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}
