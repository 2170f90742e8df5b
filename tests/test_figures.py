"""Figures of colors, photographs and training; others are tested beside what they show."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from skimage.color import deltaE_ciede2000

from colorlib import ColorlibError, figures
from colorlib.color import rgb_to_lab
from colorlib.data import center_crop, list_photos, load_photos
from colorlib.settings import data_folder

# What reaches an eye without one kind of cones, in linear RGB (Machado, Oliveira and Fernandes,
# 2009, doi:10.1109/TVCG.2009.113), as in notebook 02.
VIEWS = {
    "typical": np.eye(3),
    "protanopia": [(0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)],
    "deuteranopia": [(0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)],
    "tritanopia": [(1.256, -0.077, -0.179), (-0.078, 0.931, 0.147), (0.005, 0.691, 0.304)],
}


@pytest.fixture(scope="module")
def photos():
    return load_photos(list_photos("forest", data_folder() / "photos")[:3], size=96)


@pytest.mark.parametrize("view", VIEWS)
def test_the_colors_of_plots_stay_apart_for_all_eyes(view):
    names = sorted(set(figures.COLORS.values()))
    rgb = np.array([to_rgb(name) for name in names])
    light = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(light @ np.transpose(VIEWS[view]), 0, 1)
    lab = rgb_to_lab(np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055))
    apart = {
        (names[i], names[j]): deltaE_ciede2000(lab[i], lab[j])
        for i, j in itertools.combinations(range(len(names)), 2)
    }
    assert min(apart.values()) > 12
    pair = sorted((figures.COLORS["real"], figures.COLORS["generated"]))
    assert apart[tuple(pair)] > 45


def test_curves_draw_each_value_at_its_own_epoch():
    nan = float("nan")
    history = {"d_loss": [1.3, 1.2, 1.1, 1.0], "color_variety": [nan, 0.5, nan, 0.7], "other": [1]}
    losses, variety = figures.training_curves(history).axes
    np.testing.assert_allclose(variety.lines[0].get_xydata(), [(2, 50), (4, 70)])
    assert losses.get_title() == "adversarial losses" and losses.get_xlim() == variety.get_xlim()
    with pytest.raises(ColorlibError, match="needs one of d_loss"):
        figures.training_curves({"l1_loss": [nan], "loss": [1.0]})


def test_stages_of_a_training_follow_each_other():
    stages = [
        ("L1\n100 updates", 100, {"generator": [0.0, 1.0, 0.0]}),
        ("game\n20 updates", 20, {"generator": [0.0, 0.5], "discriminator": [0.3, 0.3]}),
    ]
    (ax,) = figures.stage_timeline(stages).axes
    assert ax.get_xlim() == (0, 120)
    rates = [line.get_xydata().tolist() for line in ax.lines if len(line.get_xydata()) == 3]
    assert rates == [[[0, 0], [50, 1], [100, 0]]]
    assert [text.get_text() for text in ax.get_legend().texts] == ["generator", "discriminator"]
    assert [text.get_text() for text in ax.texts] == [name for name, *_ in stages]


def test_epochs_stand_between_gray_and_truth(photos):
    preview = np.concatenate(list(photos[:, ::-1]), axis=1)
    figure = figures.epoch_columns({1: preview, 2: preview // 2}, photos, [1, 2], pictures=[0, 2])
    titles = [ax.get_title() for ax in figure.axes]
    assert titles[:4] == ["gray", "epoch 1", "epoch 2", "truth"] and not any(titles[4:])
    shown = [ax.images[0].get_array() for ax in figure.axes]
    assert np.array_equal(shown[5], photos[2, ::-1]) and np.array_equal(shown[7], photos[2])


def test_densities_of_photographs_and_of_one_gray_can_be_drawn(photos):
    gray = np.full((1, 8, 8, 3), 128, np.uint8)
    for figure in (
        figures.ab_density({"forest": photos, "gray": gray}),
        figures.photo_colors(center_crop(photos[0], 64), "a forest"),
    ):
        assert figures.bitmap(figure).std() > 5


def test_solids_and_single_colors_can_be_drawn():
    drawn = [figures.color_solids()]
    drawn += [figures.color_in_gamut(lab) for lab in ((50, 20, 30), (90, 60, -60))]
    assert all(figures.bitmap(figure).std() > 10 for figure in drawn)
    assert "no such color" in " ".join(text.get_text() for text in drawn[2].texts)
