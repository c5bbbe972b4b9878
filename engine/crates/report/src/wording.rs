//! Words for variants, levels, groups and indices that a reader without the
//! model's vocabulary understands.

/// A variant's name for reading: `quota_30` becomes `quota 30`.
pub fn variant(name: &str) -> String {
    name.replace(['_', '-'], " ")
}

/// A level in the plural: what is compared.
pub fn level_plural(level: &str) -> String {
    match level {
        "pc4" => "postcode areas".to_owned(),
        "complex" => "housing complexes".to_owned(),
        "portiek" => "stairwells".to_owned(),
        "buurt" => "buurten (neighbourhoods)".to_owned(),
        "wijk" => "wijken (districts)".to_owned(),
        other => format!("areas of level {other}"),
    }
}

/// A group of households, as it stands at the head of a panel.
pub fn group(group: &str) -> String {
    match group {
        "low_income" => "Low incomes".to_owned(),
        "high_income" | "top_quintile" => "High incomes".to_owned(),
        "lowest_quintile" => "Lowest incomes".to_owned(),
        "benefit" => "Households on benefit".to_owned(),
        "vulnerable" => "Vulnerable households".to_owned(),
        other => other.replace('_', " "),
    }
}

/// Who belongs to a group.
pub fn membership(group: &str) -> &'static str {
    match group {
        "low_income" => "Low income: lowest 40 % nationally.",
        "high_income" | "top_quintile" => "High income: highest 20 % nationally.",
        "lowest_quintile" => "Lowest income: lowest 20 % nationally.",
        "benefit" => "On benefit: main income, below pension age.",
        "vulnerable" => "Vulnerable: out of care or shelter, permit holders, serious problems.",
        _ => "",
    }
}

/// Unit of a change of the share of a group.
pub fn points_of(group: &str) -> &'static str {
    match group {
        "low_income" => "percentage points of households with a low income",
        "high_income" | "top_quintile" => "percentage points of households with a high income",
        "lowest_quintile" => "percentage points of households with the lowest incomes",
        "benefit" => "percentage points of households that live on benefit",
        "vulnerable" => "percentage points of households that are vulnerable",
        _ => "percentage points of households",
    }
}

/// What an index measures, with its scale.
pub fn index_axis(index: &str) -> String {
    match index {
        "dissimilarity" => "dissimilarity (0 even – 1 apart)".to_owned(),
        "isolation" => "isolation (0 mixed – 1 alone)".to_owned(),
        other => format!("{} (index)", other.replace('_', " ")),
    }
}

/// A signed number with this many decimals and a real minus sign; zero has no sign.
pub fn signed(value: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    if !digits.chars().any(|c| c.is_ascii_digit() && c != '0') {
        digits
    } else if value < 0.0 {
        format!("−{digits}")
    } else {
        format!("+{digits}")
    }
}

/// A whole number with thin groups of thousands: 12,500.
pub fn thousands(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(c);
    }
    text
}

/// First to last year; one year if they are the same.
pub fn years(first: i32, last: i32) -> String {
    if first == last {
        first.to_string()
    } else {
        format!("{first}–{last}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(signed(-0.0121, 3), "−0.012");
        assert_eq!(signed(0.0121, 3), "+0.012");
        assert_eq!(signed(-0.0001, 3), "0.000");
        assert_eq!(thousands(1_234_567.0), "1,234,567");
        assert_eq!(thousands(999.6), "1,000");
        assert_eq!(years(2020, 2030), "2020–2030");
        assert_eq!(variant("quota_30"), "quota 30");
    }
}
