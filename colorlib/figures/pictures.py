"""Figures of photographs: grids, triptychs and color distributions."""

import numpy as np

from .display import new_figure

__all__ = ["picture_grid", "triptychs"]


def picture_grid(pictures, titles=None, columns=6, width=10.0, row_names=None):
    """Show pictures in a grid, in reading order.

    Parameters
    ----------
    pictures : sequence of numpy.ndarray
        uint8 RGB, shape (height, width, 3), or uint8 or float gray, shape (height, width); float
        in 0 to 1.
    titles : sequence of str, optional
        One for each picture.
    columns : int, optional
    width : float, optional
        Of the whole figure, in inches.
    row_names : sequence of str, optional
        Written to the left of each row.

    Returns
    -------
    matplotlib.figure.Figure
    """
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    ratio = pictures[0].shape[0] / pictures[0].shape[1]
    titles = titles or [""] * len(pictures)
    titled = sum(any(titles[row * columns : (row + 1) * columns]) for row in range(rows))
    height = rows * (width / columns * ratio + 0.06) + titled * 0.22
    figure, axes = new_figure(width, height, rows, columns, squeeze=False)
    for ax in axes.flat:
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    for index, picture in enumerate(pictures):
        ax = axes.flat[index]
        top = 255 if picture.dtype == np.uint8 else 1
        # Small pictures keep their pixels visible; large ones are smoothed when shrunk.
        smooth = "antialiased" if picture.shape[0] > 64 else "nearest"
        ax.imshow(picture, cmap="gray", vmin=0, vmax=top, interpolation=smooth)
        if titles[index]:
            ax.set_title(titles[index], fontsize=10)
    for ax, name in zip(axes[:, 0], row_names or [], strict=False):
        ax.set_ylabel(name, fontsize=10)
    return figure


def triptychs(truth, gray, colorized, names=None, width=7.5):
    """Show ground truth, grayscale and colorized side by side, a row for each photograph.

    Parameters
    ----------
    truth, gray, colorized : sequence of numpy.ndarray, uint8, shape (height, width, 3)
    names : sequence of str, optional
        Written to the left of each row.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    pictures = [picture for row in zip(truth, gray, colorized, strict=True) for picture in row]
    titles = ["ground truth", "grayscale", "colorized"] + [""] * (len(pictures) - 3)
    return picture_grid(pictures, titles, columns=3, width=width, row_names=names)
