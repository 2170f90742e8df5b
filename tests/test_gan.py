"""Losses, training steps, batches, and runs that stop at any moment and go on."""

import json
import math
import shutil
import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf

from colorlib import (
    ColorGAN,
    ColorlibError,
    build_discriminator,
    build_generator,
    gan,
)
from colorlib.color import rgb_to_l_ab
from colorlib.gan import ColorBatches, L1Baseline, PairedGAN, load_history, train
from colorlib.networks import build_patch_discriminator
from colorlib.shapes import make_shapes
from tools.kill_training import ENDLESS, begun, build_pair, start, wait_for


@pytest.fixture(scope="module")
def pictures():
    return make_shapes(8, seed=0).rgb


@pytest.fixture
def batches(pictures):
    return ColorBatches(pictures, 4)


def fresh_gan(networks=build_pair, g_rate=1e-3, d_rate=1e-4):
    """A small pair that begins with the same weights each time."""
    keras.utils.set_random_seed(1)
    pair = ColorGAN(*networks())
    pair.compile(keras.optimizers.Adam(g_rate), keras.optimizers.Adam(d_rate))
    return pair


def conditional_pair():
    return build_generator(32), build_discriminator(32, conditional=True)


def tiny_baseline(rate=1e-3):
    """The quickest thing that `train` can train."""
    keras.utils.set_random_seed(1)
    model = L1Baseline(keras.Sequential([keras.Input((32, 32, 1)), keras.layers.Conv2D(2, 1)]))
    model.compile(keras.optimizers.Adam(rate))
    return model


def weights_of(network):
    return [variable.numpy() for variable in network.trainable_variables]


def differ(weights, others):
    return any((mine != other).any() for mine, other in zip(weights, others, strict=True))


def assert_close(weights, others, atol=1e-3):
    for mine, other in zip(weights, others, strict=True):
        np.testing.assert_allclose(mine, other, atol=atol)


@pytest.fixture(scope="module")
def finished(pictures, tmp_path_factory):
    """Three epochs without a break: the pair, its weights, its history and its folder.

    Tests may train the pair further in other folders: what they need is read from a checkpoint.
    """
    folder = tmp_path_factory.mktemp("unbroken")
    pair = fresh_gan()
    history = train(pair, ColorBatches(pictures, 4), 3, folder, pretrain_epochs=1)
    return pair, weights_of(pair), history, folder


@pytest.fixture
def copied(finished, tmp_path):
    """The folder of the finished run, to train on in it."""
    return shutil.copytree(finished[3], tmp_path / "run")


def call_at(moment, function):
    return keras.callbacks.LambdaCallback(**{moment: function})


def test_losses_take_logits_and_are_log_4_and_log_2_at_one_half():
    undecided, real, fake = tf.zeros((4, 1)), tf.fill((4, 1), 3.0), tf.fill((4, 1), -3.0)
    assert float(gan.discriminator_loss(undecided, undecided)) == pytest.approx(math.log(4))
    assert float(gan.generator_loss(undecided)) == pytest.approx(math.log(2))
    assert float(gan.discriminator_loss(real, fake)) == pytest.approx(-2 * math.log(0.95257), 1e-3)
    assert float(gan.generator_loss(real)) < 0.1 < float(gan.generator_loss(fake))
    # A probability would have become 0 here, and its logarithm infinite.
    assert float(gan.generator_loss(tf.fill((4, 1), -500.0))) == pytest.approx(500)


def test_one_step_of_fit_updates_both_networks(pictures):
    pair = fresh_gan(conditional_pair)
    before = weights_of(pair.generator), weights_of(pair.discriminator)
    history = pair.fit(ColorBatches(pictures, 8), epochs=1, verbose=0).history
    assert differ(weights_of(pair.generator), before[0])
    assert differ(weights_of(pair.discriminator), before[1])
    assert set(history) == {"d_loss", "d_accuracy", "g_loss", "l1_loss"}
    assert np.isfinite(list(history.values())).all()


