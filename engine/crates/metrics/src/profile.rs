//! Segregation profiles: how isolated a group is in surroundings of growing size, whatever
//! the borders of areas. Places are points with people; everybody in a place stands at its
//! centroid, so that surroundings smaller than the places say no more than the places do.
//!
//! Reardon & O'Sullivan (2004), "Measures of spatial segregation", for surroundings within
//! a distance; Östh, Clark & Malmberg (2015), "Measuring the scale of segregation using
//! k-nearest neighbor aggregates", for those of the nearest people.

/// What counts as the surroundings of a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Surroundings {
    /// Everything within a bandwidth in metres, with the biweight (1 − (d/h)²)² of its
    /// distance.
    Within(f64),
    /// The nearest people, this many; of the last place reached as large a part as is needed.
    Nearest(f64),
}

/// The places of a city with their distances, worked out once.
#[derive(Debug, Clone)]
pub struct Places {
    /// Per place, all places by distance: metres and number, itself first.
    nearest: Vec<Vec<(f64, usize)>>,
}

impl Places {
    /// Places at these points, metres.
    pub fn new(points: &[(f64, f64)]) -> Places {
        let nearest = |i: usize| {
            let (x, y) = points[i];
            let distance = |j: usize| {
                let (dx, dy) = (points[j].0 - x, points[j].1 - y);
                if i == j {
                    0.0
                } else {
                    (dx * dx + dy * dy).sqrt()
                }
            };
            let mut list: Vec<(f64, usize)> = (0..points.len()).map(|j| (distance(j), j)).collect();
            list.sort_by(|a, b| {
                let own = |k: usize| k != i;
                let distances = a.0.total_cmp(&b.0);
                distances.then(own(a.1).cmp(&own(b.1))).then(a.1.cmp(&b.1))
            });
            list
        };
        Places {
            nearest: (0..points.len()).map(nearest).collect(),
        }
    }

    /// Share of the group in the surroundings of a place.
    fn share(&self, place: usize, people: &[f64], members: &[f64], around: Surroundings) -> f64 {
        let (mut all, mut of_group) = (0.0, 0.0);
        for &(distance, j) in &self.nearest[place] {
            let part = match around {
                Surroundings::Within(bandwidth) => {
                    if j != place && distance >= bandwidth {
                        break;
                    }
                    let ratio = if j == place {
                        0.0
                    } else {
                        distance / bandwidth
                    };
                    (1.0 - ratio * ratio) * (1.0 - ratio * ratio)
                }
                Surroundings::Nearest(wanted) => {
                    let left = wanted - all;
                    // The place itself always counts, were it only a part of it.
                    if left <= 0.0 && j != place {
                        break;
                    }
                    if people[j] > left && people[j] > 0.0 {
                        left.max(f64::MIN_POSITIVE) / people[j]
                    } else {
                        1.0
                    }
                }
            };
            all += part * people[j];
            of_group += part * members[j];
        }
        of_group / all
    }

    /// Isolation of a group in its surroundings: the mean, over its members, of the share of
    /// the group around them. `people` and `members` (of the group, among the people) are per
    /// place. NaN when the group is empty.
    pub fn isolation(&self, people: &[f64], members: &[f64], around: Surroundings) -> f64 {
        let group: f64 = members.iter().sum();
        let of_place = |(i, &m): (usize, &f64)| {
            if m > 0.0 {
                m / group * self.share(i, people, members, around)
            } else {
                0.0
            }
        };
        if group > 0.0 {
            members.iter().enumerate().map(of_place).sum()
        } else {
            f64::NAN
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINTS: [(f64, f64); 5] = [
        (0.0, 0.0),
        (500.0, 0.0),
        (500.0, 700.0),
        (3000.0, 100.0),
        (3000.0, 4000.0),
    ];
    const PEOPLE: [f64; 5] = [100.0, 300.0, 50.0, 0.0, 250.0];
    const MEMBERS: [f64; 5] = [60.0, 30.0, 5.0, 0.0, 105.0];

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn the_smallest_surroundings_give_isolation_and_the_largest_the_share_of_the_city() {
        let places = Places::new(&POINTS);
        let plain: f64 = MEMBERS
            .iter()
            .zip(PEOPLE)
            .filter(|(_, t)| *t > 0.0)
            .map(|(m, t)| m / 200.0 * m / t)
            .sum();
        for around in [Surroundings::Within(1.0), Surroundings::Nearest(10.0)] {
            assert!(near(places.isolation(&PEOPLE, &MEMBERS, around), plain));
        }
        let all = places.isolation(&PEOPLE, &MEMBERS, Surroundings::Nearest(1e9));
        assert!(near(all, 200.0 / 700.0), "{all}");
        let wide = places.isolation(&PEOPLE, &MEMBERS, Surroundings::Within(1e9));
        assert!((wide - 200.0 / 700.0).abs() < 1e-6, "{wide}");
    }

    #[test]
    fn surroundings_by_hand() {
        let places = Places::new(&POINTS);
        // Nearest 200 of place 0: its own 100 and a third of place 1.
        let share = places.share(0, &PEOPLE, &MEMBERS, Surroundings::Nearest(200.0));
        assert!(near(share, (60.0 + 10.0) / 200.0));
        // Within 1,000 m of place 0: place 1 at 500 m with weight (1 − 1/4)², place 2 at
        // 860 m with (1 − 0.74)².
        let (a, b) = (0.75 * 0.75, 0.26 * 0.26);
        let wanted = (60.0 + a * 30.0 + b * 5.0) / (100.0 + a * 300.0 + b * 50.0);
        let share = places.share(0, &PEOPLE, &MEMBERS, Surroundings::Within(1000.0));
        assert!((share - wanted).abs() < 1e-9, "{share} {wanted}");
    }

    #[test]
    fn an_even_group_is_equally_isolated_at_every_scale_and_names_do_not_matter() {
        let places = Places::new(&POINTS);
        let even = PEOPLE.map(|t| 0.3 * t);
        let reversed: Vec<_> = POINTS.iter().rev().copied().collect();
        let back = Places::new(&reversed);
        let turned = |x: &[f64; 5]| x.iter().rev().copied().collect::<Vec<_>>();
        for scale in [10.0, 150.0, 600.0, 2000.0, 50_000.0] {
            for around in [Surroundings::Within(scale), Surroundings::Nearest(scale)] {
                assert!(near(places.isolation(&PEOPLE, &even, around), 0.3));
                let a = places.isolation(&PEOPLE, &MEMBERS, around);
                let b = back.isolation(&turned(&PEOPLE), &turned(&MEMBERS), around);
                assert!(near(a, b), "{a} {b}");
                assert!((0.0..=1.0).contains(&a));
            }
        }
        assert!(
            places
                .isolation(&PEOPLE, &[0.0; 5], Surroundings::Within(1.0))
                .is_nan()
        );
    }
}
