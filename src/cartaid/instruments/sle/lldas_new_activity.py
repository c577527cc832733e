"""New features of lupus activity since the previous assessment: the second criterion of LLDAS."""

from cartaid.instruments.definition import Clause, Definition, Item, Record, Source, State, Switch, flag
from cartaid.instruments.sle.lldas_2016 import FRANKLYN_2016
from cartaid.instruments.sle.sledai_2k import ATTRIBUTION, ITEMS, LICENCE, WEIGHTS, previous_items

PREVIOUS = previous_items()
_NEW = " OR ".join(f"({id} = 1 AND {id}_previous = 0)" for id in WEIGHTS)

DEFINITION = Definition(
    id="lldas-new-activity",
    paramcd="NEWACT",
    title="New lupus activity since the previous assessment",
    disease="SLE",
    kind="state",
    edition="2016",
    family="LLDAS",
    items=(
        *ITEMS,
        *PREVIOUS,
        Item("flare", "SELENA flare grade", low=0, high=2, step=1, record=Record("ADRS", "SFI")),
        flag("new_bilag", "New BILAG-2004 activity in any system", Record("QS", "BILGNEW", "BILAG-2004")),
    ),
    assessed_by=tuple(WEIGHTS),
    method=State((Clause("new", "a new feature of activity", "{by}"),)),
    switches=(
        Switch(
            "by",
            "What counts as a new feature",
            {"item": _NEW, "flare": "flare >= 1", "bilag": f"({_NEW}) OR new_bilag = 1"},
            "item",
            "item: a SLEDAI-2K item that was absent; flare (Golder 2016): any SELENA flare; bilag "
            "(Oon 2019): a new item or new BILAG activity.",
        ),
    ),
    low=0,
    high=1,
    better="lower",
    attribution=ATTRIBUTION,
    run="on request",
    missing="Without a previous assessment the answer is open, not no.",
    sources=(
        FRANKLYN_2016,
        Source(
            "Golder V et al. Arthritis Res Ther 2016;18:260",
            doi="10.1186/s13075-016-1163-2",
            where="table 3: criterion 2 based on flares",
            checked="verified",
        ),
    ),
    licence=LICENCE,
)
