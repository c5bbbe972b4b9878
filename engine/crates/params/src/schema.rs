//! What a scenario file may contain: every parameter with its unit, range, source
//! and default, and the [`parameters!`](crate::parameters) macro that declares them
//! together with the struct that holds them.

use serde::Serialize;

use crate::yearly::YEARS;

/// What a value may be.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// `true` or `false`.
    Switch,
    /// A whole number in this range.
    Whole(i64, i64),
    /// A number in this range.
    Number(f64, f64),
    /// Any text.
    Text,
    /// One of these texts, in quotes.
    Choice(Vec<String>),
    /// A list.
    List(Box<Kind>),
    /// A path over the years: pairs of a year and a number in this range, years rising.
    Yearly(f64, f64),
    /// One pair of such a path.
    YearValue(f64, f64),
    /// Named values in parentheses.
    Record(Vec<Entry>),
}

impl Kind {
    /// What is allowed, in words.
    pub fn allowed(&self) -> String {
        match self {
            Kind::Switch => "true or false".to_owned(),
            Kind::Whole(a, b) => format!("a whole number from {a} to {b}"),
            Kind::Number(a, b) => format!("a number from {a} to {b}"),
            Kind::Text => "a text in quotes".to_owned(),
            Kind::Choice(names) => format!("one of {} (in quotes)", names.join(", ")),
            Kind::List(_) => "a list in [brackets]".to_owned(),
            Kind::Yearly(a, b) => format!(
                "a list of (year, value) pairs such as [(2015, {b}), (2018, {a})], years rising, values from {a} to {b}"
            ),
            Kind::YearValue(a, b) => format!(
                "a pair (year, value) with a year from {} to {} and a value from {a} to {b}",
                YEARS.0, YEARS.1
            ),
            Kind::Record(_) => "named values in (parentheses)".to_owned(),
        }
    }
}

/// One named value of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Field name in the file.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Whether the file has to give it.
    pub required: bool,
}

impl Entry {
    /// A field the file has to give.
    pub fn required(name: &str, kind: Kind) -> Entry {
        Entry {
            name: name.to_owned(),
            kind,
            required: true,
        }
    }
    /// A field with a default.
    pub fn optional(name: &str, kind: Kind) -> Entry {
        Entry {
            name: name.to_owned(),
            kind,
            required: false,
        }
    }
}

/// One parameter of an instrument or of the model's behaviour.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Field name in scenario files.
    pub name: &'static str,
    /// Meaning.
    pub meaning: String,
    /// Unit.
    pub unit: &'static str,
    /// What it may be.
    pub kind: Kind,
    /// Value when a scenario is silent.
    pub default: serde_json::Value,
    /// Where the default comes from, with its confidence code; "scenario range" when
    /// there is no source.
    pub source: &'static str,
}

/// A group of parameters: an instrument, or one part of the model's behaviour.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Name in scenario files, such as `passend`.
    pub name: &'static str,
    /// What it is.
    pub meaning: String,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
}

impl Group {
    /// The group as part of a file's schema; everything has a default.
    pub fn kind(&self) -> Kind {
        Kind::Record(
            self.parameters
                .iter()
                .map(|p| Entry::optional(p.name, p.kind.clone()))
                .collect(),
        )
    }
}

/// A struct declared with [`parameters!`](crate::parameters).
pub trait Parameters: Default + Serialize {
    /// Its description.
    fn group() -> Group;
}

/// A type that a parameter may have.
pub trait Value: Serialize {
    /// What it may be, given the declared bounds.
    fn kind(low: f64, high: f64) -> Kind;
}

impl Value for bool {
    fn kind(_: f64, _: f64) -> Kind {
        Kind::Switch
    }
}
impl Value for f64 {
    fn kind(low: f64, high: f64) -> Kind {
        Kind::Number(low, high)
    }
}
impl Value for i32 {
    fn kind(low: f64, high: f64) -> Kind {
        Kind::Whole(low as i64, high as i64)
    }
}
impl Value for u32 {
    fn kind(low: f64, high: f64) -> Kind {
        Kind::Whole(low as i64, high as i64)
    }
}
impl Value for i16 {
    fn kind(low: f64, high: f64) -> Kind {
        Kind::Whole(low as i64, high as i64)
    }
}
impl Value for String {
    fn kind(_: f64, _: f64) -> Kind {
        Kind::Text
    }
}
impl<T: Value> Value for Vec<T> {
    fn kind(low: f64, high: f64) -> Kind {
        Kind::List(Box::new(T::kind(low, high)))
    }
}

/// Declares a struct of parameters with default, unit, range and source in one
/// place, and from it the schema of scenario files and the documentation.
///
/// ```
/// buurt_params::parameters! {
///     /// Sale of dwellings when they come free.
///     pub struct Sales: "sales" {
///         /// Share of vacancies that is sold instead of let.
///         share: f64 = 0.05, "share", 0.0..=1.0, "scenario range";
///     }
/// }
/// use buurt_params::schema::Parameters;
/// assert_eq!(Sales::default().share, 0.05);
/// assert_eq!(Sales::group().parameters[0].unit, "share");
/// ```
#[macro_export]
macro_rules! parameters {
    (
        $(#[doc = $doc:literal])+
        $(#[derive($($derive:path),*)])?
        pub struct $name:ident: $file_name:literal {
            $(
                $(#[doc = $field_doc:literal])+
                $field:ident: $type:ty = $default:expr, $unit:literal, $low:literal..=$high:literal, $source:literal;
            )*
        }
    ) => {
        $(#[doc = $doc])+
        $(#[derive($($derive),*)])?
        #[derive(Debug, Clone, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $(
                $(#[doc = $field_doc])+
                pub $field: $type,
            )*
        }

        impl Default for $name {
            fn default() -> Self {
                $name { $($field: $default,)* }
            }
        }

        impl $crate::schema::Parameters for $name {
            fn group() -> $crate::schema::Group {
                #[allow(unused_variables)]
                let default = $name::default();
                $crate::schema::Group {
                    name: $file_name,
                    meaning: concat!($($doc),+).trim().to_owned(),
                    parameters: vec![$(
                        $crate::schema::Parameter {
                            name: stringify!($field),
                            meaning: concat!($($field_doc),+).trim().to_owned(),
                            unit: $unit,
                            kind: <$type as $crate::schema::Value>::kind(f64::from($low), f64::from($high)),
                            default: $crate::schema::json(&default.$field),
                            source: $source,
                        },
                    )*],
                }
            }
        }
    };
}

/// Declares a set of named options for use as a parameter; scenario files give the
/// name in quotes.
#[macro_export]
macro_rules! choices {
    (
        $(#[doc = $doc:literal])+
        pub enum $name:ident {
            $( $(#[doc = $option_doc:literal])+ $option:ident = $text:literal, )+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $name {
            $( $(#[doc = $option_doc])+ #[serde(rename = $text)] $option, )+
        }

        impl $crate::schema::Value for $name {
            fn kind(_: f64, _: f64) -> $crate::schema::Kind {
                $crate::schema::Kind::Choice(vec![$($text.to_owned()),+])
            }
        }
    };
}

/// A default as JSON (null for what JSON cannot hold).
pub fn json<T: Serialize>(value: &T) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or(serde_json::Value::Null)
}
