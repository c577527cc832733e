"""What every column of the written datasets means: the data dictionary."""

from __future__ import annotations

_TITLES = """
STUDYID study identifier
USUBJID unique subject identifier
SUBJID subject identifier within the study
DISEASE disease group: SLE, IIM (myositis), SSC (systemic sclerosis)
ARM planned arm, as recorded
AGE age at study entry, years
AGESRC where the age comes from
SEX sex, as recorded
RACE race, as recorded
COUNTRY country, as recorded
CONSDT date of informed consent
APHERDT date of leukapheresis
LDSTDT first day of lymphodepletion
TRTSDT day 0: first CAR T infusion, or first exposure in a study without one
TRTSRC what day 0 is
INFNUM number of CAR T infusions
CELLS dose of the first infusion
CELLSU unit of CELLS
LSTCNDT last contact: last day anything is recorded, not after the data cut or death
DTHDT date of death
FUPDAYS days from TRTSDT to LSTCNDT
CONSFL consented (every subject in DM)
APHERFL leukapheresis done
LDFL lymphodepletion begun
INFFL infused with CAR T cells, also on a day that is not recorded
EVALFL infused and assessed after day 0 by a definition of the own disease
PARAMCD parameter code
PARAM parameter
PARCAT category of the parameter
PPCAT test the parameter is computed from
METHOD method of measurement
ADT date of the analysis value
ADTM date and time, where a time was recorded
ADTF D: the day was not recorded, ADT is the last possible day
RDY days from the infusion of the period, infusion day 0
ADY days from the infusion, infusion day 1, without a day 0
APERIOD treatment period: a second infusion opens period 2 with its own day 0
AVISIT visit window of study.toml that holds the day
AVISITN number of the visit window
AVAL analysis value
AVALC analysis value as text; states are Y, N or UNDETERMINED
AVALU unit of AVAL
ALOW lowest value that what is missing allows
AHIGH highest value that what is missing allows; empty: no bound
AQUAL < or > where the value is a bound
QUALIFIER < or > where the value is a bound
STATUS DETERMINED, UNDETERMINED or NOT_APPLICABLE
REASON what is missing or open, or why
DEFID definition the value is made by
SRCID number of the row, under which trace lists its records
ABLFL Y: baseline record of the first baseline rule
BASE baseline value, first baseline rule
BASEC baseline as text
BASEQUAL < or > where the baseline is a bound
CHG AVAL minus BASE
PCHG percent change from BASE
PCHGQUAL < or > where the percent change is a bound
RATIO AVAL divided by BASE
ABL2FL Y: baseline record of the second baseline rule
BASE2 baseline value, second baseline rule
CHG2 AVAL minus BASE2
ANL01FL Y: the record analysed for the visit
POSTFL Y: after day 0
ASTDT first day; first possible day where a date is partial
ASTDTM first day with the time of day, where a time was recorded
AENDTM last day with the time of day, where a time was recorded
TRT drug or procedure as recorded; of what was taken again, the level of drug freedom that ended
DECOD standardised name, as recorded
DOSE dose, as recorded
DOSU unit of DOSE
ASTDTF part of ASTDT that was imputed
AENDT last day
AENDTF part of AENDT that was imputed
ASTRDY first day from the infusion, infusion day 0
AENRDY last day from the infusion, infusion day 0
ASTDY first day from the infusion, infusion day 1, without a day 0
AENDY last day from the infusion, infusion day 1, without a day 0
ADURN days from ASTDT to AENDT, both included
EPISODE number of the episode
ENDFL Y: a later assessed day without grade shows the end
ATTRFL N: began after the window in which it is attributed to the infusion
TOCIFL tocilizumab begun in the episode; empty: dates leave it open
STERFL glucocorticoid begun in the episode; empty: dates leave it open
ANAKFL anakinra begun in the episode; empty: dates leave it open
ONGOFL Y: ongoing at the last contact
CMDECOD substance, or the drug as recorded
CMCLAS class of the drug, as in the drug-free levels
ACAT1 treatment, or the reason for which the drug is not counted
ADOSE dose of the substance, mg/day; empty: not known
PREDEQ prednisone equivalent, mg/day, of a systemic glucocorticoid
DTEXFL N: a date of the course is partial or missing
RECORDS records joined into the course
AESEQ sequence number in AE
AETERM reported term
AEDECOD coded term, as recorded
AEBODSYS body system, as recorded
AWINDOW window of time after the infusion
AWINDOWN number of AWINDOW
AETOXGR toxicity grade, as recorded
ATOXGR toxicity grade, number
AESEV severity, as recorded
ASEVN severity as number: mild 1, moderate 2, severe 3
TRTEMFL treatment-emergent: Y, N, or U where the start may lie before treatment
TRTEMRS why TRTEMFL is not plain
AESER serious, as recorded
SERFL serious by AESER, where that is blank by any criterion: Y, N, U
HOSPFL stay in hospital: Y, N, U
DTHFL Y: fatal
AEREL cause, as recorded
RELCART related to CAR T cells: Y, N, U; empty: not infused
RELLD related to lymphodepletion: Y, N, U; empty: not given
RELAPH related to leukapheresis: Y, N, U; empty: not done
RELMISFL Y: no cause recorded
AESI event of special interest
INFECFL Y: infection
LINKSYN syndrome the event is a component of
COUNTFL Y: counted in the tables
AOCCFL Y: first event of the patient
AOCCSFL Y: first event of the patient in the body system
AOCCPFL Y: first event of the patient with the term
AOCCIFL Y: event of the worst grade of the patient
AOCCSIFL Y: event of the worst grade of the patient in the body system
AOCCPIFL Y: event of the worst grade of the patient with the term
ASPEC specimen
SPEC specimen
ANRLO lower limit of normal
ANRHI upper limit of normal
ANRIND LOW, NORMAL or HIGH against the limits of normal
REFUSED why a value is not used
VSSTAT NOT DONE: the record says that it was not done, and has no value
ATOXVER scheme and version of the grades
ATOXDSCL term of the low side
ATOXDSCH term of the high side
ATOXGRL grade of the low side
ATOXGRH grade of the high side
ATOXLO lowest grade that what is missing allows
ATOXHI highest grade that what is missing allows
ATOXRS why a grade is open
BTOXGRL baseline grade of the low side
BTOXGRH baseline grade of the high side
WORSTLFL Y: worst grade of the low side after day 0
WORSTHFL Y: worst grade of the high side after day 0
ALLOQ lower limit of quantification
BLQFL Y: below the limit of quantification
SAMPLES samples the parameter is computed from
CUTOFF value from which the test is positive
POSFL positive: Y, N, U
BPOSFL positive at baseline: Y, N, U
ASSAYCHFL Y: another assay or unit than at baseline
SEROCFL positive at baseline and negative now: Y, N, U
PROTFL protective titre: Y, N, U
BPROTFL protective titre at baseline: Y, N, U
IVIGFL immunoglobulin within the wash-out before the sample: Y, N, U
TWICEFL Y: two different results of one assay at one time; neither is used
STARTDT day the time is counted from
CNSR 1: censored, 0: event
EVNTDESC the event
CNSDTDSC what ended a censored time
ADTLO the event lies after this day
ADTHI the event lies at the latest on this day; empty: not happened
CAUSE what ended the time: 0 nothing, 1 the event, 2 death, 3 a second CAR T infusion
CAUSEDY day of CAUSE from STARTDT
ENDPOINT endpoint of study.toml
OBSERVED response at the visit without any strategy: Y, N, UNDETERMINED
STRATEGY strategy for intercurrent events: composite, treatment policy, while on treatment
ICE first intercurrent event up to the visit
ICEDT day by which ICE surely happened; empty: it may have
IMPUTFL Y: a missing response was imputed as non-response
SRCDOM domain of the record behind the event
SRCSEQ sequence number of the record behind the value
DOMAIN SDTM domain of the record; AD...: a derived value, whose records stand beside it
SEQ sequence number of the record
ROLE item of the definition the record served as, or what it was used for
VALUE value of the record
UNIT unit of VALUE
DTC date of the record, as recorded
display table or figure the number stands in
row row of the display
column column of the display
statistic what the number is
value the number
low lower limit of an interval, or lowest value
high upper limit of an interval, or highest value
n patients (or events) counted: the x of x/N
N denominator
method statistical method
text what is printed
label words of the row
group part of the table the row stands in
heading words of the column
column_order place of the column
dataset dataset the number comes from
filter rows of the dataset behind the number
"""

