"""The widgets of notebook 01, driven through every control."""

import numpy as np
import pytest

from colorlib.toy import ToyGAN
from colorlib.widgets.toy import PRESETS, Playground, training_widget


@pytest.fixture
def playground():
    return Playground()


def seen(widget):
    """All that the browser draws."""
    frames = widget.frames
    return frames.points, frames.field, frames.curves, str(frames.now)


def test_sliders_work_from_end_to_end(playground):
    for name in ("g_rate", "d_rate", "momentum", "d_steps", "pace"):
        control = playground.controls[name]
        low, usual, high = control.min, control.value, control.max
        if name.endswith("rate"):
            low, high = control.base**low, control.base**high
        for value in (low, high):
            control.value = value
            if name != "pace":
                assert getattr(playground.gan.options, name) == value
            before, iteration_before = seen(playground), playground.gan.iteration
            playground.step()
            assert playground.gan.iteration == iteration_before + playground.controls["pace"].value
            assert seen(playground) != before
        control.value = usual


def test_a_higher_rate_moves_the_fakes_farther(playground):
    ways = []
    for rate in (1e-5, 1e-2):
        playground.controls["g_rate"].value = rate
        playground.reset()
        playground.step()
        first, last = playground.snapshots[0], playground.snapshots[-1]
        ways.append(np.abs(last.fake - first.fake).mean())
    assert ways[1] > 50 * ways[0]


def test_menus_change_the_picture(playground):
    views = set()
    for target in playground.controls["target"].options[:-1]:
        playground.controls["target"].value = target
        views.add(seen(playground))
    assert len(views) == len(playground.controls["target"].options) - 1
    playground.controls["loss"].value = "minimax"
    assert playground.gan.options.loss == "minimax"
    assert seen(playground) not in views  # other arrows


def test_every_preset_sets_the_controls_and_begins_anew(playground):
    playground.step()
    for name, preset in reversed(PRESETS.items()):
        playground.controls["preset"].value = name
        assert playground.gan.iteration == 0
        assert {key: playground.controls[key].value for key in preset} == preset
        assert playground.gan.options.g_rate == preset["g_rate"]


def test_play_step_and_reset(playground):
    first = seen(playground)
    play, step, reset = playground.buttons.children[:3]
    playground.frames.asked += 1  # what the browser does, but only while it plays
    assert playground.gan.iteration == 0 and play.description == "Play"
    play.click()
    playground.frames.asked += 1
    assert playground.gan.iteration == 10 and seen(playground) != first
    play.click()
    assert not playground.frames.playing
    step.click()
    assert playground.gan.iteration == 20
    reset.click()
    assert playground.gan.iteration == 0 and seen(playground) == first


def test_what_is_drawn_becomes_the_target_until_another_is_chosen(playground):
    playground.controls["target"].value = "your own"
    assert "Draw on the picture" in playground.words
    playground.frames.stroke = [[0.25, 0.5]]
    playground.frames.stroke = [[0.25, 0.5], [0.75, 0.5]]
    line = playground.gan.target.centers
    assert len(playground.strokes) == 1
    assert line[:, 0].min() == -1.5 and line[:, 0].max() == 1.5 and not line[:, 1].any()
    playground.frames.stroke = [[0.5, 0.0]]
    assert len(playground.strokes) == 2 and (playground.gan.target.centers[-1] == [0, 3]).all()
    playground.step()
    playground.controls["target"].value = "ring of eight"
    playground.frames.stroke = [[1.0, 1.0]]
    assert (playground.gan.target.centers == [[3, -3]]).all()


def test_a_gan_that_diverges_pauses_with_a_sentence(playground):
    playground.frames.playing = True
    weights = playground.gan.generator.trainable_variables[-1]
    weights.assign(np.full(weights.shape, np.nan))
    playground.frames.asked += 1
    assert not playground.frames.playing and "diverged" in playground.words
    playground.reset()
    playground.step()
    assert "diverged" not in playground.words


def test_what_is_drawn_is_what_the_snapshot_holds(playground):
    playground.step()
    now, frames = playground.snapshots[-1], playground.frames
    points = np.frombuffer(frames.points, np.float32).reshape(-1, 2)
    real, fake, push = np.split(points, [frames.now["real"], 2 * frames.now["real"]])
    assert (real == now.real[: len(real)]).all() and (fake == now.fake[: len(fake)]).all()
    assert (push == now.push[: len(push)]).all() and len(push) > 20
    field = np.frombuffer(frames.field, np.uint8).reshape(now.field.shape)
    np.testing.assert_allclose(field / 255, now.field, atol=0.5 / 255 + 1e-6)
    iteration, d_loss, g_loss, accuracy = np.frombuffer(frames.curves, np.float32).reshape(4, -1)
    assert list(iteration) == [0, 10] and d_loss[-1] == np.float32(now.d_loss)
    assert g_loss[-1] == np.float32(now.g_loss) and accuracy[-1] == np.float32(now.accuracy)
    assert frames.now["modes"] == now.modes and frames.now["words"] == playground.words


def test_training_widget_plays_forward_and_looks_back():
    gan = ToyGAN("two bumps", noise=1)
    widget = training_widget(gan, iterations=50, every=20)
    start = seen(widget)
    assert gan.iteration == 0
    widget.play.click()
    for _ in range(4):  # the browser asks once more than there is
        widget.frames.asked += 1
    assert gan.iteration == 50 and seen(widget) != start and not widget.frames.playing
    widget.moment.value = 0
    assert gan.iteration == 50 and seen(widget) == start
