"""A sheet of shapes."""

import numpy as np

from ..color import gray_version
from ..shapes import EQUAL_LIGHTNESS, make_shapes
from .display import hide_axis, new_figure


def shape_sheet(most=3, size=32, colors=EQUAL_LIGHTNESS, seed=0, width=9.0):
    """Show eight synthetic pictures, and the same in gray.

    Parameters
    ----------
    most, size, colors, seed
        As for `shapes.make_shapes`.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    rgb = make_shapes(8, seed, size, most, colors).rgb
    # One picture of them all: axes for each would take ten times as long to draw.
    gap = size // 16
    framed = np.pad(rgb, ((0, 0), (0, gap), (0, gap), (0, 0)), constant_values=255)
    row = np.concatenate(list(framed), axis=1)[:, :-gap]
    sheet = np.concatenate([row, gray_version(row)])[:-gap]
    left, right = 0.03, 0.995
    figure, ax = new_figure(width, width * (right - left) * sheet.shape[0] / sheet.shape[1] + 0.1)
    figure.set_layout_engine(None)
    figure.subplots_adjust(left, 0.02, right, 0.98)
    ax.imshow(sheet, interpolation="nearest")
    hide_axis(ax)
    ax.set_yticks([size / 2, size / 2 + size + gap], ["color", "gray"], rotation=90, va="center")
    ax.tick_params(length=0, labelsize=10)
    return figure
