//! Iterative proportional fitting of the households of one area, and rounding to
//! whole households that keeps tenure and income quintile exact.
//!
//! Households are classed by tenure × quintile × type × age band of the head ×
//! benefit. The starting weights say only how these hang together (old people own
//! their home more often, one-parent families are poorer); they are assumptions,
//! and the published margins override them. Method: Deming & Stephan 1940.

/// Where a household lives: corporation dwelling, private rent, owner-occupied, room.
pub const HOMES: usize = 4;
/// Index of the class "room" (part of a shared dwelling).
pub const ROOM: usize = 3;
/// National income quintiles.
pub const QUINTILES: usize = 5;
/// One person; two or more without children; one parent; two parents.
pub const TYPES: usize = 4;
/// Age of the head: 15–24, 25–44, 45–64, 65 and over.
pub const AGES: usize = 4;

/// Number of cells of the table.
pub const CELLS: usize = HOMES * QUINTILES * TYPES * AGES * 2;

/// A class of households.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    /// Index below [`HOMES`].
    pub home: usize,
    /// 0 (lowest) to 4.
    pub quintile: usize,
    /// Index below [`TYPES`].
    pub kind: usize,
    /// Index below [`AGES`].
    pub age: usize,
    /// Whether a benefit is the main source of income.
    pub benefit: bool,
}

impl Class {
    /// The class of a cell.
    pub fn of(cell: usize) -> Class {
        Class {
            benefit: cell % 2 == 1,
            age: cell / 2 % AGES,
            kind: cell / (2 * AGES) % TYPES,
            quintile: cell / (2 * AGES * TYPES) % QUINTILES,
            home: cell / (2 * AGES * TYPES * QUINTILES),
        }
    }

    /// Adults in a household of this type.
    pub fn adults(self) -> u8 {
        if matches!(self.kind, 1 | 3) { 2 } else { 1 }
    }
}

/// What the households of one area have to add up to.
#[derive(Debug, Clone, PartialEq)]
pub struct Targets {
    /// Households by home (exact).
    pub home: [u32; HOMES],
    /// Households by quintile (exact; the same sum).
    pub quintile: [u32; QUINTILES],
    /// Households by type.
    pub kind: [f64; TYPES],
    /// Adults by age band.
    pub adults: [f64; AGES],
    /// Households with a benefit as main income.
    pub benefit: f64,
}

/// Starting weight of a class: structure only, scale-free.
fn weight(c: Class) -> f64 {
    const TYPE_BY_AGE: [[f64; TYPES]; AGES] = [
        [0.85, 0.12, 0.01, 0.02],
        [0.38, 0.22, 0.09, 0.31],
        [0.30, 0.33, 0.10, 0.27],
        [0.48, 0.49, 0.02, 0.01],
    ];
    const QUINTILE_BY_HOME: [[f64; QUINTILES]; HOMES] = [
        [0.42, 0.28, 0.17, 0.09, 0.04],
        [0.30, 0.22, 0.18, 0.16, 0.14],
        [0.08, 0.14, 0.21, 0.27, 0.30],
        [0.80, 0.12, 0.05, 0.02, 0.01],
    ];
    const QUINTILE_BY_TYPE: [[f64; QUINTILES]; TYPES] = [
        [1.3, 1.1, 0.9, 0.8, 0.7],
        [0.7, 0.9, 1.0, 1.1, 1.3],
        [1.5, 1.3, 0.9, 0.6, 0.4],
        [0.7, 0.9, 1.1, 1.2, 1.1],
    ];
    const QUINTILE_BY_AGE: [[f64; QUINTILES]; AGES] = [
        [3.0, 0.8, 0.4, 0.2, 0.1],
        [0.9, 0.9, 1.1, 1.1, 1.0],
        [0.8, 0.8, 1.0, 1.2, 1.3],
        [0.6, 1.4, 1.2, 0.9, 0.8],
    ];
    const HOME_BY_AGE: [[f64; HOMES]; AGES] = [
        [0.5, 1.5, 0.1, 20.0],
        [0.8, 1.4, 1.0, 2.0],
        [1.0, 0.7, 1.1, 0.15],
        [1.4, 0.7, 0.9, 0.02],
    ];
    const HOME_BY_TYPE: [[f64; HOMES]; TYPES] = [
        [1.3, 1.5, 0.6, 1.0],
        [0.7, 1.0, 1.3, 0.02],
        [1.7, 0.9, 0.7, 0.002],
        [0.7, 0.7, 1.4, 0.001],
    ];
    const BENEFIT_BY_QUINTILE: [f64; QUINTILES] = [0.45, 0.25, 0.10, 0.04, 0.015];
    // A couple whose main income is a benefit earns little beside it, or that would be the
    // main income.
    const BENEFIT_OF_COUPLES: [f64; QUINTILES] = [1.0, 0.3, 0.03, 0.005, 0.001];
    let benefit = match (c.age, c.home) {
        (3, _) => 0.0,
        (0, _) | (_, ROOM) => 0.1 * BENEFIT_BY_QUINTILE[c.quintile],
        _ => BENEFIT_BY_QUINTILE[c.quintile],
    } * if c.adults() == 2 {
        BENEFIT_OF_COUPLES[c.quintile]
    } else {
        1.0
    };
    TYPE_BY_AGE[c.age][c.kind]
        * QUINTILE_BY_HOME[c.home][c.quintile]
        * QUINTILE_BY_TYPE[c.kind][c.quintile]
        * QUINTILE_BY_AGE[c.age][c.quintile]
        * HOME_BY_AGE[c.age][c.home]
        * HOME_BY_TYPE[c.kind][c.home]
        * if c.benefit { benefit } else { 1.0 - benefit }
}

