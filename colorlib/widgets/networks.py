"""See what every step of a generator makes of a photograph, and cut its skip connections."""

import functools

import ipywidgets
import numpy as np

from ..color import AB_SCALE, rgb_to_l_ab
from ..figures import cut_effect, map_sheet, some_maps
from ..inspection import cut_skips, list_blocks, block_outputs
from ..data import center_crop
from .controls import Picture, choice, panel

__all__ = ["layer_inspector"]


def layer_inspector(generator, photographs, count=8):
    """Make a widget that shows a generator's maps, with its skip connections whole or cut.

    Parameters
    ----------
    generator : keras.Model
        From `networks.build_generator`, `networks.build_lean_generator` or
        `pretrained.load_generator`.
    photographs : dict of numpy.ndarray
        Name → uint8 RGB picture; its largest square is shrunk or enlarged to the generator's size.
    count : int, optional
        Show at most this many maps of a step.

    Returns
    -------
    ipywidgets.VBox
        Its ``controls`` are ``"photograph"``, ``"step"`` and, by the step where it ends, a checkbox
        for each skip connection; ``colors`` and ``maps`` are the two `Picture`, ``message`` and
        ``about_maps`` the lines below the one and above the other.
    """
    steps = [step for step in list_blocks(generator) if len(step.shape) == 3]
    shapes = {step.name: step.shape for step in steps}
    photograph = choice(list(photographs), "photograph")
    step = choice(list(shapes), "step", value=steps[1].name)
    cuts = {
        step.name: ipywidgets.Checkbox(
            description=f"cut {step.skip} → {step.name}",
            indent=False,
            layout={"width": "auto", "margin": "0 1.5em 0 2px"},
        )
        for step in steps
        if step.skip
    }
    colors, maps = Picture(width="100%"), Picture(pixelated=True, width="60em")
    message, about_maps = ipywidgets.Label(), ipywidgets.Label()

    @functools.lru_cache(maxsize=2)
    def with_cuts(names):
        return cut_skips(generator, names) if names else generator

    @functools.cache
    def outputs(photo, names):
        square = center_crop(photographs[photo], generator.input_shape[1])
        made = block_outputs(with_cuts(names), rgb_to_l_ab(square)[0])
        # A step makes up to 512 maps of which only these are seen.
        return {name: some_maps(made[name], count) for name in shapes}

    def chosen():
        return photograph.value, tuple(name for name, box in cuts.items() if box.value)

    def draw_colors(change=None):
        photo, names = chosen()
        colors.busy = maps.busy = True
        try:
            complete, cut = outputs(photo, ()), outputs(photo, names)
        finally:
            colors.busy = maps.busy = False
        far = AB_SCALE * np.linalg.norm(complete["ab"] - cut["ab"], axis=-1).mean()
        what = ", ".join(names) or "none"
        message.value = f"Skips cut: {what}. Color moved by {far:.1f} Lab units on average."
        colors.show_figure(
            cut_effect(complete["lightness"], complete["ab"], cut["ab"]),
            f"{photo}, colorized by the complete network and with cuts, and the colors of both "
            f"alone. {message.value}",
        )
        draw_maps()

    def draw_maps(change=None):
        shown = outputs(*chosen())[step.value]
        height, width, number = shapes[step.value]
        about_maps.value = f"{shown.shape[-1]} of its {number} maps of {height}×{width} pixels"
        alt = f"{step.value} for {photograph.value}: {about_maps.value}."
        maps.show_array(map_sheet(shown), alt)

    step.observe(draw_maps, "value")
    for control in (photograph, *cuts.values()):
        control.observe(draw_colors, "value")
    draw_colors()
    row = ipywidgets.HBox(list(cuts.values()), layout={"flex_flow": "row wrap"})
    box = panel(photograph, row, colors, message, step, about_maps, maps)
    box.controls = {"photograph": photograph, "step": step, **cuts}
    box.colors, box.maps, box.message, box.about_maps = colors, maps, message, about_maps
    return box
