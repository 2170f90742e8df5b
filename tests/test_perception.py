"""Answers to "Real or colorized?": what is shown, intervals, files; and color vision."""

import itertools
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from scipy.stats import binomtest
from skimage.color import deltaE_ciede2000

from colorlib import figures
from colorlib.color import COLOR_VISION, rgb_to_lab, simulate_color_vision, rgb_to_l_ab
from colorlib.settings import ColorlibError
from colorlib.figures.user_study import answers_table, fooled_shares, trial_strip
from colorlib.user_study import (
    CHECK,
    merge_answers,
    opposite_colors,
    plan_trials,
    read_answers,
    save_answers,
    score,
    wilson_interval,
)
from colorlib.shapes import make_shapes

NAMES = [f"photo {number}" for number in range(30)]


def answers_of(player, trials=10, fooled=3, model="lean GAN", kind="test"):
    """Answers of one player, the first ``fooled`` of them wrong."""
    return [
        {
            "player": player,
            "time": f"2026-01-01T00:00:{number:02}.000+00:00",
            "trial": number,
            "kind": kind,
            "photograph": f"lac d'Aÿ, {number}",
            "model": model,
            "real": "first",
            "answer": "second" if number <= fooled else "first",
            "seconds": 0.25 * number,
        }
        for number in range(1, trials + 1)
    ]


def test_a_game_shows_no_photograph_twice_and_every_model_equally_often():
    plan = plan_trials(NAMES, "abc", trials=20, practice=4, seed=1)
    assert [trial["trial"] for trial in plan] == list(range(1, 25))
    assert [trial["kind"] for trial in plan[:4]] == ["practice"] * 4
    assert len({trial["photograph"] for trial in plan}) == 24
    tests = [trial["model"] for trial in plan if trial["kind"] == "test"]
    assert {model: tests.count(model) for model in "abc"} == dict.fromkeys("abc", 6)
    checks = [trial for trial in plan if trial["kind"] == "check"]
    assert [trial["model"] for trial in checks] == [CHECK] * 2
    assert plan == plan_trials(NAMES, "abc", trials=20, practice=4, seed=1)
    assert plan != plan_trials(NAMES, "abc", trials=20, practice=4, seed=2)


def test_the_real_one_is_first_in_half_of_the_trials_and_every_model_begins():
    plans = [plan_trials(NAMES, "abc", trials=17, practice=3, seed=seed) for seed in range(60)]
    real = [trial["real"] for plan in plans for trial in plan]
    assert 0.45 < real.count("first") / len(real) < 0.55
    assert {plan[0]["model"] for plan in plans} == set("abc")


@pytest.mark.parametrize(
    ("models", "numbers", "sentence"),
    [
        (["a"], {"trials": 30}, "30 photographs are not enough for 30 trials and 3"),
        (["a"], {"trials": 0}, "at least one trial"),
        ([], {}, "at least one model"),
        ([CHECK], {}, "none named 'opposite colors'"),
    ],
)
def test_a_game_that_cannot_be_is_refused(models, numbers, sentence):
    with pytest.raises(ColorlibError, match=sentence):
        plan_trials(NAMES, models, **numbers)


def test_opposite_colors_keep_the_lightness_and_turn_the_rest_around():
    picture = make_shapes(1, seed=8).rgb[0] // 4 + 100  # far from the edge of what sRGB can show
    lightness, ab = rgb_to_l_ab(picture)
    turned_lightness, turned = rgb_to_l_ab(opposite_colors(picture))
    assert np.abs(turned_lightness - lightness).max() < 0.02
    assert np.abs(turned + ab).max() < 0.02 and np.abs(ab).max() > 0.1
    assert np.abs(opposite_colors(opposite_colors(picture)).astype(int) - picture).max() <= 2


@pytest.mark.parametrize(("successes", "trials"), [(0, 1), (1, 1), (0, 10), (8, 10), (38, 140)])
def test_wilson_interval_is_that_of_scipy(successes, trials):
    expected = binomtest(successes, trials).proportion_ci(method="wilson")
    interval = wilson_interval(successes, trials)
    assert interval == pytest.approx((expected.low, expected.high), abs=1e-6)


