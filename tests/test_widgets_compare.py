"""The comparison of two versions of a photograph, driven through every value."""

import io

import numpy as np
import pytest
from PIL import Image

from colorlib import figures, metrics
from colorlib.settings import ColorlibError
from colorlib.shapes import make_shapes
from colorlib.widgets.compare import compare


@pytest.fixture(scope="module")
def pictures():
    return dict(zip("ab", make_shapes(2, seed=4).rgb, strict=True))


@pytest.fixture
def box(pictures):
    colorizers = metrics.fit_baselines(np.stack(list(pictures.values())))
    return compare(pictures, {"mean color": colorizers["mean color"]})


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture.data)))


def test_every_photograph_and_every_pair_shows_another_picture(box, pictures):
    photograph, left, right = box.photograph, box.left, box.right
    versions = ["truth", "gray", "mean color"]
    assert list(left.options) == list(right.options) == versions
    wipes, details = set(), set()
    for photograph.value in pictures:
        for left.value in versions:
            for right.value in versions:
                wipes.add(box.picture.data)
                details.add(box.details.data)
                for picture in (box.picture, box.details):
                    assert left.value in picture.alt and right.value in picture.alt
                    assert f"{photograph.value}:" in picture.alt
                for name in (left.value, right.value):
                    assert f"<th scope='col'>&nbsp;{name}</th>" in box.metrics.value
    assert len(wipes) == len(details) == 2 * 9


def test_divider_goes_from_end_to_end_by_slider_and_by_pointing(box, pictures):
    box.left.value, box.right.value = "truth", "gray"
    percent, shown = box.divider, {}
    for percent.value in range(0, 101, 10):
        shown[percent.value] = pixels(box.picture)
        assert f"left {percent.value}%" in box.picture.alt
    truth = figures.wipe(pictures["a"], pictures["a"], 1.0)
    np.testing.assert_array_equal(shown[100], truth)
    assert (shown[0][..., 0] == shown[0][..., 1]).all()  # gray
    assert len({picture.tobytes() for picture in shown.values()}) == len(shown)
    for x, expected in ((0.0, 0), (0.333, 33), (1.0, 100)):
        box.picture.stroke = [[0.5, 0.5], [x, 0.2]]
        assert percent.value == expected


def test_truth_against_itself_is_perfect(box):
    box.left.value = box.right.value = "truth"
    for value in ("0.00", "inf", "1.000"):
        assert f"<td>{value}</td>" in box.metrics.value


def test_a_colorizer_that_fails_does_not_leave_the_busy_sign(pictures):
    def fail(picture):
        raise ColorlibError("No colors today.")

    box = compare(pictures, {"mean": lambda picture: picture, "broken": fail})
    with pytest.raises(ColorlibError, match="No colors today"):
        box.right.value = "broken"
    assert not box.picture.busy


def test_wipe_joins_at_the_divider():
    left, right = np.full((256, 256, 3), 100, np.uint8), np.full((256, 256, 3), 200, np.uint8)
    joined = figures.wipe(left, right, 0.25)
    top, middle = joined[:100], joined[128]  # above the handle, and through it
    assert (top[:, :60] == 100).all() and (top[:, 68:] == 200).all()
    assert (top[:, 64] == 255).all() and (top[:, 62] == 0).all()
    assert (middle[:50] == 100).all() and (middle[[57, 71]] == 255).all()
    assert figures.wipe(left[:32, :32], right[:32, :32], 0.5).shape == (256, 256, 3)
    with pytest.raises(ColorlibError, match="differ in size"):
        figures.wipe(left, right[:10], 0.5)


def test_zoomed_shows_the_part_that_was_asked_for():
    down, across = np.mgrid[:100, :200].astype(np.float32)
    array = np.stack([across, down], axis=-1)
    whole = figures.zoomed(array, 1, (0.5, 0.5), 100, 200)
    np.testing.assert_allclose(whole, array, atol=1e-3)
    part = figures.zoomed(array, 4, (0.5, 0.5), 25, 50)
    np.testing.assert_allclose(part, array[37:62, 75:125], atol=0.6)
    # At the edges the part moves inward instead of showing what is not there.
    corner = figures.zoomed(array, 4, (1.0, 0.0), 25, 50)
    np.testing.assert_allclose(corner, array[:25, 150:], atol=1e-3)


def test_row_of_pictures_and_maps_shows_where_they_differ(pictures):
    truth = pictures["a"]
    figure = figures.two_sides(truth, truth, truth // 2, ("same", "darker"))
    titles = [ax.get_title() for ax in figure.axes[:5]]
    assert titles == ["truth", "same", "darker", "ΔE of same", "ΔE of darker"]
    assert figure.axes[3].images[0].get_array().max() == 0
    assert figure.axes[4].images[0].get_array().max() > 10


def test_names_are_escaped_in_the_table():
    table = figures.metrics_rows({"a <b>": {"delta_e": 1.0, "ab_distance": 2.0}})
    assert "a &lt;b&gt;" in table and "<td>1.00</td>" in table and "<td>2.00</td>" in table
