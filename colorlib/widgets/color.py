"""Turn the color solids, choose colors in Lab, and see how coarse color may be."""

from functools import lru_cache

import anywidget
import ipywidgets
import numpy as np
import traitlets

from ..color import in_gamut, rgb_to_lab
from ..data import center_crop, read_photo
from ..figures import color_swatch, gamut_cut, resolution_pictures
from ..figures.color import EDGE, cube_faces
from .controls import HERE, Picture, choice, follow, narrow, panel, row, set_all, slider

SIZE = 256
FACTORS = (1, 2, 4, 8, 16, 32, 64)
CAPTIONS = {
    "coarse_ab": "color at {}, lightness sharp",
    "coarse_l": "lightness at {}, color sharp",
    "L": "L: lightness, sharp",
    "a": "a alone, at {}",
    "b": "b alone, at {}",
}


class SolidViewer(anywidget.AnyWidget):
    """The RGB cube and the sRGB gamut in Lab, side by side, to be turned."""

    _esm, _css = HERE / "solids.js", HERE / "companion.css"
    alt = traitlets.Unicode("All colors of sRGB as solids: a cube in RGB, a bent one in Lab.")
    alt.tag(sync=True)
    solids = traitlets.List().tag(sync=True)
    corners, colors = (traitlets.Bytes().tag(sync=True) for _ in range(2))


def solid_viewer():
    """Turn the RGB cube and the sRGB gamut in Lab, by mouse, finger or arrow keys."""
    faces = cube_faces(steps=12)
    in_lab = rgb_to_lab(faces)[..., [1, 2, 0]] / (EDGE, EDGE, 50) - (0, 0, 1)
    titles = {"RGB: a cube": ["R", "G", "B"], "the same colors in Lab": ["a", "b", "L"]}
    solids = SolidViewer(
        solids=[{"title": title, "axes": axes} for title, axes in titles.items()],
        corners=np.float32([2 * faces - 1, in_lab]).tobytes(),
        colors=np.uint8(np.rint(255 * faces.mean(axis=1))).tobytes(),
    )
    return panel(hint=ipywidgets.Label("Drag to turn."), solids=solids)


def photo_menu(paths):
    """A menu of photographs."""
    return choice({f"{path.parent.name}: {path.stem}": path for path in paths}, "photograph")


def lab_explorer(paths):
    """Choose a color in Lab, by sliders or in a cut through the gamut, or read it off a photograph.

    Takes paths; the middle square of each photograph is shown. The widget's ``lab`` is the present
    (L, a, b) in whole Lab units.
    """
    axes = {
        "L": narrow(slider, 60, 0, 100, 1, "L: lightness"),
        "a": narrow(slider, 20, -EDGE, EDGE, 1, "a: green to red"),
        "b": narrow(slider, 30, -EDGE, EDGE, 1, "b: blue to yellow"),
    }
    photo, swatch, title = photo_menu(paths), ipywidgets.HTML(), ipywidgets.Label()
    photo.layout.width = "320px"
    photo.style.description_width = "initial"
    picture, cut = (Picture(pointable=True, width="320px") for _ in range(2))

    def draw_color(change=None):
        box.lab = lightness, a, b = tuple(control.value for control in axes.values())
        place = "a ring" if in_gamut(np.float32(box.lab)) else "a cross outside the colors of sRGB"
        alt = f"The colors of sRGB at L = {lightness}, a to the right, b upward; {place} marks "
        cut.show_array(gamut_cut(box.lab, 320), f"{alt} a = {a}, b = {b}.")
        title.value = f"all of sRGB at L = {lightness}; hatched: not in sRGB"
        swatch.value = color_swatch(box.lab)

    def draw_photo(change=None):
        picture.show_array(read_square(photo.value)[0], f"{photo.label}: point at a pixel.")

    def move_to(*lab):
        set_all(axes.values(), np.rint(lab).astype(int), draw_color)

    def point_at_cut(change):
        x, y = change.new[-1]
        move_to(axes["L"].value, EDGE * (2 * x - 1), EDGE * (1 - 2 * y))

    def point_at_photo(change):
        x, y = (min(int(share * SIZE), SIZE - 1) for share in change.new[-1])
        move_to(*read_square(photo.value)[1][y, x])

    cut.observe(point_at_cut, "stroke")
    picture.observe(point_at_photo, "stroke")
    under = ipywidgets.Label("a: green to red →, b: blue to yellow ↑ (click to choose)")
    columns = [photo, picture], [title, cut, under], [*axes.values(), swatch]
    box = panel(columns=row(*(ipywidgets.VBox(column) for column in columns)))
    vars(box).update(axes, axes=axes, photo=photo, picture=picture, cut=cut, swatch=swatch)
    follow(axes.values(), draw_color)
    follow([photo], draw_photo)
    return box


def resolution_viewer(paths):
    """Make the color of a photograph coarse while its lightness stays sharp, and the reverse.

    Takes paths; the middle square of each photograph is shown at 256×256 pixels.
    """
    photo = photo_menu(paths)
    factor = choice(
        {f"1/{n}": n for n in FACTORS}, "shrink to", ipywidgets.SelectionSlider, value=8
    )
    pictures = {name: Picture(width="320px" if "_" in name else "210px") for name in CAPTIONS}
    captions = {name: ipywidgets.HTML() for name in CAPTIONS}
    titled = [ipywidgets.VBox([caption, pictures[name]]) for name, caption in captions.items()]
    rows = {"first_row": row(*titled[:2]), "second_row": row(*titled[2:])}

    def draw(change=None):
        size = "full size" if factor.value == 1 else f"1/{factor.value} of the size"
        shown = resolution_pictures(read_square(photo.value)[1], factor.value)
        for (name, words), picture in zip(CAPTIONS.items(), shown, strict=True):
            captions[name].value = words.format(size)
            pictures[name].show_array(picture, f"{photo.label}, {captions[name].value}.")

    box = panel(controls=row(photo, factor), **rows)
    box.photo, box.factor, box.pictures = photo, factor, pictures
    follow((photo, factor), draw)
    return box


@lru_cache(maxsize=4)
def read_square(path):
    """The middle of a photograph, in sRGB and in Lab."""
    rgb = center_crop(read_photo(path), SIZE)
    return rgb, rgb_to_lab(rgb)