/// Rounds of scaling; the margins no longer move in the sixth digit after this.
const ROUNDS: usize = 80;

/// Households per cell, whole numbers.
pub fn fit(targets: &Targets) -> Vec<u32> {
    let classes: Vec<Class> = (0..CELLS).map(Class::of).collect();
    let mut table: Vec<f64> = classes.iter().map(|&c| weight(c)).collect();
    let total: f64 = targets.home.iter().map(|&n| f64::from(n)).sum();
    let benefit = [
        total - targets.benefit.min(total),
        targets.benefit.min(total),
    ];
    for _ in 0..ROUNDS {
        scale(&mut table, &classes, &targets.kind, |c| c.kind, |_| 1.0);
        scale(
            &mut table,
            &classes,
            &targets.adults,
            |c| c.age,
            |c| f64::from(c.adults()),
        );
        scale(
            &mut table,
            &classes,
            &benefit,
            |c| usize::from(c.benefit),
            |_| 1.0,
        );
        scale(
            &mut table,
            &classes,
            &targets.quintile.map(f64::from),
            |c| c.quintile,
            |_| 1.0,
        );
        scale(
            &mut table,
            &classes,
            &targets.home.map(f64::from),
            |c| c.home,
            |_| 1.0,
        );
    }
    whole(&table, targets)
}

/// Multiplies the cells of each class of one margin so that they add up to its target.
fn scale<const N: usize>(
    table: &mut [f64],
    classes: &[Class],
    target: &[f64; N],
    of: impl Fn(Class) -> usize,
    weight: impl Fn(Class) -> f64,
) {
    let mut sums = [0.0; N];
    for (v, &c) in table.iter().zip(classes) {
        sums[of(c)] += v * weight(c);
    }
    for (v, &c) in table.iter_mut().zip(classes) {
        let k = of(c);
        if sums[k] > 0.0 {
            *v *= target[k] / sums[k];
        }
    }
}

/// Whole numbers: home × quintile by controlled rounding (both margins exact),
/// then inside each of these by rounding the running sum, whose remainder is
/// carried on so that types and ages stay close.
fn whole(table: &[f64], targets: &Targets) -> Vec<u32> {
    let inner = CELLS / (HOMES * QUINTILES);
    let mut pairs = [[0.0; QUINTILES]; HOMES];
    for (cell, v) in table.iter().enumerate() {
        let c = Class::of(cell);
        pairs[c.home][c.quintile] += v;
    }
    let counts = controlled_rounding(&pairs, &targets.home, &targets.quintile);
    let mut out = vec![0; CELLS];
    let mut carry = vec![0.0; inner];
    for (home, row) in counts.iter().enumerate() {
        for (quintile, &n) in row.iter().enumerate() {
            let base = (home * QUINTILES + quintile) * inner;
            let sum: f64 = table[base..base + inner].iter().sum();
            let factor = if sum > 0.0 { f64::from(n) / sum } else { 0.0 };
            let mut wanted: Vec<f64> = table[base..base + inner]
                .iter()
                .zip(&carry)
                .map(|(v, c)| {
                    if *v > 0.0 {
                        (v * factor + c).max(0.0)
                    } else {
                        0.0
                    }
                })
                .collect();
            let now: f64 = wanted.iter().sum();
            if now <= 0.0 {
                // Only reached when n is 0 or the class was ruled out by the margins.
                wanted = vec![1.0; inner];
            }
            let got = largest_remainder(&wanted, n);
            for i in 0..inner {
                carry[i] =
                    (carry[i] + table[base + i] * factor - f64::from(got[i])).clamp(-1.0, 1.0);
                out[base + i] = got[i];
            }
        }
    }
    out
}

