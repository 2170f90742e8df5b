"""Colorize a photograph chosen from the reader's own disk."""

import io

import ipywidgets
from PIL import Image, UnidentifiedImageError

from ..color import gray_version
from ..errors import ColorlibError
from ..figures import picture_grid, render
from ..photos import read_photo
from ..pretrained import colorize

__all__ = ["own_photo"]


def own_photo(models=("forest", "mountain")):
    """Make a widget that uploads a picture and shows it in gray and colorized.

    Parameters
    ----------
    models : sequence of str, optional
        Names that `pretrained.load_generator` knows.

    Returns
    -------
    ipywidgets.VBox
        Its children are the controls, in a row; a line of text; and the picture.
    """
    upload = ipywidgets.FileUpload(accept="image/*", description="Choose a photograph")
    upload.layout.width = "auto"
    model = ipywidgets.Dropdown(options=models, description="Model")
    message = ipywidgets.Label("Nothing chosen yet.")
    view = ipywidgets.Image(layout={"max_width": "100%", "display": "none"})

    def redraw(change=None):
        if not upload.value:
            return
        chosen = upload.value[0]
        message.value = f"Colorizing {chosen['name']} …"
        try:
            with Image.open(io.BytesIO(chosen["content"])) as image:
                photo = read_photo(image)
        except UnidentifiedImageError:
            message.value = f"{chosen['name']} is not a picture that can be read."
            return
        except (ColorlibError, OSError) as error:
            message.value = f"{chosen['name']} could not be read: {error}"
            return
        pictures = [gray_version(photo), colorize(photo, model.value)]
        figure = picture_grid(pictures, ["grayscale", f"colorized ({model.value})"], columns=2)
        view.value, mime_type = render(figure)
        view.format = mime_type.removeprefix("image/")
        view.layout.display = None  # until now a browser would have drawn a broken picture
        message.value = f"{chosen['name']}: {photo.shape[1]}×{photo.shape[0]} pixels"

    upload.observe(redraw, names="value")
    model.observe(redraw, names="value")
    return ipywidgets.VBox([ipywidgets.HBox([upload, model]), message, view])