@pytest.mark.parametrize("still", ["generator", "discriminator"])
@pytest.mark.parametrize("paired", [False, True])
def test_each_gradient_changes_its_own_network_only(pictures, still, paired):
    rates = {f"{still[0]}_rate": 0.0}
    pair = paired_game(l1_weight=1.0, **rates) if paired else fresh_gan(**rates)
    other = "discriminator" if still == "generator" else "generator"
    before = {name: weights_of(getattr(pair, name)) for name in (still, other)}
    pair.train_step(rgb_to_l_ab(pictures))
    assert not differ(weights_of(getattr(pair, still)), before[still])
    assert differ(weights_of(getattr(pair, other)), before[other])


def paired_game(noise=0, g_rate=1e-3, d_rate=1e-3, **options):
    keras.utils.set_random_seed(1)
    game = PairedGAN(build_generator(32, noise), build_patch_discriminator(32), **options)
    game.compile(keras.optimizers.Adam(g_rate), keras.optimizers.Adam(d_rate))
    return game


@pytest.mark.parametrize("noise", [0, 8])
def test_one_step_of_the_paired_game_updates_both_networks(pictures, noise):
    game = paired_game(noise, l1_weight=1.0)
    before = weights_of(game.generator), weights_of(game.discriminator)
    history = game.fit(ColorBatches(pictures, 8), epochs=1, verbose=0).history
    assert differ(weights_of(game.generator), before[0])
    assert differ(weights_of(game.discriminator), before[1])
    assert set(history) == {"d_accuracy", "g_loss", "l1_loss"}
    assert history["g_loss"][0] == pytest.approx(math.log(2), abs=0.2)


def test_in_a_pair_only_the_difference_of_logits_counts():
    low, high = [tf.fill((4, 2, 2, 1), value) for value in (500.0, 503.0)]
    assert float(gan.behind([low], [low])) == pytest.approx(math.log(2))
    assert float(gan.behind([low], [high])) == pytest.approx(3 - math.log(0.95257), abs=1e-3)
    assert float(gan.behind([high], [low])) == pytest.approx(-math.log(0.95257), abs=1e-3)


@pytest.mark.parametrize(("pool", "loss"), [(1, 0.1), (2, 0.0)])
def test_pooled_l1_minds_coarse_color_only(pictures, pool, loss):
    lightness, ab = rgb_to_l_ab(pictures)
    checkers = tf.constant(0.1 * (-1.0) ** np.indices((32, 32)).sum(axis=0)[..., None], tf.float32)
    game = paired_game(l1_weight=1.0, l1_pool=pool)
    game.paint = lambda lightness: ab + checkers + 0 * game.generator(lightness)
    assert float(game.train_step((lightness, ab))["l1_loss"]) == pytest.approx(loss, abs=1e-3)


def test_the_penalty_keeps_the_discriminator_from_growing_steep(pictures):
    """After as many steps it tells the same pictures apart less surely."""
    sure = {}
    for penalty in (0.0, 100.0):
        game = paired_game(l1_weight=1.0, penalty=penalty)
        game.g_optimizer.learning_rate.assign(0.0)
        for _ in range(15):
            losses = game.train_step(rgb_to_l_ab(pictures))
        sure[penalty] = float(losses["g_loss"])
    assert sure[0.0] > sure[100.0] + 0.1


def test_an_epoch_holds_every_picture_once(pictures):
    served = list(ColorBatches(pictures, 4, seed=3, flip=False))
    assert [ab.shape for _, ab in served] == [(4, 32, 32, 2)] * 2
    cropped = ColorBatches(pictures, 4, crop=True)[0]
    assert all(array.dtype == np.float32 for array in (*served[0], *cropped))
    wanted, _ = rgb_to_l_ab(pictures)
    given = np.concatenate([lightness for lightness, _ in served])
    order = [np.abs(wanted - picture).sum((1, 2, 3)).argmin() for picture in given]
    assert sorted(order) == list(range(8))


def test_small_batches_are_left_out_but_few_pictures_are_not(pictures):
    assert len(list(ColorBatches(pictures, 3))) == len(ColorBatches(pictures, 3)) == 2
    assert len(list(ColorBatches(pictures[:2], 3, passes=5))) == 5


