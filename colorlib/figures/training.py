"""Figures of training: losses and accuracy against epochs, quality against minutes."""

import math

import numpy as np

from ..color import AB_SCALE
from ..diagnostics import COLLAPSE_BELOW
from ..settings import ColorlibError
from .display import COLORS, new_figure

# By metric: color, marker and dash; the factor to the unit plotted; a level to mark, and its name.
CURVES = {
    "d_loss": ("discriminator", "o-", 1, math.log(4), "log 4"),
    "g_loss": ("generator", "s--", 1, math.log(2), "log 2"),
    "d_accuracy": ("discriminator", "o-", 100, 50, "guessing"),
    "l1_loss": ("third", "^-", AB_SCALE, 0, ""),
    "color_variety": ("fourth", "D-", 100, 100 * COLLAPSE_BELOW, "collapse"),
}
# Title, axis, the least that the axis reaches to, and the metrics of each panel.
PANELS = [
    ("adversarial losses", "cross-entropy", 0, ["d_loss", "g_loss"]),
    ("discriminator's accuracy", "% correct", 100, ["d_accuracy"]),
    ("generator's color error (L1)", "mean |Δa|, |Δb|", 0, ["l1_loss"]),
    ("variety of colors", "% of the truth's", 100, ["color_variety"]),
]
# Of the models that `quality_curves` compares.
STYLES = {
    "neutral": "o-", "fourth": "s--", "generated": "D-.",
    "third": "^--", "fifth": "P:", "real": "v-",
}  # fmt: skip

# Where `trade_off` writes names that would cover each other, in points from the point.
LABELS = {
    "mean color": (6, -13),
    "color by lightness": (-6, 5),
    "lean, L1-only": (-38, -7),
    "lean, L1-only, longer": (6, 7),
    "lean GAN": (-36, -3),
    "lean GAN, seed 2": (36, 0),
    "lean GAN, seed 3": (26, -9),
    "reference, unconditional GAN": (6, -13),
}


def training_curves(history, width=10.0, step_name="epoch", height=3.0):
    """Plot an adversarial run: losses, discriminator's accuracy, color error, color variety.

    Dotted lines mark a discriminator that says 0.5 to everything: losses log 4 and log 2, accuracy
    one half; and a variety below which `diagnostics.diagnose_curves` speaks of a collapse.

    The history is what `gan.train` returns: any of ``d_loss``, ``g_loss``, ``d_accuracy`` (0 to 1),
    ``l1_loss`` (in normalized Lab; plotted in Lab units) and ``color_variety`` (as a share of the
    truth's), NaN where an epoch has no value; with none of them it is a ColorlibError.
    """
    known = {name: np.asarray(history[name], float) for name in CURVES if name in history}
    known = {name: values for name, values in known.items() if np.isfinite(values).any()}
    panels = [panel for panel in PANELS if known.keys() & set(panel[-1])]
    if not panels:
        held = ", ".join(history) or "nothing"
        raise ColorlibError(f"A training history needs one of {', '.join(CURVES)}, not {held}.")
    figure, axes = new_figure(width, height, columns=len(panels), squeeze=False)
    figure.get_layout_engine().set(w_pad=0.12)
    for ax, (title, label, least, names) in zip(axes.flat, panels, strict=True):
        for name in names:
            if name in known:
                draw_curve(ax, name, known[name])
        if "d_loss" in names:
            ax.legend(
                fontsize=8, frameon=False, loc="upper left", ncols=2,
                handlelength=1.5, columnspacing=0.8, borderpad=0,
            )  # fmt: skip
        # A legend has room above the curves.
        ax.set_ylim(0, (1.35 if ax.get_legend() else 1.06) * max(least, ax.dataLim.y1))
        ax.set_title(title, fontsize=10)
        ax.set(xlabel=step_name, ylabel=label)
        ax.tick_params(labelsize=9)
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.set_xlim(0, max(2, *map(len, known.values())) * 1.04)
        ax.grid(axis="y", alpha=0.25)
    return figure