def test_wilson_interval_holds_the_true_share_in_about_95_percent():
    seen = np.random.default_rng(0).binomial(40, 0.3, 4000)
    low, high = wilson_interval(seen, np.full(4000, 40))
    assert 0.93 < ((low <= 0.3) & (high >= 0.3)).mean() < 0.97


def test_score_counts_the_fooled_by_model_without_practice():
    answers = answers_of("anna", 10, 3) + answers_of("anna", 4, 4, kind="practice")
    answers += answers_of("anna", 2, 0, CHECK, "check") + answers_of("ben", 200, 100, "zebra")
    scores = score(answers)
    assert list(scores) == ["lean GAN", "zebra", CHECK]
    assert (scores["lean GAN"]["fooled"], scores["lean GAN"]["trials"]) == (3, 10)
    assert scores["zebra"]["share"] == 0.5
    rows = answers_table(scores).splitlines()
    assert len(rows) == 5
    assert rows[2] == "| lean GAN | 30% | 11–60% | 10 | too few to say |"
    assert rows[3].endswith("| 200 | not told from the truth |")
    assert score([]) == {}


@pytest.mark.parametrize(
    ("fooled", "words"), [(30, "told from the truth"), (150, "more often than the truth")]
)
def test_verdict_compares_with_chance(fooled, words):
    assert words in answers_table(score(answers_of("anna", 200, fooled)))


def test_figures_of_the_test_can_be_drawn():
    first, second = make_shapes(2, seed=8).rgb
    scores = score(answers_of("anna", 10, 0) + answers_of("anna", 2, 2, CHECK, "check"))
    for figure in (trial_strip(first, second), fooled_shares(scores)):
        assert figures.bitmap(figure).std() > 5


def test_answers_survive_the_file_also_a_spreadsheet_s(tmp_path):
    answers = answers_of("anna")
    path = tmp_path / "anna.csv"
    save_answers(answers, path)
    assert read_answers(path) == answers
    path.write_text("\ufeff" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert read_answers(path) == answers
    with pytest.raises(ColorlibError, match="cannot be written"):
        save_answers(answers, tmp_path / "nowhere" / "anna.csv")


def edit(old, new):
    return lambda text: text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: "", "has no column 'player'"),
        (edit("player,", ""), "has no column 'player'"),
        (lambda text: text.replace(",", ";"), "has no column 'player'"),
        (lambda text: text.splitlines()[0], "holds no answers"),
        (edit("second,0.25", "third,0.25"), "row 1: answer is 'third', and should be one of"),
        (edit("second,0.25", "second"), "row 1: seconds is None"),
        (edit("second,0.25", "second,soon"), "row 1: trial and seconds should be numbers"),
        (edit("second,0.25", "second,nan"), "row 1: trial should be 1 or more, and seconds 0"),
        (edit("lean GAN", CHECK), "row 1: a test trial cannot show 'opposite colors'"),
        (edit("anna", ""), "row 1: player is ''"),
    ],
)
def test_bad_files_are_named_in_one_sentence(tmp_path, change, sentence):
    path = tmp_path / "anna.csv"
    save_answers(answers_of("anna"), path)
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ColorlibError, match=sentence) as raised:
        read_answers(path)
    assert "anna.csv" in str(raised.value) and str(raised.value).endswith(".")


def test_a_class_is_merged_and_what_is_left_out_is_said(tmp_path):
    save_answers(answers_of("anna"), tmp_path / "a.csv")
    save_answers(answers_of("anna"), tmp_path / "a-again.csv")
    save_answers(answers_of("ben") + answers_of("anna"), tmp_path / "b.csv")
    (tmp_path / "c.csv").write_bytes(b"\xff\xfe\x00 no table")
    missing = tmp_path / "d.csv"
    answers, left_out = merge_answers([tmp_path, tmp_path / "a.csv", missing])
    assert len(answers) == 20 and {row["player"] for row in answers} == {"anna", "ben"}
    assert len(left_out) == 4
    assert sum("adds nothing" in sentence for sentence in left_out) == 2
    assert any("c.csv is not a table" in sentence for sentence in left_out)
    assert f"There is no file {missing}." in left_out


