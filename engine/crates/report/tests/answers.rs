//! What the report says of an invented ensemble in sentences, in both languages.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_params::Prices;
use buurt_params::schema::Parameters;
use buurt_report::{Language, PageOptions, page};
use serde_json::json;
use support::report::{english, section, whole, written};
use support::{Invented, Scratch};

#[test]
fn answers_say_what_changes_with_intervals_and_n() {
    let scratch = Scratch::new();
    let html = english(&written(&whole(), &scratch));
    let answers = section(&html, "answers");
    assert!(
        answers.contains("Compared with “As it is”, in 2040"),
        "{answers}"
    );
    assert!(answers.contains("n = 6 pairs"));
    // The invented effects: +0.03 for the first variant, −0.022 for the second.
    assert!(answers.contains("What if? Low incomes live more apart between postcode areas (+0.0"));
    assert!(answers.contains("Quota. Low incomes live less apart between postcode areas (−0.0"));
    assert!(answers.contains("in the areas named"));
    assert!(html.contains("<h1>A town</h1>") && html.contains("Does it hold?"));
}

#[test]
fn a_sure_but_slight_difference_is_called_slight() {
    let scratch = Scratch::new();
    // The invented effect of the fourth variant is +0.004.
    let slight = Invented {
        replicates: 24,
        ..Invented::new()
    };
    let answers = section(&english(&written(&slight, &scratch)), "answers");
    let of = |variant: &str| {
        let from = answers.find(variant).unwrap();
        answers[from..].split_once(';').unwrap().0.to_owned()
    };
    let text = of("no right of return.");
    assert!(text.contains("live slightly more apart between"), "{text}");
    let text = of("passend 70.");
    assert!(text.contains("live more apart between"), "{text}");
}

#[test]
fn what_does_not_clearly_change_stands_last_and_in_one_sentence() {
    let scratch = Scratch::new();
    // With two replicates the intervals are wide.
    let few = Invented {
        replicates: 2,
        ..Invented::new()
    };
    let html = english(&written(&few, &scratch));
    let items: Vec<&str> = html.split("<li style=").skip(1).take(4).collect();
    let unclear = "No clear difference: ";
    assert!(items.iter().any(|i| i.contains(unclear)), "{items:?}");
    for item in items {
        let text = item.split_once("</li>").unwrap().0;
        assert!(text.matches("o clear difference").count() <= 1, "{text}");
        if let Some((_, last)) = text.split_once(unclear) {
            // A list, without numbers, to the end.
            assert!(last.ends_with('.') && !last.contains('('), "{text}");
        }
    }
}

#[test]
fn the_indicators_of_the_scenario_are_the_headlines() {
    let scratch = Scratch::new();
    let mut asked = whole();
    asked.science["scenario"]["indicators"] = json!([
        {"level": "complex", "group": "low_income", "index": "dissimilarity"},
        // An index without a name for people, and one that the results do not have.
        {"level": "pc4", "group": "low_income", "index": "gini"},
        {"level": "portiek", "group": "benefit", "index": "isolation"},
    ]);
    let html = english(&written(&asked, &scratch));
    let differences = section(&html, "differences");
    assert!(differences.contains("The table makes 2 comparisons"));
    assert!(differences.contains("Low incomes between complexes dissimilarity"));
    assert!(!differences.contains("ulnerable"), "{differences}");
    let answers = section(&html, "answers");
    assert!(answers.contains("Quota. Low incomes live less apart between complexes (−0.0"));
    assert!(answers.contains("lowest 40 % of the country") && !answers.contains("permit holders"));
}

#[test]
fn it_is_said_what_the_base_is() {
    let scratch = Scratch::new();
    let mut plain = whole();
    // Any group of parameters will do.
    let schema = [Prices::group()];
    let said = |invented: &Invented, name: &str| {
        let dir = scratch.dir(name);
        invented.write(&dir);
        let options = PageOptions {
            schema: &schema,
            ..PageOptions::default()
        };
        section(&page(&dir, &options).unwrap(), "answers")
    };
    let policy = |prices: &Prices| json!({"unit_prices": prices});
    plain.science["scenario"]["variants"][0]["policy"] = policy(&Prices::default());
    let text = said(&plain, "default");
    assert!(
        text.contains("The base, “As it is”, is the law as enacted, everything else"),
        "{text}"
    );
    let dear = Prices {
        demolished: 1e6,
        ..Prices::default()
    };
    plain.science["scenario"]["variants"][0]["policy"] = policy(&dear);
    let text = said(&plain, "dear");
    assert!(
        text.contains("with what the scenario sets of unit_prices ; the"),
        "{text}"
    );
    plain.science["scenario"]["variants"][0]["label"] = json!("Base");
    let text = said(&plain, "unnamed");
    assert!(
        text.contains("The base is the law as enacted with"),
        "{text}"
    );
}

#[test]
fn a_base_without_a_label_of_its_own_has_one_in_the_language_of_the_report() {
    let scratch = Scratch::new();
    let mut plain = whole();
    plain.science["scenario"]["variants"][0]["label"] = json!("Base");
    let dir = written(&plain, &scratch);
    let options = PageOptions {
        language: Language::Dutch,
        ..PageOptions::default()
    };
    let html = page(&dir, &options).unwrap();
    assert!(section(&html, "answers").contains("Vergeleken met ‘Basis’"));
    assert!(section(&html, "years").contains(" Basis ") && !html.contains("Base<"));
}

#[test]
fn the_dutch_texts_of_a_scenario_stand_in_the_dutch_report_alone() {
    let scratch = Scratch::new();
    let mut both = whole();
    let scenario = &mut both.science["scenario"];
    scenario["title_nl"] = json!("Een stad");
    scenario["question_nl"] = json!("Klopt het?");
    scenario["variants"][1]["label_nl"] = json!("Passend <70 procent>");
    scenario["variants"][1]["question_nl"] = json!("Wat als?");
    // An empty text is none.
    scenario["variants"][2]["label_nl"] = json!(" ");
    let dir = written(&both, &scratch);
    let options = PageOptions {
        language: Language::Dutch,
        ..PageOptions::default()
    };
    let dutch = page(&dir, &options).unwrap();
    assert!(dutch.contains("<h1>Een stad</h1>") && dutch.contains("<title>Een stad</title>"));
    let answers = section(&dutch, "answers");
    assert!(answers.contains("Passend &lt;70 procent&gt;. Wat als? Lage inkomens wonen"));
    assert!(answers.contains("Quota. Lage inkomens"), "{answers}");
    // The manifest at the end has all texts.
    let (shown, _) = dutch.split_once("<section id=\"method\"").unwrap();
    assert!(shown.contains("Klopt het?") && !shown.contains("Passend &lt;70 %&gt;"));
    let english = english(&dir);
    assert!(english.contains("<h1>A town</h1>") && english.contains("Passend &lt;70 %&gt;"));
    assert!(!section(&english, "answers").contains("Wat als?"));
}

#[test]
fn dutch_is_dutch_throughout() {
    let scratch = Scratch::new();
    let dir = written(&whole(), &scratch);
    let options = PageOptions {
        language: Language::Dutch,
        ..PageOptions::default()
    };
    let html = page(&dir, &options).unwrap();
    assert!(html.contains("<html lang=\"nl\">"));
    let answers = section(&html, "answers");
    assert!(answers.contains("Lage inkomens wonen meer gescheiden tussen postcodegebieden (+0,0"));
    for english in [
        "Base ",
        " the ",
        " households",
        "difference",
        "interval leaves",
    ] {
        assert!(!answers.contains(english), "{english}: {answers}");
    }
}
