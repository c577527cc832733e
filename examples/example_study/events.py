"""Adverse events and organ involvement."""

# ruff: noqa: E501  (tables read better wide)

from __future__ import annotations

# (term, coded term, category, grade, serious, in hospital, related to, start, end, outcome); cytopenias follow
# from the counts and CRS from FEVER.

Event = tuple[str, str, str, str, str, str, str, "int | str", "int | None", str]
INFECTIONS, IMMUNE, NERVOUS = (
    "Infections and infestations",
    "Immune system disorders",
    "Nervous system disorders",
)
CAR_T, LYMPHODEPLETION, UNRELATED = "CAR T CELLS", "LYMPHODEPLETION", "NOT RELATED"
DONE, OPEN = "RECOVERED/RESOLVED", "NOT RECOVERED/NOT RESOLVED"

EVENTS: dict[int, tuple[Event, ...]] = {
    1: (("Shingles, thoracic", "Herpes zoster", INFECTIONS, "2", "N", "N", CAR_T, 240, 252, DONE),
        ("Proteinuria rising, LICATS kidney", "Local immune effector cell-associated toxicity syndrome", IMMUNE, "1", "N", "N", CAR_T, 10, 20, DONE)),
    2: (("Low IgG", "Blood immunoglobulin G decreased", "Investigations", "2", "N", "N", CAR_T, 91, 210, DONE),
        ("Cold", "Upper respiratory infection", INFECTIONS, "1", "N", "N", UNRELATED, 300, 306, DONE)),
    3: (("Nausea", "Nausea", "Gastrointestinal disorders", "", "N", "N", LYMPHODEPLETION, -4, -1, DONE),),
    4: (("Cold", "Upper respiratory infection", INFECTIONS, "1", "N", "N", UNRELATED, "2022-11", 396, DONE),
        ("Adrenal insufficiency after steroid withdrawal", "Adrenal insufficiency", "Endocrine disorders", "2", "N", "N", UNRELATED, 24, 301, DONE)),
    5: (("Nausea", "Nausea", "Gastrointestinal disorders", "2", "N", "N", LYMPHODEPLETION, -3, 0, DONE),),
    6: (("Hair loss", "Alopecia", "Skin and subcutaneous tissue disorders", "1", "N", "N", LYMPHODEPLETION, 12, 70, DONE),),
    7: (("Low IgG", "Blood immunoglobulin G decreased", "Investigations", "2", "N", "N", CAR_T, 91, 240, DONE),
        ("Sinusitis", "Sinusitis", INFECTIONS, "2", "N", "N", CAR_T, 172, 185, DONE)),
    8: (("Pneumonia left lower lobe", "Pneumonia", INFECTIONS, "3", "Y", "Y", CAR_T, 52, 63, DONE),),
    9: (("COVID-19", "COVID-19", INFECTIONS, "1", "N", "N", UNRELATED, 268, 281, DONE),),
    10: (("ICANS", "Immune effector cell-associated neurotoxicity syndrome", NERVOUS, "1", "N", "N", CAR_T, 6, 8, DONE),
         ("Headache", "Headache", NERVOUS, "1", "N", "N", CAR_T, 4, 9, DONE)),
    11: (("Transaminases increased", "Alanine aminotransferase increased", "Investigations", "2", "N", "N", CAR_T, 6, 20, DONE),
         ("Urinary tract infection", "Urinary tract infection", INFECTIONS, "2", "N", "N", UNRELATED, 146, 153, DONE)),
    12: (("Fatigue", "Fatigue", "General disorders and administration site conditions", "1", "N", "N", LYMPHODEPLETION, -2, 9, DONE),),
    13: (("Rash of the face, LICATS skin", "Local immune effector cell-associated toxicity syndrome", IMMUNE, "2", "N", "N", CAR_T, 11, 19, DONE),),
    14: (("Vomiting", "Vomiting", "Gastrointestinal disorders", "1", "N", "N", LYMPHODEPLETION, -3, -2, DONE),
         ("Cough", "Cough", "Respiratory, thoracic and mediastinal disorders", "1", "N", "N", UNRELATED, 170, None, OPEN)),
    15: (("Oral mucositis", "Oral mucositis", "Gastrointestinal disorders", "1", "N", "N", LYMPHODEPLETION, 5, 12, DONE),),
}  # fmt: skip
INVESTIGATOR_CRS = {11: "2"}
"""Patient 11: the investigator counted the transaminases (an older scale); by ASTCT 2019 it is grade 1."""

INVOLVEMENT: dict[int, tuple[str, ...]] = {
    1: ("Kidney", "Joints"), 2: ("Kidney", "Skin"), 3: ("Skin", "Lung"), 4: ("Skin", "Joints", "Blood"),
    5: ("Muscle", "Lung"), 6: ("Serosa", "Kidney"), 7: ("Skin", "Lung"), 8: ("Kidney",), 9: ("Skin", "Vessels"),
    10: ("Muscle", "Skin"), 11: ("Kidney", "Joints", "Blood"), 12: ("Muscle",), 13: ("Skin", "Joints"),
    14: ("Skin",), 15: ("Skin", "Lung", "Vessels"),
}  # fmt: skip
