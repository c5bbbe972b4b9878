//! Ensembles of runs, tables on disk, comparison, shards, resume and manifests.
