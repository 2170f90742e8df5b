"""Colorize a photograph chosen from the reader's own disk, and save the result."""

import base64
import functools
import io
from html import escape
from pathlib import PurePath

import ipywidgets
from PIL import Image

from ..color import denormalize_lab, in_gamut, l_ab_to_rgb, rgb_to_l_ab
from ..settings import ColorlibError
from ..figures import beside, wipe, zoomed
from ..data import read_file
from ..pretrained import join_colors, load_generator, predict_colors
from .compare import divider
from .controls import Picture, choice, panel, slider

__all__ = ["own_photo"]

NOTHING = "Nothing chosen yet."
NOTICE = "Colorized by a neural network (colorlib, model: {}). The colors are invented."
# Width and height, at most, of what is shown; a browser shows no more at once.
VIEWS = {"divider": (640, 480), "side by side": (440, 440)}


def own_photo(models=("forest", "mountain")):
    """Make a widget that colorizes an uploaded photograph and offers the result for saving.

    Parameters
    ----------
    models : sequence of str, optional
        Names that `pretrained.load_generator` knows.

    Returns
    -------
    ipywidgets.VBox
        Its ``controls`` are ``"upload"``, ``"model"``, ``"view"``, ``"divider"``, ``"strength"``,
        ``"zoom"`` and ``"save"``; ``picture`` is the `Picture`, ``message`` the line above it,
        ``link`` the link to the file, and ``result()`` gives the colorized photograph at its full
        size, uint8, shape (height, width, 3), or None before one is chosen.
    """
    upload = ipywidgets.FileUpload(
        accept="image/*",
        description="Choose a photograph",
        layout={"width": "auto", "align_self": "flex-start"},
    )
    message, link = ipywidgets.Label(NOTHING), ipywidgets.HTML()
    picture = Picture(pointable=True, layout={"display": "none"})
    controls = {
        "model": choice(models, "model"),
        "view": choice(list(VIEWS), "view"),
        "divider": divider(picture),
        "strength": slider(1.0, 0.0, 2.0, 0.05, "strength"),
        "zoom": slider(1.0, 1.0, 8.0, 0.5, "zoom"),
        "save": ipywidgets.Button(description="Prepare the full size", layout={"width": "auto"}),
    }
    photo = {}  # name, lightness, and the center of the zoom; of the last file that could be read

    def value(name):
        return controls[name].value

    @functools.lru_cache(maxsize=len(models))
    def colors(model):
        return predict_colors(photo["lightness"], load_generator(model))

    @functools.lru_cache(maxsize=1)
    def seen(model, view, zoom, center):
        """Lightness and ab of the part that is shown, as many pixels as are shown; and its gray."""
        height, width = photo["lightness"].shape[:2]
        scale = min(VIEWS[view][0] / width, VIEWS[view][1] / height)
        size = max(round(scale * height), 1), max(round(scale * width), 1)
        lightness, ab = (
            zoomed(part, zoom, center, *size) for part in (photo["lightness"], colors(model))
        )
        return lightness, ab, l_ab_to_rgb(lightness, 0 * ab)

    @functools.lru_cache(maxsize=1)
    def sides(strength, *what):
        """Gray and colorized as they are shown, and the percentage of colors out of reach."""
        lightness, ab, gray = seen(*what)
        asked = denormalize_lab(lightness, strength * ab)[::4, ::4]
        lost = 100 * (1 - in_gamut(asked, tolerance=2).mean())
        return gray, l_ab_to_rgb(lightness, strength * ab), lost

    def draw(change=None):
        if not photo:
            return
        strength, model, view, zoom = (value(n) for n in ("strength", "model", "view", "zoom"))
        gray, colorized, lost = sides(strength, model, view, zoom, photo["center"])
        split = view == "divider"
        picture.show_array(
            wipe(gray, colorized, value("divider") / 100) if split else beside(gray, colorized),
            f"{photo['name']}: gray on the left, on the right colorized by the {model} model at "
            f"strength {strength:.2f}; enlarged {zoom:g} times.",
        )
        height, width = photo["lightness"].shape[:2]
        message.value = f"{photo['name']}: {width}×{height} pixels" + (
            f"; {lost:.0f}% of the colors are too strong for a screen, and are weakened"
            if lost >= 1
            else ""
        )

    def draw_slowly(change=None):
        picture.busy = True
        try:
            draw()
        finally:
            picture.busy = False

    def forget_link(change=None):
        link.value = ""  # it leads to colors that are no longer those on the page

    def change_view(change):
        controls["divider"].disabled = change.new != "divider"
        draw()

    def read(change):
        if not change.new:
            return
        chosen = change.new[0]
        message.value = f"Colorizing {chosen['name']} …"
        try:
            rgb = read_file(io.BytesIO(chosen["content"]), chosen["name"])
        except ColorlibError as error:
            message.value = str(error)
            return
        for memory in (colors, seen, sides):
            memory.cache_clear()
        photo.update(name=chosen["name"], lightness=rgb_to_l_ab(rgb)[0], center=(0.5, 0.5))
        picture.layout.display = None  # until now a browser would have drawn a broken picture
        forget_link()
        draw_slowly()

    def drag(change):
        """Beside each other, both versions follow the pointer."""
        if not change.new or not photo or value("view") == "divider":
            return
        if len(change.new) <= len(change.old) or change.new[:1] != change.old[:1]:
            photo["held"] = photo["center"]
        (x0, y0), (x, y) = change.new[0], change.new[-1]
        zoom = value("zoom")
        # Each version has half of the picture's width.
        moved = 2 * (x0 - x), y0 - y
        photo["center"] = tuple(
            min(max(at + by / zoom, 0.5 / zoom), 1 - 0.5 / zoom)
            for at, by in zip(photo["held"], moved, strict=True)
        )
        draw()

    def result():
        if not photo:
            return None
        return join_colors(photo["lightness"], colors(value("model")), value("strength"))

    def save(button):
        if not photo:
            message.value = NOTHING
            return
        picture.busy = True
        try:
            file = io.BytesIO()
            notice = NOTICE.format(value("model"))
            Image.fromarray(result()).save(file, "JPEG", quality=95, comment=notice)
        finally:
            picture.busy = False
        name = f"{PurePath(photo['name']).stem}-colorized.jpg"
        data = base64.b64encode(file.getvalue()).decode()
        link.value = (
            f'<a style="color: #0072b2; text-decoration: underline" download="{escape(name)}" '
            f'href="data:image/jpeg;base64,{data}">'
            f"Save {escape(name)} ({file.tell() / 1e6:.1f} MB)</a>"
        )

    upload.observe(read, "value")
    picture.observe(drag, "stroke")
    controls["save"].on_click(save)
    controls["view"].observe(change_view, "value")
    controls["model"].observe(draw_slowly, "value")
    for name in ("model", "strength"):
        controls[name].observe(forget_link, "value")
    for name in ("divider", "strength", "zoom"):
        controls[name].observe(draw, "value")
    save_row = ipywidgets.HBox([controls["save"], link])
    settings = [control for name, control in controls.items() if name != "save"]
    box = panel(upload, *settings, message, picture, save_row)
    box.controls = {"upload": upload, **controls}
    box.picture, box.message, box.link, box.result = picture, message, link, result
    return box
