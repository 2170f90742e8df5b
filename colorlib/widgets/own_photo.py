"""Colorize a photograph chosen from the reader's own disk, and save the result."""

import io
from functools import lru_cache
from pathlib import PurePath

import ipywidgets
import numpy as np
from PIL import Image

from ..color import denormalize_lab, in_gamut, l_ab_to_rgb, rgb_to_lightness
from ..data import read_file
from ..figures import beside, wipe, zoomed
from ..pretrained import join_colors, load_generator, predict_colors
from ..settings import ColorlibError
from .controls import (
    FIT,
    Picture,
    button,
    choice,
    file_link,
    follow,
    narrow,
    panel,
    row,
    slider,
)

EMPTY = "<div class='colorlib-drop'>Drop a photograph here, or choose one with the button.</div>"
NOTICE = "Colorized by a neural network (colorlib, model: {}). The colors are invented."
# Width and height, at most, of what is shown; a browser shows no more at once.
VIEWS = {"divider": (640, 480), "side by side": (440, 440)}


def own_photo():
    """Colorize an uploaded photograph, and offer the result for saving.

    The widget's ``result()`` is the colorized photograph, uint8, shape (height, width, 3), or None.
    """
    label, kinds = "Choose a photograph", "image/*,.heic,.heif"
    upload = ipywidgets.FileUpload(
        description=label, accept=kinds, layout=FIT, button_style="primary"
    )
    message, link = ipywidgets.Label("Nothing chosen yet."), ipywidgets.HTML()
    empty = ipywidgets.HTML(EMPTY, layout={"flex": "1 1 300px", "max_width": "640px"})
    picture = Picture(pointable=True, captions=2)
    settings = {
        "model": narrow(choice, ["forest", "mountain"], "model"),
        "view": narrow(choice, list(VIEWS), "view"),
        "divider": narrow(slider, 50, 0, 100, 1, "divider (%)"),
        "strength": narrow(slider, 1.0, 0.0, 2.0, 0.05, "strength"),
        "zoom": narrow(slider, 1.0, 1.0, 8.0, 0.5, "zoom"),
    }
    model, view, percent, strength, zoom = settings.values()
    photo = {}  # name, lightness, and the center of the zoom; of the last file that could be read

    @lru_cache(maxsize=2)
    def colors(name):
        return predict_colors(photo["lightness"], load_generator(name))

    @lru_cache(maxsize=1)
    def sides(name, view, strength, *part):
        """Gray and colorized, at the size at which they are shown, and the share out of gamut."""
        height, width = photo["lightness"].shape[:2]
        scale = min(VIEWS[view][0] / width, VIEWS[view][1] / height)
        size = max(round(scale * height), 1), max(round(scale * width), 1)
        lightness, ab = (zoomed(x, *part, *size) for x in (photo["lightness"], colors(name)))
        lost = 1 - in_gamut(denormalize_lab(lightness, strength * ab)[::4, ::4], tolerance=2).mean()
        return l_ab_to_rgb(lightness, 0 * ab), l_ab_to_rgb(lightness, strength * ab), lost

    def draw(change=None):
        split = view.value == "divider"
        percent.disabled = not split
        if not photo:
            return
        with picture.working():
            part = zoom.value, photo["center"]
            gray, colorized, lost = sides(model.value, view.value, strength.value, *part)
        height, width = photo["lightness"].shape[:2]
        words = f"{photo['name']}: {width}×{height} pixels"
        if lost >= 0.01:
            words += f"; {lost:.0%} of the colors are too strong for a screen, and are weakened"
        message.value = words
        for caption, words in zip(picture.captions, ("gray", "colorized"), strict=True):
            caption.value = words
        picture.show_array(
            wipe(gray, colorized, percent.value / 100) if split else beside(gray, colorized),
            f"{photo['name']}: gray on the left, on the right colorized by the {model.value} model "
            f"at strength {strength.value:.2f}; enlarged {zoom.value:g} times.",
        )

    def read(change):
        file = change.new[0]
        message.value = f"Colorizing {file['name']} …"
        try:
            rgb = read_file(io.BytesIO(file["content"]), file["name"])
        except ColorlibError as error:
            message.value = str(error)
            return
        colors.cache_clear()
        sides.cache_clear()
        photo.update(name=file["name"], lightness=rgb_to_lightness(rgb), center=(0.5, 0.5))
        save.disabled, empty.layout.display = False, "none"
        draw()

    def point(change):
        """Move the divider; or, beside each other, both versions."""
        old, new = change.old, change.new
        x, y = new[-1]
        if view.value == "divider":
            percent.value = round(100 * x)
        elif photo:
            # The way since the last message; a stroke that begins elsewhere is another.
            x0, y0 = old[-1] if old[:1] == new[:1] else new[0]
            # Each version has half of the picture's width.
            way, margin = np.array([2 * (x0 - x), y0 - y]) / zoom.value, 0.5 / zoom.value
            photo["center"] = tuple(np.clip(photo["center"] + way, margin, 1 - margin))
            draw()

    def result():
        if photo:
            return join_colors(photo["lightness"], colors(model.value), strength.value)

    def prepare(button):
        if max(photo["lightness"].shape) > 65_500:
            message.value = "JPEG allows 65,500 pixels a side: save the widget's result() as PNG."
            return
        file, notice = io.BytesIO(), NOTICE.format(model.value)
        with picture.working():
            Image.fromarray(result()).save(file, "JPEG", quality=95, comment=notice)
        # A link stays when other colors are chosen: its name tells what it holds.
        name = f"{PurePath(photo['name']).stem}-{model.value}-{strength.value:.2f}.jpg"
        link.value = file_link(name, file.getvalue(), "image/jpeg")

    save = button("Prepare the full size", prepare, disabled=True)
    upload.observe(read, "value")
    picture.observe(point, "stroke")
    follow(settings.values(), draw)
    column = ipywidgets.VBox([*settings.values(), save, link])
    box = panel(upload=upload, message=message, body=row(column, empty, picture))
    vars(box).update(settings, picture=picture, save=save, link=link, result=result)
    return box
