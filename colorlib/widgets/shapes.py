"""Design a synthetic set by hand."""

import ipywidgets

from ..figures import shape_sheet
from ..shapes import EQUAL_LIGHTNESS, GUESSWORK, LEAKY
from .color import picture_of, slider

__all__ = ["shape_designer"]


def shape_designer():
    """Choose how many shapes, how many pixels, which palette and which seed.

    Returns
    -------
    ipywidgets.VBox
        The four controls, and the picture.
    """
    palettes = {"equal lightness": EQUAL_LIGHTNESS, "leaky": LEAKY, "guesswork": GUESSWORK}
    controls = {
        "most": slider(ipywidgets.IntSlider, 3, 1, 6, 1, "most shapes"),
        "size": slider(ipywidgets.IntSlider, 32, 16, 96, 16, "pixels a side"),
        "colors": ipywidgets.Dropdown(
            options=palettes.items(), description="palette", style={"description_width": "9em"}
        ),
        "seed": slider(ipywidgets.IntSlider, 0, 0, 50, 1, "seed"),
    }
    return picture_of(shape_sheet, controls)
