"""Figures of the little GANs of `colorlib.points`, from their snapshots."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from .display import COLORS, new_figure

__all__ = [
    "filmstrip",
    "game_curves",
    "game_diagram",
    "game_frame",
    "game_pair",
    "game_plane",
    "loss_curves",
    "saturation_curves",
]

INK = "#222222"
BELIEF = LinearSegmentedColormap.from_list("belief", ["#F2B48C", "#FFFFFF", "#8FBFE0"])
POINTS = 200  # drawn of each kind; more of them hide each other
ARROWS = 60


def draw_line_game(ax, snapshot):
    """One dimension: the probability as a curve over both histograms."""
    edges = np.linspace(snapshot.axis[0], snapshot.axis[-1], 51)
    middles = (edges[1:] + edges[:-1]) / 2
    styles = {"real": {"alpha": 0.35}, "generated": {"facecolor": "none", "hatch": "////"}}
    for kind, points in (("real", snapshot.real), ("generated", snapshot.fake)):
        shares = np.histogram(points[:, 0], edges)[0] / len(points)
        # Histograms have no unit of their own here; a share of 20% in a bin reaches the top.
        heights = np.minimum(shares * 5, 1)
        color = COLORS[kind]
        fill = {"facecolor": color, **styles[kind]}
        ax.fill_between(middles, heights, step="mid", edgecolor=color, label=kind, **fill)
    ax.plot(snapshot.axis, snapshot.field, color=INK, lw=2, label="$D(x)$")
    ax.axhline(0.5, color=COLORS["neutral"], lw=0.8, ls=":")
    ax.set(xlim=(edges[0], edges[-1]), ylim=(0, 1.03), yticks=[0, 0.5, 1])


def draw_plane_game(ax, snapshot):
    """Two dimensions: the probability as a colored field under both kinds of points."""
    limit, axis = snapshot.target.limit, snapshot.axis
    levels = np.linspace(0, 1, 11)
    field = ax.contourf(axis, axis, snapshot.field, levels, cmap=BELIEF, vmin=0, vmax=1)
    if snapshot.field.min() < 0.5 < snapshot.field.max():
        ax.contour(axis, axis, snapshot.field, [0.5], colors=INK, linewidths=0.8)
    real, fake = snapshot.real[:POINTS], snapshot.fake[:POINTS]
    ax.scatter(*real.T, s=7, color=COLORS["real"], lw=0, label="real")
    ax.scatter(*fake.T, s=9, color=COLORS["generated"], marker="x", lw=0.8, label="generated")
    ax.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal")
    return field


def draw_push(ax, snapshot):
    """Arrows: where the generator's loss pushes fakes; the stronger the push, the longer."""
    strength = np.linalg.norm(snapshot.push[:ARROWS], axis=1, keepdims=True)
    # In proportion as long as the push is weak, so that one sees it vanish; never very long.
    length = 0.25 * snapshot.target.limit * np.tanh(strength)
    seen = length[:, 0] > 0.01 * snapshot.target.limit  # shorter ones would be drawn as dots
    along = (snapshot.push[:ARROWS] / np.maximum(strength, 1e-12) * length)[seen]
    exact = {"angles": "xy", "scale_units": "xy", "scale": 1}
    ax.quiver(*snapshot.fake[:ARROWS][seen].T, *along.T, width=0.005, color=INK, **exact)


