"""A sheet of shapes."""

import numpy as np

from ..color import gray_version
from ..shapes import EQUAL_LIGHTNESS, make_shapes
from .pictures import picture_grid


def shape_sheet(most=3, size=32, colors=EQUAL_LIGHTNESS, seed=0, width=9.0):
    """Show eight pictures made by `shapes.make_shapes`, and the same in gray."""
    gap = size // 16
    edges = ((0, 0), (0, gap), (0, gap), (0, 0))
    framed = np.pad(make_shapes(8, seed, size, most, colors).rgb, edges, constant_values=255)
    row = np.hstack(framed)
    # One picture of them all: axes for each would take ten times as long to draw.
    figure = picture_grid([np.vstack([row, gray_version(row)])[:-gap, :-gap]], width=width)
    [ax] = figure.axes
    ax.images[0].set_interpolation("nearest")
    ax.set_yticks([size / 2, size * 1.5 + gap], ["color", "gray"], rotation=90, va="center")
    ax.tick_params(length=0, labelsize=10)
    return figure
