"""Figures of networks: their plan, and what comes out of their steps."""

import numpy as np
from matplotlib.patches import ConnectionStyle, FancyArrowPatch, Rectangle

from ..color import AB_SCALE, l_ab_to_rgb
from .compare import picture_row
from .display import COLORS, new_figure

__all__ = ["cut_effect", "feature_maps", "map_sheet", "network_diagram", "some_maps"]

TALLEST = 2.2  # inches that the largest picture is drawn high
WIDEST = 1.0  # inches that the largest number of maps is drawn wide
SLOT = 0.68  # inches that a step takes at least, so that its label has room
GAP = 0.12
MARGIN = 0.3
BEND = 0.2  # of the arcs: their height is half of this share of their length


def network_diagram(steps, width=10.0):
    """Draw a network as a row of boxes: height is the side of the maps, width their number.

    Skip connections are dashed arcs; maps that they set beside a step's own are hatched.

    Parameters
    ----------
    steps : list of colorlib.networks.Step
        From `inspection.list_blocks`.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    sides = [step.shape[0] if len(step.shape) == 3 else 1 for step in steps]
    counts = [step.shape[-1] if len(step.shape) == 3 else 1 for step in steps]
    index = {step.name: i for i, step in enumerate(steps)}
    heights = [max(TALLEST * side / max(sides), 0.05) for side in sides]
    widths = [max(WIDEST * count / max(counts), 0.05) for count in counts]
    slots = [max(w, SLOT) + GAP for w in widths]
    centers = np.cumsum(slots) - np.array(slots) / 2

    arcs = [centers[i] - centers[index[s.skip]] for i, s in enumerate(steps) if s.skip]
    # An arc bends in inches: one unit of y is a tenth of the width, one of x depends on the steps.
    longest = 10 / (MARGIN + sum(slots)) * max(arcs, default=0)
    bottom, top = -TALLEST / 2 - 0.75, TALLEST / 2 + 0.25 + BEND / 2 * longest
    figure, ax = new_figure(width, (top - bottom) * width / 10)
    ax.set(xlim=(-MARGIN, sum(slots)), ylim=(bottom, top))
    ax.axis("off")
    ax.text(0, -TALLEST / 2 - 0.1, "pixels\nmaps", ha="right", va="top", size=9, color="0.4")
    for i, step in enumerate(steps):
        left = centers[i] - widths[i] / 2
        # The maps that a skip connection brings stand to the right of the step's own.
        source = index.get(step.skip)
        added = source is not None and counts[source] == counts[i]
        brought = 0 if source is None or added else counts[source]
        own_width = widths[i] * (1 - brought / counts[i])
        color = color_of(step)
        box = {"height": heights[i], "facecolor": color, "edgecolor": "black", "linewidth": 0.8}
        ax.add_patch(Rectangle((left, -heights[i] / 2), own_width, **box))
        if brought:
            box |= {"facecolor": "white", "edgecolor": COLORS["generator"], "hatch": "////"}
            ax.add_patch(
                Rectangle((left + own_width, -heights[i] / 2), widths[i] - own_width, **box)
            )
        if source is not None:
            # To the middle of what it brings; maps that are added have no place of their own.
            end = centers[i] if added else left + (own_width + widths[i]) / 2
            draw_arc(ax, (centers[source], heights[source] / 2), (end, heights[i] / 2))
        if i:
            draw_arrow(ax, centers[i - 1] + widths[i - 1] / 2, left)
        ax.text(
            centers[i], -TALLEST / 2 - 0.1, label_of(step, brought), ha="center", va="top", size=9
        )
    return figure


def color_of(step):
    if not step.parameters:
        return "0.85"
    return "#56B4E9" if step.name.startswith(("encode", "judge", "real")) else "#F0C36D"


def label_of(step, brought):
    if len(step.shape) == 1:
        return f"{step.shape[0]:,}\n{'number' if step.shape[0] == 1 else 'numbers'}"
    side, maps = step.shape[0], step.shape[-1]
    filters = f"{maps - brought} + {brought}" if brought else f"{maps}"
    role = {"lightness": "L", "colors": "colors", "ab": "a, b"}.get(step.name, "")
    return f"{side}×{side}\n{filters}\n{role}"


def draw_arrow(ax, start, end):
    ax.annotate("", (end, 0), (start, 0), arrowprops={"arrowstyle": "->", "linewidth": 0.8})


def draw_arc(ax, start, end):
    arc = FancyArrowPatch(
        start,
        end,
        connectionstyle=ConnectionStyle.Arc3(rad=-BEND),
        arrowstyle="->",
        mutation_scale=12,
        linestyle="--",
        linewidth=1.4,
        color=COLORS["generator"],
    )
    ax.add_patch(arc)


def feature_maps(maps, columns=8, width=10.0, title=None):
    """Show feature maps as gray pictures, each scaled to its own darkest and lightest value.

    Parameters
    ----------
    maps : numpy.ndarray, shape (height, width, n)
        What a layer makes of one picture.
    columns : int, optional
    width : float, optional
        Of the figure, in inches.
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
    """
    count = maps.shape[-1]
    columns = min(columns, count)
    rows = -(-count // columns)
    ratio = maps.shape[0] / maps.shape[1]
    height = rows * width / columns * ratio + (0.4 if title else 0.1)
    figure, axes = new_figure(width, height, rows, columns, squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for ax, one in zip(axes.flat, np.moveaxis(maps, -1, 0), strict=False):
        ax.imshow(one, cmap="gray", interpolation="nearest")
    if title:
        figure.suptitle(title, fontsize=11)
    return figure


def some_maps(maps, count=8):
    """Choose some maps of a step, evenly from all of them.

    So where a skip connection ends, some are the step's own and some were brought.

    Parameters
    ----------
    maps : numpy.ndarray, shape (height, width, n)
    count : int, optional
        At most this many.

    Returns
    -------
    numpy.ndarray, shape (height, width, at most count)
    """
    number = maps.shape[-1]
    return maps[..., np.arange(min(count, number)) * number // min(count, number)]


def map_sheet(maps, columns=4, side=240):
    """Arrange maps on a white sheet, each scaled to its own darkest and lightest value.

    The same as `feature_maps`, quick enough to follow a control. A map of one value is gray.

    Parameters
    ----------
    maps : numpy.ndarray, shape (height, width, n)
    columns : int, optional
    side : int, optional
        Width in pixels that each map gets, at least; maps are enlarged by whole numbers only.

    Returns
    -------
    numpy.ndarray, uint8, shape (height of the sheet, width of the sheet)
    """
    low, high = maps.min(axis=(0, 1)), maps.max(axis=(0, 1))
    flat = high == low
    scaled = np.where(flat, 0.5, (maps - low) / np.where(flat, 1, high - low))
    times = max(-(-side // maps.shape[1]), 1)
    tiles = np.round(255 * np.moveaxis(scaled, -1, 0)).astype(np.uint8)
    tiles = tiles.repeat(times, axis=1).repeat(times, axis=2)
    tiles = np.pad(tiles, ((0, -len(tiles) % columns), (4, 4), (4, 4)), constant_values=255)
    tiles[maps.shape[-1] :] = 255
    rows = [np.concatenate(tiles[i : i + columns], axis=1) for i in range(0, len(tiles), columns)]
    return np.concatenate(rows)


def cut_effect(lightness, complete, cut, width=10.0):
    """Show what a generator paints with and without some of its skip connections.

    Colors are shown joined with the lightness, and alone at one medium lightness, because the
    lightness makes blurred colors look sharp.

    Parameters
    ----------
    lightness : numpy.ndarray, shape (height, width, 1)
    complete, cut : numpy.ndarray, shape (height, width, 2)
        The ab of the generator and of its copy from `inspection.cut_skips`; all in network units.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    medium = np.full_like(lightness, 0.3)
    moved = AB_SCALE * np.linalg.norm(complete - cut, axis=-1)
    pictures = [l_ab_to_rgb(of, ab) for ab in (complete, cut) for of in (lightness, medium)]
    titles = ["complete", "its color alone", "with cuts", "its color alone", "color moved by"]
    return picture_row([*pictures, moved], titles, width, scale="Lab units")
