"""Every notebook opens, runs and shows its widgets, which answer to mouse and keyboard."""

import base64
import re
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"

DROP = """(box, [data, name]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, {type: "image/jpeg"}));
  box.dispatchEvent(new DragEvent("drop", {dataTransfer: transfer, bubbles: true}));
}"""
# Opens a menu, goes on by one, and takes that.
NEXT = ["Space", "ArrowDown", "Enter"]
# Notes when each picture of the game comes and goes, at every drawing of the page.
RECORD = """() => {
  window.shown = {};
  const look = () => {
    for (const image of document.querySelectorAll(".colorlib-picture img"))
      if (/^The \\w+ picture/.test(image.alt) && image.checkVisibility()) {
        const times = (window.shown[image.alt] ??= [performance.now()]);
        times[1] = performance.now();
      }
    requestAnimationFrame(look);
  };
  look();
}"""


def use_00(lab):
    assert lab.page.locator(".jp-RenderedMarkdown").count() > 5


def use_01(lab):
    lab.widget("training_widget(gan").slide("moment", 0.3, seconds=90).keep()
    playground = lab.widget("Playground()")
    playground.drag("learning rate", 0.6).click("Step")
    playground.press("combobox", "target", NEXT)
    playground.draw([(0.2, 0.2), (0.8, 0.3), (0.5, 0.8)]).keep("_drawn")
    playground.draw_by_keys(["Enter", "Shift+ArrowRight", "Shift+ArrowDown"])
    playground.choose("start from", "mode collapse")
    playground.click("Play")
    pictures = playground.count_pictures(seconds=10)
    lab.times["01 Playground: pictures a second"] = [pictures / 10]
    playground.keep("_collapsed")


def use_02(lab):
    solids = lab.widget("solid_viewer(").draw([(0.5, 0.5), (0.7, 0.4)])
    solids.draw_by_keys(["ArrowRight", "ArrowUp"]).keep()
    explorer = lab.widget("lab_explorer(")
    explorer.show(1).slide("L: lightness", 0.8).press("slider", "a: green", ["ArrowRight"] * 5)
    explorer.point(1, (0.3, 0.5)).keep()
    explorer.point(0, (0.4, 0.6)).slide("b: blue", 0.6)
    explorer.draw_by_keys(["ArrowRight", "ArrowRight", "Enter"])
    lab.widget("resolution_viewer(").slide("shrink to", 0.9).keep()


def use_03(lab):
    designer = lab.widget("shape_designer(")
    designer.slide("most shapes", 0.9).press("slider", "seed", ["ArrowRight"])
    designer.click("leaky").keep()


def use_04(lab):
    inspector = lab.widget("layer_inspector(")
    inspector.click("skip connection encode_16px")
    inspector.press("button", "skip connection encode_32px", ["Enter"])
    inspector.choose("photograph", "shapes 2").keep()
    inspector.show(1).press("button", "block decode_16px", ["Enter"])


def use_05(lab):
    assert "epoch" in lab.widget("LivePreview(held").keep().box.inner_text()
    strip = lab.widget("compare_strip(").show(1).point(0, (0.3, 0.7))
    strip.draw_by_keys(["ArrowRight", "ArrowRight", "ArrowRight", "Enter"]).keep()
    drawing = lab.widget("draw_and_colorize(")
    drawing.draw([(0.3, 0.3), (0.7, 0.3), (0.7, 0.7)])
    drawing.draw_by_keys(["Enter", "Shift+ArrowRight", "Shift+ArrowDown"]).keep()
    drawing.show(1).draw([(0.2, 0.8), (0.6, 0.8)])


def use_06(lab):
    browser = lab.widget("photo_browser(")
    browser.slide("photograph", 0.5).press("slider", "photograph", ["ArrowRight"]).keep()


def use_07(lab):
    scrubber = lab.widget("epoch_scrubber(")
    scrubber.press("slider", "epoch", ["Home", "ArrowRight"]).slide("epoch", 0.8).keep()
    lab.widget("LivePreview(").keep()
    inspector = lab.widget("layer_inspector(")
    inspector.click("skip connection encode_64px")
    inspector.show(1).click("block encode_32px").keep()


def use_08(lab):
    lab.widget("LivePreview(").keep()
    scrubber = lab.widget("epoch_scrubber(")
    scrubber.press("slider", "epoch", ["Home"]).slide("epoch", 0.9)
    scrubber.changes("play, mouse", lambda: scrubber.control("button", "play").click()).keep()


def use_09(lab):
    compare = lab.widget("compare(pictures")
    compare.press("slider", "divider", ["ArrowRight"] * 3)
    compare.draw([(0.5, 0.5), (0.2, 0.5)]).draw_by_keys(["ArrowRight", "Enter"])
    compare.choose("left", "mountain")
    compare.choose("photograph", "mountain 2").keep()
    play_guessing(lab.widget("guess(photographs"))


