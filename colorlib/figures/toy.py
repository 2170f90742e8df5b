"""Figures of the toy GANs of `colorlib.toy`, from their snapshots."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from .display import COLORS, new_figure
from .training import mark_level

INK = "#222222"
PROBABILITY = LinearSegmentedColormap.from_list("probability", ["#F2B48C", "#FFFFFF", "#8FBFE0"])
POINTS = 200  # drawn of each kind; more of them hide each other
ARROWS = 60


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


def draw_push(ax, snapshot):
    """Arrows: where the generator's loss pushes fakes; the stronger the push, the longer."""
    strength = np.linalg.norm(snapshot.push[:ARROWS], axis=1, keepdims=True)
    # In proportion as long as the push is weak, so that one sees it vanish; never very long.
    length = 0.25 * snapshot.target.limit * np.tanh(strength)
    seen = length[:, 0] > 0.01 * snapshot.target.limit  # shorter ones would be drawn as dots
    along = (snapshot.push[:ARROWS] / np.maximum(strength, 1e-12) * length)[seen]
    exact = {"angles": "xy", "scale_units": "xy", "scale": 1}
    ax.quiver(*snapshot.fake[:ARROWS][seen].T, *along.T, width=0.005, color=INK, **exact)


def filmstrip(snapshots, titles=None, push=False):
    """Show snapshots of toy GANs: real points, generated points and the decision field.

    All targets have the same number of dimensions. Titles say which iteration it is, unless others
    are given. In the plane, ``push`` adds arrows where the generator's loss pushes some points.
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
        if push and not flat:
            draw_push(ax, snapshot)
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


def toy_plane(snapshot):
    """Draw a toy GAN in the plane, edge to edge, so that one can draw on it; ten times a second."""
    figure, ax = new_figure(3.5, 3.5, layout=None)
    ax.set_position((0, 0, 1, 1))
    limit = snapshot.target.limit
    # The grid's points stand in the middle of the picture's cells, half a cell beyond the limit.
    edge = limit * (1 + 1 / (len(snapshot.axis) - 1))
    even = {"cmap": PROBABILITY, "vmin": 0, "vmax": 1, "interpolation": "bilinear"}
    ax.imshow(snapshot.field, origin="lower", extent=(-edge, edge, -edge, edge), **even)
    draw_half(ax, snapshot)
    # Fakes far outside are shown at the edge, where they can be seen to be on that side.
    fake = np.clip(snapshot.fake, -0.98 * limit, 0.98 * limit)
    # Lines of markers: drawn in a fraction of the time that a scatter takes.
    ax.plot(*snapshot.real[:POINTS].T, "o", ms=3, mew=0, color=COLORS["real"])
    ax.plot(*fake[:POINTS].T, "x", ms=4, mew=1, color=COLORS["generated"])
    draw_push(ax, snapshot._replace(fake=fake))
    ax.axis("off")
    ax.set(xlim=(-limit, limit), ylim=(-limit, limit))
    return figure


def toy_curves(snapshots):
    """Draw both losses and the discriminator's accuracy, below each other, quickly."""
    figure, (upper, lower) = new_figure(4.2, 4.2, rows=2, layout=None, height_ratios=(5, 2))
    figure.subplots_adjust(0.13, 0.11, 0.87, 0.97)
    iterations = [s.iteration for s in snapshots]
    percent = [100 * s.accuracy for s in snapshots]
    for name, values, style, draw in (
        ("discriminator", [s.d_loss for s in snapshots], "-", 4),
        ("generator", [s.g_loss for s in snapshots], "--", 2),
    ):
        upper.plot(iterations, values, style, color=COLORS[name], lw=1.5, label=name)
        mark_level(upper, np.log(draw), f"log {draw}")
    upper.set_ylabel("loss")
    upper.legend(fontsize=9, frameon=False)
    lower.plot(iterations, percent, color=COLORS["discriminator"], lw=1.5)
    mark_level(lower, 50, "half")
    lower.set(xlabel="iteration", ylim=(0, 104), yticks=[0, 50, 100])
    lower.set_ylabel("D is right (%)", fontsize=8)
    for ax in (upper, lower):
        ax.set_xlim(iterations[0], max(iterations[-1], iterations[0] + 100))
    return figure
