//! The Dutch texts that a scenario file may have beside its own.

use super::{BASE, BASE_LABEL, Scenario, Variant};

/// A text of a file: the field that holds its Dutch, what the file says, and the Dutch.
type Text<'a> = (&'static str, &'a str, Option<&'a str>);

impl Scenario {
    fn texts(&self) -> [Text<'_>; 2] {
        [
            ("title_nl", &self.title, self.title_nl.as_deref()),
            ("question_nl", &self.question, self.question_nl.as_deref()),
        ]
    }

    /// The Dutch texts of the scenario itself that the file has, by field.
    pub(super) fn dutch(&self) -> impl Iterator<Item = (&'static str, &str)> {
        there(self.texts())
    }

    /// Fields that a scenario with some Dutch texts still lacks, such as `question_nl`,
    /// `base.label_nl` or `act.label_nl` of the variant `act`; none for a scenario without any.
    pub fn dutch_missing(&self) -> Vec<String> {
        let own = missing(self.texts()).map(str::to_owned);
        let named = |v: &&Variant| v.name != BASE || v.label != BASE_LABEL;
        let variants = self.variants.iter().filter(named);
        let of_variants =
            variants.flat_map(|v| missing(v.texts()).map(|field| format!("{}.{field}", v.name)));
        let any = self.dutch().next().is_some()
            || self.variants.iter().any(|v| v.dutch().next().is_some());
        if any {
            own.chain(of_variants).collect()
        } else {
            Vec::new()
        }
    }
}

impl Variant {
    fn texts(&self) -> [Text<'_>; 2] {
        [
            ("label_nl", &self.label, self.label_nl.as_deref()),
            ("question_nl", &self.question, self.question_nl.as_deref()),
        ]
    }

    /// The Dutch texts of the variant that the file has, by field.
    pub(super) fn dutch(&self) -> impl Iterator<Item = (&'static str, &str)> {
        there(self.texts())
    }
}

fn there<'a>(texts: [Text<'a>; 2]) -> impl Iterator<Item = (&'static str, &'a str)> {
    texts
        .into_iter()
        .filter_map(|(field, _, dutch)| Some((field, dutch?)))
}

fn missing(texts: [Text<'_>; 2]) -> impl Iterator<Item = &'static str> {
    texts
        .into_iter()
        .filter(|(_, own, dutch)| !own.is_empty() && dutch.is_none_or(|d| d.trim().is_empty()))
        .map(|(field, _, _)| field)
}