def test_windows_are_parts_of_the_picture_and_as_large_as_wished():
    across = np.tile(np.arange(0, 256, 2, dtype=np.uint8)[:, None], (1, 128, 1, 3))
    lightness, ab = ColorBatches(across, 1, crop=True, window=64)[0]
    assert lightness.shape == (1, 64, 64, 1) and ab.shape == (1, 64, 64, 2)
    # At most half of the picture's side, and at least 0.6 of that.
    plain, _ = ColorBatches(across, 1, flip=False)[0]
    assert np.ptp(lightness) < 0.75 * np.ptp(plain)


@pytest.mark.parametrize(
    ("options", "alike"),
    [({"flip": False}, False), ({"flip": True}, True), ({"flip": False, "crop": True}, True)],
    ids=["order", "flips", "crops"],
)
def test_each_epoch_of_a_plain_fit_is_drawn_anew_and_reproducibly(pictures, options, alike):
    class Recorded(ColorBatches):
        """Keeps what it serves; several times the same picture leaves only flips or crops."""

        def __init__(self, seed):
            super().__init__(np.stack([pictures[0]] * 8) if alike else pictures, 4, seed, **options)
            self.served = {}

        def __getitem__(self, index):
            lightness, ab = super().__getitem__(index)
            self.served[self.epoch, index] = ab
            return lightness, ab

    def three_epochs(seed):
        model = keras.Sequential([keras.Input((32, 32, 1)), keras.layers.Conv2D(2, 1)])
        model.compile("sgd", "mae")
        recorded = Recorded(seed)
        model.fit(recorded, epochs=3, verbose=0)
        # Keras looks at two batches and counts an epoch before the first begins.
        assert sorted(recorded.served) == [(epoch, i) for epoch in range(4) for i in range(2)]
        return [
            np.concatenate([recorded.served[epoch, i] for i in range(2)]) for epoch in (1, 2, 3)
        ]

    first, again, other = three_epochs(5), three_epochs(5), three_epochs(6)
    assert np.array_equal(first, again)
    for one, another in ((0, 1), (0, 2), (1, 2)):
        assert not np.array_equal(first[one], first[another])
    assert not np.array_equal(first[0], other[0])


