"""Draw a gray picture, and see it colorized as you draw."""

import ipywidgets
import numpy as np

from ..color import gray_version, l_ab_to_rgb, normalize_lab
from ..gan import predict_ab
from ..shapes import KINDS, draw_shape
from .controls import Picture, button, follow, panel, row, slider

PAPER, INK = 92, 60  # lightness: a background of the shapes set, and its shapes
BRUSH = "brush"
ICONS = {
    BRUSH: "paint-brush",
    "triangle": "caret-up",
    "sailboat": "ship",
}  # of FontAwesome; the others are called so


def draw_and_colorize(generator):
    """Draw on gray paper, by mouse or keyboard, and let a network color it at once.

    The generator is one for small pictures: the answer should not take longer than a stroke. The
    widget has ``gray``, the drawing, and ``colorized``, both uint8 sRGB, shape (size, size, 3).
    """
    size = generator.input_shape[1]
    controls = {
        "tool": ipywidgets.ToggleButtons(
            options=[BRUSH, *KINDS],
            icons=[ICONS.get(name, name) for name in (BRUSH, *KINDS)],
            style={"button_width": "8.5em"},
        ),
        "lightness": slider(INK, 0, 100, 1, "lightness"),
        "brush": slider(4, 1, 12, 1, "brush (pixels)"),
        "stamp": slider(16, 8, 24, 1, "shape (pixels)"),
    }
    canvas, answer = (Picture(pointable=p, width="320px", pixelated=True) for p in (True, False))
    # Lightness after each finished stroke; the stroke under way is laid upon the last of them.
    sheets = [np.full((size, size), PAPER, np.float32)]
    first = draw_shape("circle", np.full(2, size / 2), size / 4, np.random.default_rng(0), size)
    sheets.append(sheets[0] + first * (INK - PAPER))

    def redraw():
        lab = np.stack([sheets[-1], *np.zeros((2, size, size))], axis=-1)
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
        tool, lightness, brush, stamp = (control.value for control in controls.values())
        spots = size * np.array(new, dtype=np.float32)
        # Each stamp has a turn of its own, which it keeps while it is dragged.
        rng = np.random.default_rng(len(sheets))
        if tool == BRUSH:
            covered = cover_stroke(spots, brush, size)
        else:
            covered = draw_shape(tool, spots[-1], stamp / 2, rng, size)
        sheets.append(sheets[-1] + covered * (lightness - sheets[-1]))
        redraw()

    def lift(change=None):
        """End the stroke, so that the next one may begin at the same place."""
        canvas.stroke = []

    def undo(button):
        if len(sheets) > 1:
            sheets.pop()
        lift()
        redraw()

    def clear(button):
        sheets.append(sheets[0])
        lift()
        redraw()

    buttons = row(button("undo", undo, icon="undo"), button("clear", clear, icon="trash"))
    titled = [
        ipywidgets.VBox([ipywidgets.Label(words), picture])
        for words, picture in (("draw here", canvas), ("your drawing, colorized", answer))
    ]
    tools = row(controls["tool"], buttons)
    settings = ipywidgets.VBox([controls[name] for name in ("lightness", "brush", "stamp")])
    box = panel(tools=tools, pictures=row(*titled), settings=settings)
    box.parts, box.buttons, box.canvas, box.answer = controls, buttons, canvas, answer
    canvas.observe(draw, "stroke")
    follow(controls.values(), lift)
    redraw()
    return box


def cover_stroke(spots, width, size):
    """How much of each pixel, 0 to 1, a round brush covers on its way from spot to spot (x, y)."""
    centers = np.arange(size, dtype=np.float32) + 0.5
    pixels = np.stack(np.meshgrid(centers, centers), axis=-1)[:, :, None]
    starts, ends = (spots[:-1], spots[1:]) if len(spots) > 1 else (spots, spots)
    ways = ends - starts
    # How far along its segment each pixel's nearest point lies, 0 to 1.
    squares = np.maximum(np.square(ways).sum(axis=-1), 1e-9)
    along = np.clip(((pixels - starts) * ways).sum(axis=-1) / squares, 0, 1)
    distance = np.linalg.norm(pixels - starts - along[..., None] * ways, axis=-1).min(axis=-1)
    return np.clip(width / 2 + 0.5 - distance, 0, 1).astype(np.float32)
