//! Text with names of tables and settings set apart.

use maud::{Markup, html};

/// The text, with what stands between backticks as code.
pub fn prose(text: &str) -> Markup {
    html! {
        @for (k, part) in text.split('`').enumerate() {
            @if k % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_set_apart_and_escaped() {
        let html = prose("the table `a<b` and more").into_string();
        assert_eq!(html, "the table <code>a&lt;b</code> and more");
        assert_eq!(prose("plain").into_string(), "plain");
    }
}
