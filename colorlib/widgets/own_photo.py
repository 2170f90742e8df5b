"""Colorize a photograph chosen from the reader's own disk, and save the result."""

import base64
import io
from functools import lru_cache
from html import escape
from pathlib import PurePath

import ipywidgets
from PIL import Image

from ..color import denormalize_lab, in_gamut, l_ab_to_rgb, rgb_to_l_ab
from ..data import read_file
from ..figures import beside, wipe, zoomed
from ..pretrained import join_colors, load_generator, predict_colors
from ..settings import ColorlibError
from .compare import divider
from .controls import Picture, choice, panel, slider

NOTICE = "Colorized by a neural network (colorlib, model: {}). The colors are invented."
# Width and height, at most, of what is shown; a browser shows no more at once.
VIEWS = {"divider": (640, 480), "side by side": (440, 440)}
LAYOUT = {"width": "auto", "align_self": "flex-start"}
LINK = (
    '<a style="color: #0072b2; text-decoration: underline" download="{name}" '
    'href="data:image/jpeg;base64,{data}">Save {name} ({size:.1f} MB)</a>'
)


def own_photo():
    """Colorize an uploaded photograph, and offer the result for saving.

    The widget's ``result()`` is the colorized photograph, uint8, shape (height, width, 3), or None.
    """
    words = "Choose a photograph"
    upload = ipywidgets.FileUpload(accept="image/*", description=words, layout=LAYOUT)
    message, link = ipywidgets.Label("Nothing chosen yet."), ipywidgets.HTML()
    picture = Picture(pointable=True, layout={"display": "none"})
    settings = {
        "model": choice(["forest", "mountain"], "model"),
        "view": choice(list(VIEWS), "view"),
        "divider": divider(picture),
        "strength": slider(1.0, 0.0, 2.0, 0.05, "strength"),
        "zoom": slider(1.0, 1.0, 8.0, 0.5, "zoom"),
    }
    model, view, percent, strength, zoom = settings.values()
    save = ipywidgets.Button(description="Prepare the full size", disabled=True, layout=LAYOUT)
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
        weakened = f"; {lost:.0%} of the colors are too strong for a screen, and are weakened"
        message.value = (
            f"{photo['name']}: {width}×{height} pixels{weakened if lost >= 0.01 else ''}"
        )
        picture.show_array(
            wipe(gray, colorized, percent.value / 100) if split else beside(gray, colorized),
            f"{photo['name']}: gray on the left, on the right colorized by the {model.value} model "
            f"at strength {strength.value:.2f}; enlarged {zoom.value:g} times.",
        )

    def forget_link(change=None):
        link.value = ""  # it leads to colors that are no longer those on the page

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
        photo.update(name=file["name"], lightness=rgb_to_l_ab(rgb)[0], center=(0.5, 0.5))
        picture.layout.display = None  # until now a browser would have drawn a broken picture
        save.disabled = False
        forget_link()
        draw()

    def drag(change):
        """Beside each other, both versions follow the pointer."""
        if not photo or view.value == "divider":
            return
        if len(change.new) <= len(change.old) or change.new[:1] != change.old[:1]:
            photo["held"] = photo["center"]
        (x0, y0), (x, y) = change.new[0], change.new[-1]
        # Each version has half of the picture's width.
        moved, margin = (2 * (x0 - x), y0 - y), 0.5 / zoom.value
        photo["center"] = tuple(
            min(max(at + by / zoom.value, margin), 1 - margin)
            for at, by in zip(photo["held"], moved, strict=True)
        )
        draw()

    def result():
        if photo:
            return join_colors(photo["lightness"], colors(model.value), strength.value)

    def prepare(button):
        file, notice = io.BytesIO(), NOTICE.format(model.value)
        with picture.working():
            Image.fromarray(result()).save(file, "JPEG", quality=95, comment=notice)
        name = escape(f"{PurePath(photo['name']).stem}-colorized.jpg")
        data = base64.b64encode(file.getvalue()).decode()
        link.value = LINK.format(name=name, data=data, size=file.tell() / 1e6)

    upload.observe(read, "value")
    picture.observe(drag, "stroke")
    save.on_click(prepare)
    for control in settings.values():
        control.observe(draw, "value")
    model.observe(forget_link, "value")
    strength.observe(forget_link, "value")
    box = panel(upload, *settings.values(), message, picture, ipywidgets.HBox([save, link]))
    box.controls = {"upload": upload, **settings, "save": save}
    box.picture, box.message, box.link, box.result = picture, message, link, result
    return box
