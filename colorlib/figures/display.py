"""Make figures that look alike, and show them with a text for those who cannot see them."""

import io

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

__all__ = ["COLORS", "bitmap", "new_figure", "render", "show"]

# Okabe and Ito's palette: told apart by readers with any color vision. Meaning is carried by
# markers, dashes or labels as well, never by hue alone.
COLORS = {
    "real": "#0072B2",
    "generated": "#D55E00",
    "discriminator": "#0072B2",
    "generator": "#D55E00",
    "third": "#009E73",
    "fourth": "#CC79A7",
    "neutral": "#666666",
}

DPI = 120
LARGE = 120_000


def new_figure(width, height, rows=1, columns=1, **subplots):
    """Make a figure with a grid of axes.

    Parameters
    ----------
    width, height : float
        In inches; a notebook's column is about 10 inches wide.
    rows, columns : int, optional
    **subplots
        Passed on to `matplotlib.figure.Figure.subplots`.

    Returns
    -------
    figure : matplotlib.figure.Figure
    axes : matplotlib.axes.Axes or array of them
    """
    figure = Figure(figsize=(width, height), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(rows, columns, **subplots)
    for ax in np.atleast_1d(axes).ravel():
        ax.spines[["top", "right"]].set_visible(False)
    return figure, axes


def render(figure):
    """Draw a figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure

    Returns
    -------
    data : bytes
    mime_type : {"image/png", "image/jpeg"}
        JPEG where photographs would make a PNG too heavy for a notebook.
    """
    picture = Image.fromarray(bitmap(figure))
    file = io.BytesIO()
    picture.save(file, format="PNG", optimize=True)
    if file.tell() <= LARGE:
        return file.getvalue(), "image/png"
    file = io.BytesIO()
    picture.save(file, format="JPEG", quality=84)
    return file.getvalue(), "image/jpeg"


def bitmap(figure):
    """Draw a figure as an array, in about a third of the time that a compressed file takes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure

    Returns
    -------
    numpy.ndarray, uint8, shape (height, width, 3)
    """
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[..., :3].copy()


def show(figure, alt):
    """Show a figure in a notebook, with alternative text for screen readers.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    alt : str
        What the figure shows, in a sentence.
    """
    # Imported here because figures are useful where there is no notebook.
    from IPython.display import display

    data, mime_type = render(figure)
    display({mime_type: data, "text/plain": alt}, metadata={mime_type: {"alt": alt}}, raw=True)
