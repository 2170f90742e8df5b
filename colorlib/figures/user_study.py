"""Figures of the user study: one trial, and how often each model fooled the participants."""

import numpy as np

from ..user_study import CHECK
from .display import COLORS, new_figure


def trial_strip(first, second):
    """Show the four parts of one trial, from left to right; the two pictures are uint8 RGB."""
    figure, axes = new_figure(3.3, 1.225, columns=4)
    names = {"ready": "1 s", "first": "1 s", "second": "1 s", "your answer": "no limit"}
    for ax, (name, time) in zip(axes, names.items(), strict=True):
        ax.set(xticks=[], yticks=[], xlim=(0, 1), ylim=(0, 1), aspect="equal")
        ax.set_title(name, fontsize=9)
        ax.set_xlabel(time, fontsize=9)
        ax.spines[:].set_visible(False)
    for ax, picture in zip(axes[1:3], (first, second), strict=True):
        ax.imshow(picture, extent=(0, 1, 0, 1), interpolation="antialiased")
    axes[0].text(0.5, 0.5, "+", ha="center", va="center", fontsize=20)
    axes[3].text(0.5, 0.5, "Which\nwas real?", ha="center", va="center", fontsize=10)
    return figure


def fooled_shares(counts):
    """Show what `fooled_by_model` counted, with 95% intervals, and the 50% of chance."""
    figure, ax = new_figure(7, 0.9 + 0.4 * len(counts))
    style = {"color": COLORS["generated"], "clip_on": False}
    for place, (name, row) in enumerate(counts.items()):
        ax.plot(100 * np.array(row["interval"]), [place] * 2, "|-", lw=2, ms=12, **style)
        ax.plot(100 * row["share"], place, "s" if name == CHECK else "o", **style)
    ax.axvline(50, color=COLORS["neutral"], ls="--")
    ax.text(51, -0.85, "cannot be told", color=COLORS["neutral"], fontsize=9, va="center")
    ax.set(xlim=(0, 100), ylim=(len(counts) - 0.5, -1.2), xlabel="fooled, % of the trials")
    names = [f"{name} ({row['fooled']} of {row['trials']})" for name, row in counts.items()]
    ax.set_yticks(range(len(names)), names)
    return figure


def answers_table(counts):
    """Format what `fooled_by_model` counted as a table in Markdown, with a verdict each."""
    lines = ["| | fooled | 95% interval | trials | |", "|---|---|---|---|---|"]
    for name, row in counts.items():
        low, high = row["interval"]
        verdict = "not told from the truth"
        if high - low > 0.2:
            verdict = "too few to say"
        elif high < 0.5:
            verdict = "told from the truth"
        elif low > 0.5:
            verdict = "taken for real more often than the truth"
        interval = f"{100 * low:.0f}–{100 * high:.0f}%"
        lines.append(f"| {name} | {row['share']:.0%} | {interval} | {row['trials']} | {verdict} |")
    return "\n".join(lines)
