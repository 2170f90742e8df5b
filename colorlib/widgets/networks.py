"""Choose a step of a network and see the pictures that it makes."""

import ipywidgets

from ..figures import feature_maps, render

__all__ = ["step_explorer"]


def step_explorer(outputs, count=8):
    """Show the first feature maps of a step, chosen from a list.

    Parameters
    ----------
    outputs : dict of numpy.ndarray, shape (height, width, maps)
        By the name of the step, as `networks.step_outputs` gives them; what is not a stack of
        maps is left out.
    count : int, optional
        Show at most this many maps.

    Returns
    -------
    ipywidgets.VBox
        Its children are the `Dropdown`, a `Label` with the shape, and the `Image`.
    """
    maps = {name: output for name, output in outputs.items() if output.ndim == 3}
    choice = ipywidgets.Dropdown(options=list(maps), description="step")
    shape = ipywidgets.Label()
    picture = ipywidgets.Image(layout={"width": "100%", "max_width": "1000px"})

    def draw(change=None):
        chosen = maps[choice.value]
        height, width, number = chosen.shape
        shape.value = f"{height}×{width} pixels, {number} maps"
        data, mime_type = render(feature_maps(chosen[..., :count]))
        picture.format = mime_type.removeprefix("image/")
        picture.value = data

    choice.observe(draw, "value")
    draw()
    return ipywidgets.VBox([choice, shape, picture])
