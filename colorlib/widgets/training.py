"""Watch a training run: progress, curves so far, and pictures colorized by the present weights."""

from .. import quiet  # noqa: F401  (before TensorFlow, so that it starts silently)

# isort: split
import io
import time

import ipywidgets
import keras
import numpy as np
from IPython.display import display
from PIL import Image

from ..color import gray_version, merge_units
from ..errors import ColorlibError
from ..figures import render, training_curves, triptychs
from ..training import predict_ab

__all__ = ["LivePreview", "compare_slider"]

WIDE = {"width": "100%", "max_width": "1000px"}


class LivePreview(keras.callbacks.Callback):
    """A callback for ``fit`` that shows a run while it goes on, in a notebook.

    It shows a progress bar with the time left, a few pictures colorized anew, and the curves of
    the epochs so far. Errors in it stop the training, as they should.

    Parameters
    ----------
    pictures : numpy.ndarray, uint8, shape (n, size, size, 3)
        Held-out pictures of the generator's size; up to ten fit well.
    epochs : int, optional
        How many epochs there are in all, for `training.train`, which calls ``fit`` once an epoch;
        a single ``fit`` tells its own number.
    seconds : float, optional
        Least time between two drawings. Where drawing is slow they come less often, so that they
        take at most a twentieth of the time.

    Attributes
    ----------
    widget : ipywidgets.VBox
        All that is shown; its parts are ``bar``, ``text``, ``preview`` and ``curves``.
    history : dict of list of float
        The logs of the epochs watched so far.

    Raises
    ------
    ColorlibError
        If the pictures are not a stack of RGB pictures.
    """

    def __init__(self, pictures, epochs=None, seconds=1.0):
        super().__init__()
        pictures = np.asarray(pictures)
        if pictures.ndim != 4 or pictures.shape[-1] != 3 or not len(pictures):
            raise ColorlibError(
                f"A live preview wants pictures of shape (n, size, size, 3), not {pictures.shape}."
            )
        self.pictures = pictures
        self.epochs = epochs
        self.seconds = seconds
        self.history = {}
        self.started = None
        self.curves_are_old = False
        self.bar = ipywidgets.FloatProgress(max=1, description="training")
        self.text = ipywidgets.Label("waiting for the first step")
        self.preview = ipywidgets.Image(layout=WIDE)
        rows = ipywidgets.Label("Rows: grayscale, colorized, ground truth (held-out pictures)")
        self.curves = ipywidgets.Image(layout=WIDE)
        head = ipywidgets.HBox([self.bar, self.text])
        self.widget = ipywidgets.VBox([head, self.preview, rows, self.curves])

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch
        if self.started is None:
            # Here and not in on_train_begin: several calls of fit share one clock and display.
            self.started = time.perf_counter()
            self.first_epoch = epoch
            self.next_drawing = self.started
            display(self.widget)

    def on_train_batch_end(self, batch, logs=None):
        steps = self.params["steps"] or batch + 1
        self.draw(self.epoch + (batch + 1) / steps)

    def on_epoch_end(self, epoch, logs=None):
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(float(value))
        self.curves_are_old = True
        self.draw(epoch + 1, at_once=epoch + 1 == self.last_epoch())

    def last_epoch(self):
        return self.epochs or self.params["epochs"]

    def draw(self, epochs_done, at_once=False):
        """Bring the widget up to date, unless that was done a moment ago."""
        begun = time.perf_counter()
        if begun < self.next_drawing and not at_once:
            return
        epochs = self.last_epoch()
        spent = begun - self.started
        share = (epochs_done - self.first_epoch) / (epochs - self.first_epoch)
        left = f"{spent / share - spent:.0f} s left" if share < 1 else f"done in {spent:.0f} s"
        self.bar.value = share
        self.text.value = f"epoch {self.epoch + 1} of {epochs}, {left}"
        swap(self.preview, self.preview_png(), "image/png")
        if self.curves_are_old:
            swap(self.curves, *render(training_curves(self.history)))
            self.curves_are_old = False
        now = time.perf_counter()
        self.next_drawing = now + max(self.seconds, 19 * (now - begun))

    def preview_png(self):
        """Three rows of pictures; joined as an array, which is far quicker than as a figure."""
        lightness, ab = predict_ab(self.model.generator, self.pictures)
        gray = merge_units(lightness, np.zeros_like(ab))
        rows = [np.hstack(list(row)) for row in (gray, merge_units(lightness, ab), self.pictures)]
        mosaic = Image.fromarray(np.vstack(rows))
        enlarge = max(1, 96 // self.pictures.shape[1])
        file = io.BytesIO()
        mosaic.resize(
            (mosaic.width * enlarge, mosaic.height * enlarge), Image.Resampling.NEAREST
        ).save(file, "PNG")
        return file.getvalue()


def swap(image, data, mime_type):
    """Replace the bytes of an Image widget, so that it keeps its place on the page."""
    image.format = mime_type.removeprefix("image/")
    image.value = data


def compare_slider(truth, colorized):
    """Step through pictures: ground truth, grayscale and colorized side by side.

    Parameters
    ----------
    truth, colorized : sequence of numpy.ndarray, uint8, shape (height, width, 3)

    Returns
    -------
    ipywidgets.VBox
        Its children are the `IntSlider` and the `Image`.

    Raises
    ------
    ColorlibError
        If there are not as many of one as of the other, or none.
    """
    if len(truth) != len(colorized) or not len(truth):
        raise ColorlibError(
            f"Give as many colorized pictures as true ones: {len(colorized)} for {len(truth)}."
        )
    slider = ipywidgets.IntSlider(0, 0, len(truth) - 1, description="picture")
    picture = ipywidgets.Image(layout={"width": "100%", "max_width": "700px"})

    def draw(change=None):
        chosen = truth[slider.value]
        figure = triptychs([chosen], [gray_version(chosen)], [colorized[slider.value]])
        swap(picture, *render(figure))

    slider.observe(draw, "value")
    draw()
    return ipywidgets.VBox([slider, picture])
