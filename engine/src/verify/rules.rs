//! The rules that are verified, and those that a table cannot show, with the reason.

macro_rules! rules {
    ($($rule:ident = $name:literal, $unit:literal, $source:literal, [$($code:literal),*];)*) => {
        /// A rule that is tested again.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Rule {
            $(#[doc = $name] $rule,)*
        }

        impl Rule {
            /// All of them, in the order in which they are shown.
            pub const ALL: &'static [Rule] = &[$(Rule::$rule),*];

            /// What it asks, in words.
            pub fn name(self) -> &'static str {
                match self { $(Rule::$rule => $name,)* }
            }
            /// What it is tested on, in the plural.
            pub fn unit(self) -> &'static str {
                match self { $(Rule::$rule => $unit,)* }
            }
            /// Where it comes from.
            pub fn source(self) -> &'static str {
                match self { $(Rule::$rule => $source,)* }
            }
            /// Refusals (see the tables) that it covers.
            pub fn refusals(self) -> &'static [&'static str] {
                match self { $(Rule::$rule => &[$($code),*],)* }
            }
        }
    };
}

rules! {
    IncomeLimit = "income up to the DAEB limit unless free room", "social lets", "Woningwet art. 48", ["daeb_income"];
    Passendheid = "rent up to the cap for the target group", "social lets to it", "Woningwet art. 46", ["passend"];
    MaximumRent = "rent up to the legal maximum by points", "social lets", "B8", [];
    SocialRentLimit = "rent up to the DAEB rent limit", "social lets", "B3", [];
    StartingRent = "starting rent up to the maximum by points to the top of the middle segment", "private and mid-market lets from July 2024", "Wet betaalbare huur", [];
    Labels = "labels where they belong", "lets and sales", "B1, B2, B6", [];
    Channels = "channel fits the tenure", "lets and sales", "T1", [];
    Article8 = "Rotterdam Act art. 8: residence or income", "lets in designated places", "Wbmgp art. 8", ["rotterdam_article_8"];
    Article9 = "Rotterdam Act art. 9: work first", "lets where it decided", "Wbmgp art. 9", [];
    Article10 = "Rotterdam Act art. 10: no nuisance on record", "lets in designated places", "Wbmgp art. 10", ["rotterdam_article_10"];
    Blacklist = "nobody on the blacklist", "lets by corporations", "T14", ["blacklisted"];
    ComplexStop = "no urgent household into a stopped complex", "social lets there", "T9", ["complex_stop"];
    StopDecided = "a stop as the quarterly meeting must decide", "social lets", "T9", [];
    PortiekCap = "stairwell cap", "social lets to known vulnerable households", "T10", ["portiek_cap"];
    AreaClosure = "nobody vulnerable or urgent into a closed area", "social lets there", "T19", ["area_closed"];
    Occupancy = "persons fit the dwelling", "lets and sales", "landlords' practice", ["too_small"];
    IncomeTest = "income over rent", "mid-market and private lets", "landlords' practice", ["income_test"];
    Mortgage = "price within income and own means", "sales", "D5", ["mortgage"];
    DirectMediation = "direct lets to mediated households", "direct lets", "T7", [];
    DirectShare = "direct lets within the agreed share of what is on offer", "rounds", "T11", [];
    Contingent = "contingents to people who leave care", "contingent lets", "T8", ["reserved"];
    ContingentNumber = "contingents up to the agreed number", "landlord-years", "T8", [];
    HousingFirst = "Housing First to people from shelters", "lets", "S16", [];
    Lottery = "lots drawn where there is a lottery", "lets by lot", "T1", [];
    Ballot = "ballots in the project alone", "lets by ballot", "T12", [];
    Volunteer = "able to take a volunteer task", "lets by ballot", "T12", ["no_volunteer"];
    ReturnFirst = "who may return goes first", "lets where it decided", "T6", [];
    UrgencyFirst = "the higher urgency goes first", "lets where it decided", "T6", [];
    LocalTie = "a local tie goes first on what is labelled", "lets where it decided", "Huisvestingswet 2014", [];
    FreeRoomFirst = "free room to the urgent first", "lets where it decided", "B1", [];
    QueueTime = "the longer registered, or resident, goes first", "lets where it decided", "T2", [];
    ResidentsChoice = "residents choose work and schooling", "lets where it decided", "T12", [];
    LocalTieShare = "share labelled for a local tie as chance allows", "years", "Huisvestingswet 2014", [];
    IncomeRent = "rent by income", "social lets", "R1", [];
    SaleCap = "sales up to the agreed cap, by landlords that sell", "landlord-years", "S5", [];
    Counters = "counters of landlords are the counts of their moves", "landlord-years", "B1, B2", [];
}

/// A rule of letting that no table can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unseen {
    /// The rule, or its code as a refusal.
    pub name: &'static str,
    /// Why.
    pub why: &'static str,
}

/// All of them.
pub const UNSEEN: &[Unseen] = &[
    Unseen {
        name: "screening",
        why: "whose history a landlord finds, and what it does with it, is drawn by chance",
    },
    Unseen {
        name: "risk_aversion",
        why: "which landlord turns whom down is drawn by chance",
    },
    Unseen {
        name: "ballot",
        why: "the residents' vote, and who is willing to volunteer, are drawn by chance; who is able is checked",
    },
    Unseen {
        name: "own_rule",
        why: "a rule added through the library stands in no scenario",
    },
    Unseen {
        name: "reactions",
        why: "responses in vain (`advert.reactions`) are counted in `lettings`, not by household",
    },
    Unseen {
        name: "advice",
        why: "who withdraws after advice (`advice_talk`, `care_advice`) is drawn by chance",
    },
    Unseen {
        name: "siting",
        why: "what the mediator prefers (`direct_mediation.objective`) refuses nobody, and dwellings that were not chosen stand in no table",
    },
    Unseen {
        name: "two_rents",
        why: "which dwellings have two rents is drawn by chance; the cap itself is checked on every let",
    },
    Unseen {
        name: "new_build_surcharge",
        why: "when a dwelling was built stands in no table: rents of the middle segment are checked against the maximum with the surcharge",
    },
    Unseen {
        name: "sale_label",
        why: "which complexes carry a sale label is drawn by chance, and what is sold at vacancy is no let; the cap on sales is checked",
    },
    Unseen {
        name: "free_room",
        why: "which vacancies a landlord labels as free room or exception is drawn by chance; what the labels allow and the yearly norms are checked",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use buurt_model::rulebook::Reason;

    #[test]
    fn every_refusal_is_verified_or_it_is_said_why_not() {
        for reason in Reason::REFUSALS {
            let name = reason.name();
            let verified = Rule::ALL.iter().any(|r| r.refusals().contains(&name));
            let unseen = UNSEEN.iter().any(|u| u.name == name);
            assert!(verified != unseen, "{name}");
        }
        for rule in Rule::ALL {
            for code in rule.refusals() {
                let known = Reason::REFUSALS.iter().any(|r| r.name() == *code);
                assert!(known, "{code}");
            }
        }
    }
}
