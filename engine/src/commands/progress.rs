//! The progress bar of an ensemble, on stderr when that is a terminal.

use buurt_lab::plan::{Event, Progress};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

/// A bar that counts runs.
pub(crate) fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(1);
    if let Ok(style) = ProgressStyle::with_template(
        "  {bar:32} {pos}/{len} runs · {elapsed} · {eta} to go · {msg}",
    ) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(250));
    bar
}

/// Shows what just happened.
pub(crate) fn show(bar: &ProgressBar, p: &Progress) {
    bar.set_length(p.total as u64);
    bar.set_position(p.done as u64);
    match (p.event, p.replicate, &p.variant) {
        (Event::Prepared, Some(r), _) => bar.set_message(format!("burn-in of replicate {r} done")),
        (_, Some(r), Some(v)) => bar.set_message(format!("{v}, replicate {r}")),
        _ => bar.set_message("burn-in"),
    }
}
