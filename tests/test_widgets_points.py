"""The playground of notebook 01, driven through every control, and the words that it says."""

import numpy as np
import pytest

from colorlib import diagnostics
from colorlib.settings import ColorlibError
from colorlib.toy import Game, advance, change_rules, change_target, drawn_target, play, sample
from colorlib.widgets.toy import PRESETS, Playground, training_widget


@pytest.fixture
def playground():
    return Playground()


def seen(playground):
    return playground.plane.data, playground.plane.alt


@pytest.mark.parametrize("name", ["g_rate", "d_rate", "momentum", "d_steps", "pace"])
def test_sliders_work_from_end_to_end(playground, name):
    control = playground.controls[name]
    low, high = control.min, control.max
    if name.endswith("rate"):
        low, high = control.base**low, control.base**high
    for value in (low, high):
        control.value = value
        if name != "pace":
            assert getattr(playground.game.rules, name) == value
        before, round_before = seen(playground), playground.game.round
        playground.step()
        assert playground.game.round == round_before + playground.controls["pace"].value
        assert seen(playground) != before


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
    assert playground.game.rules.loss == "minimax"
    assert playground.plane.data not in views  # other arrows


def test_every_preset_sets_the_controls_and_begins_anew(playground):
    for name, preset in reversed(PRESETS.items()):
        playground.step()
        playground.controls["preset"].value = name
        assert playground.game.round == 0
        assert {key: playground.controls[key].value for key in preset} == preset
        assert playground.game.rules.g_rate == preset["g_rate"]


def test_play_step_reset_and_pause(playground):
    playground.playing.value = True
    assert playground.clock.playing and playground.playing.description == "Pause"
    first = seen(playground)
    playground.clock.value += 1  # what the browser does ten times a second
    assert playground.game.round == 10 and seen(playground) != first
    playground.playing.value = False
    assert not playground.clock.playing and playground.playing.description == "Play"
    playground.buttons["step"].click()
    assert playground.game.round == 20
    playground.buttons["reset"].click()
    assert playground.game.round == 0 and seen(playground) == first


def test_what_is_drawn_becomes_the_target_and_can_be_erased(playground):
    playground.controls["target"].value = "your own"
    assert "Draw on the picture" in playground.words.value
    playground.plane.stroke = [[0.25, 0.5]]
    playground.plane.stroke = [[0.25, 0.5], [0.75, 0.5]]
    line = playground.game.target.centers
    assert len(playground.strokes) == 1
    assert line[:, 0].min() == -1.5 and line[:, 0].max() == 1.5 and not line[:, 1].any()
    playground.plane.stroke = [[0.5, 0.0]]
    assert len(playground.strokes) == 2 and (playground.game.target.centers[-1] == [0, 3]).all()
    playground.step()
    playground.buttons["erase"].click()
    playground.plane.stroke = [[1.0, 1.0]]
    assert (playground.game.target.centers == [[3, -3]]).all()


def test_a_game_that_diverges_pauses_with_a_sentence(playground):
    playground.playing.value = True
    weights = playground.game.generator.trainable_variables[-1]
    weights.assign(np.full(weights.shape, np.nan))
    playground.clock.value += 1
    assert not playground.playing.value and "diverged" in playground.words.value
    playground.buttons["reset"].click()
    playground.step()
    assert "diverged" not in playground.words.value


def test_moving_target_is_followed():
    game = Game("two Gaussians", g_rate=5e-3, d_rate=5e-3)
    advance(game, 400)
    change_target(game, drawn_target([[[0.9, 0.1]]]))
    after = advance(game, 600)
    assert np.allclose(after.fake.mean(axis=0), [2.4, 2.4], atol=0.5)
    assert np.allclose(sample(game.target, 100).mean(axis=0), [2.4, 2.4], atol=0.1)


def test_rules_that_need_a_new_game_are_refused():
    game = Game("two Gaussians")
    with pytest.raises(ColorlibError, match="keeps its batch"):
        change_rules(game, batch=3)
    with pytest.raises(ColorlibError, match="dimensions"):
        change_target(game, "two bumps")
    with pytest.raises(ColorlibError, match="No loss"):
        change_rules(game, loss="kind")
    with pytest.raises(ColorlibError, match="nothing drawn"):
        drawn_target([])


def test_momentum_acts_on_a_running_game():
    ways = []
    for momentum in (0.0, 0.99):
        game = Game("ring of eight")
        change_rules(game, momentum=momentum)
        ways.append(advance(game, 20).fake.mean(axis=0))
    assert not np.allclose(*ways, atol=1e-3)


def words(rounds, every=20, **rules):
    snapshots = list(play(Game(**rules), rounds, every))
    return [spectator.describe(snapshots[: i + 1]) for i in range(len(snapshots))]


def test_spectator_knows_each_case_when_it_sees_it():
    healthy = words(1200, **PRESETS["healthy"])
    assert healthy[0].startswith("Untrained") and healthy[1].startswith("Learning")
    assert all(said.startswith("Near a draw") for said in healthy[-10:])
    collapsed = words(1000, **PRESETS["mode collapse"])
    assert sum(said.startswith("Mode collapse") for said in collapsed[30:]) > 15
    swaying = words(1200, every=10, **PRESETS["oscillation"])
    assert sum(said.startswith("Oscillation") for said in swaying[40:]) > 40
    strong = words(200, **PRESETS["discriminator too strong"])
    assert all(said.startswith("Discriminator too strong") for said in strong[1:])


def test_widget_plays_forward_and_looks_back():
    game = Game("two bumps", noise=1)
    widget = training_widget(game, rounds=60, every=20)
    start = widget.picture.data
    assert game.round == 0
    widget.slider.value = 3
    assert game.round == 60 and widget.picture.data != start
    widget.slider.value = 0
    assert game.round == 60 and widget.picture.data == start
    assert widget.play.max == 3
