"""Trainings that are stopped, scripts that fail, and machines that are busy."""

import re

import pytest
from playwright.sync_api import expect

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
