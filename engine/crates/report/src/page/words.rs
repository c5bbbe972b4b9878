//! The texts of the report in English and Dutch, side by side. `{name}` is filled in.
//! What a scenario says itself (title, question, labels) is Dutch where its file has Dutch texts.

use crate::page::numbers::Numbers;

/// Language of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Dutch.
    Dutch,
}

impl Language {
    /// The language tag of HTML.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Dutch => "nl",
        }
    }

    /// Its texts.
    pub fn words(self) -> &'static Words {
        match self {
            Language::English => &ENGLISH,
            Language::Dutch => &DUTCH,
        }
    }

    /// Its way of writing numbers.
    pub fn numbers(self) -> Numbers {
        match self {
            Language::English => Numbers {
                decimal: '.',
                thousands: ',',
            },
            Language::Dutch => Numbers {
                decimal: ',',
                thousands: '.',
            },
        }
    }
}

/// Fills `{name}` in a text.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = text.to_owned();
    for (name, value) in values {
        out = out.replace(&format!("{{{name}}}"), value);
    }
    out
}

macro_rules! words {
    ($($name:ident: $english:literal, $dutch:literal;)*) => {
        /// The texts of a language.
        #[derive(Debug, PartialEq)]
        pub struct Words {
            pub(super) dutch: bool,
            $(#[doc = $english] pub $name: &'static str,)*
        }

        /// English.
        pub static ENGLISH: Words = Words { dutch: false, $($name: $english,)* };
        /// Dutch.
        pub static DUTCH: Words = Words { dutch: true, $($name: $dutch,)* };

        #[cfg(test)]
        const PAIRS: &[(&str, &str, &str)] = &[$((stringify!($name), $english, $dutch),)*];
    };
}

words! {
    // Frame
    skip: "Skip to the answers", "Direct naar de antwoorden";
    contents: "Contents", "Inhoud";
    controls: "Choose a variant and a year", "Kies een variant en een jaar";
    variant_choice: "Variant", "Variant";
    year_choice: "Year", "Jaar";
    no_script: "Without JavaScript the figures stay at the last year and the first variant.", "Zonder JavaScript blijven de figuren bij het laatste jaar en de eerste variant staan.";
    simulated: "simulated, not observed", "gesimuleerd, niet waargenomen";
    made_with: "Made with buurt", "Gemaakt met buurt";
    numbers_behind: "The numbers behind the figures", "De cijfers achter de figuren";
    to: "to", "tot";
    variant: "Variant", "Variant";
    variants: "Variants", "Varianten";
    base: "Base", "Basis";
    area: "Area", "Gebied";
    households: "households", "huishoudens";
    yes: "yes", "ja";
    no: "no", "nee";
    n_runs: "runs", "runs";

    missing: "Not in these results, and how to get it", "Niet in deze resultaten, en hoe het erin komt";

    // Answers
    answers: "What each policy does", "Wat elk beleid doet";
    answers_note: "Compared with “{base}”, in {year}. In brackets the 95 % interval; {n} pairs of runs that share their chances.", "Vergeleken met ‘{base}’, in {year}. Tussen haakjes het 95%-interval; {n} paren van runs met dezelfde toevalstrekkingen.";
    the_base: "The base", "De basis";
    base_named: "The base, “{base}”,", "De basis, ‘{base}’,";
    base_is: "{base} is the law as enacted, everything else at its default.", "{base} is de wet zoals die geldt, al het andere op zijn standaardwaarde.";
    base_sets: "{base} is the law as enacted with what the scenario sets of {groups}; the values are under “{method}”.", "{base} is de wet zoals die geldt, met wat het scenario instelt van {groups}; de waarden staan bij ‘{method}’.";
    change: "{group} live {list}", "{group} wonen {list}";
    change_at: "{word} {between} ({difference}; {interval})", "{word} {between} ({difference}; {interval})";
    same: "No clear difference: {list}", "Geen duidelijk verschil: {list}";
    and: "and", "en";
    more_apart: "more apart", "meer gescheiden";
    less_apart: "less apart", "minder gescheiden";
    more_concentrated: "more concentrated", "meer geconcentreerd";
    less_concentrated: "less concentrated", "minder geconcentreerd";
    inside_same: "share of {group} in the areas named", "aandeel {group} in de aangewezen gebieden";
    inside_change: "in the areas named the share of {group} is {size} percentage points {word} ({interval})", "in de aangewezen gebieden is het aandeel {group} {size} procentpunt {word} ({interval})";
    cost_change: "over {years} the costs are {size} million euros {word} ({interval})", "over {years} zijn de kosten {size} miljoen euro {word} ({interval})";
    higher: "higher", "hoger";
    lower: "lower", "lager";
    slightly: "slightly {word}", "iets {word}";
    cost_same: "costs", "kosten";
    one_replicate: "One replicate cannot tell an effect from chance.", "Eén herhaling kan effect en toeval niet onderscheiden.";
    no_numbers: "The results have no index to compare.", "De resultaten bevatten geen maat om te vergelijken.";
    only_one: "There is only one variant: nothing is compared.", "Er is maar één variant: er valt niets te vergelijken.";
    what_numbers_mean: "Living apart is measured by dissimilarity: the share of the group that would have to move for it to live equally everywhere (0 = even, 1 = wholly apart). Concentration is measured by isolation: the share of the group in the surroundings of an average member of it. Differences of 0.01 are small, of 0.05 large; “slightly” stands for less than 0.005.", "Gescheiden wonen is gemeten met de dissimilariteitsindex: het deel van de groep dat zou moeten verhuizen om overal even sterk vertegenwoordigd te zijn (0 = gelijk verdeeld, 1 = volledig gescheiden). Concentratie is gemeten met de isolatie-index: het aandeel van de groep in de omgeving van een gemiddeld lid ervan. Verschillen van 0,01 zijn klein, van 0,05 groot; ‘iets’ staat voor minder dan 0,005.";

    // Differences
    differences: "Differences with the base", "Verschillen met de basis";
    differences_lead: "Each number is the difference with “{base}” in", "Elk getal is het verschil met ‘{base}’ in";
    difference: "difference", "verschil";
    difference_of: "Difference in {index}: {what}", "Verschil in {index}: {what}";
    interval: "95 % interval", "95%-interval";
    interval_note: "Paired differences with their 95 % interval (Student t over replicates).", "Gepaarde verschillen met 95%-interval (Student t over herhalingen).";
    mean_note: "Mean over replicates.", "Gemiddelde over herhalingen.";
    bold_note: "Bold: the interval leaves out zero.", "Vet: het interval sluit nul uit.";
    bold_means_note: "Bold: the interval of the difference with the base leaves out zero.", "Vet: het interval van het verschil met de basis sluit nul uit.";
    multiple_note: "The table makes {m} comparisons: by chance alone about {k} of them would be bold. The checks below say which survive a correction for this (Holm).", "De tabel bevat {m} vergelijkingen: alleen al door toeval zouden er ongeveer {k} vet zijn. De controles hieronder zeggen welke na correctie daarvoor (Holm) overblijven.";
    checks: "Checks for the referee, {year}", "Controles voor de lezer die alles wil nagaan, {year}";
    checks_note: "Variance ratio: variance of paired differences over that of unpaired ones; below 1 pairing helps. Needed: replicates for an interval of ±0.001. Corrected: difference in the index after what chance alone gives small units has been taken off.", "Variantieverhouding: variantie van gepaarde verschillen gedeeld door die van ongepaarde; onder 1 helpt paren. Nodig: herhalingen voor een interval van ±0,001. Gecorrigeerd: verschil in de index na aftrek van wat toeval in kleine eenheden oplevert.";
    indicator: "Indicator", "Indicator";
    variant_mean: "Variant, mean", "Variant, gemiddeld";
    standard_error: "Standard error", "Standaardfout";
    variance_ratio: "Variance ratio", "Variantieverhouding";
    needed: "Needed", "Nodig";
    corrected: "Corrected", "Gecorrigeerd";

    // Years
    over_time: "Over the years", "Door de jaren heen";
    over_time_lead: "The chosen variant and the base stand in front. Their bands hold all replicates. The vertical axes do not start at zero.", "De gekozen variant en de basis staan voorop. Hun banden omvatten alle herhalingen. De verticale assen beginnen niet bij nul.";
    difference_over_time: "Difference with “{base}”", "Verschil met ‘{base}’";
    difference_band: "Band: 95 % interval of the paired difference of the chosen variant. Where it leaves out the zero line, chance alone would seldom give such a difference.", "Band: 95%-interval van het gepaarde verschil van de gekozen variant. Waar die de nullijn niet raakt, zou toeval alleen zelden zo’n verschil geven.";

    // Maps
    maps: "Where", "Waar";
    maps_lead: "Where the group lives, and where each variant adds or takes away, in", "Waar de groep woont, en waar elke variant toevoegt of wegneemt, in";
    group_shown: "Group", "Groep";
    share_map: "Share of households,", "Aandeel van de huishoudens,";
    share_unit: "per cent of the households of the area", "procent van de huishoudens in het gebied";
    points: "percentage points", "procentpunten";
    points_short: "points", "punten";
    all_variants: "All variants side by side", "Alle varianten naast elkaar";
    change_since: "Change since", "Verandering sinds";
    difference_with: "Difference with “{base}”", "Verschil met ‘{base}’";
    map_circles: "Each circle is an area, near its place on the map (north is up); its size is the number of households.", "Elke cirkel is een gebied, ongeveer op zijn plaats op de kaart (noord is boven); de grootte is het aantal huishoudens.";
    map_real: "Real boundaries; large areas are not more important than small ones.", "Werkelijke grenzen; grote gebieden zijn niet belangrijker dan kleine.";
    map_edge: "Dark edge: the 95 % interval leaves out zero. One scale for all years and variants.", "Donkere rand: het 95%-interval sluit nul uit. Eén schaal voor alle jaren en varianten.";
    hidden: "Not shown because a count is below {n}, or would follow from the others: {areas}. Counts are rounded to fives.", "Niet getoond omdat een aantal onder {n} ligt of uit de andere zou volgen: {areas}. Aantallen zijn afgerond op vijftallen.";
    no_places: "There is no map: the manifest of these results does not say where the areas are.", "Er is geen kaart: het manifest van deze resultaten zegt niet waar de gebieden liggen.";
    no_areas: "This needs the table `areas` with households and groups by area. Run the scenario again to get it.", "Hiervoor is de tabel `areas` nodig, met huishoudens en groepen per gebied. Draai het scenario opnieuw om die te krijgen.";

    rounded: "Counts are rounded to fives in every run; means, differences and shares follow from the rounded counts.", "Aantallen zijn in elke run afgerond op vijftallen; gemiddelden, verschillen en aandelen volgen uit de afgeronde aantallen.";
    rounded_costs: "Counts of households and of dwellings sold and empty are rounded to fives in every run, hours of support and allowances to what five households take at most; costs follow from these. Dwellings demolished, built or renovated and other euros are not rounded.", "Aantallen huishoudens en verkochte en lege woningen zijn in elke run afgerond op vijftallen, uren begeleiding en vergoedingen op wat vijf huishoudens hoogstens krijgen; kosten volgen daaruit. Gesloopte, gebouwde en gerenoveerde woningen en andere euro’s zijn niet afgerond.";
    all_small: "Left out: all that could be shown tells of fewer than {n} households, or would give such a number away.", "Weggelaten: alles wat te tonen valt gaat over minder dan {n} huishoudens, of zou zo’n aantal verraden.";

    // Scale
    scale: "At which scale", "Op welk schaalniveau";
    scale_lead: "Left: how concentrated the group is between stairwells, complexes and areas. Right: at which of these scales the chosen variant acts.", "Links: hoe geconcentreerd de groep woont tussen portieken, complexen en gebieden. Rechts: op welk van die niveaus de gekozen variant werkt.";
    how_concentrated: "How concentrated", "Hoe geconcentreerd";
    how_it_acts: "Difference with the base:", "Verschil met de basis:";
    effect_by_scale: "Difference by scale: {group}", "Verschil per schaalniveau: {group}";
    expected: "What chance alone gives", "Wat toeval alleen al geeft";
    level_head: "Scale", "Schaalniveau";
    scale_note: "Small units differ by chance alone: the grey bar is the value expected if households were allotted at random. Numbers at the right: the base.", "Kleine eenheden verschillen alleen al door toeval: de grijze balk is de waarde bij een willekeurige verdeling van huishoudens. Getallen rechts: de basis.";
    nested: "Income classes: parts that add up", "Inkomensklassen: delen die optellen";
    nested_lead: "How far households of the five income classes live apart (entropy index H between stairwells), split into what lies between areas, between complexes of one area, and between stairwells of one complex. Darkest: between areas.", "Hoe ver huishoudens uit de vijf inkomensklassen gescheiden wonen (entropie-index H tussen portieken), gesplitst in wat tussen gebieden ligt, tussen complexen in één gebied, en tussen portieken in één complex. Donkerst: tussen gebieden.";
    nested_part: "Part", "Deel";
    within: "{level}, within the scale above", "{level}, binnen het niveau erboven";
    profiles: "In surroundings of growing size", "In steeds ruimere omgeving";
    profiles_lead: "The share of the group in the surroundings of an average member of it, whatever the borders of areas: left within a distance, where nearer households count more, right among the nearest households. A line that stays high or rises means that areas where the group lives lie together, one that falls that they lie apart; surroundings as large as the city would give the share of the group in the city.", "Het aandeel van de groep in de omgeving van een gemiddeld lid ervan, wat de grenzen van gebieden ook zijn: links binnen een afstand, waarbij dichterbij zwaarder telt, rechts onder de naaste huishoudens. Een lijn die hoog blijft of stijgt betekent dat gebieden waar de groep woont bij elkaar liggen, een lijn die daalt dat ze verspreid liggen; een omgeving zo groot als de stad zou het aandeel van de groep in de stad geven.";
    profiles_name: "Isolation of {group} in surroundings of growing size", "Isolatie van {group} in steeds ruimere omgeving";
    profiles_difference: "Difference in isolation of {group} in surroundings of growing size", "Verschil in isolatie van {group} in steeds ruimere omgeving";
    profiles_note: "Bands: left all replicates of the base and the chosen variant, right the 95 % interval of the paired difference of the chosen variant. One scale for all years and variants, which does not start at zero. Households stand at the centre of their area, so surroundings smaller than an area say no more than the area does.", "Banden: links alle herhalingen van de basis en de gekozen variant, rechts het 95%-interval van het gepaarde verschil van de gekozen variant. Eén schaal voor alle jaren en varianten, die niet bij nul begint. Huishoudens staan in het midden van hun gebied: een omgeving kleiner dan een gebied zegt niet meer dan het gebied zelf.";
    surroundings: "Surroundings", "Omgeving";
    within_km: "within, km", "binnen, km";
    nearest_thousands: "nearest households, thousands", "naaste huishoudens, duizend";
    within_size: "Within {km} km", "Binnen {km} km";
    nearest_size: "Nearest {n} households", "Naaste {n} huishoudens";
    no_scale: "This needs indices at two levels or more. Run the scenario again to get them.", "Hiervoor zijn maten op twee of meer niveaus nodig. Draai het scenario opnieuw om die te krijgen.";

    // Flows
    flows: "Through which channel", "Langs welke weg";
    flows_lead: "Why the number of households differs from “{base}”, summed over the years {first} to", "Waarom het aantal huishoudens verschilt van ‘{base}’, opgeteld over de jaren {first} tot en met";
    flows_name: "Difference in {group} by channel", "Verschil in {group} per weg";
    flows_note: "Moves: moved in minus moved out. Change in place: became part of the group minus ceased to be. Demography: formed minus dissolved. Arrival: arrived from elsewhere minus departed. The four add up exactly in every run. Areas: those that the variant names, else the five with the highest share of {group} at the start.", "Verhuizingen: erin min eruit. Verandering ter plaatse: bij de groep gaan horen min niet meer. Demografie: gevormd min opgeheven. Vestiging: van buiten gekomen min vertrokken. De vier tellen in elke run precies op. Gebieden: die de variant aanwijst, anders de vijf met het hoogste aandeel {group} bij het begin.";
    channel: "Channel", "Weg";
    moves: "Moves", "Verhuizingen";
    in_place: "Change in place", "Verandering ter plaatse";
    demography: "Demography", "Demografie";
    migration: "Arrival and departure", "Vestiging en vertrek";
    altogether: "Altogether", "Samen";
    areas_word: "areas", "gebieden";
    fewer: "fewer", "minder";
    more: "more", "meer";
    households_difference: "difference in households", "verschil in huishoudens";
    no_table: "This needs the table `{table}`, which these results do not have. Run the scenario again to get it.", "Hiervoor is de tabel `{table}` nodig, die in deze resultaten ontbreekt. Draai het scenario opnieuw om die te krijgen.";

    // Waterbed
    waterbed: "Waterbed", "Waterbed";
    waterbed_lead: "Does a measure in some areas solve the matter or move it? Households more or fewer than under “{base}”, in", "Lost een maatregel in enkele gebieden iets op, of verschuift die het? Huishoudens meer of minder dan bij ‘{base}’, in";
    water_name: "difference in {group} inside, next door and elsewhere", "verschil in {group} binnen, naast en elders";
    inside: "Inside the areas", "Binnen de gebieden";
    next_door: "Next door", "Ernaast";
    elsewhere: "Elsewhere", "Elders";
    whole_city: "Whole city", "Hele stad";
    zone: "Zone", "Zone";
    neighbours_gabriel: "Next door: areas whose common circle with a named area holds no third area (Gabriel graph of the centroids).", "Ernaast: gebieden waarvan de gezamenlijke cirkel met een aangewezen gebied geen derde gebied bevat (Gabriel-graaf van de middelpunten).";
    neighbours_real: "Next door: areas that share a point of their boundary with a named area.", "Ernaast: gebieden die een punt van hun grens delen met een aangewezen gebied.";
    no_area_instrument: "No variant names areas, so there is no inside and outside.", "Geen enkele variant wijst gebieden aan; er is dus geen binnen en buiten.";

    // Persons
    persons: "Who lives elsewhere because of it", "Wie erdoor elders woont";
    persons_lead: "The same households under “{base}” and under the variant, joined by their key: how many live in another area in", "Dezelfde huishoudens bij ‘{base}’ en bij de variant, gekoppeld op hun sleutel: hoeveel er in een ander gebied wonen in";
    no_dwelling: "no dwelling of their own", "geen eigen woning";
    persons_caption: "Of the households that exist in both, per cent living elsewhere.", "Van de huishoudens die in beide bestaan, het percentage dat elders woont.";
    crossed: "In and out of the areas that a measure names, mean number of households per run", "In en uit de gebieden die een maatregel aanwijst, gemiddeld aantal huishoudens per run";
    crossed_lead: "Who lives inside under “{base}” alone was refused, displaced or drawn elsewhere; who lives inside under the variant alone came in its place. Any change reshuffles: what tells of the policy is what one side has more than the other.", "Wie alleen bij ‘{base}’ binnen woont, is geweigerd, verdrongen of ging liever elders heen; wie alleen bij de variant binnen woont, kwam ervoor in de plaats. Elke verandering husselt: wat over het beleid iets zegt, is wat de ene kant meer heeft dan de andere.";
    crossed_out: "Inside under “{base}” alone; under the variant", "Alleen bij ‘{base}’ binnen; bij de variant";
    crossed_in: "Inside under the variant alone; under “{base}”", "Alleen bij de variant binnen; bij ‘{base}’";
    persons_matrix: "From where to where, mean number of households per run", "Van waar naar waar, gemiddeld aantal huishoudens per run";
    other_area: "in another area", "in een ander gebied";
    other_complex: "in another complex", "in een ander complex";
    all_households: "All households", "Alle huishoudens";
    from_base: "Area under “{base}”", "Gebied bij ‘{base}’";
    no_panel: "This needs the table `panel`. Put `output: (panel: true)` in the scenario and run it again.", "Hiervoor is de tabel `panel` nodig. Zet `output: (panel: true)` in het scenario en draai het opnieuw.";
    on_balance: "on balance", "per saldo";
    persons_warning: "This is not the number of households that a policy moves.", "Dit is niet het aantal huishoudens dat door een beleid verhuist.";
    persons_why: "One letting that goes otherwise sends the next households elsewhere too, year after year: any change, however small, reshuffles much of the city, and most households swap places with their like. “On balance” leaves out such swaps and comes nearer to what the policy does.", "Eén toewijzing die anders uitvalt stuurt ook de volgende huishoudens ergens anders heen, jaar na jaar: elke wijziging, hoe klein ook, schudt een groot deel van de stad door elkaar, en de meeste huishoudens ruilen van plaats met huns gelijken. ‘Per saldo’ laat zulke ruilen weg en komt dichter bij wat het beleid doet.";
    persons_range: "Here {low} to {high} % of all households live in another area, whatever the variant.", "Hier woont {low} tot {high} % van alle huishoudens in een ander gebied, wat de variant ook is.";
    persons_note: "On balance: the smallest share of the group that must live in another area for the group to be spread over the areas as it is under the variant; chance gives some of it too. A group with a higher share than all households together is touched more than the city’s mean. Both variants have the same households, because demography and income do not depend on housing policy.", "Per saldo: het kleinste deel van de groep dat in een ander gebied moet wonen om de groep over de gebieden te verdelen zoals bij de variant; ook toeval geeft daar iets van. Een groep met een hoger aandeel dan alle huishoudens samen wordt meer geraakt dan gemiddeld in de stad. Beide varianten hebben dezelfde huishoudens, want demografie en inkomen hangen niet van woonbeleid af.";
    chains: "How far it spreads from dwelling to dwelling", "Hoe ver het doorwerkt van woning naar woning";
    chains_lead: "A household that moves leaves a dwelling for the next. Here are the moves that a variant has and “{base}” has not, followed from vacancy to vacancy until somebody leaves no dwelling in the city, the dwelling goes to the same household in both, or nobody has entered it yet.", "Een huishouden dat verhuist laat een woning achter voor het volgende. Hier staan de verhuizingen die een variant wel heeft en ‘{base}’ niet, gevolgd van leegkomende woning naar leegkomende woning tot iemand geen woning in de stad achterlaat, de woning in beide naar hetzelfde huishouden gaat, of er nog niemand in is gekomen.";
    chains_caption: "Moves of all years that only the variant has, mean per run; chains in per cent.", "Verhuizingen van alle jaren die alleen de variant heeft, gemiddeld per run; ketens in procenten.";
    moves_a_chain: "Moves a chain", "Verhuizingen per keten";
    longer_chains: "Chains of two moves or more", "Ketens van twee of meer verhuizingen";
    other_tenure: "Chains with a change of tenure", "Ketens met een andere eigendomsvorm";
    farthest: "Farthest dwelling left, seen from the first one entered", "Verste woning die leegkomt, gezien vanaf de eerste";
    same_complex: "No other, or same complex", "Geen andere, of zelfde complex";
    same_area: "Same area", "Zelfde gebied";
    chains_note: "Chances go on separating once one letting differs, so most of these moves replace others of the same kind. The table `chains` of the comparison has both sides and their difference with its interval.", "Als één toewijzing anders uitvalt lopen ook de volgende uiteen, dus de meeste van deze verhuizingen vervangen andere van dezelfde soort. De tabel `chains` van de vergelijking heeft beide kanten en hun verschil met interval.";
    no_moves: "Chains of vacancies need the table `moves`. Put `output: (moves: true)` in the scenario and run it again.", "Verhuisketens hebben de tabel `moves` nodig. Zet `output: (moves: true)` in het scenario en draai het opnieuw.";

    // Horizon
    horizon: "When it would show", "Wanneer het zichtbaar wordt";
    horizon_lead: "A city has one history, known from annual figures. In how many of the simulated histories would an analyst see the effect in them, and when?", "Een stad heeft één geschiedenis, bekend uit jaarcijfers. In hoeveel van de gesimuleerde geschiedenissen zou een onderzoeker het effect daarin zien, en wanneer?";
    published_index: "{index} of {group} {level}, {figures}", "{index} van {group} {level}, {figures}";
    published_inside: "Share of {group} in {areas}, {figures}", "Aandeel {group} in {areas}, {figures}";
    published: "from published figures", "uit gepubliceerde cijfers";
    city_counts: "if the city counts them", "als de stad die telt";
    not_published: "No such shares of {groups} are published: here they are rounded in the same way, as if the city counted them itself.", "Van {groups} worden zulke aandelen niet gepubliceerd: hier zijn ze net zo afgerond, alsof de stad ze zelf telt.";
    share_of_histories: "per cent of histories in which it has shown", "procent van de geschiedenissen waarin het is gebleken";
    horizon_caption: "“In the simulation”: first year from which the paired interval leaves out zero to the end.", "‘In de simulatie’: eerste jaar vanaf waar het gepaarde interval nul blijft uitsluiten.";
    sure_in_simulation: "In the simulation", "In de simulatie";
    half_see_it: "Half of the histories show it", "Helft van de geschiedenissen laat het zien";
    see_it_by_last: "Show it by the last year", "Laat het zien tot en met het laatste jaar";
    false_alarms: "False alarms (base)", "Vals alarm (basis)";
    not_by: "not by {year}", "nog niet in {year}";
    first_year_null: "{variant}: after the first two annual figures ({year}) it would have shown in {seen} of {n} histories. The evaluation of the passendheidstoets after one year found no effect on segregation either (RIGO and Platform31, 2017); a null finding that early says little.", "{variant}: na de eerste twee jaarcijfers ({year}) zou het in {seen} van de {n} geschiedenissen zijn gebleken. Ook de evaluatie van de passendheidstoets na één jaar vond geen effect op segregatie (RIGO en Platform31, 2017); zo vroeg niets vinden zegt weinig.";
    horizon_note: "Figures as Statistics Netherlands publishes them by postcode: households in fives, the share of a group to a tenth of a per cent, no share below 100 households. An effect shows when the figure lies outside what is normal under the base (95 % prediction interval from the other histories, same year) in two years running, on the same side. False alarms: the same rule applied to histories of the base itself. An analyst in a real city knows less about what is normal and sees it later.", "Cijfers zoals het CBS die per postcode publiceert: huishoudens in vijftallen, het aandeel van een groep in tienden van procenten, geen aandeel onder 100 huishoudens. Een effect blijkt als het cijfer twee jaar achtereen aan dezelfde kant buiten het normale van de basis ligt (95%-voorspellingsinterval uit de andere geschiedenissen, zelfde jaar). Vals alarm: dezelfde regel toegepast op geschiedenissen van de basis zelf. Een onderzoeker in een echte stad weet minder goed wat normaal is en ziet het later.";
    too_few: "This needs {enough} replicates or more per variant; there are {n}. Run the scenario again with `--seeds {enough}` or more.", "Hiervoor zijn {enough} of meer herhalingen per variant nodig; er zijn er {n}. Draai het scenario opnieuw met `--seeds {enough}` of meer.";

    // Rules
    rules: "What the rules did", "Wat de regels deden";
    compliance: "Compliance", "Naleving";
    compliance_lead: "All landlords together: the share of social lets to incomes under the limit (EU), and of lets to the target group with a rent under the cap (passend toewijzen).", "Alle verhuurders samen: het aandeel sociale verhuringen aan inkomens onder de DAEB-inkomensgrens, en van verhuringen aan de doelgroep met een huur onder de aftoppingsgrens (passend toewijzen).";
    daeb_share: "Lets to incomes under the EU limit", "Toewijzing onder de DAEB-inkomensgrens";
    passend_share: "Appropriate lets (passend toewijzen)", "Passend toegewezen";
    per_cent_of_lets: "per cent of lets", "procent van de verhuringen";
    norm: "Norm", "Norm";
    bands_note: "Bands: all replicates of the base and the chosen variant.", "Banden: alle herhalingen van de basis en de gekozen variant.";
    norm_note: "Dashed: the legal norm under “{base}”, in years that have one.", "Streepjes: de wettelijke norm bij ‘{base}’, in jaren waarin die geldt.";
    social_lets: "Social lets", "Sociale verhuringen";
    sales: "Sold", "Verkocht";
    demolitions: "Demolished", "Gesloopt";
    completions: "Completed", "Opgeleverd";
    totals_caption: "Dwellings per run over {years}.", "Woningen per run over {years}.";
    refusals: "Refusals by rule", "Weigeringen per regel";
    refusals_lead: "How often a candidate was refused a dwelling, by the first rule that stood in the way. One household may be refused many times.", "Hoe vaak een kandidaat een woning niet kreeg, naar de eerste regel die in de weg stond. Eén huishouden kan vaak geweigerd worden.";
    nobody_refused: "No rule refused a candidate under any variant.", "Geen regel weigerde onder enige variant een kandidaat.";
    refusals_caption: "Refusals per run over {years}.", "Weigeringen per run over {years}.";

    // Why
    why: "Why it changed", "Waardoor het veranderde";
    why_stairwells: "What changed this index between stairwells ({what}) is kept only when asked for. Put `output: (all_contributions: true)` in the scenario and run it again.", "Wat deze index tussen portieken veranderde ({what}), wordt alleen op verzoek bewaard. Zet `output: (all_contributions: true)` in het scenario en draai het opnieuw.";
    why_lead: "What made the group live more or less apart since the start of {first}, up to and including", "Waardoor de groep sinds begin {first} meer of minder gescheiden is gaan wonen, tot en met";
    why_read: "A part to the right of the line raised the index, a part to the left lowered it. The dot is the sum of the parts: the change itself.", "Een deel rechts van de lijn verhoogde de index, een deel links verlaagde die. De stip is de som van de delen: de verandering zelf.";
    why_means: "Change since the start of {first}", "Verandering sinds begin {first}";
    why_differences: "Difference with “{base}”", "Verschil met ‘{base}’";
    why_sentence: "“{base}” over {years}: {change}; largest parts: {most} and {next}.", "‘{base}’ over {years}: {change}; grootste delen: {most} en {next}.";
    why_differs: "“{variant}” differs most from it: {change}; largest parts: {most} and {next}.", "‘{variant}’ verschilt er het meest van: {change}; grootste delen: {most} en {next}.";
    why_name: "{what}: parts of the change of the index by channel", "{what}: delen van de verandering van de index per oorzaak";
    why_whisker: "Line through the dot: 95 % interval of the sum.", "Lijn door de stip: 95%-interval van de som.";
    why_note: "Selective moving: households that move differ from those who lived there. Change in place: income or situation changes without moving. Demography: households formed minus dissolved. Arrival and departure: from and to outside the city. Growth and decline: places that gain or lose households at the mix they had. Shapley values of every year, added up; the parts add up exactly in every run.", "Selectief verhuizen: wie verhuist verschilt van wie er woonde. Verandering ter plaatse: inkomen of situatie verandert zonder verhuizing. Demografie: gevormde min opgeheven huishoudens. Vestiging en vertrek: van en naar buiten de stad. Groei en krimp: plekken die huishoudens winnen of verliezen met de samenstelling die ze hadden. Shapley-waarden van elk jaar, opgeteld; de delen tellen in elke run precies op.";
    selective_moving: "Selective moving", "Selectief verhuizen";
    growth: "Growth and decline of places", "Groei en krimp van plekken";

    // Costs
    costs: "What it costs and yields", "Wat het kost en oplevert";
    costs_lead: "More or less than “{base}” over {years}, in millions of euros of {first}, discounted at {rate} % a year: costs of landlords and municipality together, at the prices below. What new dwellings will earn in rent is not counted.", "Meer of minder dan ‘{base}’ over {years}, in miljoenen euro’s van {first}, verdisconteerd met {rate} % per jaar: kosten van verhuurders en gemeente samen, tegen de prijzen hieronder. Wat nieuwe woningen aan huur opbrengen telt niet mee.";
    costs_period: "This section covers {years} as a whole, with its outcome in {year}: it does not follow the year chosen above.", "Dit onderdeel gaat over heel {years}, met de uitkomst in {year}: het volgt het hierboven gekozen jaar niet.";
    plane_unit: "cost against points of {index} removed by {year}", "kosten tegen punten {index} minder in {year}";
    plane_all: "All variants.", "Alle varianten.";
    plane_zoom: "Enlarged, on a scale of its own: without {variants}.", "Vergroot, op een eigen schaal: zonder {variants}.";
    plane_marked: "enlarged in the next figure", "vergroot in de volgende figuur";
    plane_x: "points of concentration removed", "punten concentratie minder";
    plane_y: "extra cost, million euros", "extra kosten, miljoen euro";
    helps_costs: "Less concentrated, dearer", "Minder geconcentreerd, duurder";
    helps_saves: "Less concentrated, cheaper", "Minder geconcentreerd, goedkoper";
    harms_costs: "More concentrated, dearer", "Meer geconcentreerd, duurder";
    harms_saves: "More concentrated, cheaper", "Meer geconcentreerd, goedkoper";
    plane_note: "Further to the right: less concentrated; further down: cheaper. A point is 0.01 of the index. The crosses are 95 % intervals; where one spans a zero line, that side is not sure.", "Meer naar rechts: minder geconcentreerd; meer naar beneden: goedkoper. Een punt is 0,01 van de index. De kruisen zijn 95%-intervallen; waar een kruis een nullijn overspant, is die kant niet zeker.";
    beyond_edge: "A line that reaches the edge goes on beyond it.", "Een lijn tot aan de rand loopt daarbuiten door.";
    total_cost: "Cost, million euros", "Kosten, miljoen euro";
    removed: "Points removed {between}", "Punten minder {between}";
    waiting: "Waiting time, years", "Wachttijd, jaren";
    displaced: "Households that had to leave", "Huishoudens die weg moesten";
    affordable: "Affordable dwellings", "Betaalbare woningen";
    yields_note: "Points removed: concentration of {group} ({index} × 100) that is less than under “{base}” in {year}. Waiting time: years registered of those housed in {year}. Had to leave: relocated for renewal or evicted over {years}. Affordable: social and mid-market rental, at the end of {year}.", "Punten minder: concentratie van {group} ({index} × 100) die in {year} lager is dan bij ‘{base}’. Wachttijd: inschrijfduur van wie in {year} een woning kreeg. Moesten weg: uitverhuisd voor vernieuwing of uitgezet, over {years}. Betaalbaar: sociale huur en middenhuur, eind {year}.";
    cost_items: "Cost by item, difference in million euros", "Kosten per post, verschil in miljoen euro";
    in_kind: "In kind: quantities per run over {years}", "In aantallen: hoeveelheden per run over {years}";
    prices: "Prices", "Prijzen";
    prices_lead: "Of {all} prices {assumed} are an assumption: set those of your own city under `unit_prices` in the scenario, or in a file for `--prices`; the simulation need not be run again. Meanings and sources are given in English.", "Van {all} prijzen zijn er {assumed} een aanname: zet die van de eigen stad onder `unit_prices` in het scenario, of in een bestand voor `--prices`; de simulatie hoeft niet opnieuw. Betekenis en bron staan in het Engels.";
    price: "Price", "Prijs";
    item: "Item", "Post";
    left_out: "A dash: left out because it tells of fewer than {n} households, or would give such a number away.", "Een streepje: weggelaten omdat het over minder dan {n} huishoudens gaat, of zo’n aantal zou verraden.";

    // Method
    method: "Method and sources", "Werkwijze en bronnen";
    method_lead: "An agent-based simulation: it shows what would follow from the rules and behaviour stated below. It is not a forecast: levels are uncertain, differences between variants that share their chances are less so.", "Een simulatie van huishoudens en verhuurders één voor één (agent-based): zij laat zien wat er uit de regels en het gedrag hieronder volgt. Het is geen voorspelling: niveaus zijn onzeker, verschillen tussen varianten met dezelfde toevalstrekkingen zijn dat minder.";
    odd: "The model in short (ODD protocol)", "Het model in het kort (ODD-protocol)";
    sources: "Data", "Gegevens";
    no_credits: "The manifest credits no data.", "Het manifest noemt geen gegevensbronnen.";
    parameters: "Parameters and how sure they are", "Parameters en hoe zeker ze zijn";
    parameters_lead: "Of {all} parameters {assumed} rest on an assumption, not on a published figure. First those that the scenario sets or a variant changes. Meanings and sources are given in English.", "Van {all} parameters berusten er {assumed} op een aanname, niet op een gepubliceerd cijfer. Eerst de parameters die het scenario instelt of een variant wijzigt. Betekenis en bron staan in het Engels.";
    parameters_changed: "Set by the scenario or changed by a variant", "Ingesteld door het scenario of gewijzigd door een variant";
    parameters_rest: "All other parameters, at their default", "Alle andere parameters, op hun standaardwaarde";
    parameter: "Parameter", "Parameter";
    meaning: "Meaning", "Betekenis";
    value: "Value", "Waarde";
    unit: "Unit", "Eenheid";
    confidence: "Confidence", "Zekerheid";
    source: "Source", "Bron";
    sourced: "sourced", "met bron";
    choice: "set by the question", "volgt uit de vraag";
    assumed: "assumption", "aanname";
    key: "Key to the sources", "Sleutel van de bronnen";
    key_lead: "Confidence has three steps. Sourced: a published or derived figure stands behind it. Set by the question: the scenario chooses it. Assumption: from memory, a proposal, or within a range. The codes under Source:", "Zekerheid kent drie treden. Met bron: er staat een gepubliceerd of afgeleid cijfer achter. Volgt uit de vraag: het scenario kiest het. Aanname: uit het hoofd, een voorstel, of binnen een bandbreedte. De codes onder Bron:";
    reproduce: "Reproduce", "Herhalen";
    reproduce_lead: "The same program, scenario and seed give the same bytes:", "Zelfde programma, scenario en toevalsgetal geven dezelfde bytes:";
    manifest: "Manifest", "Manifest";
    manifest_whole: "The manifest in full (without digests of tables)", "Het hele manifest (zonder controlegetallen van tabellen)";
    program: "Program", "Programma";
    chance: "Chance", "Toeval";
    runs: "Runs", "Runs";
    scenario_word: "Scenario, resolved (SHA-256)", "Scenario, uitgewerkt (SHA-256)";
    input_word: "Input file {file} (SHA-256)", "Invoerbestand {file} (SHA-256)";
    scenario_file: "Scenario file {file} (SHA-256)", "Scenariobestand {file} (SHA-256)";
    law_word: "Law (SHA-256)", "Wet (SHA-256)";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn names(text: &str) -> BTreeSet<&str> {
        let named = text.split('{').skip(1).filter_map(|t| t.split_once('}'));
        named.map(|(name, _)| name).collect()
    }

    #[test]
    fn both_languages_fill_in_the_same_names() {
        for (name, english, dutch) in PAIRS {
            assert_eq!(names(english), names(dutch), "{name}");
            assert!(!english.is_empty() && !dutch.is_empty(), "{name}");
        }
        assert_eq!(fill("{a} and {b}", &[("a", "1"), ("b", "2")]), "1 and 2");
    }
}
