"""Draw a gray picture, and see it colorized as you draw."""

import ipywidgets
import numpy as np

from ..color import gray_version, l_ab_to_rgb, normalize_lab
from ..settings import ColorlibError
from ..shapes import KINDS, draw_shape
from ..gan import predict_ab
from .controls import Picture, choice, panel, slider

__all__ = ["cover_stroke", "draw_and_colorize"]

PAPER, INK = 92, 60  # lightness: a background of the shapes set, and its shapes
BRUSH = "brush"


def draw_and_colorize(generator):
    """Draw on gray paper, by mouse or keyboard, and let a network color it at once.

    Parameters
    ----------
    generator : keras.Model
        For small pictures: the answer should not take longer than a stroke.

    Returns
    -------
    ipywidgets.VBox
        With ``gray`` (the drawing) and ``colorized``, both uint8 sRGB, shape (size, size, 3);
        ``controls`` (``tool``, ``lightness``, ``brush``, ``stamp``); ``buttons`` (``undo``,
        ``clear``); ``canvas``, where one draws; and ``answer``, the colorized picture.

    Raises
    ------
    ColorlibError
        If the network takes pictures of any size.
    """
    size = generator.input_shape[1]
    if not size:
        raise ColorlibError("Drawing needs a network for pictures of one size, as for 32 pixels.")
    controls = {
        "tool": choice([BRUSH, *KINDS], "tool"),
        "lightness": slider(INK, 0, 100, 1, "lightness"),
        "brush": slider(4, 1, 12, 1, "brush (pixels)"),
        "stamp": slider(16, 8, 24, 1, "shape (pixels)"),
    }
    buttons = {name: ipywidgets.Button(description=name) for name in ("undo", "clear")}
    look = {"width": "320px", "pixelated": True}
    canvas, answer = Picture(pointable=True, **look), Picture(**look)
    titled = [
        ipywidgets.VBox([ipywidgets.Label("draw here"), canvas]),
        ipywidgets.VBox([ipywidgets.Label("colorized"), answer]),
    ]
    pictures = ipywidgets.HBox(titled, layout={"flex_flow": "row wrap", "grid_gap": "12px"})
    box = panel(*controls.values(), ipywidgets.HBox([*buttons.values()]), pictures)
    box.controls, box.buttons, box.canvas, box.answer = controls, buttons, canvas, answer
    # Lightness after each finished stroke; the stroke under way is laid upon the last of them.
    sheets = [np.full((size, size), PAPER, np.float32)]

    def redraw(lightness):
        lab = np.stack([lightness, *np.zeros((2, size, size))], axis=-1)
        box.gray = gray_version(l_ab_to_rgb(*normalize_lab(lab)))
        box.colorized = l_ab_to_rgb(*predict_ab(generator, box.gray[None]))[0]
        canvas.show_array(box.gray, "Your drawing in gray.")
        answer.show_array(box.colorized, "Your drawing, colorized.")

    def draw(change):
        old, new = change.old, change.new
        if not new:
            return
        if old and new[: len(old)] == old:
            sheets.pop()  # the same stroke, grown longer
        values = {name: control.value for name, control in controls.items()}
        spots = size * np.array(new, dtype=np.float32)
        if values["tool"] == BRUSH:
            covered = cover_stroke(spots, values["brush"], size)
        else:
            # Each stroke has a turn of its own, which it keeps while it is dragged.
            rng = np.random.default_rng(len(sheets))
            covered = draw_shape(values["tool"], spots[-1], values["stamp"] / 2, rng, size)
        below = sheets[-1]
        sheets.append(below + covered * (values["lightness"] - below))
        redraw(sheets[-1])

    def undo(button):
        if len(sheets) > 1:
            sheets.pop()
        lift()
        redraw(sheets[-1])

    def clear(button):
        sheets.append(np.full_like(sheets[0], PAPER))
        lift()
        redraw(sheets[-1])

    def lift(change=None):
        """End the stroke, so that the next one may begin at the same place."""
        canvas.stroke = []

    canvas.observe(draw, "stroke")
    buttons["undo"].on_click(undo)
    buttons["clear"].on_click(clear)
    for control in controls.values():
        control.observe(lift, "value")
    redraw(sheets[-1])
    return box


def cover_stroke(spots, width, size):
    """How much of each pixel a round brush covers that moves straight from spot to spot.

    Parameters
    ----------
    spots : numpy.ndarray, shape (n, 2)
        x and y in pixels, from the upper left corner; at least one.
    width : float
        Of the brush, in pixels.
    size : int
        Side of the picture in pixels.

    Returns
    -------
    numpy.ndarray, float32, shape (size, size)
        0 to 1; edges are smooth.
    """
    centers = np.arange(size, dtype=np.float32) + 0.5
    pixels = np.stack(np.meshgrid(centers, centers), axis=-1)[:, :, None]
    starts, ends = spots[:-1], spots[1:]
    if len(spots) == 1:
        starts = ends = spots
    ways = ends - starts
    # How far along its segment each pixel's nearest point lies, 0 to 1.
    squares = np.maximum(np.square(ways).sum(axis=-1), 1e-9)
    along = np.clip(((pixels - starts) * ways).sum(axis=-1) / squares, 0, 1)
    nearest = starts + along[..., None] * ways
    distance = np.linalg.norm(pixels - nearest, axis=-1).min(axis=-1)
    return np.clip(width / 2 + 0.5 - distance, 0, 1).astype(np.float32)
