//! What the codes mean by which parameters name their sources, in both languages.

use crate::page::view::View;
use maud::{Markup, html};

/// Codes, and what they stand for in English and Dutch.
pub const CODES: &[(&str, &str, &str)] = &[
    (
        "S p. 34, seed p. 34",
        "Page of Platform31’s report on concentrations and policy in Breda, Ede, Groningen, Leeuwarden, Nijmegen and Tilburg (2018)",
        "Pagina van het rapport van Platform31 over concentraties en beleid in Breda, Ede, Groningen, Leeuwarden, Nijmegen en Tilburg (2018)",
    ),
    (
        "S1, T9, R8, D5, M13",
        "What that report names: instruments of the stock (S), of allocation (T) and of rents and contracts (R), drivers (D), social mechanisms (M)",
        "Wat dat rapport noemt: instrumenten voor de voorraad (S), de toewijzing (T), en huren en contracten (R), aanjagers (D), sociale mechanismen (M)",
    ),
    (
        "L1, L2",
        "National law after that report: the one-off rent cut of 2023, the regulation of mid-market rents (Wet betaalbare huur) from July 2024",
        "Landelijke wetten van na dat rapport: de eenmalige huurverlaging van 2023, de regulering van middenhuur (Wet betaalbare huur) vanaf juli 2024",
    ),
    (
        "B1, B2, B3",
        "Law: EU income limit and quota; appropriate allocation (passend toewijzen); rent limits",
        "Wet: DAEB-inkomensgrens en quota; passend toewijzen; huurgrenzen",
    ),
    (
        "B4, B5, B6",
        "Law: rent allowance; Rotterdam Act; Huisvestingswet 2014",
        "Wet: huurtoeslag; Rotterdamwet; Huisvestingswet 2014",
    ),
    (
        "B8, B9, B10, B11",
        "Law: rent increases; landlord levy; target for permit holders; dates of laws and experiments",
        "Wet: huurverhogingen; verhuurderheffing; taakstelling statushouders; data van wetten en experimenten",
    ),
    (
        "C-4, C-6, C-7, C-8",
        "Building, demolition and sales of corporations",
        "Nieuwbouw, sloop en verkoop door corporaties",
    ),
    (
        "C-9, C-10",
        "Social lets per stock; turnover and vacancy loss of one landlord",
        "Sociale verhuringen ten opzichte van de voorraad; mutaties en leegstand van één verhuurder",
    ),
    (
        "C-12, C-13",
        "Chance that a dwelling comes free by tenure; moves by age (Statistics Netherlands)",
        "Kans dat een woning vrijkomt per eigendomsvorm; verhuizingen naar leeftijd (CBS)",
    ),
    (
        "C-14, C-15",
        "Households that moved, and that wish to move, in the housing surveys of 2012 to 2018",
        "Huishoudens die verhuisd zijn en die willen verhuizen, in WoON 2012 tot en met 2018",
    ),
    (
        "C-16, C-19",
        "Registration time of those housed; use of the free room for higher incomes",
        "Inschrijfduur van wie een woning kreeg; gebruik van de vrije ruimte voor hogere inkomens",
    ),
    (
        "C-20, C-22",
        "Permit holders in lets; evaluation of appropriate allocation after a year",
        "Statushouders in de verhuringen; evaluatie van passend toewijzen na een jaar",
    ),
    (
        "C-34, C-37",
        "Social distance and leaving a neighbourhood; effect of the neighbourhood on incomes",
        "Sociale afstand en vertrek uit een buurt; invloed van de buurt op inkomens",
    ),
    (
        "C-43, C-44",
        "Building permits 2012 to 2018; tenancies kept under Housing First",
        "Bouwvergunningen 2012 tot en met 2018; behouden huurcontracten bij Housing First",
    ),
    (
        "C-47, C-49",
        "Share of urgent lets; compliance with the norm of appropriate allocation",
        "Aandeel urgenten in de verhuringen; naleving van de norm voor passend toewijzen",
    ),
    (
        "E-1 … E-30",
        "Points on which the sources are unclear; buurt check lists each with how it is handled",
        "Punten waarop de bronnen onduidelijk zijn; buurt check noemt ze met de keuze die is gemaakt",
    ),
    (
        "V, MH, ML, D, PROP",
        "After a value: found on a public page; from memory, sure; from memory, unsure; derived; a proposal for the model",
        "Achter een waarde: gevonden op een openbare pagina; uit het hoofd, zeker; uit het hoofd, onzeker; afgeleid; een voorstel voor het model",
    ),
    (
        "scenario range",
        "No published source: a starting point to be varied, not a calibrated value",
        "Geen gepubliceerde bron: een beginwaarde om te variëren, niet gekalibreerd",
    ),
    ("scenario", "The question sets it", "De vraag bepaalt het"),
];

/// The key, as a table.
pub fn key(view: &View<'_>) -> Markup {
    let w = view.words;
    html! {
        h3 id="key" { (w.key) }
        p { (w.key_lead) }
        div.scroll role="region" tabindex="0" aria-label=(w.key) {
            table.parameters.key {
                thead { tr { th scope="col" { (w.source) } th scope="col" { (w.meaning) } } }
                tbody {
                    @for (code, english, dutch) in CODES {
                        tr { th scope="row" { (code) } td { (if w.dutch { dutch } else { english }) } }
                    }
                }
            }
        }
    }
}
