"""Pick a photograph and a model, and see how they get on."""

import ipywidgets

from ..figures import render
from ..figures.compare import comparison

__all__ = ["compare"]


def compare(pictures, colorizers):
    """Make a widget that compares colorizations with the truth.

    Parameters
    ----------
    pictures : dict of numpy.ndarray
        Name → uint8 RGB picture.
    colorizers : dict of callable
        Name → function that maps a picture to its colorization.

    Returns
    -------
    ipywidgets.VBox
        Its children are the two menus, in a row, and the picture.
    """
    wide = ipywidgets.Layout(width="22em")
    photograph = ipywidgets.Dropdown(options=list(pictures), description="Photograph", layout=wide)
    model = ipywidgets.Dropdown(options=list(colorizers), description="Model", layout=wide)
    view = ipywidgets.Image(layout={"max_width": "100%", "align_self": "flex-start"})

    def redraw(change=None):
        truth = pictures[photograph.value]
        figure = comparison(truth, colorizers[model.value](truth))
        view.value, mime_type = render(figure)
        view.format = mime_type.removeprefix("image/")

    photograph.observe(redraw, names="value")
    model.observe(redraw, names="value")
    redraw()
    return ipywidgets.VBox([ipywidgets.HBox([photograph, model]), view])
