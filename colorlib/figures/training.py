"""Figures of training: losses and accuracy against epochs, quality against minutes."""

import math

import numpy as np

from ..color import AB_SCALE
from ..errors import ColorlibError
from ..reading import COLLAPSE_BELOW
from .display import COLORS, new_figure

__all__ = ["curves_with_mark", "quality_curves", "training_curves"]

STYLES = [
    (COLORS["neutral"], "o", "-"),
    (COLORS["fourth"], "s", "--"),
    (COLORS["generated"], "D", "-."),
    (COLORS["third"], "^", "--"),
    (COLORS["real"], "v", "-"),
]


def training_curves(history, width=10.0, step_name="epoch"):
    """Plot an adversarial run: losses, discriminator's accuracy, color error, color variety.

    Dotted lines mark a discriminator that says 0.5 to everything: losses log 4 and log 2, accuracy
    one half; below the lowest one of color variety, `reading.read_curves` speaks of a collapse.
    Panels whose values the history lacks are left out.

    Parameters
    ----------
    history : dict of sequence of float
        What `training.train` returns, or the ``history`` of what `ColorGAN.fit` returns:
        ``d_loss``, ``g_loss``, ``d_accuracy`` (0 to 1), ``l1_loss`` (in network units; plotted in
        Lab units), ``color_variety`` (as a share of the truth's), any of them; other names are
        ignored.
    width : float, optional
        Of the figure, in inches.
    step_name : str, optional
        What one value stands for.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ColorlibError
        If none of these names is in the history.
    """
    panels = [
        draw
        for draw, names in (
            (draw_losses, ("d_loss", "g_loss")),
            (draw_accuracy, ("d_accuracy",)),
            (draw_color_error, ("l1_loss",)),
            (draw_variety, ("color_variety",)),
        )
        if any(len(history.get(name, ())) for name in names)
    ]
    if not panels:
        raise ColorlibError(
            "A training history has values for d_loss, g_loss, d_accuracy, l1_loss or "
            f"color_variety, not for {', '.join(history) or 'nothing'}."
        )
    figure, axes = new_figure(width, 3.0, 1, len(panels), squeeze=False)
    figure.get_layout_engine().set(w_pad=0.12)
    for ax, draw in zip(axes.flat, panels, strict=True):
        draw(ax, history)
        ax.set_xlabel(step_name, fontsize=10)
        ax.tick_params(labelsize=9)
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.set_xlim(0, max(2, max(len(line.get_xdata()) for line in ax.lines)) * 1.04)
        ax.grid(axis="y", alpha=0.25)
    return figure


def draw_line(ax, values, **style):
    steps = np.arange(1, len(values) + 1)
    # Markers carry the meaning beside the hue; on a long run every tenth of it is enough.
    return ax.plot(steps, values, markersize=4, markevery=max(1, len(values) // 10), **style)


def mark_level(ax, value, text):
    ax.axhline(value, color=COLORS["neutral"], linestyle=":", linewidth=1)
    # Beside the panel, where it covers no curve.
    ax.annotate(
        text,
        (1, value),
        xycoords=ax.get_yaxis_transform(),
        xytext=(3, 0),
        textcoords="offset points",
        va="center",
        fontsize=9,
        color=COLORS["neutral"],
    )


def draw_losses(ax, history):
    for name, label, chance, text, marker, dash in (
        ("d_loss", "discriminator", math.log(4), "log 4", "o", "-"),
        ("g_loss", "generator", math.log(2), "log 2", "s", "--"),
    ):
        if len(history.get(name, ())):
            style = {"color": COLORS[label], "marker": marker, "linestyle": dash}
            draw_line(ax, history[name], label=label, **style)
            mark_level(ax, chance, text)
    # Room for the legend above the curves.
    ax.set_ylim(0, 1.35 * ax.get_ylim()[1])
    ax.set_title("adversarial losses", fontsize=10)
    ax.set_ylabel("cross-entropy", fontsize=10)
    ax.legend(fontsize=9, frameon=False, loc="upper left")


def draw_accuracy(ax, history):
    percent = 100 * np.asarray(history["d_accuracy"], float)
    draw_line(ax, percent, color=COLORS["discriminator"], marker="o")
    mark_level(ax, 50, "guessing")
    ax.set(ylim=(0, 104), yticks=range(0, 101, 25))
    ax.set_title("discriminator's accuracy", fontsize=10)
    ax.set_ylabel("judged correctly (%)", fontsize=10)


def draw_color_error(ax, history):
    lab = AB_SCALE * np.asarray(history["l1_loss"], float)
    draw_line(ax, lab, color=COLORS["third"], marker="^")
    ax.set_ylim(0, 1.08 * ax.get_ylim()[1])
    ax.set_title("generator's color error (L1)", fontsize=10)
    ax.set_ylabel("mean |Δa|, |Δb| (Lab units)", fontsize=10)


def draw_variety(ax, history):
    percent = 100 * np.asarray(history["color_variety"], float)
    draw_line(ax, percent, color=COLORS["fourth"], marker="D")
    mark_level(ax, 100 * COLLAPSE_BELOW, "collapse")
    ax.set_ylim(0, 1.08 * max(100, ax.get_ylim()[1]))
    ax.set_title("variety of colors", fontsize=10)
    ax.set_ylabel("of the truth's (%)", fontsize=10)


def curves_with_mark(history, width=8.5):
    """Draw `training_curves` once, to mark any of their epochs in a few milliseconds afterward.

    Parameters
    ----------
    history, width
        As for `training_curves`.

    Returns
    -------
    callable
        Gets an epoch, counted from 1, and returns a picture with a line at that epoch:
        numpy.ndarray, uint8, shape (height, width, 3).
    """
    figure = training_curves(history, width)
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
        By name, values to compare with, drawn as dotted lines; such as those of constants.
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