def play_guessing(game):
    """Play through practice by keyboard and once by mouse."""
    page = game.page
    page.evaluate(RECORD)
    start = game.box.get_by_role("button", name="Start")
    start.focus()
    page.keyboard.press("Enter")
    expect(game.box.get_by_text("Which was real?")).to_be_visible(timeout=30_000)
    shown = page.evaluate("window.shown")
    assert shown.keys() == {"The first picture.", "The second picture."}
    stood = [end - begin for begin, end in shown.values()]
    assert all(500 < time < 1500 for time in stood), stood
    game.lab.times["09 guess: each picture stood"] = stood
    first = game.box.get_by_role("button", name="The first was real")
    expect(first).to_be_enabled()
    first.focus()
    page.keyboard.press("Enter")
    expect(game.box.get_by_role("status")).to_contain_text(re.compile("Right|Fooled"))
    game.box.get_by_role("button", name="Next pair").click()
    second = game.box.get_by_role("button", name="The second was real")
    expect(second).to_be_enabled(timeout=10_000)
    second.click()
    expect(game.box.get_by_role("status")).to_contain_text(re.compile("Right|Fooled"))
    game.keep()


def use_10(lab):
    own = lab.widget("own_photo(")
    upload(own, SAMPLES / "mountain-lake.jpg")
    expect(own.picture.locator("img")).to_have_attribute("alt", re.compile("mountain-lake"))
    own.press("slider", "strength", ["ArrowRight"] * 3)
    own.press("slider", "divider", ["ArrowRight"]).slide("zoom", 0.5)
    own.choose("view", "side by side").draw([(0.6, 0.5), (0.4, 0.5)]).keep()
    own.control("button", "Prepare the full size").click()
    link = own.box.locator("a[download]")
    with own.page.expect_download() as download:
        link.click()
    saved = lab.report / download.value.suggested_filename
    download.value.save_as(saved)
    with Image.open(saved) as result, Image.open(SAMPLES / "mountain-lake.jpg") as photo:
        assert result.size == photo.size
    drop(own, SAMPLES / "crater-lake.jpg")
    expect(own.picture.locator("img")).to_have_attribute("alt", re.compile("crater-lake"))
    upload(own, SAMPLES / "CREDITS.md")
    expect(own.box.get_by_text("CREDITS.md")).to_be_visible()
    expect(own.picture.locator("img")).to_have_attribute("alt", re.compile("crater-lake"))
    lab.widget("hint_painter(").point(0, (0.2, 0.6)).keep()


def use_11(lab):
    painter = lab.widget("hint_painter(")
    painter.point(0, (0.3, 0.7)).keep()
    swatches = painter.box.locator("button[title^='#']")
    painter.changes("a likely color, mouse", swatches.nth(3).click)
    painter.press("button", swatches.nth(5).get_attribute("title"), ["Enter"])
    painter.point(1, (0.7, 0.4)).draw([(0.3, 0.7), (0.5, 0.6)])
    painter.draw_by_keys(["Enter", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown"])
    painter.slide("safe to vivid", 0.9).click("without hints").click("without hints")
    painter.click("undo").keep("_steered").click("delete")
    painter.control("button", "Prepare the full size").click()
    for kind in ("jpg", "csv"):
        with painter.page.expect_download() as download:
            painter.box.locator(f'a[download$="{kind}"]').click()
        assert download.value.suggested_filename.endswith(f"-hints.{kind}")
    painter.choose("photograph", "crater-lake").keep("_other")


def drop(own, path):
    """Drop a file on the panel, as from the desktop."""
    data = base64.b64encode(path.read_bytes()).decode()
    own.box.evaluate(DROP, [data, path.name])


def upload(own, path):
    with own.page.expect_file_chooser() as chooser:
        own.control("button", "Choose a photograph").click()
    chooser.value.set_files(path)


USES = {name[4:]: use for name, use in globals().copy().items() if name.startswith("use_")}


@pytest.mark.parametrize("number", USES)
def test_notebook(lab, number, notebooks):
    # nbval sees their whole runs; here they have to go on after the stop button.
    trains = number in ("05", "07", "08")
    lab.run(notebooks[number], partial(stop_training, lab) if trains else lambda: None)
    assert not lab.faults()
    USES[number](lab)
    assert not faults_for_readers_with_disabilities(lab.page)
    assert not lab.errors


def stop_training(lab):
    running = re.compile(r"epoch \d of \d+, \d+ s left")
    label = lab.page.locator(".widget-label").filter(has_text=running)
    expect(label).to_be_visible(timeout=240_000)
    lab.page.get_by_role("button", name="stop training").click()


def faults_for_readers_with_disabilities(page):
    """What axe calls serious or critical in the widgets."""
    widgets = ".jp-OutputArea-output .jupyter-widgets"
    if not page.locator(widgets).count():
        return []
    return [
        f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:200]}"
        for fault in Axe().run(page, context=widgets).response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
