"""The models of `study.toml`; the description of every field is the text of the reference page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from cartaid.study.domains import DOMAINS
from cartaid.study.protocol.day_zero import Baseline, DayZero, Exposure
from cartaid.study.protocol.lung_function import LungFunction
from cartaid.study.protocol.outcome import Endpoint, EventFree, Kinetics, TimeToEvent
from cartaid.study.protocol.safety import (
    DoseLimiting,
    Haematotoxicity,
    LongTermFollowUp,
    Scheme,
    Stagger,
    Stopping,
    WashOut,
)
from cartaid.study.protocol.section import DiseaseGroup, DrugClass, Section
from cartaid.study.protocol.visits import DEFAULT_VISITS

SwitchValue = bool | int | Decimal | str
Days = Annotated[int, Field(ge=0)]


_GROUPS: dict[str, DiseaseGroup] = {"SLE": "SLE", "IIM": "IIM", "SSC": "SSC"}
_HISTORY: dict[str, DiseaseGroup] = {
    "systemic lupus erythematosus": "SLE",
    "lupus nephritis": "SLE",
    "idiopathic inflammatory myopathy": "IIM",
    "idiopathic inflammatory myositis": "IIM",
    "myositis": "IIM",
    "dermatomyositis": "IIM",
    "polymyositis": "IIM",
    "antisynthetase syndrome": "IIM",
    "immune-mediated necrotising myopathy": "IIM",
    "immune-mediated necrotizing myopathy": "IIM",
    "systemic sclerosis": "SSC",
    "scleroderma": "SSC",
}


class Study(Section):
    """What the study is."""

    id: str = Field(default="", description="Short identifier of the study; printed on every output.")
    title: str = Field(default="", description="Title of the study; printed on the report.")
    synthetic: bool = Field(
        default=False, description="True when the records are invented: every output then says synthetic."
    )
    data_cut: date | None = Field(
        default=None,
        description="Data cut: records dated after it are not used. Without it all records are used.",
        examples=[date(2024, 3, 31)],
    )


class Disease(Section):
    """Disease group of each patient; `patients` wins over `values`, `values` over `history`."""

    variable: str = Field(default="ARM", description="Variable of DM whose value tells the disease group.")
    values: dict[str, DiseaseGroup] = Field(
        default_factory=lambda: dict(_GROUPS),
        description="Disease group (SLE, IIM, SSC) of each value of that variable; case does not matter.",
    )
    history: dict[str, DiseaseGroup] = Field(
        default_factory=lambda: dict(_HISTORY),
        description="Disease group of a whole term of MH (MHDECOD or MHTERM); case does not matter.",
    )
    patients: dict[str, DiseaseGroup] = Field(
        default_factory=dict, description="Disease group of single patients, by USUBJID."
    )


class Visit(Section):
    """One visit window, in days from the infusion (day 0), both ends included."""

    name: str = Field(description="Name of the visit (AVISIT).")
    target: int = Field(description="Planned day; of two records in one window the nearest to it counts.")
    low: int = Field(description="First day of the window.")
    high: int = Field(description="Last day of the window.")
    number: int | None = Field(
        default=None, description="Number of the visit (AVISITN); default: the target day."
    )

    @property
    def avisitn(self) -> int:
        """The number of the visit, the target day when none is given."""
        return self.target if self.number is None else self.number

    @model_validator(mode="after")
    def _in_order(self) -> Visit:
        if not self.low <= self.target <= self.high:
            raise ValueError(
                f"visit {self.name!r}: expected low <= target <= high, found {self.low}, {self.target}, {self.high}"
            )
        return self


class Toxicity(Section):
    """Which scheme grades toxicity. There is no default: what is not named here is not derived."""

    crs: Literal["ASTCT 2019"] | None = Field(
        default=None, description="Scheme that grades cytokine release syndrome.", examples=["ASTCT 2019"]
    )
    icans: Literal["ASTCT 2019"] | None = Field(
        default=None,
        description="Scheme that grades immune effector cell-associated neurotoxicity syndrome.",
        examples=["ASTCT 2019"],
    )
    ctcae: Literal["5.0", "6.0"] | None = Field(
        default=None,
        description="CTCAE version of AETOXGR and of the grades derived from laboratory values.",
        examples=["5.0"],
    )
    also: tuple[Scheme, ...] = Field(
        default=(),
        description="Further schemes that grade CRS, and ICANS where they have it, from the same records: Lee 2014, "
        "Penn, CTCAE 5.0, CTCAE 6.0. Their grades are set side by side and replace nothing.",
    )


class BCells(Section):
    """How B-cell depletion and return are told from each other."""

    domain: Literal["CP", "LB"] = Field(default="CP", description="Domain that holds the B-cell counts.")
    test: str = Field(default="CD19", description="Test code of the B-cell counts.")
    unit: str = Field(default="cells/uL", description="Unit of the threshold.")
    threshold: Decimal = Field(
        default=Decimal("1"),
        gt=0,
        description="B cells are absent below this count. The published series does not state its threshold: "
        "1 cell/uL is our choice.",
    )
    confirmations: int = Field(
        default=2,
        ge=1,
        le=5,
        description="Samples in a row at or above the threshold that make a return; date = first.",
    )
    depletion_days: Days = Field(
        default=42,
        description="A patient without any sample below the threshold was never depleted if the first sample came at "
        "most so many days after the infusion; after a later first sample depletion is not known. Published aplasia "
        "lasts two months or more; six weeks is our choice.",
    )
    naive: str = Field(
        default="",
        description="Test code in CP of naive B cells (IgD+ CD27-) in % of B cells. With it their share at the first "
        "sample from the return on is given.",
        examples=["BCNAIVE"],
    )
    memory: str = Field(
        default="",
        description="Test code in CP of switched memory B cells (IgD- CD27+) in % of B cells; as naive.",
        examples=["BCSWMEM"],
    )


class Windows(Section):
    """Windows and gaps that no consensus fixes."""

    crs_gap_hours: Days = Field(
        default=48, description="Hours free of fever, hypotension and hypoxia that end a CRS episode."
    )
    icans_gap_hours: Days = Field(
        default=48, description="Hours free of every sign that end an ICANS episode."
    )
    infection_episode_days: Days = Field(
        default=14, description="Days within which two records of one infection are one episode."
    )
    lymphodepletion_days: Days = Field(
        default=7,
        description="Days before the infusion in which lymphodepleting drugs do not count as treatment.",
    )
    rescue_days: Days = Field(
        default=28,
        description="Days from the infusion in which drugs given for CRS or ICANS do not count as treatment.",
    )
    drug_free_days: Days = Field(
        default=28, description="Days without a drug that make a patient free of it at a visit."
    )


class Code(Section):
    """One code of the study's own that stands for one of cartaid's."""

    domain: str = Field(description="Domain of the records, for example QS.")
    variable: str = Field(
        default="",
        description="Text variable that holds the code; default: the test code (QSTESTCD, LBTESTCD ...).",
    )
    from_: str = Field(alias="from", description="The study's own code; case does not matter.")
    from_category: str | None = Field(
        default=None, description="Only in this category (QSCAT, LBCAT ...). Without it in every category."
    )
    to: str = Field(description="The code as cartaid names it.")
    to_category: str | None = Field(default=None, description="The category as cartaid names it.")

    @property
    def target(self) -> str:
        """The variable that is mapped."""
        return self.variable or f"{self.domain}TESTCD"

    @model_validator(mode="after")
    def _known(self) -> Code:
        domain = DOMAINS.get(self.domain)
        if domain is None:
            raise ValueError(f"expected a domain of {', '.join(DOMAINS)}, found {self.domain!r}")
        text = [v.name for v in domain.variables if v.type == "text"]
        if self.target not in text:
            raise ValueError(f"expected a text variable of {self.domain}, found {self.target!r}")
        has_category = f"{self.domain}CAT" in text
        if not has_category and (self.from_category is not None or self.to_category is not None):
            raise ValueError(f"domain {self.domain} has no category: leave from_category and to_category out")
        return self


class Drug(Section):
    """A drug that the study classes otherwise than cartaid does."""

    name: str | None = Field(
        default=None, description="Name of the drug (CMDECOD or CMTRT); case does not matter."
    )
    atc: str | None = Field(default=None, description="ATC code of the drug, or the beginning of one.")
    drug_class: DrugClass = Field(alias="class", description="Class the drug belongs to in this study.")
    factor: Decimal | None = Field(
        default=None, ge=0, description="Milligrams of prednisone that one milligram of the drug equals."
    )

    @model_validator(mode="after")
    def _named(self) -> Drug:
        if (self.name is None) == (self.atc is None):
            raise ValueError("expected exactly one of name and atc")
        return self


class Medication(Section):
    """What the medication log says by its silence."""

    patient_without_records: Literal["unknown", "no drug"] = Field(
        default="unknown",
        description="What is said of a patient without any row in CM, in a study that has some: unknown leaves doses "
        "and drug-free levels undetermined; no drug takes it that the log names every drug, so that nothing was given. "
        "A row with CMOCCUR = N says so for one patient.",
    )


class Run(Section):
    """What is derived beyond the standard set."""

    definitions: tuple[str, ...] = Field(
        default=(), description="Further definitions to derive, by the names `cartaid definitions` lists."
    )


class Protocol(Section):
    """A whole `study.toml`."""

    study: Study = Field(default=Study(), description="What the study is.")
    disease: Disease = Field(default=Disease(), description="Disease group of each patient.")
    exposure: Exposure = Field(
        default=Exposure(), description="How infusion and lymphodepletion are recognised in EX."
    )
    day0: DayZero = Field(default=DayZero(), description="The day all days are counted from.")
    baseline: Baseline = Field(default=Baseline(), description="Which record is the value before treatment.")
    visits: tuple[Visit, ...] = Field(
        default=tuple(
            Visit(name=name, target=target, low=low, high=high) for name, target, low, high in DEFAULT_VISITS
        ),
        description="Visit windows; a study that gives any gives all.",
    )
    toxicity: Toxicity = Field(default=Toxicity(), description="Which scheme grades toxicity.")
    b_cells: BCells = Field(default=BCells(), description="B-cell depletion and return.")
    windows: Windows = Field(default=Windows(), description="Windows and gaps that no consensus fixes.")
    lung_function: LungFunction = Field(
        default=LungFunction(),
        description="How FVC and DLCO as measured become percent of predicted where the site gave none.",
    )
    medication: Medication = Field(
        default=Medication(), description="What the medication log says by its silence."
    )
    haematotoxicity: Haematotoxicity = Field(
        default=Haematotoxicity(), description="Days of low blood counts, and prolonged cytopenia."
    )
    stagger: Stagger = Field(
        default=Stagger(), description="The least time between the infusions of two patients."
    )
    washout: WashOut = Field(default=WashOut(), description="Drugs to be stopped before leukapheresis.")
    dose_limiting: tuple[DoseLimiting, ...] = Field(
        default=(), description="Dose-limiting toxicities of the protocol, one block each."
    )
    stopping: Stopping = Field(
        default=Stopping(), description="The stopping rule for dose-limiting toxicities."
    )
    long_term_follow_up: LongTermFollowUp = Field(
        default=LongTermFollowUp(), description="The long-term follow-up of each patient."
    )
    time_to_event: TimeToEvent = Field(
        default=TimeToEvent(), description="Choices that time to event needs and no consensus fixes."
    )
    event_free: EventFree = Field(
        default=EventFree(),
        description="Event-free survival from day 0; without declared events there is none.",
    )
    endpoints: tuple[Endpoint, ...] = Field(
        default=(), description="Response endpoints with their strategy for intercurrent events."
    )
    kinetics: Kinetics = Field(
        default=Kinetics(),
        description="CAR T cells in blood: the rule of the areas, and the optional model.",
    )
    definitions: dict[str, dict[str, SwitchValue]] = Field(
        default_factory=dict,
        description='Switches of definitions, for example [definitions."doris-2021"].',
    )
    run: Run = Field(default=Run(), description="What is derived beyond the standard set.")
    codes: tuple[Code, ...] = Field(default=(), description="The study's own codes.")
    drugs: tuple[Drug, ...] = Field(default=(), description="Drugs that the study classes otherwise.")

    @property
    def switches(self) -> dict[str, dict[str, str]]:
        """The chosen options of each definition that has any, as texts."""
        return {
            id: {name: str(option) for name, option in chosen.items()}
            for id, chosen in self.definitions.items()
        }

    @model_validator(mode="after")
    def _consistent(self) -> Protocol:
        dm = [v.name for v in DOMAINS["DM"].variables if v.type == "text"]
        if self.disease.variable not in dm:
            raise ValueError(
                f"disease.variable: expected a text variable of DM ({', '.join(dm)}), "
                f"found {self.disease.variable!r}"
            )
        _visits_apart(self.visits)
        _endpoints_named(self.endpoints, self.visits)
        rules = [rule.name for rule in self.dose_limiting]
        for rule in rules:
            if rules.count(rule) > 1:
                raise ValueError(f"dose_limiting: name {rule!r} is given twice: give each a name of its own")
        seen: set[tuple[str, str, str, str | None]] = set()
        for code in self.codes:
            category = code.from_category.upper() if code.from_category is not None else None
            key = (code.domain, code.target, code.from_.upper(), category)
            if key in seen:
                raise ValueError(f"codes: {code.from_!r} of {code.target} is mapped twice: keep one")
            seen.add(key)
        return self


def _visits_apart(visits: tuple[Visit, ...]) -> None:
    """Refuse windows that overlap, and names or numbers given twice: a record would count twice."""
    ordered = sorted(visits, key=lambda visit: visit.low)
    for earlier, later in pairwise(ordered):
        if later.low <= earlier.high:
            raise ValueError(
                f"visits: windows {earlier.name!r} (to day {earlier.high}) and {later.name!r} "
                f"(from day {later.low}) overlap"
            )
    for what, values in (
        ("name", [visit.name for visit in visits]),
        ("number", [str(visit.avisitn) for visit in visits]),
    ):
        twice = [value for value in values if values.count(value) > 1]
        if twice:
            raise ValueError(f"visits: {what} {twice[0]!r} is given twice")


def _endpoints_named(endpoints: tuple[Endpoint, ...], visits: tuple[Visit, ...]) -> None:
    """Refuse endpoints at visits there are none of, and two endpoints of one name at one visit."""
    names = [visit.name for visit in visits]
    seen: set[str] = set()
    for endpoint in endpoints:
        if endpoint.visit is not None and endpoint.visit not in names:
            raise ValueError(
                f"endpoints: visit of {endpoint.id!r}: expected one of {', '.join(names)}, "
                f"found {endpoint.visit!r}"
            )
        if endpoint.id in seen:
            raise ValueError(f"endpoints: {endpoint.id!r} is given twice: give each a name of its own")
        seen.add(endpoint.id)
