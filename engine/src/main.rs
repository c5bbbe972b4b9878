//! The command `buurt`.

fn main() {}