def test_callbacks_see_one_continuous_fit(batches, tmp_path):
    stop = keras.callbacks.EarlyStopping("l1_loss", 10, patience=1, mode="min")
    assert len(train(tiny_baseline(), batches, 5, tmp_path / "a", [stop])["l1_loss"]) == 2
    callbacks = [
        keras.callbacks.ReduceLROnPlateau("l1_loss", patience=2, mode="min", min_delta=10),
        keras.callbacks.CSVLogger(tmp_path / "log.csv"),
    ]
    model = tiny_baseline()
    before = float(model.g_optimizer.learning_rate)
    train(model, batches, 4, tmp_path / "b", callbacks)
    assert float(model.g_optimizer.learning_rate) == pytest.approx(before / 10)
    lines = (tmp_path / "log.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines] == ["epoch", "0", "1", "2", "3"]


def test_metrics_of_some_epochs_only_stay_at_their_epochs(batches, tmp_path):
    def report(epoch, logs):
        if epoch % 2:
            logs["quality"] = epoch

    for epochs in (2, 5):  # the second call resumes
        callbacks = [call_at("on_epoch_end", report)]
        history = train(tiny_baseline(), batches, epochs, tmp_path, callbacks)
    nan = float("nan")
    np.testing.assert_array_equal(history["quality"], [nan, 1, nan, 3, nan])
    assert len(history["l1_loss"]) == len(history["seconds"]) == 5
    np.testing.assert_array_equal(load_history(tmp_path)["quality"], history["quality"])


def test_a_run_resumes_with_another_kind_of_learning_rate(batches, tmp_path):
    schedule = keras.optimizers.schedules.CosineDecay(1e-3, 10)
    for epochs, rate in enumerate((1e-3, schedule, 1e-5), start=1):
        model = tiny_baseline(rate)
        assert len(train(model, batches, epochs, tmp_path)["l1_loss"]) == epochs
    assert float(model.g_optimizer.learning_rate) == pytest.approx(1e-5)


def test_an_interrupted_run_ends_like_an_unbroken_one(pictures, finished, tmp_path):
    _, weights, history, _ = finished
    for epochs in (1, 3):
        # Batches that have served before do not matter.
        resumed, batches = fresh_gan(), ColorBatches(pictures, 4)
        batches.epoch = 7
        again = train(resumed, batches, epochs, tmp_path, pretrain_epochs=1)
    for name in ("pretraining", "d_loss", "g_loss", "l1_loss"):
        np.testing.assert_allclose(again[name], history[name], rtol=1e-3)
    assert_close(weights_of(resumed), weights)


def test_a_finished_run_is_not_trained_again(batches, finished):
    _, weights, history, folder = finished
    again = fresh_gan()
    assert train(again, batches, 3, folder) == history == load_history(folder)
    assert_close(weights_of(again), weights, atol=0)
    columns = json.loads((folder / "history.json").read_text())
    assert len(columns.pop("pretraining")) == 2
    assert list(columns) == ["d_accuracy", "d_loss", "g_loss", "l1_loss", "seconds"]


def test_pretraining_teaches_only_the_discriminator(batches):
    pair = fresh_gan()
    before = weights_of(pair.generator), weights_of(pair.discriminator)
    accuracy = gan.pretrain_discriminator(pair, batches, epochs=2)
    assert len(accuracy) == 4 and all(0 <= value <= 1 for value in accuracy)
    assert not differ(weights_of(pair.generator), before[0])
    assert differ(weights_of(pair.discriminator), before[1])


def test_pretraining_outlives_an_interruption_of_the_first_epoch(
    finished, batches, tmp_path, monkeypatch
):
    def interrupt(batch, logs):
        raise KeyboardInterrupt

    stop = call_at("on_train_batch_end", interrupt)
    pair = fresh_gan()
    with pytest.raises(KeyboardInterrupt):
        train(pair, batches, 1, tmp_path, [stop], pretrain_epochs=1)
    monkeypatch.delattr(gan, "pretrain_discriminator")
    history = train(pair, batches, 1, tmp_path, pretrain_epochs=1)
    assert history["pretraining"] == finished[2]["pretraining"] and len(history["g_loss"]) == 1


def test_a_damaged_checkpoint_is_named_in_one_sentence(finished, batches, tmp_path):
    whole = (finished[3] / "checkpoint.npz").read_bytes()
    path = tmp_path / "checkpoint.npz"
    np.save(tmp_path / "array.npy", np.zeros(3))
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for data in (b"", b"text", whole[:middle], flipped, (tmp_path / "array.npy").read_bytes()):
        path.write_bytes(data)
        with pytest.raises(ColorlibError, match="damaged or no checkpoint: delete it"):
            train(finished[0], batches, 1, tmp_path)
        # It is the reader who deletes it.
        assert path.read_bytes() == data


def test_a_checkpoint_of_other_networks_is_refused(copied, batches):
    with pytest.raises(ColorlibError, match="other networks"):
        train(fresh_gan(conditional_pair), batches, 1, copied)


@pytest.mark.parametrize("moment", ["on_epoch_begin", "on_epoch_end"])
def test_divergence_stops_and_keeps_the_last_checkpoint(finished, batches, copied, moment):
    generator = finished[0].generator

    def spoil(epoch, logs):
        generator.set_weights([w * np.nan for w in generator.get_weights()])

    with pytest.raises(ColorlibError, match=r"diverged \(a (loss|weight) is not a number\)"):
        train(finished[0], batches, 4, copied, [call_at(moment, spoil)])
    kept = (finished[3] / "checkpoint.npz").read_bytes()
    assert (copied / "checkpoint.npz").read_bytes() == kept


def test_divergence_in_pretraining_stops_before_anything_is_saved(batches, tmp_path):
    with pytest.raises(ColorlibError, match=r"diverged.*lower the learning rate"):
        train(fresh_gan(d_rate=1e38), batches, 1, tmp_path, pretrain_epochs=1)
    assert not (tmp_path / "checkpoint.npz").exists()


def test_a_history_that_a_killed_run_could_not_write_is_made_up_for(finished, batches, copied):
    for spoil in (lambda path: path.unlink(), lambda path: path.write_text('{"l1_loss": [0.1')):
        spoil(copied / "history.json")
        with pytest.raises(ColorlibError, match=r"no training history|damaged"):
            load_history(copied)
        train(finished[0], batches, 3, copied)
        assert load_history(copied) == finished[2]


def test_a_callback_that_cannot_write_is_not_taken_for_the_folder(batches, tmp_path):
    logger = keras.callbacks.CSVLogger(tmp_path / "nowhere" / "log.csv")
    with pytest.raises(FileNotFoundError, match=r"log\.csv"):
        train(tiny_baseline(), batches, 1, tmp_path, [logger])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_two_processes_never_train_in_one_folder(batches, tmp_path):
    folder = tmp_path / "run"
    other = start(folder, ENDLESS)
    wait_for(other, lambda: begun(folder) >= 2)
    with pytest.raises(ColorlibError, match="Another process trains in "):
        train(tiny_baseline(), batches, 1, folder)
    other.kill()
    other.join()
    # A process that is gone locks nobody out, and what it left half written goes.
    (folder / "checkpoint.npz").unlink()
    (folder / "checkpoint.npz.1.part").write_bytes(b"half of")
    assert len(train(tiny_baseline(), batches, 1, folder)["l1_loss"]) == 1
    assert not list(folder.glob("*.part"))


def test_an_interrupted_call_does_not_lock_its_own_kernel_out(batches, tmp_path):
    def interrupt(epoch, logs):
        raise KeyboardInterrupt

    # Jupyter keeps the error, and with it all that the call had open.
    with pytest.raises(KeyboardInterrupt) as kept_error:
        train(tiny_baseline(), batches, 1, tmp_path, [call_at("on_epoch_begin", interrupt)])
    assert len(train(tiny_baseline(), batches, 1, tmp_path)["l1_loss"]) == 1 and kept_error


@pytest.fixture
def small_disk(tmp_path):
    """A disk of four megabytes, which holds one checkpoint and not two."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk, and only on Linux")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_fills_keeps_the_last_checkpoint(finished, batches, small_disk):
    shutil.copy(finished[3] / "checkpoint.npz", small_disk)
    kept = (small_disk / "checkpoint.npz").read_bytes()
    assert 2e6 < len(kept) < 4e6
    with pytest.raises(ColorlibError, match=r"checkpoint\.npz could not be written: No space left"):
        train(finished[0], batches, 4, small_disk)
    assert (small_disk / "checkpoint.npz").read_bytes() == kept
    assert not list(small_disk.glob("*.part"))
    subprocess.run(["mount", "-o", "remount,size=32m", small_disk], check=True)
    history = train(finished[0], batches, 4, small_disk)
    assert len(history["l1_loss"]) == 4 and history["l1_loss"][:3] == finished[2]["l1_loss"]


def test_folders_that_hold_no_run_are_named(batches, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ColorlibError, match="file cannot hold a run"):
        train(tiny_baseline(), batches, 1, tmp_path / "file")
    with pytest.raises(ColorlibError, match="no training history"):
        load_history(tmp_path)
    with pytest.raises(ColorlibError, match="no preview"):
        gan.load_previews(tmp_path)


def test_previews_show_the_pictures_side_by_side(finished, pictures, batches, copied):
    callback = gan.preview_writer(finished[0].generator, pictures[:3], copied)
    train(finished[0], batches, 4, copied, [callback])
    previews = gan.load_previews(copied)
    assert list(previews) == [4] and previews[4].shape == (32, 96, 3)
    # Only the colors are new: the lightness is that of the photographs, but for JPEG's loss.
    wanted, _ = rgb_to_l_ab(np.concatenate(list(pictures[:3]), axis=1))
    assert np.abs(rgb_to_l_ab(previews[4])[0] - wanted).mean() < 0.2