def draw_curve(ax, name, values):
    """Draw each value at its own epoch, counted from 1, and leave out those missing (NaN)."""
    color, style, factor, level, level_name = CURVES[name]
    given = np.flatnonzero(np.isfinite(values))
    # Markers carry the meaning beside the hue; on a long run every tenth of it is enough.
    marks = {"ms": 4, "markevery": max(1, len(given) // 10)}
    ax.plot(given + 1, factor * values[given], style, color=COLORS[color], label=color, **marks)
    if level:
        mark_level(ax, level, level_name)


def mark_level(ax, value, text):
    """Draw a dotted line, and its name beside the panel, where it covers no curve."""
    ax.axhline(value, color=COLORS["neutral"], linestyle=":", linewidth=1)
    edge = ax.get_yaxis_transform()
    ax.text(1.01, value, text, va="center", size=9, color=COLORS["neutral"], transform=edge)


def curves_with_mark(history, height=3.0):
    """Draw `training_curves` once; the function returned marks an epoch in a few milliseconds."""
    figure = training_curves(history, height=height)
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

    Curves are pairs (minutes, values of the metric in the label), by model, up to six. Levels to
    compare with, such as those of the baselines, are values by name, drawn as dotted lines.
    """
    figure, ax = new_figure(width, 0.5 * width)
    for name, value in (levels or {}).items():
        mark_level(ax, value, name)
    for (name, (minutes, values)), (color, style) in zip(
        curves.items(), STYLES.items(), strict=False
    ):
        ax.plot(minutes, values, style, ms=4, color=COLORS[color], label=name)
    ax.set_xscale("log")
    ticks = (0.5, 1, 2, 5, 10, 20, 50, 100, 200)
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    seen = np.concatenate([minutes for minutes, _ in curves.values()])
    ax.set_xlim(0.8 * seen.min(), 1.15 * seen.max())
    ax.minorticks_off()
    ax.set(xlabel="minutes of training on two cores (logarithmic)", ylabel=label)
    ax.grid(axis="y", alpha=0.25)
    ax.legend(fontsize=9, frameon=False, ncols=2, loc="lower left", bbox_to_anchor=(0, 1))
    return figure


def stage_timeline(stages):
    """Plot the learning rates of the stages of a training, one after the other.

    Parameters
    ----------
    stages : list of (str, int, dict of str to list of float)
        Of each stage the name, which may have several lines; the number of updates; and the
        learning rates at updates evenly spaced, by network: "generator" or "discriminator".
    """
    figure, ax = new_figure(9, 3.24)
    start, labels = 0, {}
    for name, updates, rates in stages:
        for network, values in rates.items():
            dash = "-" if network == "generator" else "--"
            at = start + np.linspace(0, updates, len(values))
            (labels[network],) = ax.plot(at, values, dash, color=COLORS[network])
        middle = start + updates / 2, 1.03
        ax.text(*middle, name, ha="center", size=9, transform=ax.get_xaxis_transform())
        start += updates
        ax.axvline(start, color=COLORS["neutral"], linestyle=":", linewidth=1)
    ax.set(xlim=(0, start), ylim=(0, None), xlabel="updates", ylabel="learning rate")
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.legend(labels.values(), labels, fontsize=9, frameon=False, loc="upper center")
    return figure


def trade_off(rows, width=9.0):
    """Plot distortion against perception: ab distance, and how surely a classifier finds a fake.

    ``rows`` are results of `evaluation.compare_colorizers`, by colorizer; each is a point with its
    intervals. A line joins the lean L1-only baseline with its colors times several factors.
    """
    times = "lean, L1-only × "
    curve = ["lean, L1-only", *sorted(name for name in rows if name.startswith(times))]
    figure, ax = new_figure(width, 0.62 * width)
    points = {}
    for name, row in rows.items():
        cells = (row["ab_distance"], 1), (row["two_sample"], 100)
        points[name] = x, y = [factor * cell["value"] for cell, factor in cells]
        xerr, yerr = (
            factor * np.abs(np.subtract(cell["interval"], cell["value"]))[:, None]
            for cell, factor in cells
        )
        color = COLORS["generated" if "GAN" in name else "neutral" if name in curve else "real"]
        marker = "o" if name in curve else "s"
        ax.errorbar(x, y, yerr, xerr, marker, ms=5, color=color, elinewidth=0.7)
        label = name.removeprefix(curve[0]).strip() if name in curve[1:] else name
        offset = LABELS.get(name, (6, 5))
        side = {"xytext": offset, "ha": "left" if offset[0] > 0 else "right"}
        ax.annotate(label, (x, y), textcoords="offset points", fontsize=9, color=color, **side)
    line = zip(*[points[name] for name in curve], strict=True)
    ax.plot(*line, color=COLORS["neutral"], zorder=1)
    ax.margins(x=0.25, y=0.1)
    mark_level(ax, 50, "cannot tell")
    ax.set(
        xlabel="distortion: ab distance (Lab units)", ylabel="fakes and originals told apart (%)"
    )
    return figure
