"""Pictures and tables that set a colorization beside the truth, or two beside each other."""

from html import escape

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from ..color import gray_version
from ..settings import ColorlibError
from ..metrics import delta_e_map, measure
from .display import DPI, new_figure

__all__ = [
    "beside",
    "comparison",
    "metrics_rows",
    "metrics_table",
    "picture_row",
    "results_table",
    "two_sides",
    "wipe",
    "zoomed",
]

# Pictures of fewer pixels are shown enlarged, with their pixels visible.
SMALL = 64
LARGEST_DIFFERENCE = 40  # of the color scale, in units of ΔE2000 or Lab


def comparison(truth, colorized, title=""):
    """Show ground truth, grayscale, colorized and where the colors differ, with the metrics.

    Parameters
    ----------
    truth, colorized : numpy.ndarray, uint8, shape (height, width, 3)
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
    """
    height = 10 / 4.4 * truth.shape[0] / truth.shape[1] + 0.8
    figure, axes = new_figure(10, height, columns=4)
    panels = [
        ("ground truth", truth),
        ("grayscale", gray_version(truth)),
        ("colorized", colorized),
    ]
    smooth = "antialiased" if truth.shape[0] > 64 else "nearest"
    for ax, (name, picture) in zip(axes, panels, strict=False):
        ax.imshow(picture, interpolation=smooth)
        ax.set_title(name, fontsize=10)
    drawn = axes[3].imshow(
        delta_e_map(truth, colorized), cmap="magma", vmin=0, vmax=40, interpolation=smooth
    )
    axes[3].set_title("difference ΔE2000", fontsize=10)
    figure.colorbar(drawn, ax=axes[3], shrink=0.8, extend="max")
    for ax in axes:
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    numbers = measure(truth, colorized)
    parts = (
        f"mean ΔE2000 {numbers['delta_e']:.1f}",
        f"ab distance {numbers['ab_distance']:.1f}",
        f"PSNR {numbers['psnr']:.1f} dB",
        f"SSIM {numbers['ssim']:.3f}",
        f"colorfulness {numbers['colorfulness_ratio']:.2f} of the truth's",
    )
    figure.supxlabel("   ·   ".join(parts), fontsize=10)
    if title:
        figure.suptitle(title, fontsize=11)
    return figure


def picture_row(pictures, titles, width=10.0, scale=None):
    """Show pictures in a row, in fixed places: quick enough to follow a control.

    Parameters
    ----------
    pictures : sequence of numpy.ndarray
        All of one height and width: uint8 RGB, or float, shape (height, width), a difference
        drawn from black (0) over red to pale yellow (40 and more).
    titles : sequence of str
    width : float, optional
        Of the figure, in inches.
    scale : str, optional
        What the differences are; writes their color scale at the right.

    Returns
    -------
    matplotlib.figure.Figure
    """
    gap, title, bar = 0.08, 0.3, 0.75 if scale else 0.0
    side = (width - bar) / len(pictures) - gap
    tall = side * pictures[0].shape[0] / pictures[0].shape[1]
    figure = Figure(figsize=(width, tall + title + gap), dpi=DPI)
    FigureCanvasAgg(figure)

    def place(left, wide, high=tall):
        return figure.add_axes(
            (left / width, gap / (tall + title + gap), wide / width, high / (tall + title + gap))
        )

    smooth = "antialiased" if pictures[0].shape[0] > SMALL else "nearest"
    drawn = None
    for index, (picture, name) in enumerate(zip(pictures, titles, strict=True)):
        ax = place(gap / 2 + index * (side + gap), side)
        ax.axis("off")
        ax.set_title(name, fontsize=10)
        colors = {"cmap": "magma", "vmin": 0, "vmax": LARGEST_DIFFERENCE}
        shown = ax.imshow(picture, interpolation=smooth, **(colors if picture.ndim == 2 else {}))
        drawn = shown if picture.ndim == 2 else drawn
    if scale:
        colorbar = figure.colorbar(drawn, cax=place(width - bar + 0.06, 0.12), extend="max")
        colorbar.ax.tick_params(labelsize=8)
        colorbar.set_label(scale, fontsize=9)
    return figure


def two_sides(truth, left, right, names):
    """Show the truth, two versions of it, and where each of them differs from it.

    Parameters
    ----------
    truth, left, right : numpy.ndarray, uint8, shape (height, width, 3)
    names : pair of str
        What left and right are.

    Returns
    -------
    matplotlib.figure.Figure
    """
    pictures = [truth, left, right, delta_e_map(truth, left), delta_e_map(truth, right)]
    titles = ["truth", *names, *(f"ΔE of {name}" for name in names)]
    return picture_row(pictures, titles, scale="ΔE2000")


def check_same_shape(left, right):
    if left.shape != right.shape:
        raise ColorlibError(f"The pictures differ in size: {left.shape} and {right.shape}.")


