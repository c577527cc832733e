"""`study.toml`: what is read, what is refused and with which words, and the tables it becomes."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from cartaid.engine import Session
from cartaid.study.protocol import (
    Protocol,
    ProtocolError,
    default_protocol,
    defaults_text,
    protocol_tables,
    read_protocol,
    scaffold,
)
from cartaid.study.protocol.model import Section


def _read(tmp_path, text):
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    return read_protocol(path)


# text of study.toml, what the error must say
REFUSED = [
    ("[baseline]\nrulle = 'screening'", "study.toml: [baseline] rulle: no such key; the nearest is rule"),
    ("[tocixity]\ncrs = 'ASTCT 2019'", "study.toml: tocixity: no such key; the nearest is toxicity"),
    (
        "[[codes]]\ndomain = 'QS'\nfrom = 'A'\nto = 'B'\n[[codes]]\ndomain = 'QS'\nfrom = 'C'\ntoo = 'D'",
        "study.toml: [[codes]] number 2, too: no such key; the nearest is to",
    ),
    ("[baseline]\nrule = 'first'", "[baseline] rule: expected 'screening', 'before leukapheresis'"),
    ("[baseline]\nrule = 'first'", "found 'first'"),
    ("[toxicity]\ncrs = 'ASTCT'", "[toxicity] crs: expected 'ASTCT 2019', found 'ASTCT'"),
    ("[toxicity]\nctcae = 5", "[toxicity] ctcae: expected '5.0' or '6.0', found 5"),
    ("[toxicity]\nctcae = 5.0", "[toxicity] ctcae: expected '5.0' or '6.0', found 5.0"),
    ("[toxicity]\nctcae = 2024-03-01", "[toxicity] ctcae: expected '5.0' or '6.0', found 2024-03-01"),
    ("[study]\ndata_cut = 'soon'", "[study] data_cut: expected a valid date"),
    ("[b_cells]\nthreshold = 0", "[b_cells] threshold: expected greater than 0"),
    (
        "[disease.values]\nLupus = 'Lupus'",
        "[disease] values.Lupus: expected 'SLE', 'IIM' or 'SSC', found 'Lupus'",
    ),
    ("[disease]\nvariable = 'COHORT'", "disease.variable: expected a text variable of DM"),
    (
        "[[visits]]\nname = 'M1'\ntarget = 28\nlow = 30\nhigh = 40",
        "expected low <= target <= high, found 30, 28, 40",
    ),
    (
        "[[visits]]\nname = 'A'\ntarget = 1\nlow = 0\nhigh = 5\n[[visits]]\nname = 'B'\ntarget = 5\nlow = 5\nhigh = 9",
        "windows 'A' (to day 5) and 'B' (from day 5) overlap",
    ),
    (
        "[[visits]]\nname = 'A'\ntarget = 1\nlow = 0\nhigh = 2\n[[visits]]\nname = 'A'\ntarget = 5\nlow = 5\nhigh = 9",
        "name 'A' is given twice",
    ),
    (
        "[[visits]]\nname = 'A'\ntarget = 1\nlow = 0",
        "[[visits]] number 1, high: expected a value, found none",
    ),
    ("[[codes]]\ndomain = 'XX'\nfrom = 'A'\nto = 'B'", "expected a domain of DM, EX"),
    (
        "[[codes]]\ndomain = 'QS'\nvariable = 'QSSEQ'\nfrom = 'A'\nto = 'B'",
        "expected a text variable of QS, found 'QSSEQ'",
    ),
    (
        "[[codes]]\ndomain = 'QS'\nfrom = 'a'\nto = 'B'\n[[codes]]\ndomain = 'QS'\nfrom = 'A'\nto = 'C'",
        "'A' of QSTESTCD is mapped twice",
    ),
    ("[[drugs]]\nclass = 'biologic'", "expected exactly one of name and atc"),
    ("[[drugs]]\nname = 'x'\natc = 'L04'\nclass = 'biologic'", "expected exactly one of name and atc"),
    ("[[drugs]]\nname = 'x'\nclass = 'biological'", "expected 'glucocorticoid', 'antimalarial'"),
    ("[exposure]\nlymphodepletion_categories = ['cart']", "'CART' is listed as CAR T and as lymphodepletion"),
    (
        "[toxicity]\nalso = ['CARTOX']",
        "expected 'Lee 2014', 'Penn', 'CTCAE 5.0' or 'CTCAE 6.0', found 'CARTOX'",
    ),
    (
        "[[dose_limiting]]\nname = 'A'\nevent = 'early ICAHT'\ngrade = 4\nlonger_than_hours = 72",
        "early ICAHT is graded once a patient: leave longer_than_hours out",
    ),
    (
        "[[dose_limiting]]\nname = 'A'\nevent = 'CRS'\ngrade = 3\nrelated = true",
        "related and non_haematological belong to recorded adverse events",
    ),
    (
        "[[dose_limiting]]\nname = 'A'\nevent = 'platelets'\ngrade = 4\nrecorded = true",
        "recorded belongs to CRS, ICANS and adverse event, found it with 'platelets'",
    ),
    (
        "[[dose_limiting]]\nname = 'A'\nevent = 'CRS'\ngrade = 3\nfirst_day = 9\nlast_day = 8",
        "expected last_day not before first_day, found 8, 9",
    ),
    (
        "[[dose_limiting]]\nname = 'A'\nevent = 'CRS'\ngrade = 3\n[[dose_limiting]]\nname = 'A'\n"
        "event = 'ICANS'\ngrade = 3",
        "dose_limiting: name 'A' is given twice",
    ),
    ("[stagger]\ndays = 0", "[stagger] days: expected greater than or equal to 1, found 0"),
    ("[study\nid = 1", "study.toml: expected TOML, found: "),
    (
        "[[event_free.events]]\nlabel = 'x'\nparameter = 'OMERILDP'\nterms = ['a']",
        "event 'x': expected exactly one of parameter, terms, and drugs or drug_classes",
    ),
    ("[[event_free.events]]\nlabel = 'x'\nterms = ['a']\ngrad = 3", "no such key; the nearest is grade"),
    ("[[event_free.events]]\nlabel = 'x'\nterms = ['a']\nat_least = 3", "belong to a parameter"),
    ("[[event_free.events]]\nlabel = 'x'\nparameter = 'P'\ngrade = 3", "grade belongs to terms"),
    (
        "[[event_free.events]]\nlabel = 'x'\nparameter = 'P'\nvalue = ['Y']\nat_least = 3",
        "expected value or at_least and at_most, found both",
    ),
    (
        "[[endpoints]]\nparameter = 'LLDAS'\nvisit = 'Month 7'\nstrategy = 'composite'",
        "expected one of Screening, Baseline",
    ),
    (
        "[[endpoints]]\nparameter = 'LLDAS'\nstrategy = 'composite'\n[[endpoints]]\nparameter = 'LLDAS'\n"
        "strategy = 'composite'",
        "'LLDAS, composite' is given twice",
    ),
    (
        "[[endpoints]]\nparameter = 'LLDAS'\nstrategy = 'hypothetical'",
        "expected 'composite', 'treatment policy'",
    ),
    (
        "[kinetics]\nauc = 'linear up'",
        "[kinetics] auc: expected 'linear-up/log-down' or 'linear', found 'linear up'",
    ),
    ("[kinetics]\nmodel = 'tier 2'", "[kinetics] model: expected 'tier 1', found 'tier 2'"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_refused_with_place_expected_and_found(tmp_path, text, said):
    with pytest.raises(ProtocolError) as error:
        _read(tmp_path, text)
    assert said in str(error.value)
    assert all(line.startswith("study.toml: ") for line in str(error.value).splitlines())


def test_every_fault_is_named_at_once(tmp_path):
    with pytest.raises(ProtocolError) as error:
        _read(tmp_path, "[baseline]\nrul = 'x'\n[day0]\nruler = 'y'")
    assert len(str(error.value).splitlines()) == 2


def test_latin_1_settings_are_refused(tmp_path):
    path = tmp_path / "study.toml"
    path.write_bytes("[study]\ntitle = 'Größe'".encode("latin-1"))
    with pytest.raises(ProtocolError, match=r"study\.toml: expected UTF-8 text"):
        read_protocol(path)


def test_values_keep_their_exact_form(tmp_path):
    protocol = _read(
        tmp_path,
        """
        [study]
        id = "S1"
        data_cut = 2024-03-31
        [b_cells]
        threshold = 0.1
        [definitions."doris-2021"]
        gc_limit = "strict"
        stable_window_days = 84
        pga_limit = 0.50
        allow_investigational = true
        [run]
        definitions = ["lldas-2016"]
        [[drugs]]
        name = "Dapsone"
        class = "immunosuppressive"
        [[drugs]]
        atc = "h02ab02"
        class = "glucocorticoid"
        factor = 8.333
        """,
    )
    assert protocol.study.data_cut == date(2024, 3, 31)
    assert protocol.b_cells.threshold == Decimal("0.1")
    tables = {table.name: table.rows for table in protocol_tables(protocol)}
    assert tables["protocol_switch"] == (
        ("doris-2021", "gc_limit", "strict"),
        ("doris-2021", "stable_window_days", "84"),
        ("doris-2021", "pga_limit", "0.50"),
        ("doris-2021", "allow_investigational", "true"),
    )
    assert tables["protocol_definition"] == (("lldas-2016",),)
    assert tables["protocol_drug"] == (
        ("DAPSONE", None, "immunosuppressive", None),
        (None, "H02AB02", "glucocorticoid", Decimal("8.333")),
    )
    settings = dict(tables["protocol_setting"])
    assert settings["study.data_cut"] == "2024-03-31"
    assert settings["b_cells.threshold"] == "0.1"
    # What is not set has no row: nothing can be taken for a default.
    assert "toxicity.crs" not in settings


def test_declared_events_and_endpoints_become_tables(tmp_path):
    protocol = _read(
        tmp_path,
        """
        [event_free]
        disease = "SSC"
        [[event_free.events]]
        label = "lung"
        parameter = "OMERILDP"
        [[event_free.events]]
        label = "heart"
        terms = ["Cardiac failure"]
        grade = 3
        [[endpoints]]
        parameter = "TIS"
        at_least = 40
        strategy = "while on treatment"
        intercurrent = ["death"]
        """,
    )
    tables = {table.name: table.rows for table in protocol_tables(protocol)}
    assert tables["protocol_event"] == (
        (1, "lung", "OMERILDP", None, None, None),
        (2, "heart", None, None, None, 3),
    )
    assert tables["protocol_event_word"] == ((1, "value", "Y"), (2, "term", "CARDIAC FAILURE"))
    name = "TIS, while on treatment"
    assert tables["protocol_endpoint"] == (
        (name, "TIS", None, "while on treatment", "undetermined", None, Decimal(40), None),
    )
    assert tables["protocol_endpoint_word"] == ((name, "intercurrent", "death"),)
    settings = dict(tables["protocol_setting"])
    assert (settings["event_free.disease"], settings["event_free.death"]) == ("SSC", "true")
    assert settings["time_to_event.drug_free_level"] == "DRUGFREE"
    assert "kinetics.model" not in settings
    assert "event_free.events" not in settings


def test_the_offered_event_list_can_be_uncommented(tmp_path):
    lines = scaffold().splitlines()
    start = lines.index("# [[event_free.events]]")
    offered = [line[2:] for line in lines[start : lines.index("", start)]]
    events = _read(tmp_path, "\n".join(offered)).event_free.events
    assert len(events) == 5
    assert events[4].drug_classes == ("immunosuppressive", "biologic")


def test_tables_load_into_a_session():
    session = Session(threads=1)
    for table in protocol_tables(default_protocol()):
        session.load(table.name, table.columns, table.rows)
    assert session.rows("SELECT AVISITN, TARGET, LOW, HIGH FROM protocol_visit WHERE AVISIT = 'Month 6'") == [
        (182, 182, 137, 228)
    ]


def test_default_windows_touch_and_do_not_overlap():
    visits = default_protocol().visits
    for earlier, later in pairwise(visits):
        assert later.low == earlier.high + 1
        assert earlier.low <= earlier.target <= earlier.high


def test_own_category_always_means_itself(tmp_path):
    protocol = _read(tmp_path, "[exposure]\ncar_t_categories = ['Infusion product']")
    rows = {table.name: table.rows for table in protocol_tables(protocol)}["protocol_exposure"]
    assert ("EXCAT", "INFUSION PRODUCT", "CAR T") in rows
    assert ("EXCAT", "CAR T", "CAR T") in rows


def test_scaffold_reads_back_as_the_defaults():
    protocol = Protocol.model_validate(tomllib.loads(scaffold("S1"), parse_float=Decimal))
    default = default_protocol()
    assert protocol.study.id == "S1"
    assert protocol.model_copy(update={"study": default.study}) == default


def test_scaffold_lines_commented_out_are_valid_when_uncommented():
    offered = [
        line[2:]
        for line in scaffold().splitlines()
        if line.startswith(("# crs =", "# icans =", "# ctcae =", "# data_cut =", "# second ="))
    ]
    assert len(offered) == 5
    for line in offered:
        key = line.split(" ")[0]
        section = {"data_cut": "study", "second": "baseline"}.get(key, "toxicity")
        Protocol.model_validate(tomllib.loads(f"[{section}]\n{line}"))


def _models(model, seen):
    if model in seen:
        return
    seen.add(model)
    for field in model.model_fields.values():
        for inner in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(inner, type) and issubclass(inner, Section):
                _models(inner, seen)


def test_every_key_is_documented_and_in_the_scaffold():
    models: set[type[Section]] = set()
    _models(Protocol, models)
    assert len(models) == 26
    text = scaffold()
    for model in models:
        for name, field in model.model_fields.items():
            assert field.description, f"{model.__name__}.{name}"
            assert (field.alias or name) in text, f"{model.__name__}.{name}"


def test_defaults_are_said_in_words():
    text = defaults_text(default_protocol())
    assert "no study.toml" in text
    assert "no scheme named, so nothing is graded" in text
