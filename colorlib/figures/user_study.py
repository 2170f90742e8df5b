"""Figures of the test with people: one trial, and who was fooled how often."""

import numpy as np

from ..user_study import CHECK, WIDEST
from .display import COLORS, new_figure

__all__ = ["answers_table", "fooled_shares", "trial_strip"]


def trial_strip(first, second, width=3.3):
    """Show one trial from left to right, as it goes on.

    Parameters
    ----------
    first, second : numpy.ndarray, uint8, shape (height, width, 3)
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = new_figure(width, width / 4 + 0.4, columns=4)
    names = ["ready", "first", "second", "your answer"]
    times = ["1 s", "1 s", "1 s", "no limit"]
    for ax, name, time in zip(axes, names, times, strict=True):
        ax.set(xticks=[], yticks=[], xlim=(0, 1), ylim=(0, 1), aspect="equal")
        ax.set_title(name, fontsize=9)
        ax.set_xlabel(time, fontsize=9)
        ax.spines[:].set_visible(False)
    for ax, picture in zip(axes[1:3], (first, second), strict=True):
        ax.imshow(picture, extent=(0, 1, 0, 1), interpolation="antialiased")
    axes[0].text(0.5, 0.5, "+", ha="center", va="center", fontsize=20)
    axes[3].text(0.5, 0.5, "Which\nwas real?", ha="center", va="center", fontsize=10)
    return figure


def fooled_shares(scores, width=7.0):
    """Show how often each model fooled people, with 95% intervals, beside what chance would do.

    Parameters
    ----------
    scores : dict of dict
        As `perception.score` returns them; at least one.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, ax = new_figure(width, 0.9 + 0.4 * len(scores))
    names = []
    for place, (name, row) in enumerate(scores.items()):
        percent = 100 * np.array([*row["interval"], row["share"]])
        style = {"color": COLORS["generated"], "clip_on": False}
        ax.plot(percent[:2], [place] * 2, "|-", lw=2, ms=12, **style)
        ax.plot(percent[2], place, "o" if name != CHECK else "s", **style)
        names.append(f"{name} ({row['fooled']} of {row['trials']})")
    ax.axvline(50, color=COLORS["neutral"], ls="--")
    ax.text(51, -0.85, "cannot be told", color=COLORS["neutral"], fontsize=9, va="center")
    ax.set(xlim=(0, 100), ylim=(len(scores) - 0.5, -1.2), xlabel="fooled, % of the trials")
    ax.set_yticks(range(len(names)), names)
    return figure


def verdict(row):
    low, high = row["interval"]
    if high - low > WIDEST:
        return "too few to say"
    if high < 0.5:
        return "told from the truth"
    return "taken for real more often than the truth" if low > 0.5 else "not told from the truth"


def answers_table(scores):
    """Write how often each model fooled people as a table in Markdown.

    Parameters
    ----------
    scores : dict of dict
        As `perception.score` returns them.

    Returns
    -------
    str
    """
    lines = ["| | fooled | 95% interval | trials | |", "|---|---|---|---|---|"]
    for name, row in scores.items():
        low, high = row["interval"]
        interval = f"{100 * low:.0f}–{100 * high:.0f}%"
        lines.append(
            f"| {name} | {row['share']:.0%} | {interval} | {row['trials']} | {verdict(row)} |"
        )
    return "\n".join(lines)