def run(*arguments):
    command = [sys.executable, "-m", "colorlib", "merge-answers", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_command_prints_the_table_and_keeps_all_answers(tmp_path):
    for player in ("anna", "ben"):
        save_answers(answers_of(player, 40), tmp_path / f"{player}.csv")
    (tmp_path / "bad.csv").write_text("no table")
    finished = run(tmp_path, "--output", tmp_path / "all.csv")
    assert finished.returncode == 0, finished.stderr
    assert "Left out: " in finished.stdout and "bad.csv" in finished.stdout
    assert "80 answers by 2 players" in finished.stdout
    assert "| lean GAN | 8% | 3–15% | 80 | told from the truth |" in finished.stdout
    assert len(read_answers(tmp_path / "all.csv")) == 80
    finished = run(tmp_path / "bad.csv")
    assert finished.returncode == 1
    assert finished.stderr == "colorlib: No answers are left to count.\n"


# By colorspacious 1.1.2: sRGB1+CVD, severity 100, clipped. Three colors, three views.
COLORS_SEEN = np.float64([(0.8, 0.2, 0.1), (0.1, 0.6, 0.3), (0.2, 0.3, 0.9)])
EXPECTED = {
    "protanopia": [(0.3882, 0.3427, 0.0753), (0.6028, 0.5458, 0.2755), (0.0000, 0.4093, 0.9186)],
    "deuteranopia": [(0.5351, 0.4753, 0.0507), (0.5480, 0.5069, 0.3218), (0.0000, 0.3421, 0.8889)],
    "tritanopia": [(0.8828, 0.0000, 0.1856), (0.0000, 0.5896, 0.5297), (0.0000, 0.4635, 0.5749)],
}


@pytest.mark.parametrize("kind", COLOR_VISION)
def test_simulated_views_are_those_of_another_program(kind):
    seen = simulate_color_vision(COLORS_SEEN, kind)
    assert seen == pytest.approx(np.array(EXPECTED[kind]), abs=1e-4)
    assert seen.dtype == np.float32
    levels = np.uint8(np.round(COLORS_SEEN * 255))
    assert simulate_color_vision(levels, kind).dtype == np.uint8
    assert np.abs(simulate_color_vision(levels, kind) / 255 - seen).max() < 0.01


@pytest.mark.parametrize("kind", COLOR_VISION)
def test_gray_stays_gray_in_every_view(kind):
    grays = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    assert np.array_equal(simulate_color_vision(grays, kind), grays)


def test_red_and_green_meet_where_their_cones_are_missing():
    green, red = rgb_to_lab(np.float32([(0.2, 0.55, 0.2), (0.7, 0.4, 0.2)]))
    views = {
        kind: rgb_to_lab(simulate_color_vision([(0.2, 0.55, 0.2), (0.7, 0.4, 0.2)], kind))
        for kind in COLOR_VISION
    }
    apart = {kind: float(deltaE_ciede2000(*view)) for kind, view in views.items()}
    assert max(apart["protanopia"], apart["deuteranopia"]) < 0.5 * deltaE_ciede2000(green, red)
    assert apart["tritanopia"] > 0.5 * deltaE_ciede2000(green, red)


def test_counting_answers_needs_no_tensorflow():
    script = (
        "import sys, colorlib.perception, colorlib.figures.perception;"
        "assert not {'tensorflow', 'keras'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_unknown_kind_of_vision_is_refused():
    with pytest.raises(ColorlibError, match="no kind 'sepia': protanopia"):
        simulate_color_vision(np.zeros((1, 3)), "sepia")


def test_the_colors_of_plots_stay_apart_in_every_view():
    colors = sorted(set(figures.COLORS.values()))
    rgb = np.array([to_rgb(color) for color in colors])
    real, generated = (colors.index(figures.COLORS[name]) for name in ("real", "generated"))
    for view in [rgb, *(simulate_color_vision(rgb, kind) for kind in COLOR_VISION)]:
        lab = rgb_to_lab(view)
        for i, j in itertools.combinations(range(len(colors)), 2):
            assert deltaE_ciede2000(lab[i], lab[j]) > 12, (colors[i], colors[j])
        # The pair that carries most of the course.
        assert deltaE_ciede2000(lab[real], lab[generated]) > 45
