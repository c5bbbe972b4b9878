//! The report: one HTML file about a results folder that needs nothing else to be
//! read, neither a network nor a server.
//!
//! The sections stand in the order in which a reader asks: what does it do, how sure
//! is it, when, where, at which scale, why, through which channel, does it move elsewhere,
//! would it show, what does it cost, what did the rules do, how was it made. What is not
//! in the results stands in one list at the end. Every figure is drawn for the last year
//! and the first variant; a small script moves it to another year or variant. The same
//! results give the same bytes.

pub mod answers;
pub mod boundaries;
pub mod chains;
pub mod costs;
pub mod crossed;
pub mod crowd;
pub mod cube;
pub mod disclosure;
pub mod ensemble;
pub mod flows;
pub mod headline;
pub mod horizon;
pub mod intervals;
pub mod lines;
pub mod map_drawing;
pub mod map_legends;
pub mod maps;
pub mod method;
pub mod missing;
pub mod multiple;
pub mod nested;
pub mod numbers;
pub mod over_time;
pub mod panel;
pub mod persons;
pub mod places;
pub mod plane;
pub mod profiles;
pub mod prose;
pub mod rules;
pub mod scale;
pub mod source_key;
pub mod stacks;
pub mod svg;
pub mod tables;
pub mod terms;
pub mod view;
pub mod visibility;
pub mod waterbed;
pub mod why;
pub mod words;

use crate::error::ReportError;
use crate::headlines::HEADLINES;
use buurt_lab::costs::concentration;
use buurt_lab::disclosure::Small;
use buurt_lab::layout::MANIFEST;
use buurt_params::Prices;
use buurt_params::schema::Group;
use cube::Cube;
use ensemble::{BASE, Ensemble};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use missing::Section;
use places::Places;
use serde_json::{Map, Value, json};
use std::path::Path;
use view::{MAPPED, View};
use words::Language;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// What to make.
#[derive(Debug, Clone, Default)]
pub struct PageOptions<'a> {
    /// Language of the report.
    pub language: Language,
    /// A GeoJSON file with boundaries; circles without it.
    pub boundaries: Option<&'a Path>,
    /// Smallest count of households that is shown; 0 shows all.
    pub min_cell: u32,
    /// Prices instead of those of the scenario.
    pub prices: Option<&'a Prices>,
    /// Every parameter with unit and source, for the page on method.
    pub schema: &'a [Group],
}

/// The report about the results folder `dir`, as HTML.
///
/// # Errors
/// [`ReportError`]: nothing finished, a table that cannot be read, or boundaries that
/// do not fit the areas.
pub fn page(dir: &Path, options: &PageOptions<'_>) -> Result<String, ReportError> {
    let ensemble = Ensemble::read(dir, options.language)?;
    let view = view(&ensemble, options)?;
    Ok(render(&view)?.into_string())
}

/// Derives from the tables what several sections share.
///
/// # Errors
/// [`ReportError::Boundaries`]; [`ReportError::Prices`]; [`ReportError::Lab`] when small
/// groups are to be hidden and a run has no table `areas`.
pub fn view<'a>(
    ensemble: &'a Ensemble,
    options: &PageOptions<'a>,
) -> Result<View<'a>, ReportError> {
    let households = view::area_cubes(ensemble, "households");
    let last = ensemble.last();
    let places = match (options.boundaries, &households) {
        (Some(path), _) => {
            let codes: Vec<String> = ensemble.areas.iter().map(|a| a.code.clone()).collect();
            Places::outlines(&boundaries::read(path, &codes)?)
        }
        (None, Some(households)) => {
            let centroids: Vec<(f64, f64)> = ensemble.areas.iter().map(|a| a.at).collect();
            let weights: Vec<f64> = households
                .iter()
                .map(|c| disclosure::circle(c, (BASE, last), options.min_cell))
                .collect();
            Places::circles(&centroids, &weights)
        }
        (None, None) => Places::default(),
    };
    let counted: Vec<_> = view::groups_then(ensemble, &MAPPED)
        .into_iter()
        .filter_map(|group| Some((group, view::group_cubes(ensemble, group)?)))
        .collect();
    let small = match options.min_cell {
        0 => None,
        n => {
            let (yielded, _) = concentration(&ensemble.science["scenario"]);
            let headlines = view::headline_groups(ensemble);
            let shown: Vec<&str> = headlines
                .iter()
                .chain(&HEADLINES)
                .map(|(group, _)| *group)
                .chain(counted.iter().map(|(group, _)| *group))
                .collect();
            let wanted = |group: &str| shown.contains(&group) || group == yielded;
            Some(Small::of(&ensemble.dir, n, &wanted)?)
        }
    };
    let last_year = ensemble.years.last().copied().unwrap_or_default();
    let few = |group: &str| small.as_ref().is_some_and(|s| s.ever(group, last_year));
    let mut groups = Vec::new();
    for (group, counts) in counted {
        if let Some(households) = households.as_ref().filter(|_| !few(group)) {
            let min_cell = options.min_cell;
            groups.push(disclosure::group(group, counts, households, min_cell));
        }
    }
    let households = match options.min_cell {
        0 => households,
        _ => households.map(|areas| areas.iter().map(Cube::rounded).collect()),
    };
    let prices = match options.prices {
        Some(prices) => prices.clone(),
        None => {
            let manifest = ensemble.dir.join(MANIFEST).display().to_string();
            Prices::of(&ensemble.science["scenario"]["unit_prices"], &manifest)?
        }
    };
    Ok(View {
        costs: costs::of(ensemble, &prices, small.as_ref()),
        prices,
        ensemble,
        language: options.language,
        words: options.language.words(),
        numbers: options.language.numbers(),
        min_cell: options.min_cell,
        schema: options.schema,
        indicators: view::indicators(ensemble, small.as_ref()),
        households,
        groups,
        treated: view::treated(ensemble),
        places,
        small,
    })
}

