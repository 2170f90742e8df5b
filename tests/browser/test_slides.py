"""Every slide as the last row sees it: nothing cut, nothing small, nothing fetched."""

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe

from notebooks.teaching.slides import make_slides

# Pixels on a slide of 1280×720.
WORDS, CODE, FIGURE = 28, 20, 13.5
DPI = 120  # of the figures in the notebooks, whose letters are of 9 points and more

# What is wrong with the slide that is shown. Its scale does not matter: places are compared with
# the slide's own, and sizes of letters are those before scaling.
LOOK = """({words, code, figure, dpi}) => {
  const slide = Reveal.getCurrentSlide(), scale = Reveal.getScale(), faults = [];
  const blame = (what, one) =>
    faults.push(`${what}: ${one.tagName} ${one.textContent.slice(0, 40)}`);
  const inside = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1
    && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
  const body = slide.querySelector(".body").getBoundingClientRect();
  for (const one of slide.querySelectorAll("*")) {
    const box = one.getBoundingClientRect();
    const hidden = "aside.notes, details:not([open]) > :not(summary)";
    if (one.closest(hidden) || !box.width) continue;
    if (!inside(box, slide.getBoundingClientRect())) blame("beyond the slide", one);
    if (one.closest(".body") && !inside(box, body)) blame("beyond its room", one);
    if (one.scrollWidth > one.clientWidth + 1 && one.tagName === "PRE") blame("cut", one);
    const letters = parseFloat(getComputedStyle(one).fontSize);
    const least = one.closest("pre, code") ? code : words;
    const own = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    // Small letters above and below the line belong to formulas.
    if (own && !one.closest("math") && letters < least) blame(`letters of ${letters}`, one);
    if (one.tagName === "MATH" && letters < words) blame(`formula of ${letters}`, one);
    if (one.tagName === "IMG") {
      const shown = Math.min(box.width / one.naturalWidth, box.height / one.naturalHeight) / scale;
      // Rows of pictures have letters of 10 points and more.
      const points = one.naturalWidth < 1.45 * one.naturalHeight ? 10 : 9;
      if (!(shown * dpi * points / 72 >= figure)) blame(`figure enlarged ${shown}`, one);
      if (one.alt.length < 20) blame("no alternative text", one);
    }
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def decks(tmp_path_factory):
    """A folder with all decks."""
    folder = tmp_path_factory.mktemp("slides")
    for path in make_slides.LESSONS:
        page = make_slides.page(nbformat.read(path, as_version=4))
        (folder / f"{path.stem}.html").write_text(page, encoding="utf-8")
    return folder


def open_deck(chromium, file, width=1280, height=720):
    """A page with a deck, without any network; what it asks for and its errors are kept."""
    context = chromium.new_context(viewport={"width": width, "height": height}, offline=True)
    page = context.new_page()
    page.asked, page.errors = [], []
    context.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda line: page.errors.append(line.text) if line.type == "error" else None)
    page.goto(file.as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    page.evaluate("document.fonts.ready")
    return page


def go_to(page, number):
    """Show a slide with all its fragments."""
    page.evaluate(
        """number => {
          const {h, v} = Reveal.getIndices(Reveal.getSlides()[number]);
          Reveal.slide(h, v, 99);
        }""",
        number,
    )


def faults(page, figure=FIGURE):
    sizes = {"words": WORDS, "code": CODE, "figure": figure, "dpi": DPI}
    return page.evaluate(LOOK, sizes)


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768)], ids=lambda size: f"{size[0]} px")
@pytest.mark.parametrize("path", make_slides.LESSONS, ids=lambda path: path.name[:2])
def test_every_slide_is_seen_from_the_last_row(chromium, report, decks, path, size):
    page = open_deck(chromium, decks / f"{path.stem}.html", *size)
    assert page.title().startswith(path.name[:2])
    assert page.locator("h1").inner_text() == page.title()
    assert page.locator("html").get_attribute("lang") == "en"
    found = []
    for number in range(page.evaluate("Reveal.getTotalSlides()")):
        go_to(page, number)
        found += [f"slide {number + 1}, {fault}" for fault in faults(page)]
        if size[0] == 1280:
            page.screenshot(path=report / f"slide_{path.name[:2]}_{number + 1:02}.png")
            region = "section.present" if number else None
            found += [f"slide {number + 1}, {fault}" for fault in serious(page, region)]
        answers = page.locator(".present .body details")
        for k in range(answers.count()):
            answers.nth(k).locator("summary").click()
            assert answers.nth(k).evaluate("one => one.open")
            # An answer may take room from the figure that was looked at before.
            left = faults(page, figure=0)
            found += [f"slide {number + 1}, answer {k + 1}, {fault}" for fault in left]
    assert not found, "\n".join(found)
    assert [url[:60] for url in page.asked if not url.startswith(("file:", "data:"))] == []
    assert [url for url in page.asked if url.startswith("file:")] == page.asked[:1]
    assert not page.errors
    page.context.close()


def serious(page, region):
    """What axe calls serious in a region of the page; everywhere if it is None."""
    return [
        f"{fault['id']}: {node['html'][:100]}"
        for fault in Axe().run(page, context=region).response["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


def test_deck_is_used_by_keyboard(chromium, decks):
    page = open_deck(chromium, decks / f"{make_slides.LESSONS[1].stem}.html")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    assert page.evaluate("Reveal.getSlidePastCount()") == 2
    while not page.locator(".present .body details").count():
        page.keyboard.press("ArrowRight")
    answer = page.locator(".present .body details").first
    text = answer.locator("p").first
    assert not text.is_visible()
    answer.locator("summary").focus()
    page.keyboard.press("Enter")
    assert text.is_visible()
    page.keyboard.press("Home")
    assert page.evaluate("Reveal.isFirstSlide()")
    page.context.close()


def test_formulas_bring_their_letters_along(chromium, decks):
    """Each machine's own font for formulas is another one, or none, and some are too wide."""
    page = open_deck(chromium, decks / f"{make_slides.LESSONS[2].stem}.html")
    family = page.locator("math").first.evaluate("one => getComputedStyle(one).fontFamily")
    assert family.startswith('"Slides math"')
    loaded = '[...document.fonts].find(one => one.family.includes("Slides math")).status'
    page.wait_for_function(f'{loaded} === "loaded"')
    page.context.close()


def test_speaker_notes_open_from_a_file(chromium, report, decks):
    page = open_deck(chromium, decks / f"{make_slides.LESSONS[1].stem}.html")
    page.keyboard.press("ArrowRight")
    with page.context.expect_page() as opened:
        page.keyboard.press("s")
    speaker = opened.value
    speaker.set_viewport_size({"width": 1280, "height": 800})
    notes = speaker.locator(".speaker-controls-notes .value")
    notes.get_by_text("may not enter the museum").wait_for(timeout=20_000)
    speaker.screenshot(path=report / "slides_speaker.png")
    speaker.keyboard.press("ArrowRight")
    page.wait_for_function("Reveal.getSlidePastCount() === 2")
    assert all(url.startswith(("file:", "data:", "about:")) for url in page.asked)
    page.context.close()
