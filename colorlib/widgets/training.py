"""Watch a training run, stop it, and look back on it epoch by epoch."""

import html
import time

import ipywidgets
import numpy as np
from IPython import get_ipython
from IPython.display import display
from PIL import Image

from ..backend import keras
from ..color import gray_version, l_ab_to_rgb, rgb_to_l_ab, rgb_to_lab
from ..diagnostics import color_variety, diagnose_curves
from ..figures import curves_with_mark, training_curves, triptychs
from ..gan import add_epoch, predict_ab
from ..settings import ColorlibError
from .controls import Picture, choice, figure_under, follow, panel, slider

ROWS = "Rows: grayscale, colorized, ground truth"
SMALLEST_SIDE, SCRUBBER_SIDE = 96, 160  # of a preview on the page, in pixels
PAUSE = 1.0  # seconds between two drawings of the dashboard, at least


class LivePreview(keras.callbacks.Callback):
    """A callback for ``fit`` that shows a run in a notebook while it goes on, and can stop it.

    It shows the time left, a diagnosis of the curves, a few pictures colorized anew, and the
    curves; to the logs it adds ``color_variety`` of these pictures. The stop button ends training
    after the present batch, in a notebook that delivers clicks while a cell runs, as JupyterLab
    4.4 and later do. Elsewhere, interrupt the kernel (■): this leaves the networks as usable.

    Parameters
    ----------
    pictures : numpy.ndarray, uint8, shape (n, size, size, 3)
        Held-out pictures of the generator's size; up to ten fit well.

    Attributes
    ----------
    history : dict of list of float
        The logs of the epochs watched, NaN where an epoch did not report a value.
    """

    def __init__(self, pictures):
        super().__init__()
        if np.ndim(pictures) != 4:
            raise ColorlibError("LivePreview takes pictures of one size, stacked in one array.")
        self.pictures, self.true_ab = pictures, rgb_to_l_ab(pictures)[1]
        self.history = {}
        self.bar = ipywidgets.FloatProgress(max=1, description="training")
        self.text = ipywidgets.Label("waiting for the first step")
        look = {"icon": "stop", "layout": {"width": "auto"}}
        self.stop = ipywidgets.Button(description="stop training", disabled=True, **look)
        self.stop.on_click(self.ask_to_stop)
        count, size = pictures.shape[:2]
        width = f"{count * max(size, SMALLEST_SIDE)}px"
        self.preview = Picture(width=width, pixelated=size < SMALLEST_SIDE)
        self.reading, self.curves = ipywidgets.HTML(say({})), Picture()
        head = ipywidgets.HBox([self.bar, self.stop, self.text], layout={"flex_flow": "wrap"})
        rows = ipywidgets.Label(f"{ROWS} (held-out pictures)")
        self.widget = panel(head, self.reading, self.preview, rows, self.curves)

    def on_train_begin(self, logs=None):
        self.history, self.first_epoch, self.curves_are_old = {}, np.inf, False
        self.started = self.next_drawing = time.perf_counter()
        self.stop.disabled = False
        display(self.widget)
        # JupyterLab sends clicks to a second thread, but ipykernel 7.4 hands them to the one that
        # wrote to the button last, which is busy with the cell: it must forget which that was.
        vars(self.stop.comm).pop("_reply_subshell_id", None)
        if get_ipython():
            get_ipython().events.register("post_run_cell", self.on_cell_end)

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch, self.first_epoch = epoch, min(epoch, self.first_epoch)

    def on_train_batch_end(self, batch, logs=None):
        if time.perf_counter() >= self.next_drawing:
            self.draw(self.epoch + (batch + 1) / (self.params["steps"] or batch + 1))

    def on_epoch_end(self, epoch, logs=None):
        ab = predict_ab(self.model.generator, self.pictures)[1]
        logs["color_variety"] = color_variety(ab, self.true_ab)
        add_epoch(self.history, epoch, logs)
        self.reading.value = say(self.history)
        self.curves_are_old = True

    def on_train_end(self, logs=None):
        self.draw(self.epoch + 1)
        spent = f"{time.perf_counter() - self.started:.0f} s"
        stopped = f"stopped after {spent}; what was learned so far is kept"
        self.finish(stopped if self.model.stop_training else f"done in {spent}")

    def on_cell_end(self, result):
        """Say so if the cell has ended before the training, by an interruption or an error."""
        self.draw_curves()
        self.finish("broken off; the networks are as the last step left them")

    def finish(self, outcome):
        self.stop.disabled = True
        self.text.value = f"epoch {self.epoch + 1} of {self.params['epochs']}, {outcome}"
        if get_ipython():
            get_ipython().events.unregister("post_run_cell", self.on_cell_end)

    def ask_to_stop(self, button):
        if not self.stop.disabled:  # a click may also arrive when all is over
            self.model.stop_training = self.stop.disabled = True
            self.text.value = "stopping after this batch …"

    def draw(self, epochs_done):
        begun, epochs = time.perf_counter(), self.params["epochs"]
        self.bar.value = share = (epochs_done - self.first_epoch) / (epochs - self.first_epoch)
        left = (begun - self.started) * (1 / share - 1)
        self.text.value = f"epoch {self.epoch + 1} of {epochs}, {left:.0f} s left"
        colorized = l_ab_to_rgb(*predict_ab(self.model.generator, self.pictures))
        alt = f"Held-out pictures in gray, as colorized in epoch {self.epoch + 1}, and in truth."
        rows = gray_version(self.pictures), colorized, self.pictures
        # As an array, which is far quicker than as a figure.
        self.preview.show_array(np.vstack([np.hstack(list(row)) for row in rows]), alt)
        self.draw_curves()
        now = time.perf_counter()
        self.next_drawing = now + max(PAUSE, 19 * (now - begun))  # a twentieth of the time at most

    def draw_curves(self):
        if self.curves_are_old:
            epochs = len(self.history["color_variety"])
            figure = training_curves(self.history)
            self.curves.show_figure(figure, f"Curves of the run with {epochs} epochs so far.")
            self.curves_are_old = False


