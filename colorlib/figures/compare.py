"""Pictures and tables that set a colorization beside the truth, or two beside each other."""

from html import escape

import numpy as np
from PIL import Image, ImageDraw

from ..metrics import delta_e_map
from ..settings import ColorlibError
from .display import hide_axis, new_figure, smoothing


def picture_row(pictures, titles, scale, width=10.0):
    """Show pictures in a row, the last one a difference with its color scale, named `scale`.

    All have one height and width. They are uint8 RGB, or float, shape (height, width), a difference
    drawn from black (0) over red to pale yellow (40 and more).
    """
    ratio = pictures[0].shape[0] / pictures[0].shape[1]
    height = (width - 0.75) / len(pictures) * ratio + 0.37
    figure, axes = new_figure(width, height, 1, len(pictures), layout=None)
    bottom, top, right = 0.07 / height, 1 - 0.3 / height, 1 - 0.75 / width
    figure.subplots_adjust(0.004, bottom, right, top, wspace=0.04)
    for ax, picture, title in zip(axes, pictures, titles, strict=True):
        hide_axis(ax)
        ax.set_title(title, fontsize=10)
        drawn = ax.imshow(picture, "magma", vmin=0, vmax=40, interpolation=smoothing(picture))
    bar = figure.add_axes((right + 0.06 / width, bottom, 0.12 / width, top - bottom))
    figure.colorbar(drawn, bar, extend="max").set_label(scale, fontsize=9)
    bar.tick_params(labelsize=8)
    return figure


def two_sides(truth, left, right, names):
    """Show the truth, two versions of it, and where each of them differs from it."""
    pictures = [truth, left, right, delta_e_map(truth, left), delta_e_map(truth, right)]
    titles = ["truth", *names, *(f"ΔE of {name}" for name in names)]
    return picture_row(pictures, titles, "ΔE2000")


def wipe(left, right, share):
    """Join the left `share` (0 to 1) of one picture and the rest of another at a white divider.

    Small pictures are enlarged by a whole number.
    """
    if left.shape != right.shape:
        raise ColorlibError(f"The pictures differ in size: {left.shape} and {right.shape}.")
    times = -(-256 // max(left.shape[:2]))
    edge = round(share * left.shape[1])
    joined = np.concatenate([left[:, :edge], right[:, edge:]], axis=1)
    joined, edge = joined.repeat(times, axis=0).repeat(times, axis=1), edge * times
    if 0 < share < 1:
        # White between black: seen on every picture.
        joined[:, max(edge - 2, 0) : edge + 2] = 0
        joined[:, max(edge - 1, 0) : edge + 1] = 255
        add_handle(joined, edge)
    return joined


def add_handle(rgb, column):
    """Draw a disk with two arrowheads, to be dragged, in the middle of a divider."""
    drawn = Image.fromarray(rgb)
    pen, middle, size = ImageDraw.Draw(drawn), rgb.shape[0] // 2, rgb.shape[1] / 32
    pen.circle((column, middle), size, fill="white", outline="black")
    for side in (-1, 1):
        tip, foot, half = column + side * 0.75 * size, column + side * 0.3 * size, 0.4 * size
        pen.polygon([(tip, middle), (foot, middle - half), (foot, middle + half)], fill="black")
    rgb[:] = np.asarray(drawn)


def beside(left, right):
    """Set two pictures of one size beside each other, with a white gap."""
    white = np.full((left.shape[0], 8, 3), 255, np.uint8)
    return np.concatenate([left, white, right], axis=1)


def zoomed(array, zoom, center, height, width):
    """Cut 1/zoom of each side out of a float picture, and resize that part to height and width.

    The center of the part is given as shares of the picture's width and height; at the picture's
    edge the part moves inward.
    """
    rows, columns = array.shape[:2]
    left, top = (np.clip(at - 0.5 / zoom, 0, 1 - 1 / zoom) for at in center)
    box = np.array([left, top, left + 1 / zoom, top + 1 / zoom]) * [columns, rows, columns, rows]
    # Only the part and its next neighbors, or large photographs would take long.
    x, y = np.maximum(box[:2].astype(int) - 4, 0)
    part = np.moveaxis(array[y : int(box[3]) + 4, x : int(box[2]) + 4], -1, 0)
    box = tuple(np.minimum(box - [x, y, x, y], [*part.shape[:0:-1]] * 2))
    channels = [Image.fromarray(np.ascontiguousarray(channel)) for channel in part]
    resized = [one.resize((width, height), Image.Resampling.BICUBIC, box) for one in channels]
    return np.stack([np.asarray(channel) for channel in resized], axis=-1)


def nearest_to_one(column):
    return min(column, key=lambda value: abs(value - 1))


# By metric: its column's head, the number of decimals, and what counts as best.
COLUMNS = {
    "delta_e": ("ΔE2000 ↓", 2, min),
    "ab_distance": ("ab distance ↓", 2, min),
    "psnr": ("PSNR (dB) ↑", 2, max),
    "ssim": ("SSIM ↑", 3, max),
    "colorfulness_ratio": ("colorfulness → 1", 2, nearest_to_one),
    "conditional_distance": ("conditional color distribution ↓", 2, min),
    "two_sample": ("two-sample accuracy ↓", 2, min),
}


def metrics_rows(rows):
    """Write what `metrics.measure` returns, by colorizer, as an HTML table for a widget."""
    head = "".join(f"<th scope='col'>&nbsp;{escape(colorizer)}</th>" for colorizer in rows)
    lines = [f"<tr><td></td>{head}</tr>"]
    for metric in next(iter(rows.values())):
        title, decimals, _ = COLUMNS[metric]
        cells = "".join(f"<td>{row[metric]:.{decimals}f}</td>" for row in rows.values())
        lines.append(f"<tr><th scope='row'>{title}</th>{cells}</tr>")
    return "<table style='text-align: right'>" + "".join(lines) + "</table>"


def results_table(rows):
    """Write a table of results in Markdown, with the best of each column in bold.

    By colorizer and metric, rows hold a number, or a dict of ``"value"`` and ``"interval"`` (95%),
    as `evaluation` gives them; for models also ``"minutes"``, how long they were trained.
    """
    names = [name for name in COLUMNS if all(name in row for row in rows.values())]
    heads = [COLUMNS[name][0] for name in names]
    lines = [f"| | {' | '.join(heads)} |", "|---" * (len(names) + 1) + "|"]
    for colorizer, row in rows.items():
        line = f"| {colorizer}" + (f"<br>{row['minutes']:.0f} minutes" if "minutes" in row else "")
        for name in names:
            _, decimals, choose = COLUMNS[name]
            value = value_of(row[name])
            best = choose([value_of(other[name]) for other in rows.values()])
            text = f"{value:.{decimals}f}"
            line += f" | **{text}**" if value == best else f" | {text}"
            if isinstance(row[name], dict):
                low, high = row[name]["interval"]
                line += f"<br>{low:.{decimals}f}–{high:.{decimals}f}"
        lines.append(line + " |")
    return "\n".join(lines)


def value_of(cell):
    return cell["value"] if isinstance(cell, dict) else cell
