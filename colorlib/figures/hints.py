"""Figures of distributions over colors, and of what hints are worth."""

import numpy as np

from ..color import lab_to_rgb
from .display import COLORS, new_figure


def bin_shares(bins, panels, width=9.0):
    """Draw distributions over the bins, ab in Lab units (n, 2), as disks in the ab plane.

    ``panels`` maps titles to shares (n,), which sum to 1; each disk's area is its share.
    """
    figure, axes = new_figure(width, width / len(panels) + 0.4, columns=len(panels), squeeze=False)
    colors = lab_to_rgb(np.column_stack([np.full(len(bins), 65), bins]))
    for ax, (title, shares) in zip(axes.flat, panels.items(), strict=True):
        ax.scatter(*bins.T, s=2, color="#cccccc")
        ax.scatter(*bins.T, s=2500 * shares, color=colors, edgecolors="#444444", linewidths=0.4)
        ax.axhline(0, color="#999999", linewidth=0.5, zorder=0)
        ax.axvline(0, color="#999999", linewidth=0.5, zorder=0)
        ax.set(xlim=(-90, 90), ylim=(-90, 90), aspect="equal", xlabel="a")
        ax.set_title(title, fontsize=10)
    axes.flat[0].set_ylabel("b")
    return figure


def click_curves(clicks, metric="ab_distance", width=9.0):
    """Plot the error that is left against the number of clicks, with its intervals.

    ``clicks`` maps each class to what ``experiments/clicks.py`` has measured of it.
    """
    figure, axes = new_figure(width, 0.4 * width, columns=len(clicks), sharey=True)
    styles = {"at random": ("neutral", "s--"), "where the network doubts": ("generated", "o-")}
    for ax, (category, measured) in zip(axes, clicks.items(), strict=True):
        for way, (color, style) in styles.items():
            cells = [cell[metric] for cell in measured[way].values()]
            values = np.array([cell["value"] for cell in cells])
            apart = np.abs(np.transpose([cell["interval"] for cell in cells]) - values)
            places = range(len(values))
            look = {"color": COLORS[color], "ms": 5, "capsize": 3, "label": way}
            ax.errorbar(places, values, apart, fmt=style, **look)
        ax.set_xticks(places, measured[way])
        ax.set_title(f"{category}, {measured['photographs']} photographs", fontsize=10)
        ax.set(xlabel="clicks", ylim=(0, None))
        ax.grid(axis="y", alpha=0.25)
    axes[0].set_ylabel("ab distance (Lab units)")
    axes[0].legend(frameon=False, fontsize=9)
    return figure


def calibration_curves(calibration, width=9.0):
    """Plot how often the network was right against how sure it was, and its error by its doubt."""
    figure, (left, right) = new_figure(width, 0.42 * width, columns=2)
    left.plot([0, 1], [0, 1], ":", color=COLORS["neutral"], label="as often as it says")
    for (category, one), (color, style) in zip(
        calibration.items(), (("third", "o-"), ("real", "s--")), strict=True
    ):
        look = {"color": COLORS[color], "ms": 5, "label": category}
        left.plot(one["said"], one["seen"], style, **look)
        right.plot(one["doubt"], one["error"], style, **look)
    left.set(xlabel="said: within 10 Lab units", ylabel="seen: within 10 Lab units")
    right.set(xlabel="doubt: entropy (bits)", ylabel="ab distance (Lab units)", ylim=(0, None))
    left.legend(frameon=False, fontsize=9)
    return figure
