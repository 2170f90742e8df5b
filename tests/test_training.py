import json
import shutil
import subprocess
import sys

import keras
import numpy as np
import pytest

from colorlib import ColorGAN, ColorlibError, build_discriminator, build_generator, gan
from colorlib.gan import L1Baseline
from colorlib.color import rgb_to_l_ab
from colorlib.data import read_photo


@pytest.fixture(scope="module")
def pictures():
    return np.random.default_rng(0).integers(0, 256, (8, 32, 32, 3), dtype=np.uint8)


def fresh_gan(rate=1e-3):
    """A small pair that begins with the same weights each time."""
    keras.utils.set_random_seed(1)
    gan = ColorGAN(build_generator(32), build_discriminator(32), l1_weight=100.0)
    gan.compile(keras.optimizers.Adam(rate), keras.optimizers.Adam(1e-4))
    return gan


def batches_of(pictures):
    return lambda epoch: gan.ColorBatches(pictures, 4, seed=epoch)


def weights_of(gan):
    return [*gan.generator.get_weights(), *gan.discriminator.get_weights()]


@pytest.fixture(scope="module")
def finished(pictures, tmp_path_factory):
    """Three epochs without a break: the pair, its weights, its history and its folder.

    Tests may train the pair further in other folders: what they need is read from a checkpoint.
    """
    folder = tmp_path_factory.mktemp("unbroken")
    gan = fresh_gan()
    history = gan.train(gan, batches_of(pictures), 3, folder, pretrain_epochs=1)
    return gan, weights_of(gan), history, folder


def go_on(finished, pictures, folder, callbacks=()):
    """Train a fourth epoch in another folder."""
    shutil.copy(finished[3] / "checkpoint.npz", folder)
    gan.train(finished[0], batches_of(pictures), 4, folder, callbacks)


def test_batches_hold_every_picture_once(pictures):
    batches = list(gan.ColorBatches(pictures, 4, seed=3, flip=False))
    assert [b[0].shape for b in batches] == [(4, 32, 32, 1)] * 2
    assert [b[1].shape for b in batches] == [(4, 32, 32, 2)] * 2
    given = np.concatenate([b[0] for b in batches])
    wanted, _ = rgb_to_l_ab(pictures)
    order = [np.abs(wanted - picture).sum((1, 2, 3)).argmin() for picture in given]
    assert sorted(order) == list(range(8))


