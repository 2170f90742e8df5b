"""See what every block of a generator makes of a photograph, and cut its skip connections."""

from functools import cache, lru_cache

import anywidget
import ipywidgets
import numpy as np
import traitlets

from ..color import AB_SCALE, rgb_to_l_ab
from ..data import center_crop
from ..figures import bitmap, cut_effect, map_sheet, some_maps
from ..inspection import block_outputs, cut_skips, list_blocks
from .controls import HERE, Picture, choice, panel, row


class Plan(ipywidgets.Widget):
    """The blocks of a network, which of them is chosen, and where cut skip connections end."""

    # A core widget, so that all messages arrive (see `controls.Companion`).
    blocks, cuts = traitlets.List().tag(sync=True), traitlets.List().tag(sync=True)
    block = traitlets.Unicode().tag(sync=True)


class UNet(anywidget.AnyWidget):
    """A drawing of a plan, to be clicked."""

    _esm, _css = HERE / "unet.js", HERE / "companion.css"
    plan = traitlets.Instance(Plan).tag(sync=True, **ipywidgets.widget_serialization)


def layer_inspector(generator, photographs):
    """Look at the feature maps of each block, with the skip connections whole or cut.

    Takes a generator of the course, and uint8 RGB pictures by name; the largest square of each is
    shrunk or enlarged to the generator's size.
    """
    blocks = list_blocks(generator)
    shapes = {block.name: block.shape for block in blocks}
    photograph = choice(list(photographs), "photograph")
    drawn = [
        {"name": block.name, "side": block.shape[0], "maps": block.shape[2], "skip": block.skip}
        for block in blocks
    ]
    plan = Plan(blocks=drawn, block=blocks[1].name)
    colors = Picture(width="100%", figure=True)
    maps = Picture(width="100%", figure=True, pixelated=True)
    message, about_maps = ipywidgets.Label(), ipywidgets.Label()

    @cache
    def outputs(photo, names):
        square = center_crop(photographs[photo], generator.input_shape[1])
        network = cut_skips(generator, names) if names else generator
        made = block_outputs(network, rgb_to_l_ab(square)[0])
        # A block makes up to 512 maps, of which eight are shown.
        return {name: some_maps(maps, 8) for name, maps in made.items()}

    @lru_cache(maxsize=1)
    def effect(photo, names):
        whole, cut = outputs(photo, ()), outputs(photo, names)
        moved = AB_SCALE * np.linalg.norm(whole["ab"] - cut["ab"], axis=-1).mean()
        return bitmap(cut_effect(whole["lightness"], whole["ab"], cut["ab"])), moved

    def draw(change=None):
        photo, names = photograph.value, tuple(name for name in shapes if name in plan.cuts)
        with colors.working(), maps.working():
            picture, moved = effect(photo, names)
        what = ", ".join(names) or "none"
        message.value = f"Skips cut: {what}. Color moved by {moved:.1f} Lab units on average."
        alt = f"{photo}, colorized by the complete network and with cuts, and the colors of both"
        colors.show_array(picture, f"{alt} alone. {message.value}")
        shown, (height, width, number) = outputs(photo, names)[plan.block], shapes[plan.block]
        about_maps.value = (
            f"{plan.block}: {shown.shape[-1]} of its {number} maps of {height}×{width} pixels"
        )
        maps.show_array(map_sheet(shown, columns=8), f"{photo}, {about_maps.value}.")

    photograph.observe(draw, "value")
    plan.observe(draw, ["block", "cuts"])
    draw()
    hint = ipywidgets.Label("Click a block to look into it, and a pair of scissors to cut.")
    head = row(photograph, hint)
    lower = {"message": message, "colors": colors, "about_maps": about_maps, "maps": maps}
    box = panel(head=head, unet=UNet(plan=plan), **lower)
    box.photograph, box.plan = photograph, plan
    return box
