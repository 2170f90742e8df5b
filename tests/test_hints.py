"""Distributions over colors, hints in a photograph's own pixels, and the file that keeps them."""

import numpy as np
import pytest

import colorlib
from colorlib import hints
from colorlib.color import AB_SCALE, rgb_to_l_ab
from colorlib.data import read_photo
from colorlib.metrics import ab_distance
from colorlib.settings import ColorlibError, data_folder

VALLEY = data_folder() / "samples" / "autumn-valley.jpg"


@pytest.fixture(scope="module")
def photo():
    return read_photo(VALLEY)[::2, ::2]


def test_the_bins_reach_every_color_and_their_mean_gives_it_back():
    rgb = np.random.default_rng(0).integers(0, 256, (500, 3), dtype=np.uint8)
    _, ab = rgb_to_l_ab(rgb)
    bins, shares = hints.color_bins(), np.asarray(hints.encode(ab))
    nearest = np.linalg.norm(AB_SCALE * ab[:, None] - bins, axis=-1).min(axis=1)
    assert nearest.max() < hints.STEP
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-5)
    moved = np.linalg.norm(shares @ bins - AB_SCALE * ab, axis=-1)
    assert np.median(moved) < 1 and moved.max() < 6


def test_a_low_temperature_goes_from_the_mean_to_the_likeliest_color():
    bins = hints.color_bins()
    blue, yellow = (np.abs(bins - place).sum(axis=1).argmin() for place in ([0, -40], [0, 60]))
    logits = np.full(len(bins), -20.0)
    logits[blue], logits[yellow] = np.log([0.6, 0.4])
    assert np.allclose(AB_SCALE * hints.mean_colors(logits, vividness=0), [0, 0], atol=0.1)
    assert np.allclose(AB_SCALE * hints.mean_colors(logits, 0.05, vividness=0), [0, -40], atol=0.1)
    assert hints.doubt(logits) == pytest.approx(0.971, abs=0.01)  # the entropy of 60 to 40
    assert hints.likely_colors(logits, 2).tolist() == [[0, -40], [0, 60]]


def test_a_simulated_hint_holds_the_true_color_of_its_place():
    ab = np.zeros((64, 64, 2), np.float32)
    ab[:, 32:] = 0.5
    counts = []
    for seed in range(200):
        drawn = hints.draw_hints(ab, np.random.default_rng(seed))
        shown = drawn[..., 2] == 1
        counts.append(shown.mean())
        assert (drawn[~shown] == 0).all()
        inside = shown & (np.abs(np.arange(64) - 31.5) > hints.SIDE)
        assert counts[-1] == 1 or np.allclose(drawn[inside][:, :2], ab[inside])
    assert 0.1 < np.mean(np.equal(counts, 0)) < 0.4 and 1 in counts


def test_a_hint_colors_its_place_and_what_belongs_to_it(photo):
    plain = colorlib.colorize(photo, "hints")
    row, column = photo.shape[0] // 2, photo.shape[1] // 2
    hinted = colorlib.colorize(photo, hints=[(row, column, "#b03060")])
    _, wanted = rgb_to_l_ab(np.uint8([[[0xB0, 0x30, 0x60]]]))
    around = slice(row - 2, row + 3), slice(column - 2, column + 3)

    def error(picture):
        return AB_SCALE * np.linalg.norm(rgb_to_l_ab(picture[around])[1] - wanted, axis=-1).mean()

    assert error(hinted) < 0.5 * error(plain)
    assert np.array_equal(hinted, colorlib.colorize(photo, "hints", [(row, column, "#b03060")]))


def test_true_hints_bring_the_colors_nearer_to_the_truth(photo):
    rng = np.random.default_rng(1)
    places = rng.integers(0, photo.shape[:2], (20, 2))
    true = [(r, c, "#{:02x}{:02x}{:02x}".format(*photo[r, c])) for r, c in places]
    with_none = ab_distance(photo, colorlib.colorize(photo, "hints"))
    assert ab_distance(photo, colorlib.colorize(photo, hints=true)) < 0.75 * with_none


@pytest.mark.parametrize(
    ("hint", "words"),
    [
        ((-1, 0, "red"), "outside the picture"),
        ((0, 9999, "red"), "columns 0 to"),
        ((0, 0, "#12"), "is no color"),
        ((0, 0, "dull"), "is no color"),
    ],
)
def test_a_wrong_hint_is_told_in_a_sentence(photo, hint, words):
    with pytest.raises(ColorlibError, match=words):
        colorlib.colorize(photo, hints=[hint])


def test_a_model_without_hints_says_so(photo):
    with pytest.raises(ColorlibError, match="takes no hints"):
        colorlib.colorize(photo, "forest", [(0, 0, "red")])


def test_hints_come_back_from_their_file(tmp_path):
    given = [(3, 70, "#c86414"), (0, 0, "#000000")]
    (tmp_path / "hints.csv").write_text(hints.write_hints(given))
    assert hints.read_hints(tmp_path / "hints.csv") == given
    for text in ("row,column\n1,2\n", "row,column,color\n1,x,red\n", "row,column,color\n1\n"):
        (tmp_path / "bad.csv").write_text(text)
        with pytest.raises(ColorlibError, match="could not be read as hints"):
            hints.read_hints(tmp_path / "bad.csv")
    with pytest.raises(ColorlibError, match="could not be read as hints"):
        hints.read_hints(tmp_path / "nowhere.csv")
