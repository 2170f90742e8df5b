"""Figures of training: losses and accuracy against epochs, quality against minutes."""

import math

import numpy as np

from ..color import AB_SCALE
from ..diagnostics import COLLAPSE_BELOW
from ..settings import ColorlibError
from .display import COLORS, STYLES, new_figure


def training_curves(history, width=10.0, step_name="epoch"):
    """Plot an adversarial run: losses, discriminator's accuracy, color error, color variety.

    Dotted lines mark a discriminator that says 0.5 to everything: losses log 4 and log 2, accuracy
    one half; and a variety below which `diagnostics.diagnose_curves` speaks of a collapse.

    Parameters
    ----------
    history : dict of sequence of float
        What `gan.train` returns: ``d_loss``, ``g_loss``, ``d_accuracy`` (0 to 1), ``l1_loss`` (in
        normalized Lab; plotted in Lab units), ``color_variety`` (as a share of the truth's), any
        of them; NaN where an epoch has no value. Other names are ignored.
    width : float, optional
        Of the figure, in inches.
    step_name : str, optional
        What one value stands for.

    Returns
    -------
    matplotlib.figure.Figure
        A panel for each of these that the history holds.

    Raises
    ------
    ColorlibError
        If none of these names is in the history.
    """
    known = {name: np.asarray(history.get(name, ()), float) for name in PANELS}
    known = {name: values for name, values in known.items() if np.isfinite(values).any()}
    if not known:
        raise ColorlibError(
            f"A training history has values for one of {', '.join(PANELS)}; this one has "
            f"{', '.join(history) or 'nothing'}."
        )
    panels = list(dict.fromkeys(PANELS[name] for name in known))
    figure, axes = new_figure(width, 3.0, 1, len(panels), squeeze=False)
    figure.get_layout_engine().set(w_pad=0.12)
    for ax, draw in zip(axes.flat, panels, strict=True):
        draw(ax, known)
        ax.set_xlabel(step_name, fontsize=10)
        ax.tick_params(labelsize=9)
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.set_xlim(0, max(2, *map(len, known.values())) * 1.04)
        ax.grid(axis="y", alpha=0.25)
    return figure


def draw_line(ax, values, **style):
    """Draw each value at its own epoch, counted from 1; those that are missing (NaN) are skipped."""
    given = np.flatnonzero(np.isfinite(values))
    # Markers carry the meaning beside the hue; on a long run every tenth of it is enough.
    ax.plot(given + 1, values[given], markersize=4, markevery=max(1, len(given) // 10), **style)


def mark_level(ax, value, text):
    """Draw a dotted line, and its name beside the panel, where it covers no curve."""
    ax.axhline(value, color=COLORS["neutral"], linestyle=":", linewidth=1)
    style = {"va": "center", "fontsize": 9, "color": COLORS["neutral"]}
    edge = ax.get_yaxis_transform()
    ax.annotate(text, (1, value), (3, 0), edge, textcoords="offset points", **style)


def draw_losses(ax, history):
    """Draw both losses, with room for the legend above the curves."""
    for name, label, chance, text, marker, dash in (
        ("d_loss", "discriminator", math.log(4), "log 4", "o", "-"),
        ("g_loss", "generator", math.log(2), "log 2", "s", "--"),
    ):
        if name in history:
            style = {"color": COLORS[label], "marker": marker, "linestyle": dash}
            draw_line(ax, history[name], label=label, **style)
            mark_level(ax, chance, text)
    ax.set_ylim(0, 1.35 * ax.get_ylim()[1])
    ax.set_title("adversarial losses", fontsize=10)
    ax.set_ylabel("cross-entropy", fontsize=10)
    ax.legend(fontsize=9, frameon=False, loc="upper left")


def draw_accuracy(ax, history):
    draw_line(ax, 100 * history["d_accuracy"], color=COLORS["discriminator"], marker="o")
    mark_level(ax, 50, "guessing")
    ax.set(ylim=(0, 104), yticks=range(0, 101, 25))
    ax.set_title("discriminator's accuracy", fontsize=10)
    ax.set_ylabel("classified correctly (%)", fontsize=10)


def draw_color_error(ax, history):
    draw_line(ax, AB_SCALE * history["l1_loss"], color=COLORS["third"], marker="^")
    ax.set_ylim(0, 1.08 * ax.get_ylim()[1])
    ax.set_title("generator's color error (L1)", fontsize=10)
    ax.set_ylabel("mean |Δa|, |Δb| (Lab units)", fontsize=10)


def draw_variety(ax, history):
    draw_line(ax, 100 * history["color_variety"], color=COLORS["fourth"], marker="D")
    mark_level(ax, 100 * COLLAPSE_BELOW, "collapse")
    ax.set_ylim(0, 1.08 * max(100, ax.get_ylim()[1]))
    ax.set_title("variety of colors", fontsize=10)
    ax.set_ylabel("of the truth's (%)", fontsize=10)


PANELS = {
    "d_loss": draw_losses,
    "g_loss": draw_losses,
    "d_accuracy": draw_accuracy,
    "l1_loss": draw_color_error,
    "color_variety": draw_variety,
}


def curves_with_mark(history):
    """Draw `training_curves` once; the function returned marks an epoch in a few milliseconds."""
    figure = training_curves(history)
    # Not through the legend.
    style = {"color": "black", "linewidth": 1.5, "animated": True}
    marks = [ax.axvline(0, 0, 0.75 if ax.get_legend() else 1, **style) for ax in figure.axes]
    figure.canvas.draw()
    unmarked = figure.canvas.copy_from_bbox(figure.bbox)

    def mark(epoch):
        figure.canvas.restore_region(unmarked)
        for line in marks:
            line.set_xdata([epoch, epoch])
            line.axes.draw_artist(line)
        return np.asarray(figure.canvas.buffer_rgba())[..., :3].copy()

    return mark


def quality_curves(curves, label, levels=None, width=9.0):
    """Plot how good models were against the minutes that they had trained.

    Parameters
    ----------
    curves : dict of (sequence of float, sequence of float)
        By model, up to five: minutes, and values of a metric of which less is better.
    label : str
        Of the metric.
    levels : dict of float, optional
        By name, values to compare with, drawn as dotted lines; such as those of the baselines.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, ax = new_figure(width, 0.5 * width)
    for name, value in (levels or {}).items():
        mark_level(ax, value, name)
    for (name, (minutes, values)), (color, marker, dash) in zip(
        curves.items(), STYLES, strict=False
    ):
        style = {"color": color, "marker": marker, "linestyle": dash, "markersize": 4}
        ax.plot(minutes, values, label=name, **style)
    ax.set_xscale("log")
    ticks = (0.5, 1, 2, 5, 10, 20, 50, 100, 200)
    first = min(minutes[0] for minutes, _ in curves.values())
    last = max(minutes[-1] for minutes, _ in curves.values())
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.set_xlim(0.8 * first, 1.15 * last)
    ax.minorticks_off()
    ax.set_xlabel("minutes of training on two cores (logarithmic)", fontsize=10)
    ax.set_ylabel(label, fontsize=10)
    ax.grid(axis="y", alpha=0.25)
    ax.legend(fontsize=9, frameon=False)
    return figure
