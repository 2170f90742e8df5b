"""The game "Real or colorized?" is played from the first pair to the last, by its own buttons."""

import base64

import pytest

from colorlib.metrics import fit_baselines
from colorlib.settings import ColorlibError
from colorlib.shapes import make_shapes
from colorlib.user_study import CHECK, ORDER, read_answers
from colorlib.widgets.user_study import FIRST, IDLE, QUESTION, READY, SECOND, guess

RGB = make_shapes(14, seed=3).rgb
PHOTOGRAPHS = {f"shape {number}": rgb for number, rgb in enumerate(RGB)}
COLORIZERS = fit_baselines(RGB)


@pytest.fixture(autouse=True)
def no_callback_has_failed(caplog):
    """Buttons do not raise what a callback raises: ipywidgets logs it instead."""
    yield
    assert not [record.message for record in caplog.get_records("call")]


def new_game(**options):
    options = {"trials": 11, "practice": 3, "seed": 5} | options
    return guess(PHOTOGRAPHS, COLORIZERS, **options)


def buttons(game):
    return dict(zip(("next", *ORDER), game.buttons.children, strict=True))


def enabled(game):
    return {name for name, button in buttons(game).items() if not button.disabled}


def watch(game):
    """Press the button, and let the clock tick as the browser would."""
    buttons(game)["next"].click()
    clock = game.clock
    assert (clock.value, clock.playing, enabled(game)) == (IDLE, True, set())
    for tick in (READY, FIRST, SECOND, QUESTION):
        clock.value = tick
    assert not clock.playing and enabled(game) == set(ORDER)


def play(game, choose):
    for trial in game.trials:
        watch(game)
        buttons(game)[choose(trial)].click()


def wrong(trial):
    return ORDER[1 - ORDER.index(trial["real"])]


def pictures(game):
    return game.stage.children[FIRST : SECOND + 1]


def shown(game):
    return [view.data for view in pictures(game)]


def test_a_whole_game_of_right_answers(tmp_path):
    game = new_game()
    assert enabled(game) == {"next"} and game.answers == []
    with pytest.raises(ColorlibError, match="no answers yet"):
        game.save(tmp_path / "early.csv")
    seen = set()
    for number, trial in enumerate(game.trials):
        watch(game)
        seen.add(tuple(shown(game)))
        buttons(game)[trial["real"]].click()
        row = game.answers[number]
        assert {name: row[name] for name in trial} == trial
        assert row["answer"] == trial["real"] and row["seconds"] >= 0
        told = "was the photograph" in game.message.value
        assert told == (trial["kind"] == "practice")
    assert len(seen) == len(game.answers) == 14
    assert enabled(game) == set()
    assert "last pair" in game.message.value
    assert game.result.data and game.stage.layout.display == "none"
    assert f"{CHECK} 0 of 1 (0% to 79%)" in game.result.alt
    game.save(tmp_path / "heron.csv")
    saved = read_answers(tmp_path / "heron.csv")
    assert saved == [{name: str(value) for name, value in row.items()} for row in game.answers]
    assert len({row["participant"] for row in saved}) == 1
    data = game.link.value.split("base64,")[1].split('"')[0]
    assert base64.b64decode(data) == (tmp_path / "heron.csv").read_bytes()


def test_another_set_of_answers_gives_another_figure():
    right, fooled = new_game(), new_game()
    play(right, lambda trial: trial["real"])
    play(fooled, wrong)
    assert right.trials == fooled.trials
    assert right.result.data != fooled.result.data
    assert f"{CHECK} 1 of 1" in fooled.result.alt


def test_each_pair_is_the_photograph_and_its_colorization_in_the_order_planned():
    game = new_game()
    for trial in game.trials:
        watch(game)
        first, second = shown(game)
        truth = PHOTOGRAPHS[trial["photograph"]]
        game.result.show_array(truth, "the photograph, in the same coding")
        assert game.result.data == (first if trial["real"] == "first" else second)
        assert [view.alt for view in pictures(game)] == [
            "The first picture.",
            "The second picture.",
        ]
        if trial["model"] != CHECK:
            made = COLORIZERS[trial["model"]](truth)
            game.result.show_array(made, "the colorization, in the same coding")
            assert game.result.data == (second if trial["real"] == "first" else first)
        buttons(game)["first"].click()


def test_after_practice_both_pictures_stay_with_their_names():
    game = new_game()
    assert game.stage.layout.display == "none"  # a gray picture to begin with
    for trial in game.trials:
        watch(game)
        assert game.reveal.layout.display == "none"
        buttons(game)["second"].click()
        if trial["kind"] != "practice":
            assert game.reveal.layout.display == "none"  # counted pairs stay blind
            continue
        assert game.reveal.layout.display is None
        sides = [side.children for side in game.reveal.children]
        assert [view.data for _, view in sides] == shown(game)
        real = ORDER.index(trial["real"])
        assert "photograph" in sides[real][0].value and "colorized" in sides[1 - real][0].value
        assert "You were right" in game.message.value


def test_the_seed_decides_what_is_shown_and_a_pseudonym_is_drawn_by_lot():
    assert new_game(seed=5).trials == new_game(seed=5).trials != new_game(seed=6).trials
    games = [new_game(), new_game()]
    for game in games:
        watch(game)
        buttons(game)["second"].click()
    assert games[0].answers[0]["participant"] != games[1].answers[0]["participant"]


def test_the_clock_ticks_once_a_second_and_turns_the_stage_in_the_browser():
    game = new_game()
    clock = game.clock
    assert (clock.interval, clock.min, clock.max, clock.step) == (1000, IDLE, QUESTION, 1)
    assert not clock.repeat and clock.layout.display == "none"
    assert len(game.stage.children) == QUESTION + 1
    for game.stage.selected_index in range(QUESTION + 1):
        pass


def test_a_game_that_cannot_be_is_refused_at_once():
    with pytest.raises(ColorlibError, match="14 photographs and 3 models are not enough"):
        guess(PHOTOGRAPHS, COLORIZERS)