COLUMNS: dict[str, str] = dict(line.split(" ", 1) for line in _TITLES.strip().splitlines())
"""Meaning of each column, in every dataset it stands in."""

IN_DATASET = {
    ("adint", "ACAT1"): "PROCEDURE, MEDICATION, CAR T INFUSION, LYMPHODEPLETION or TAKEN AGAIN",
    ("adint", "SRCDOM"): "domain of the record",
    ("adtx", "AVAL"): "toxicity grade",
    ("adep", "AVALC"): "response under the strategy: Y, N, UNDETERMINED",
    ("adep", "COUNTFL"): "N: the visit was not reached at the data cut, in no denominator",
    ("adtx", "EPISODE"): "number of the episode (rows CRSEP and ICANSEP)",
    ("adcm", "EPISODE"): "number of the stretch without a gap, whatever the dose",
    ("adcm", "AENDT"): "last possible day; last contact where ongoing; empty: unknown",
    ("adtte", "AVAL"): "days from STARTDT to ADT",
    ("adtte", "ADT"): "day of the event or of censoring",
    ("adpp", "CNSR"): "1: not yet ended at the last sample",
    ("adlb", "ATOXGR"): "grade with its side: low -1 to -4, high 1 to 4",
    ("adlb", "TRTEMFL"): "Y: grade higher than at baseline",
    ("trace", "SRCID"): "row of adqs, adrs or adtx the record stands behind",
}
"""Meaning of a column where it differs from one dataset to another."""


def column_title(dataset: str, column: str) -> str:
    """Say what a column of a dataset means.

    Raises KeyError for a column that is not in the dictionary.

    >>> column_title("adcm", "ASTDY")
    'first day from the infusion, infusion day 1, without a day 0'
    """
    return IN_DATASET.get((dataset, column)) or COLUMNS[column]
