"""Figures of photographs as data: colors, fingerprints, splits, and previews of training."""

import numpy as np

from ..color import gray_version, lab_to_rgb, rgb_to_lab
from ..errors import ColorlibError
from .display import COLORS, new_figure
from .pictures import picture_grid

__all__ = [
    "ab_density",
    "color_by_height",
    "color_profiles",
    "distance_histogram",
    "epoch_columns",
    "learning_orders",
    "photo_colors",
    "split_strips",
]

# The ab plane as far as photographs use it, in bins of 3 Lab units.
AB_EDGES = np.arange(-90, 91, 3)
# Hue means nothing where there is hardly any color.
LEAST_CHROMA = 5
STYLES = [
    (COLORS["third"], "-"),
    (COLORS["generated"], "--"),
    (COLORS["real"], ":"),
    (COLORS["fourth"], "-."),
    (COLORS["neutral"], "-"),
]
PARTS = {
    "train": (COLORS["real"], "o"),
    "validation": ("#F0E442", "s"),
    "test": (COLORS["generated"], "^"),
}


def ab_density(groups, width=10.0):
    """Show which colors groups of pictures hold: the share of pixels at each place of the ab plane.

    Each bin has the mean color of its pixels, the stronger the more pixels it holds (logarithm of
    their number). The inner line encloses the most common colors that make up half of all pixels,
    the dashed outer one 95%.

    Parameters
    ----------
    groups : dict of numpy.ndarray, uint8, shape (n, height, width, 3)
        A panel for each, under its name.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = new_figure(width, width / len(groups) * 0.95, 1, len(groups), squeeze=False)
    for ax, (name, rgb) in zip(axes.flat, groups.items(), strict=True):
        draw_ab_density(ax, rgb)
        ax.set_title(name, fontsize=10)
    return figure


def draw_ab_density(ax, rgb):
    lab = rgb_to_lab(rgb).reshape(-1, 3)
    b, a = lab[:, 2], lab[:, 1]
    count, _, _ = np.histogram2d(b, a, (AB_EDGES, AB_EDGES))
    light, _, _ = np.histogram2d(b, a, (AB_EDGES, AB_EDGES), weights=lab[:, 0])
    middle = (AB_EDGES[:-1] + AB_EDGES[1:]) / 2
    in_b, in_a = np.meshgrid(middle, middle, indexing="ij")
    color = lab_to_rgb(np.stack([light / np.maximum(count, 1), in_a, in_b], axis=-1))
    strength = np.log1p(count) / np.log1p(count.max())
    where = (AB_EDGES[0], AB_EDGES[-1]) * 2
    ax.imshow(np.dstack([color, strength]), origin="lower", extent=where, interpolation="nearest")
    # The density above which lie 50% and 95% of the pixels.
    falling = np.sort(count.ravel())[::-1]
    share = np.cumsum(falling) / falling.sum()
    levels = sorted({falling[np.searchsorted(share, part)] for part in (0.95, 0.5)})
    ax.contour(middle, middle, count, levels, colors="black", linewidths=1, linestyles=["--", "-"])
    ax.axhline(0, color=COLORS["neutral"], linewidth=0.5)
    ax.axvline(0, color=COLORS["neutral"], linewidth=0.5)
    ax.set_xlabel("a (green to red, Lab units)", fontsize=10)
    ax.set_ylabel("b (blue to yellow, Lab units)", fontsize=10)
    ax.tick_params(labelsize=9)


def photo_colors(rgb, name="", width=8.0):
    """Show one photograph beside its `ab_density`.

    Parameters
    ----------
    rgb : numpy.ndarray, uint8, shape (height, width, 3)
    name : str, optional
        Written above the photograph.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, (left, right) = new_figure(width, width * 0.46, 1, 2)
    # Fixed places: browsing would wait for a layout longer than for the drawing.
    figure.set_layout_engine(None)
    figure.subplots_adjust(0.01, 0.13, 0.98, 0.93, wspace=0.17)
    left.imshow(rgb, interpolation="antialiased")
    left.set(xticks=[], yticks=[])
    left.spines[:].set_visible(False)
    left.set_title(name, fontsize=10)
    draw_ab_density(right, rgb)
    right.set_title("its colors", fontsize=10)
    return figure


