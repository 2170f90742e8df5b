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

# Trains for a minute unless it is stopped; the last cell needs a generator that works.
LONG_RUN = """
import keras, numpy as np
import colorlib
from colorlib import shapes
from colorlib.gan import ColorBatches, predict_ab
from colorlib.widgets.training import LivePreview
drawn, held_out = shapes.make_shapes(600, seed=1), shapes.make_shapes(8, seed=2)
gan = colorlib.ColorGAN(
    colorlib.build_generator(32), colorlib.build_discriminator(32), l1_weight=100.0)
gan.compile(keras.optimizers.Adam(3e-3), keras.optimizers.Adam(1e-4))
batches = ColorBatches(drawn.rgb, 8)
--
view = LivePreview(held_out.rgb)
run = gan.fit(batches, epochs=60, verbose=0, callbacks=[view])
--
ab = predict_ab(gan.generator, held_out.rgb)[1]
print("still works:", np.abs(ab).mean() > 0.001)
"""

# The script of the toy GAN's stage fails.
BROKEN = """
from colorlib import toy
from colorlib.widgets import stage
from colorlib.widgets.toy import training_widget
stage.Stage._esm = "throw new Error();"
--
training_widget(toy.ToyGAN("one bump"))
"""
# Every widget, shown just before the kernel works on all cores for ten seconds.
BUSY = """
import time
import keras
import numpy as np
import colorlib
from IPython.display import display
from colorlib import load_generator, toy
from colorlib.gan import ColorBatches
from colorlib.data import list_photos, load_photos
from colorlib.pretrained import colorize
from colorlib.widgets.color import lab_explorer, resolution_viewer, solid_viewer
from colorlib.widgets.compare import compare
from colorlib.widgets.data import photo_browser
from colorlib.widgets.drawing import draw_and_colorize
from colorlib.widgets.hints import hint_painter
from colorlib.widgets.networks import layer_inspector
from colorlib.widgets.own_photo import own_photo
from colorlib.widgets.shapes import shape_designer
from colorlib.widgets.toy import Playground, training_widget
from colorlib.widgets.training import LivePreview, compare_strip
from colorlib.widgets.user_study import guess
generator, forest = load_generator("shapes"), load_generator("forest")
paths = list_photos("forest")[:3]
photos = dict(zip("ABC", load_photos(paths)))
colorizers = {"forest": lambda rgb: colorize(rgb, model=forest)}
tiny = np.stack([rgb[::8, ::8] for rgb in photos.values()])
--
display(
    draw_and_colorize(generator), training_widget(toy.ToyGAN("one bump")), Playground(),
    solid_viewer(), lab_explorer(paths), resolution_viewer(paths), photo_browser(paths),
    compare(photos, colorizers), compare_strip(tiny, tiny), layer_inspector(generator, photos),
    shape_designer(), guess(photos, colorizers, trials=1, practice=1), own_photo(),
    hint_painter(photos))
end = time.monotonic() + 10
while time.monotonic() < end:
    np.ones((2000, 2000)) @ np.ones((2000, 2000))
gan = colorlib.ColorGAN(generator, colorlib.build_discriminator(32), l1_weight=100.0)
gan.compile(keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-4))
batches = ColorBatches(np.repeat(tiny, 50, axis=0), 8)
gan.fit(batches, epochs=3, verbose=0, callbacks=[LivePreview(tiny)])
--
print("the kernel is free", "again")
"""
MISSING = """() => [...document.querySelectorAll(".colorlib-picture img")]
  .filter(image => image.checkVisibility() && !(image.naturalWidth && image.alt))
  .map(image => image.closest(".widget-vbox").innerText.slice(0, 100))"""

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
    painter.choose("photograph", "mountain-lake").keep("_other")


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


@pytest.mark.parametrize("way", ["keyboard", "interrupt"])
def test_training_can_be_stopped(lab, way):
    lab.run_new(f"stop by {way}.ipynb", LONG_RUN)
    page = lab.page
    label = page.locator(".widget-label")
    # Epochs are short, and a page under load may not be seen in each of them.
    running = re.compile(r"epoch ([2-9]|\d\d) of 60")
    expect(label.filter(has_text=running)).to_be_visible(timeout=120_000)
    button = page.get_by_role("button", name="stop training")
    if way == "keyboard":
        button.focus()
        page.keyboard.press("Enter")
    else:
        page.locator('[data-command="notebook:interrupt-kernel"]').first.click()
    ended = "broken off" if way == "interrupt" else "stopped after"
    expect(label.filter(has_text=ended)).to_be_visible(timeout=20_000)
    page.screenshot(path=lab.report / f"stop_by_{way}.png")
    if way == "interrupt":
        page.locator(".jp-CodeCell").last.click()
        page.keyboard.press("Shift+Enter")
    expect(page.get_by_text("still works: True")).to_be_visible(timeout=60_000)
    assert not lab.errors


def test_what_cannot_be_drawn_says_so(lab):
    lab.run_new("broken.ipynb", BROKEN)
    note = lab.page.get_by_text("No picture, or one that cannot be pointed at?")
    expect(note.first).to_be_visible(timeout=20_000)
    assert not note.last.is_visible()  # the companion's, which has been loaded


def test_pictures_on_a_busy_machine(lab):
    devtools = lab.page.context.new_cdp_session(lab.page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    lab.run_new("busy.ipynb", BUSY)
    expect(lab.page.get_by_text("the kernel is free again")).to_be_visible(timeout=300_000)
    lab.page.wait_for_timeout(5000)
    shown = lab.page.locator(".colorlib-picture img:visible")
    assert shown.count() == 22 and not lab.page.evaluate(MISSING)
    drawn = lab.page.locator("canvas[data-number]")  # two toy GANs, and the solids
    assert drawn.count() == 3 and lab.page.locator(".colorlib-pointable").count() == 10
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    lab.widget("display(").draw([(0.3, 0.3), (0.7, 0.7)])
