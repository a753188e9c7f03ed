"""The house rules that no linter knows: short files, one writer of the journey, no inline code, nothing swallowed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

HOUSE = Path(settings.BASE_DIR)
ROOMS = ["sipelaku", "permits", "tracking", "helpdesk", "testkit", "e2e", "bench", "scripts", "templates", "static"]
LONGEST = 400
WRITER = HOUSE / "permits" / "workflow.py"
PAPERS_AND_LETTERS = (HOUSE / "templates" / "print", HOUSE / "templates" / "email")


def files(*endings: str) -> Iterator[Path]:
    """Yield our own files with these endings: nothing vendored, nothing generated."""
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*")):
            if path.suffix in endings and not {"vendor", "migrations", "__pycache__"} & set(path.parts):
                yield path


def places(path: Path, lines: Iterator[int]) -> list[str]:
    return [f"{path.relative_to(HOUSE)}:{line}" for line in lines]


def moves_of_the_journey(code: str) -> Iterator[int]:
    """Yield the lines of `code` that assign `.status` or `.stage` of an application, or update them in the database."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Attribute(value=owner, attr="status" | "stage" | "stage_id", ctx=ast.Store()):
                if "application" in ast.unparse(owner):
                    yield node.lineno
            case ast.Call(func=ast.Attribute(value=manager, attr="update"), keywords=keywords):
                names = {keyword.arg for keyword in keywords}
                if "stage" in names or ("status" in names and "Application" in ast.unparse(manager)):
                    yield node.lineno


def broad_handlers(code: str) -> Iterator[int]:
    """Yield the lines of `code` that catch everything."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ExceptHandler) and (
            node.type is None or re.search(r"\b(Base)?Exception\b", ast.unparse(node.type))
        ):
            yield node.lineno


INLINE = re.compile(
    r"""\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*["']|javascript:|<script\b(?![^>]*\ssrc=)""", re.IGNORECASE
)


def inline_code(markup: str) -> Iterator[int]:
    """Yield the lines of `markup` that hold a script or a style of their own, which the browser is told to refuse."""
    for number, line in enumerate(markup.splitlines(), start=1):
        if INLINE.search(line):
            yield number


def test_no_file_is_longer_than_a_few_screens():
    longer = [
        f"{path.relative_to(HOUSE)}: {length} lines"
        for path in files(".py", ".html", ".css", ".js", ".sh")
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    ]
    assert longer == []


def test_only_the_workflow_moves_an_application():
    writers = [
        place
        for path in files(".py")
        if path != WRITER and not {"tests", "bench"} & set(path.parts)
        for place in places(path, moves_of_the_journey(path.read_text(encoding="utf-8")))
    ]
    assert writers == []


def test_nothing_catches_everything():
    catchers = [
        place for path in files(".py") for place in places(path, broad_handlers(path.read_text(encoding="utf-8")))
    ]
    assert catchers == []


def test_templates_hold_no_scripts_or_styles():
    inline = [
        place
        for path in files(".html")
        if not any(path.is_relative_to(exempt) for exempt in PAPERS_AND_LETTERS)
        for place in places(path, inline_code(path.read_text(encoding="utf-8")))
    ]
    assert inline == []


@pytest.mark.parametrize(
    "code",
    [
        "application.status = 'x'",
        "self.application.stage = None",
        "draft.application.stage_id = 3",
        "Application.objects.filter(pk=1).update(status='x')",
        "mine.update(stage=None)",
    ],
)
def test_the_guard_sees_a_second_writer(code):
    assert list(moves_of_the_journey(code)) == [1]


@pytest.mark.parametrize("code", ["standard.status = 'published'", "application.status == 'x'", "seen.update(note='')"])
def test_the_guard_lets_harmless_code_pass(code):
    assert list(moves_of_the_journey(code)) == []


@pytest.mark.parametrize(
    "clause", ["except:", "except Exception:", "except BaseException:", "except (OSError, Exception) as e:"]
)
def test_the_guard_sees_a_broad_handler(clause):
    assert list(broad_handlers(f"try:\n    go()\n{clause}\n    pass")) == [3]


@pytest.mark.parametrize(
    "markup",
    ['<p style="color:red">', "<style>", "<script>go()</script>", '<a onclick="go()">', '<a href="javascript:go()">'],
)
def test_the_guard_sees_inline_code(markup):
    assert list(inline_code(markup)) == [1]


@pytest.mark.parametrize("markup", ['<script src="/a.js" defer></script>', '<link rel="stylesheet" href="a.css">'])
def test_the_guard_lets_linked_code_pass(markup):
    assert list(inline_code(markup)) == []
