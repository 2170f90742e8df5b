"""Turn the color solids, choose colors in Lab, and see how coarse color may be."""

from functools import lru_cache

import ipywidgets
import numpy as np

from ..color import in_gamut, rgb_to_lab
from ..data import center_crop, read_photo
from ..figures import color_in_gamut, color_solids, resolution_pictures, turn_solids
from ..figures.color import EDGE, SLICE_PLACE
from .controls import Picture, choice, figure_under, follow, panel, row, set_all, slider

SIZE = 256
FACTORS = (1, 2, 4, 8, 16, 32, 64)
CAPTIONS = {
    "photo": "the photograph: point at a pixel",
    "coarse_ab": "a and b at {}, L sharp",
    "coarse_l": "L at {}, a and b sharp",
    "L": "L: lightness, sharp",
    "a": "a alone, at {}",
    "b": "b alone, at {}",
}


def solid_viewer():
    """Walk around the RGB cube and the sRGB gamut in Lab, by two sliders in degrees."""
    figure = color_solids()

    def draw(azimuth, elevation):
        alt = "The RGB cube, and the same colors in Lab from two sides, seen from "
        alt += f"{azimuth}° around and {elevation}° above."
        return turn_solids(figure, elevation, azimuth), alt

    azimuth = slider(-50, -180, 180, 10, "walk around (°)")
    elevation = slider(18, -90, 90, 6, "rise above (°)")
    return figure_under({"azimuth": azimuth, "elevation": elevation}, draw)


def lab_explorer(paths):
    """Choose a color in Lab or read it off a photograph, and make the photograph's color coarse.

    Pointing at the slice of the gamut sets a and b; pointing at the photograph sets L, a and b to
    the color of that pixel. Below, a and b get coarse while L stays sharp, and L while they do.
    Takes paths; the middle square of each photograph is shown at 256×256 pixels. The widget's
    ``lab`` is the present (L, a, b) in whole Lab units.
    """
    axes = {
        "L": slider(60, 0, 100, 1, "L: lightness"),
        "a": slider(20, -EDGE, EDGE, 1, "a: green to red"),
        "b": slider(30, -EDGE, EDGE, 1, "b: blue to yellow"),
    }
    photo = choice({f"{path.parent.name}: {path.stem}": path for path in paths}, "photograph")
    factor = choice({f"1/{n}": n for n in FACTORS}, "resolution", ipywidgets.SelectionSlider)
    pictures = {
        name: Picture(pointable=name in ("color", "photo")) for name in ("color", *CAPTIONS)
    }
    captions = {name: ipywidgets.HTML() for name in CAPTIONS}
    titled = [ipywidgets.VBox([caption, pictures[name]]) for name, caption in captions.items()]
    rows = {"first_row": row(*titled[:3]), "second_row": row(*titled[3:])}
    box = panel(**axes, color=pictures["color"], photo=photo, factor=factor, **rows)
    box.pictures = pictures

    def draw_color(change=None):
        box.lab = lightness, a, b = tuple(control.value for control in axes.values())
        place = "a ring" if in_gamut(np.float32(box.lab)) else "a cross outside the colors of sRGB"
        alt = f"The colors of sRGB at L = {lightness}; {place} marks a = {a}, b = {b}; that color."
        pictures["color"].show_figure(color_in_gamut(box.lab), alt)

    def draw_photo(change=None):
        rgb, lab = read_square(photo.value)
        size = "full size" if factor.value == 1 else f"1/{factor.value} of the size"
        shown = [rgb, *resolution_pictures(lab, factor.value)]
        for (name, words), picture in zip(CAPTIONS.items(), shown, strict=True):
            captions[name].value = words.format(size)
            pictures[name].show_array(picture, f"{photo.label}, {captions[name].value}.")

    def move_to(*lab):
        set_all(axes.values(), np.rint(lab).astype(int), draw_color)

    def point_at_slice(change):
        left, bottom, width, height = SLICE_PLACE
        x, y = change.new[-1]
        a, b = 2 * EDGE * (x - left) / width - EDGE, 2 * EDGE * (1 - y - bottom) / height - EDGE
        if max(abs(a), abs(b)) <= EDGE:
            move_to(axes["L"].value, a, b)

    def point_at_photo(change):
        x, y = (min(int(share * SIZE), SIZE - 1) for share in change.new[-1])
        move_to(*read_square(photo.value)[1][y, x])

    pictures["color"].observe(point_at_slice, "stroke")
    pictures["photo"].observe(point_at_photo, "stroke")
    follow(axes.values(), draw_color)
    follow((photo, factor), draw_photo)
    return box


@lru_cache(maxsize=4)
def read_square(path):
    """The middle of a photograph, in sRGB and in Lab."""
    rgb = center_crop(read_photo(path), SIZE)
    return rgb, rgb_to_lab(rgb)
