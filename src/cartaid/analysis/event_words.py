"""Words by which adverse events of special interest are found in the text of an event.

A small list of this project's own words, not a dictionary: no code and no hierarchy of one is used.
"""

from __future__ import annotations

from cartaid.engine.session import quoted


def whole_words(words: str) -> str:
    """Write alternatives as a regular expression that finds them as whole words, the same on every engine.

    >>> whole_words("CRS|CYTOKINE RELEASE")
    '(^|[^A-Z0-9])(CRS|CYTOKINE RELEASE)([^A-Z0-9]|$)'
    """
    return f"(^|[^A-Z0-9])({words})([^A-Z0-9]|$)"


CRS = whole_words("CYTOKINE RELEASE|CYTOKINE STORM|CRS")
ICANS = whole_words(
    "ICANS|IMMUNE EFFECTOR CELL[- ]ASSOCIATED NEUROTOXICITY|IMMUNE EFFECTOR CELL NEUROTOXICITY|NEUROTOXICITY"
)
ICAHT = whole_words("ICAHT|IMMUNE EFFECTOR CELL[- ]ASSOCIATED HA?EMATO[A-Z]*")
IEC_HS = whole_words("IEC[- ]?HS|HA?EMOPHAGOCYTIC|HLH|MACROPHAGE ACTIVATION|[A-Z- ]*HA?EMOPHAGOCYTIC[A-Z- ]*")
LICATS = whole_words(
    "LICATS|LIC-ATS|LOCAL IMMUNE EFFECTOR CELL[- ]ASSOCIATED TOXICITY|LOCAL IMMUNE EFFECTOR CELL"
)
CYTOPENIA = (
    "CYTOPENIA|NEUTROPENIA|THROMBOCYTOPENIA|AN(A)?EMIA"
    "|(NEUTROPHIL|PLATELET|WHITE BLOOD CELL|LEUKOCYTE) COUNT DECREASED"
)
MALIGNANCY = (
    "CARCINOMA|LYMPHOMA|LEUKA?EMIA|SARCOMA|MELANOMA|MYELOMA|MYELODYSPLASTIC|MALIGNAN|[A-Z]+ CANCER|NEOPLASM"
)
NOT_MALIGNANT = "BENIGN|NON-MALIGNANT"
INFECTION = (
    "INFECTION|PNEUMONIA|SEPSIS|BACTERA?EMIA|ZOSTER|HERPES|COVID|SARS-COV-2|INFLUENZA|VIRA?EMIA|CYTOMEGALOVIRUS"
    "|CANDID|ASPERGILL|FUNG[A-Z]* |ABSCESS|CELLULITIS|SINUSITIS|BRONCHITIS|PYELONEPHRITIS|CYSTITIS|MENINGITIS"
    "|NASOPHARYNGITIS|GASTROENTERITIS"
)
NEUROLOGICAL = (
    "NEUROTOXIC|ICANS|ENCEPHALOPATHY|SEIZURE|CONVULSION|EPILEP|SOMNOLEN|CONSCIOUSNESS|STUPOR|COMA|PARESIS|PLEGIA"
    "|APHASIA|DYSPHASIA|CONFUSION|DELIRIUM|CEREBRAL O?EDEMA|BRAIN O?EDEMA|PAPILLO?EDEMA|INTRACRANIAL"
)
"""Events during which a neurological finding that is not on a form may not be taken as absent."""

SPECIAL_INTEREST: tuple[tuple[str, str], ...] = (
    # The first that fits names the event; LICATS and IEC-HS are looked for before the syndromes they resemble.
    ("LICATS", LICATS),
    ("IEC-HS", IEC_HS),
    ("ICAHT", ICAHT),
    ("ICANS", ICANS),
    ("CRS", CRS),
)


def found(pattern: str, text: str) -> str:
    """Write "the text holds these words", never unknown.

    >>> found("CRS", "TERM")
    "coalesce(regexp_matches(TERM, 'CRS'), FALSE)"
    """
    return f"coalesce(regexp_matches({text}, {quoted(pattern)}), FALSE)"


def event_text(alias: str = "") -> str:
    """Write the text of an adverse event by which it is told: the coded term, else the reported one.

    >>> event_text("a")
    'upper(coalesce(a.AEDECOD, a.AETERM))'
    """
    dot = f"{alias}." if alias else ""
    return f"upper(coalesce({dot}AEDECOD, {dot}AETERM))"
