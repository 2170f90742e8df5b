"""Figures of the colors that photographs hold."""

import numpy as np

from ..color import lab_to_rgb, rgb_to_lab
from .display import COLORS, hide_axis, new_figure

AB_EDGES = np.arange(-90, 91, 3)  # of bins in the part of the ab plane that photographs use


def ab_density(groups):
    """Show which colors groups of pictures hold: the share of pixels at each place of the ab plane.

    Each bin has the mean color of its pixels, the stronger the more pixels it holds (logarithm of
    their number). The inner line encloses the most common colors that make up half of all pixels,
    the dashed outer one 95%. Each group of uint8 pictures has a panel, under its name.
    """
    figure, axes = new_figure(8, 7.6 / len(groups), columns=len(groups), squeeze=False)
    for ax, (name, rgb) in zip(axes.flat, groups.items(), strict=True):
        draw_ab_density(ax, rgb)
        ax.set_title(name, fontsize=10)
    return figure


def draw_ab_density(ax, rgb):
    """Draw one panel of `ab_density`."""
    light, a, b = rgb_to_lab(rgb).reshape(-1, 3).T
    count, _, _ = np.histogram2d(b, a, (AB_EDGES, AB_EDGES))
    total, _, _ = np.histogram2d(b, a, (AB_EDGES, AB_EDGES), weights=light)
    middle = (AB_EDGES[:-1] + AB_EDGES[1:]) / 2
    in_b, in_a = np.meshgrid(middle, middle, indexing="ij")
    color = lab_to_rgb(np.stack([total / np.maximum(count, 1), in_a, in_b], axis=-1))
    strength = np.log1p(count) / np.log1p(count.max())
    where = (AB_EDGES[0], AB_EDGES[-1]) * 2
    ax.imshow(np.dstack([color, strength]), origin="lower", extent=where, interpolation="nearest")
    # The density above which lie 50% and 95% of the pixels.
    falling = np.sort(count.ravel())[::-1]
    share = np.cumsum(falling) / falling.sum()
    levels = sorted({falling[np.searchsorted(share, part)] for part in (0.95, 0.5)})
    ax.contour(middle, middle, count, levels, colors="black", linewidths=1, linestyles=["--", "-"])
    ax.axhline(0, color=COLORS["neutral"], linewidth=0.5)
    ax.axvline(0, color=COLORS["neutral"], linewidth=0.5)
    ax.set(xlabel="a (green to red, Lab units)", ylabel="b (blue to yellow, Lab units)")
    ax.tick_params(labelsize=9)


def color_plane(rgb):
    """Show the `ab_density` of one picture, quickly, for widgets."""
    figure, ax = new_figure(4.2, 3.7, layout=None)
    figure.subplots_adjust(0.17, 0.13, 0.97, 0.93)
    draw_ab_density(ax, rgb)
    return figure


def photo_colors(rgb, name):
    """Show a photograph, uint8 (height, width, 3), and its name beside its `ab_density`."""
    figure, (left, right) = new_figure(8, 3.7, columns=2, layout=None)
    figure.subplots_adjust(0.01, 0.13, 0.98, 0.93, wspace=0.17)
    left.imshow(rgb, interpolation="antialiased")
    hide_axis(left)
    left.set_title(name, fontsize=10)
    draw_ab_density(right, rgb)
    right.set_title("its colors", fontsize=10)
    return figure
