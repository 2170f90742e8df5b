"""The synthetic set: what is drawn, what repeats, what leaks and what does not."""

import numpy as np
import pytest
from scipy.ndimage import label

from colorlib.color import gray_version, rgb_to_lab
from colorlib.settings import ColorlibError
from colorlib.shapes import (
    EQUAL_LIGHTNESS,
    GUESSWORK,
    KINDS,
    LEAKY,
    PERIOD,
    make_shapes,
    striped_shapes,
    table_errors,
)

ONLY_CIRCLES = {"circle": (60, 20, -54)}


@pytest.fixture(scope="module")
def shapes():
    return make_shapes(200, seed=1)


def middles(shapes):
    """The commonest Lab color of each kind."""
    lab = rgb_to_lab(shapes.rgb)
    return np.array([np.median(lab[shapes.kind == 1 + i], axis=0) for i in range(len(KINDS))])


def test_form_of_the_result(shapes):
    assert shapes.rgb.shape == (200, 32, 32, 3) and shapes.rgb.dtype == np.uint8
    assert shapes.kind.shape == (200, 32, 32) and shapes.kind.dtype == np.uint8
    assert set(np.unique(shapes.kind)) == {0, 1, 2, 3, 4}
    assert (shapes.kind > 0).any(axis=(1, 2)).all()


def test_same_seed_same_pictures_other_seed_others(shapes):
    assert np.array_equal(make_shapes(200, seed=1).rgb, shapes.rgb)
    keys = {picture.tobytes() for picture in shapes.rgb}
    assert len(keys) == 200
    assert keys.isdisjoint(picture.tobytes() for picture in make_shapes(200, seed=2).rgb)


def test_a_smaller_set_begins_a_larger_one(shapes):
    assert np.array_equal(make_shapes(7, seed=1).rgb, shapes.rgb[:7])


def test_each_kind_has_its_color(shapes):
    expected = [EQUAL_LIGHTNESS[name] for name in KINDS]
    assert np.abs(middles(shapes) - expected).max() < 1
    # Rounding to 8 bits must not leak the kind, either.
    assert np.ptp(middles(shapes)[:, 0]) < 0.1


def test_leaky_lightnesses_lie_apart_and_give_the_color_away():
    lightness = np.sort(middles(make_shapes(200, seed=1, colors=LEAKY))[:, 0])
    assert np.diff(lightness).min() > 8
    assert max(table_errors(LEAKY).values()) < 1 < 15 < min(table_errors(EQUAL_LIGHTNESS).values())


def test_palettes_change_the_colors_and_nothing_else(shapes):
    guesswork = make_shapes(200, seed=1, colors=GUESSWORK)
    assert np.array_equal(guesswork.kind, shapes.kind)
    difference = np.abs(rgb_to_lab(guesswork.rgb) - rgb_to_lab(shapes.rgb))
    assert difference[..., 0].max() < 0.6
    assert difference[..., 2].max() > 100


def test_guesswork_circles_are_blue_or_yellow_about_equally_often():
    b = rgb_to_lab(make_shapes(200, seed=1, colors=GUESSWORK).rgb)[..., 2]
    circles = b[make_shapes(200, seed=1).kind == 3]
    assert 0.35 < (circles > 0).mean() < 0.65
    assert (np.abs(circles) > 20).mean() > 0.95


def test_edges_are_smooth_and_kind_means_half_covered(shapes):
    ab = rgb_to_lab(shapes.rgb)[..., 1:]
    share = np.hypot(*np.moveaxis(ab, -1, 0))
    for i, name in enumerate(KINDS):
        full = np.hypot(*EQUAL_LIGHTNESS[name][1:])
        inside = share[shapes.kind == 1 + i] / full
        assert inside.min() > 0.45 and inside.max() < 1.05
        assert 0.05 < (inside < 0.9).mean() < 0.5
    assert share[shapes.kind == 0].max() < 0.55 * 60


def test_background_is_light_and_neutral_and_varies(shapes):
    lab = rgb_to_lab(shapes.rgb)
    corner = np.array([x[k == 0].max(axis=0) for x, k in zip(lab, shapes.kind, strict=True)])
    assert corner[:, 0].min() > 85 and corner[:, 0].max() < 97
    assert corner[:, 0].std() > 2


@pytest.mark.parametrize("most", [1, 3, 6])
def test_one_to_most_shapes_a_picture(most):
    pictures = make_shapes(60, seed=3, size=64, most=most, colors=ONLY_CIRCLES).kind
    counts = {label(picture)[1] for picture in pictures}
    assert counts == set(range(1, most + 1))
    assert make_shapes(3, size=16, most=most).rgb.shape == (3, 16, 16, 3)


def test_shapes_can_be_told_apart_at_32_pixels_and_are_whole():
    pictures = make_shapes(40, seed=3, most=1, colors=ONLY_CIRCLES).kind > 0
    widths = pictures.any(axis=1).sum(axis=1)
    heights = pictures.any(axis=2).sum(axis=1)
    assert widths.min() >= 10 and widths.max() <= 18
    assert np.abs(widths - heights).max() <= 1


def test_a_single_kind_and_lists_of_colors():
    two = {"square": [(60, 54, 24), (60, -38, 0)]}
    shapes = make_shapes(40, seed=0, colors=two)
    assert set(np.unique(shapes.kind)) == {0, 2}
    a = rgb_to_lab(shapes.rgb)[..., 1][shapes.kind == 2]
    assert a.min() < -30 and a.max() > 45


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"n": 0}, "n ≥ 1"),
        ({"n": 1, "size": 15}, "size ≥ 16"),
        ({"n": 1, "most": 0}, "most ≤ 6"),
        ({"n": 1, "most": 7}, "most ≤ 6"),
        ({"n": 1, "colors": {}}, "one or more of .*triangle"),
        ({"n": 1, "colors": {"hexagon": (60, 0, 0)}}, "hexagon"),
        ({"n": 1, "colors": {"circle": (60, 100, 100)}}, "circle.*outside sRGB"),
        ({"n": 1, "colors": {"circle": [(60, 0, 0), (101, 0, 0)]}}, "circle.*outside sRGB"),
        ({"n": 1, "colors": {"circle": (60, 0)}}, r"circle is \(L, a, b\)"),
        ({"n": 1, "colors": {"circle": []}}, r"circle is \(L, a, b\)"),
    ],
)
def test_bad_input_is_refused_in_words(arguments, words):
    with pytest.raises(ColorlibError, match=words):
        make_shapes(**arguments)


def test_stripes_are_in_circles_only_and_not_in_the_gray_picture():
    striped, blue, yellow = (
        striped_shapes(20, seed=5),
        *(make_shapes(20, seed=5, colors=GUESSWORK | {"circle": c}) for c in GUESSWORK["circle"]),
    )
    circle = striped.kind == 1 + KINDS.index("circle")
    assert (striped.rgb[striped.kind == 0] == blue.rgb[striped.kind == 0]).mean() > 0.9
    # Not even rounding betrays them: whatever the color, the gray is the same.
    grays = [gray_version(np.concatenate(each.rgb)).astype(int) for each in (striped, blue, yellow)]
    assert all(np.abs(gray - grays[0]).max() <= 1 for gray in grays)
    # Each row of a circle has both colors, in turns of half a period.
    b = rgb_to_lab(striped.rgb)[..., 2]
    for row, inside in zip(b.reshape(-1, 32), circle.reshape(-1, 32), strict=True):
        if inside.sum() > PERIOD:
            assert row[inside].max() > 40 and row[inside].min() < -40
