"""Watch a training run, stop it, and look back on it epoch by epoch."""

from .. import quiet  # noqa: F401  (before TensorFlow, so that it starts silently)

# isort: split
import html
import time

import ipywidgets
import keras
import numpy as np
from IPython import get_ipython
from IPython.display import display
from PIL import Image

from ..color import gray_version, l_ab_to_rgb, rgb_to_lab, rgb_to_l_ab
from ..settings import ColorlibError
from ..figures import curves_with_mark, training_curves, triptychs
from ..diagnostics import color_variety, diagnose_curves
from ..gan import predict_ab
from .controls import LABEL, WIDTH, Picture, figure_under, panel, slider

__all__ = ["LivePreview", "compare_slider", "epoch_scrubber"]

ROWS = "Rows: grayscale, colorized, ground truth"
# Sides of a preview on the page, in pixels.
SMALLEST_SIDE, SCRUBBER_SIDE = 96, 160


class LivePreview(keras.callbacks.Callback):
    """A callback for ``fit`` that shows a run while it goes on, in a notebook, and can stop it.

    It shows a progress bar with the time left, a reading of the curves in words, a few pictures
    colorized anew, and the curves of the epochs so far. To the logs it adds ``color_variety`` of
    these pictures after each epoch. Errors in it stop the training, as they should.

    The stop button ends training after the present batch; the networks keep what they have learned
    so far, and the epoch that was cut short counts as one. It needs a notebook that delivers
    clicks while a cell runs, as JupyterLab 4.4 and later do. Elsewhere, interrupt the kernel (■):
    this ends the cell with a KeyboardInterrupt and leaves the networks as usable.

    Parameters
    ----------
    pictures : numpy.ndarray, uint8, shape (n, size, size, 3)
        Held-out pictures of the generator's size; up to ten fit well. Of a single one there is no
        variety to measure.
    epochs : int, optional
        How many epochs there are in all, for `gan.train`, which calls ``fit`` once an epoch;
        a single ``fit`` tells its own number.
    seconds : float, optional
        Least time between two drawings. Where drawing is slow they come less often, so that they
        take at most a twentieth of the time.

    Attributes
    ----------
    widget : ipywidgets.VBox
        All that is shown; its ``controls`` holds the button, as ``stop``, and its ``picture`` the
        previews. The parts are also ``bar``, ``text``, ``reading``, ``preview`` and ``curves``.
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
        self.true_ab = rgb_to_l_ab(pictures)[1]
        self.epochs = epochs
        self.seconds = seconds
        self.history = {}
        self.running = self.stopping = self.curves_are_old = False
        self.bar = ipywidgets.FloatProgress(max=1, description="training")
        self.text = ipywidgets.Label("waiting for the first step")
        self.stop = ipywidgets.Button(
            description="stop training", icon="stop", disabled=True, layout={"width": "auto"}
        )
        self.stop.on_click(self.ask_to_stop)
        self.reading = ipywidgets.HTML(say({}))
        count, size = pictures.shape[:2]
        self.preview = Picture(
            width=f"{count * max(size, SMALLEST_SIDE)}px", pixelated=size < SMALLEST_SIDE
        )
        rows = ipywidgets.Label(f"{ROWS} (held-out pictures)")
        self.curves = Picture()
        head = ipywidgets.HBox([self.bar, self.stop, self.text], layout={"flex_flow": "wrap"})
        self.widget = panel(head, self.reading, self.preview, rows, self.curves)
        self.widget.controls, self.widget.picture = {"stop": self.stop}, self.preview

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch
        if not self.running:
            # Here and not in on_train_begin: several calls of fit share one clock and display.
            self.running, self.stopping, self.stop.disabled = True, False, False
            self.started = time.perf_counter()
            self.first_epoch = epoch
            self.next_drawing = self.started
            display(self.widget)
            let_clicks_in(self.stop)
            if get_ipython():
                get_ipython().events.register("post_run_cell", self.on_cell_end)

    def on_train_batch_end(self, batch, logs=None):
        # fit forgets what it was told before it began, so that it is told at each batch.
        self.model.stop_training |= self.stopping
        steps = self.params["steps"] or batch + 1
        self.draw(self.epoch + (batch + 1) / steps)

    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training |= self.stopping
        logs = {} if logs is None else logs
        variety = color_variety(predict_ab(self.model.generator, self.pictures)[1], self.true_ab)
        if np.isfinite(variety):
            logs["color_variety"] = variety
        for name, value in logs.items():
            self.history.setdefault(name, []).append(float(value))
        self.reading.value = say(self.history)
        self.curves_are_old = True
        last = epoch + 1 == self.last_epoch()
        self.draw(epoch + 1, at_once=last or self.model.stop_training)
        if self.model.stop_training:
            self.finish(f"stopped after {self.spent():.0f} s; what was learned so far is kept")
        elif last:
            self.finish(f"done in {self.spent():.0f} s")

    def on_cell_end(self, result):
        """Say so if the cell has ended before the training, by an interruption or an error."""
        if self.running:
            self.draw_curves()
            self.finish("broken off; the networks are as the last step left them")

    def ask_to_stop(self, button=None):
        """End training after the present batch."""
        # A click may also arrive when all is over.
        if self.running:
            self.stopping = self.stop.disabled = True
            self.text.value = "stopping after this batch …"

    def finish(self, outcome):
        self.running, self.stop.disabled = False, True
        self.text.value = f"epoch {self.epoch + 1} of {self.last_epoch()}, {outcome}"
        if get_ipython():
            get_ipython().events.unregister("post_run_cell", self.on_cell_end)

    def last_epoch(self):
        return self.epochs or self.params["epochs"]

    def spent(self):
        return time.perf_counter() - self.started

    def draw(self, epochs_done, at_once=False):
        """Bring the widget up to date, unless that was done a moment ago."""
        begun = time.perf_counter()
        if begun < self.next_drawing and not at_once:
            return
        epochs = self.last_epoch()
        share = (epochs_done - self.first_epoch) / (epochs - self.first_epoch)
        left = self.spent() * (1 / share - 1)
        self.bar.value = share
        self.text.value = f"epoch {self.epoch + 1} of {epochs}, {left:.0f} s left"
        colorized = l_ab_to_rgb(*predict_ab(self.model.generator, self.pictures))
        alt = f"Held-out pictures in gray, as colorized in epoch {self.epoch + 1}, and in truth."
        gray = map(gray_version, self.pictures)
        self.preview.show_array(mosaic(gray, colorized, self.pictures), alt)
        self.draw_curves()
        now = time.perf_counter()
        self.next_drawing = now + max(self.seconds, 19 * (now - begun))

    def draw_curves(self):
        if self.curves_are_old:
            epochs = len(next(iter(self.history.values())))
            alt = f"Curves of the run with {epochs} epochs so far."
            self.curves.show_figure(training_curves(self.history), alt)
            self.curves_are_old = False


def let_clicks_in(button):
    """Let the clicks on a button arrive while a cell runs.

    JupyterLab sends them to a second thread, but ipykernel 7.4 hands them to the thread that wrote
    to the button last: the one that is busy with the cell. It must forget which that was.
    """
    vars(button.comm).pop("_reply_subshell_id", None)


def mosaic(*rows):
    """Join rows of pictures; as an array, which is far quicker than as a figure."""
    return np.vstack([np.hstack(list(row)) for row in rows])


def say(history):
    """The reading of the curves as a line of HTML that screen readers tell when it changes."""
    reading = diagnose_curves(history)
    words = f"<b>{reading.state}</b>: {html.escape(reading.words)}"
    return f'<div role="status">Reading of the curves: {words}</div>'


def compare_slider(truth, colorized):
    """Step through pictures: ground truth, grayscale and colorized side by side.

    Parameters
    ----------
    truth, colorized : sequence of numpy.ndarray, uint8, shape (height, width, 3)

    Returns
    -------
    ipywidgets.VBox
        Its ``controls`` holds the slider, as ``number``, and its ``picture`` the `Picture`.

    Raises
    ------
    ColorlibError
        If there are not as many of one as of the other, or none.
    """
    if len(truth) != len(colorized) or not len(truth):
        raise ColorlibError(
            f"Give as many colorized pictures as true ones: {len(colorized)} for {len(truth)}."
        )

    def draw(number):
        chosen = truth[number - 1]
        return triptychs([chosen], [gray_version(chosen)], [colorized[number - 1]], width=6)

    def describe(number):
        return f"Picture {number}: ground truth, grayscale, colorized."

    return figure_under({"number": slider(1, 1, len(truth), 1, "picture")}, draw, describe)


def epoch_scrubber(previews, truths, history):
    """Slide or play through the epochs of a run, and see curves and colors of each.

    Parameters
    ----------
    previews : dict of numpy.ndarray, uint8, shape (size, n · size, 3)
        By epoch, counted from 1, as `gan.load_previews` reads them.
    truths : sequence of numpy.ndarray, uint8, shape (size, size, 3)
        The n photographs.
    history : dict of list of float
        Of the same run, as `gan.load_history` reads it; ``color_variety`` is measured anew,
        on the previews.

    Returns
    -------
    ipywidgets.VBox
        Its ``controls`` are ``play`` and ``epoch``; its ``reading`` says in words what the curves
        up to that epoch tell, its ``curves`` are a `Picture` of all of them with that epoch
        marked, and its ``picture`` the row of that epoch's colors.

    Raises
    ------
    ColorlibError
        If the previews are not as many and as large as the photographs.
    """
    shape = (len(truths[0]), len(truths[0]) * len(truths), 3)
    for strip in previews.values():
        if strip.shape != shape:
            raise ColorlibError(f"Previews of shape {shape} belong here, not {strip.shape}.")
    epochs = sorted(previews)
    history = {**history, "color_variety": variety_by_epoch(previews, truths)}
    mark = curves_with_mark(history, width=10)
    small = {epoch: shrink(strip, len(truths)) for epoch, strip in previews.items()}

    play = ipywidgets.Play(max=len(epochs) - 1, interval=400)
    number = ipywidgets.SelectionSlider(
        options=epochs, value=epochs[-1], description="epoch", layout=WIDTH, style=LABEL
    )
    play.value = number.index
    ipywidgets.link((play, "value"), (number, "index"))
    reading, curves, gray, picture, truth = ipywidgets.HTML(), *(Picture() for _ in range(4))
    # Each row is a picture of its own, so that only what changes is sent.
    grays = [gray_version(rgb) for rgb in truths]
    gray.show_array(shrink(np.hstack(grays), len(truths)), "The photographs in gray.")
    truth.show_array(shrink(np.hstack(list(truths)), len(truths)), "The photographs in truth.")

    def redraw(change=None):
        epoch = number.value
        reading.value = say({name: values[:epoch] for name, values in history.items()})
        curves.show_array(mark(epoch), f"Curves of the run, with a line at epoch {epoch}.")
        picture.show_array(small[epoch], f"The photographs as colorized after epoch {epoch}.")

    number.observe(redraw, "value")
    redraw()
    head = ipywidgets.HBox([play, number], layout={"flex_flow": "wrap"})
    box = panel(head, reading, curves, ipywidgets.Label(ROWS), gray, picture, truth)
    box.controls, box.reading = {"play": play, "epoch": number}, reading
    box.curves, box.picture = curves, picture
    return box


def shrink(strip, count):
    """Squares side by side, at the size that the scrubber shows."""
    side = min(len(strip), SCRUBBER_SIDE)
    return np.asarray(Image.fromarray(strip).resize((count * side, side), Image.Resampling.BOX))


def variety_by_epoch(previews, truths):
    """Color variety after each epoch from 1 on; not a number where there is no preview."""

    def colors(strip):
        # A part of the pixels tells as much, and sooner.
        pictures = np.stack(np.split(strip, len(truths), axis=1))
        return rgb_to_lab(pictures[:, ::4, ::4])[..., 1:]

    true_ab = colors(np.hstack(list(truths)))
    return [
        color_variety(colors(previews[epoch]), true_ab) if epoch in previews else float("nan")
        for epoch in range(1, max(previews) + 1)
    ]
