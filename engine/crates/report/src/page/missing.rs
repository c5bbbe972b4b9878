//! Sections that are there, and the list at the end of those that are not: what a reader did
//! not ask for, or what these results lack, does not interrupt the rest.

use crate::page::prose::prose;
use crate::page::view::View;
use maud::{Markup, html};

/// A part of a section, or why it is not there and how to get it.
pub type Part = Result<Markup, String>;

/// A section of the report.
pub struct Section {
    /// Its anchor.
    pub id: &'static str,
    /// Its heading.
    pub name: &'static str,
    /// The section; None when the results have nothing of it.
    pub body: Option<Markup>,
    /// Headings of what is not there, with why and how to get it.
    pub missing: Vec<(&'static str, String)>,
}

impl Section {
    /// A section that is there.
    pub fn there(id: &'static str, name: &'static str, body: Markup) -> Self {
        Section {
            id,
            name,
            body: Some(body),
            missing: Vec::new(),
        }
    }

    /// A section that is not there.
    pub fn absent(id: &'static str, name: &'static str, why: String) -> Self {
        Section {
            id,
            name,
            body: None,
            missing: vec![(name, why)],
        }
    }

    /// A section of those `parts`, each with its heading, that are there.
    pub fn of(id: &'static str, name: &'static str, parts: Vec<(&'static str, Part)>) -> Self {
        let (mut there, mut missing) = (Vec::new(), Vec::new());
        for (heading, part) in parts {
            match part {
                Ok(markup) => there.push(markup),
                Err(why) => missing.push((heading, why)),
            }
        }
        let body = html! { section id=(id) { h2 { (name) } @for part in &there { (part) } } };
        Section {
            id,
            name,
            body: (!there.is_empty()).then_some(body),
            missing,
        }
    }
}

fn missing(sections: &[Section]) -> impl Iterator<Item = &(&'static str, String)> {
    sections.iter().flat_map(|s| &s.missing)
}

/// The list of contents: the sections that are there, and last the list of what is not.
pub fn contents(view: &View<'_>, sections: &[Section]) -> Markup {
    html! {
        @for s in sections.iter().filter(|s| s.body.is_some()) { li { a href={ "#" (s.id) } { (s.name) } } }
        @if missing(sections).next().is_some() { li { a href="#missing" { (view.words.missing) } } }
    }
}

/// What is not in the results, with how to get it; nothing when all is there.
pub fn section(view: &View<'_>, sections: &[Section]) -> Markup {
    html! {
        @if missing(sections).next().is_some() {
            section id="missing" {
                h2 { (view.words.missing) }
                dl.absent { @for (name, why) in missing(sections) { dt { (name) } dd { (prose(why)) } } }
            }
        }
    }
}
