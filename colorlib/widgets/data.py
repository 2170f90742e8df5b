"""Browse photographs with their colors."""

from ..settings import ColorlibError
from ..figures import photo_colors
from ..data import center_crop, read_photo
from . import controls

__all__ = ["photo_browser"]


def photo_browser(paths):
    """Browse photographs beside the ab plane of their colors.

    Parameters
    ----------
    paths : sequence of pathlib.Path

    Returns
    -------
    ipywidgets.VBox
        With ``controls`` (``number``, from 1) and ``picture``.

    Raises
    ------
    ColorlibError
        If there is no photograph, or one cannot be read.
    """
    if not len(paths):
        raise ColorlibError("There is no photograph to browse.")

    def name_of(number):
        path = paths[number - 1]
        return f"{path.parent.name}: {path.stem}"

    def draw(number):
        return photo_colors(center_crop(read_photo(paths[number - 1]), 256), name_of(number))

    def describe(number):
        return f"The photograph {name_of(number)}, and how its colors spread over the ab plane."

    number = controls.slider(1, 1, len(paths), 1, "photograph")
    return controls.figure_under({"number": number}, draw, describe)
