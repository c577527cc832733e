"""The 2017 EULAR/ACR classification of myositis: the probability, with and without muscle biopsy."""

from cartaid.instruments.definition import (
    Banding,
    Cut,
    Definition,
    Item,
    Record,
    Score,
    Source,
    banded,
    flag,
    number,
    weight,
)

# id, label, points without and with biopsy data ("" = not asked).
_FEATURES = (
    ("weak_upper", "Symmetric weakness, proximal upper limbs", "0.7", "0.7", "IIMWUP"),
    ("weak_lower", "Symmetric weakness, proximal lower limbs", "0.8", "0.5", "IIMWLO"),
    ("weak_neck_flexors", "Neck flexors weaker than extensors", "1.9", "1.6", "IIMNECK"),
    ("weak_legs_proximal", "Legs: proximal muscles weaker than distal", "0.9", "1.2", "IIMLEGS"),
    ("heliotrope", "Heliotrope rash", "3.1", "3.2", "IIMHELIO"),
    ("gottron_papules", "Gottron papules", "2.1", "2.7", "IIMGOTP"),
    ("gottron_sign", "Gottron sign", "3.3", "3.7", "IIMGOTS"),
    ("dysphagia", "Dysphagia or oesophageal dysmotility", "0.7", "0.6", "IIMDYSPH"),
    ("anti_jo1", "Anti-Jo-1 antibody", "3.9", "3.8", "IIMJO1"),
    ("enzymes_raised", "CK, LDH, AST or ALT above normal", "1.3", "1.4", "IIMENZ"),
    ("endomysial", "Endomysial infiltrate", "", "1.7", "IIMENDO"),
    ("perimysial", "Perimysial or perivascular infiltrate", "", "1.2", "IIMPERI"),
    ("perifascicular", "Perifascicular atrophy", "", "1.9", "IIMATRO"),
    ("rimmed_vacuoles", "Rimmed vacuoles", "", "3.1", "IIMRIMV"),
)
_ONSET = Item(
    "onset_age",
    "Age at onset of the first symptom",
    low=0,
    high=120,
    unit="a",
    record=Record("QS", "IIMONSET", "EULAR/ACR 2017"),
)
_LUNDBERG_2017 = Source(
    "Lundberg IE et al. 2017 EULAR/ACR classification criteria for adult and juvenile idiopathic inflammatory "
    "myopathies and their major subgroups. Ann Rheum Dis 2017;76:1955-64",
    doi="10.1136/annrheumdis-2017-211468",
    where="points as reprinted in RMD Open (highwire 137083)",
    checked="verified",
    secondary=True,
)
_CUT_OFFS = Source(
    "Lundberg IE et al. 2017, cut-offs of the sums of points",
    doi="10.1136/annrheumdis-2017-211468",
    where="abstract in researcher-app.com/paper/125597 (5.5, 6.7, 7.5, 8.7) and, for 5.3 and 6.5, a summary "
    "(droracle.ai/articles/603720)",
    checked="verified",
    secondary=True,
)
_LINK = Source(
    "Lundberg IE et al. 2017, formula of the probability: constants 5.33 and 6.49",
    doi="10.1136/annrheumdis-2017-211468",
    where="reproduces the published cut-offs: 5.3 to 50 %, 5.5 to 55 %, 7.5 to 90 %",
    checked="from memory",
)


def _classification(id: str, paramcd: str, code: str, biopsy: bool) -> Definition:
    features = [
        (name, label, points, record)
        for name, label, without, with_biopsy, record in _FEATURES
        if (points := with_biopsy if biopsy else without)
    ]
    young, old = ("1.5", "2.2") if biopsy else ("1.3", "2.1")
    cuts = ("6.5", "6.7", "8.7") if biopsy else ("5.3", "5.5", "7.5")
    names = ("possible", "probable", "definite")
    return Definition(
        id=id,
        paramcd=paramcd,
        category_paramcd=code,
        title=f"EULAR/ACR myositis classification, {'with' if biopsy else 'without'} biopsy",
        disease="IIM",
        kind="classification",
        edition=f"2017, {'with' if biopsy else 'without'} muscle biopsy data",
        family="EULAR/ACR myositis classification",
        items=(
            _ONSET,
            *(
                flag(name, label, Record("QS", record, "EULAR/ACR 2017"))
                for name, label, _, record in features
            ),
        ),
        method=Score(
            (
                banded(
                    "Age at onset",
                    "onset_age",
                    Banding(0, (Cut(">=", 18, number(young)), Cut(">=", 40, number(old)))),
                ),
                *(weight(name, number(points), label) for name, label, points, _ in features),
            ),
            constant=-number("6.49" if biopsy else "5.33"),
            link="logistic",
            # The cut-offs are published for the sum; the link's constant shifts them.
            categories=Banding(
                "no",
                tuple(
                    Cut(">=", number(cut) - number("6.49" if biopsy else "5.33"), name)
                    for cut, name in zip(cuts, names, strict=True)
                ),
            ),
            categories_on="points",
        ),
        low=0,
        high=1,
        unit="probability",
        window="findings ever present, at classification",
        attribution="No better explanation for the findings.",
        missing="An item not known widens the interval: its low end is the minimum probability.",
        sources=(_LUNDBERG_2017, _CUT_OFFS, _LINK),
        licence="Feature names only.",
        divergences=("One secondary page swaps the columns with and without biopsy.",),
        notes=(
            "Without a dermatomyositis rash, muscle biopsy features should be available.",
            f"Categories follow the published cut-offs of the sum: {', '.join(cuts[:-1])} and {cuts[-1]} points, which the "
            "paper calls a probability of 50, 55 and 90 %; the subgroup tree is not covered.",
        ),
    )


DEFINITIONS = (
    _classification("iim-classification-2017", "IIMPROB", "IIMCLASS", biopsy=False),
    _classification("iim-classification-2017-biopsy", "IIMPROBB", "IIMCLASB", biopsy=True),
)
