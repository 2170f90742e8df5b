"""Figures of the toy GANs of `colorlib.toy`, from their snapshots."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from .display import COLORS, new_figure

INK = "#222222"
PROBABILITY = LinearSegmentedColormap.from_list("probability", ["#F2B48C", "#FFFFFF", "#8FBFE0"])
POINTS = 200  # drawn of each kind; more of them hide each other


def draw_line(ax, snapshot):
    """One dimension: the probability as a curve over both histograms."""
    edges = np.linspace(snapshot.axis[0], snapshot.axis[-1], 51)
    middles = (edges[1:] + edges[:-1]) / 2
    styles = {"real": {"alpha": 0.35}, "generated": {"facecolor": "none", "hatch": "////"}}
    for kind, points in (("real", snapshot.real), ("generated", snapshot.fake)):
        shares = np.histogram(points[:, 0], edges)[0] / len(points)
        # Histograms have no unit of their own here; a share of 20% in a bin reaches the top.
        heights = np.minimum(shares * 5, 1)
        fill = {"facecolor": COLORS[kind], "edgecolor": COLORS[kind], **styles[kind]}
        ax.fill_between(middles, heights, step="mid", label=kind, **fill)
    ax.plot(snapshot.axis, snapshot.field, color=INK, lw=2, label="$D(x)$")
    ax.axhline(0.5, color=COLORS["neutral"], lw=0.8, ls=":")
    ax.set(xlim=(edges[0], edges[-1]), ylim=(0, 1.03), yticks=[0, 0.5, 1])


def draw_plane(ax, snapshot):
    """Two dimensions: the probability as a colored field under both kinds of points."""
    limit, axis = snapshot.target.limit, snapshot.axis
    levels = np.linspace(0, 1, 11)
    field = ax.contourf(axis, axis, snapshot.field, levels, cmap=PROBABILITY, vmin=0, vmax=1)
    draw_half(ax, snapshot)
    real, fake = snapshot.real[:POINTS], snapshot.fake[:POINTS]
    ax.scatter(*real.T, s=7, color=COLORS["real"], lw=0, label="real")
    ax.scatter(*fake.T, s=9, color=COLORS["generated"], marker="x", lw=0.8, label="generated")
    ax.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal")
    return field


def draw_half(ax, snapshot):
    """The line on which the discriminator says one half, if there is one."""
    if snapshot.field.min() < 0.5 < snapshot.field.max():
        axis = snapshot.axis
        ax.contour(axis, axis, snapshot.field, [0.5], colors=INK, linewidths=0.8)


def filmstrip(snapshots, titles=None):
    """Show snapshots of toy GANs: real points, generated points and the decision field.

    All targets have the same number of dimensions. Titles say which iteration it is, unless others
    are given.
    """
    flat = snapshots[0].target.dimensions == 1
    columns = min(3 if flat else 5, len(snapshots))
    rows = -(-len(snapshots) // columns)
    side = min(3.0, 9.4 / columns)
    size = (10, 2.1 * rows + 0.45) if flat else (side * columns + 0.6, side * rows + 0.6)
    shape = {"squeeze": False, "sharex": True, "sharey": True}
    figure, axes = new_figure(*size, rows, columns, **shape)
    for ax in axes.flat[len(snapshots) :]:
        ax.axis("off")
    titles = titles or [f"iteration {snapshot.iteration:,}" for snapshot in snapshots]
    for ax, snapshot, title in zip(axes.flat, snapshots, titles, strict=False):
        field = draw_line(ax, snapshot) if flat else draw_plane(ax, snapshot)
        outside = (np.abs(snapshot.fake).max(axis=1) > snapshot.target.limit).mean()
        if outside >= 0.01:
            place = {"transform": ax.transAxes, "ha": "right", "va": "top", "size": 8}
            backed = {"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1}
            ax.text(0.97, 0.94, f"{outside:.0%} of generated outside", bbox=backed, **place)
        ax.set_title(title, fontsize=10)
        ax.tick_params(labelsize=9)
    labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(*labels, loc="outside lower center", ncols=3, fontsize=9, frameon=False)
    if flat:
        for ax in axes[-1]:
            ax.set_xlabel("$x$", fontsize=9)
        for ax in axes[:, 0]:
            ax.set_ylabel("$D(x)$: P(real)", fontsize=9)
    else:
        bar = figure.colorbar(field, ax=axes, ticks=[0, 0.5, 1], fraction=0.02, pad=0.01)
        bar.set_label("$D$: P(real)", fontsize=9)
        bar.ax.tick_params(labelsize=9)
    return figure
