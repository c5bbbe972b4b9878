//! A RON text read against a schema. Whatever is wrong is found while reading, so
//! that the parser knows line and column: unknown and repeated fields, values of
//! the wrong kind or outside their range, NaN.

use crate::schema::{Entry, Kind};
use crate::yearly::YEARS;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// Reads a value of a [`Kind`] into JSON: only what the text names.
pub struct Reader<'a> {
    kind: &'a Kind,
    path: String,
}

impl<'a> Reader<'a> {
    /// A reader for a whole file.
    pub fn new(kind: &'a Kind) -> Self {
        Reader {
            kind,
            path: String::new(),
        }
    }

    fn at(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    fn wrong<E: Error>(&self, value: &dyn fmt::Display) -> E {
        E::custom(format!(
            "`{}`: {value} is not possible here; allowed is {}. Change the value",
            self.path,
            self.kind.allowed()
        ))
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Value, D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "for `{}` {}", self.path, self.kind.allowed())
    }

    fn visit_bool<E: Error>(self, v: bool) -> Result<Value, E> {
        match self.kind {
            Kind::Switch => Ok(Value::Bool(v)),
            _ => Err(self.wrong(&v)),
        }
    }

    fn visit_i64<E: Error>(self, v: i64) -> Result<Value, E> {
        match self.kind {
            Kind::Whole(a, b) if (*a..=*b).contains(&v) => Ok(v.into()),
            Kind::Number(..) => self.visit_f64(v as f64),
            _ => Err(self.wrong(&v)),
        }
    }

    fn visit_u64<E: Error>(self, v: u64) -> Result<Value, E> {
        match i64::try_from(v) {
            Ok(small) => self.visit_i64(small),
            Err(_) => Err(self.wrong(&v)),
        }
    }

    fn visit_f64<E: Error>(self, v: f64) -> Result<Value, E> {
        match self.kind {
            Kind::Number(a, b) if (*a..=*b).contains(&v) => Ok(v.into()),
            _ => Err(self.wrong(&v)),
        }
    }

    fn visit_str<E: Error>(self, v: &str) -> Result<Value, E> {
        match self.kind {
            Kind::Text => Ok(v.into()),
            Kind::Choice(names) if names.iter().any(|n| n == v) => Ok(v.into()),
            Kind::Choice(names) => {
                let near = nearest(v, names.iter().map(String::as_str));
                Err(E::custom(format!(
                    "`{}`: \"{v}\" is not possible here; allowed is {}{near}",
                    self.path,
                    self.kind.allowed()
                )))
            }
            _ => Err(self.wrong(&format!("\"{v}\""))),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        match self.kind {
            // `()` stands for a record that names nothing.
            Kind::Record(entries) if entries.iter().all(|e| !e.required) => {
                Ok(Value::Object(Map::new()))
            }
            _ => Err(self.wrong(&"a bare word or ()")),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let pair;
        let kind = match self.kind {
            Kind::List(kind) => kind,
            Kind::Yearly(a, b) => {
                pair = Kind::YearValue(*a, *b);
                &pair
            }
            Kind::YearValue(a, b) => return self.year_and_value(seq, *a, *b),
            _ => return Err(self.wrong(&"a list")),
        };
        let mut out: Vec<Value> = Vec::new();
        loop {
            let path = format!("{}[{}]", self.path, out.len());
            let Some(v) = seq.next_element_seed(Reader { kind, path })? else {
                return Ok(Value::Array(out));
            };
            if let (Kind::Yearly(..), Some(before)) = (self.kind, out.last())
                && v[0].as_i64() <= before[0].as_i64()
            {
                return Err(A::Error::custom(format!(
                    "`{}[{}]`: the year {} does not come after {}; give every year once and in rising order",
                    self.path,
                    out.len(),
                    v[0],
                    before[0]
                )));
            }
            out.push(v);
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let Kind::Record(entries) = self.kind else {
            return Err(self.wrong(&"named values"));
        };
        let mut out = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let Some(entry) = entries.iter().find(|e| e.name == name) else {
                return Err(A::Error::custom(self.unknown(&name, entries)));
            };
            if out.contains_key(&name) {
                return Err(A::Error::custom(format!(
                    "`{}` is given twice; keep one of the two",
                    self.at(&name)
                )));
            }
            let value = map.next_value_seed(Reader {
                kind: &entry.kind,
                path: self.at(&name),
            })?;
            out.insert(name, value);
        }
        for e in entries.iter().filter(|e| e.required) {
            if !out.contains_key(&e.name) {
                return Err(A::Error::custom(format!(
                    "`{}` is missing; give it {}",
                    self.at(&e.name),
                    e.kind.allowed()
                )));
            }
        }
        Ok(Value::Object(out))
    }
}

impl Reader<'_> {
    /// The two values of a pair of a path.
    fn year_and_value<'de, A: SeqAccess<'de>>(
        &self,
        mut seq: A,
        low: f64,
        high: f64,
    ) -> Result<Value, A::Error> {
        let kinds = [Kind::Whole(YEARS.0, YEARS.1), Kind::Number(low, high)];
        let mut out = Vec::new();
        for (kind, name) in kinds.iter().zip(["year", "value"]) {
            let path = self.at(name);
            match seq.next_element_seed(Reader { kind, path })? {
                Some(v) => out.push(v),
                None => return Err(self.wrong(&"a pair with something missing")),
            }
        }
        if seq.next_element::<serde::de::IgnoredAny>()?.is_some() {
            return Err(self.wrong(&"more than a year and a value"));
        }
        Ok(Value::Array(out))
    }

    fn unknown(&self, name: &str, entries: &[Entry]) -> String {
        let names: Vec<&str> = entries.iter().map(|e| e.name.as_str()).collect();
        let near = nearest(name, names.iter().copied());
        format!(
            "`{}` is not known{near} Known here: {}",
            self.at(name),
            names.join(", ")
        )
    }
}

/// `; did you mean X?` for the name with the smallest edit distance, if it is near; a
/// full stop otherwise.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let best = known
        .map(|k| (distance(name, k), k))
        .min_by_key(|(d, _)| *d);
    match best {
        Some((d, k)) if d <= 2 + name.len() / 4 => format!("; did you mean `{k}`?"),
        _ => ".".to_owned(),
    }
}

/// Edit distance (Levenshtein 1966).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}