def wipe(left, right, share):
    """Show one picture up to a divider, and another one from there on.

    Parameters
    ----------
    left, right : numpy.ndarray, uint8, shape (height, width, 3)
        Two versions of the same picture.
    share : float
        How much of the width the left one gets, 0 to 1.

    Returns
    -------
    numpy.ndarray, uint8, shape (height, width, 3)
        Small pictures are enlarged by a whole number.
    """
    check_same_shape(left, right)
    times = -(-256 // max(left.shape[:2]))
    edge = round(share * left.shape[1]) * times
    joined = np.concatenate([grown(left, times)[:, :edge], grown(right, times)[:, edge:]], axis=1)
    if 0 < share < 1:
        # White between black: seen on every picture.
        joined[:, max(edge - 2, 0) : edge + 2] = 0
        joined[:, max(edge - 1, 0) : edge + 1] = 255
    return joined


def grown(picture, times):
    return picture.repeat(times, axis=0).repeat(times, axis=1)


def beside(left, right, gap=8):
    """Set two pictures beside each other, with a white gap of some pixels.

    Parameters
    ----------
    left, right : numpy.ndarray, uint8, shape (height, width, 3)
    gap : int, optional

    Returns
    -------
    numpy.ndarray, uint8, shape (height, 2 · width + gap, 3)
    """
    check_same_shape(left, right)
    white = np.full((left.shape[0], gap, 3), 255, np.uint8)
    return np.concatenate([left, white, right], axis=1)


def zoomed(array, zoom, center, height, width):
    """Cut a part out of a picture and resize it; the part moves inward at the picture's edge.

    Parameters
    ----------
    array : numpy.ndarray, float32, shape (rows, columns, channels)
    zoom : float
        At least 1: how many times the part goes into the picture, along each side.
    center : pair of float
        Of the part: shares of the picture's width and height, from the upper left corner.
    height, width : int
        Of the result in pixels.

    Returns
    -------
    numpy.ndarray, float32, shape (height, width, channels)
    """
    rows, columns = array.shape[:2]
    left, top = (min(max(at - 0.5 / zoom, 0), 1 - 1 / zoom) for at in center)
    left, top = left * columns, top * rows
    # Only the part and its next neighbors, or large photographs would take long.
    x, y = max(int(left) - 4, 0), max(int(top) - 4, 0)
    part = array[y : int(top + rows / zoom) + 4, x : int(left + columns / zoom) + 4]
    left, top = left - x, top - y
    box = (
        left,
        top,
        min(left + columns / zoom, part.shape[1]),
        min(top + rows / zoom, part.shape[0]),
    )
    channels = [
        Image.fromarray(np.ascontiguousarray(channel, np.float32)).resize(
            (width, height), Image.Resampling.BICUBIC, box=box
        )
        for channel in np.moveaxis(part, -1, 0)
    ]
    return np.stack([np.asarray(channel) for channel in channels], axis=-1)


def nearest_to_one(column):
    return min(column, key=lambda value: abs(value - 1))


# By metric: its column's head, the number of decimals, and what counts as best.
COLUMNS = {
    "delta_e": ("ΔE2000 ↓", 2, min),
    "ab_distance": ("ab distance ↓", 2, min),
    "psnr": ("PSNR (dB) ↑", 2, max),
    "ssim": ("SSIM ↑", 3, max),
    "colorfulness_ratio": ("colorfulness → 1", 2, nearest_to_one),
    "distribution_distance": ("color distribution ↓", 2, min),
}


def metrics_table(rows):
    """Write a table of metrics in Markdown, with the best of each column in bold.

    Parameters
    ----------
    rows : dict of dict of float
        By contestant, what `metrics.measure` returns, averaged.

    Returns
    -------
    str
    """
    return write_table(rows, lambda cell, decimals: f"{cell:.{decimals}f}", lambda cell: cell)


def metrics_rows(rows):
    """Write metrics as an HTML table, for a widget.

    Parameters
    ----------
    rows : dict of dict of float
        By contestant, what `metrics.measure` returns.

    Returns
    -------
    str
    """
    columns = [COLUMNS[name] for name in next(iter(rows.values()))]
    head = "".join(f"<th scope='col'>&nbsp;{title}&nbsp;</th>" for title, _, _ in columns)
    lines = [f"<tr><td></td>{head}</tr>"]
    for contestant, row in rows.items():
        values = zip(row.values(), columns, strict=True)
        cells = "".join(f"<td>{value:.{decimals}f}</td>" for value, (_, decimals, _) in values)
        lines.append(f"<tr><th scope='row'>{escape(contestant)}</th>{cells}</tr>")
    return "<table style='text-align: right'>" + "".join(lines) + "</table>"


def results_table(rows):
    """Write a table of results with 95% intervals in Markdown, the best of each column in bold.

    Parameters
    ----------
    rows : dict of dict of dict
        By contestant and metric, ``"value"`` and ``"interval"``, as `evaluation` gives them; and
        for models ``"minutes"``, how long they were trained.

    Returns
    -------
    str
    """

    def text(cell, decimals):
        low, high = cell["interval"]
        return f"{cell['value']:.{decimals}f}<br>{low:.{decimals}f}–{high:.{decimals}f}"

    timed = {
        f"{name}<br>{row['minutes']:.0f} minutes" if "minutes" in row else name: row
        for name, row in rows.items()
    }
    return write_table(timed, text, lambda cell: cell["value"])


def write_table(rows, text, value):
    names = [name for name in COLUMNS if all(name in row for row in rows.values())]
    lines = [
        "| | " + " | ".join(COLUMNS[name][0] for name in names) + " |",
        "|---" * (len(names) + 1) + "|",
    ]
    for contestant, row in rows.items():
        cells = []
        for name in names:
            _, decimals, choose = COLUMNS[name]
            best = choose([value(other[name]) for other in rows.values()])
            cell = text(row[name], decimals)
            # In a cell of two lines, the figure is bold and its interval is not.
            head, *interval = cell.split("<br>")
            head = f"**{head}**" if value(row[name]) == best else head
            cells.append("<br>".join([head, *interval]))
        lines.append(f"| {contestant} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
