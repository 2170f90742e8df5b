"""Metrics agree with cases whose answer is known, baselines color as they should, tables agree."""

import importlib.util
import json

import numpy as np
import pytest
from skimage import data

from colorlib import evaluation, metrics, networks, two_sample
from colorlib.color import gray_version, lab_to_rgb, rgb_to_l_ab
from colorlib.data import center_crop
from colorlib.figures import quality_curves, results_table, trade_off
from colorlib.settings import ColorlibError, data_folder


@pytest.fixture(scope="module")
def photo():
    return center_crop(data.coffee(), 64)


def flat(lab):
    return np.round(255 * lab_to_rgb(np.full((16, 16, 3), lab, np.float32))).astype(np.uint8)


def half_gray(picture):
    return picture // 2 + gray_version(picture) // 2


def test_picture_compared_with_itself_is_perfect(photo):
    perfect = {"delta_e": 0, "ab_distance": 0, "psnr": float("inf"), "ssim": 1}
    assert metrics.measure(photo, photo) == pytest.approx(perfect | {"colorfulness_ratio": 1})


def test_ab_distance_is_in_lab_units_and_ignores_lightness():
    assert metrics.ab_distance(flat((60, 0, 0)), flat((60, 30, 40))) == pytest.approx(50, abs=0.5)
    assert metrics.ab_distance(flat((30, 0, 0)), flat((80, 0, 0))) == pytest.approx(0, abs=0.5)


def test_delta_e_is_one_lightness_unit_apart_in_mid_gray():
    # Between two grays near L = 50, CIEDE2000 equals the difference in L.
    truth, picture = flat((50, 0, 0)), flat((51, 0, 0))
    difference = 50 * float(np.subtract(rgb_to_l_ab(picture)[0], rgb_to_l_ab(truth)[0]).mean())
    assert metrics.delta_e(truth, picture) == pytest.approx(difference, abs=0.02)


def test_colorfulness_of_gray_is_zero_and_of_two_known_halves_is_known(photo):
    assert metrics.colorfulness(np.full((8, 8, 3), 90, np.uint8)) == 0
    # Half pure red, half pure green: rg = ±255, yb = 127.5 everywhere.
    halves = np.zeros((8, 8, 3), np.uint8)
    halves[:4, :, 0] = halves[4:, :, 1] = 255
    assert metrics.colorfulness(halves) == pytest.approx(255 + 0.3 * 127.5)
    assert metrics.colorfulness(photo) > 30


def test_pictures_that_cannot_be_compared_are_refused(photo):
    with pytest.raises(ColorlibError, match="differ in size"):
        metrics.delta_e(photo, photo[:32])
    with pytest.raises(ColorlibError, match="uint8"):
        metrics.psnr(photo, photo / 255)


def test_baselines_read_only_lightness_and_know_their_training_set(photo):
    colorizers = metrics.fit_baselines(photo[None])
    assert list(colorizers) == ["gray", "mean color", "color by lightness"]
    errors = []
    for colorize in colorizers.values():
        result = colorize(photo)
        assert result.shape == photo.shape and result.dtype == np.uint8
        same = colorize(gray_version(photo)).astype(int) - result
        assert np.abs(same).mean() < 1
        errors.append(metrics.ab_distance(photo, result))
    # Each knows more about its own training picture than the one before.
    assert errors[0] > errors[1] > errors[2] > 0


def test_color_by_lightness_is_the_mean_of_each_level():
    picture = np.concatenate([flat((21, 10, -10)), flat((81, -20, 30))])[None]
    table = 110 * metrics.ab_by_lightness(picture)
    assert table[10] == pytest.approx([10, -10], abs=1)
    assert table[40] == pytest.approx([-20, 30], abs=1)
    assert table[25] == pytest.approx([-5, 10], abs=1)


def test_color_distributions_are_as_far_apart_as_their_colors_wherever_they_are(photo):
    spectra = [metrics.ab_spectrum(flat(lab)) for lab in ((60, 0, 0), (60, 30, 0), (40, 0, 0))]
    # Moved by 30 along a: over all directions the mean of |30 cos| is 60 / π.
    assert metrics.sliced_wasserstein(*spectra[:2]) == pytest.approx(60 / np.pi, abs=0.5)
    assert metrics.sliced_wasserstein(spectra[0], spectra[2]) == pytest.approx(0, abs=0.5)
    turned = np.ascontiguousarray(photo[::-1, ::-1])
    assert metrics.ab_distance(photo, turned) > 5
    spectra = metrics.ab_spectrum(photo), metrics.ab_spectrum(turned)
    assert metrics.sliced_wasserstein(*spectra) == pytest.approx(0, abs=1e-9)


def test_colors_exchanged_between_dark_and_light_differ_given_lightness_only():
    truth = np.concatenate([flat((20, 10, 20)), flat((80, -10, -20))])
    exchanged = np.concatenate([flat((20, -10, -20)), flat((80, 10, 20))])
    spectra = [metrics.ab_spectra(truth, picture) for picture in (truth, exchanged)]
    assert metrics.sliced_wasserstein(*(each.sum(axis=0) for each in spectra)) < 2
    # Every color has to go as far as the two are apart; over all directions, 2 / π of that.
    way = np.hypot(20, 40) * 2 / np.pi
    assert metrics.conditional_distance(*spectra) == pytest.approx(way, rel=0.05)
    assert metrics.conditional_distance(spectra[0], spectra[0]) == 0


