"""What is wrong with a page for somebody's eyes, ears or hands: axe, names, reflow and motion."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_SCROLLED_BY_ITS_FIELD = ("scrollable-region-focusable", "#saved")
"""The saved replies: the arrow keys of the field that they belong to go through them."""
_EVERYTHING = """() => {
  const roots = [document], found = [];
  for (const root of roots) for (const node of root.querySelectorAll('*')) {
    found.push(node);
    if (node.shadowRoot) roots.push(node.shadowRoot);
  }
  return found;
}"""
_SIDEWAYS = f"""() => {{
  const told = (node) => [node.localName, ...node.classList].join('.');
  const page = document.scrollingElement;
  const found = page.scrollWidth > innerWidth ? [`the page is ${{page.scrollWidth}} wide`] : [];
  for (const node of ({_EVERYTHING})()) {{
    const end = Math.round(node.getBoundingClientRect().right);
    const out = found.length && node.checkVisibility() && end > innerWidth;
    if (out && !node.closest('.frame, .scroll')) found.push(told(node));
    if (!node.checkVisibility() || node.scrollWidth <= node.clientWidth + 1) continue;
    const {{overflowX}} = getComputedStyle(node);
    const table = node.querySelector('table');
    if (['auto', 'scroll'].includes(overflowX) && !table) found.push(told(node));
  }}
  return found;
}}"""
_MOVING = f"""() => matchMedia('(prefers-reduced-motion: reduce)').matches
  ? ({_EVERYTHING})().filter((node) => node.getAnimations().length).map((node) => node.localName)
  : []"""
_FOCUS = """() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  if (!node || node === document.body) return null;
  const ring = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const drawn = (one) => !!one && (ring(getComputedStyle(one)) || drawn(one.parentElement));
  const box = node.getBoundingClientRect();
  const seen = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  const label = node.getAttribute('aria-label') || node.textContent || node.id;
  return {
    what: [node.localName, ...node.classList].join('.') + ' ' + label.trim().slice(0, 30),
    ring: drawn(node), seen,
  };
}"""
_NAMED_ROLES = {
    *("button", "link", "textbox", "searchbox", "checkbox", "switch", "radio", "combobox"),
    *("listbox", "option", "dialog", "alertdialog", "table", "group", "region", "navigation"),
    *("spinbutton", "tab", "heading", "image"),
}


def flaws(page: Page) -> list[str]:
    """Everything that breaks WCAG 2.2 AA or our own rules, one line each."""
    return [
        *axe_finds(page),
        *(f"no name: {role}" for role in unnamed(page)),
        *(f"scrolls sideways: {found}" for found in page.evaluate(_SIDEWAYS)),
        *(f"moves: {found}" for found in page.evaluate(_MOVING)),
    ]


def axe_finds(page: Page) -> list[str]:
    """What axe objects to."""
    # The chat is a guest on somebody's page: how that page is laid out is not its matter.
    rules = WCAG if page.locator("support-chat").count() else [*WCAG, "best-practice"]
    results = Axe().run(page, options={"runOnly": rules})
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
        if (violation["id"], node["target"][0][-1]) != _SCROLLED_BY_ITS_FIELD
    ]


def unnamed(page: Page) -> list[str]:
    """What a screen reader would come to and could not name, as role and element."""
    devtools = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = devtools.send("Accessibility.getFullAXTree")["nodes"]
    found = []
    for node in nodes:
        role = node["role"]["value"]
        named = node.get("name", {}).get("value", "").strip()
        if node.get("ignored") or named or role not in _NAMED_ROLES:
            continue
        asked = {"backendNodeId": node["backendDOMNodeId"]}
        element = devtools.send("DOM.describeNode", asked)["node"]
        if element["localName"] != "details":  # its summary is its name
            found.append(f"{role} {element['localName']} {element.get('attributes')}")
    devtools.detach()
    return found


def tab_stops(page: Page, most: int = 120) -> list[str]:
    """Go through the page with Tab; every stop shows where it is. Returns the stops in order."""
    stops: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        focus = page.evaluate(_FOCUS)
        if focus is None:
            return stops
        assert focus["ring"], f"no ring around {focus['what']}"
        assert focus["seen"], f"out of sight: {focus['what']}"
        stops.append(focus["what"])
    raise AssertionError(f"Tab does not come out of {stops[-6:]}")