def test_batches_follow_their_seed(pictures):
    first, again, other = (
        np.concatenate([b[1] for b in gan.ColorBatches(pictures, 4, seed=seed)])
        for seed in (5, 5, 6)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_random_parts_keep_size_and_follow_their_seed():
    # A picture whose colors tell the place: a grows to the right, b downward.
    side = np.arange(64, dtype=np.uint8) * 3
    picture = np.stack([*np.meshgrid(side, side), np.full((64, 64), 90, np.uint8)], axis=-1)
    rgb = np.stack([picture] * 8)
    first, again = (next(iter(gan.ColorBatches(rgb, 8, 3, crop=True))) for _ in range(2))
    assert np.array_equal(first[0], again[0]) and np.array_equal(first[1], again[1])
    assert first[0].shape == (8, 64, 64, 1) and first[1].shape == (8, 64, 64, 2)
    assert np.abs(first[0]).max() <= 1
    assert all(not np.allclose(first[1][0], other) for other in first[1][1:])
    # A part of a picture has a part of its colors.
    whole = rgb_to_l_ab(picture)[1]
    ranges = [np.ptp(np.asarray(part), axis=(0, 1)) for part in first[1]]
    assert (np.array(ranges) <= np.ptp(whole, axis=(0, 1)) + 1e-3).all()


def test_a_generator_that_learns_alone_resumes_too(pictures, tmp_path):
    def fresh():
        keras.utils.set_random_seed(2)
        model = L1Baseline(build_generator(32))
        model.compile(keras.optimizers.AdamW(1e-3))
        return model

    unbroken, broken = fresh(), fresh()
    history = gan.train(unbroken, batches_of(pictures), 3, tmp_path / "unbroken")
    gan.train(broken, batches_of(pictures), 1, tmp_path / "broken")
    broken = fresh()
    resumed = gan.train(broken, batches_of(pictures), 3, tmp_path / "broken")
    assert history["l1_loss"][2] < history["l1_loss"][0]
    np.testing.assert_allclose(resumed["l1_loss"], history["l1_loss"], rtol=1e-3)
    pairs = zip(unbroken.generator.get_weights(), broken.generator.get_weights(), strict=True)
    for mine, theirs in pairs:
        np.testing.assert_allclose(mine, theirs, atol=1e-3)


def test_small_batches_are_left_out_but_few_pictures_are_not(pictures):
    assert len(list(gan.ColorBatches(pictures, 3))) == 2
    assert len(list(gan.ColorBatches(pictures[:2], 3))) == 1


def test_an_interrupted_run_ends_like_an_unbroken_one(pictures, finished, tmp_path):
    _, weights, history, _ = finished
    gan.train(fresh_gan(), batches_of(pictures), 1, tmp_path, pretrain_epochs=1)
    resumed = fresh_gan()
    resumed_history = gan.train(
        resumed, batches_of(pictures), 3, tmp_path, pretrain_epochs=1
    )
    assert len(resumed_history["g_loss"]) == 3
    for name in ("pretraining", "d_loss", "g_loss", "l1_loss"):
        np.testing.assert_allclose(resumed_history[name], history[name], rtol=1e-3)
    for mine, theirs in zip(weights_of(resumed), weights, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-3)


def test_a_finished_run_is_not_trained_again(pictures, finished):
    _, weights, history, folder = finished
    again = fresh_gan()
    assert gan.train(again, batches_of(pictures), 3, folder) == history
    for mine, theirs in zip(weights_of(again), weights, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert gan.load_history(folder) == history


def test_resuming_keeps_a_lowered_learning_rate(pictures, finished):
    gan = fresh_gan(rate=1e-5)
    gan.train(gan, batches_of(pictures), 3, finished[3])
    assert float(gan.g_optimizer.learning_rate) == pytest.approx(1e-5)


def test_pretraining_teaches_only_the_discriminator(pictures):
    gan = fresh_gan()
    before = gan.generator.get_weights()
    judge_before = gan.discriminator.get_weights()
    accuracy = gan.pretrain_discriminator(gan, gan.ColorBatches(pictures, 4), epochs=2)
    assert len(accuracy) == 4
    assert all(0 <= value <= 1 for value in accuracy)
    for old, new in zip(before, gan.generator.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    assert any(
        not np.array_equal(old, new)
        for old, new in zip(judge_before, gan.discriminator.get_weights(), strict=True)
    )


@pytest.mark.parametrize("damage", ["empty", "cut", "one bit", "text", "bare array"])
def test_a_damaged_checkpoint_is_named_in_one_sentence(finished, pictures, tmp_path, damage):
    whole = (finished[3] / "checkpoint.npz").read_bytes()
    path = tmp_path / "checkpoint.npz"
    if damage == "bare array":
        with path.open("wb") as file:
            np.save(file, np.zeros(3))
    else:
        middle = len(whole) // 2
        flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        spoiled = {"empty": b"", "cut": whole[:middle], "one bit": flipped, "text": b"hello"}
        path.write_bytes(spoiled[damage])
    with pytest.raises(ColorlibError, match="damaged or no checkpoint"):
        gan.train(finished[0], batches_of(pictures), 1, tmp_path)
    # It is the reader who deletes it.
    assert path.exists()


def test_a_checkpoint_of_other_networks_is_refused(finished, pictures, tmp_path):
    (tmp_path / "checkpoint.npz").write_bytes((finished[3] / "checkpoint.npz").read_bytes())
    gan = ColorGAN(build_generator(32), build_discriminator(32, conditional=True))
    gan.compile(keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-4))
    with pytest.raises(ColorlibError, match="other networks"):
        gan.train(gan, batches_of(pictures), 1, tmp_path)


def test_divergence_stops_and_keeps_the_last_checkpoint(finished, pictures, tmp_path):
    class Spoil(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            generator = self.model.generator
            generator.set_weights([w * np.nan for w in generator.get_weights()])

    with pytest.raises(ColorlibError, match=r"diverged.*not a number"):
        go_on(finished, pictures, tmp_path, [Spoil()])
    kept = (finished[3] / "checkpoint.npz").read_bytes()
    assert (tmp_path / "checkpoint.npz").read_bytes() == kept


def test_spoiled_weights_are_never_saved(finished, pictures, tmp_path):
    class Spoil(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            generator = self.model.generator
            generator.set_weights([w * np.nan for w in generator.get_weights()])

    with pytest.raises(ColorlibError, match="a weight is not a number"):
        go_on(finished, pictures, tmp_path, [Spoil()])
    kept = (finished[3] / "checkpoint.npz").read_bytes()
    assert (tmp_path / "checkpoint.npz").read_bytes() == kept


def test_divergence_in_pretraining_stops_before_anything_is_saved(pictures, tmp_path):
    gan = fresh_gan()
    gan.d_optimizer.learning_rate = 1e38
    with pytest.raises(ColorlibError, match=r"diverged.*not a number.*lower the learning rate"):
        gan.train(gan, batches_of(pictures), 1, tmp_path, pretrain_epochs=1)
    assert not (tmp_path / "checkpoint.npz").exists()


def test_pretraining_outlives_an_interruption_of_the_first_epoch(finished, pictures, tmp_path):
    def interrupt(batch, logs):
        raise KeyboardInterrupt

    asked = []

    def counted(epoch):
        asked.append(epoch)
        return gan.ColorBatches(pictures, 4, seed=epoch)

    gan.restore(finished[0], finished[3] / "checkpoint.npz")  # not what a test has spoiled
    callback = keras.callbacks.LambdaCallback(on_train_batch_end=interrupt)
    with pytest.raises(KeyboardInterrupt):
        gan.train(finished[0], counted, 1, tmp_path, [callback], pretrain_epochs=1)
    assert asked == [0, 0]  # to warm up, and to play
    with pytest.raises(ColorlibError, match="no training history"):
        gan.load_history(tmp_path)
    history = gan.train(finished[0], counted, 1, tmp_path, pretrain_epochs=1)
    assert asked == [0, 0, 0]
    assert len(history["pretraining"]) == 2 and len(history["g_loss"]) == 1


def test_a_history_that_a_killed_run_could_not_write_is_made_up_for(finished, pictures, tmp_path):
    folder = shutil.copytree(finished[3], tmp_path / "run")
    for spoil in (lambda path: path.unlink(), lambda path: path.write_text('{"l1_loss": [0.1')):
        spoil(folder / "history.json")
        with pytest.raises(ColorlibError, match=r"no training history|damaged"):
            gan.load_history(folder)
        gan.train(finished[0], batches_of(pictures), 3, folder)
        assert gan.load_history(folder) == finished[2]


ANOTHER = """
import sys
from colorlib import gan
with gan.run_folder(sys.argv[1]):
    print("I train here", flush=True)
    sys.stdin.read()
"""


def test_two_processes_never_train_in_one_folder(finished, pictures, tmp_path):
    folder = shutil.copytree(finished[3], tmp_path / "run")
    kept = (folder / "checkpoint.npz").read_bytes()
    command = [sys.executable, "-c", ANOTHER, folder]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline().strip() == b"I train here"
        unfinished = folder / f"checkpoint.npz.{other.pid}.part"
        unfinished.write_bytes(b"half of")
        with pytest.raises(ColorlibError, match=f"run is in use: process {other.pid} trains there"):
            gan.train(finished[0], batches_of(pictures), 4, folder)
        assert unfinished.read_bytes() == b"half of"
        assert (folder / "checkpoint.npz").read_bytes() == kept
        other.kill()
    # A process that is gone locks nobody out, and what it left half written goes.
    gan.train(finished[0], batches_of(pictures), 3, folder)
    assert not unfinished.exists()


def test_an_interrupted_call_does_not_lock_its_own_kernel_out(finished, pictures, tmp_path):
    def interrupt(epoch, logs):
        raise KeyboardInterrupt

    # Jupyter keeps the error, and with it all that the call had open.
    with pytest.raises(KeyboardInterrupt) as kept_error:
        go_on(finished, pictures, tmp_path, [keras.callbacks.LambdaCallback(interrupt)])
    go_on(finished, pictures, tmp_path)
    assert len(gan.load_history(tmp_path)["l1_loss"]) == 4 and kept_error


def test_unfinished_files_of_others_are_left_alone(finished, pictures, tmp_path):
    folder = shutil.copytree(finished[3], tmp_path / "run")
    (folder / "photographs.zip.part").write_bytes(b"a download")
    gan.train(finished[0], batches_of(pictures), 3, folder)
    assert (folder / "photographs.zip.part").read_bytes() == b"a download"


@pytest.fixture
def small_disk(tmp_path):
    """A disk of eight megabytes, which holds one checkpoint and not two."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk, and only on Linux")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_fills_keeps_the_last_checkpoint(finished, pictures, small_disk):
    kept = (finished[3] / "checkpoint.npz").read_bytes()
    assert 4e6 < len(kept) < 8e6
    with pytest.raises(ColorlibError, match=r"checkpoint\.npz could not be written: No space left"):
        go_on(finished, pictures, small_disk)
    assert (small_disk / "checkpoint.npz").read_bytes() == kept
    assert not list(small_disk.glob("*.part"))
    subprocess.run(["mount", "-o", "remount,size=32m", small_disk], check=True)
    history = gan.train(finished[0], batches_of(pictures), 4, small_disk)
    assert len(history["l1_loss"]) == 4 and history["l1_loss"][:3] == finished[2]["l1_loss"]


def test_a_file_in_the_way_of_the_folder_is_named(pictures, tmp_path):
    (tmp_path / "run").write_text("")
    with pytest.raises(ColorlibError, match="run cannot hold a run"):
        gan.train(fresh_gan(), batches_of(pictures), 1, tmp_path / "run")


def test_missing_history_and_previews_are_named(tmp_path):
    with pytest.raises(ColorlibError, match="no training history"):
        gan.load_history(tmp_path)
    with pytest.raises(ColorlibError, match="no preview"):
        gan.load_previews(tmp_path)


def test_previews_show_the_pictures_side_by_side(finished, pictures, tmp_path):
    callback = gan.preview_writer(finished[0].generator, pictures[:3], tmp_path)
    go_on(finished, pictures, tmp_path, [callback])
    previews = gan.load_previews(tmp_path)
    assert sorted(previews) == [4]
    assert previews[4].shape == (32, 96, 3)
    # Only the colors are new: the lightness is that of the photographs, but for JPEG's loss.
    lightness, _ = rgb_to_l_ab(read_photo(previews[4]))
    wanted, _ = rgb_to_l_ab(np.concatenate(list(pictures[:3]), axis=1))
    assert np.abs(lightness - wanted).mean() < 0.2


def test_history_is_plain_json(finished):
    history = json.loads((finished[3] / "history.json").read_text())
    for name in ("d_loss", "d_accuracy", "g_loss", "l1_loss", "seconds"):
        assert len(history[name]) == 3
    assert len(history["pretraining"]) == 2
