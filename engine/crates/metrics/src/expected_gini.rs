//! The Gini index expected under random allocation, size class by size class.

use crate::binary::City;
use crate::hypergeometric::Hypergeometric;

/// So many units of one size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SizeClass {
    pub size: f64,
    pub units: f64,
}

/// The distinct sizes, rising, each with its number of units.
pub(crate) fn unit_sizes(total: &[f64]) -> Vec<SizeClass> {
    let mut sorted: Vec<f64> = total
        .iter()
        .map(|t| t.round())
        .filter(|t| *t > 0.0)
        .collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let mut sizes: Vec<SizeClass> = Vec::new();
    for size in sorted {
        match sizes.last_mut() {
            Some(last) if last.size == size => last.units += 1.0,
            _ => sizes.push(SizeClass { size, units: 1.0 }),
        }
    }
    sizes
}

/// The sizes themselves when they are few. Otherwise units are spread over whole-number
/// nodes, each unit over the nodes just below and above its size such that numbers of
/// units and of places stay the same: linear interpolation in the size, with few pairs of
/// sizes. Numbers of units may then be fractions.
pub(crate) fn size_nodes(sizes: &[SizeClass]) -> Vec<SizeClass> {
    const FEW: usize = 24;
    const SPACING: f64 = 0.125;
    let largest = sizes.last().map_or(0.0, |s| s.size);
    if sizes.len() <= FEW {
        return sizes.to_vec();
    }
    let mut nodes = vec![SizeClass {
        size: sizes[0].size,
        units: 0.0,
    }];
    let mut low = 0;
    for class in sizes {
        while nodes[low].size < largest && (nodes.len() == 1 || nodes[low + 1].size < class.size) {
            low = nodes.len() - 1;
            let step = (nodes[low].size * SPACING).floor().max(1.0);
            nodes.push(SizeClass {
                size: (nodes[low].size + step).min(largest),
                units: 0.0,
            });
        }
        let (below, above) = (nodes[low].size, nodes[low + 1].size);
        let upper = (class.size - below) / (above - below);
        nodes[low].units += class.units * (1.0 - upper);
        nodes[low + 1].units += class.units * upper;
    }
    nodes.retain(|node| node.units > 0.0);
    nodes
}

/// The number of group members in a unit of so many people.
pub(crate) fn members_of_unit(city: &City, size: f64) -> Hypergeometric {
    Hypergeometric {
        population: city.total,
        group: city.group,
        draw: size,
    }
}

/// `Σ E|tᵢ xⱼ − tⱼ xᵢ| / (X Y)` over pairs of different units.
pub(crate) fn expected_gini(city: &City, classes: &[SizeClass]) -> f64 {
    const LARGE: f64 = 1000.0;
    const CITY_OVER_UNIT: f64 = 100.0;
    const MANY: f64 = 300.0;
    let largest = classes.last().map_or(0.0, |c| c.size);
    let small = largest <= LARGE && city.total >= CITY_OVER_UNIT * largest;
    if small && city.group.min(city.rest) >= MANY {
        expected_gini_of_small_units(city, classes)
    } else {
        expected_gini_by_pairs(city, classes)
    }
}

/// Units that are small against the city: one sweep over all proportions.
///
/// `|pᵢ − pⱼ|` is the length of the stretch of `u` on which exactly one of the two is at or
/// below `u`. With independent binomial numbers of members, `F` the distribution function
/// of a unit's proportion and `A = Σ t F`, the sum over pairs is therefore
/// `∫ A (T − A) − Σ t² F (1 − F) du`. Dealing without replacement widens every difference
/// by the same factor `√(N/(N − 1))` and leaves its shape: given what two units hold
/// together, the split is the same in both worlds.
fn expected_gini_of_small_units(city: &City, classes: &[SizeClass]) -> f64 {
    // (proportion, class, rise of its F), by rising proportion.
    let mut steps: Vec<(f64, u32, f64)> = Vec::new();
    for (index, class) in classes.iter().enumerate() {
        binomial(class.size, city.share, |k, probability| {
            steps.push((k / class.size, index as u32, probability));
        });
    }
    steps.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let total: f64 = classes.iter().map(|c| c.units * c.size).sum();
    let mut risen = vec![0.0; classes.len()];
    let (mut sum, mut below, mut own, mut at) = (0.0, 0.0, 0.0, 0.0);
    for (u, index, rise) in steps {
        sum += (u - at) * (below * (total - below) - own);
        at = u;
        let class = &classes[index as usize];
        let f: &mut f64 = &mut risen[index as usize];
        let next = *f + rise;
        below += class.units * class.size * rise;
        own += class.units * class.size * class.size * (next * (1.0 - next) - *f * (1.0 - *f));
        *f = next;
    }
    sum * (city.total / (city.total - 1.0)).sqrt() / (city.group * city.rest)
}

