"""Turn the color solids and slide through the gamut."""

import ipywidgets

from ..figures import color_solids, gamut_slices, render

__all__ = ["gamut_slicer", "picture_of", "solid_viewer"]


def picture_of(draw, controls):
    """Join controls and a picture that is drawn anew whenever one of them moves.

    Parameters
    ----------
    draw : callable
        Gets the controls' values by name and returns a `matplotlib.figure.Figure`.
    controls : dict of ipywidgets.Widget

    Returns
    -------
    ipywidgets.VBox
        Its children are the controls, in order, and last the `ipywidgets.Image`.
    """
    # Not stretched to the column, which would blur it.
    image = ipywidgets.Image(layout={"max_width": "100%", "align_self": "flex-start"})

    def redraw(change=None):
        data, mime_type = render(draw(**{name: c.value for name, c in controls.items()}))
        image.format = mime_type.removeprefix("image/")
        image.value = data

    for control in controls.values():
        control.observe(redraw, "value")
    redraw()
    return ipywidgets.VBox([*controls.values(), image])


def slider(kind, value, least, most, step, description):
    """A slider that reports only where it is let go, so that slow machines keep up."""
    return kind(
        value=value,
        min=least,
        max=most,
        step=step,
        description=description,
        continuous_update=False,
        layout={"width": "26em"},
        style={"description_width": "9em"},
    )


def solid_viewer():
    """Walk around the RGB cube and the sRGB gamut in Lab.

    Returns
    -------
    ipywidgets.VBox
        Sliders for the azimuth and the elevation, and the picture.
    """
    controls = {
        "azimuth": slider(ipywidgets.IntSlider, -50, -180, 180, 10, "walk around (°)"),
        "elevation": slider(ipywidgets.IntSlider, 18, -90, 90, 6, "rise above (°)"),
    }
    return picture_of(color_solids, controls)


def gamut_slicer():
    """Slide a cut through the sRGB gamut from black to white.

    Returns
    -------
    ipywidgets.VBox
        A slider for the lightness, and the picture.
    """
    lightness = slider(ipywidgets.IntSlider, 50, 0, 100, 5, "lightness L")
    return picture_of(lambda level: gamut_slices([level], width=4.8), {"level": lightness})
