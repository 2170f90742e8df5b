"""The notebooks as pages without scripts, as on GitHub: complete, and readable by everybody."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbconvert import HTMLExporter

LESSONS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("[0-9]*.ipynb"))

# Faults of nbconvert's page around the notebook, not of what stands in it: its colors for the
# numbers of cells, for code and for links.
NOT_OURS = {"color-contrast": ".prompt, .highlight, a"}


def render(path):
    """A page as GitHub would show it: outputs as stored, no script.

    The classic template is the one that hands on the pictures' alternative texts.
    """
    html, _ = HTMLExporter(template_name="classic", embed_images=True).from_filename(path)
    html = re.sub(r"<script\b.*?</script>", "", html, flags=re.DOTALL)
    return re.sub(r"<link\b[^>]*>", "", html)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.name[:2])
def test_page(chromium, report, tmp_path, path):
    file = tmp_path / "page.html"
    file.write_text(render(path), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    page.goto(file.as_uri())
    for sign in ("Error displaying widget", "widget-view", "No description has been provided"):
        assert sign not in page.content(), sign
    pictures = page.locator("img")
    broken = pictures.evaluate_all("all => all.filter(one => !one.naturalWidth).length")
    assert pictures.count() >= 2 and not broken
    page.screenshot(path=report / f"page_{path.name[:2]}.png", full_page=True)
    serious = [
        f"{fault['id']}: {fault['help']}: {node['html'][:160]}"
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
        if not inside(page, node, NOT_OURS.get(fault["id"]))
    ]
    page.close()
    assert not serious


def inside(page, node, region):
    """Whether axe's finding lies in a region of the page."""
    target = page.locator(node["target"][0]).first
    return bool(region) and target.evaluate("(one, region) => !!one.closest(region)", region)
