//! What landlords and banks ask of every household: that it fits the dwelling, and that
//! it can pay for it.

use super::rules::Rule;
use super::{CENT, Findings, Let};

/// Tests a let or sale.
pub(super) fn check(at: &Let<'_>, out: &mut Findings<'_>) {
    let (m, i) = (at.moves, at.row);
    let (persons, rooms) = (i64::from(m.persons[i]), i64::from(m.rooms[i]));
    let shared = m.shared[i] != 0;
    let fits = persons <= 2 + 2 * rooms && !(shared && persons > 1);
    out.test(at, Rule::Occupancy, fits, || {
        let kind = if shared { "a shared dwelling" } else { "it" };
        format!("{persons} persons, and {kind} has {rooms} rooms for them")
    });
    let lending = &at.policy.lending;
    match m.tenure.at(i) {
        "mid_rent" | "private_rent" => {
            let times = if shared {
                lending.income_over_room
            } else {
                lending.income_over_rent
            };
            let needed = times * 12.0 * m.rent[i];
            let guarantor = shared && m.source.at(i) == "student";
            let holds = guarantor || m.income[i] >= needed - CENT;
            out.test(at, Rule::IncomeTest, holds, || {
                format!(
                    "income {:.0} euro where a rent of {:.2} asks {needed:.0}",
                    m.income[i], m.rent[i]
                )
            });
        }
        "owner" => {
            let year = at.year();
            let interest = lending.interest_path.or(year, lending.interest);
            let multiple = lending.multiple_path.or(year, lending.multiple);
            // One point above 2.5 % lowers the multiple by 7 %.
            let dearer = (1.0 - 7.0 * (interest - 0.025)).clamp(0.2, 1.5);
            let most = multiple * dearer * m.income[i] + lending.own_means * m.wealth[i];
            let price = m.price[i];
            out.test(at, Rule::Mortgage, price <= most + CENT, || {
                format!("price {price:.0} euro where income and wealth carry {most:.0}")
            });
        }
        _ => {}
    }
}
