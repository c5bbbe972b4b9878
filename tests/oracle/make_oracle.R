# Writes values_r.csv: the values of the R packages segregation and OasisR for the tables
# that make_oracle.py made.
#
#   Rscript -e 'install.packages(c("segregation", "OasisR"))'
#   Rscript tests/oracle/make_oracle.R
#
# The values that are committed were made without the packages: CRAN, from which they come, was
# out of reach. mutual_total, ordinalseg and rankorderseg were copied by hand, with what they
# call and without options that are not used here (no standard errors; of the ordinal indices H
# alone), from R/mutual.R and R/segregation.R of github.com/elbersb/segregation at 03dc2ae and
# R/SegFunctions.R of OasisR 3.1.1 (github.com/cran/OasisR at e0ae8f2), and run by R 4.2.2 with
# data.table 1.14.8. Copies made apart from these, of segregation 0.6.0.9000 and OasisR 3.1.0,
# gave the same digits. The copies are not in this repository. To do the same, name a file that
# defines the three functions and `origin`, a line that says what they are:
#
#   Rscript tests/oracle/make_oracle.R FUNCTIONS.R
#
# OasisR rounds its other indices to four decimals, which tells nothing here.

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) == 0) {
  mutual_total <- segregation::mutual_total
  ordinalseg <- OasisR::ordinalseg
  rankorderseg <- OasisR::rankorderseg
  origin <- paste("R segregation", packageVersion("segregation"), "and OasisR", packageVersion("OasisR"))
} else {
  source(arguments[1])
}
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
lines <- c(paste("#", origin), "input,index,value")
note <- function(input, index, value) {
  lines <<- c(lines, sprintf("%s,%s,%.17g", input, index, value))
}

# M and H, and their parts between the units of each level and within those of the level
# above: `sizes` units of the level below in each, finest first.
mutual <- function(input, counts, sizes) {
  unit <- seq_len(nrow(counts))
  long <- data.frame(
    group = rep(names(counts), each = nrow(counts)), unit = rep(unit, ncol(counts)),
    n = unlist(counts, use.names = FALSE)
  )
  levels <- list(unit)
  for (size in sizes) levels <- c(list((levels[[1]] - 1) %/% size + 1), levels)
  names(levels) <- paste0("level", seq_along(levels))
  for (name in names(levels)) long[[name]] <- rep(levels[[name]], ncol(counts))
  found <- function(index, ...) {
    stat <- mutual_total(long, "group", weight = "n", ...)
    note(input, paste0(index, "_m"), stat$est[stat$stat == "M"])
    note(input, paste0(index, "_h"), stat$est[stat$stat == "H"])
  }
  found("whole", unit = "unit")
  found("part0", unit = "level1")
  for (l in seq_along(sizes)) {
    found(paste0("part", l), unit = names(levels)[l + 1], within = names(levels)[l])
  }
}

quintiles <- read.csv(file.path(here, "quintiles.csv"))
mutual("quintiles", quintiles, c(3, 5))
stairwells <- read.csv(file.path(here, "stairwells.csv"))
mutual("stairwells", data.frame(group = stairwells$group, rest = stairwells$total - stairwells$group), c(10, 5))

note("quintiles", "ordinal_h", ordinalseg(quintiles)[1])
# A polynomial through every cut, so that weights make no difference.
four <- cbind(quintiles[, 1:3], quintiles$q4 + quintiles$q5)
three <- cbind(quintiles$q1, quintiles$q2 + quintiles$q3, quintiles$q4 + quintiles$q5)
note("four_classes", "rank_order_h", rankorderseg(four, polorder = 2)$Hr$Index)
note("three_classes", "rank_order_h", rankorderseg(three, polorder = 1)$Hr$Index)

writeLines(lines, file.path(here, "values_r.csv"))
