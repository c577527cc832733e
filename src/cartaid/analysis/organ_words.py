"""Words by which the organ of an adverse event or of a history entry is told: this project's own, not a dictionary."""

from __future__ import annotations

from cartaid.engine.session import quoted

ORGANS: tuple[tuple[str, str], ...] = (
    # The first that fits names the organ.
    ("kidney", "KIDNEY|(^|[^A-Z])RENAL|NEPHR|GLOMERUL|PROTEINURIA|ALBUMINURIA|HA?EMATURIA"),
    ("muscle", "MUSCLE|MUSCULAR|MYOSITIS|MYALGIA|MYOPATH|CREATINE (PHOSPHO)?KINASE"),
    ("skin", "SKIN|CUTANEOUS|RASH|ERYTHEMA|EXANTHEM|DERMAT|DISCOID|SCLERODACTYLY"),
    ("joints", "JOINT|ARTHR|SYNOVITIS"),
    ("serosa", "SEROSA|SEROSITIS|PERICARD|PLEURI|PLEURAL"),
    ("lung", "LUNG|PNEUMONITIS|INTERSTITIAL|ALVEOLITIS|PULMONARY FIBROSIS"),
    ("heart", "(^|[^A-Z])HEART([^A-Z]|$)|MYOCARD|CARDIOMYOPATH"),
    ("nervous system", "NERVOUS SYSTEM|NEUROPSYCH|MYELITIS|NEUROPATH|CEREBR"),
    ("gut", "GUT|BOWEL|INTESTIN|COLITIS|ENTERITIS|O?ESOPHAG"),
    ("vessels", "VESSEL|VASCULITIS|RAYNAUD|DIGITAL (ULCER|ISCHA?EMIA)"),
    ("mouth", "MOUTH|ORAL ULCER|MUCOS|STOMATITIS"),
    ("eye", "(^|[^A-Z])EYE|UVEITIS|SCLERITIS|RETIN"),
    ("liver", "LIVER|HEPAT"),
    ("blood", "(^|[^A-Z])BLOOD|CYTOPENIA|HA?EMOLYTIC"),
)
DISEASE_ORGANS: tuple[tuple[str, str], ...] = (
    # Diagnoses that are an organ's involvement by definition, besides those the words above find.
    ("skin", "DERMATOMYOSITIS"),
    ("muscle", "DERMATOMYOSITIS|NECROTI[SZ]ING MYOPATHY"),
)


def organ_of(text: str) -> str:
    """Write the organ a text tells of, NULL when it tells of none.

    >>> organ_of("TERM").endswith("THEN 'blood' END")
    True
    """
    whens = " ".join(
        f"WHEN coalesce(regexp_matches({text}, {quoted(words)}), FALSE) THEN '{organ}'"
        for organ, words in ORGANS
    )
    return f"CASE {whens} END"
