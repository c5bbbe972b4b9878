"""Draws the dissimilarity of low incomes over the years, and the paired differences.

    python low_income_dissimilarity.py DIR FIGURE.png

DIR is a folder that `buurt run` wrote. Left: mean per variant, band from the smallest to
the largest replicate. Right: difference with the base variant, replicate by replicate, with
its standard error, which also goes to the output as CSV.
"""

import json
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import polars as pl

# Okabe and Ito (2008): apart for colour-blind readers. The base is dark grey.
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]


def dissimilarity(folder, level):
    """A row per variant, replicate and year."""
    tables = pl.scan_parquet(
        folder / "variant=*" / "replicate=*" / "indices.parquet", hive_partitioning=True
    )
    wanted = (
        (pl.col("level") == level)
        & (pl.col("group") == "low_income")
        & (pl.col("index") == "dissimilarity")
    )
    return tables.filter(wanted).select("variant", "replicate", "year", "value").collect()


def over_replicates(rows):
    """Mean, smallest and largest replicate, per variant and year."""
    value = pl.col("value")
    return (
        rows.group_by("variant", "year")
        .agg(mean=value.mean(), low=value.min(), high=value.max())
        .sort("variant", "year")
    )


def differences(rows, base):
    """Mean and standard error of variant minus base, paired by replicate."""
    pairs = rows.filter(pl.col("variant") != base).join(
        rows.filter(pl.col("variant") == base), on=["replicate", "year"], suffix="_base"
    )
    difference = pl.col("value") - pl.col("value_base")
    return (
        pairs.group_by("variant", "year")
        .agg(
            difference=difference.mean(),
            standard_error=difference.std() / pl.len().sqrt(),
        )
        .sort("variant", "year")
    )


def draw(rows, variants, level, figure):
    labels = {name: label for name, label in variants}
    base = variants[0][0]
    colours = dict(zip((name for name, _ in variants[1:]), COLOURS * len(variants)))
    colours[base] = "#404040"
    axes = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")[1]
    for name in labels:
        own = over_replicates(rows).filter(pl.col("variant") == name)
        axes[0].fill_between(
            own["year"], own["low"], own["high"], color=colours[name], alpha=0.15, linewidth=0
        )
        axes[0].plot(own["year"], own["mean"], color=colours[name], label=labels[name])
    axes[0].set_title(f"Dissimilarity of low incomes, {level}", loc="left")
    axes[0].legend(frameon=False)
    found = differences(rows, base)
    axes[1].axhline(0, color=colours[base], linewidth=1)
    for name in (name for name in labels if name != base):
        own = found.filter(pl.col("variant") == name)
        axes[1].errorbar(
            own["year"], own["difference"], yerr=own["standard_error"], color=colours[name],
            capsize=2, marker="o", markersize=3,
        )  # fmt: skip
    axes[1].set_title(f"Difference with {labels[base]}, ± 1 standard error", loc="left")
    for panel in axes:
        panel.xaxis.get_major_locator().set_params(integer=True)
        panel.spines[["top", "right"]].set_visible(False)
    replicates = rows["replicate"].n_unique()
    axes[0].set_xlabel(f"{replicates} replicates: mean, smallest to largest")
    plt.savefig(figure, dpi=150)
    return found


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, figure = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    science = json.loads((folder / "manifest.json").read_text())["science"]
    level = science["areas"][0]["level"]
    variants = [(v["name"], v["label"]) for v in science["labels"]]
    rows = dissimilarity(folder, level)
    print(draw(rows, variants, level, figure).write_csv(), end="")


if __name__ == "__main__":
    main()