def test_best_factor_finds_by_how_much_a_network_is_too_pale():
    lightness = networks.keras.Input((32, 32, 1))
    ab = networks.layers.Conv2D(2, 1, kernel_initializer="zeros", bias_initializer="ones")
    pale = networks.keras.Model(lightness, networks.layers.Rescaling(0.1)(ab(lightness)))
    gray = np.full((2, 32, 32, 3), 120, np.uint8)
    truths = np.stack([evaluation.multiply_colors(1.5, picture, pale) for picture in gray])
    assert metrics.ab_distance(truths[0], evaluation.multiply_colors(1.0, gray[0], pale)) > 5
    assert evaluation.best_factor(truths, pale) == 1.5


@pytest.fixture(scope="module")
def truths():
    return np.random.default_rng(0).integers(0, 256, (6, 16, 16, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def compared(truths):
    return evaluation.compare_colorizers(truths, {"gray": gray_version, "half": half_gray})


def test_results_have_intervals_and_gains_of_the_mean_distances(compared):
    for row in compared.values():
        # A resample has fewer different photographs, whose colors are farther from the truth's.
        for name in row.keys() - {"gains", "below", "conditional_distance"}:
            low, high = row[name]["interval"]
            assert low <= row[name]["value"] <= high
    gain = compared["half"]["gains"]["gray"]
    distances = [compared[name]["ab_distance"]["value"] for name in ("half", "gray")]
    assert gain["value"] == pytest.approx(1 - distances[0] / distances[1])
    # Every picture of "half" is nearer, so the interval is far from 0 in whichever direction.
    assert gain["interval"][0] > 0.3
    assert compared["gray"]["gains"]["half"]["interval"][1] < -0.3
    # The better row of the table is bold, and intervals stand below the values.
    half = next(row for row in results_table(compared).splitlines() if row.startswith("| half"))
    assert "**" in half and "<br>" in half


def test_differences_of_perception_are_one_from_the_other(truths, monkeypatch):
    monkeypatch.setattr(two_sample, "FOLDS", 2)
    monkeypatch.setattr(two_sample, "STEPS", 2)
    colorizers = {"gray": gray_version, "half": half_gray}
    rows = evaluation.compare_colorizers(truths, colorizers, seeds=2)
    for metric in ("conditional_distance", "two_sample"):
        gray, half = (rows[name][metric]["value"] for name in ("gray", "half"))
        assert rows["half"]["below"][metric]["gray"]["value"] == pytest.approx(gray - half)
        assert rows["gray"]["below"][metric]["half"]["value"] == pytest.approx(half - gray)
    assert 0 <= rows["half"]["two_sample"]["value"] <= 1


def test_interval_of_a_mean_is_as_wide_as_theory_says():
    values = np.random.default_rng(1).normal(10, 2, 400)
    low, high = evaluation.with_interval(evaluation.resample(400) @ values / 400)["interval"]
    assert low < values.mean() < high
    assert high - low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.1)


def test_one_gray_photograph_spoils_no_mean(truths, compared):
    gray = gray_version(truths[0])
    assert np.isnan(metrics.measure(gray, truths[0])["colorfulness_ratio"])
    both = {"gray": gray_version, "half": half_gray}
    rows = evaluation.compare_colorizers(np.stack([*truths, gray]), both)
    for name, row in rows.items():
        for metric in row.keys() - {"gains", "below"}:
            assert np.isfinite([row[metric]["value"], *row[metric]["interval"]]).all()
        # The ratio is the mean over the others.
        assert row["colorfulness_ratio"]["value"] == compared[name]["colorfulness_ratio"]["value"]
        low, high = row["colorfulness_ratio"]["interval"]
        assert 0 <= low <= high < 1


def test_every_model_has_a_curve_of_quality_over_time():
    for category in ("forest", "mountain"):
        curves = evaluation.quality_by_minutes(category)
        assert {"lean GAN", "lean, L1-only"} <= set(curves) <= set(evaluation.models_of(category))
        for minutes, values in curves.values():
            assert len(minutes) == len(values)
            assert (np.diff(minutes) > 0).all()
            assert min(values) > 0 and max(values) < 60
        (ax,) = quality_curves(curves, "mean ΔE2000").axes
        assert [text.get_text() for text in ax.get_legend().get_texts()] == list(curves)


def test_the_scatter_names_every_contender_and_joins_the_factors():
    rows = {}
    for name in ("table", "trade_off"):
        rows |= json.loads((data_folder() / "results" / f"{name}.json").read_text())["tables"][
            "forest"
        ]
    figure = trade_off(rows)
    (ax,) = figure.axes
    named = {text.get_text() for text in ax.texts}
    factors = [name for name in rows if "×" in name]
    assert set(rows) - set(factors) <= named
    assert len(factors) >= 2 and {name.removeprefix("lean, L1-only ") for name in factors} <= named
    assert max(len(line.get_xdata()) for line in ax.lines) == len(factors) + 1


def test_readme_and_cards_show_the_present_table():
    source = data_folder() / "make_readme.py"
    spec = importlib.util.spec_from_file_location("make_readme", source)
    make_readme = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_readme)
    shown = {path.stem: path.read_text(encoding="utf-8") for path in make_readme.PAGES}
    assert [shown[name].count("| lean GAN<br>") for name in ("README", "forest", "scenes")] == [
        2,
        1,
        0,
    ]
    for text in shown.values():
        assert make_readme.with_tables(text) == text
