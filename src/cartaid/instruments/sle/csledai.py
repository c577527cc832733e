"""Clinical SLEDAI: SLEDAI-2K without complement and anti-dsDNA, 0-101; the one DORIS means."""

from cartaid.instruments.definition import Definition, Score
from cartaid.instruments.sle.sledai_2k import (
    ATTRIBUTION,
    CLINICAL_TERMS,
    GLADMAN_2002,
    ITEMS,
    LICENCE,
    SEROLOGY,
    VAN_VOLLENHOVEN_2021,
    WINDOW,
)

DEFINITION = Definition(
    id="csledai",
    paramcd="CSLEDAI",
    title="Clinical SLEDAI-2K, without serology",
    disease="SLE",
    kind="index",
    edition="2002 (SLEDAI-2K), serology dropped as in DORIS 2021",
    family="SLEDAI",
    run="always",
    items=ITEMS,
    ignored=SEROLOGY,
    method=Score(CLINICAL_TERMS),
    low=0,
    high=101,
    unit="points",
    better="lower",
    window=WINDOW,
    attribution=ATTRIBUTION,
    sources=(GLADMAN_2002, VAN_VOLLENHOVEN_2021),
    licence=LICENCE,
    divergences=(
        "'Clinical SLEDAI' has at least five meanings in current trials: this one drops complement and "
        "anti-dsDNA only, so cytopenias, proteinuria, casts and pyuria still count. The others are "
        "definitions of their own (sledai-2k-no-labs, -no-headache-obs, -ft819, -autograph).",
    ),
    notes=("Columns lowcomp and dsdna belong to the form and do not count.",),
)
