//! Who may get a dwelling outside the queue: direct mediation, contingents, Housing First,
//! lots and ballots.

use super::places::number;
use super::rules::Rule;
use super::{Findings, Let, among};

/// Tests a let.
pub(super) fn check(at: &Let<'_>, out: &mut Findings<'_>) {
    match at.moves.channel.at(at.row) {
        "direct" => direct(at, out),
        "contingent" => contingent(at, out),
        "lottery" => {
            let rule = &at.policy.advert;
            let landlord = at.moves.landlord.at(at.row);
            let holds = rule.lottery_share > 0.0 && among(&rule.landlords, landlord);
            out.test(at, Rule::Lottery, holds, || {
                "drawn by lot where there is no lottery".to_owned()
            });
        }
        "ballot" => ballot(at, out),
        _ => {}
    }
}

fn direct(at: &Let<'_>, out: &mut Findings<'_>) {
    let urgency = at.moves.urgency.at(at.row);
    let in_force = at.policy.direct_mediation.in_force;
    let holds = urgency == "mediated" && in_force;
    out.test(at, Rule::DirectMediation, holds, || {
        if in_force {
            format!("a direct let to a household that is not mediated (urgency {urgency})")
        } else {
            "a direct let where there is no direct mediation".to_owned()
        }
    });
}

fn contingent(at: &Let<'_>, out: &mut Findings<'_>) {
    let (m, i) = (at.moves, at.row);
    let known = m.known.at(i);
    if m.support.at(i) == "housing_first" {
        let rule = &at.policy.housing_first;
        let holds = rule.in_force && at.year() >= rule.from && known == "shelter";
        out.test(at, Rule::HousingFirst, holds, || {
            format!("Housing First for a household with vulnerability {known} as known")
        });
        return;
    }
    let rule = &at.policy.contingent;
    let leaves_care = matches!(known, "mental_health" | "shelter" | "ex_detainee");
    let agreed = rule.in_force && among(&rule.landlords, m.landlord.at(i)) && m.shared[i] == 0;
    let holds = agreed && leaves_care && m.urgency.at(i) == "mediated";
    out.test(at, Rule::Contingent, holds, || {
        if agreed {
            format!(
                "a dwelling reserved for people who leave care to a household with vulnerability {known} as known and urgency {}",
                m.urgency.at(i)
            )
        } else {
            "a dwelling let as reserved that no agreement reserves".to_owned()
        }
    });
}

fn ballot(at: &Let<'_>, out: &mut Findings<'_>) {
    let (m, i) = (at.moves, at.row);
    let rule = &at.policy.wonen_plus;
    let here = number(m.complex.at(i));
    let place = rule.areas.iter().any(|a| a == m.area.at(i))
        || here.is_some() && rule.complexes.iter().any(|c| number(c) == here);
    let holds = rule.in_force && place && m.shared[i] == 0;
    out.test(at, Rule::Ballot, holds, || {
        "chosen by ballot where there is no project".to_owned()
    });
    let able = (23..=74).contains(&m.age[i])
        && m.known.at(i) == "none"
        && m.nuisance[i] == 0
        && m.blacklisted[i] == 0;
    out.test(at, Rule::Volunteer, able, || {
        format!(
            "a volunteer task for a head of {} with vulnerability {} as known and {} records of nuisance",
            m.age[i],
            m.known.at(i),
            m.nuisance[i]
        )
    });
}
