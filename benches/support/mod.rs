//! Cities of a chosen size for the benchmarks.

use buurt::city::{CityFile, synthesise};
use buurt::model::Setting;
use buurt::params::{Indexation, LawTable};
use std::path::Path;
use std::sync::Arc;

/// Nijmegen, its areas repeated or cut off until it has about `households`.
pub fn setting(households: f64) -> Arc<Setting> {
    let path = Path::new("scenarios/cities/nijmegen.ron");
    let mut file = CityFile::read(path).expect("the city file is part of the project");
    let areas = std::mem::take(&mut file.areas);
    let mut total = 0.0;
    for copy in 0.. {
        for a in &areas {
            if total >= households {
                break;
            }
            let mut a = a.clone();
            a.code = format!("{}-{copy}", a.code);
            total += f64::from(a.households);
            file.areas.push(a);
        }
        if total >= households {
            break;
        }
    }
    let law = LawTable::builtin().expect("the law is part of the program");
    Arc::new(Setting {
        city: synthesise(&file).into(),
        law: (2017..=2042)
            .map(|y| law.year(y, &Indexation::default()))
            .collect(),
        first_year: 2017,
        burn_in: 6,
        rounds: 12,
        seed: 2017,
        growth_after: 0.006,
        moves: false,
        panel: false,
        all_contributions: false,
        donors: Default::default(),
    })
}
