//! The command `buurt`.

use std::process::ExitCode;

fn main() -> ExitCode {
    buurt::commands::main()
}
