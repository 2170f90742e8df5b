"""The notebooks as pages without scripts, as on GitHub: complete, with all their pictures.

That they can be read by everybody is tested on the pages of the book, which show the same.
"""

import re
from pathlib import Path

import pytest
from nbconvert import HTMLExporter

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


def render(path):
    """A page as GitHub would show it: outputs as stored, no script.

    The classic template is the one that hands on the pictures' alternative texts.
    """
    html, _ = HTMLExporter(template_name="classic", embed_images=True).from_filename(path)
    html = re.sub(r"<script\b.*?</script>", "", html, flags=re.DOTALL)
    return re.sub(r"<link\b[^>]*>", "", html)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
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
    page.screenshot(path=report / f"page_{path.stem}.png", full_page=True)
    page.close()
