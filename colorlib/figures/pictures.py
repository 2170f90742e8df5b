"""Figures made of pictures: grids, triptychs, the epochs of a training."""

import numpy as np

from ..color import gray_version
from .display import hide_axis, new_figure, smoothing


def picture_grid(pictures, titles=None, columns=6, width=10.0, row_names=()):
    """Show pictures in a grid, in reading order, with a title for each.

    All have one size. They are uint8 RGB, shape (height, width, 3), or gray, shape (height, width),
    uint8 or float in 0 to 1.
    """
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    ratio = pictures[0].shape[0] / pictures[0].shape[1]
    titles = titles or [""] * len(pictures)
    titled = sum(any(titles[row * columns : (row + 1) * columns]) for row in range(rows))
    height = rows * (width / columns * ratio + 0.06) + titled * 0.22
    figure, axes = new_figure(width, height, rows, columns, squeeze=False)
    for ax in axes.flat:
        hide_axis(ax)
    for ax, picture, title in zip(axes.flat, pictures, titles, strict=False):
        top = 255 if picture.dtype == np.uint8 else 1
        ax.imshow(picture, cmap="gray", vmin=0, vmax=top, interpolation=smoothing(picture))
        ax.set_title(title, fontsize=10)
    for ax, name in zip(axes[:, 0], row_names, strict=False):
        ax.set_ylabel(name, fontsize=10)
    return figure


def triptychs(truth, gray, colorized, names=(), width=7.5):
    """Show ground truth, grayscale and colorized side by side, a row for each photograph."""
    pictures = [picture for row in zip(truth, gray, colorized, strict=True) for picture in row]
    titles = ["ground truth", "grayscale", "colorized"] + [""] * (len(pictures) - 3)
    return picture_grid(pictures, titles, columns=3, width=width, row_names=names)


def epoch_columns(previews, truths, epochs, pictures, width=8.0):
    """Show the same photographs colorized after several epochs, between grayscale and truth.

    Previews are by epoch: uint8 (size, n · size, 3), n colorized squares side by side, as
    `gan.load_previews` reads them. Each of the epochs asked for has a column, each of the pictures
    a row.
    """
    size = len(truths[0])
    titles = ["gray", *(f"epoch {epoch}" for epoch in epochs), "truth"]
    shown = []
    for n in pictures:
        colorized = [previews[epoch][:, n * size : (n + 1) * size] for epoch in epochs]
        shown += [gray_version(truths[n]), *colorized, truths[n]]
    columns = len(titles)
    return picture_grid(shown, titles + [""] * (len(shown) - columns), columns, width)
