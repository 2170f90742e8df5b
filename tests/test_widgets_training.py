"""The dashboard follows and stops real runs; the scrubber goes through a recorded one."""

import signal

import keras
import numpy as np
import pytest

from colorlib import ColorGAN, build_discriminator, build_generator, data, figures
from colorlib.color import l_ab_to_rgb
from colorlib.experiments import six_photos
from colorlib.gan import ColorBatches, load_history, load_previews, predict_ab, train
from colorlib.settings import ColorlibError, data_folder
from colorlib.shapes import make_shapes
from colorlib.widgets import training
from colorlib.widgets.training import LivePreview, compare_strip, epoch_scrubber


@pytest.fixture(scope="module")
def pictures():
    return make_shapes(16, seed=3).rgb


@pytest.fixture(scope="module")
def gan():
    """One pair for all tests, with batches of one size: others would be compiled anew."""
    keras.utils.set_random_seed(1)
    pair = ColorGAN(build_generator(32), build_discriminator(32))
    pair.compile(keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-4))
    return pair


def at_batch(number, act, epoch=0):
    """A callback that acts after one batch of one epoch."""
    now = []
    return keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: now.append(epoch),
        on_train_batch_end=lambda batch, logs: (
            act() if (now[-1], batch) == (epoch, number) else None
        ),
    )


def assert_usable(generator, pictures):
    colorized = l_ab_to_rgb(*predict_ab(generator, pictures))
    assert colorized.shape == pictures.shape and colorized.std() > 0


def test_dashboard_follows_a_run(pictures, gan):
    view = LivePreview(pictures[:4])
    assert view.stop.disabled and "too early" in view.reading.value
    history = gan.fit(ColorBatches(pictures, 2), epochs=3, verbose=0, callbacks=[view]).history
    assert view.history == history
    assert set(history) == {"d_loss", "d_accuracy", "g_loss", "l1_loss", "color_variety"}
    assert view.bar.value == 1 and view.stop.disabled
    assert view.text.value.startswith("epoch 3 of 3, done")
    assert "too early" not in view.reading.value and "<b>" in view.reading.value
    assert view.preview.data.startswith(b"\x89PNG") and view.curves.data
    assert "epoch 3" in view.preview.alt and "3 epochs" in view.curves.alt


def test_metrics_reported_in_some_epochs_only_stay_in_their_epochs(pictures, gan, tmp_path):
    def report(epoch, logs):
        if epoch % 2:
            logs["delta_e"] = float(epoch)

    view, meter = LivePreview(pictures[:2]), keras.callbacks.LambdaCallback(on_epoch_end=report)
    history = train(gan, ColorBatches(pictures, 2), 4, tmp_path, [meter, view])
    for columns in (view.history, history):
        np.testing.assert_array_equal(columns["delta_e"], [np.nan, 1, np.nan, 3])
        assert {len(values) for values in columns.values()} == {4}
    assert view.bar.value == 1


def test_drawing_leaves_most_of_the_time_to_the_training(pictures, gan, monkeypatch):
    monkeypatch.setattr(training, "PAUSE", 0)
    view, drawn = LivePreview(pictures[:4]), []
    view.preview.image.observe(drawn.append, "value")
    batches = ColorBatches(np.tile(pictures, (3, 1, 1, 1)), 2)
    gan.fit(batches, epochs=1, verbose=0, callbacks=[view])
    assert 1 <= len(drawn) < len(batches) / 2


def test_stop_button_ends_a_fit_after_the_batch(pictures, gan):
    view, seen = LivePreview(pictures[:4]), []
    count = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: seen.append(batch)
    )
    callbacks = [view, at_batch(1, view.stop.click), count]
    gan.fit(ColorBatches(pictures, 2), epochs=3, verbose=0, callbacks=callbacks)
    assert seen == [0, 1]
    assert view.text.value.startswith("epoch 1 of 3, stopped") and view.stop.disabled
    view.stop.click()  # too late, and without effect
    assert view.text.value.startswith("epoch 1 of 3, stopped")
    assert_usable(gan.generator, pictures)
    # The same dashboard can watch another run.
    gan.fit(ColorBatches(pictures, 2), epochs=1, verbose=0, callbacks=[view])
    assert "done" in view.text.value and len(view.history["l1_loss"]) == 1


def test_a_stopped_run_is_consistent_and_can_be_continued(pictures, gan, tmp_path):
    batches, view = ColorBatches(pictures, 2), LivePreview(pictures[:4])
    history = train(gan, batches, 4, tmp_path, [view, at_batch(1, view.stop.click, epoch=1)])
    assert {name: len(values) for name, values in history.items()} == dict.fromkeys(history, 2)
    assert load_history(tmp_path) == history
    assert "epoch 2 of 4, stopped" in view.text.value
    # The checkpoint holds just what the stopped networks hold.
    stopped = gan.generator.get_weights()
    gan.generator.set_weights([np.zeros_like(weight) for weight in stopped])
    assert train(gan, batches, 2, tmp_path) == history
    for mine, kept in zip(gan.generator.get_weights(), stopped, strict=True):
        np.testing.assert_array_equal(mine, kept)
    again = LivePreview(pictures[:4])
    longer = train(gan, batches, 3, tmp_path, [again])
    assert longer["l1_loss"][:2] == history["l1_loss"] and len(longer["l1_loss"]) == 3
    np.testing.assert_array_equal(again.history["l1_loss"], [np.nan, np.nan, longer["l1_loss"][2]])


