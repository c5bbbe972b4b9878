#[path = "../tests/town/mod.rs"]
mod town;
use buurt_model::{Policy, Simulation, Snapshot};
use std::sync::Arc;
fn main() {
    let setting = Arc::new(town::setting(27000, 3));
    let n = setting.city.households.len();
    let initial = Snapshot::initial(&setting, 0);
    let mut s = Simulation::new(setting, &initial, &Policy::default());
    let t = std::time::Instant::now();
    s.run_until(2028);
    let e = t.elapsed().as_secs_f64();
    println!(
        "{} households, {:.1} ns per household-year, {:.2} M hh-years/s",
        n,
        e * 1e9 / (n as f64 * 15.0),
        n as f64 * 15.0 / e / 1e6
    );
    for (p, x) in &s.phase_seconds {
        println!("{:16} {:6.1} ns", p.name(), x * 1e9 / (n as f64 * 15.0));
    }
    let w = s.world_mut();
    let log = w.resource::<buurt_model::letting_log::LettingLog>();
    let mut seg = [0; 4];
    for m in &log.moves {
        seg[m.segment as usize] += 1;
    }
    println!(
        "moves {:?} offers {} declined {}",
        seg, log.offers, log.declined
    );
    println!("{:?}", w.resource::<buurt_model::population::Events>());
    let s = w.resource::<buurt_model::search::Searchers>().0.len();
    println!("searchers {s}");
    use buurt_model::components::*;
    let vac = w.query::<&Dwelling>().iter(w).filter(|d| d.open()).count();
    let all = w.query::<&Dwelling>().iter(w).count();
    let hh = w
        .query::<(&People, &Home)>()
        .iter(w)
        .filter(|(p, _)| p.alive)
        .count();
    let nohome = w
        .query::<(&People, &Home)>()
        .iter(w)
        .filter(|(p, h)| p.alive && h.dwelling == NONE)
        .count();
    println!("dwellings {all} vacant {vac} households {hh} without home {nohome}");
}
