//! Correlation of two lists, and ranks for that of Spearman.

/// Pearson correlation.
pub fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len() as f64;
    let (mx, my) = (
        pairs.iter().map(|p| p.0).sum::<f64>() / n,
        pairs.iter().map(|p| p.1).sum::<f64>() / n,
    );
    let s = pairs.iter().fold([0.0; 3], |s, p| {
        let (x, y) = (p.0 - mx, p.1 - my);
        [s[0] + x * y, s[1] + x * x, s[2] + y * y]
    });
    s[0] / (s[1] * s[2]).sqrt()
}

/// Ranks, the mean rank for ties.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut out = vec![0.0; values.len()];
    let mut i = 0;
    while i < order.len() {
        let mut j = i;
        while j + 1 < order.len() && values[order[j + 1]] == values[order[i]] {
            j += 1;
        }
        order[i..=j]
            .iter()
            .for_each(|&k| out[k] = (i + j) as f64 / 2.0);
        i = j + 1;
    }
    out
}