def color_profiles(groups, width=10.0):
    """Compare groups of pictures in lightness, chroma and hue, as shares of their pixels.

    Chroma is the distance from gray in the ab plane; hue, the direction, counts only pixels whose
    chroma is above 5 Lab units.

    Parameters
    ----------
    groups : dict of numpy.ndarray, uint8, shape (n, height, width, 3)
        Up to four.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, (by_light, by_chroma, by_hue) = new_figure(width, 3.2, 1, 3)
    for (name, rgb), (color, dash) in zip(groups.items(), STYLES, strict=False):
        lab = rgb_to_lab(rgb).reshape(-1, 3)
        chroma = np.hypot(lab[:, 1], lab[:, 2])
        hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
        for ax, values, edges in (
            (by_light, lab[:, 0], np.arange(0, 101, 4)),
            (by_chroma, chroma, np.arange(0, 101, 4)),
            (by_hue, hue[chroma > LEAST_CHROMA], np.arange(0, 361, 10)),
        ):
            count, _ = np.histogram(values, edges)
            percent = 100 * count / max(1, count.sum())
            ax.stairs(percent, edges, label=name, color=color, linestyle=dash, linewidth=1.6)
    for ax, title, label in (
        (by_light, "lightness", "L"),
        (by_chroma, "chroma", "chroma (Lab units)"),
        (by_hue, f"hue, where chroma > {LEAST_CHROMA}", "hue (degrees)"),
    ):
        ax.set_title(title, fontsize=10)
        ax.set_xlabel(label, fontsize=10)
        ax.tick_params(labelsize=9)
        ax.set_ylim(bottom=0)
    by_light.set_ylabel("pixels (%)", fontsize=10)
    by_chroma.legend(fontsize=9, frameon=False)
    # A strip of the hues themselves along the axis.
    angle = np.radians(np.arange(0, 360, 2) + 1)
    strip = np.stack([np.full_like(angle, 65), 45 * np.cos(angle), 45 * np.sin(angle)], axis=-1)
    top = by_hue.get_ylim()[1]
    by_hue.set_ylim(-0.08 * top, top)
    by_hue.set_yticks([tick for tick in by_hue.get_yticks() if 0 <= tick <= top])
    by_hue.imshow(
        lab_to_rgb(strip)[np.newaxis], extent=(0, 360, -0.08 * top, -0.01 * top), aspect="auto"
    )
    by_hue.set(xlim=(0, 360), xticks=range(0, 361, 90))
    return figure


def color_by_height(groups, width=10.0):
    """Show the mean color at each height of the pictures, from their top to their bottom.

    Parameters
    ----------
    groups : dict of numpy.ndarray, uint8, shape (n, height, width, 3)
        Up to four.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    ratios = [1] * len(groups) + [4, 4]
    figure, axes = new_figure(width, 3.2, 1, len(ratios), width_ratios=ratios)
    *swatches, on_a, on_b = axes
    for (name, rgb), swatch, (color, dash) in zip(groups.items(), swatches, STYLES, strict=False):
        mean = rgb_to_lab(rgb).mean(axis=(0, 2))
        down = np.linspace(0, 100, len(mean))
        swatch.imshow(lab_to_rgb(mean)[:, np.newaxis], aspect="auto", extent=(0, 1, 100, 0))
        swatch.set(xticks=[], yticks=[])
        swatch.spines[:].set_visible(False)
        swatch.set_title(name, fontsize=10)
        on_a.plot(mean[:, 1], down, color=color, linestyle=dash, label=name)
        on_b.plot(mean[:, 2], down, color=color, linestyle=dash, label=name)
    for ax, label in ((on_a, "mean a (green to red)"), (on_b, "mean b (blue to yellow)")):
        ax.set_ylim(100, 0)
        ax.axvline(0, color=COLORS["neutral"], linewidth=0.5)
        ax.set_xlabel(label, fontsize=10)
        ax.tick_params(labelsize=9)
        ax.locator_params(axis="x", nbins=5)
    on_a.set_ylabel("from top to bottom (%)", fontsize=10)
    on_a.legend(fontsize=9, frameon=False)
    return figure


