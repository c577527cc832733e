"""Every rule that can end up in a finding, with its severity and what it means: the reference of the checks."""

from __future__ import annotations

from attrs import frozen


@frozen
class RuleTitle:
    """One rule: its id, how severe it is, what it says."""

    id: str
    severity: str
    title: str


RULES: dict[str, RuleTitle] = {
    rule.id: rule
    for rule in (
        # raised while files are read
        RuleTitle("encoding", "warning", "the file is not UTF-8 text"),
        RuleTitle("file-kind", "error", "the file is of another kind than its name says"),
        RuleTitle("file-content", "error", "the file holds another domain than its name says"),
        RuleTitle("file-unreadable", "error", "the file cannot be read"),
        RuleTitle(
            "file-not-read", "note", "the file holds nothing that cartaid reads, or what is read elsewhere"
        ),
        RuleTitle("row-dropped", "error", "a row does not fit its table and is not used"),
        RuleTitle("domain-absent", "note", "no file holds the domain (an error for DM)"),
        RuleTitle("domain-empty", "warning", "the table of the domain has no rows"),
        RuleTitle(
            "column-missing",
            "error",
            "a variable that the domain needs is missing (a warning where records are still used)",
        ),
        RuleTitle("sequence-absent", "note", "--SEQ is missing: the row of the file stands for it"),
        RuleTitle(
            "scheme-not-named", "warning", "toxicity is recorded, but study.toml names no scheme to grade it"
        ),
        RuleTitle(
            "definition-not-assessed",
            "note",
            "study.toml names a definition to derive, and nothing in the study assesses it",
        ),
        # one row at a time
        RuleTitle("no-subject", "error", "the record has no USUBJID and is not used"),
        RuleTitle("number-unreadable", "error", "the value of a numeric variable is not a number"),
        RuleTitle("value-missing", "error", "a variable that every record needs is empty"),
        RuleTitle("date-missing", "warning", "the record has no date"),
        RuleTitle("date-unreadable", "error", "the date is impossible or not ISO 8601"),
        RuleTitle(
            "date-inexact", "note", "the year, a part or the time of a date is written so that it is lost"
        ),
        RuleTitle("end-before-start", "error", "the record ends before it starts"),
        RuleTitle("dose-without-unit", "error", "a dose has no unit"),
        RuleTitle("dose-negative", "error", "a dose is negative, or that of CAR T cells 0: it is not used"),
        RuleTitle("age-out-of-range", "error", "an age is below 0 or above 120 years and not used"),
        RuleTitle("sex-unknown", "warning", "the sex is none of M, F, U and UNDIFFERENTIATED"),
        RuleTitle("grade-out-of-range", "error", "the toxicity grade is not 1 to 5"),
        RuleTitle("grade-spelling", "warning", "the toxicity grade has a word before its number"),
        RuleTitle("grade-missing", "warning", "the adverse event has no toxicity grade"),
        RuleTitle("flow-missing", "warning", "oxygen is given by a device without a flow"),
        RuleTitle("maximum-missing", "warning", "a muscle test does not say the maximum of its form"),
        RuleTitle("above-maximum", "error", "a muscle test lies above the maximum of its form"),
        RuleTitle("status-contradiction", "warning", "the record says not done, yet has a result"),
        # several rows or tables at once
        RuleTitle(
            "before-birth",
            "error",
            "the record is dated before the patient's birth; results so dated are not used",
        ),
        RuleTitle("after-death", "error", "results dated after the patient's death are not used"),
        RuleTitle("death-not-in-dm", "warning", "a death is recorded in DS or AE, and DM has no DTHDTC"),
        RuleTitle("infusion-after-death", "error", "the CAR T infusion is dated after the patient's death"),
        RuleTitle("death-differs", "warning", "two records of a death name different days"),
        RuleTitle("age-differs", "warning", "the recorded age is not that of the birth date"),
        RuleTitle(
            "visit-date-partial",
            "warning",
            "the day of a visit is not recorded: placed in a window, or undetermined",
        ),
        RuleTitle("subject-not-in-dm", "error", "the patient of the records is not in DM"),
        RuleTitle("subject-twice", "error", "the patient is in DM more than once"),
        RuleTitle("frequency-unknown", "warning", "the frequency of a dose is in no table"),
        RuleTitle("sequence-twice", "error", "two records of a patient have one sequence number"),
        RuleTitle("assessment-twice", "warning", "one assessment is there more than once"),
        RuleTitle(
            "item-unknown", "warning", "a form that cartaid scores has a test code that it does not know"
        ),
        RuleTitle("item-out-of-range", "error", "an item has a value that it cannot have"),
        RuleTitle(
            "unit-at-one-assessment",
            "error",
            "a rating scale has a unit at one assessment of the patient and none at another, which is not used",
        ),
        RuleTitle("value-refused", "error", "a value without a known unit, or that nobody has, is not used"),
        RuleTitle(
            "value-unreadable",
            "warning",
            "the result of a test that is read as a number is a text, or a count or titre is negative",
        ),
        RuleTitle(
            "result-contradicts",
            "warning",
            "the original and the standardised result differ in one unit: the standardised one is used",
        ),
        RuleTitle(
            "category-unknown",
            "warning",
            "items of a form stand in a category that no form has, and are not scored",
        ),
        RuleTitle("serious-differs", "warning", "AESER is N although a criterion is Y: AESER is used"),
        RuleTitle("event-term-unmatched", "note", "no adverse event has the term of a declared event"),
        RuleTitle(
            "event-drug-unmatched",
            "note",
            "neither a record nor the dictionary has the drug of a declared event",
        ),
        RuleTitle("damage-index-falls", "warning", "the SLICC/ACR damage index is lower than before"),
        RuleTitle(
            "percent-predicted-missing",
            "warning",
            "FVC or DLCO is recorded as measured, and its percent of predicted is neither there nor computable",
        ),
        RuleTitle(
            "percent-predicted-derived", "note", "percent of predicted was computed, by these equations"
        ),
        RuleTitle(
            "percent-predicted-disagrees",
            "warning",
            "a recorded percent of predicted lies more than 5 points from the computed one",
        ),
        RuleTitle(
            "percent-predicted-mixed",
            "warning",
            "percent of predicted of a patient is recorded on some days and computed on others",
        ),
        RuleTitle("no-infusion", "warning", "the patient has no CAR T infusion"),
        RuleTitle(
            "disease-unknown",
            "warning",
            "the patient's disease group is unknown, or DM tells it of others and not of this patient",
        ),
        RuleTitle("after-data-cut", "note", "records after the data cut are not used"),
    )
}
"""All rules by id."""
