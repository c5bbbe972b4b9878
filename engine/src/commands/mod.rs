//! The command line: one file per command. Data on stdout, progress and errors on
//! stderr; exit code 0 for success, 1 when runs failed, 2 when the input or the
//! usage is wrong.

mod accounts;
mod check;
mod compare;
mod explain;
mod import;
mod law;
mod patterns;
mod progress;
mod report;
mod run;
mod verify;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Simulates what a housing policy does to neighbourhoods.
#[derive(Parser)]
#[command(name = "buurt", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run every policy variant of a scenario × every replicate.
    Run(run::RunArguments),
    /// Paired differences between the variants and the baseline.
    Compare(compare::CompareArguments),
    /// One HTML file with answers, maps, figures, method and sources.
    Report(report::ReportArguments),
    /// Stylised facts that the results should show: pass, fail and distance.
    Patterns(patterns::PatternsArguments),
    /// Check a scenario and print what it resolves to, with sources.
    Check(check::CheckArguments),
    /// Explain why a household was or was not housed, or how a dwelling or complex was let.
    Explain(explain::ExplainArguments),
    /// Verify that the lets of a results folder obey the law.
    Verify(verify::VerifyArguments),
    /// Print the dated law, with sources.
    Law(law::LawArguments),
    /// Make a city file from tables of Statistics Netherlands.
    Import(import::ImportArguments),
}

/// How a command ended badly.
pub(crate) enum Failure {
    /// Wrong input or usage: exit code 2.
    Input(String),
    /// Runs failed: exit code 1.
    Runs(String),
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(e: E) -> Failure {
        Failure::Input(e.to_string())
    }
}

/// Reads the arguments of the process and does what they say.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Run(a) => run::run(&a),
        Command::Compare(a) => compare::compare(&a),
        Command::Report(a) => report::report(&a),
        Command::Patterns(a) => patterns::patterns(&a),
        Command::Check(a) => check::check(&a),
        Command::Explain(a) => explain::explain(&a),
        Command::Verify(a) => verify::verify(&a),
        Command::Law(a) => law::law(&a),
        Command::Import(a) => import::import(&a),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Input(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
        Err(Failure::Runs(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(1)
        }
    }
}

/// Prints to stdout; a closed pipe ends the program quietly.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    use std::io::Write;
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Input(format!(
            "cannot write to the standard output: {e}"
        ))),
        _ => Ok(()),
    }
}
