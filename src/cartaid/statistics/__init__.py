"""Statistics for small case series: pure functions on small arrays, exact where an exact answer exists.

Nothing is imported here, so that a command pays only for what it uses:

- `estimate`: the shared result, an estimate with its limits or the reason why there is none
- `binomial`: confidence intervals of a proportion
- `poisson`: rates per person-time, exact and clustered by patient
- `survival_curve`: the frozen result of a Kaplan-Meier fit, and what is read from it
- `kaplan_meier`: Kaplan-Meier and reverse Kaplan-Meier
- `beta_product`: limits of a Kaplan-Meier curve that hold with few patients
- `restricted_mean`: restricted mean survival time
- `competing_risks`: Aalen-Johansen cumulative incidence
- `turnbull`: interval-censored times
- `crossing`: first confirmed crossing in a series of visits, as an interval-censored time
- `cumulative_events`: mean cumulative function of repeated events
- `paired`: exact signed-rank test, Hodges-Lehmann shift
- `descriptive`: n, mean, quartiles, geometric mean
- `noncompartmental`: cellular kinetics (with `kinetic_rules`, `kinetic_parameters`,
  `profiles`, `trapezoid`, `terminal_phase`)

Arguments that can never be right (lengths that differ, an unknown method, a level outside 0-1) raise
`ValueError`. Data that do not carry the answer give a result whose `reason` says so, never an exception and
never a number.
"""
