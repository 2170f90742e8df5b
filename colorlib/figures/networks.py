"""Figures of networks: their plan, and what comes out of their blocks."""

import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from ..color import AB_SCALE, l_ab_to_rgb
from .compare import picture_row
from .display import COLORS, new_figure

TALLEST = 2.2  # inches that the largest picture is drawn high


def network_diagram(blocks):
    """Draw a network as a row of boxes: height is the side of the maps, width their number.

    Skip connections are dashed arcs; maps that they set beside a block's own are hatched. The
    blocks come from `inspection.list_blocks`.
    """
    shapes = [block.shape if len(block.shape) == 3 else (1, 1, 1) for block in blocks]
    sides, _, counts = np.transpose(shapes)
    heights = np.maximum(TALLEST * sides / sides.max(), 0.05)
    widths = np.maximum(0.85 * counts / counts.max(), 0.04)
    index = {block.name: i for i, block in enumerate(blocks)}
    longest = max(i - index.get(block.skip, i) for i, block in enumerate(blocks))
    # An arc rises by a tenth of its length, and y is in inches.
    low, top = -TALLEST / 2 - 0.1, TALLEST / 2 + 0.25 + longest / len(blocks)
    figure, ax = new_figure(10, top - low + 0.65)
    ax.set(xlim=(-0.9, len(blocks) - 0.5), ylim=(low - 0.65, top))
    ax.axis("off")
    ax.text(-0.45, low, "pixels\nmaps", ha="right", va="top", size=9, color="0.4")
    for i, block in enumerate(blocks):
        source = index.get(block.skip)
        # Maps that are added to a block's own have no place of their own.
        brought = counts[source] if source is not None and counts[source] < counts[i] else 0
        added = widths[i] * brought / counts[i]
        left, bottom, right = i - widths[i] / 2, -heights[i] / 2, i + widths[i] / 2
        box = {"height": heights[i], "linewidth": 0.8, "edgecolor": "black"}
        ax.add_patch(Rectangle((left, bottom), widths[i], facecolor=color_of(block), **box))
        if source is not None:
            box |= {"facecolor": "white", "edgecolor": COLORS["generator"], "hatch": "////"}
            if brought:
                ax.add_patch(Rectangle((right - added, bottom), added, **box))
            arc = {"arrowstyle": "->", "connectionstyle": "arc3,rad=-0.2", "mutation_scale": 12}
            arc |= {"linestyle": "--", "linewidth": 1.4, "color": COLORS["generator"]}
            start, end = (source, heights[source] / 2), (right - added / 2, -bottom)
            ax.add_patch(FancyArrowPatch(start, end, **arc))
        if i:
            style = {"arrowstyle": "->", "lw": 0.8, "shrinkA": 0, "shrinkB": 0}
            ax.annotate("", (left, 0), (i - 1 + widths[i - 1] / 2, 0), arrowprops=style)
        ax.text(i, low, label_of(block, brought), ha="center", va="top", size=9)
    return figure


def color_of(block):
    """Gray without weights, blue where maps shrink or are classified, yellow where they grow."""
    if not block.parameters:
        return "0.85"
    return "#56B4E9" if block.name.startswith(("encode", "discriminate", "logit")) else "#F0C36D"


def label_of(block, brought):
    if len(block.shape) == 1:
        return f"{block.shape[0]:,}\n{'number' if block.shape[0] == 1 else 'numbers'}"
    side, maps = block.shape[0], block.shape[-1]
    filters = f"{maps - brought} + {brought}" if brought else f"{maps}"
    role = {"lightness": "L", "colors": "colors", "ab": "a, b"}.get(block.name, "")
    return f"{side}×{side}\n{filters}\n{role}"


def some_maps(maps, count):
    """Choose at most `count` maps of a block, evenly: both its own and those that skips bring."""
    count = min(count, maps.shape[-1])
    return maps[..., np.arange(count) * maps.shape[-1] // count]


def map_sheet(maps, columns=4):
    """Arrange feature maps on a white sheet, each scaled to its own darkest and lightest value.

    Takes an array of shape (height, width, n) and returns one uint8 picture. A map of one value is
    gray. Small maps are enlarged by a whole number.
    """
    low, high = maps.min(axis=(0, 1)), maps.max(axis=(0, 1))
    flat = high == low
    scaled = np.where(flat, 0.5, (maps - low) / np.where(flat, 1, high - low))
    times = -(-240 // maps.shape[1])
    tiles = np.round(255 * np.moveaxis(scaled, -1, 0)).astype(np.uint8)
    tiles = tiles.repeat(times, axis=1).repeat(times, axis=2)
    tiles = np.pad(tiles, ((0, -len(tiles) % columns), (4, 4), (4, 4)), constant_values=255)
    tiles[maps.shape[-1] :] = 255
    rows = [np.concatenate(tiles[i : i + columns], axis=1) for i in range(0, len(tiles), columns)]
    return np.concatenate(rows)


def cut_effect(lightness, complete, cut, width=10.0):
    """Show what a generator paints with and without some of its skip connections.

    Colors are shown joined with the lightness, and alone at one medium lightness, because the
    lightness makes blurred colors look sharp. `complete` and `cut` are the ab of the generator and
    of its copy from `inspection.cut_skips`, shape (height, width, 2); all in normalized Lab.
    """
    medium = np.full_like(lightness, 0.3)
    moved = AB_SCALE * np.linalg.norm(complete - cut, axis=-1)
    pictures = [l_ab_to_rgb(of, ab) for ab in (complete, cut) for of in (lightness, medium)]
    titles = ["complete", "its color alone", "with cuts", "its color alone", "color moved by"]
    return picture_row([*pictures, moved], titles, "Lab units", width)
