"""See what every block of a generator makes of a photograph, and cut its skip connections."""

from functools import cache, lru_cache

import ipywidgets
import numpy as np

from ..color import AB_SCALE, rgb_to_l_ab
from ..data import center_crop
from ..figures import bitmap, cut_effect, map_sheet, some_maps
from ..inspection import block_outputs, cut_skips, list_blocks
from .controls import FIT, Picture, choice, follow, panel, row


def layer_inspector(generator, photographs):
    """Look at the feature maps of each block, with the skip connections whole or cut.

    Takes a generator of the course, and uint8 RGB pictures by name; the largest square of each is
    shrunk or enlarged to the generator's size.
    """
    blocks = list_blocks(generator)
    shapes = {block.name: block.shape for block in blocks}
    photograph = choice(list(photographs), "photograph")
    block = choice(list(shapes), "block", value=blocks[1].name)
    cuts = {  # a checkbox by the block where the skip connection ends
        end.name: ipywidgets.Checkbox(
            description=f"cut {end.skip} → {end.name}", indent=False, layout=FIT
        )
        for end in blocks
        if end.skip
    }
    colors, maps = Picture(width="100%"), Picture(pixelated=True, width="60em")
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
        photo, names = photograph.value, tuple(name for name, box in cuts.items() if box.value)
        with colors.working(), maps.working():
            picture, moved = effect(photo, names)
        what = ", ".join(names) or "none"
        message.value = f"Skips cut: {what}. Color moved by {moved:.1f} Lab units on average."
        alt = f"{photo}, colorized by the complete network and with cuts, and the colors of both"
        colors.show_array(picture, f"{alt} alone. {message.value}")
        shown, (height, width, number) = outputs(photo, names)[block.value], shapes[block.value]
        about_maps.value = f"{shown.shape[-1]} of its {number} maps of {height}×{width} pixels"
        maps.show_array(map_sheet(shown), f"{block.value} for {photo}: {about_maps.value}.")

    follow([photograph, block, *cuts.values()], draw)
    lower = {"message": message, "block": block, "about_maps": about_maps, "maps": maps}
    return panel(photograph=photograph, cuts=row(*cuts.values()), colors=colors, **lower)
