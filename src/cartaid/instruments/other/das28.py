"""DAS28 in rheumatoid arthritis, by ESR or CRP, and the EULAR response to it."""

from typing import Literal

from attrs import evolve

from cartaid.instruments.definition import (
    Banding,
    Cut,
    Definition,
    Item,
    Record,
    Score,
    Source,
    Term,
    number,
)

VAN_DER_HEIJDE = Source(
    "Prevoo ML et al. Modified disease activity scores that include twenty-eight-joint counts. Arthritis Rheum "
    "1995;38:44-8",
    doi="10.1002/art.1780380107",
    where="formula as in CamCOPS (das28.py) and PMC2678269 table 1",
    checked="verified",
    secondary=True,
)
LICENCE = "Published formula; facts without wording."


def tender(id: str = "tjc28", at: Literal["assessment", "baseline"] = "assessment") -> Item:
    """Declare the tender count of 28 joints."""
    return Item(
        id, "Tender joints of 28", low=0, high=28, step=1, record=Record("QS", "TJC28", "JOINTS", at=at)
    )


def swollen(id: str = "sjc28", at: Literal["assessment", "baseline"] = "assessment") -> Item:
    """Declare the swollen count of 28 joints."""
    return Item(
        id, "Swollen joints of 28", low=0, high=28, step=1, record=Record("QS", "SJC28", "JOINTS", at=at)
    )


PTGA_MM = Item(
    "ptga",
    "Patient global health, 100 mm",
    low=0,
    high=100,
    unit="mm",
    accepts={"cm": 10},
    unit_item="ptga_unit",
    record=Record("QS", "PTGA", "RA", before=7, after=7),
    note="0 best, 100 worst",
)
ESR = Item(
    "esr",
    "Erythrocyte sedimentation rate",
    low=1,
    high=200,
    unit="mm/h",
    record=Record("LB", "ESR", before=7, after=7),
    note="the logarithm needs 1 or more",
)
CRP_MG_L = Item(
    "crp",
    "C-reactive protein",
    low=0,
    high=1000,
    unit="mg/L",
    accepts={"mg/dL": 10},
    unit_item="crp_unit",
    record=Record("LB", "CRP", before=7, after=7),
)
BANDS = Banding(
    "remission",
    (Cut(">=", number("2.6"), "low"), Cut(">", number("3.2"), "moderate"), Cut(">", number("5.1"), "high")),
)
LOWER_BANDS = Banding(
    "remission",
    (Cut(">=", number("2.4"), "low"), Cut(">", number("2.9"), "moderate"), Cut(">", number("4.6"), "high")),
)


def _root(label: str, factor: str, item: str) -> Term:
    return Term(label, f"{factor} * sqrt(CAST({item} AS DOUBLE))", rises=True)


COUNTS = (_root("Tender joints", "0.56", "tjc28"), _root("Swollen joints", "0.28", "sjc28"))
GLOBAL = Term("Patient global", "0.014 * CAST(ptga AS DOUBLE)", rises=True)

DAS28_ESR = Definition(
    id="das28-esr",
    paramcd="DAS28ESR",
    category_paramcd="DAS28ESC",
    title="DAS28 by ESR",
    disease="other",
    kind="index",
    edition="four variables, ESR",
    family="DAS28",
    items=(tender(), swollen(), ESR, PTGA_MM),
    method=Score(
        (*COUNTS, Term("ESR", "0.70 * ln(CAST(esr AS DOUBLE))", rises=True), GLOBAL),
        categories=BANDS,
    ),
    low=0,
    better="lower",
    window="laboratory and global within 7 days of the joint counts",
    assessed_by=("tjc28", "sjc28"),
    sources=(VAN_DER_HEIJDE,),
    licence=LICENCE,
    notes=("Remission below 2.6, low up to 3.2, moderate up to 5.1.",),
    divergences=("Tools take an ESR of 0 as 1; here it is refused.",),
)
BY_CRP = Score(
    (*COUNTS, Term("CRP", "0.36 * ln(CAST(crp AS DOUBLE) + 1)", rises=True), GLOBAL),
    constant=number("0.96"),
    categories=BANDS,
)
DAS28_CRP = evolve(
    DAS28_ESR,
    id="das28-crp",
    paramcd="DAS28CRP",
    category_paramcd="DAS28CRC",
    title="DAS28 by CRP, cut-offs of the ESR version",
    edition="four variables, CRP; cut-offs 2.6, 3.2, 5.1",
    items=(tender(), swollen(), CRP_MG_L, PTGA_MM),
    method=BY_CRP,
    notes=("Most tools use the cut-offs of the ESR version, although values by CRP run lower.",),
    divergences=("CRP in mg/dL taken for mg/L: a unit is required.",),
)
DAS28_CRP_LOWER = evolve(
    DAS28_CRP,
    id="das28-crp-lower",
    paramcd="DAS28CRL",
    category_paramcd="DAS28CLC",
    title="DAS28 by CRP, own lower cut-offs",
    edition="four variables, CRP; cut-offs 2.4, 2.9, 4.6",
    method=evolve(BY_CRP, categories=LOWER_BANDS),
    sources=(
        VAN_DER_HEIJDE,
        Source(
            "Fleischmann R et al. How much does DAS28-CRP underestimate: cut-offs 2.4, 2.9 and 4.6",
            where="cut-offs only",
            checked="from memory",
        ),
    ),
    notes=("Remission below 2.4, low up to 2.9, moderate up to 4.6.",),
)

EULAR = Definition(
    id="eular-das28-response",
    paramcd="EULARDAS",
    category_paramcd="EULARDAC",
    title="EULAR response by DAS28",
    disease="other",
    kind="response",
    edition="EULAR, DAS28",
    family="DAS28",
    items=(
        Item(
            "das28_base",
            "DAS28 at baseline",
            low=0,
            high=10,
            record=Record("ADQS", "DAS28ESR", at="baseline"),
        ),
        Item("das28", "DAS28", low=0, high=10, record=Record("ADQS", "DAS28ESR")),
    ),
    method=Score(
        (
            Term(
                "Response",
                "CASE WHEN das28_base - das28 > 1.2 AND das28 <= 3.2 THEN 2 "
                "WHEN das28_base - das28 > 1.2 OR (das28_base - das28 > 0.6 AND das28 <= 5.1) THEN 1 ELSE 0 END",
            ),
        ),
        categories=Banding("none", (Cut(">=", 1, "moderate"), Cut(">=", 2, "good"))),
    ),
    low=0,
    high=2,
    better="higher",
    sources=(
        Source(
            "van Gestel AM, Haagsma CJ, van Riel PL. Validation of rheumatoid arthritis improvement criteria that "
            "include simplified joint counts. Arthritis Rheum 1998;41:1845-50",
            doi="10.1002/1529-0131(199810)41:10<1845::AID-ART17>3.0.CO;2-K",
            where="response table, as in the R package acreular (responseRA.R)",
            checked="verified",
            secondary=True,
        ),
    ),
    licence=LICENCE,
    notes=("Both values by the same version of DAS28.",),
)

DEFINITIONS = (DAS28_ESR, DAS28_CRP, DAS28_CRP_LOWER, EULAR)
