"""How a permit type is written down in YAML: reading it with the shared parts filled in, and writing it.

``read`` takes what an administrator uploads as well as the files of ``permits/data``, and says of every
part what is wrong with it; ``written`` is the way back. Neither changes anything in the database.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from permits.definitions.checks import Problems, check, check_outline, unknown
from permits.models import ServiceStandard

DATA = Path(__file__).parent.parent / "data"
SHARED = DATA / "shared.yaml"
LONGEST = 200_000
DEEPEST = 12
LONGEST_TITLE = ServiceStandard._meta.get_field("permit_title").max_length
# Far more than any column holds; beyond some thousand digits Python refuses to write a number down.
LARGEST_NUMBER = 10**30
# What is written on one line each.
ROWS = ("standings", "stages", "requirements", "fields")

SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Loader(SafeLoader):
    """Plain values only, and no key twice in one place."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _value in node.value:
            name = getattr(key, "value", None)
            if isinstance(name, str) and name in seen:
                raise _refusal(_("kunci %(key)s ditulis dua kali") % {"key": name}, key)
            seen.add(str(name))
        return dict(super().construct_mapping(node, deep))

    def construct_number(self, node: yaml.ScalarNode) -> int:
        """A whole number of a size that can be written down again."""
        number = int(super().construct_yaml_int(node))
        if abs(number) > LARGEST_NUMBER:
            raise _refusal(_("bilangan terlalu besar"), node)
        return number


Loader.add_constructor("tag:yaml.org,2002:int", Loader.construct_number)


class Dumper(yaml.SafeDumper):
    """Texts of several lines as they stand, rows on one line each."""


class Row(dict[str, Any]):
    """What is written on one line."""


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _represent_row(dumper: yaml.SafeDumper, row: Row) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", row.items(), flow_style=True)


Dumper.add_representer(str, _represent_text)
Dumper.add_representer(Row, _represent_row)


def read(text: str) -> dict[str, Any]:
    """The definition that ``text`` (YAML) holds, everything shared filled in.

    Raises ValidationError with every problem found, each naming its part of the file.
    """
    problems = Problems()
    given = _parsed(text)
    check_outline(problems, given)
    problems.stop()
    definition = _filled_in(problems, given)
    problems.stop()
    check(problems, definition)
    problems.stop()
    return definition


def written(definition: dict[str, Any]) -> str:
    """A definition as YAML; ``read`` gives back the same."""
    laid_out = {
        part: [Row(row) for row in content] if part in ROWS else content for part, content in definition.items()
    }
    return str(yaml.dump(laid_out, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=float("inf")))


def _parsed(text: str) -> Any:
    """What the YAML says. Raises ValidationError for what is no YAML, too long, too deep or refers to itself."""
    if len(text) > LONGEST:
        raise ValidationError(_("Berkas terlalu panjang: paling banyak %(most)d huruf.") % {"most": LONGEST})
    try:
        _refuse_knots(text)
        return yaml.load(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValidationError(
            _("Berkas bukan YAML yang benar, baris %(line)d: %(problem)s. Perbaiki baris itu lalu unggah lagi.")
            % {"line": line, "problem": error.problem}
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise ValidationError(
            _("Berkas bukan YAML yang benar. Periksa tanda kutip, tanggal, angka, dan huruf yang tidak lazim.")
        ) from error


def _refuse_knots(text: str) -> None:
    """Raise a YAML error before anything is built of references, tags and lists within lists without end."""
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.AliasEvent):
            raise _refusal(_("rujukan (*) tidak diterima"), event)
        if getattr(event, "tag", None) is not None:
            raise _refusal(_("tanda jenis (!) tidak diterima"), event)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _refusal(_("terlalu banyak lapisan"), event)


def _refusal(problem: str, at: Any) -> yaml.MarkedYAMLError:
    """A YAML error of our own at the place of an event or a node."""
    return yaml.MarkedYAMLError(problem=problem, problem_mark=at.start_mark)


# Filling in what is shared -------------------------------------------------------------


@cache
def shared() -> dict[str, Any]:
    """The parts that definitions take over. For reading only."""
    return dict(yaml.load(SHARED.read_text(encoding="utf-8"), Loader=Loader))


def _filled_in(problems: Problems, given: dict[str, Any]) -> dict[str, Any]:
    """``given`` with its procedure's stages, its included rows and the shared texts written out."""
    definition = {key: value for key, value in given.items() if key not in ("procedure", "days")}
    definition.setdefault("kinds", ["new"])
    definition["permit"] = shared()["permit"] | given["permit"]
    definition["components"] = _texts(given)
    if "procedure" in given:
        definition["stages"] = _stages(problems, given)
    for part in ("requirements", "fields"):
        definition[part] = list(_rows(problems, part, given[part]))
    return definition


def _texts(given: dict[str, Any]) -> dict[str, Any]:
    """The components, the shared ones where the file has none, and the marks in them replaced."""
    usual = shared()["components"]
    texts = usual | given.get("components", {})
    # No longer than it may be, and the usual text once: else a small file would grow to gigabytes here.
    title = str(given["permit"].get("title", ""))[:LONGEST_TITLE]
    filled = {name: text for name, text in texts.items() if isinstance(text, str)}
    return texts | {
        name: text.replace("{umum}", usual.get(name, ""), 1).replace("{judul}", title) for name, text in filled.items()
    }


def _stages(problems: Problems, given: dict[str, Any]) -> list[Any]:
    procedure, known = given["procedure"], shared()["procedures"]
    if procedure not in known:
        problems.add("procedure", unknown(procedure, known))
        return []
    stages = copy.deepcopy(known[procedure])
    days = given.get("days", [stage["day"] for stage in stages])
    if len(days) != len(stages):
        problems.add(
            "days",
            _("ada %(days)d batas hari, tetapi prosedur ini mempunyai %(stages)d tahap")
            % {"days": len(days), "stages": len(stages)},
        )
    return [stage | {"day": day} for stage, day in zip(stages, days, strict=False)]


def _rows(problems: Problems, part: str, given: list[Any]) -> Iterator[Any]:
    """The rows of a part; those it includes stand where they are included."""
    known = shared()[part]
    for number, row in enumerate(given, start=1):
        if not isinstance(row, dict) or "include" not in row:
            yield row
        elif list(row) != ["include"] or not isinstance(row["include"], str) or row["include"] not in known:
            problems.add(f"{part} {number}, include", unknown(row["include"], known))
        else:
            yield from copy.deepcopy(known[row["include"]])
