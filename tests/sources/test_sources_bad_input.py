"""Every kind of bad input: the finding it gets, its words, and that the rest is still read."""

from __future__ import annotations

import pytest

from cartaid.engine import Session
from cartaid.sources import load_study
from cartaid.study.checks import RULES
from cartaid.study.finding import StudyError

QS = "DOMAIN,USUBJID,QSSEQ,QSTESTCD,QSCAT,QSORRES,QSDTC\n"
CP = "DOMAIN,USUBJID,CPSEQ,CPTESTCD,CPORRES,CPORRESU,CPDTC\n"
IS = "DOMAIN,USUBJID,ISSEQ,ISTESTCD,ISORRES,ISORRESU,ISDTC\n"
LB = "DOMAIN,USUBJID,LBSEQ,LBTESTCD,LBORRES,LBORRESU,LBDTC\n"
VS = "DOMAIN,USUBJID,VSSEQ,VSTESTCD,VSORRES,VSORRESU,VSDTC\n"
CM = "DOMAIN,USUBJID,CMSEQ,CMTRT,CMDOSE,CMDOSU,CMSTDTC,CMENDTC\n"
AE = "DOMAIN,USUBJID,AESEQ,AETERM,AETOXGR,AESTDTC,AEENDTC\n"
PR = "DOMAIN,USUBJID,PRSEQ,PRTRT,PRDOSE,PRDOSU,PRSTDTC\n"
DM = "DOMAIN,USUBJID,BRTHDTC,ARM\n"
EX = "DOMAIN,USUBJID,EXSEQ,EXTRT,EXCAT,EXDOSE,EXDOSU,EXSTDTC\n"

