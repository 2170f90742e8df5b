"""The widgets of notebook 01, driven through every control."""

import numpy as np
import pytest

from colorlib.toy import ToyGAN
from colorlib.widgets.toy import PRESETS, Playground, training_widget


@pytest.fixture
def playground():
    return Playground()


def seen(playground):
    return playground.plane.data, playground.plane.alt


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
        views.add(playground.plane.data)
    assert len(views) == len(playground.controls["target"].options) - 1
    playground.controls["loss"].value = "minimax"
    assert playground.gan.options.loss == "minimax"
    assert playground.plane.data not in views  # other arrows


def test_every_preset_sets_the_controls_and_begins_anew(playground):
    playground.step()
    for name, preset in reversed(PRESETS.items()):
        playground.controls["preset"].value = name
        assert playground.gan.iteration == 0
        assert {key: playground.controls[key].value for key in preset} == preset
        assert playground.gan.options.g_rate == preset["g_rate"]


def test_play_step_and_reset(playground):
    first = seen(playground)
    playground.clock.value = 1  # what the browser does ten times a second
    assert playground.gan.iteration == 10 and seen(playground) != first
    step, reset = playground.buttons.children[1:]
    step.click()
    assert playground.gan.iteration == 20
    reset.click()
    assert playground.gan.iteration == 0 and seen(playground) == first
    step.click()
    playground.clock.value = 0  # what its stop button does
    assert playground.gan.iteration == 0 and seen(playground) == first


def test_what_is_drawn_becomes_the_target_until_another_is_chosen(playground):
    playground.controls["target"].value = "your own"
    assert "Draw on the picture" in playground.words.value
    playground.plane.stroke = [[0.25, 0.5]]
    playground.plane.stroke = [[0.25, 0.5], [0.75, 0.5]]
    line = playground.gan.target.centers
    assert len(playground.strokes) == 1
    assert line[:, 0].min() == -1.5 and line[:, 0].max() == 1.5 and not line[:, 1].any()
    playground.plane.stroke = [[0.5, 0.0]]
    assert len(playground.strokes) == 2 and (playground.gan.target.centers[-1] == [0, 3]).all()
    playground.step()
    playground.controls["target"].value = "ring of eight"
    playground.plane.stroke = [[1.0, 1.0]]
    assert (playground.gan.target.centers == [[3, -3]]).all()


def test_a_gan_that_diverges_pauses_with_a_sentence(playground):
    playground.clock.playing = True
    weights = playground.gan.generator.trainable_variables[-1]
    weights.assign(np.full(weights.shape, np.nan))
    playground.clock.value += 1
    assert not playground.clock.playing and "diverged" in playground.words.value
    playground.reset()
    playground.step()
    assert "diverged" not in playground.words.value


def test_training_widget_plays_forward_and_looks_back():
    gan = ToyGAN("two bumps", noise=1)
    widget = training_widget(gan, iterations=50, every=20)
    start = widget.picture.data
    assert gan.iteration == 0
    widget.moment.value = widget.play.max
    assert gan.iteration == 50 and widget.picture.data != start
    widget.moment.value = 0
    assert gan.iteration == 50 and widget.picture.data == start
