"""CAR-HEMATOTOX: five markers before lymphodepletion, 0 to 7."""

from cartaid.instruments.definition import (
    Banding,
    Cut,
    Definition,
    Item,
    Record,
    Score,
    Source,
    Switch,
    Term,
    banded,
    number,
)


def _lab(id: str, label: str, testcd: str, **more: object) -> Item:
    record = Record("LB", testcd, at="baseline")
    return Item(id, label, low=0, record=record, **more)  # type: ignore[arg-type]


DEFINITION = Definition(
    id="car-hematotox",
    paramcd="CARHTX",
    title="CAR-HEMATOTOX score",
    disease="any",
    kind="index",
    edition="2021",
    items=(
        _lab(
            "platelets",
            "Platelets",
            "PLAT",
            unit="10*9/L",
            accepts={"/uL": number("0.001")},
            unit_item="platelets_unit",
        ),
        _lab("anc", "Neutrophils", "NEUT", unit="/uL", accepts={"10*9/L": 1000}, unit_item="anc_unit"),
        _lab(
            "hemoglobin",
            "Haemoglobin",
            "HGB",
            unit="g/dL",
            accepts={"g/L": number("0.1")},
            unit_item="hemoglobin_unit",
        ),
        _lab(
            "crp",
            "C-reactive protein",
            "CRP",
            unit="mg/dL",
            accepts={"mg/L": number("0.1")},
            unit_item="crp_unit",
        ),
        _lab("ferritin", "Ferritin", "FERRITIN", unit="ng/mL", accepts={"ug/L": 1}),
    ),
    method=Score(
        (
            banded(
                "Platelets",
                "platelets",
                Banding(0, (Cut("<=", 175, 1), Cut("<", 75, 2))),
                probes={"platelets": ("0", "1000")},
            ),
            Term("Neutrophils", "CASE WHEN anc {anc} THEN 1 ELSE 0 END", {"anc": ("0", "100000")}),
            Term("Haemoglobin", "CASE WHEN hemoglobin {hb} THEN 1 ELSE 0 END", {"hemoglobin": ("0", "30")}),
            Term("C-reactive protein", "CASE WHEN crp {crp} THEN 1 ELSE 0 END", {"crp": ("0", "100")}),
            banded(
                "Ferritin",
                "ferritin",
                Banding(0, (Cut(">=", 650, 1), Cut(">", 2000, 2))),
                probes={"ferritin": ("0", "100000")},
            ),
        ),
        categories=Banding("low", (Cut(">=", 2, "high"),)),
    ),
    switches=(
        Switch(
            "anc", "Neutrophils of exactly 1200/uL", {"0": "< 1200", "1": "<= 1200"}, "0", "Copies differ."
        ),
        Switch("hb", "Haemoglobin of exactly 9.0 g/dL", {"0": "< 9", "1": "<= 9"}, "0", "Copies differ."),
        Switch("crp", "CRP of exactly 3.0 mg/dL", {"1": ">= 3", "0": "> 3"}, "1", "Copies differ."),
    ),
    category_paramcd="CARHTXC",
    low=0,
    high=7,
    better="lower",
    window="latest value before lymphodepletion (about day -5)",
    sources=(
        Source(
            "Rejeski K, Perez A, Sesques P et al. CAR-HEMATOTOX: a model for CAR T-cell-related "
            "hematologic toxicity "
            "in relapsed/refractory large B-cell lymphoma. Blood 2021;138:2499-513",
            doi="10.1182/blood.2020010543",
            where="points and equality as in a public set of fictional cases (PMC8893508 table 2 by title only)",
            checked="verified",
            secondary=True,
        ),
    ),
    licence="Published score; facts without wording.",
    divergences=("CRP entered in mg/L as if it were mg/dL (tenfold); a unit is therefore required.",),
    notes=(
        "Not validated in autoimmune disease, where CRP, ferritin and cytopenia come from the disease: "
        "exploratory.",
    ),
    validated_in="large B-cell lymphoma; not autoimmune disease",
)
