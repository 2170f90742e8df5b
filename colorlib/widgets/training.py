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
from .controls import Picture, button, choice, follow, panel, row, status

ROWS = "Rows: grayscale, colorized, ground truth"
SMALLEST_SIDE, SCRUBBER_SIDE = 96, 160  # of a preview on the page, in pixels
FRAME = (213, 94, 0)  # color of the frame around a thumbnail
STRIP = 1.9  # height of the curves in inches
PAUSE = 1.0  # seconds between two drawings of the dashboard, at least


class LivePreview(keras.callbacks.Callback):
    """A callback for ``fit`` that shows a run in a notebook while it goes on, and can stop it.

    It shows the time left, a diagnosis of the curves, the curves, and held-out pictures colorized
    anew: up to ten, uint8, of the generator's size, shape (n, size, size, 3). To the logs it adds
    ``color_variety`` of these pictures; its ``history`` holds the logs of the epochs watched.
    The stop button ends training after the present batch, in a notebook that delivers clicks while
    a cell runs (JupyterLab 4.4 and later). Elsewhere, interrupt the kernel (■).
    """

    def __init__(self, pictures):
        super().__init__()
        if np.ndim(pictures) != 4:
            raise ColorlibError("LivePreview takes pictures of one size, stacked in one array.")
        self.pictures, self.true_ab = pictures, rgb_to_l_ab(pictures)[1]
        self.history = {}
        self.bar = ipywidgets.FloatProgress(max=1, description="training")
        self.text = ipywidgets.Label("waiting for the first step")
        self.stop = button("stop training", self.ask_to_stop, icon="stop", disabled=True)
        count, size = pictures.shape[:2]
        width = f"{count * max(size, SMALLEST_SIDE)}px"
        self.preview = Picture(width=width, pixelated=size < SMALLEST_SIDE)
        self.reading, self.curves = ipywidgets.HTML(say({})), Picture(figure=True)
        head = row(self.bar, self.stop, self.text)
        rows = ipywidgets.Label(ROWS)
        pictures = {"preview": self.preview, "rows": rows, "curves": self.curves}
        self.widget = panel(head=head, **pictures, reading=self.reading)

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
            alt = f"Curves of the run with {len(self.history['color_variety'])} epochs so far."
            self.curves.show_figure(training_curves(self.history, height=STRIP), alt)
            self.curves_are_old = False


def say(history):
    """The diagnosis of the curves as a line of HTML."""
    state, words = diagnose_curves(history)
    return status(f"Reading of the curves: <b>{state}</b>: {html.escape(words)}")


def compare_strip(truth, colorized, columns=20):
    """Choose among pictures, uint8 RGB, by thumbnails: ground truth, grayscale and colorized."""
    thumbnails, large = Picture(pointable=True, width="100%", pixelated=True), Picture(figure=True)
    count, side = len(colorized), colorized.shape[1] + 4
    rows, columns = -(-count // columns), min(columns, count)

    def draw(chosen):
        framed = np.full((rows * columns, side, side, 3), 255, np.uint8)
        framed[chosen] = FRAME
        framed[:count, 2:-2, 2:-2] = colorized
        sheet = framed.reshape(rows, columns, side, side, 3).swapaxes(1, 2)
        alt = f"{count} colorized pictures; the number {chosen + 1} is framed."
        thumbnails.show_array(sheet.reshape(rows * side, columns * side, 3), alt)
        pair = truth[chosen], gray_version(truth[chosen]), colorized[chosen]
        figure = triptychs(*([picture] for picture in pair), width=6)
        large.show_figure(figure, f"Picture {chosen + 1}: ground truth, grayscale, colorized.")

    def point(change):
        x, y = np.minimum(change.new[-1], 0.999)  # the very edge belongs to the last one
        draw(min(int(y * rows) * columns + int(x * columns), count - 1))

    thumbnails.observe(point, "stroke")
    draw(0)
    hint = ipywidgets.Label("Click a picture.")
    return panel(hint=hint, thumbnails=thumbnails, large=large)


def epoch_scrubber(previews, truths, history):
    """Slide or play through the epochs of a run, and see curves and colors of each.

    Takes the previews that `gan.load_previews` reads, their n photographs, uint8 (n, size, size,
    3), and the history that `gan.load_history` reads. Color variety is measured on the previews.
    """
    truths, true_row = np.asarray(truths), np.hstack(list(truths))
    if any(strip.shape != true_row.shape for strip in previews.values()):
        raise ColorlibError("The previews show other photographs: give those of the same run.")
    gray_row, variety = gray_version(true_row), [np.nan] * max(previews)
    for epoch, strip in previews.items():
        colorized = np.stack(np.split(strip, len(truths), axis=1))
        # A sixteenth of the pixels tells as much.
        lab, true_lab = (rgb_to_lab(rgb[:, ::4, ::4]) for rgb in (colorized, truths))
        variety[epoch - 1] = color_variety(lab[..., 1:], true_lab[..., 1:])
    history = {**history, "color_variety": variety}
    mark = curves_with_mark(history, STRIP)

    epochs = sorted(previews)
    number = choice(epochs, "epoch", ipywidgets.SelectionSlider, value=epochs[-1])
    play = ipywidgets.Play(max=len(epochs) - 1, interval=400, value=len(epochs) - 1)
    ipywidgets.link((play, "value"), (number, "index"))
    reading, curves, picture = ipywidgets.HTML(), Picture(figure=True), Picture()
    side = min(truths.shape[1], SCRUBBER_SIDE)

    def draw(change=None):
        epoch = number.value
        reading.value = say({name: values[:epoch] for name, values in history.items()})
        curves.show_array(mark(epoch), f"Curves of the run, with a line at epoch {epoch}.")
        large = Image.fromarray(np.vstack([gray_row, previews[epoch], true_row]))
        small = large.resize((len(truths) * side, 3 * side), Image.Resampling.BOX)
        alt = f"The photographs in gray, in truth, and as colorized after epoch {epoch}."
        picture.show_array(np.asarray(small), alt)

    follow([number], draw)
    head = row(number, play)
    parts = {"picture": picture, "rows": ipywidgets.Label(ROWS), "curves": curves}
    box = panel(head=head, **parts, reading=reading)
    box.play, box.epoch = play, number
    return box
