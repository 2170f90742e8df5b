"""The toy GANs: their targets, their training, their snapshots and their figures."""

import numpy as np
import pytest

from colorlib import figures, losses, toy
from colorlib.backend import keras, tf
from colorlib.settings import ColorlibError

RING = toy.TARGETS["ring of eight"]


def weights_of(model):
    return [w.numpy() for w in model.trainable_variables]


def same(old, new):
    return all(np.array_equal(a, b) for a, b in zip(old, new, strict=True))


@pytest.fixture(scope="module")
def snapshots():
    """A short training on the ring."""
    return list(toy.watch(toy.ToyGAN("ring of eight"), iterations=60, every=20))


@pytest.mark.parametrize("name", toy.TARGETS)
def test_every_target_gives_points_within_its_view(name):
    target = toy.TARGETS[name]
    real = toy.sample(target, 1000)
    assert real.shape == (1000, target.dimensions) and real.dtype == np.float32
    assert (np.abs(real) < target.limit).mean() > 0.99
    assert toy.modes_covered(target, real) == len(target.centers)


@pytest.mark.parametrize("name", ["two bumps", "spiral"])
def test_density_sums_to_one(name):
    target = toy.TARGETS[name]
    axis = np.linspace(-6, 6, 301)
    grid = np.stack(np.meshgrid(*[axis] * target.dimensions), axis=-1)
    total = toy.density(target, grid.reshape(-1, target.dimensions)).sum()
    assert total * (axis[1] - axis[0]) ** target.dimensions == pytest.approx(1, abs=0.01)


def test_batches_for_training_come_from_the_same_distribution():
    batch = toy.real_batch(toy.ToyGAN("ring of eight", batch=4000)).numpy()
    assert toy.modes_covered(RING, batch) == 8
    assert np.allclose(batch.std(axis=0), toy.sample(RING, 4000).std(axis=0), atol=0.1)


def test_modes_covered_counts_modes_and_not_points():
    assert toy.modes_covered(RING, np.repeat(RING.centers[:3], 50, axis=0)) == 3
    assert toy.modes_covered(RING, np.zeros((100, 2))) == 0
    stray = np.concatenate([np.repeat(RING.centers[:1], 99, axis=0), RING.centers[1:2]])
    assert toy.modes_covered(RING, stray) == 1


def test_losses_are_those_of_their_formulas():
    real, fake = np.array([[0.5], [-3.0]], np.float32), np.array([[-0.5], [2.0]], np.float32)
    p_real, p_fake = 1 / (1 + np.exp(-real)), 1 / (1 + np.exp(-fake))
    ahead = 1 / (1 + np.exp(fake - real))  # probability that the real one is the real one
    plain = -np.log(p_real).mean() - np.log(1 - p_fake).mean()
    formulas = {
        "minimax": (plain, np.log(1 - p_fake).mean()),
        "non-saturating": (plain, -np.log(p_fake).mean()),
        "least squares": ((0.25 + 16 + 0.25 + 9) / 4, (0.25 + 4) / 4),
        "hinge": ((0.5 + 4 + 0.5 + 3) / 2, -0.75),
        "Wasserstein": (0.75 + 1.25, -0.75),
        "relativistic": (-np.log(ahead).mean(), -np.log(1 - ahead).mean()),
    }
    for name, loss in losses.LOSSES.items():
        values = loss.d(real, fake), loss.g(real, fake)
        np.testing.assert_allclose(values, formulas[name], rtol=1e-5)


def test_penalties_measure_the_slope_of_each_logit():
    plane = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    plane.set_weights([np.array([[3.0], [4.0]]), np.array([7.0])])
    real, fake = tf.random.normal([5, 2]), tf.zeros([5, 2])
    np.testing.assert_allclose(losses.slope(plane, real), 5, rtol=1e-5)
    expected = {"none": 0, "R1": 12.5, "R1 and R2": 25, "slope of one": 16}
    for name, penalty in losses.PENALTIES.items():
        assert float(penalty(plane, real, fake)) == pytest.approx(expected[name], rel=1e-5)


def test_every_loss_and_penalty_trains_both_networks():
    for name, penalty in (("relativistic", "R1 and R2"), ("Wasserstein", "slope of one")):
        gan = toy.ToyGAN("ring of eight", loss=name, penalty=penalty)
        g, d = weights_of(gan.generator), weights_of(gan.discriminator)
        assert np.isfinite(toy.train(gan, 5).push).all()
        assert not same(g, weights_of(gan.generator)) and not same(d, weights_of(gan.discriminator))


