"""Runs axe-core in a page and puts what it finds into words."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"


def violations(page: Page) -> list[str]:
    """Return a paragraph for each rule that `page` breaks, naming the elements that break it."""
    page.evaluate(AXE)
    return [_paragraph(violation) for violation in page.evaluate(RUN, TAGS)["violations"]]


def _paragraph(violation: dict[str, Any]) -> str:
    elements = [f"    {' '.join(map(str, node['target']))}\n      {node['html'][:160]}" for node in violation["nodes"]]
    return "\n".join([f"{violation['id']} ({violation['impact']}): {violation['help']}", *elements])


def sideways_scroll(page: Page) -> int:
    """Return by how many CSS pixels the content of `page` is wider than its window; 0 is what it should be."""
    return int(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
