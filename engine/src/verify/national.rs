//! National rules of every let: labels and channels, the income limit, the
//! passendheidstoets, what a social rent may be, and the starting rent of regulated segments.

use super::rules::Rule;
use super::{CENT, Findings, Let, among};

/// Tests a let or sale.
pub(super) fn check(at: &Let<'_>, out: &mut Findings<'_>) {
    labels(at, out);
    if at.social() {
        incomes(at, out);
        rents(at, out);
    } else {
        starting_rent(at, out);
    }
}

fn labels(at: &Let<'_>, out: &mut Findings<'_>) {
    let (m, i, policy) = (at.moves, at.row, at.policy);
    let (tenure, channel) = (m.tenure.at(i), m.channel.at(i));
    let (free, exception) = (m.free_room[i] != 0, m.exception[i] != 0);
    let tied = m.local_tie[i] != 0;
    let belongs = if !at.social() {
        match free || exception || tied {
            true => Err(format!(
                "a label of the social stock on a dwelling of tenure {tenure}"
            )),
            false => Ok(()),
        }
    } else if exception && !at.passend_applies() {
        Err("an exception to a norm that is not applied".to_owned())
    } else if free && !policy.daeb.in_force {
        Err("free room under a limit that is not applied".to_owned())
    } else if tied && !at.local_tie_applies() {
        Err("a label for a local tie where no by-law or law allows one".to_owned())
    } else {
        Ok(())
    };
    out.test(at, Rule::Labels, belongs.is_ok(), || {
        belongs.err().unwrap_or_default()
    });
    let fits = match channel {
        "sale" => tenure == "owner",
        "rent" => matches!(tenure, "mid_rent" | "private_rent"),
        _ => at.social(),
    };
    out.test(at, Rule::Channels, fits, || {
        format!("channel {channel} for a dwelling of tenure {tenure}")
    });
}

fn incomes(at: &Let<'_>, out: &mut Findings<'_>) {
    let (m, i, law) = (at.moves, at.row, at.law);
    if at.policy.daeb.in_force {
        let limit = m.limit(i, law);
        let holds = m.income[i] <= limit || m.free_room[i] != 0;
        out.test(at, Rule::IncomeLimit, holds, || {
            format!(
                "income {:.0} euro is above the DAEB limit of {limit:.0} and the vacancy is not free room",
                m.income[i]
            )
        });
    }
    if at.passend_applies() && m.in_target_group(i, law) && m.shared[i] == 0 {
        let cap = m.cap(i, law);
        let holds = m.rent[i] <= cap || m.exception[i] != 0;
        out.test(at, Rule::Passendheid, holds, || {
            format!(
                "rent {:.2} euro is above the cap of {cap:.2} for {} persons with an income of {:.0} euro",
                m.rent[i], m.persons[i], m.income[i]
            )
        });
    }
}

/// From 1 July 2024 on: half of the rounds of that year.
fn starting_rent(at: &Let<'_>, out: &mut Findings<'_>) {
    let (m, i, law) = (at.moves, at.row, at.law);
    let Some(segments) = law.segments.filter(|_| at.policy.affordable_rent.in_force) else {
        return;
    };
    let early = at.year() == 2024 && 2 * i64::from(m.round[i]) < at.rounds;
    let rented = matches!(m.tenure.at(i), "mid_rent" | "private_rent");
    // Points of the maximum rent at the level of 2017: close to a line.
    let points = ((m.max_rent[i] / law.income_index + 12.0) / 5.09).round();
    if early || !rented || m.shared[i] != 0 || points > segments.mid_points {
        return;
    }
    let mut most = m.max_rent[i].min(segments.mid_rent_cap);
    if points > segments.low_points {
        most *= 1.0 + segments.new_build_surcharge;
    }
    let rent = m.rent[i];
    out.test(at, Rule::StartingRent, rent <= most + CENT, || {
        format!("rent {rent:.2} euro where {points:.0} points allow {most:.2}")
    });
}

fn rents(at: &Let<'_>, out: &mut Findings<'_>) {
    let (m, i, law) = (at.moves, at.row, at.law);
    let (rent, most) = (m.rent[i], m.max_rent[i]);
    out.test(at, Rule::MaximumRent, rent <= most + CENT, || {
        format!("rent {rent:.2} euro is above the legal maximum of {most:.2} by points")
    });
    let limit = law.social_rent_cap;
    if limit.is_finite() {
        out.test(at, Rule::SocialRentLimit, rent <= limit + CENT, || {
            format!("rent {rent:.2} euro is above the rent limit of the year, {limit:.2}")
        });
    }
    let r = &at.policy.income_rent;
    let legal = r.outside_experiment || (2008..=2011).contains(&at.year());
    let bound = m.landlord.at(i) != "none" && among(&r.landlords, m.landlord.at(i));
    if r.in_force && legal && bound && m.shared[i] == 0 {
        let market = most * r.market_share;
        let least = r.least_share * market;
        let wanted = (r.rent_share * m.income[i] / 12.0).max(least).min(market);
        let wanted = wanted.min(limit);
        // Where the target group pays the lower of two rents it may be less.
        let lower = at.policy.two_rents.in_force;
        let holds = rent <= wanted + CENT && (lower || rent >= wanted - CENT);
        out.test(at, Rule::IncomeRent, holds, || {
            format!(
                "rent {rent:.2} euro where an income of {:.0} euro makes {wanted:.2}",
                m.income[i]
            )
        });
    }
}