def distance_histogram(groups, most_bits, width=8.0):
    """Compare how many fingerprint bits differ between pictures, for several kinds of pairs.

    Parameters
    ----------
    groups : dict of array of int
        By the kind of pair, the number of differing bits (0 to 64) of each pair; up to four.
    most_bits : int
        The limit up to which a pair counts as duplicates; marked by a line.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, ax = new_figure(width, 3.2)
    edges = np.arange(-0.5, 65)
    for (name, distances), (color, dash) in zip(groups.items(), STYLES, strict=False):
        count, _ = np.histogram(distances, edges)
        ax.stairs(count, edges, label=name, color=color, linestyle=dash, linewidth=1.6)
    ax.axvspan(-0.5, most_bits + 0.5, color=COLORS["neutral"], alpha=0.15)
    ax.text(
        most_bits + 1,
        0.97,
        "← duplicates",
        transform=ax.get_xaxis_transform(),
        fontsize=9,
        va="top",
    )
    ax.set_yscale("symlog", linthresh=1)
    ax.set_ylim(0)
    ax.set_xlim(-0.5, 64.5)
    ax.set_xlabel("bits that differ, of 64", fontsize=10)
    ax.set_ylabel("pairs (log scale)", fontsize=10)
    ax.tick_params(labelsize=9)
    ax.legend(fontsize=9, frameon=False, loc="upper right")
    return figure


def split_strips(sources, splits, width=10.0):
    """Show which photographs each split gives to which part, sorted by where they come from.

    Parameters
    ----------
    sources : sequence of str
        For each photograph, the one it was cut from.
    splits : dict of sequence of str
        By the name of the split, the part of each photograph: train, validation or test.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    names, counts = np.unique(sources, return_counts=True)
    # A gap of one place between two sources.
    place = {}
    starts = []
    position = 0
    for name, count in zip(names, counts, strict=True):
        starts.append(position)
        members = np.flatnonzero(np.asarray(sources) == name)
        place |= {index: position + k for k, index in enumerate(members)}
        position += count + 1
    figure, ax = new_figure(width, 0.9 + 0.42 * len(splits))
    for row, parts in enumerate(splits.values()):
        for part, (color, marker) in PARTS.items():
            x = [place[index] for index, given in enumerate(parts) if given == part]
            label = part if row == 0 else None
            style = {"color": color, "marker": marker, "edgecolors": "black", "linewidths": 0.5}
            ax.scatter(x, [row] * len(x), s=45, label=label, **style)
    ax.set_yticks(range(len(splits)), list(splits), fontsize=9)
    ax.set_xticks(
        [start + (count - 1) / 2 for start, count in zip(starts, counts, strict=True)],
        names,
        fontsize=8,
        rotation=12,
    )
    for start in starts[1:]:
        ax.axvline(start - 1, color=COLORS["neutral"], linewidth=0.5)
    ax.set_ylim(len(splits) - 0.5, -0.5)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    figure.legend(loc="outside upper right", ncols=3, fontsize=9, frameon=False)
    return figure


def epoch_columns(previews, truths, epochs=None, pictures=None, width=8.0):
    """Show the same photographs colorized after several epochs, between grayscale and truth.

    Parameters
    ----------
    previews : dict of numpy.ndarray, uint8, shape (size, n · size, 3)
        By epoch: n colorized squares side by side, as `training.load_previews` reads them.
    truths : sequence of numpy.ndarray, uint8, shape (size, size, 3)
        The n photographs.
    epochs : sequence of int, optional
        Which epochs to show; all unless given.
    pictures : sequence of int, optional
        Which of the n photographs to show; all unless given.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
        A row for each photograph: grayscale, epoch by epoch, ground truth.

    Raises
    ------
    ColorlibError
        If an epoch is missing.
    """
    epochs = sorted(previews) if epochs is None else list(epochs)
    pictures = range(len(truths)) if pictures is None else pictures
    missing = [epoch for epoch in epochs if epoch not in previews]
    if missing:
        raise ColorlibError(f"There is no preview of epoch {missing[0]}.")
    size = len(truths[0])
    names = ["gray", *(f"epoch {epoch}" for epoch in epochs), "truth"]
    rows = []
    for n in pictures:
        colorized = [previews[epoch][:, n * size : (n + 1) * size] for epoch in epochs]
        rows += [gray_version(truths[n]), *colorized, truths[n]]
    titles = names + [""] * (len(rows) - len(names))
    return picture_grid(rows, titles, columns=len(names), width=width)


def learning_orders(ways, categories, label, width=9.0):
    """Compare runs that learned the same classes in different orders, a panel for each class.

    Parameters
    ----------
    ways : dict of tuple
        By the way's name, up to five: the number of pictures seen, then for each class the values
        of a metric, all of one length.
    categories : sequence of str
    label : str
        Of the metric.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = new_figure(width, 0.38 * width, 1, len(categories), squeeze=False)
    for column, (ax, category) in enumerate(zip(axes.flat, categories, strict=True)):
        for (name, (seen, *values)), (color, dash), marker in zip(
            ways.items(), STYLES, "o^sDv", strict=False
        ):
            style = {"color": color, "linestyle": dash, "marker": marker, "markersize": 4}
            ax.plot(np.asarray(seen) / 1000, values[column], label=name, **style)
        ax.set_title(category, fontsize=10)
        ax.set_xlabel("thousands of pictures seen", fontsize=10)
        ax.tick_params(labelsize=9)
        ax.grid(axis="y", alpha=0.25)
    axes.flat[0].set_ylabel(label, fontsize=10)
    axes.flat[-1].legend(fontsize=9, frameon=False)
    return figure
