//! Names of groups, levels, indices, items and rules as results call them, and the model in
//! short, in the language of the report.

use crate::page::words::Words;

impl Words {
    fn either(&self, english: &'static str, dutch: &'static str) -> &'static str {
        if self.dutch { dutch } else { english }
    }

    /// A group of households, in the middle of a sentence.
    pub fn group(&self, group: &str) -> &'static str {
        match group {
            "low_income" => self.either("low incomes", "lage inkomens"),
            "high_income" | "top_quintile" => self.either("high incomes", "hoge inkomens"),
            "vulnerable" => self.either("vulnerable households", "kwetsbare huishoudens"),
            "lowest_quintile" => self.either("lowest incomes", "laagste inkomens"),
            "benefit" => self.either("households on benefit", "huishoudens met een uitkering"),
            "families" => self.either("families", "gezinnen"),
            "children" => self.either("children", "kinderen"),
            _ => self.either("households", "huishoudens"),
        }
    }

    /// Who belongs to a group.
    pub fn group_meaning(&self, group: &str) -> &'static str {
        match group {
            "low_income" => self.either(
                "Low incomes: households whose income is in the lowest 40 % of the country.",
                "Lage inkomens: huishoudens met een inkomen in de laagste 40 % van Nederland.",
            ),
            "high_income" | "top_quintile" => self.either(
                "High incomes: households whose income is in the highest 20 % of the country.",
                "Hoge inkomens: huishoudens met een inkomen in de hoogste 20 % van Nederland.",
            ),
            "lowest_quintile" => self.either(
                "Lowest incomes: households whose income is in the lowest 20 % of the country.",
                "Laagste inkomens: huishoudens met een inkomen in de laagste 20 % van Nederland.",
            ),
            "benefit" => self.either(
                "Households on benefit: households below pension age whose main income is a benefit.",
                "Huishoudens met een uitkering: huishoudens onder de pensioenleeftijd met een uitkering als belangrijkste inkomen.",
            ),
            _ => self.either(
                "Vulnerable households: people leaving care or shelter, permit holders, and people with serious mental or social problems.",
                "Kwetsbare huishoudens: mensen uit zorg of opvang, statushouders en mensen met ernstige psychische of sociale problemen.",
            ),
        }
    }

    /// "between postcode areas".
    pub fn between(&self, level: &str) -> String {
        let plural = match level {
            "pc4" => self.either("postcode areas", "postcodegebieden"),
            "complex" => self.either("complexes", "complexen"),
            "portiek" => self.either("stairwells", "portieken"),
            "buurt" => self.either("neighbourhoods (buurten)", "buurten"),
            "wijk" => self.either("districts (wijken)", "wijken"),
            other => return format!("{} {other}", self.either("between", "tussen")),
        };
        format!("{} {plural}", self.either("between", "tussen"))
    }

    /// A level as a label.
    pub fn level(&self, level: &str) -> String {
        match level {
            "pc4" => self.either("Postcode area", "Postcodegebied"),
            "complex" => self.either("Complex", "Complex"),
            "portiek" => self.either("Stairwell", "Portiek"),
            "buurt" => self.either("Neighbourhood", "Buurt"),
            "wijk" => self.either("District", "Wijk"),
            other => return other.to_owned(),
        }
        .to_owned()
    }

    /// Name of an index.
    pub fn index_name(&self, index: &str) -> &'static str {
        match index {
            "dissimilarity" => self.either("dissimilarity", "dissimilariteit"),
            "isolation" => self.either("isolation", "isolatie"),
            _ => self.either("index", "index"),
        }
    }

    /// An item of the ledger; unknown names stay as they are.
    pub fn cost_item<'a>(&self, item: &'a str) -> &'a str {
        match item {
            "demolished" => self.either("Demolished", "Gesloopt"),
            "built_social" => self.either("Built, social rent", "Gebouwd, sociale huur"),
            "built_mid_rent" => self.either("Built, mid-market rent", "Gebouwd, middenhuur"),
            "built_private_rent" => {
                self.either("Built, private rent", "Gebouwd, particuliere huur")
            }
            "built_owner" => self.either("Built, owner-occupied", "Gebouwd, koop"),
            "built_special" => {
                self.either("Built, special housing", "Gebouwd, bijzondere woonvorm")
            }
            "sites_blocked" => self.either("Sites blocked", "Locaties tegengehouden"),
            "renovated" => self.either("Renovated", "Gerenoveerd"),
            "sold" => self.either("Sold", "Verkocht"),
            "sale_revenue" => self.either("Revenue of sales", "Verkoopopbrengst"),
            "rent_forgone" => self.either("Rent forgone", "Gederfde huur"),
            "landlord_levy" => self.either("Landlord levy", "Verhuurderheffing"),
            "support_hours" => self.either("Hours of support", "Uren begeleiding"),
            "relocated" => self.either("Relocated", "Uitverhuisd"),
            "volunteer_allowance" => self.either("Volunteer allowance", "Vrijwilligersvergoeding"),
            "evicted" => self.either("Evicted", "Uitgezet"),
            "vacant" => self.either("Vacant", "Leegstaand"),
            "total" => self.either("Altogether", "Samen"),
            other => other,
        }
    }

    /// Unit of an item of the ledger.
    pub fn cost_unit<'a>(&self, unit: &'a str) -> &'a str {
        match unit {
            "dwellings" => self.either("dwellings", "woningen"),
            "dwelling-years" => self.either("dwelling-years", "woningjaren"),
            "households" => self.either("households", "huishoudens"),
            "hours" => self.either("hours", "uren"),
            "sites" => self.either("sites", "locaties"),
            other => other,
        }
    }

    /// A rule that refuses, by its name in the tables; unknown names stay as they are.
    pub fn rule<'a>(&self, rule: &'a str) -> &'a str {
        match rule {
            "daeb_income" => self.either("EU income limit", "DAEB-inkomensgrens"),
            "passend" => self.either("Appropriate rent", "Passende huur"),
            "rotterdam_article_8" => self.either("Rotterdam Act, art. 8", "Rotterdamwet, art. 8"),
            "rotterdam_article_10" => {
                self.either("Rotterdam Act, art. 10", "Rotterdamwet, art. 10")
            }
            "blacklisted" => self.either("Blacklist", "Zwarte lijst"),
            "complex_stop" => self.either("Complex stop", "Complexstop"),
            "portiek_cap" => self.either("Stairwell cap", "Portiekregel"),
            "income_test" => self.either("Landlord’s income test", "Inkomenseis verhuurder"),
            "mortgage" => self.either("Mortgage norm", "Hypotheeknorm"),
            "too_small" => self.either("Too small", "Te klein"),
            "reserved" => self.either("Reserved for care leavers", "Contingent voor uitstroom"),
            "no_volunteer" => self.either("No volunteer task", "Geen vrijwilligerstaak"),
            "ballot" => self.either("Residents’ ballot", "Keuze door bewoners"),
            "screening" => self.either("Landlord’s screening", "Screening verhuurder"),
            "risk_aversion" => self.either("Risk feared by landlord", "Risicomijding verhuurder"),
            "area_closed" => self.either("Closed area", "Gesloten gebied"),
            "own_rule" => self.either("Added rule", "Toegevoegde regel"),
            other => other,
        }
    }

    /// The seven headings of the ODD protocol (Grimm et al. 2020), each in a few lines.
    pub fn odd_items(&self) -> [(&'static str, &'static str); 7] {
        [
            (
                self.either("Purpose and patterns", "Doel en patronen"),
                self.either(
                    "To compare what rules of allocation, rents, sales, demolition and new build do to where low incomes and vulnerable households live, and at which scale.",
                    "Vergelijken wat regels voor toewijzing, huren, verkoop, sloop en nieuwbouw doen met waar lage inkomens en kwetsbare huishoudens wonen, en op welk schaalniveau.",
                ),
            ),
            (
                self.either(
                    "Entities, state variables, scales",
                    "Entiteiten, kenmerken, schalen",
                ),
                self.either(
                    "Households, dwellings, complexes with stairwells, areas and landlords of one city; steps of a year with letting rounds inside it.",
                    "Huishoudens, woningen, complexen met portieken, gebieden en verhuurders van één stad; stappen van een jaar met daarbinnen verhuurrondes.",
                ),
            ),
            (
                self.either("Process and scheduling", "Verloop"),
                self.either(
                    "Each year: calendar, law, population, income, stock, rents, search, market, neighbourhoods, prices, observation.",
                    "Elk jaar: kalender, wet, bevolking, inkomen, voorraad, huren, zoeken, markt, buurten, prijzen, waarneming.",
                ),
            ),
            (
                self.either("Design concepts", "Uitgangspunten"),
                self.either(
                    "Households choose within what rules, income and vacancies leave them; concentration emerges. Chance is drawn by household and decision, so that variants differ only by policy. Demography and incomes do not depend on housing policy.",
                    "Huishoudens kiezen binnen wat regels, inkomen en aanbod toelaten; concentratie ontstaat daaruit. Toeval wordt per huishouden en beslissing getrokken, zodat varianten alleen door beleid verschillen. Demografie en inkomens hangen niet van woonbeleid af.",
                ),
            ),
            (
                self.either("Initialization", "Begintoestand"),
                self.either(
                    "A synthetic population fitted to published figures per area, then years of burn-in under the base policy that all variants of a replicate share.",
                    "Een synthetische bevolking, gepast op gepubliceerde cijfers per gebied, daarna inloopjaren onder het basisbeleid die alle varianten van een herhaling delen.",
                ),
            ),
            (
                self.either("Input data", "Invoer"),
                self.either(
                    "Published figures per area, control totals of households and dwellings, and the law by year.",
                    "Gepubliceerde cijfers per gebied, totalen van huishoudens en woningen, en de wet per jaar.",
                ),
            ),
            (
                self.either("Submodels", "Deelmodellen"),
                self.either(
                    "Instruments and behaviour with their parameters are listed below, each with unit and source.",
                    "Instrumenten en gedrag staan hieronder met hun parameters, elk met eenheid en bron.",
                ),
            ),
        ]
    }
}
