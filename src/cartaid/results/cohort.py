"""Whom the numbers are about: the treated patients, all together and by disease."""

from __future__ import annotations

from attrs import frozen

from cartaid.engine import Session

DISEASES = {"SLE": "SLE", "IIM": "Myositis", "SSC": "Systemic sclerosis", "NONE": "Disease not stated"}
"""What is printed for a disease group."""

ALL = "all"
"""Id of the group of all patients."""

DAYS_A_MONTH = 30.4375
"""365.25 / 12."""

FIRST_EXPOSURE = "first exposure"
"""TRTSRC of ADSL where no CAR T infusion is recorded, or the protocol counts from the first exposure."""

LISTED_PATIENTS = 100
"""Up to so many patients are listed one by one."""


@frozen
class Group:
    """A group of treated patients: a column of most displays."""

    id: str
    label: str
    patients: int
    order: int

    @property
    def disease(self) -> str | None:
        """Disease as a condition on ADSL: None for all patients, empty for those without one."""
        return None if self.id == ALL else "" if self.id == "NONE" else self.id

    @property
    def heading(self) -> str:
        """Column heading with the number of patients.

        >>> Group("SLE", "SLE", 8, 1).heading
        'SLE (N = 8)'
        """
        return f"{self.label} (N = {self.patients})"


def disease_label(disease: str) -> str:
    """Give what is printed for a disease group.

    >>> disease_label("SSC"), disease_label("ALL")
    ('Systemic sclerosis', 'all patients')
    """
    return "all patients" if disease == ALL.upper() else DISEASES.get(disease, disease)


TREATED = "(SELECT USUBJID, coalesce(DISEASE, 'NONE') AS GROUPID FROM adsl WHERE TRTSDT IS NOT NULL)"
"""The treated patients as a subquery: those with a day 0."""

MEMBERS = (
    f"(SELECT USUBJID, GROUPID FROM {TREATED} AS t UNION ALL SELECT USUBJID, '{ALL}' FROM {TREATED} AS t)"
)
"""The treated patients as a subquery, each once in its disease group and once in the group of all."""


def groups(session: Session) -> tuple[Group, ...]:
    """Give all treated patients and, where there is more than one disease group or a named one, each group.

    Empty when nobody was treated.
    """
    if not session.has("adsl"):
        return ()
    counted = dict(session.rows(f"SELECT GROUPID, count(*) FROM {TREATED} GROUP BY GROUPID"))
    if not counted:
        return ()
    known = list(DISEASES)
    order = sorted(counted, key=lambda id: (known.index(id) if id in known else 2.5, id))
    found = [Group(ALL, "All", sum(counted.values()), 0)]
    if order != ["NONE"]:
        found += [Group(id, disease_label(id), counted[id], i) for i, id in enumerate(order, start=1)]
    return tuple(found)
