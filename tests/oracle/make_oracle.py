"""Writes the input tables and the values PySAL segregation gives for them.

    python3 -m venv venv && venv/bin/pip install segregation==2.5.4
    venv/bin/python make_oracle.py

The inputs are made up (fixed seed) and committed, so that the values can be checked
without running this. Read by engine/crates/metrics/tests/oracle.rs. Run it from any folder.
"""

import csv
import importlib.metadata
import pathlib
import random
import warnings

import pandas
from segregation.multigroup import MultiDissim, MultiInfoTheory, MultiNormExposure
from segregation.singlegroup import (
    Atkinson,
    CorrelationR,
    Dissim,
    Entropy,
    Gini,
    Interaction,
    Isolation,
)

HERE = pathlib.Path(__file__).resolve().parent

BINARY = {
    "dissimilarity": Dissim,
    "gini": Gini,
    "isolation": Isolation,
    "exposure": Interaction,
    "information_theory_h": Entropy,
    "atkinson": Atkinson,  # b = 0.5, its default
    "correlation_ratio": CorrelationR,
}
MULTIGROUP = {
    "multigroup_dissimilarity": MultiDissim,
    "multigroup_h": MultiInfoTheory,
    "normalized_exposure": MultiNormExposure,
}


def postcodes(rng):
    """24 areas of hundreds to thousands of households; one has nobody of the group."""
    rows = [["group", "total"]]
    for area in range(24):
        total = rng.randint(300, 6000)
        share = 0.0 if area == 5 else rng.betavariate(2, 6)
        rows.append([round(total * share), total])
    return rows


def stairwells(rng):
    """200 stairwells of eight households; many without the group, some with nobody else."""
    rows = [["group", "total"]]
    for _ in range(200):
        share = rng.betavariate(0.6, 1.8)
        rows.append([sum(rng.random() < share for _ in range(8)), 8])
    return rows


def quintiles(rng):
    """30 areas by income fifth, from poor to rich, with some empty cells."""
    rows = [["q1", "q2", "q3", "q4", "q5"]]
    for area in range(30):
        slope = (area - 14.5) / 15
        weights = [max(0.05, 1 + slope * (fifth - 2) * 0.8) for fifth in range(5)]
        row = [round(rng.uniform(0.4, 1.6) * 100 * weight) for weight in weights]
        rows.append([0 if cell < 8 else cell for cell in row])
    return rows


def main():
    warnings.simplefilter("ignore")
    values = [["input", "index", "value"]]
    rng = random.Random(1955)
    for name, make in [("postcodes", postcodes), ("stairwells", stairwells), ("quintiles", quintiles)]:
        rows = make(rng)
        with open(HERE / f"{name}.csv", "w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        table = pandas.DataFrame(rows[1:], columns=rows[0])
        if name == "quintiles":
            found = {index: kind(table, groups=rows[0]) for index, kind in MULTIGROUP.items()}
        else:
            found = {
                index: kind(table, group_pop_var="group", total_pop_var="total")
                for index, kind in BINARY.items()
            }
        values += [[name, index, repr(float(result.statistic))] for index, result in found.items()]
    with open(HERE / "values.csv", "w", newline="") as file:
        file.write(f"# PySAL segregation {importlib.metadata.version('segregation')}\n")
        csv.writer(file, lineterminator="\n").writerows(values)


if __name__ == "__main__":
    main()