# changed files; rule; severity; columns of the finding; what the message says
CASES = {
    "missing column": (
        {"lb__csv": "DOMAIN,USUBJID,LBSEQ,LBORRES,LBORRESU,LBDTC\nLB,P1,1,0.5,mg/dL,2022-09-01\n"},
        ("column-missing", "error", {"domain": "LB", "variable": "LBTESTCD"}),
        "domain LB: expected column LBTESTCD, found none; what needs it is not derived",
    ),
    "missing sequence": (
        {"lb__csv": "DOMAIN,USUBJID,LBTESTCD,LBORRES,LBORRESU,LBDTC\nLB,P1,CRP,0.5,mg/dL,2022-09-01\n"},
        ("sequence-absent", "note", {"domain": "LB", "variable": "LBSEQ"}),
        "the row in the file stands for it",
    ),
    "impossible date": (
        {"lb__csv": LB + "LB,P1,1,CRP,0.5,mg/dL,2021-02-30\n"},
        (
            "date-unreadable",
            "error",
            {
                "domain": "LB",
                "USUBJID": "P1",
                "seq": 1,
                "variable": "LBDTC",
                "value": "2021-02-30",
                "fix": "look the date up; write 2021-02 when the day is not known",
            },
        ),
        "lb.csv, line 2, LBDTC: expected an ISO 8601 date, found '2021-02-30', impossible date; "
        "the date is taken as unknown",
    ),
    "impossible month": (
        {"lb__csv": LB + "LB,P1,1,CRP,0.5,mg/dL,2022-13\n"},
        (
            "date-unreadable",
            "error",
            {"fix": "look the date up; write 2022 when the month is not known"},
        ),
        "lb.csv, line 2, LBDTC: expected an ISO 8601 date, found '2022-13', impossible date",
    ),
    "German date": (
        {"lb__csv": LB + "LB,P1,1,CRP,0.5,mg/dL,2022-09-01\nLB,P1,2,CRP,0.5,mg/dL,05.03.2022\n"},
        ("date-unreadable", "error", {"seq": 2, "value": "05.03.2022", "fix": "write 2022-03-05"}),
        "lb.csv, line 3, LBDTC: expected an ISO 8601 date, found '05.03.2022', not an ISO 8601 date",
    ),
    "unknown day in letters": (
        {"cm__csv": CM + "CM,P1,1,Prednisone,5,mg,2021-03-UN,2022-02\n"},
        ("date-inexact", "note", {"variable": "CMSTDTC", "fix": "leave unknown parts out: 2022-03, or 2022"}),
        "found '2021-03-UN', unknown part marked by letters; read as 2021-03-01 to 2021-03-31",
    ),
    "unreadable time": (
        {"vs__csv": VS + "VS,P1,1,TEMP,38.2,C,2022-03-03T25:00\n"},
        ("date-inexact", "warning", {"variable": "VSDTC", "fix": "write the time as hh:mm"}),
        "found '2022-03-03T25:00', unreadable time of day; read as 2022-03-03",
    ),
    "date without year": (
        {"cm__csv": CM + "CM,P1,1,Prednisone,5,mg,--03-15,2022-02\n"},
        ("date-inexact", "warning", {"variable": "CMSTDTC", "fix": "add the year"}),
        "year not recorded; the date is taken as unknown",
    ),
    "no date": (
        {"lb__csv": LB + "LB,P1,1,CRP,0.5,mg/dL,\n"},
        ("date-missing", "warning", {"variable": "LBDTC", "seq": 1}),
        "lb.csv, line 2, LBDTC: expected a date, found none",
    ),
    "end before start": (
        {"ae__csv": AE + "AE,P1,1,Fever,1,2022-03-03,2022-03-01\n"},
        ("end-before-start", "error", {"variable": "AEENDTC", "value": "2022-03-01"}),
        "ae.csv, line 2, AEENDTC: expected a day on or after AESTDTC 2022-03-03, found 2022-03-01",
    ),
    "dose without unit": (
        {"cm__csv": CM + "CM,P1,1,Prednisone,5,,2021,2022-02\n"},
        ("dose-without-unit", "error", {"variable": "CMDOSU", "domain": "CM"}),
        "cm.csv, line 2, CMDOSU: expected the unit of dose 5 of Prednisone, found none; the dose is not used",
    ),
    "negative dose": (
        {"cm__csv": CM + "CM,P1,1,Prednisone,-8,mg,2021,2022-02\n"},
        ("dose-negative", "error", {"domain": "CM", "USUBJID": "P1", "variable": "CMDOSE", "value": "-8"}),
        "cm.csv, line 2, CMDOSE: expected a dose of 0 or more of Prednisone, found -8; the dose is not used",
    ),
    "negative dose as text": (
        {"cm__csv": CM.replace("CMDOSE", "CMDOSTXT") + "CM,P1,1,Prednisone,-8,mg,2021,2022-02\n"},
        ("dose-negative", "error", {"variable": "CMDOSE", "value": "-8"}),
        "expected a dose of 0 or more of Prednisone, found -8",
    ),
    # A placebo of 0 mg is none.
    "no CAR T cells": (
        {
            "ex__csv": EX
            + "EX,P1,1,CD19 CAR T,CAR T,0,cells/kg,2022-03-01\nEX,P2,1,CD19 CAR T,CAR T,1,cells/kg,2022-03-01\n"
            + "EX,P2,2,Placebo,,0,mg,2022-03-01\n"
        },
        ("dose-negative", "error", {"domain": "EX", "USUBJID": "P1", "value": "0"}),
        "ex.csv, line 2, EXDOSE: expected a dose above 0 of CD19 CAR T, found 0; the dose is not used",
    ),
    "age that nobody has": (
        {"dm__csv": "DOMAIN,USUBJID,BRTHDTC,AGE,ARM\nDM,P1,1980-05,-5,SLE\nDM,P2,1975,120,SSC\n"},
        ("age-out-of-range", "error", {"domain": "DM", "USUBJID": "P1", "variable": "AGE", "value": "-5"}),
        "dm.csv, line 2, AGE: expected 0 to 120 years, found -5; the age is not used",
    ),
    "sex that is no term": (
        {"dm__csv": "DOMAIN,USUBJID,BRTHDTC,SEX,ARM\nDM,P1,1980-05,X,SLE\nDM,P2,1975,U,SSC\n"},
        ("sex-unknown", "warning", {"domain": "DM", "USUBJID": "P1", "variable": "SEX", "value": "X"}),
        "dm.csv, line 2, SEX: expected M, F, U or UNDIFFERENTIATED, found 'X'; what needs the sex is not derived",
    ),
    "arm of no disease beside a history": (
        {
            "dm__csv": "DOMAIN,USUBJID,BRTHDTC,ARM\nDM,P1,1980-05,SLEE\nDM,P2,1975,SSC\n",
            "mh__csv": "DOMAIN,USUBJID,MHSEQ,MHTERM\nMH,P1,1,Systemic lupus erythematosus\n",
        },
        (
            "disease-unknown",
            "warning",
            {"domain": "DM", "USUBJID": "P1", "variable": "ARM", "value": "SLEE"},
        ),
        "DM.ARM: expected a value that study.toml maps to a disease group, found 'SLEE'; the group SLE is that of MH",
    ),
    "muscle test without maximum": (
        {"qs__csv": QS.replace("QSDTC", "QSORRESU,QSDTC") + "QS,P2,1,MMT8,IMACS,70,,2022-09-01\n"},
        ("maximum-missing", "warning", {"variable": "QSSTRESU", "value": "70", "seq": 1}),
        "qs.csv, line 2, QSSTRESU: expected the maximum of the muscle test (/80, /150, /260) beside 70, found none",
    ),
    "muscle test above its maximum": (
        {"qs__csv": QS.replace("QSDTC", "QSORRESU,QSDTC") + "QS,P2,1,MMT8,IMACS,140,/80,2022-09-01\n"},
        ("above-maximum", "error", {"variable": "QSSTRESN"}),
        "qs.csv, line 2, QSSTRESN: expected a muscle test of at most 80, found 140",
    ),
    "frequency in no table": (
        {
            "cm__csv": CM.replace("CMSTDTC", "CMDOSFRQ,CMSTDTC")
            + "CM,P1,1,Prednisone,5,mg,1x/Woche,2021,2022-02\n"
        },
        ("frequency-unknown", "warning", {"variable": "CMDOSFRQ", "value": "1x/Woche", "seq": 1}),
        "cm.csv, line 2, CMDOSFRQ: expected a frequency such as QD, BID, QOD or 1 TIME PER WEEK, found 1x/Woche",
    ),
    "infusion without its day": (
        {
            "ex__csv": EX
            + "EX,P1,1,CD19 CAR T,CAR T,1000000,cells/kg,2022-03-01\nEX,P2,1,CD19 CAR T,CAR T,1,cells/kg,2022-04\n"
        },
        ("no-infusion", "warning", {"USUBJID": "P2", "variable": "EXSTDTC"}),
        "expected a dated CAR T infusion of P2, found one dated 2022-04, which gives no day before the data cut; "
        "the patient has no day 0",
    ),
    "day 0 by DM": (
        {
            "ex__csv": None,
            "dm__csv": "DOMAIN,USUBJID,BRTHDTC,ARM,RFXSTDTC\nDM,P1,1980,SLE,2022-03-01\nDM,P2,1975,SSC,\n",
        },
        ("no-infusion", "warning", {"USUBJID": None}),
        "day 0 is the first exposure: by EX of 0, by DM.RFXSTDTC of 1, of none of 1 patients",
    ),
    "item value of 2": (
        {"qs__csv": QS + "QS,P1,1,SLD01,SLEDAI-2K,2,2022-09-01\n"},
        ("item-out-of-range", "error", {"domain": "QS", "USUBJID": "P1", "seq": 1, "value": "2"}),
        "QS SLD01 on 2022-09-01: expected a number from 0 to 1, found 2",
    ),
    "half a point of whole ones": (
        {"qs__csv": QS + "QS,P1,1,MRSS,EUSTAR,20.5,2022-09-01\nQS,P1,2,SLD01,SLEDAI-2K,0.5,2022-09-01\n"},
        ("item-out-of-range", "error", {"domain": "QS", "USUBJID": "P1", "seq": 1, "value": "20.5"}),
        "QS MRSS on 2022-09-01: expected a number from 0 to 51, whole, found 20.5",
    ),
    "quarter of a step": (
        {"qs__csv": QS + "QS,P1,1,EDSS,EDSS,4.25,2022-09-01\nQS,P1,2,EDSS,EDSS,4.5,2022-09-02\n"},
        ("item-out-of-range", "error", {"seq": 1, "value": "4.25"}),
        "expected a number from 0 to 10 in steps of 0.5, found 4.25",
    ),
    "rating scale of 100 read as one of 10": (
        {"qs__csv": QS + "QS,P1,1,PHGA,IMACS,55,2022-09-01\nQS,P1,2,PHGA,IMACS,5.5,2022-09-02\n"},
        ("item-out-of-range", "error", {"seq": 1, "value": "55"}),
        "QS PHGA on 2022-09-01: expected a number from 0 to 10 cm, found 55",
    ),
    "rating scale beyond its unit": (
        {
            "qs__csv": QS.replace("QSDTC", "QSORRESU,QSDTC")
            + "QS,P1,1,PTGA,CRISS,55,mm,2022-09-01\nQS,P1,2,PTGA,CRISS,155,mm,2022-09-02\n"
            + "QS,P1,3,PTGA,CRISS,5.5,cm,2022-09-03\n"
        },
        ("item-out-of-range", "error", {"seq": 2, "value": "155"}),
        "QS PTGA on 2022-09-02: expected a number from 0 to 100 mm, found 155 mm",
    ),
    "rating scale in a unit of its own": (
        {"qs__csv": QS.replace("QSDTC", "QSORRESU,QSDTC") + "QS,P1,1,EXM,IMACS,5,inch,2022-09-01\n"},
        ("item-out-of-range", "error", {"seq": 1, "value": "5"}),
        "QS EXM on 2022-09-01: expected a value without unit or in cm, found 5 inch",
    ),
    "rating scale in mm once and without unit once": (
        {
            "qs__csv": QS.replace("QSDTC", "QSORRESU,QSDTC")
            + "QS,P1,1,PHGA,IMACS,40,mm,2022-09-01\nQS,P1,2,PHGA,IMACS,8,,2022-09-02\n"
        },
        ("unit-at-one-assessment", "error", {"USUBJID": "P1", "seq": 2, "value": "8"}),
        "QS PHGA on 2022-09-02: expected a value with its unit, as another assessment of the patient has mm, found 8 "
        "without unit; the value is not used",
    ),
    "CRP that nobody has": (
        {"lb__csv": LB + "LB,P1,1,CRP,1000,mg/dL,2022-09-01\n"},
        ("value-refused", "error", {"seq": 1}),
        "LB CRP on 2022-09-01: expected a value from 0 to 1000 mg/L, found 1000 mg/dL; the value is not used",
    ),
    "item in words": (
        {"qs__csv": QS + "QS,P1,1,SLD01,SLEDAI-2K,present,2022-09-01\n"},
        ("item-out-of-range", "error", {"value": "present"}),
        "expected a number from 0 to 1, found present",
    ),
    "duplicate assessments that differ": (
        {"qs__csv": QS + "QS,P1,1,SLD01,SLEDAI-2K,0,2022-09-01\nQS,P1,2,SLD01,SLEDAI-2K,1,2022-09-01\n"},
        ("assessment-twice", "warning", {"domain": "QS", "seq": 2, "value": "SLD01"}),
        "QSTESTCD SLD01 on 2022-09-01: expected one record, found 2 with different values (0 and 1)",
    ),
    "duplicate assessments that agree": (
        {"qs__csv": QS + "QS,P1,1,SLD01,SLEDAI-2K,0,2022-09-01\nQS,P1,2,SLD01,SLEDAI-2K,0,2022-09-01\n"},
        ("assessment-twice", "note", {"domain": "QS"}),
        "expected one record, found 2 with the same value",
    ),
    "duplicate assessments, one empty": (
        {"qs__csv": QS + "QS,P1,1,SLD01,SLEDAI-2K,0,2022-09-01\nQS,P1,2,SLD01,SLEDAI-2K,,2022-09-01\n"},
        ("assessment-twice", "warning", {"domain": "QS"}),
        "found 2 with different values",
    ),
    "visit after death": (
        {"dm__csv": "DOMAIN,USUBJID,BRTHDTC,DTHDTC,ARM\nDM,P1,1980-05,2022-08-31,SLE\nDM,P2,1975,,SSC\n"},
        ("after-death", "error", {"domain": "QS", "USUBJID": "P1"}),
        "QSDTC: expected a day up to death (2022-08-31 in DM.DTHDTC), found 2022-09-01; 2 results after death are not used",
    ),
    "infusion after death": (
        {"dm__csv": "DOMAIN,USUBJID,BRTHDTC,DTHDTC,ARM\nDM,P1,1980-05,2022-02-08,SLE\nDM,P2,1975,,SSC\n"},
        ("infusion-after-death", "error", {"domain": "EX", "USUBJID": "P1", "value": "2022-03-01"}),
        "EXSTDTC: expected the CAR T infusion up to the death (2022-02-08 in DM.DTHDTC), found 2022-03-01",
    ),
    "age that is not of the birth date": (
        # Born in May 1980: 41 on 2022-03-01; P2, born in 1975, is 46 or 47, and 48 lies no more than a year above.
        {
            "dm__csv": "DOMAIN,USUBJID,BRTHDTC,RFSTDTC,AGE,AGEU,ARM\n"
            "DM,P1,1980-05,2022-03-01,51,YEARS,SLE\nDM,P2,1975,2022-03-01,48,YEARS,SSC\n"
        },
        ("age-differs", "warning", {"domain": "DM", "USUBJID": "P1", "variable": "AGE", "value": "51"}),
        "AGE: expected 41 years by BRTHDTC 1980-05, found 51; AGE is used",
    ),
    "death in DS only": (
        {
            "ds__csv": "DOMAIN,USUBJID,DSSEQ,DSTERM,DSDECOD,DSSTDTC\nDS,P1,4,Death,DEATH,2022-08-31\n",
        },
        ("death-not-in-dm", "warning", {"domain": "DS", "USUBJID": "P1", "seq": 4}),
        "expected DTHDTC of P1, who died by DS.DSSTDTC, found none; 2022-08-31 is used as the day of death",
    ),
    "deaths that disagree": (
        {
            "dm__csv": "DOMAIN,USUBJID,BRTHDTC,DTHDTC,ARM\nDM,P1,1980-05,2022-08-31,SLE\nDM,P2,1975,,SSC\n",
            "ds__csv": "DOMAIN,USUBJID,DSSEQ,DSTERM,DSDECOD,DSSTDTC\nDS,P1,4,Death,DEATH,2022-08-30\n",
        },
        ("death-differs", "warning", {"domain": "DS", "USUBJID": "P1", "seq": 4}),
        "DS.DSSTDTC: expected the death on 2022-08-31 as in DM.DTHDTC, found 2022-08-30; 2022-08-31 is used",
    ),
    "sequence number twice": (
        {"qs__csv": QS + "QS,P1,7,SLD01,SLEDAI-2K,0,2022-09-01\nQS,P1,7,SLD02,SLEDAI-2K,0,2022-09-01\n"},
        ("sequence-twice", "error", {"domain": "QS", "USUBJID": "P1", "seq": 7}),
        "QSSEQ: expected a number once a patient, found 7 2 times",
    ),
    "visit before birth": (
        {"qs__csv": QS + "QS,P1,1,SLD01,SLEDAI-2K,0,1922-09-01\n"},
        (
            "before-birth",
            "error",
            {"domain": "QS", "USUBJID": "P1", "variable": "QSDTC", "value": "1922-09-01"},
        ),
        "QSDTC: expected a day on or after birth (1980-05), found 1922-09-01",
    ),
    "patient without infusion": (
        {"ex__csv": EX + "EX,P1,1,CD19 CAR T,CAR T,1000000,cells/kg,2022-03-01\n"},
        ("no-infusion", "note", {"domain": "EX", "USUBJID": "P2"}),
        "domain EX: expected a dated CAR T infusion of P2, found none; the patient has no day 0",
    ),
    "patient with other exposure only": (
        {
            "ex__csv": EX
            + "EX,P1,1,CD19 CAR T,CAR T,1000000,cells/kg,2022-03-01\nEX,P2,1,Placebo,,1,mg,2022-03-01\n"
        },
        ("no-infusion", "warning", {"USUBJID": "P2"}),
        "found other exposure only; the patient has no day 0",
    ),
    "nobody with an infusion": (
        {"ex__csv": EX + "EX,P1,1,Placebo,,1,mg,2022-03-01\nEX,P2,1,Placebo,,1,mg,2022-03-01\n"},
        ("no-infusion", "warning", {"USUBJID": None}),
        "domain EX: expected a CAR T infusion, found none in the study; day 0 is the first exposure",
    ),
    "empty domain": (
        {"lb__csv": LB},
        ("domain-empty", "warning", {"domain": "LB"}),
        "domain LB (Laboratory): expected rows, found none",
    ),
    "absent domain": (
        {},
        ("domain-absent", "note", {"domain": "RE"}),
        "domain RE (Respiratory): no file; what needs it is not derived",
    ),
    "no DM": (
        {"dm__csv": None},
        ("domain-absent", "error", {"domain": "DM"}),
        "domain DM (Demographics): no file",
    ),
    "file of another domain": (
        {"lb__csv": VS + "VS,P1,3,TEMP,38.5,C,2022-03-03T18:00\n", "vs__csv": None},
        ("file-content", "error", {"domain": "LB", "value": "VS (1 rows); read as VS"}),
        "lb.csv: expected domain LB as its name says, found VS (1 rows); read as VS",
    ),
    "file of another domain without DOMAIN": (
        {
            "lb__csv": "USUBJID,VSTESTCD,VSORRES,VSORRESU,VSDTC\nP1,TEMP,38.5,C,2022-03-03T18:00\n",
            "vs__csv": None,
        },
        ("file-content", "error", {"domain": "LB"}),
        "lb.csv: expected domain LB as its name says, found the variables of VS; read as VS",
    ),
    "file of nothing": (
        {"lb__csv": "NAME,COLOUR\na,b\n"},
        ("file-content", "error", {"domain": "LB"}),
        "lb.csv: expected domain LB as its name says, found columns NAME, COLOUR; not read",
    ),
    "two domains in one file": (
        {"lb__csv": LB + "LB,P1,1,CRP,0.5,mg/dL,2022-09-01\nXX,P1,2,CRP,0.5,mg/dL,2022-09-01\n"},
        ("row-dropped", "error", {"domain": "LB", "value": "1"}),
        "lb.csv: expected rows of one domain, found LB (1 rows), XX (1 rows); 1 rows are not used",
    ),
    "text named Parquet": (
        {"lb__csv": None, "lb__parquet": LB + "LB,P1,1,CRP,0.5,mg/dL,2022-09-01\n"},
        ("file-kind", "error", {"value": "CSV"}),
        "lb.parquet: expected Parquet as its name says, found CSV; read as CSV",
    ),
    "PDF named CSV": (
        {"lb__csv": b"%PDF-1.7 \x00\x01"},
        ("file-kind", "error", {"value": "PDF"}),
        "lb.csv: expected CSV as its name says, found PDF; not read",
    ),
    "zero byte in a text": (
        {"lb__csv": (LB + "LB,P1,1,CRP,0.5,mg/dL,2022-09-01\nLB,P1,2,CRP,\0,mg/dL,2022-09-02\n").encode()},
        ("file-kind", "error", {"value": "unknown binary file"}),
        "lb.csv: expected CSV as its name says, found unknown binary file (3 lines, the first zero byte in line 3); not read",
    ),
    "nothing in the file": (
        {"lb__csv": b""},
        ("file-kind", "error", {"value": "empty file"}),
        "lb.csv: expected CSV as its name says, found empty file; not read",
    ),
    "broken Parquet": (
        {"lb__csv": None, "lb__parquet": b"PAR1 and then nothing"},
        ("file-unreadable", "error", {"value": "lb.parquet"}),
        "lb.parquet: expected a Parquet file, found: ",
    ),
    "broken XPT": (
        {"lb__csv": None, "lb__xpt": b"HEADER RECORD*******nothing"},
        ("file-unreadable", "error", {"value": "lb.xpt"}),
        "lb.xpt: expected a SAS transport file, found: ",
    ),
    "broken workbook": (
        {"lb__csv": None, "lb__xlsx": b"PK\x03\x04nothing"},
        ("file-unreadable", "error", {"value": "lb.xlsx"}),
        "lb.xlsx: expected an Excel workbook, found: ",
    ),
    "Latin-1 text": (
        {"ae__csv": (AE + "AE,P1,1,Fièvre,1,2022-03-03,2022-03-05\n").encode("latin-1")},
        ("encoding", "warning", {"value": "latin-1"}),
        "ae.csv: expected UTF-8 text, found latin-1; read as latin-1",
    ),
    "a line without end": (
        {"lb__csv": LB + "LB,P1,1,CRP,0.5,mg/dL,2022-09-01\nLB,P1,2,CRP," + "9" * 3_000_000},
        ("row-dropped", "error", {"domain": "LB"}),
        "lb.csv, line 3: expected a line of at most 2000000 characters, found a longer one; the row is not used",
    ),
    "quote never closed": (
        {
            "lb__csv": LB
            + 'LB,P1,1,CRP,0.5,mg/dL,2022-09-01\nLB,P1,2,"CRP,0.5,mg/dL,2022-09-01\nLB,P1,3,CRP,1,mg/dL,2022\n'
        },
        ("row-dropped", "error", {"domain": "LB", "value": 'LB,P1,2,"CRP,0.5,mg/dL,2022-09-01'}),
        "lb.csv, line 3: expected 7 values, found a quote that is never closed; the row is not used",
    ),
    "row too short": (
        {"lb__csv": LB + "LB,P1,1,CRP\nLB,P1,2,CRP,0.5,mg/dL,2022-09-01\n"},
        ("row-dropped", "error", {"value": "LB,P1,1,CRP"}),
        "lb.csv, line 2: expected 7 values, found 4; the row is not used",
    ),
    "column name twice": (
        {"lb__csv": "USUBJID,LBTESTCD,lbtestcd\nP1,CRP,CRP\n"},
        ("file-unreadable", "error", {}),
        "lb.csv, line 1: expected column names that differ, found LBTESTCD and lbtestcd",
    ),
    "number in words": (
        {
            "lb__csv": "DOMAIN,USUBJID,LBSEQ,LBTESTCD,LBSTRESN,LBSTRESU,LBDTC\nLB,P1,4,CRP,five,mg/L,2022-09-01\n"
        },
        ("number-unreadable", "error", {"variable": "LBSTRESN", "value": "five", "USUBJID": "P1", "seq": 4}),
        "lb.csv, line 2, LBSTRESN: expected a number, found 'five'",
    ),
    "decimal comma": (
        {
            "lb__csv": "DOMAIN;USUBJID;LBSEQ;LBTESTCD;LBSTRESN;LBSTRESU;LBDTC\nLB;P1;4;CRP;5,3;mg/L;2022-09-01\n"
        },
        (
            "number-unreadable",
            "error",
            {"value": "5,3", "fix": "write a decimal point, and no sign between thousands"},
        ),
        "LBSTRESN: expected a number, found '5,3'",
    ),
    "record of nobody": (
        {"lb__csv": LB + "LB,,1,CRP,0.5,mg/dL,2022-09-01\nLB,P1,2,CRP,0.5,mg/dL,2022-09-01\n"},
        ("no-subject", "error", {"domain": "LB", "USUBJID": None, "seq": 1}),
        "lb.csv, line 2, USUBJID: expected the patient of the record, found none; the row is not used",
    ),
    "no test code": (
        {"lb__csv": LB + "LB,P1,1,,0.5,mg/dL,2022-09-01\n"},
        ("value-missing", "error", {"variable": "LBTESTCD"}),
        "lb.csv, line 2, LBTESTCD: expected a value, found none",
    ),
    "patient not in DM": (
        {"lb__csv": LB + "LB,P9,1,CRP,0.5,mg/dL,2022-09-01\n"},
        ("subject-not-in-dm", "error", {"domain": "LB", "USUBJID": "P9"}),
        "domain LB: expected patients of DM, found P9 with 1 rows",
    ),
    "patient twice in DM": (
        {"dm__csv": DM + "DM,P1,1980-05,SLE\nDM,P1,1980-05,SLE\nDM,P2,1975,SSC\n"},
        ("subject-twice", "error", {"USUBJID": "P1", "value": "2"}),
        "domain DM: expected one row a patient, found 2 of P1",
    ),
    "disease of one patient": (
        {"dm__csv": DM + "DM,P1,1980-05,SLE\nDM,P2,1975,Arm B\n"},
        ("disease-unknown", "warning", {"USUBJID": "P2"}),
        "domain DM: expected the disease group (SLE, IIM, SSC) of P2, found none",
    ),
    "disease of nobody": (
        {"dm__csv": DM + "DM,P1,1980-05,A\nDM,P2,1975,B\n"},
        ("disease-unknown", "warning", {"USUBJID": None}),
        "found it of none; nothing is derived by disease",
    ),
    "value without unit": (
        {"lb__csv": LB + "LB,P1,1,CRP,6,,2022-09-01\n"},
        ("value-refused", "error", {"variable": "LBSTRESU", "seq": 1}),
        "LB CRP on 2022-09-01: expected a unit such as mg/L, found 6 without unit; the value is not used",
    ),
    "unknown unit": (
        {"lb__csv": LB + "LB,P1,1,CRP,6,mmol/L,2022-09-01\n"},
        ("value-refused", "error", {"value": "6 mmol/L"}),
        "expected a unit such as mg/L, found 6 mmol/L",
    ),
    "negative count of cells": (
        {"cp__csv": CP + "CP,P1,7,CARTCE,-3,cells/uL,2022-09-01\n"},
        ("value-unreadable", "warning", {"variable": "CPSTRESN", "seq": 7, "value": "-3"}),
        "CP CARTCE on 2022-09-01: expected a number of 0 or more, found -3; the result is not used",
    ),
    "plus signs for a titre": (
        {"is__csv": IS + "IS,P1,2,ANA,+++,,2022-09-01\n"},
        ("value-unreadable", "warning", {"variable": "ISSTRESC", "value": "+++"}),
        "IS ANA on 2022-09-01: expected a number, found '+++'; the result is not used",
    ),
    "event that no adverse event is": (
        {
            "study__toml": '[[event_free.events]]\nlabel = "Fever"\nterms = ["Pyrexiaa"]\n',
            "ae__csv": AE + "AE,P1,1,Pyrexia,1,2022-03-03,2022-03-05\n",
        },
        ("event-term-unmatched", "note", {"value": "PYREXIAA"}),
        "event Fever of study.toml: no adverse event has the term PYREXIAA",
    ),
    "temperature of 3.7": (
        {"vs__csv": VS + "VS,P1,1,TEMP,3.7,C,2022-03-03T10:00\n"},
        ("value-refused", "error", {"variable": "VSSTRESN"}),
        "expected a value from 25 to 45 Cel, found 3.7 C",
    ),
    "Fahrenheit called Celsius": (
        {"vs__csv": VS + "VS,P1,1,TEMP,98.6,C,2022-03-03T10:00\n"},
        ("value-refused", "error", {"variable": "VSSTRESN"}),
        "found 98.6 C",
    ),
    "Fahrenheit without unit": (
        {"vs__csv": VS + "VS,P1,1,TEMP,98.6,,2022-03-03T10:00\n"},
        ("value-refused", "error", {"variable": "VSSTRESU"}),
        "expected a unit such as Cel, found 98.6 without unit",
    ),
    "grade of 6": (
        {"ae__csv": AE + "AE,P1,1,Fever,6,2022-03-03,2022-03-05\n"},
        ("grade-out-of-range", "error", {"value": "6"}),
        "ae.csv, line 2, AETOXGR: expected a grade 1 to 5, found '6'",
    ),
    "grade of 0": (
        {"ae__csv": AE + "AE,P1,1,Fever,0,2022-03-03,2022-03-05\n"},
        ("grade-out-of-range", "error", {"value": "0"}),
        "found '0'; the event is kept and counts as not graded",
    ),
    "grade with its word": (
        {"ae__csv": AE + "AE,P1,1,Fever,GRADE 2,2022-03-03,2022-03-05\n"},
        ("grade-spelling", "warning", {"value": "GRADE 2"}),
        "found 'GRADE 2'; read as the number in it",
    ),
    "event without grade": (
        {"ae__csv": AE + "AE,P1,1,Fever,,2022-03-03,2022-03-05\n"},
        ("grade-missing", "warning", {"value": "Fever"}),
        "ae.csv, line 2, AETOXGR: expected a grade 1 to 5 of Fever, found none",
    ),
    "code that no item of the form has": (
        {"qs__csv": QS + "QS,P1,1,SLD001,SLEDAI-2K,1,2022-09-01\nQS,P1,2,X1,OTHER,1,2022-09-01\n"},
        ("item-unknown", "warning", {"value": "SLD001"}),
        "QSTESTCD SLD001 in category SLEDAI-2K: expected the code of an item, found one that nothing reads; "
        "the nearest known code is SLD01",
    ),
    "form of a category that no form has": (
        {
            "qs__csv": QS + "QS,P1,1,SLD01,SLEDAI,1,2022-09-01\nQS,P1,2,SLD02,SLEDAI,1,2022-09-01\n"
            "QS,P2,1,SLD01,SLEDAI-2K,1,2022-09-01\nQS,P2,2,X1,OTHER,1,2022-09-01\n"
        },
        ("category-unknown", "warning", {"USUBJID": "P1", "seq": 1, "variable": "QSCAT", "value": "SLEDAI"}),
        "qs.csv, line 2, QSCAT: expected SLEDAI-2K with QSTESTCD SLD01, found SLEDAI; 2 rows are not scored",
    ),
    "form without a category": (
        {"qs__csv": QS + "QS,P1,1,SLD01,,1,2022-09-01\nQS,P2,1,SLD01,SLEDAI-2K,1,2022-09-01\n"},
        ("category-unknown", "warning", {"USUBJID": "P1", "value": None}),
        "QSCAT: expected SLEDAI-2K with QSTESTCD SLD01, found none; 1 row is not scored",
    ),
    "results that contradict": (
        # 3.44 may be written as 3.4 or as 3; 10 mg/L and 1 mg/dL have two units.
        {
            "lb__csv": "DOMAIN,USUBJID,LBSEQ,LBTESTCD,LBORRES,LBORRESU,LBSTRESN,LBSTRESU,LBDTC\n"
            "LB,P1,1,CRP,3.4,mg/L,34,mg/L,2022-09-01\nLB,P1,2,CRP,3.44,mg/L,3.4,mg/L,2022-09-02\n"
            "LB,P1,3,CRP,3.44,mg/L,3,mg/L,2022-09-03\nLB,P1,4,CRP,1,mg/dL,10,mg/L,2022-09-04\n"
            "LB,P1,5,CRP,<3,mg/L,3,mg/L,2022-09-05\n"
        },
        ("result-contradicts", "warning", {"seq": 1, "variable": "LBSTRESN", "value": "3.4 / 34"}),
        "lb.csv, line 2, LBSTRESN of CRP on 2022-09-01: expected LBORRES 3.4 in the same unit, found 34 mg/L; "
        "the standardised result is used",
    ),
    "answers that contradict": (
        {
            "qs__csv": QS.replace("QSDTC", "QSSTRESN,QSDTC")
            + "QS,P1,1,SLD01,SLEDAI-2K,0,1,2022-09-01\nQS,P1,2,SLD02,SLEDAI-2K,1,1,2022-09-01\n"
        },
        ("result-contradicts", "warning", {"domain": "QS", "seq": 1, "value": "0 / 1"}),
        "QSSTRESN of SLD01 on 2022-09-01: expected QSORRES 0 in the same unit, found 1",
    ),
    "result of the laboratory in words": (
        # Protein in crosses and a test that is not read as a number are no fault.
        {
            "lb__csv": LB + "LB,P1,1,CRP,HEMOLYSED,mg/L,2022-09-01\nLB,P1,2,PROT,++,,2022-09-01\n"
            "LB,P1,3,PROT,NEGATIVE,,2022-09-02\nLB,P1,4,COLOR,YELLOW,,2022-09-01\n"
        },
        ("value-unreadable", "warning", {"domain": "LB", "seq": 1, "value": "HEMOLYSED"}),
        "lb.csv, line 2, LB CRP on 2022-09-01: expected a number, found 'HEMOLYSED'; the result is not used",
    ),
    "limit with a sign of its own": (
        {"lb__csv": LB + "LB,P1,1,CRP,\u22645,mg/L,2022-09-01\n"},
        ("value-unreadable", "warning", {"domain": "LB", "seq": 1}),
        "expected a number, found '\u22645'",
    ),
    "serious by a criterion only": (
        {
            "ae__csv": "DOMAIN,USUBJID,AESEQ,AETERM,AETOXGR,AESER,AESHOSP,AESDISAB,AEREL,AESTDTC,AEENDTC\n"
            "AE,P1,1,Fever,1,N,Y,N,RELATED,2022-03-03,2022-03-05\nAE,P1,2,Rash,1,N,N,Y,RELATED,2022-04-03,2022-04-05\n"
            "AE,P1,3,Rash,1,,N,Y,RELATED,2022-05-03,2022-05-05\nAE,P2,1,Rash,1,Y,N,Y,RELATED,2022-05-03,2022-05-05\n"
        },
        ("serious-differs", "warning", {"domain": "AE", "USUBJID": "P1", "variable": "AESER", "value": "2"}),
        "ae.csv, line 2, AESER: expected Y, as AESHOSP, AESDISAB is Y, found N of 2 events (AESEQ 1, 2); AESER is used",
    ),
    "oxygen without flow": (
        {"pr__csv": PR + "PR,P1,1,Nasal cannula,,,2022-03-03T10:00\n"},
        ("flow-missing", "warning", {"value": "Nasal cannula"}),
        "expected the flow of Nasal cannula in L/min, found none; low and high flow cannot be told apart",
    ),
    "not done with a result": (
        {
            "lb__csv": "DOMAIN,USUBJID,LBSEQ,LBTESTCD,LBORRES,LBORRESU,LBSTAT,LBDTC\n"
            "LB,P1,1,CRP,6,mg/L,NOT DONE,2022-09-01\n"
        },
        ("status-contradiction", "warning", {"value": "6"}),
        "expected no result of LBTESTCD CRP that was not done, found 6; the result is not used",
    ),
    "no scheme named": (
        {"study__toml": "[study]\nid = 'T'\n"},
        ("scheme-not-named", "warning", {"variable": "toxicity.crs"}),
        "study.toml: expected [toxicity] crs, found none; CRS grades are not derived",
    ),
    "after the data cut": (
        {"study__toml": "[study]\ndata_cut = 2022-08-31\n"},
        ("after-data-cut", "note", {"domain": "QS", "USUBJID": "P1", "seq": 1, "value": "2022-09-01"}),
        "qs.csv, line 2, QSDTC: 2 rows are dated after the data cut 2022-08-31, the last 2022-09-01 (QSSEQ 1, 2), and "
        "not used",
    ),
    "decimal commas throughout": (
        {
            "lb__csv": "DOMAIN,USUBJID,LBSEQ,LBTESTCD,LBSTRESN,LBSTRESU,LBDTC\n"
            + "".join(f'LB,P1,{n},CRP,"0,{n}",mg/dL,2022-08-{n}\n' for n in range(10, 21))
        },
        ("number-unreadable", "error", {"domain": "LB", "variable": "LBSTRESN", "value": "11"}),
        "expected numbers with a decimal point, found 11 with a decimal comma; none is guessed",
    ),
    "whole and split": (
        {"lbch__csv": LB + "LB,P1,1,CRP,0.5,mg/dL,2022-09-01\n"},
        ("file-not-read", "error", {"domain": "LB", "value": "lbch"}),
        "lbch.csv: domain LB is already read whole from lb.csv; the 1 rows of this file are not used",
    ),
    "file that cartaid does not read": (
        {"suppae__csv": "RDOMAIN,USUBJID,QNAM\nAE,P1,X\n"},
        ("file-not-read", "note", {"value": "suppae"}),
        "suppae.csv: not a domain that cartaid reads; its 1 rows are not used",
    ),
    "unknown file": (
        {"notes__csv": "WHO,WHAT\na,b\n"},
        ("file-not-read", "warning", {"value": "notes"}),
        "notes.csv: expected the table of a domain, found none; its 1 rows are not used",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_bad_input_gets_its_finding(write_study, case):
    files, (rule, severity, columns), said = case
    study = write_study(**files)
    found = [f for f in study.findings(rule) if said in f["message"] and columns.items() <= f.items()]
    assert len(found) == 1, study.findings(rule)
    assert found[0]["severity"] == severity
    assert "\n" not in found[0]["message"]
    # Whatever is wrong with one table, the others are read.
    domains = {code.lower() for code in study.loaded.rows}
    left_out = {name.split("__")[0] for name, content in files.items() if content is None}
    assert {"ex", "qs", "cm"} - left_out <= domains
    assert rule in RULES


def test_clean_study_has_notes_only(write_study):
    assert {f["severity"] for f in write_study().findings()} == {"note"}
    assert {f["rule"] for f in write_study().findings()} == {"domain-absent"}


IN_ANALYSIS = {
    *("visit-date-partial", "damage-index-falls", "event-drug-unmatched", "definition-not-assessed"),
    *(f"percent-predicted-{what}" for what in ("missing", "derived", "disagrees", "mixed")),
}
"""Rules that only an analysis can judge, once visits are placed; tests/analysis holds their cases."""


def test_every_rule_has_a_case():
    assert {case[1][0] for case in CASES.values()} | IN_ANALYSIS == set(RULES)


def test_errors_come_first(write_study):
    study = write_study(
        lb__csv=LB + "LB,P1,1,CRP,six,,2022-02-30\n", ae__csv=AE + "AE,P1,1,Fever,,2022-03-03,\n"
    )
    order = [f["severity"] for f in study.findings()]
    assert order == sorted(order, key=["error", "warning", "note"].index)
    assert {"error", "warning", "note"} == set(order)


def test_two_runs_find_the_same_in_the_same_order(write_study):
    files = {
        "qs__csv": QS
        + "".join(f"QS,P{i % 3},{i % 5},SLD01,SLEDAI-2K,{i % 4},2022-09-0{1 + i % 3}\n" for i in range(60))
    }
    assert write_study(**files).findings() == write_study(**files).findings()


def test_a_rule_that_many_break_is_counted_not_repeated(write_study):
    rows = "".join(f"AE,P1,{i},Fever,{'' if i else '1'},2022-03-03,\n" for i in range(1500))
    found = write_study(ae__csv=AE + rows).findings("grade-missing")
    assert len(found) == 1001
    assert any(
        f["message"] == "ae.csv: domain AE, AETOXGR: 1499 rows break rule grade-missing, 1000 are listed"
        for f in found
    )


def test_a_rule_that_all_break_is_one_finding(write_study):
    rows = "".join(f"AE,P1,{i},Fever,,2022-03-03,\n" for i in range(20))
    found = write_study(ae__csv=AE + rows).findings("grade-missing")
    assert [f["message"] for f in found] == [
        "ae.csv: domain AE, AETOXGR: all 20 rows break rule grade-missing"
    ]
    assert found[0]["fix"] == "grade the event, or say in the report that it is not graded"


def test_many_duplicates_are_counted_not_repeated(write_study):
    rows = "".join(f"QS,P1,{i},T{i // 2},C,{i % 2},2022-09-01\n" for i in range(2400))
    found = write_study(qs__csv=QS + rows).findings("assessment-twice")
    assert len(found) == 1001
    assert any(
        f["message"] == "qs.csv: domain QS: 1200 findings of rule assessment-twice, 1000 are listed"
        for f in found
    )


def test_dropped_rows_keep_the_numbers_of_the_others(write_study):
    rows = (
        "LB,P1,1,CRP\n"
        + "LB,P1,2,CRP,0.5,mg/dL,2022-09-01\n"
        + "LB,P1\n"
        + "LB,P1,4,CRP,0.5,mg/dL,2022-02-30\n"
    )
    study = write_study(lb__csv=LB + rows)
    assert [f["message"].partition(",")[2] for f in study.findings("row-dropped")] == [
        " line 2: expected 7 values, found 4; the row is not used",
        " line 4: expected 7 values, found 2; the row is not used",
    ]
    (found,) = study.findings("date-unreadable")
    assert found["message"].startswith("lb.csv, line 5,")
    assert study.session.rows("SELECT LBSEQ, SRCROW FROM sdtm_lb ORDER BY 1") == [(2, 2), (4, 4)]


# what is given instead of a study, what the error says
NOTHING = [
    ("missing", "expected a study folder or a table file, found nothing"),
    ("empty", "expected table files (.csv, .tsv, .parquet, .xpt, .xlsx), found none that can be read"),
    ("unreadable", "lb.csv: expected CSV as its name says, found PDF; not read"),
]


@pytest.mark.parametrize(("kind", "said"), NOTHING)
def test_nothing_to_read_is_one_line(tmp_path, kind, said):
    folder = tmp_path / "study"
    if kind != "missing":
        folder.mkdir()
    if kind == "unreadable":
        (folder / "lb.csv").write_bytes(b"%PDF-1.7")
    with pytest.raises(StudyError) as error:
        load_study(Session(threads=1), folder)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("file", "columns", "lacking"),
    [
        (
            "ae__csv",
            "USUBJID,AESEQ,AETERM\nP1,1,Fever\n",
            ["AESTDTC", "AEENDTC", "AETOXGR", "AESER", "AEREL"],
        ),
        (
            "cm__csv",
            "USUBJID,CMSEQ,CMTRT\nP1,1,Prednisone\n",
            ["CMSTDTC", "CMENDTC", "CMDOSE", "CMDOSU", "CMDOSFRQ"],
        ),
        # One of several is enough, and a table without rows lacks nothing.
        (
            "cm__csv",
            "USUBJID,CMSEQ,CMTRT,CMSTDTC,CMENRTPT,CMDOSTXT,CMDOSU,CMDOSFRQ\nP1,1,X,2022,ONGOING,5,mg,QD\n",
            [],
        ),
        ("ae__csv", "USUBJID,AESEQ,AETERM\n", []),
        ("lb__csv", "USUBJID,LBSEQ,LBTESTCD,LBORRES,LBDTC\nP1,1,CRP,5,2022-09-01\n", ["LBSTRESU"]),
    ],
)
def test_each_column_a_derivation_needs_is_missed_once(write_study, file, columns, lacking):
    found = write_study(**{file: columns}).findings("column-missing")
    assert sorted(f["variable"] for f in found) == sorted(lacking)
    assert {(f["severity"], f["USUBJID"]) for f in found} <= {("warning", None)}


def test_a_patient_twice_in_dm_is_there_once(write_study):
    study = write_study(
        dm__csv="DOMAIN,USUBJID,BRTHDTC,ARM,AGE\nDM,P1,1980-05,SLE,42\nDM,P2,1975,SSC,47\nDM,P1,1981,IIM,41\n"
    )
    assert study.session.rows("SELECT USUBJID, ARM, AGE FROM sdtm_dm ORDER BY USUBJID") == [
        ("P1", "SLE", 42),
        ("P2", "SSC", 47),
    ]
    assert [f["message"] for f in study.findings("subject-twice")] == [
        "dm.csv, line 2, domain DM: expected one row a patient, found 2 of P1; the first is used, the others are not"
    ]


def test_two_records_of_one_month_need_not_be_of_one_day(write_study):
    rows = "LB,P1,1,CRP,0.5,mg/dL,2022-08\nLB,P1,2,CRP,0.9,mg/dL,2022-08\n"
    assert write_study(lb__csv=LB + rows).findings("assessment-twice") == []


def test_a_test_code_is_read_in_either_case(write_study):
    study = write_study(lb__csv=LB + "LB,P1,1,crp,0.5,mg/dL,2022-08-01\n")
    assert study.session.rows("SELECT LBTESTCD FROM sdtm_lb") == [("CRP",)]


def test_rows_before_birth_are_counted(write_study):
    rows = "QS,P1,1,SLD01,SLEDAI-2K,0,1922-09-01\nQS,P1,2,SLD02,SLEDAI-2K,1,1922-10-01\n"
    (found,) = write_study(qs__csv=QS + rows).findings("before-birth")
    assert found["message"].endswith("found 1922-09-01; 2 results before birth are not used (QSSEQ 1, 2)")
