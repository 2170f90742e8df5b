"""Make figures that look alike, and show them with a text for those who cannot see them."""

import io

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

# Okabe and Ito's palette: told apart by readers with any color vision. Meaning is carried by
# markers, dashes or labels as well, never by hue alone.
COLORS = {
    "real": "#0072B2",
    "generated": "#D55E00",
    "discriminator": "#0072B2",
    "generator": "#D55E00",
    "third": "#009E73",
    "fourth": "#CC79A7",
    "fifth": "#000000",
    "neutral": "#666666",
}
DPI = 120
HEAVY = 120_000  # bytes of a PNG, above which a notebook gets a JPEG


def new_figure(width, height, rows=1, columns=1, layout="constrained", **subplots):
    """Make a figure with a grid of axes, and return both, like `matplotlib.pyplot.subplots`.

    Width and height are in inches; a notebook's column is about 10 inches wide. Widgets need
    figures without a layout, because working it out takes longer than drawing.
    """
    figure = Figure(figsize=(width, height), dpi=DPI, layout=layout)
    FigureCanvasAgg(figure)
    axes = figure.subplots(rows, columns, **subplots)
    for ax in np.atleast_1d(axes).ravel():
        ax.spines[["top", "right"]].set_visible(False)
    return figure, axes


def hide_axis(ax):
    """Leave only the picture of some axes, their title and their label."""
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)


def smoothing(picture):
    """How `imshow` resizes: small pictures keep their pixels visible, large ones are smoothed."""
    return "antialiased" if picture.shape[0] > 64 else "nearest"


def bitmap(figure):
    """Draw a figure as uint8 RGB, in about a third of the time that a compressed file takes."""
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[..., :3].copy()


def render(figure, colors=None):
    """Draw a figure as (bytes, MIME type): PNG, or JPEG where photographs make a PNG too heavy.

    ``colors``, at most 256, makes the PNG of a drawing less than half as heavy.
    """
    picture = Image.fromarray(bitmap(figure))
    if colors:
        picture = picture.quantize(colors, dither=Image.Dither.NONE)
    png, jpeg = io.BytesIO(), io.BytesIO()
    picture.save(png, format="PNG", optimize=True)
    if png.tell() <= HEAVY:
        return png.getvalue(), "image/png"
    picture.convert("RGB").save(jpeg, format="JPEG", quality=84)
    return jpeg.getvalue(), "image/jpeg"


def show(figure, alt, colors=None):
    """Show a figure in a notebook; `alt` says in a sentence what it shows, for screen readers.

    ``colors`` as in `render`.
    """
    # Imported here because figures are useful where there is no notebook.
    from IPython.display import display

    data, mime_type = render(figure, colors)
    display({mime_type: data, "text/plain": alt}, metadata={mime_type: {"alt": alt}}, raw=True)