/// Whole numbers proportional to `weights` that add up to `total` (largest remainders;
/// ties to the lower index).
pub fn largest_remainder(weights: &[f64], total: u32) -> Vec<u32> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<f64> = weights.iter().map(|w| w / sum * f64::from(total)).collect();
    let mut out: Vec<u32> = exact.iter().map(|v| *v as u32).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&a, &b| (exact[b] - exact[b].floor()).total_cmp(&(exact[a] - exact[a].floor())));
    let missing = total - out.iter().sum::<u32>().min(total);
    for &i in order.iter().cycle().take(missing as usize) {
        out[i] += 1;
    }
    out
}

/// Whole numbers near `table` with exact row and column sums.
fn controlled_rounding(
    table: &[[f64; QUINTILES]; HOMES],
    rows: &[u32; HOMES],
    columns: &[u32; QUINTILES],
) -> [[u32; QUINTILES]; HOMES] {
    let mut out = table.map(|row| row.map(|v| v as u32));
    let mut row_left: [i64; HOMES] = std::array::from_fn(|r| {
        i64::from(rows[r]) - out[r].iter().map(|&v| i64::from(v)).sum::<i64>()
    });
    let mut column_left: [i64; QUINTILES] = std::array::from_fn(|c| {
        i64::from(columns[c]) - (0..HOMES).map(|r| i64::from(out[r][c])).sum::<i64>()
    });
    // A floor may overshoot a margin by a rounding error: take it back first.
    for r in 0..HOMES {
        for c in 0..QUINTILES {
            while out[r][c] > 0 && (row_left[r] < 0 || column_left[c] < 0) {
                out[r][c] -= 1;
                row_left[r] += 1;
                column_left[c] += 1;
            }
        }
    }
    let mut cells: Vec<(usize, usize)> = (0..HOMES * QUINTILES)
        .map(|i| (i / QUINTILES, i % QUINTILES))
        .collect();
    let fraction = |&(r, c): &(usize, usize)| table[r][c] - table[r][c].floor();
    cells.sort_by(|a, b| fraction(b).total_cmp(&fraction(a)));
    for pass in 0..2 {
        for &(r, c) in &cells {
            if pass == 0 && row_left[r] > 0 && column_left[c] > 0 {
                out[r][c] += 1;
                row_left[r] -= 1;
                column_left[c] -= 1;
            } else if pass == 1 {
                let n = row_left[r].min(column_left[c]).max(0);
                out[r][c] += n as u32;
                row_left[r] -= n;
                column_left[c] -= n;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenure_and_quintile_are_exact_and_the_rest_is_close() {
        let targets = Targets {
            home: [1530, 987, 1678, 1660],
            quintile: [2483, 808, 732, 755, 1077],
            kind: [3945.0, 1010.0, 200.0, 700.0],
            adults: [2300.0, 3200.0, 1500.0, 565.0],
            benefit: 420.0,
        };
        let counts = fit(&targets);
        let mut home = [0; HOMES];
        let mut quintile = [0; QUINTILES];
        let mut kind = [0.0; TYPES];
        for (cell, &n) in counts.iter().enumerate() {
            let c = Class::of(cell);
            home[c.home] += n;
            quintile[c.quintile] += n;
            kind[c.kind] += f64::from(n);
        }
        assert_eq!(home, targets.home);
        assert_eq!(quintile, targets.quintile);
        for (got, want) in kind.iter().zip(targets.kind) {
            assert!((got - want).abs() < 0.02 * 5855.0, "{kind:?}");
        }
    }

    #[test]
    fn rounding_keeps_both_margins_for_awkward_tables() {
        let targets = Targets {
            home: [1, 0, 2, 0],
            quintile: [1, 1, 0, 0, 1],
            kind: [3.0, 0.0, 0.0, 0.0],
            adults: [0.0, 1.0, 1.0, 1.0],
            benefit: 0.0,
        };
        let counts = fit(&targets);
        assert_eq!(counts.iter().sum::<u32>(), 3);
    }

    #[test]
    fn largest_remainders_add_up() {
        assert_eq!(largest_remainder(&[1.0, 1.0, 1.0], 4), vec![2, 1, 1]);
        assert_eq!(largest_remainder(&[0.0, 0.0], 0), vec![0, 0]);
    }
}