def test_a_click_between_two_epochs_is_not_lost(pictures, gan):
    view = LivePreview(pictures[:4])
    click = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: view.stop.click())
    gan.fit(ColorBatches(pictures, 2), epochs=3, verbose=0, callbacks=[view, click])
    assert "epoch 1 of 3, stopped" in view.text.value


@pytest.fixture
def interruptible():
    """A process that was started in the background ignores what ■ sends; a kernel does not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupted_kernel_leaves_usable_networks(pictures, gan, tmp_path, interruptible):
    batches, view = ColorBatches(pictures, 2), LivePreview(pictures[:4])
    interrupt = at_batch(1, lambda: signal.raise_signal(signal.SIGINT), epoch=1)
    with pytest.raises(KeyboardInterrupt):
        train(gan, batches, 3, tmp_path, [view, interrupt])
    view.on_cell_end(None)  # as IPython tells it
    assert "epoch 2 of 3, broken off" in view.text.value and view.stop.disabled
    assert view.curves.alt.endswith("1 epochs so far.")
    assert_usable(gan.generator, pictures)
    kept = load_history(tmp_path)
    assert len(kept["l1_loss"]) == 1
    continued = train(gan, batches, 2, tmp_path)
    assert continued["l1_loss"][0] == kept["l1_loss"][0] and len(continued["l1_loss"]) == 2


def test_errors_in_the_dashboard_stop_the_training(pictures, gan):
    view = LivePreview(np.zeros((2, 30, 30, 3), np.uint8))  # of another size than the network's
    with pytest.raises(ValueError, match="30"):
        gan.fit(ColorBatches(pictures, 2), verbose=0, callbacks=[view])
    with pytest.raises(ColorlibError, match="one size"):
        LivePreview(pictures[0])


def test_thumbnails_choose_every_picture(pictures):
    box, seen = compare_strip(pictures[:5], pictures[5:10], columns=3), set()
    for place, number in {
        (0.1, 0.2): 1,
        (0.5, 0.2): 2,
        (1, 0): 3,
        (0, 1): 4,
        (0.4, 0.9): 5,
    }.items():
        box.thumbnails.stroke = [list(place)]
        seen.add((box.thumbnails.data, box.large.data))
        assert box.large.alt.startswith(f"Picture {number}:")
    assert len(seen) == 5
    box.thumbnails.stroke = [[0.9, 0.9]]  # where there is none, the last
    assert box.large.alt.startswith("Picture 5:")


@pytest.fixture(scope="module")
def finished_run():
    folder = data_folder() / "runs" / "mountain-unconditional"
    truths = data.load_photos(six_photos(["mountain"]))
    return load_previews(folder), truths, load_history(folder)


def test_scrubber_goes_through_every_epoch(finished_run):
    box = epoch_scrubber(*finished_run)
    epoch, play = box.epoch, box.play
    assert epoch.options == tuple(range(1, 11)) and epoch.value == 10
    rows, curves, states = set(), set(), []
    for number in range(1, 11):
        epoch.value = number
        rows.add(box.picture.data)
        curves.add(box.curves.data)
        states.append(box.reading.value)
        assert play.value == number - 1
        assert box.picture.alt.endswith(f"after epoch {number}.")
    assert len(rows) == len(curves) == 10
    assert "too early" in states[1] and "healthy" in states[-1]
    for place, number in ((play.min, 1), (play.max, 10)):
        play.value = place
        assert epoch.value == number and f"epoch {number}." in box.curves.alt


def test_scrubber_can_have_gaps_but_not_other_photographs(finished_run):
    previews, truths, history = finished_run
    box = epoch_scrubber({3: previews[3], 7: previews[7]}, truths, history)
    box.play.value = 0
    assert box.epoch.value == 3
    with pytest.raises(ColorlibError, match="other photographs"):
        epoch_scrubber(previews, truths[:2], history)


def test_mark_stands_at_its_epoch(finished_run):
    mark = figures.curves_with_mark(finished_run[2])

    def darkness(epoch):
        return (mark(epoch) < 60).all(axis=2).sum(axis=0)

    # The column that gains most darkness over the one with the mark at the axis.
    columns = [int((darkness(epoch) - darkness(0)).argmax()) for epoch in range(1, 11)]
    steps = np.diff(columns)
    assert steps.min() > 5 and np.ptp(steps) <= 1
