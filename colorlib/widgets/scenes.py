"""Browse photographs with their colors, and the epochs of a training run."""

import ipywidgets

from ..figures import epoch_rows, photo_colors, render
from ..photos import fit_square, read_photo

__all__ = ["epoch_scrubber", "photo_browser"]

WIDE = ipywidgets.Layout(width="95%", max_width="900px")


def photo_browser(paths):
    """Browse photographs beside the ab plane of their colors.

    Parameters
    ----------
    paths : sequence of pathlib.Path

    Returns
    -------
    ipywidgets.VBox
        Its children are the slider and the picture.
    """
    slider = ipywidgets.IntSlider(
        min=1, max=len(paths), description="photograph", continuous_update=False, layout=WIDE
    )

    def draw(number):
        path = paths[number - 1]
        return photo_colors(fit_square(read_photo(path), 256), f"{path.parent.name}: {path.stem}")

    return figure_under(slider, draw)


def epoch_scrubber(previews, truths):
    """Move through the epochs of a run: grayscale, colorized after that epoch, ground truth.

    Parameters
    ----------
    previews : dict of numpy.ndarray
        By epoch, as `training.load_previews` reads them.
    truths : sequence of numpy.ndarray, uint8, shape (size, size, 3)

    Returns
    -------
    ipywidgets.VBox
        Its children are the slider and the picture.
    """
    slider = ipywidgets.SelectionSlider(
        options=sorted(previews), description="epoch", continuous_update=False, layout=WIDE
    )
    return figure_under(slider, lambda epoch: epoch_rows(previews, truths, [epoch], width=10))


def figure_under(slider, draw):
    """A slider above the figure that ``draw`` makes of its value."""
    picture = ipywidgets.Image(layout=WIDE)

    def redraw(change=None):
        picture.value, mime_type = render(draw(slider.value))
        picture.format = mime_type.removeprefix("image/")

    slider.observe(redraw, names="value")
    redraw()
    return ipywidgets.VBox([slider, picture])
