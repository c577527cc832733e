"""The `study.toml` and README of the example."""

from __future__ import annotations

STUDY_TOML = """\
# The decisions of the bundled example study. SYNTHETIC: every record is invented, no patient exists.
# Written by examples/make_example_study.py; change that script, not this file.

[study]
id = "CARTAID-DEMO (SYNTHETIC)"
title = "SYNTHETIC example: CD19 CAR T cells in fifteen invented patients with autoimmune disease"
synthetic = true
data_cut = 2023-09-15

[disease]
variable = "ARM"

[disease.values]
"CD19 CAR T in SLE" = "SLE"
"CD19 CAR T in myositis" = "IIM"
"CD19 CAR T in systemic sclerosis" = "SSC"

[day0]
rule = "first CAR T infusion"

# Lymphodepletion moves blood counts and steroids move activity: the baseline lies before it.
[baseline]
rule = "before lymphodepletion"
second = "screening"

[toxicity]
crs = "ASTCT 2019"
icans = "ASTCT 2019"
ctcae = "5.0"
also = ["Lee 2014"]

# What a trial protocol would ask for: the example shows how each rule looks when it is kept, and when it is not.
[stagger]
days = 28

[washout]
table = "EBMT 2024"

[stopping]
max_rate = 0.20

[[dose_limiting]]
name = "CRS of grade 3 or more for over 72 h"
event = "CRS"
grade = 3
longer_than_hours = 72

[[dose_limiting]]
name = "ICANS of grade 3 or more for over 72 h"
event = "ICANS"
grade = 3
longer_than_hours = 72

[[dose_limiting]]
name = "Early ICAHT of grade 4"
event = "early ICAHT"
grade = 4
last_day = 30

[[dose_limiting]]
name = "Related non-haematological event of grade 3 or more for over 7 days"
event = "adverse event"
grade = 3
longer_than_hours = 168
related = true
non_haematological = true

[long_term_follow_up]
years = 15

# The published series does not state its threshold. The lower limit of quantification here is 1 cell/uL.
[b_cells]
threshold = 3
confirmations = 2

[windows]
crs_gap_hours = 48
drug_free_days = 28

# DORIS 2021 prints "5 mg/day or less" in its abstract and "less than 5" in its table.
[definitions."doris-2021"]
gc_limit = "inclusive"

# Days from the infusion. Windows meet half way.
"""
WINDOWS = (
    ("Screening", -45, -60, -26),
    ("Baseline", -7, -17, -1),
    ("Day 0", 0, 0, 3),
    ("Day 7", 7, 4, 10),
    ("Day 14", 14, 11, 17),
    ("Day 21", 21, 18, 24),
    ("Month 1", 28, 25, 44),
    ("Month 2", 61, 45, 75),
    ("Month 3", 91, 76, 136),
    ("Month 6", 182, 137, 228),
    ("Month 9", 274, 229, 319),
    ("Month 12", 365, 320, 410),
    ("Month 15", 457, 411, 502),
    ("Month 18", 548, 503, 593),
    ("Month 21", 639, 594, 684),
    ("Month 24", 730, 685, 775),
    ("Month 27", 822, 776, 867),
    ("Month 30", 913, 868, 958),
)
STUDY_TOML += "".join(
    f"""
[[visits]]
name = "{name}"
target = {target}
low = {low}
high = {high}
"""
    for name, target, low, high in WINDOWS
)

README = """\
# SYNTHETIC example study

**Every record in this folder is invented. No patient exists, none was copied or altered.** Do not cite these
numbers as results of a study.

Fifteen made-up patients (8 SLE, 3 myositis, 4 systemic sclerosis) with one CAR T infusion each, as
`study.toml` and one CSV per SDTM domain. The records are shaped so that their analysis lands on the figures
published by Müller F et al., N Engl J Med 2024;390:687-700 (doi 10.1056/NEJMoa2308917), and are as untidy as
real ones: partial dates, missing items, two CRP units, Fahrenheit, alternate-day and bridging steroids, fever
masked by paracetamol, tocilizumab, hydrocortisone replacement, IVIG, a change of laboratory, a repeat visit,
a visit not done, a laboratory result sent twice.

The files are written by `examples/make_example_study.py` of the cartaid sources; the same script gives the
same bytes. STUDYID says SYNTHETIC in every row. Please keep that label when you pass the files on.
"""
