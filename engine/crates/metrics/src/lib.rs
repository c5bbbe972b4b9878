//! Segregation and concentration indices, decompositions and inference on slices.
