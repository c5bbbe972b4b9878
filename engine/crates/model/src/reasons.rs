//! Why a response to a vacancy was refused: one code per rule, for tables and
//! for explanations in words.

macro_rules! reasons {
    ($($(#[doc = $doc:literal])+ $reason:ident = $name:literal, $source:literal;)*) => {
        /// Why a response was refused; `Admitted` when it was not.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Reason {
            /// No rule objects.
            Admitted,
            $($(#[doc = $doc])+ $reason,)*
        }

        impl Reason {
            /// All refusals.
            pub const REFUSALS: &'static [Reason] = &[$(Reason::$reason),*];
            /// How many codes there are, `Admitted` included.
            pub const COUNT: usize = Self::REFUSALS.len() + 1;

            /// Column-name form.
            pub fn name(self) -> &'static str {
                match self {
                    Reason::Admitted => "admitted",
                    $(Reason::$reason => $name,)*
                }
            }
            /// The refusal in words.
            pub fn words(self) -> &'static str {
                match self {
                    Reason::Admitted => "No rule objects.",
                    $(Reason::$reason => concat!($($doc),+).trim_ascii(),)*
                }
            }
            /// Law, article or page the rule comes from.
            pub fn source(self) -> &'static str {
                match self {
                    Reason::Admitted => "",
                    $(Reason::$reason => $source,)*
                }
            }
        }
    };
}

reasons! {
    /// Income above the DAEB limit and the vacancy is not labelled as free room.
    DaebIncome = "daeb_income", "Woningwet art. 48, BTIV 2015 art. 16 (B1)";
    /// Rent above the cap for a household within the rent-allowance limits.
    Passend = "passend", "Woningwet art. 46 lid 2, BTIV 2015 art. 54 (B2)";
    /// Rotterdam Act: too short in the region and no listed income.
    RotterdamArticle8 = "rotterdam_article_8", "Wbmgp art. 8 (B5)";
    /// Rotterdam Act: nuisance on record.
    RotterdamArticle10 = "rotterdam_article_10", "Wbmgp art. 10 (B5)";
    /// On the landlord's blacklist.
    Blacklisted = "blacklisted", "T14, seed p. 33";
    /// The complex takes no urgent or mediated households for now.
    ComplexStop = "complex_stop", "T9, seed p. 34";
    /// The stairwell already houses as many vulnerable households as it may.
    PortiekCap = "portiek_cap", "T10, seed p. 34";
    /// Income too low for this rent on the free market.
    IncomeTest = "income_test", "landlords' practice";
    /// Price above what can be borrowed and paid.
    Mortgage = "mortgage", "lending norms (D5)";
    /// More persons than the dwelling may house.
    TooSmall = "too_small", "landlords' practice";
    /// The dwelling is reserved by agreement for people who leave care.
    Reserved = "reserved", "T8, seed p. 32";
    /// Not able or willing to take a volunteer task in the project.
    NoVolunteer = "no_volunteer", "T12, seed p. 35 (Wonen+)";
    /// The residents' ballot did not accept the household.
    Ballot = "ballot", "T12, seed p. 35 (Wonen+)";
    /// The landlord's screening found a history of nuisance.
    Screening = "screening", "T15, seed p. 33, 40";
    /// The landlord fears the risk of somebody who leaves care without a contract of care.
    RiskAversion = "risk_aversion", "D19, seed p. 40";
    /// The area is closed to vulnerable and urgent households.
    AreaClosed = "area_closed", "T19, seed p. 37";
    /// A rule added by the user of the library.
    OwnRule = "own_rule", "user";
}
