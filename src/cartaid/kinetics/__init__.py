"""An optional model of CAR T cells over time: expansion, contraction, persistence (needs `cartaid[kinetics]`).

Parameters without a model are in `statistics.noncompartmental`; those are always derived. This model is fitted only
where `study.toml` asks for it. Nothing is imported here:

- `curve`: the closed-form curve and what follows from its parameters
- `priors`: what is believed before the data, with sources
- `profiles`: CAR T samples of one assay, ready to be fitted
- `model`: the hierarchical model in NumPyro
- `fit`: `fit_kinetics`, the one entry
- `summary`: posterior summaries, predictive checks, rows for results
"""
