"""The switches of the medication rules, with their defaults."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from attrs import field, frozen
from attrs.validators import ge, gt, in_, instance_of

DoseBasis = Literal["regimen", "on_visit_day", "mean_14d"]


def _days(default: int) -> int:
    made: int = field(default=default, validator=[instance_of(int), ge(1)])
    return made


@frozen(kw_only=True)
class MedicationSettings:
    """The switches of the medication rules.

    Attributes:
        dose_basis: `regimen` = dose x frequency in force on the day; `on_visit_day` = what the schedule gives on
            that very day; `mean_14d` = mean over the day and the 13 before it.
        dexamethasone_mg: milligrams that equal 5 mg prednisone (0.75, or 0.6 in some tables).
        betamethasone_mg: milligrams that equal 5 mg prednisone (0.75, or 0.6 in some tables).
        pulse_mg: prednisone equivalent (mg) on a dosing day from which a dose is a pulse. That 250 mg is meant as
            prednisone equivalent is from memory (doi 10.1136/ard.61.8.718).
        pulse_days: days in a row that such a dose is a pulse at most; a longer course is a daily dose. Pulses are given
            on 3 to 5 days (from memory).
        depot: whether an intramuscular depot glucocorticoid is spread over `depot_days` or counted on its day.
        depot_days: days over which a depot is spread.
        changeover: on a day on which one record of a substance ends and another begins, `later` counts the one
            that begins (the dose was changed), `sum` counts both.
        window_days: a level is free when nothing of it was taken on each of the last so many days.
        carry_over: what follows from a biologic that may still act (5 half-lives after its last day): `flag`
            notes it, `exclude` makes the level not free. With `exclude`, one without a tabulated half-life is
            given the carry-over of B-cell depleters.
        depleter_carry_over_days: carry-over of B-cell depleters (6 months).
        stable_window_days: days without a start or an increase that make treatment stable.
        reduction_is_stable: whether a reduction (or stop) leaves treatment stable.
        single_dose_gap_days: a single dose continues the course when the one before it was at most so many days
            earlier (for stability).
        lymphodepletion_from: first day of the lymphodepletion window, counted from the infusion.
        rescue_to: last day of the window of CRS/ICANS drugs, counted from the infusion (day 0).
        replacement_max_mg: hydrocortisone (mg/day) up to which adrenal replacement is not counted.
        immunoglobulin_without_indication: what immunoglobulin without an indication is taken for.
        blank_frequency: what a blank frequency is taken for; `unknown` leaves the dose undetermined.
        patient_without_records: what is said of a patient without any medication record in a study that has some;
            `unknown` leaves doses and levels undetermined, `no drug` takes it that nothing was given.
    """

    dose_basis: DoseBasis = field(default="regimen", validator=in_(("regimen", "on_visit_day", "mean_14d")))
    dexamethasone_mg: Decimal = field(default=Decimal("0.75"), converter=Decimal, validator=gt(Decimal(0)))
    betamethasone_mg: Decimal = field(default=Decimal("0.75"), converter=Decimal, validator=gt(Decimal(0)))
    pulse_mg: Decimal = field(default=Decimal("250"), converter=Decimal, validator=gt(Decimal(0)))
    pulse_days: int = _days(5)
    depot: Literal["spread", "bolus"] = field(default="spread", validator=in_(("spread", "bolus")))
    depot_days: int = _days(28)
    changeover: Literal["later", "sum"] = field(default="later", validator=in_(("later", "sum")))
    window_days: int = _days(28)
    carry_over: Literal["flag", "exclude"] = field(default="flag", validator=in_(("flag", "exclude")))
    depleter_carry_over_days: int = _days(182)
    stable_window_days: int = _days(28)
    reduction_is_stable: bool = field(default=True, validator=instance_of(bool))
    single_dose_gap_days: int = _days(35)
    lymphodepletion_from: int = field(default=-7, validator=instance_of(int))
    rescue_to: int = field(default=28, validator=instance_of(int))
    replacement_max_mg: Decimal = field(default=Decimal("20"), converter=Decimal, validator=gt(Decimal(0)))
    immunoglobulin_without_indication: Literal["undetermined", "replacement"] = field(
        default="undetermined", validator=in_(("undetermined", "replacement"))
    )
    patient_without_records: Literal["unknown", "no drug"] = field(
        default="unknown", validator=in_(("unknown", "no drug"))
    )
    blank_frequency: Literal["unknown", "daily"] = field(
        default="unknown", validator=in_(("unknown", "daily"))
    )
