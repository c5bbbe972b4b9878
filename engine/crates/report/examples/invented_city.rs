//! Draws all figures of an invented ensemble into the folder given (default:
//! `buurt-invented-city` under the system's temporary folder).
//!
//! `cargo run -p buurt-report --example invented_city -- DIR`

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dir = std::env::args_os().nth(1).map_or_else(
        || std::env::temp_dir().join("buurt-invented-city"),
        PathBuf::from,
    );
    if !dir.join("manifest.json").exists() {
        support::Invented::new().write(&dir);
    }
    let figures = buurt_report::write_all(&dir)?;
    assert_eq!(figures.len(), 4);
    for figure in figures {
        println!("{}", figure.display());
    }
    Ok(())
}
