"""HScore for reactive haemophagocytic syndrome (Fardet 2014), 0 to 337."""

from cartaid.instruments.definition import (
    Banding,
    Cut,
    Definition,
    Item,
    Record,
    Score,
    Source,
    Term,
    banded,
    flag,
    number,
    weight,
)


def _lab(id: str, label: str, testcd: str, **more: object) -> Item:
    record = Record("LB", testcd, before=3, after=3)
    return Item(id, label, low=0, record=record, **more)  # type: ignore[arg-type]


LINEAGES = (
    "(CASE WHEN hemoglobin <= 9.2 THEN 1 ELSE 0 END + CASE WHEN leukocytes <= 5 THEN 1 ELSE 0 END "
    "+ CASE WHEN platelets <= 110 THEN 1 ELSE 0 END)"
)

DEFINITION = Definition(
    id="hscore",
    paramcd="HSCORE",
    title="HScore",
    disease="any",
    kind="index",
    edition="Fardet 2014",
    items=(
        flag(
            "immunosuppression",
            "Known immunosuppression",
            Record("ADCM", "IMMSUPP"),
            note="HIV or long-term immunosuppressive drugs",
        ),
        Item(
            "temperature_c",
            "Temperature",
            low=25,
            high=45,
            unit="degC",
            record=Record("VS", "TEMP", before=3, after=3, pick="highest"),
        ),
        flag("hepatomegaly", "Enlarged liver", Record("QS", "HEPMEG", "HSCORE", before=3, after=3)),
        flag("splenomegaly", "Enlarged spleen", Record("QS", "SPLMEG", "HSCORE", before=3, after=3)),
        _lab(
            "hemoglobin",
            "Haemoglobin",
            "HGB",
            unit="g/dL",
            accepts={"g/L": number("0.1")},
            unit_item="hemoglobin_unit",
        ),
        _lab(
            "leukocytes",
            "Leukocytes",
            "WBC",
            unit="10*9/L",
            accepts={"/uL": number("0.001")},
            unit_item="leukocytes_unit",
        ),
        _lab(
            "platelets",
            "Platelets",
            "PLAT",
            unit="10*9/L",
            accepts={"/uL": number("0.001")},
            unit_item="platelets_unit",
        ),
        _lab("ferritin", "Ferritin", "FERRITIN", unit="ng/mL", accepts={"ug/L": 1}),
        _lab(
            "triglycerides",
            "Triglycerides",
            "TRIG",
            unit="mmol/L",
            accepts={"mg/dL": number("0.01129")},
            unit_item="triglycerides_unit",
        ),
        _lab(
            "fibrinogen",
            "Fibrinogen",
            "FIBRINO",
            unit="g/L",
            accepts={"mg/dL": number("0.01")},
            unit_item="fibrinogen_unit",
        ),
        _lab("ast", "Aspartate aminotransferase", "AST", unit="U/L"),
        flag(
            "hemophagocytosis",
            "Haemophagocytosis in the marrow aspirate",
            Record("QS", "HEMOPHAG", "HSCORE", before=14, after=14),
        ),
    ),
    method=Score(
        (
            weight("immunosuppression", 18, "Immunosuppression"),
            banded(
                "Temperature",
                "temperature_c",
                Banding(0, (Cut(">=", number("38.4"), 33), Cut(">", number("39.4"), 49))),
            ),
            Term(
                "Organs",
                "CASE hepatomegaly + splenomegaly WHEN 2 THEN 38 WHEN 1 THEN 23 ELSE 0 END",
            ),
            Term(
                "Cytopenia",
                f"CASE {LINEAGES} WHEN 3 THEN 34 WHEN 2 THEN 24 ELSE 0 END",
                {"hemoglobin": ("0", "30"), "leukocytes": ("0", "100"), "platelets": ("0", "1000")},
            ),
            banded(
                "Ferritin",
                "ferritin",
                Banding(0, (Cut(">=", 2000, 35), Cut(">", 6000, 50))),
                probes={"ferritin": ("0", "100000")},
            ),
            banded(
                "Triglycerides",
                "triglycerides",
                Banding(0, (Cut(">=", number("1.5"), 44), Cut(">", 4, 64))),
                probes={"triglycerides": ("0", "100")},
            ),
            banded(
                "Fibrinogen",
                "fibrinogen",
                Banding(0, (Cut("<=", number("2.5"), 30),)),
                probes={"fibrinogen": ("0", "100")},
            ),
            banded("AST", "ast", Banding(0, (Cut(">=", 30, 19),)), probes={"ast": ("0", "10000")}),
            weight("hemophagocytosis", 35, "Haemophagocytosis"),
        ),
        categories=Banding("below 169", (Cut(">=", 169, "169 or more"),)),
    ),
    low=0,
    high=337,
    better="lower",
    window="values within 3 days, marrow within 14 days of the assessment (our choice)",
    assessed_by=("ferritin", "triglycerides", "fibrinogen"),
    category_paramcd="HSCORECT",
    sources=(
        Source(
            "Fardet L, Galicier L, Lambotte O et al. Development and validation of the HScore. Arthritis "
            "Rheumatol "
            "2014;66:2613-20",
            doi="10.1002/art.38690",
            where="point table, read in a copy (Case Reports in Rheumatology 2017;5304180 table 3)",
            checked="verified",
            secondary=True,
        ),
    ),
    licence="Published score; facts without wording.",
    notes=(
        "Best cut 169 (sensitivity 93 %, specificity 86 % in the derivation cohort).",
        "In lupus the differential is macrophage activation syndrome; this is no diagnosis.",
    ),
    divergences=("A copy gives 0 points for AST of exactly 30.",),
    validated_in="adults with suspected reactive haemophagocytic syndrome; not after CAR T cells",
)