def test_each_update_changes_its_own_network_only():
    gan = toy.ToyGAN("two bumps")
    g, d = weights_of(gan.generator), weights_of(gan.discriminator)
    toy.update_generator(gan)
    assert not same(g, weights_of(gan.generator)) and same(d, weights_of(gan.discriminator))
    g = weights_of(gan.generator)
    toy.train_discriminator(gan, 3)
    assert same(g, weights_of(gan.generator)) and not same(d, weights_of(gan.discriminator))


def test_watching_ends_exactly_at_the_last_iteration():
    gan = toy.ToyGAN("two bumps", d_steps=3)
    moments = toy.watch(gan, iterations=50, every=40)
    assert next(moments).iteration == gan.iteration == 0  # waits until it is asked
    assert [moment.iteration for moment in moments] == [40, 50]
    assert [moment.iteration for moment in toy.watch(gan, 10, 10)] == [50, 60]
    assert int(gan.g_optimizer.iterations) == 60 and int(gan.d_optimizer.iterations) == 180


def test_snapshots_say_what_the_networks_do(snapshots):
    first, *_, last = snapshots
    assert last.real.shape == last.fake.shape == last.push.shape == (500, 2)
    assert np.array_equal(last.real, first.real) and not np.array_equal(last.fake, first.fake)
    assert last.modes == toy.modes_covered(RING, last.fake)
    assert 0 <= last.accuracy <= 1 and last.g_gradient > 0
    gan = toy.ToyGAN("ring of eight")
    logit = float(gan.discriminator(np.array([[RING.limit, -RING.limit]], np.float32))[0, 0])
    # Rows go along the second coordinate.
    assert first.field.shape == (len(first.axis),) * 2
    assert first.field[0, -1] == pytest.approx(1 / (1 + np.exp(-logit)), rel=1e-4)


def test_the_seed_decides_all(snapshots):
    again = toy.train(toy.ToyGAN("ring of eight"), 60)
    assert np.allclose(again.fake, snapshots[-1].fake, atol=1e-3)
    other = toy.take_snapshot(toy.ToyGAN("ring of eight", seed=1))
    assert not np.allclose(other.fake, snapshots[0].fake, atol=1e-3)


def test_a_healthy_gan_finds_both_bumps():
    last = toy.train(toy.ToyGAN("two bumps", noise=1), 1000)
    assert last.modes == 2 and abs(last.d_loss - np.log(4)) < 0.2


def test_a_moved_target_is_followed():
    gan = toy.ToyGAN("two Gaussians", g_rate=5e-3, d_rate=5e-3)
    toy.train(gan, 400)
    toy.change_target(gan, toy.drawn_target([[[0.9, 0.1]]]))
    assert np.allclose(toy.train(gan, 600).fake.mean(axis=0), [2.4, 2.4], atol=0.5)


def test_momentum_acts_at_once_even_if_there_was_none():
    means = []
    for momentum in (0.0, 0.9):
        gan = toy.ToyGAN("ring of eight", momentum=0.0, g_rate=0.01)
        toy.train(gan, 5)
        toy.change_options(gan, momentum=momentum)
        means.append(toy.train(gan, 20).fake.mean(axis=0))
    assert not np.allclose(*means, atol=1e-3)


def test_an_option_acts_as_if_it_had_been_there_from_the_start():
    changes = {"g_rate": 3e-3, "d_rate": 2e-3, "momentum": 0.2, "d_steps": 2, "loss": "minimax"}
    changed = toy.ToyGAN("two Gaussians")
    toy.change_options(changed, **changes)
    expected = toy.train(toy.ToyGAN("two Gaussians", **changes), 20)
    assert np.allclose(toy.train(changed, 20).fake, expected.fake, atol=1e-3)


def test_bad_input_and_divergence_are_told_in_words():
    with pytest.raises(ColorlibError, match="'cat'"):
        toy.ToyGAN("cat")
    with pytest.raises(ColorlibError, match="'entropy'"):
        toy.ToyGAN("line", loss="entropy")
    with pytest.raises(ColorlibError, match="'R3'"):
        toy.ToyGAN("line", penalty="R3")
    with pytest.raises(ColorlibError, match="'rmsprop'"):
        toy.ToyGAN("line", optimizer="rmsprop")
    with pytest.raises(ColorlibError, match="nothing drawn"):
        toy.drawn_target([])
    with pytest.raises(ColorlibError, match="diverged"):
        toy.train(toy.ToyGAN("one bump", optimizer="sgd", g_rate=1e20, d_rate=1e20), 40)


def test_figures_render(snapshots):
    line = [toy.take_snapshot(toy.ToyGAN("two bumps", noise=1))]
    for figure in (
        figures.filmstrip(snapshots),
        figures.filmstrip(4 * line, titles="abcd"),
        figures.filmstrip(line),
    ):
        data, mime_type = figures.render(figure)
        assert len(data) > 5000 and mime_type.startswith("image/")
