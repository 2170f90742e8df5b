"""Shipped models load, colorize pictures of any size, and refuse what is not theirs."""

import json
import shutil

import numpy as np
import pytest
from PIL import Image

import colorlib
from colorlib import pretrained
from colorlib.color import split_units
from colorlib.errors import ColorlibError
from colorlib.metrics import delta_e
from colorlib.photos import fit_square, read_photo
from colorlib.settings import data_folder

LAKE = data_folder() / "samples" / "mountain-lake.jpg"


@pytest.fixture
def own_models(tmp_path, monkeypatch):
    """A copy of the models that a test may spoil."""
    shutil.copytree(data_folder() / "models", tmp_path / "models")
    monkeypatch.setattr(pretrained, "data_folder", lambda: tmp_path)
    pretrained.load_generator.cache_clear()
    yield tmp_path / "models"
    pretrained.load_generator.cache_clear()


@pytest.mark.parametrize(
    "shape", [(256, 256), (100, 300), (37, 41), (1, 1), (1, 500), (600, 2)], ids=str
)
def test_any_size_comes_back_as_it_went_in(shape):
    photo = np.random.default_rng(1).integers(0, 256, (*shape, 3), dtype=np.uint8)
    result = colorlib.colorize(photo)
    assert result.shape == (*shape, 3) and result.dtype == np.uint8


def test_path_image_array_and_gray_give_the_same_colors():
    photo = fit_square(read_photo(LAKE), 256)
    image = Image.fromarray(photo)
    expected = colorlib.colorize(photo, "mountain")
    assert np.array_equal(colorlib.colorize(image, "mountain"), expected)
    gray = np.round(np.asarray(colorlib.color.gray_version(photo))[..., 0]).astype(np.uint8)
    assert delta_e(expected, colorlib.colorize(gray, "mountain")) < 1


def test_lightness_is_kept_at_full_resolution():
    photo = read_photo(LAKE)
    result = colorlib.colorize(photo, "mountain")
    change = 50 * np.abs(split_units(photo)[0] - split_units(result)[0])
    assert change.mean() < 1.5


def test_models_invent_color():
    photo = fit_square(read_photo(LAKE), 256)
    results = [colorlib.colorize(photo, name) for name in ("forest", "mountain")]
    for result in results:
        assert 110 * np.linalg.norm(split_units(result)[1], axis=-1).mean() > 3
    assert not np.array_equal(*results)


def test_a_generator_that_went_on_training_is_not_remembered_as_it_was():
    photo = read_photo(LAKE)[::4, ::4]
    generator = colorlib.build_generator(32)
    before = colorlib.colorize(photo, generator)
    ab = generator.get_layer("ab")
    ab.set_weights([0 * ab.get_weights()[0], np.array([0.3, -0.3], np.float32)])
    after = colorlib.colorize(photo, generator)
    assert delta_e(before, after) > 5


def test_every_model_is_small_described_and_as_published():
    folder = data_folder() / "models"
    registry = json.loads((folder / "models.json").read_text())
    assert {"shapes", "forest", "mountain"} <= set(registry) == set(pretrained.model_names())
    for name in registry:
        assert (folder / f"{name}.npz").stat().st_size <= 12e6
        assert (folder / f"{name}.md").read_text().startswith(f"# Model card: {name}")
        assert pretrained.load_generator(name).count_params() > 0


def test_unknown_model_names_those_that_exist():
    with pytest.raises(ColorlibError, match=r"no model 'desert': use one of forest, forest-"):
        colorlib.load_generator("desert")


def test_spoiled_weights_are_refused(own_models):
    path = own_models / "forest.npz"
    data = bytearray(path.read_bytes())
    data[1000] ^= 1
    path.write_bytes(data)
    with pytest.raises(ColorlibError, match="not those that were published"):
        colorlib.load_generator("forest")
    path.unlink()
    with pytest.raises(ColorlibError, match="missing"):
        colorlib.load_generator("forest")


def test_a_file_that_holds_no_generator_is_refused(tmp_path):
    np.savez(tmp_path / "other.npz", weights=np.zeros(3))
    (tmp_path / "text.npz").write_text("hello")
    for name in ("other.npz", "text.npz", "missing.npz"):
        with pytest.raises(ColorlibError, match=f"{name} holds no generator of this course"):
            pretrained.read_generator(tmp_path / name)


def test_saved_generator_comes_back(own_models):
    generator = colorlib.build_generator(32)
    digest = pretrained.save_generator(generator, own_models / "mine.npz")
    registry = json.loads((own_models / "models.json").read_text())
    registry["mine"] = digest
    (own_models / "models.json").write_text(json.dumps(registry))
    photo = np.random.default_rng(2).random((1, 32, 32, 1), dtype=np.float32)
    loaded = colorlib.load_generator("mine")
    assert np.allclose(loaded(photo), generator(photo), atol=2e-3)
