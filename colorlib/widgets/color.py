"""Turn the color solids, choose colors in Lab, and see how coarse color may be."""

from functools import lru_cache

import ipywidgets
import numpy as np

from ..color import in_gamut, rgb_to_lab
from ..settings import ColorlibError
from ..figures import color_in_gamut, color_solids, resolution_pictures, turn_solids
from ..figures.color import EDGE, SLICE_PLACE
from ..data import center_crop, read_photo
from .controls import Picture, choice, figure_under, panel, slider

__all__ = ["lab_explorer", "solid_viewer"]

SIZE = 256
FACTORS = (1, 2, 4, 8, 16, 32, 64)


def solid_viewer():
    """Walk around the RGB cube and the sRGB gamut in Lab.

    Returns
    -------
    ipywidgets.VBox
        With ``controls`` (``azimuth`` and ``elevation``, in degrees) and ``picture``.
    """
    figure = color_solids()
    controls = {
        "azimuth": slider(-50, -180, 180, 10, "walk around (°)"),
        "elevation": slider(18, -90, 90, 6, "rise above (°)"),
    }

    def describe(azimuth, elevation):
        return (
            "The RGB cube, and the same colors in Lab from two sides, "
            f"seen from {azimuth}° around and {elevation}° above."
        )

    return figure_under(controls, lambda **view: turn_solids(figure, **view), describe)


def lab_explorer(paths):
    """Choose a color in Lab or read it off a photograph, and make the photograph's color coarse.

    Two parts that talk to each other. A color: sliders for L, a and b, its place in the gamut
    (pointing there sets a and b), and the color itself. A photograph: pointing at a pixel moves
    the sliders to its color; another slider makes a and b coarse while L stays sharp, and beside
    that L while a and b stay sharp.

    Parameters
    ----------
    paths : sequence of pathlib.Path
        Photographs; the middle square of each is shown at 256×256 pixels.

    Returns
    -------
    ipywidgets.VBox
        With ``lab``, the present (L, a, b) in whole Lab units; ``pixel``, the last pixel pointed
        at as ``{"xy", "rgb", "lab"}``, or None; ``controls`` (``L``, ``a``, ``b``, ``photo``,
        ``factor``); ``reading``, the words about the pixel; and ``pictures`` (``color``,
        ``photo``, ``coarse_ab``, ``coarse_l``, ``L``, ``a``, ``b``).

    Raises
    ------
    ColorlibError
        If there is no photograph, or one cannot be read.
    """
    if not len(paths):
        raise ColorlibError("The explorer needs at least one photograph.")
    axes = {
        "L": slider(60, 0, 100, 1, "L: lightness"),
        "a": slider(20, -EDGE, EDGE, 1, "a: green to red"),
        "b": slider(30, -EDGE, EDGE, 1, "b: blue to yellow"),
    }
    photo = choice({f"{path.parent.name}: {path.stem}": path for path in paths}, "photograph")
    factor = ipywidgets.SelectionSlider(
        options=[(f"1/{factor}", factor) for factor in FACTORS],
        description="resolution",
        layout=photo.layout,
        style={"description_width": photo.style.description_width},
    )
    pictures = {"color": Picture(pointable=True), "photo": Picture(pointable=True)}
    captions, reading = {"photo": ipywidgets.HTML()}, ipywidgets.HTML()
    for name in ("coarse_ab", "coarse_l", "L", "a", "b"):
        pictures[name], captions[name] = Picture(), ipywidgets.HTML()
    grid = ipywidgets.GridBox(
        [ipywidgets.VBox([caption, pictures[name]]) for name, caption in captions.items()],
        layout={
            "grid_template_columns": f"repeat(auto-fill, {SIZE + 4}px)",
            "grid_gap": "8px",
            "max_width": "840px",
        },
    )
    box = panel(*axes.values(), pictures["color"], photo, factor, reading, grid)
    box.controls = {**axes, "photo": photo, "factor": factor}
    box.pictures, box.reading = pictures, reading

    def draw_color(change=None):
        box.lab = tuple(control.value for control in axes.values())
        pictures["color"].show_figure(color_in_gamut(box.lab), describe_color(box.lab))

    def draw_photo(change=None):
        if change is None or change.owner is photo:
            box.pixel, reading.value = None, "No pixel read yet."
        rgb, lab = read_square(photo.value)
        size = "full size" if factor.value == 1 else f"1/{factor.value} of the size"
        words = {
            "photo": "the photograph: point at a pixel",
            "coarse_ab": f"a and b at {size}, L sharp",
            "coarse_l": f"L at {size}, a and b sharp",
            "L": "L: lightness, sharp",
            "a": f"a alone, at {size}",
            "b": f"b alone, at {size}",
        }
        shown = [rgb, *resolution_pictures(lab, factor.value)]
        for (name, caption), picture in zip(words.items(), shown, strict=True):
            captions[name].value = caption
            pictures[name].show_array(picture, f"{photo.label}, {caption}.")

    def move_to(lab):
        """Set all three sliders and draw once."""
        for control in axes.values():
            control.unobserve(draw_color, "value")
        for control, value in zip(axes.values(), lab, strict=True):
            control.value = int(np.rint(value))
        for control in axes.values():
            control.observe(draw_color, "value")
        draw_color()

    def point_at_slice(change):
        if not change.new:
            return
        left, bottom, width, height = SLICE_PLACE
        x, y = change.new[-1]
        across, up = (x - left) / width, (1 - y - bottom) / height
        if 0 <= across <= 1 and 0 <= up <= 1:
            move_to((axes["L"].value, *(2 * EDGE * np.array([across, up]) - EDGE)))

    def point_at_photo(change):
        if not change.new:
            return
        rgb, lab = read_square(photo.value)
        x, y = (min(int(share * SIZE), SIZE - 1) for share in change.new[-1])
        color = {
            "rgb": tuple(rgb[y, x].tolist()),
            "lab": tuple(round(float(value), 1) for value in lab[y, x]),
        }
        box.pixel = {"xy": (x, y), **color}
        words = "Pixel {xy}: RGB {rgb}, Lab {lab}".format(**box.pixel)
        reading.value = words.replace("-", "−")
        move_to(lab[y, x])

    for control in axes.values():
        control.observe(draw_color, "value")
    for control in (photo, factor):
        control.observe(draw_photo, "value")
    pictures["color"].observe(point_at_slice, "stroke")
    pictures["photo"].observe(point_at_photo, "stroke")
    draw_color()
    draw_photo()
    return box


@lru_cache(maxsize=4)
def read_square(path):
    """The middle of a photograph, in sRGB and in Lab."""
    rgb = center_crop(read_photo(path), SIZE)
    return rgb, rgb_to_lab(rgb)


def describe_color(lab):
    place = "a ring" if in_gamut(np.float32(lab)) else "a cross outside the colors of sRGB"
    return (
        "The plane of a and b at L = {}, hatched where sRGB has no color; {} marks "
        "a = {}, b = {}; beside it that color.".format(lab[0], place, *lab[1:])
    )
