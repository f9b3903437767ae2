"""The illustrative sample, one noun a module: what is made up, and how officers' records are drawn."""
