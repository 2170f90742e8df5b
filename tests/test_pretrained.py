"""Shipped models load, colorize pictures of any size as before, and refuse foreign files."""

import os
import pickle
import shutil
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

import colorlib
from colorlib import pretrained
from colorlib.color import gray_version, l_ab_to_rgb, rgb_to_l_ab
from colorlib.data import center_crop, read_photo
from colorlib.gan import predict_ab
from colorlib.metrics import ab_distance, delta_e
from colorlib.settings import ColorlibError, data_folder
from colorlib.shapes import make_shapes

LAKE = data_folder() / "samples" / "mountain-lake.jpg"
LIFE = data_folder() / "photos" / "forest" / "life_04.jpg"
COLORIZED = Path(__file__).parent / "colorized"


@pytest.mark.parametrize("path", sorted(COLORIZED.glob("*.png")), ids=lambda path: path.stem)
def test_models_give_the_pictures_that_they_have_always_given(path):
    """Against pictures made before the networks were rebuilt; of photographs a few pixels."""
    model, _, photo = path.stem.partition("_")
    if photo:
        result = colorlib.colorize({"life_04": LIFE, "mountain-lake": LAKE}[photo], model)
        step = max(1, len(result) // 64)
        result = result[::step, ::step]
    else:
        shapes = predict_ab(colorlib.load_generator(model), make_shapes(4, seed=11).rgb)
        result = np.concatenate(list(l_ab_to_rgb(*shapes)), axis=1)
    before = np.asarray(Image.open(path)).astype(int)
    assert np.abs(result - before).max() <= 1


def test_any_size_comes_back_as_it_went_in():
    for shape in ((100, 300), (37, 41), (1, 1), (1, 500), (600, 2)):
        photo = np.random.default_rng(1).integers(0, 256, (*shape, 3), dtype=np.uint8)
        result = colorlib.colorize(photo)
        assert result.shape == (*shape, 3) and result.dtype == np.uint8


def test_only_lightness_counts_and_it_is_kept_in_full_detail():
    photo = read_photo(LAKE)[::2, ::2]
    result = colorlib.colorize(photo, "mountain")
    assert delta_e(result, colorlib.colorize(gray_version(photo)[..., 0], "mountain")) < 1
    assert np.array_equal(result, colorlib.colorize(Image.fromarray(photo), "mountain"))
    change = 50 * np.abs(rgb_to_l_ab(photo)[0] - rgb_to_l_ab(result)[0])
    assert change.mean() < 1.5
    assert ab_distance(gray_version(photo), result) > 3


def test_photographs_of_many_shapes_use_one_network_with_its_present_weights():
    generator = colorlib.build_generator(32)
    photo = center_crop(read_photo(LAKE), 64)
    before = colorlib.colorize(photo, generator)
    built = pretrained.for_any_shape.cache_info().misses
    for height in (16, 32, 48):
        colorlib.colorize(photo[:height], generator)
    assert pretrained.for_any_shape.cache_info().misses == built
    # It does not remember the weights that it had.
    ab = generator.get_layer("ab")
    ab.set_weights([0 * ab.get_weights()[0], np.array([0.3, -0.3], np.float32)])
    assert delta_e(before, colorlib.colorize(photo, generator)) > 5


def test_every_model_is_small_described_and_as_published():
    folder = data_folder() / "models"
    names = pretrained.model_names()
    assert {"shapes", "forest", "mountain", "scenes"} <= set(names)
    assert {path.stem for path in folder.glob("*.npz")} == set(names)
    for name in names:
        assert (folder / f"{name}.npz").stat().st_size <= 12e6
        assert (folder / f"{name}.md").read_text().startswith(f"# Model card: {name}")
        assert pretrained.load_generator(name).count_params() > 0


def test_unknown_model_names_those_that_exist():
    with pytest.raises(ColorlibError, match=r"no model 'desert': use one of forest, forest-"):
        colorlib.load_generator("desert")


def test_spoiled_weights_are_refused(tmp_path, monkeypatch):
    shutil.copytree(data_folder() / "models", tmp_path / "models")
    monkeypatch.setattr(pretrained, "data_folder", lambda: tmp_path)
    pretrained.load_generator.cache_clear()
    path = tmp_path / "models" / "forest.npz"
    whole = path.read_bytes()
    edited = bytearray(whole)
    edited[1000] ^= 1
    swapped = path.with_stem("mountain").read_bytes()
    for data in (edited, whole[:-1], b"", swapped):
        path.write_bytes(data)
        with pytest.raises(ColorlibError, match=r"forest\.npz is not the file that was published"):
            colorlib.load_generator("forest")
    path.unlink()
    with pytest.raises(ColorlibError, match=r"forest\.npz cannot be read \(No such file"):
        colorlib.load_generator("forest")


def shapes_arrays():
    with np.load(data_folder() / "models" / "shapes.npz") as arrays:
        return dict(arrays)


@pytest.mark.parametrize(
    "change",
    [
        {"network": np.array("gan")},
        {"network": np.array("lean_generator")},
        {"extra": np.zeros(3)},
        {"000": np.zeros((3, 3, 1, 9))},
        {"001": np.array(["text"] * 32)},
    ],
    ids=["unknown", "other", "extra", "shape", "text"],
)
def test_weights_that_do_not_fit_are_refused_in_one_sentence(tmp_path, change):
    np.savez(tmp_path / "mine.npz", **(shapes_arrays() | change))
    with pytest.raises(ColorlibError, match=r"mine\.npz holds no generator of this course"):
        pretrained.read_generator(tmp_path / "mine.npz")


def test_random_damage_is_refused_or_harmless(tmp_path):
    """Single bits flipped; a few of them, such as those of a date, mean nothing."""
    rng = np.random.default_rng(4)
    whole = (data_folder() / "models" / "shapes.npz").read_bytes()
    weights = pretrained.load_generator("shapes").get_weights()
    path, refused = tmp_path / "mine.npz", 0
    for number in range(30):
        # Half of them near the end, where the archive's list of contents is.
        place = -int(rng.integers(1, 4000 if number % 2 else len(whole)))
        data = bytearray(whole)
        data[place] ^= 1 << rng.integers(8)
        path.write_bytes(data)
        try:
            loaded = pretrained.read_generator(path).get_weights()
            assert all(map(np.array_equal, loaded, weights))
        except ColorlibError:
            refused += 1
    assert refused >= 15


class Code:
    """Unpickling it makes a folder."""

    def __init__(self, folder):
        self.folder = str(folder)

    def __reduce__(self):
        return os.mkdir, (self.folder,)


def test_no_code_from_a_file_is_run(tmp_path):
    made = tmp_path / "made by the file"
    code = np.array([Code(made)], dtype=object)
    np.savez(tmp_path / "weight.npz", **(shapes_arrays() | {"001": code}))
    np.savez(tmp_path / "name.npz", **(shapes_arrays() | {"network": code}))
    (tmp_path / "pickle.npz").write_bytes(pickle.dumps(Code(made)))
    layers = [keras.Input((1,)), keras.layers.Lambda(lambda x: x)]
    keras.Sequential(layers).save(tmp_path / "lambda.keras")
    for path in [*tmp_path.glob("*.npz"), tmp_path / "lambda.keras"]:
        with pytest.raises(ColorlibError, match=f"{path.name} holds no generator"):
            pretrained.read_generator(path)
    assert not made.exists()
    # That they would have done it:
    pickle.loads((tmp_path / "pickle.npz").read_bytes())
    assert made.exists()


def test_saved_generator_comes_back_and_spoiled_weights_are_not_saved(tmp_path):
    generator, path = colorlib.build_generator(32), tmp_path / "mine.npz"
    sha256 = pretrained.save_generator(generator, path)
    photo = np.random.default_rng(2).random((1, 32, 32, 1), dtype=np.float32)
    loaded = pretrained.read_generator(path, sha256)
    assert np.allclose(loaded(photo), generator(photo), atol=2e-3)
    kept = path.read_bytes()
    ab = generator.get_layer("ab")
    for value in (1e6, np.nan):  # float16 has no 1e6
        ab.set_weights([weight + value for weight in ab.get_weights()])
        with pytest.raises(ColorlibError, match=r"mine\.npz was not written: a weight is not"):
            pretrained.save_generator(generator, path)
        assert path.read_bytes() == kept
