"""The parts that all widgets are made of: pictures with a text, sliders, and panels.

A widget of the course is a panel: controls above a picture, which a pure function draws anew from
the controls' values whenever one of them moves.
"""

import io
from pathlib import Path

import anywidget
import ipywidgets
import traitlets
from PIL import Image

from ..figures import bitmap

__all__ = ["Picture", "choice", "figure_under", "panel", "slider"]

HERE = Path(__file__).parent
LABEL = {"description_width": "9em"}
WIDTH = {"width": "30em", "max_width": "100%"}


class Picture(anywidget.AnyWidget):
    """A picture with alternative text; on request it can be pointed at and drawn on.

    ipywidgets' own ``Image`` has neither. By mouse or finger: press, draw, let go. By keyboard:
    arrow keys move a mark, Enter sets it down, Shift with arrow keys draws.

    Parameters
    ----------
    width : str, optional
        Of the picture on the page, in CSS units; never wider than the page.
    pointable : bool, optional
    pixelated : bool, optional
        Keep the pixels of small pictures visible.

    Attributes
    ----------
    stroke : list of [x, y]
        The positions since the mouse was last pressed: shares of the picture's width and height, 0
        to 1, from the upper left corner. The last one is where the mouse is now.
    busy : bool
        Shows "working …" over the picture.
    """

    _esm = HERE / "picture.js"
    _css = HERE / "picture.css"
    data = traitlets.Bytes().tag(sync=True)
    mime_type = traitlets.Unicode("image/png").tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    width = traitlets.Unicode("auto").tag(sync=True)
    pixelated = traitlets.Bool(False).tag(sync=True)
    pointable = traitlets.Bool(False).tag(sync=True)
    busy = traitlets.Bool(False).tag(sync=True)
    stroke = traitlets.List().tag(sync=True)

    def show_figure(self, figure, alt):
        """Show a figure in place of what was there.

        Parameters
        ----------
        figure : matplotlib.figure.Figure
        alt : str
            What the figure shows, in a sentence.
        """
        self.show_array(bitmap(figure), alt)

    def show_array(self, rgb, alt):
        """Show an array in place of what was there.

        Parameters
        ----------
        rgb : numpy.ndarray, uint8, shape (height, width, 3) or (height, width)
        alt : str
            What the picture shows, in a sentence.
        """
        file = io.BytesIO()
        # Hardly compressed: the way to the browser is short, and compressing takes longer than it.
        Image.fromarray(rgb).save(file, "PNG", compress_level=1)
        with self.hold_sync():
            self.data, self.alt = file.getvalue(), alt


class Names(anywidget.AnyWidget):
    """Gives the controls beside it the names that screen readers need; itself unseen."""

    _esm = HERE / "names.js"


def panel(*parts):
    """Put controls and pictures below each other, each control with a name for screen readers.

    Parameters
    ----------
    *parts : ipywidgets.Widget

    Returns
    -------
    ipywidgets.VBox
    """
    return ipywidgets.VBox([*parts, Names()])


def slider(value, least, most, step, description, kind=None, **more):
    """A slider for numbers, whole if its step is.

    Parameters
    ----------
    value, least, most, step : int or float
    description : str
    kind : type, optional
        Another slider of ipywidgets, such as ``FloatLogSlider``.
    **more
        Further traits, such as ``continuous_update=False`` where an answer takes long.

    Returns
    -------
    ipywidgets.IntSlider, ipywidgets.FloatSlider or kind
    """
    kind = kind or (ipywidgets.IntSlider if isinstance(step, int) else ipywidgets.FloatSlider)
    return kind(
        value=value,
        min=least,
        max=most,
        step=step,
        description=description,
        layout=WIDTH,
        style=LABEL,
        **more,
    )


def choice(options, description, **more):
    """A menu.

    Parameters
    ----------
    options : iterable, or dict from what is shown to what is meant
    description : str
    **more
        Further traits, such as ``value``.

    Returns
    -------
    ipywidgets.Dropdown
    """
    options = options if isinstance(options, dict) else list(options)
    return ipywidgets.Dropdown(
        options=options, description=description, layout=WIDTH, style=LABEL, **more
    )


def figure_under(controls, draw, describe, width="auto"):
    """Put controls above a picture that is drawn anew whenever one of them moves.

    Parameters
    ----------
    controls : dict of ipywidgets.Widget
    draw : callable
        Gets the controls' values by name and returns a `matplotlib.figure.Figure`.
    describe : callable
        Gets the same and returns the picture's alternative text.
    width : str, optional
        Of the picture on the page, in CSS units.

    Returns
    -------
    ipywidgets.VBox
        Its ``controls`` is the dictionary, and its ``picture`` the `Picture`.
    """
    picture = Picture(width=width)

    def redraw(change=None):
        values = {name: control.value for name, control in controls.items()}
        picture.busy = True
        try:
            picture.show_figure(draw(**values), describe(**values))
        finally:
            picture.busy = False

    for control in controls.values():
        control.observe(redraw, "value")
    redraw()
    box = panel(*controls.values(), picture)
    box.controls, box.picture = controls, picture
    return box