def say(history):
    """The diagnosis of the curves as a line of HTML that screen readers tell when it changes."""
    state, words = diagnose_curves(history)
    words = f"<b>{state}</b>: {html.escape(words)}"
    return f'<div role="status">Reading of the curves: {words}</div>'


def compare_slider(truth, colorized):
    """Step through pictures, uint8 RGB: ground truth, grayscale and colorized side by side."""

    def draw(number):
        chosen, guess = truth[number - 1], colorized[number - 1]
        figure = triptychs([chosen], [gray_version(chosen)], [guess], width=6)
        return figure, f"Picture {number}: ground truth, grayscale, colorized."

    return figure_under({"number": slider(1, 1, len(truth), 1, "picture")}, draw)


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
    """
    count, true_row = len(truths), np.hstack(list(truths))
    if any(strip.shape != true_row.shape for strip in previews.values()):
        raise ColorlibError("The previews show other photographs: give those of the same run.")
    true_ab, variety = ab_of(true_row, count), [np.nan] * max(previews)
    for epoch, strip in previews.items():
        variety[epoch - 1] = color_variety(ab_of(strip, count), true_ab)
    history = {**history, "color_variety": variety}
    mark = curves_with_mark(history)
    small = {epoch: shrink(strip, count) for epoch, strip in previews.items()}

    epochs = sorted(previews)
    number = choice(epochs, "epoch", ipywidgets.SelectionSlider, value=epochs[-1])
    play = ipywidgets.Play(max=len(epochs) - 1, interval=400, value=len(epochs) - 1)
    ipywidgets.link((play, "value"), (number, "index"))
    reading, curves, gray, picture, truth = ipywidgets.HTML(), *(Picture() for _ in range(4))
    # Each row is a picture of its own, so that only what changes is sent.
    gray.show_array(shrink(gray_version(true_row), count), "The photographs in gray.")
    truth.show_array(shrink(true_row, count), "The photographs in truth.")

    def draw(change=None):
        epoch = number.value
        reading.value = say({name: values[:epoch] for name, values in history.items()})
        curves.show_array(mark(epoch), f"Curves of the run, with a line at epoch {epoch}.")
        picture.show_array(small[epoch], f"The photographs as colorized after epoch {epoch}.")

    follow([number], draw)
    head = ipywidgets.HBox([play, number], layout={"flex_flow": "wrap"})
    box = panel(head, reading, curves, ipywidgets.Label(ROWS), gray, picture, truth)
    box.controls, box.reading = {"play": play, "epoch": number}, reading
    box.curves, box.picture = curves, picture
    return box


def shrink(strip, count):
    """Squares side by side, at the size that the scrubber shows."""
    side = min(len(strip), SCRUBBER_SIDE)
    return np.asarray(Image.fromarray(strip).resize((count * side, side), Image.Resampling.BOX))


def ab_of(strip, count):
    """The ab of squares side by side, at a sixteenth of their pixels, which tells as much."""
    return rgb_to_lab(np.stack(np.split(strip, count, axis=1))[:, ::4, ::4])[..., 1:]