def draw_game(ax, snapshot):
    draw = draw_line_game if snapshot.target.dimensions == 1 else draw_plane_game
    field = draw(ax, snapshot)
    outside = (np.abs(snapshot.fake).max(axis=1) > snapshot.target.limit).mean()
    if outside >= 0.01:
        note = f"{outside:.0%} of generated outside"
        backed = {"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1}
        ax.text(0.5, 0.94, note, transform=ax.transAxes, ha="center", va="top", size=8, bbox=backed)
    return field


def filmstrip(snapshots, titles=None, columns=None):
    """Show a game at several moments: real points, generated points and the decision field.

    Parameters
    ----------
    snapshots : sequence of points.Snapshot
        Of targets with the same number of dimensions.
    titles : sequence of str, optional
        One a panel; "round …" without.
    columns : int, optional
        Panels side by side: 3 on a line and 5 in the plane unless it is given.

    Returns
    -------
    matplotlib.figure.Figure
    """
    flat = snapshots[0].target.dimensions == 1
    columns = min(columns or (3 if flat else 5), len(snapshots))
    rows = -(-len(snapshots) // columns)
    height = rows * (2.1 if flat else min(2.15, 9.2 / columns + 0.3)) + 0.45
    width = 10 if flat else min(10, 1.95 * columns + 0.6)
    shape = {"squeeze": False, "sharex": True, "sharey": True}
    figure, axes = new_figure(width, height, rows, columns, **shape)
    for ax in axes.flat[len(snapshots) :]:
        ax.axis("off")
    for index, snapshot in enumerate(snapshots):
        ax = axes.flat[index]
        field = draw_game(ax, snapshot)
        ax.set_title(titles[index] if titles else f"round {snapshot.round:,}", fontsize=10)
        ax.tick_params(labelsize=9)
    figure.legend(
        *axes.flat[0].get_legend_handles_labels(),
        loc="outside lower center",
        ncols=3,
        fontsize=9,
        frameon=False,
    )
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


def draw_losses(ax, snapshots):
    rounds = [s.round for s in snapshots]
    for name, values, style, rest in (
        ("discriminator", [s.d_loss for s in snapshots], "-", "log 4"),
        ("generator", [s.g_loss for s in snapshots], "--", "log 2"),
    ):
        color = COLORS[name]
        ax.plot(rounds, values, style, color=color, lw=1.5, label=name)
        ax.axhline(np.log(int(rest[-1])), color=color, lw=0.8, ls=":")
        place = {"xy": (1, np.log(int(rest[-1]))), "xycoords": ("axes fraction", "data")}
        ax.annotate(rest, **place, xytext=(3, 0), textcoords="offset points", va="center", size=9)
    ax.set(xlabel="round", ylabel="loss")
    ax.legend(fontsize=9, frameon=False)


def loss_curves(snapshots):
    """Draw both losses and the discriminator's accuracy, with the marks of a draw.

    Parameters
    ----------
    snapshots : sequence of points.Snapshot

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, (left, right) = new_figure(9, 2.8, 1, 2)
    draw_losses(left, snapshots)
    accuracy = [100 * s.accuracy for s in snapshots]
    right.plot([s.round for s in snapshots], accuracy, color=COLORS["discriminator"], lw=1.5)
    right.axhline(50, color=COLORS["discriminator"], lw=0.8, ls=":")
    right.set(xlabel="round", ylabel="judged correctly (%)", ylim=(0, 102))
    right.set_title("Accuracy of the discriminator", fontsize=10)
    left.set_title("Losses; dotted: a discriminator that says 0.5", fontsize=10)
    return figure


def game_frame(snapshots):
    """Draw the newest snapshot of a game, with its losses so far beside it.

    In the plane, arrows show where the generator's loss pushes some of the fakes.

    Parameters
    ----------
    snapshots : sequence of points.Snapshot
        From the start of the game on.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, (left, right) = new_figure(10, 3.9, 1, 2)
    now = snapshots[-1]
    draw_game(left, now)
    left.set_title(f"round {now.round:,}", fontsize=10)
    if now.target.dimensions == 1:
        left.set(xlabel="$x$", ylabel="$D(x)$: P(real)")
    else:
        draw_push(left, now)
    left.legend(fontsize=9, loc="upper left", framealpha=0.8)
    draw_losses(right, snapshots)
    right.set_title(f"accuracy of the discriminator {now.accuracy:.0%}", fontsize=10)
    return figure


def game_plane(snapshot):
    """Draw a game in the plane, edge to edge: what is drawn at a place lies at that place.

    Made to be drawn ten times a second, and to be pointed at: there is nothing around the plane.

    Parameters
    ----------
    snapshot : points.Snapshot
        With two dimensions.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure = Figure(figsize=(4.2, 4.2), dpi=100)
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    limit = snapshot.target.limit
    # The grid's points stand in the middle of the picture's cells, half a cell beyond the limit.
    edge = limit * (1 + 1 / (len(snapshot.axis) - 1))
    extent = (-edge, edge, -edge, edge)
    even = {"cmap": BELIEF, "vmin": 0, "vmax": 1, "interpolation": "bilinear"}
    ax.imshow(snapshot.field, origin="lower", extent=extent, **even)
    if snapshot.field.min() < 0.5 < snapshot.field.max():
        axis = snapshot.axis
        ax.contour(axis, axis, snapshot.field, [0.5], colors=INK, linewidths=0.8)
    # Fakes far outside are shown at the edge, where they can be seen to be on that side.
    fake = np.clip(snapshot.fake, -0.98 * limit, 0.98 * limit)
    snapshot = snapshot._replace(fake=fake)
    real, fake = snapshot.real[:POINTS], fake[:POINTS]
    # Lines of markers: drawn in a fraction of the time that a scatter takes.
    ax.plot(*real.T, "o", ms=3, mew=0, color=COLORS["real"])
    ax.plot(*fake.T, "x", ms=4, mew=1, color=COLORS["generated"])
    draw_push(ax, snapshot)
    ax.axis("off")
    ax.set(xlim=(-limit, limit), ylim=(-limit, limit))
    return figure


def game_pair(snapshots, titles, width=7.0):
    """Show games in the plane side by side, with arrows where G's loss pushes some of the fakes.

    Parameters
    ----------
    snapshots : sequence of points.Snapshot
        With two dimensions.
    titles : sequence of str
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    count = len(snapshots)
    figure, axes = new_figure(width, width / count + 0.3, 1, count, squeeze=False)
    for ax, snapshot, title in zip(axes[0], snapshots, titles, strict=True):
        draw_game(ax, snapshot)
        draw_push(ax, snapshot)
        ax.set_title(title, fontsize=10)
        ax.tick_params(labelsize=8)
    axes[0, 0].legend(fontsize=8, loc="upper left", framealpha=0.8)
    return figure


def game_curves(snapshots):
    """Draw both losses and the discriminator's accuracy, below each other, quickly.

    Parameters
    ----------
    snapshots : sequence of points.Snapshot

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure = Figure(figsize=(4.2, 4.2), dpi=100)
    FigureCanvasAgg(figure)
    # Fixed places: laying a figure out takes longer than drawing it.
    upper = figure.add_axes((0.13, 0.42, 0.74, 0.55))
    lower = figure.add_axes((0.13, 0.11, 0.74, 0.22))
    draw_losses(upper, snapshots)
    upper.set_xlabel("")
    rounds = [s.round for s in snapshots]
    lower.plot(rounds, [100 * s.accuracy for s in snapshots], color=COLORS["discriminator"], lw=1.5)
    lower.axhline(50, color=COLORS["discriminator"], lw=0.8, ls=":")
    lower.set(xlabel="round", ylim=(0, 104), yticks=[0, 50, 100])
    lower.set_ylabel("D is right (%)", fontsize=8)
    for ax in (upper, lower):
        ax.spines[["top", "right"]].set_visible(False)
        ax.set_xlim(rounds[0], max(rounds[-1], rounds[0] + 100))
    return figure


def game_diagram():
    """Draw who gives what to whom in a GAN.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, ax = new_figure(10, 2.6)
    ax.set(xlim=(0, 10), ylim=(0, 2.6))
    ax.axis("off")
    boxes = {
        "noise $z$": (0.1, 0.35, COLORS["neutral"]),
        "generator $G$\n(forger)": (2.1, 0.35, COLORS["generator"]),
        "generated $G(z)$": (4.3, 0.35, COLORS["generator"]),
        "real data $x$": (4.3, 1.55, COLORS["real"]),
        "discriminator $D$\n(expert)": (6.6, 0.95, COLORS["third"]),
        "P(real),\n0 to 1": (8.7, 0.95, COLORS["neutral"]),
    }
    width, height = {}, 0.75
    for text, (x, y, color) in boxes.items():
        width[text] = 1.2 if "P(" in text or "noise" in text else 1.6
        ax.add_patch(
            FancyBboxPatch(
                (x, y), width[text], height, "round,pad=0.04", fc="white", ec=color, lw=1.8
            )
        )
        ax.text(x + width[text] / 2, y + height / 2, text, ha="center", va="center", fontsize=11)
    arrow = {"arrowstyle": "-|>", "lw": 1.4, "color": INK, "shrinkA": 3, "shrinkB": 3}
    for start, end in (
        ((1.35, 0.72), (2.05, 0.72)),
        ((3.75, 0.72), (4.25, 0.72)),
        ((5.95, 0.72), (6.55, 1.2)),
        ((5.95, 1.92), (6.55, 1.45)),
        ((8.25, 1.32), (8.65, 1.32)),
    ):
        ax.annotate("", end, start, arrowprops=arrow)
    back = {
        "arrowstyle": "-|>",
        "lw": 1.4,
        "ls": "--",
        "color": COLORS["generator"],
        "connectionstyle": "angle,angleA=0,angleB=-90,rad=8",
    }
    ax.annotate("", (2.9, 0.28), (7.4, 0.05), arrowprops=back)
    ax.plot([7.4, 7.4], [0.05, 0.88], color=COLORS["generator"], ls="--", lw=1.4)
    ax.text(5.1, 0.07, "gradient: how to look more real", ha="center", va="bottom", fontsize=9)
    return figure


def saturation_curves():
    """Draw the generator's two losses, and their slopes, over the discriminator's score.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, (left, right) = new_figure(9, 2.8, 1, 2)
    score = np.linspace(-8, 4, 241)
    p = 1 / (1 + np.exp(-score))
    left.plot(score, np.log(1 - p), "--", color=COLORS["neutral"], lw=2, label="log(1 − D)")
    left.plot(score, -np.log(p), color=COLORS["generator"], lw=2, label="−log D")
    left.set_title("Loss of the generator", fontsize=10)
    right.plot(score, p, "--", color=COLORS["neutral"], lw=2, label="log(1 − D)")
    right.plot(score, 1 - p, color=COLORS["generator"], lw=2, label="−log D")
    right.set_title("Size of its slope: what the generator learns from", fontsize=10)
    for ax, name in ((left, "loss"), (right, "slope per unit of score")):
        ax.set(xlabel="score of a generated point (D = sigmoid of it)", ylabel=name)
        ax.axvline(0, color=COLORS["neutral"], lw=0.8, ls=":")
        ax.legend(fontsize=9, frameon=False)
    right.annotate("surely a fake:\nno slope left", (-6.5, 0.01), (-7.6, 0.3), fontsize=9,
                   arrowprops={"arrowstyle": "-|>", "color": INK})  # fmt: skip
    return figure
