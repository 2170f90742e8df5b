"""Figures of networks: their plan, and what comes out of their steps."""

import numpy as np
from matplotlib.patches import ConnectionStyle, FancyArrowPatch, Rectangle

from .display import COLORS, new_figure

__all__ = ["feature_maps", "network_diagram"]

TALLEST = 2.2  # inches that the largest picture is drawn high
WIDEST = 1.0  # inches that the largest number of maps is drawn wide
SLOT = 0.68  # inches that a step takes at least, so that its label has room
GAP = 0.12
MARGIN = 0.3
BEND = 0.2  # of the arcs: their height is half of this share of their length


def network_diagram(steps, width=10.0):
    """Draw a network as a row of boxes: height is the side of the maps, width their number.

    Skip connections are dashed arcs; the maps that they bring are hatched.

    Parameters
    ----------
    steps : list of colorlib.networks.Step
        From `networks.list_steps`.
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
        brought = counts[index[step.skip]] if step.skip else 0
        own_width = widths[i] * (1 - brought / counts[i])
        color = color_of(step)
        box = {"height": heights[i], "facecolor": color, "edgecolor": "black", "linewidth": 0.8}
        ax.add_patch(Rectangle((left, -heights[i] / 2), own_width, **box))
        if step.skip:
            box |= {"facecolor": "white", "edgecolor": COLORS["generator"], "hatch": "////"}
            ax.add_patch(
                Rectangle((left + own_width, -heights[i] / 2), widths[i] - own_width, **box)
            )
            source = index[step.skip]
            draw_arc(
                ax,
                (centers[source], heights[source] / 2),
                (left + (own_width + widths[i]) / 2, heights[i] / 2),
            )
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
