"""Answers to "Real or colorized?": the trials, intervals, files and the table of a class."""

import subprocess
import sys

import numpy as np
import pytest

from colorlib import figures
from colorlib.color import rgb_to_l_ab
from colorlib.figures.user_study import answers_table, fooled_shares, trial_strip
from colorlib.settings import ColorlibError
from colorlib.shapes import make_shapes
from colorlib.user_study import (
    CHECK,
    fooled_by_model,
    merge_answers,
    opposite_colors,
    plan_trials,
    read_answers,
    save_answers,
    wilson_interval,
)

NAMES = [f"photo {number}" for number in range(30)]


def answers_of(participant, trials=10, fooled=3, model="lean GAN", kind="test"):
    """Answers of one participant, the first ``fooled`` of them wrong."""
    return [
        {
            "participant": participant,
            "time": f"2026-01-01T00:00:{number:02}.000+00:00",
            "trial": str(number),
            "kind": kind,
            "photograph": f"lac d'Aÿ, {number}",
            "model": model,
            "real": "first",
            "answer": "second" if number <= fooled else "first",
            "seconds": str(0.25 * number),
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


@pytest.mark.parametrize("models", [["a"], []])
def test_a_game_that_cannot_be_is_refused(models):
    with pytest.raises(ColorlibError, match="needs a model and 33 photographs"):
        plan_trials(NAMES, models, trials=30, practice=3)


def test_opposite_colors_keep_the_lightness_and_turn_the_rest_around():
    picture = make_shapes(1, seed=8).rgb[0] // 4 + 100  # far from the edge of what sRGB can show
    lightness, ab = rgb_to_l_ab(picture)
    turned_lightness, turned = rgb_to_l_ab(opposite_colors(picture))
    assert np.abs(turned_lightness - lightness).max() < 0.02
    assert np.abs(turned + ab).max() < 0.02 and np.abs(ab).max() > 0.1


def test_wilson_interval_holds_the_true_share_in_about_95_percent():
    intervals = [wilson_interval(successes, 40) for successes in range(41)]
    seen = np.random.default_rng(0).binomial(40, 0.3, 4000)
    low, high = np.array(intervals)[seen].T
    assert 0.93 < ((low <= 0.3) & (high >= 0.3)).mean() < 0.97
    assert intervals[0][0] == 0 and intervals[40][1] == 1


def test_the_fooled_are_counted_by_model_without_practice_and_compared_with_chance():
    answers = answers_of("anna", 10, 3) + answers_of("anna", 4, 4, kind="practice")
    answers += answers_of("anna", 2, 0, CHECK, "check") + answers_of("ben", 200, 100, "zebra")
    answers += answers_of("ben", 200, 30, "low") + answers_of("ben", 200, 150, "high")
    counts = fooled_by_model(answers)
    assert list(counts) == ["high", "lean GAN", "low", "zebra", CHECK]
    assert (counts["lean GAN"]["fooled"], counts["lean GAN"]["trials"]) == (3, 10)
    assert answers_table(counts).splitlines()[2:] == [
        "| high | 75% | 69–80% | 200 | taken for real more often than the truth |",
        "| lean GAN | 30% | 11–60% | 10 | too few to say |",
        "| low | 15% | 11–21% | 200 | told from the truth |",
        "| zebra | 50% | 43–57% | 200 | not told from the truth |",
        f"| {CHECK} | 0% | 0–66% | 2 | too few to say |",
    ]


def test_figures_of_the_study_can_be_drawn():
    first, second = make_shapes(2, seed=8).rgb
    counts = fooled_by_model(answers_of("anna") + answers_of("anna", 2, 2, CHECK, "check"))
    for figure in (trial_strip(first, second), fooled_shares(counts)):
        assert figures.bitmap(figure).std() > 5


def test_answers_survive_the_file_also_a_spreadsheet_s(tmp_path):
    path = tmp_path / "anna.csv"
    save_answers(answers_of("anna"), path)
    assert read_answers(path) == answers_of("anna")
    path.write_text("\ufeff" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert read_answers(path) == answers_of("anna")


@pytest.mark.parametrize(
    ("old", "new"),
    [("participant,", ""), (",", ";"), ("second,0.25", "third,0.25"), ("test", "chess")],
)
def test_foreign_files_are_named_in_one_sentence(tmp_path, old, new):
    path = tmp_path / "anna.csv"
    save_answers(answers_of("anna"), path)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ColorlibError, match=r"anna.csv is not a file of answers as the game saves"):
        read_answers(path)


def test_the_command_merges_a_class_prints_the_table_and_names_what_is_left_out(tmp_path):
    folder = tmp_path / "answers"
    folder.mkdir()
    save_answers(answers_of("anna", 40), folder / "a.csv")
    save_answers(answers_of("ben", 40) + answers_of("anna", 40), folder / "b.csv")
    (folder / "c.csv").write_bytes(b"\xff\xfe\x00 no table")
    (folder / "d.csv").write_text("")
    command = [sys.executable, "-m", "colorlib", "merge-answers"]
    arguments = [folder, folder / "a.csv", tmp_path / "none.csv", "--output", tmp_path / "all.csv"]
    finished = subprocess.run([*command, *arguments], capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
    left_out = [line for line in finished.stdout.splitlines() if line.startswith("Left out: ")]
    assert [line.split("/")[-1].split()[0] for line in left_out] == ["c.csv", "d.csv", "none.csv"]
    assert "80 answers" in finished.stdout
    assert "| lean GAN | 8% | 3–15% | 80 | told from the truth |" in finished.stdout
    assert len(merge_answers([tmp_path / "all.csv"])[0]) == 80
    finished = subprocess.run([*command, folder / "c.csv"], capture_output=True, text=True)
    assert finished.returncode == 1
    assert finished.stderr == "colorlib: No answers are left to count.\n"
