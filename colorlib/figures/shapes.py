"""Figures of the synthetic set: sheets of shapes, the leak by lightness, a pipeline in time."""

import numpy as np

from ..color import gray_version
from ..shapes import EQUAL_LIGHTNESS, make_shapes
from .display import COLORS, new_figure

__all__ = ["color_by_lightness", "pipeline_timeline", "shape_sheet"]


def shape_sheet(most=3, size=32, colors=EQUAL_LIGHTNESS, seed=0, columns=8, width=9.0):
    """Show a row of synthetic pictures, and the same in gray.

    Parameters
    ----------
    most, size, colors, seed
        As for `shapes.make_shapes`.
    columns : int, optional
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    rgb = make_shapes(columns, seed, size, most, colors).rgb
    # One picture of them all: axes for each would take ten times as long to draw.
    gap = max(1, size // 16)
    framed = np.pad(rgb, ((0, 0), (0, gap), (0, gap), (0, 0)), constant_values=255)
    row = np.concatenate(list(framed), axis=1)[:, :-gap]
    sheet = np.concatenate([row, gray_version(row)])[:-gap]
    left, right = 0.03, 0.995
    figure, ax = new_figure(width, width * (right - left) * sheet.shape[0] / sheet.shape[1] + 0.1)
    figure.set_layout_engine(None)
    figure.subplots_adjust(left, 0.02, right, 0.98)
    ax.imshow(sheet, interpolation="nearest")
    ax.spines[:].set_visible(False)
    ax.set(xticks=[], yticks=[size / 2, size / 2 + size + gap])
    ax.set_yticklabels(["color", "gray"], fontsize=10, rotation=90, va="center")
    ax.tick_params(length=0)
    return figure


def color_by_lightness(tables, width=9.0):
    """Plot the mean a and b that belong to each lightness.

    Parameters
    ----------
    tables : dict of numpy.ndarray, shape (101, 2)
        From the name of a set to its mean ab at L = 0, 1, …, 100; NaN where a lightness does not
        occur.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = new_figure(width, 3.0, 1, len(tables), sharex=True, sharey=True, squeeze=False)
    for ax, (name, table) in zip(axes[0], tables.items(), strict=True):
        lightness = np.arange(len(table))
        ax.plot(lightness, table[:, 0], "o-", ms=3, lw=0.8, color=COLORS["generated"], label="a")
        ax.plot(lightness, table[:, 1], "s--", ms=3, lw=0.8, color=COLORS["real"], label="b")
        ax.axhline(0, color=COLORS["neutral"], lw=0.6)
        ax.set_title(name, fontsize=10)
        ax.set_xlabel("lightness L", fontsize=9)
        ax.tick_params(labelsize=8)
    axes[0, 0].set_ylabel("mean a, mean b (Lab units)", fontsize=9)
    axes[0, 0].legend(fontsize=9)
    return figure


def pipeline_timeline(prepare=1.0, step=1.5, batches=4, width=9.0):
    """Draw who works when, without and with prefetching.

    Parameters
    ----------
    prepare, step : float, optional
        Time to prepare a batch, and to train on one, in any unit.
    batches : int, optional
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = new_figure(width, 2.9, 2, 1, sharex=True)
    waiting = np.arange(batches) * (prepare + step)
    pace = max(prepare, step)
    ahead = np.arange(batches) * pace
    plans = {
        "without prefetch": (waiting, waiting + prepare),
        # The first batch has to be waited for; from then on both work at the slower one's pace.
        "with prefetch": (np.r_[0, prepare + ahead[:-1]], prepare + ahead),
    }
    for ax, (title, starts) in zip(axes, plans.items(), strict=True):
        bars = (("prepare", prepare, COLORS["generated"]), ("train", step, COLORS["real"]))
        for row, (start, (_, length, color)) in enumerate(zip(starts, bars, strict=True)):
            ax.barh(np.full(batches, row), length, 0.8, start, color=color, edgecolor="white")
            for number, left in enumerate(start, start=1):
                ax.text(
                    left + length / 2, row, number, color="white", ha="center", va="center", size=9
                )
        ax.set_yticks([0, 1], ["prepare batch", "train on it"], fontsize=9)
        ax.invert_yaxis()
        ax.set_title(title, fontsize=10, loc="left")
        ax.set_xticks([])
    axes[1].set_xlabel("time →", fontsize=9)
    return figure
