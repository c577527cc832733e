"""Definitions from outside the package: found, or refused in one line that names the file and what is wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cartaid.describe import described
from cartaid.evaluators.cases import described_cases
from cartaid.instruments import catalogue
from cartaid.instruments.catalogue import DefinitionFileError, definition, definitions, read_definitions

MODULE = """from cartaid.instruments.definition import Definition, Record, Score, Source, flag, weight

DEFINITION = Definition(
    id="two-signs", paramcd="TWOSIGNS", title="Two signs", disease="SLE", kind="index", edition="0",
    items=(
        flag("oedema", "Oedema", Record("QS", "OEDEMA")),
        flag("ulcer", "Ulcer", Record("QS", "ULCER")),
    ),
    method=Score((weight("oedema", 2), weight("ulcer", 3))),
    sources=(Source("Invented", where="this test"),),
    licence="free",
)
"""
CASES = '- {name: "one", given: {oedema: 1, ulcer: 0}, expect: {value: 2}, source: "weight 2"}\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(catalogue.FOLDERS_VARIABLE, str(tmp_path))
    return tmp_path


def write(folder: Path, stem: str, text: str, cases: str | None = CASES) -> None:
    (folder / f"{stem}.py").write_text(text, encoding="utf-8")
    if cases is not None:
        (folder / f"{stem}.cases.yaml").write_text(cases, encoding="utf-8")


def test_a_module_from_outside_is_found(folder: Path) -> None:
    write(folder, "two_signs", MODULE)
    (folder / "shared.py").write_text("WEIGHT = 2\n", encoding="utf-8")
    assert definition("two-signs").paramcd == "TWOSIGNS"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ('weight("ulcer", 3)', 'weight("ulcr", 3)'),
            "two-signs: term 'ulcr' uses 'ulcr', which is no item of it; did you mean 'ulcer'?",
        ),
        (("flag, weight", "flag, wieght"), "two_signs.py, line 1: ImportError: cannot import name 'wieght'"),
        (('flag("ulcer"', 'flg("ulcer"'), "two_signs.py, line 7: NameError: name 'flg' is not defined"),
        (("method=Score((", "method=Score((" * 2), "two_signs.py, line "),
        (
            ('paramcd="TWOSIGNS"', 'paramcd="TWOSIGNS9"'),
            "PARAMCD 'TWOSIGNS9': expected a capital letter and at most seven more",
        ),
        (('paramcd="TWOSIGNS"', 'paramcd="SLEDAI"'), "two-signs: PARAMCD SLEDAI is taken by sledai-2k"),
        (('disease="SLE"', 'disease="lupus"'), "disease 'lupus': expected one of SLE, IIM, SSc, any, other"),
        (
            ('id="two-signs"', 'id="three-signs"'),
            "declares 'three-signs': expected the file name three_signs.py",
        ),
        (('flag("ulcer"', 'flag("oedema"'), "item 'oedema' is declared more than once"),
        (('id="two-signs"', 'id="sledai-2k"'), "two_signs.py: declares 'sledai-2k'"),
    ],
)
def test_a_module_that_cannot_be_used_is_refused_in_one_line(
    folder: Path, change: tuple[str, str], said: str
) -> None:
    assert change[0] in MODULE
    write(folder, "two_signs", MODULE.replace(*change, 1))
    found, wrong = read_definitions()
    assert "sledai-2k" in {known.id for known in found}, "the others stay"
    (error,) = wrong
    assert said in str(error)
    assert "two_signs.py" in str(error)
    assert "\n" not in str(error)
    with pytest.raises(DefinitionFileError):
        definitions()


def test_a_module_without_cases_is_refused(folder: Path) -> None:
    write(folder, "two_signs", MODULE, cases=None)
    with pytest.raises(
        DefinitionFileError, match=r"two_signs.py has no cases file two_signs.cases.yaml beside it"
    ):
        definition("two-signs")


def test_the_id_of_a_definition_that_is_there_is_refused_by_name(folder: Path) -> None:
    text = MODULE.replace('id="two-signs"', 'id="sledai-2k"')
    write(folder, "sledai_2k", text)
    with pytest.raises(DefinitionFileError, match=r"the id 'sledai-2k' is taken by .*sledai_2k\.py"):
        definition("sledai-2k")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ('disease="SLE"', 'disease="RA"'),
            "two-signs: disease 'RA': expected one of SLE, IIM, SSc, any, other",
        ),
        ((', where="this test"', ""), "two-signs: source 'Invented': expected a doi, or in where the place"),
        (
            ('sources=(Source("Invented", where="this test"),)', "sources=()"),
            "sources: expected at least one Source",
        ),
    ],
)
def test_a_definition_nobody_could_place_is_refused(folder: Path, change: tuple[str, str], said: str) -> None:
    write(folder, "two_signs", MODULE.replace(*change))
    with pytest.raises(DefinitionFileError) as refused:
        definition("two-signs")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        (
            '- {name: "one", given: {oedema: 1\n- x: [',
            "two_signs.cases.yaml, line 2: expected a list of cases in YAML",
        ),
        ("name: one", "two_signs.cases.yaml: expected a list of cases, found dict"),
        (
            "- {name: one, gven: {oedema: 1}}",
            "case 1: expected the keys name, given, expect, source, set, definition",
        ),
    ],
)
def test_cases_that_cannot_be_read_are_refused_where_they_are_asked_for(
    folder: Path, cases: str, said: str
) -> None:
    write(folder, "two_signs", MODULE, cases)
    known = definition("two-signs")
    with pytest.raises(DefinitionFileError) as refused:
        described_cases(known)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("DEFINITION = (", "broken.py, line 1: '(' was never closed"),
        (
            "\nfrom cartaid.instruments.definition import Itm",
            "broken.py, line 2: ImportError: cannot import name 'Itm'",
        ),
        ("DEFINITION = 1", "broken.py: TypeError: expected a Definition, found int"),
    ],
)
def test_a_slip_in_a_module_of_the_package_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    """As a contributor meets it who adds a module beside the others."""
    write(tmp_path, "broken", text)
    monkeypatch.setattr(catalogue, "PACKAGE", tmp_path)
    monkeypatch.setattr("cartaid.instruments.__path__", [str(tmp_path)])
    monkeypatch.delitem(sys.modules, "cartaid.instruments.broken", raising=False)
    with pytest.raises(DefinitionFileError) as refused:
        catalogue.load(tmp_path / "broken.py")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_every_unit_that_is_read_is_documented() -> None:
    acute = {item["id"]: item for item in described(definition("acr20"))["items"]}["acute"]
    assert acute["units"] == ["mg/L", "mg/dL", "mm/h"]
    assert acute["unit_rule"] == "column acute_unit: for all values of the ratio, or for none"
