//! Importing from published tables: a small fixture, and what is said when a
//! table lacks something.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use buurt_city::import::{Sources, import};
use std::path::PathBuf;

const TOTALS: &str = "city,gm_code,households_2017,dwellings_2017,households_2024,dwellings_2024,births_per_1000_2024,deaths_per_1000_2024\nTown,GM1,900,1000,990,1100,9,8\n";
const MAP: &str = r#"{"features":[
 {"properties":{"pc4":1001},"geometry":{"type":"Polygon","coordinates":[[[0,0],[100,0],[100,100],[0,100],[0,0]]]}},
 {"properties":{"pc4":1002},"geometry":{"type":"MultiPolygon","coordinates":[[[[200,0],[300,0],[300,100],[200,100],[200,0]]]]}}]}"#;

fn areas() -> String {
    let columns = "pc4,gemeente,plaats,gm_code,inwoner,inw_014,inw_1524,inw_2544,inw_4564,inw_65pl,aantal_hh,tothh_eenp,tothh_mpzk,hh_eenoud,hh_tweeoud,gem_hh_gr,woning,wonvoor45,won_4564,won_6574,won_7584,won_8594,won_9504,won_0514,won_1524,won_mrgez,won_nbew,wozwoning,uitkminaow,hh_mw,med_besteedbaar_ink,q1,q2,q3,q4,q5,corp_units,owner_units_est";
    format!(
        "{columns}\n1001,Town,Town,GM1,1500,200,250,400,400,250,700,300,200,50,150,2.1,650,100,200,200,100,50,0,0,0,400,20,150,120,700,25000,30,25,20,15,10,400,150\n1002,Town,Town,GM1,500,,60,130,150,90,200,60,70,,60,2.4,210,,50,60,50,50,,,,,5,220,10,200,40000,,,,,,20,180\n1003,Town,Town,GM1,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n"
    )
}

fn folder(name: &str, areas: &str, map: &str) -> [PathBuf; 3] {
    let dir = std::env::temp_dir().join(format!("buurt-import-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let paths = ["areas.csv", "map.geojson", "totals.csv"].map(|f| dir.join(f));
    for (path, text) in paths.iter().zip([areas, map, TOTALS]) {
        std::fs::write(path, text).unwrap();
    }
    paths
}

fn run(name: &str, city: &str, areas: &str, map: &str) -> Result<buurt_city::CityFile, String> {
    let [a, b, t] = folder(name, areas, map);
    import(
        city,
        &Sources {
            areas: &a,
            boundaries: &b,
            totals: &t,
            landlords: None,
        },
    )
    .map_err(|e| e.to_string())
}

#[test]
fn figures_come_through_and_suppressed_ones_are_named() {
    let file = run("fine", "Town", &areas(), MAP).unwrap();
    assert_eq!(file.areas.len(), 2, "the area without figures is left out");
    assert_eq!((file.areas[0].x, file.areas[0].y), (50.0, 50.0));
    assert_eq!((file.areas[1].x, file.areas[1].y), (250.0, 50.0));
    assert_eq!(file.areas[0].corporation, 400);
    assert_eq!(file.areas[0].private_rent, 100);
    // Suppressed quintiles are those of the rest of the city, and it is said.
    assert_eq!(file.areas[1].quintiles, (30.0, 25.0, 20.0, 15.0, 10.0));
    assert!(
        file.notes
            .iter()
            .any(|n| n.starts_with("1002") && n.contains("q1")),
        "{:?}",
        file.notes
    );
    assert_eq!(file.totals[1].households, 990.0);
    // What was written is read back.
    let text = file.text().unwrap();
    assert_eq!(
        buurt_city::CityFile::parse("town.ron", &text).unwrap(),
        file
    );
}

#[test]
fn what_is_missing_is_said() {
    let message = run("city", "Village", &areas(), MAP).unwrap_err();
    assert!(
        message.contains("areas.csv") && message.contains("Village"),
        "{message}"
    );
    let message = run("map", "Town", &areas(), r#"{"features":[]}"#).unwrap_err();
    assert!(
        message.contains("map.geojson") && message.contains("1001"),
        "{message}"
    );
}

#[test]
fn landlords_come_from_a_table_where_there_is_one() {
    let [a, b, t] = folder("landlords", &areas(), MAP);
    let l = a.with_file_name("landlords.csv");
    let read = |text: &str| {
        std::fs::write(&l, text).unwrap();
        let sources = Sources {
            areas: &a,
            boundaries: &b,
            totals: &t,
            landlords: Some(&l),
        };
        import("Town", &sources).map_err(|e| e.to_string())
    };
    let good = "city,landlord,kind,share\nTown,Home,corporation,1\nTown,Rent,private,1\nElse,No,private,1\n";
    let names: Vec<String> = read(good)
        .unwrap()
        .landlords
        .into_iter()
        .map(|l| l.name)
        .collect();
    assert_eq!(names, ["Home", "Rent"]);
    for (text, parts) in [
        (
            "city,landlord,kind,share\nTown,Home,bank,1\n",
            ["line 2", "corporation or private"],
        ),
        (
            "city,landlord,kind,share\nTown,Home,private,many\n",
            ["line 2", "share"],
        ),
        (
            "city,landlord,kind,share\nElse,Home,private,1\n",
            ["landlords.csv", "Town"],
        ),
    ] {
        let message = read(text).unwrap_err();
        assert!(parts.iter().all(|p| message.contains(p)), "{message}");
    }
}