/// The page.
///
/// # Errors
/// [`ReportError`] when a table `panel` or `moves` cannot be read.
pub fn render(view: &View<'_>) -> Result<Markup, ReportError> {
    let (e, w) = (view.ensemble, view.words);
    let chosen = view.others().next().unwrap_or(BASE);
    let headline = headline::intervals(view);
    let maps = maps::mapped(view);
    let scales = scale::scales(view);
    let profiles = profiles::profiles(view);
    let flows = flows::intervals(view);
    let water = waterbed::intervals(view);
    let whys = why::whys(view, &headline);
    let mut numbers = Map::new();
    let sets = headline
        .iter()
        .chain(maps.iter().map(|m| &m.differences))
        .chain(scales.iter().map(|s| &s.effects))
        .chain(profiles.iter().flat_map(|p| [&p.values, &p.differences]))
        .chain(flows.iter().map(|(_, set)| set))
        .chain(water.iter().map(|(_, _, set)| set));
    for set in sets {
        let (key, value) = set.json();
        numbers.insert(key, value);
    }
    let data = json!({
        "years": e.years,
        "variants": (0..e.variants.len()).map(|v| view.label(v)).collect::<Vec<_>>(),
        "colours": (0..e.variants.len()).map(|v| view.colour(v)).collect::<Vec<_>>(),
        "intervals": numbers,
        "maps": maps::json(view, &maps),
        "stacks": why::json(view, &whys),
        "levels": scale::json(view, &scales),
        "areas": if flows.is_empty() { Vec::new() } else { flows::area_names(view) },
        "decimal": view.numbers.decimal.to_string(),
        "thousands": view.numbers.thousands.to_string(),
        "to": w.to,
    });
    let sections = [
        Section::there("answers", w.answers, answers::section(view, &headline)),
        Section::there(
            "differences",
            w.differences,
            headline::section(view, &headline),
        ),
        Section::there("years", w.over_time, over_time::section(view, chosen)),
        maps::section(view, &maps, chosen),
        scale::section(view, &scales, &profiles, chosen),
        why::section(view, &whys),
        flows::section(view, &flows, chosen),
        waterbed::section(view, &water),
        persons::section(view)?,
        horizon::section(view, chosen),
        costs::section(view),
        rules::section(view, chosen),
        Section::there("method", w.method, method::section(view)),
    ];
    Ok(html! {
        (DOCTYPE)
        html lang=(view.language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light";
                title { (e.title) }
                style { (PreEscaped(STYLE)) }
            }
            body style={ "--chosen:" (view.colour(chosen)) } {
                a.skip href="#answers" { (w.skip) }
                (answers::header(view))
                nav aria-label=(w.contents) { ul { (missing::contents(view, &sections)) } }
                (controls(view, chosen))
                main {
                    @for body in sections.iter().filter_map(|s| s.body.as_ref()) { (body) }
                    (missing::section(view, &sections))
                }
                footer { p { (w.made_with) ". " (e.city) ", " (view.span()) ", " (view.n()) ", " (w.simulated) ". " @for c in &e.credits { (c) ". " } } }
                script type="application/json" id="data" { (PreEscaped(embedded(&data))) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    })
}

/// JSON that cannot end the script element it stands in.
fn embedded(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c")
}

fn controls(view: &View<'_>, chosen: usize) -> Markup {
    let (e, w) = (view.ensemble, view.words);
    html! {
        form.controls aria-label=(w.controls) {
            label { span { (w.variant_choice) }
                select id="variant" {
                    @for v in view.others() { option value=(v) selected[v == chosen] { (view.label(v)) } }
                    @if view.others().next().is_none() { option value=(BASE) selected { (view.label(BASE)) } }
                }
            }
            label { span { (w.year_choice) }
                input id="year" type="range" min="0" max=(e.last()) step="1" value=(e.last()) aria-valuetext=(view.last_year());
            }
            output.shown-year for="year" { (view.last_year()) }
            noscript { p.note { (w.no_script) } }
        }
    }
}
