"""Runs axe-core in a page and puts what it finds into words."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """tags => axe.run(document, {
    runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], iframes: false,
})"""
TARGET = 44  # CSS pixels
# Links within a sentence may be as high as its line (WCAG 2.5.8).
SMALL_TARGETS = """least => [...document.querySelectorAll('a, button, input, select, summary')]
    .filter(element => element.checkVisibility() && element.type !== 'hidden')
    .filter(element => !element.closest('p, ol > li, .hint') && !element.matches('.skip'))
    .map(element => element.closest('label') || element)
    .filter(element => element.getBoundingClientRect().height < least)
    .map(element => element.outerHTML.slice(0, 160))"""


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


def small_targets(page: Page) -> list[str]:
    """Return what on `page` is too low for a thumb."""
    return list(page.evaluate(SMALL_TARGETS, TARGET))


def open_everything(page: Page) -> None:
    """Open all that is folded away on `page`."""
    page.evaluate("() => document.querySelectorAll('details').forEach(part => { part.open = true })")


def enlarge_text(page: Page, size: str) -> None:
    """Show `page` with letters of `size`, such as "200%"; "" for the usual one."""
    page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
