//! Dated law: every value with its year, unit, source and confidence.

/// The law of one year, as numbers that rules read. Where a norm did not exist, was
/// abolished, or nothing is known about it, it binds nobody: an optional field is
/// `None`, a limit infinite, a share or levy zero. Which of the three it is, and
/// where a value comes from, [`crate::LawTable::describe`] tells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LawYear {
    /// Calendar year.
    pub year: i32,
    /// DAEB income limit for one-person households, euro a year.
    pub daeb_limit_1p: f64,
    /// DAEB income limit for larger households, euro a year.
    pub daeb_limit_mp: f64,
    /// Upper bound of the lower-middle band (2015–2021), euro a year.
    pub daeb_middle_upper: Option<f64>,
    /// Share of social lets that must go to incomes at or below the limit.
    pub daeb_share_low: f64,
    /// Share that may go to the middle band.
    pub daeb_share_middle: f64,
    /// Share that is free; one where there is no quota.
    pub daeb_share_free: f64,
    /// Least share of lets to the rent-allowance target group with a rent at or below
    /// the cap (passendheidstoets); `None` before 2016.
    pub passend_share: Option<f64>,
    /// Income limits of the rent-allowance target group: one person, more
    /// persons, one person of pension age, more persons of pension age.
    pub ht_income: [f64; 4],
    /// Quality discount limit (kwaliteitskortingsgrens), euro a month.
    pub quality_limit: f64,
    /// First cap (1–2 persons), euro a month.
    pub cap_1st: f64,
    /// Second cap (3 or more persons), euro a month.
    pub cap_2nd: f64,
    /// Highest initial rent of a social let (DAEB rent limit), euro a month.
    pub social_rent_cap: f64,
    /// Largest rent increase for sitting tenants, as a fraction a year; infinite where
    /// unknown (before 2013).
    pub rent_increase_cap: f64,
    /// The same for contracts of the free sector; infinite where they are free (before 2021
    /// and from 2029 on).
    pub free_rent_increase_cap: f64,
    /// Income above which the rent of a middle and of a high income may rise more, euro a
    /// year, and how much more, as a fraction a year (2013 to 2020); `None` where there is no
    /// such step.
    pub rent_increase_steps: [Option<(f64, f64)>; 2],
    /// The same from 2022 on, euro a month; zero before it, when it was a percentage.
    pub rent_increase_extra: [f64; 2],
    /// Landlord levy, fraction of WOZ a year; zero from 2023.
    pub landlord_levy: f64,
    /// Index of nominal incomes relative to 2017.
    pub income_index: f64,
    /// Largest share of lets with priority for a tie to the region (Huisvestingswet 2014);
    /// `None` before 2015.
    pub local_tie_share: Option<f64>,
    /// … for a tie to the municipality.
    pub local_tie_municipality: Option<f64>,
    /// National target of permit holders, persons in the year; NaN where unknown
    /// (known 2016–2018 only).
    pub permit_holders: f64,
    /// The one-off rent cut for low incomes; `None` in every year but 2023.
    pub rent_cut: Option<RentCut>,
    /// The regulated segments of private and mid-market rent (Wet betaalbare huur); `None`
    /// before 2024, in which they begin on 1 July.
    pub segments: Option<RentSegments>,
}

/// The one-off rent cut for tenants of corporations with a low income (2023).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RentCut {
    /// Rent after the cut, euro a month.
    pub rent_eur: f64,
    /// Highest taxable household income with which it is given, euro a year: one person,
    /// more persons, one person of pension age, more persons of pension age.
    pub income_eur: [f64; 4],
}

/// Segments of rented dwellings by points, and what bounds their rents (Wet betaalbare
/// huur).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RentSegments {
    /// Points up to which a dwelling is in the low segment.
    pub low_points: f64,
    /// Points up to which it is in the middle segment; above, rents are free.
    pub mid_points: f64,
    /// Maximum rent at the top of the middle segment, euro a month.
    pub mid_rent_cap: f64,
    /// Surcharge on the maximum of new dwellings in the middle segment, as a fraction.
    pub new_build_surcharge: f64,
    /// Largest rent increase for sitting tenants of the middle segment, as a fraction a
    /// year; infinite in 2024, when no such contract is a year old.
    pub increase_cap: f64,
}

impl LawYear {
    /// The figures that a reform may change, by the names of the law's table. Of limits
    /// that were one for all until 2021 both sizes are named.
    pub fn reformable(&self) -> [(&'static str, f64); 14] {
        let [alone, more, old_alone, old_more] = self.ht_income;
        [
            ("daeb_income_limit_1p", self.daeb_limit_1p),
            ("daeb_income_limit_mp", self.daeb_limit_mp),
            (
                "daeb_lower_middle_upper",
                self.daeb_middle_upper.unwrap_or(f64::NAN),
            ),
            ("daeb_share_low", self.daeb_share_low),
            ("daeb_share_middle", self.daeb_share_middle),
            ("daeb_share_free", self.daeb_share_free),
            ("passend_share", self.passend_share.unwrap_or(f64::NAN)),
            ("ht_income_1p", alone),
            ("ht_income_mp", more),
            ("ht_income_1p_aow", old_alone),
            ("ht_income_mp_aow", old_more),
            ("cap_rent_1st_1_2p", self.cap_1st),
            ("cap_rent_2nd_3p", self.cap_2nd),
            ("liberalisation_limit_social", self.social_rent_cap),
        ]
    }
}