/// Calls `visit(k, probability)` for every number of members that matters.
fn binomial(size: f64, share: f64, mut visit: impl FnMut(f64, f64)) {
    const NEGLIGIBLE: f64 = 1e-11;
    let odds = share / (1.0 - share);
    let mode = ((size + 1.0) * share).floor().min(size);
    let mut weights = vec![(mode, 1.0)];
    let (mut k, mut weight) = (mode, 1.0);
    while k < size && weight > NEGLIGIBLE {
        weight *= (size - k) / (k + 1.0) * odds;
        k += 1.0;
        weights.push((k, weight));
    }
    (k, weight) = (mode, 1.0);
    while k > 0.0 && weight > NEGLIGIBLE {
        weight *= k / ((size - k + 1.0) * odds);
        k -= 1.0;
        weights.push((k, weight));
    }
    let sum: f64 = weights.iter().map(|w| w.1).sum();
    for (k, weight) in weights {
        visit(k, weight / sum);
    }
}

/// Any units: pair by pair, exactly or, where both are large, nearly so.
fn expected_gini_by_pairs(city: &City, classes: &[SizeClass]) -> f64 {
    let mut sum = 0.0;
    for (index, a) in classes.iter().enumerate() {
        // Half of all pairs without those of a unit with itself; negative for a fraction.
        let same = a.units * (a.units - 1.0) / 2.0;
        if same != 0.0 {
            sum += same * expected_difference(city, a.size, a.size);
        }
        for b in &classes[index + 1..] {
            sum += a.units * b.units * expected_difference(city, a.size, b.size);
        }
    }
    sum / (city.group * city.rest)
}

/// `E|a x_b − b x_a|` for two units of sizes a and b.
///
/// Given that both together hold `s` of the group, `x_a` is hypergeometric in `a + b`
/// people of whom `s` belong, and the difference is `a + b` times its deviation.
fn expected_difference(city: &City, a: f64, b: f64) -> f64 {
    const NORMAL_FROM_VARIANCE: f64 = 16.0;
    let pq = city.share * (1.0 - city.share);
    if a.min(b) * pq >= NORMAL_FROM_VARIANCE {
        let variance = pq * a * b * (a + b) * city.total / (city.total - 1.0);
        return (variance * std::f64::consts::FRAC_2_PI).sqrt();
    }
    // Nodes are not units, so two large ones together may exceed the city.
    let both = (a + b).min(city.total);
    let split = |s: f64| {
        let in_a = Hypergeometric {
            population: both,
            group: s,
            draw: a,
        };
        in_a.mean_absolute_deviation()
    };
    both * members_of_unit(city, both).expectation(split)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sweep_agrees_with_the_pairs() {
        let mixed: Vec<SizeClass> = (1..24)
            .map(|i| SizeClass {
                size: f64::from(i * i / 3 + i),
                units: f64::from(200 / i + 3),
            })
            .collect();
        let alike = vec![SizeClass {
            size: 8.0,
            units: 2000.0,
        }];
        for classes in [mixed, alike] {
            let places: f64 = classes.iter().map(|n| n.units * n.size).sum();
            for share in [0.02, 0.1, 0.5, 0.8] {
                let city = City::from_margins((places * share).round(), places).unwrap();
                let pairs = expected_gini_by_pairs(&city, &classes);
                let sweep = expected_gini_of_small_units(&city, &classes);
                assert!(
                    (sweep / pairs - 1.0).abs() < 1e-3,
                    "{share}: {sweep} {pairs}"
                );
            }
        }
    }

    #[test]
    fn interpolating_sizes_hardly_changes_gini() {
        let total: Vec<f64> = (0..400)
            .map(|i| f64::from(4 + i * (i * i + 1) % 57))
            .collect();
        let sizes = unit_sizes(&total);
        let nodes = size_nodes(&sizes);
        assert!(nodes.len() < sizes.len());
        let units: f64 = nodes.iter().map(|n| n.units).sum();
        let places: f64 = nodes.iter().map(|n| n.units * n.size).sum();
        assert!((units - 400.0).abs() < 1e-9);
        assert!((places - total.iter().sum::<f64>()).abs() < 1e-6);
        for share in [0.02, 0.1, 0.4] {
            let city = City::from_margins((places * share).round(), places.round()).unwrap();
            let (exact, close) = (expected_gini(&city, &sizes), expected_gini(&city, &nodes));
            assert!((close / exact - 1.0).abs() < 0.003, "{close} {exact}");
        }
    }
}
