"""The little GANs on points: their data, their rules, their play and their pictures."""

import numpy as np
import pytest
import tensorflow as tf

from colorlib import figures, gan, toy
from colorlib.settings import ColorlibError

RING = toy.TARGETS["ring of eight"]


def weights_of(model):
    return [w.numpy() for w in model.trainable_variables]


def same(old, new):
    return all(np.array_equal(a, b) for a, b in zip(old, new, strict=True))


@pytest.fixture(scope="module")
def snapshots():
    """A short game on the ring."""
    return list(toy.play(toy.Game("ring of eight"), rounds=60, every=20))


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


def test_batches_in_the_graph_come_from_the_same_data():
    game = toy.Game("ring of eight", batch=4000)
    batch = toy.real_batch(game).numpy()
    assert toy.modes_covered(RING, batch) == 8
    assert np.allclose(batch.std(axis=0), toy.sample(RING, 4000).std(axis=0), atol=0.1)


def test_modes_covered_counts_modes_and_not_points():
    assert toy.modes_covered(RING, np.repeat(RING.centers[:3], 50, axis=0)) == 3
    assert toy.modes_covered(RING, np.zeros((100, 2))) == 0
    stray = np.concatenate([np.repeat(RING.centers[:1], 99, axis=0), RING.centers[1:2]])
    assert toy.modes_covered(RING, stray) == 1


def test_losses_agree_with_those_on_probabilities():
    real, fake = tf.constant([[2.0], [-1.0]]), tf.constant([[0.5], [-3.0]])
    p_real, p_fake = tf.sigmoid(real), tf.sigmoid(fake)
    pairs = (
        (toy.discriminator_loss(real, fake), gan.discriminator_loss(p_real, p_fake)),
        (toy.non_saturating_loss(fake), gan.generator_loss(p_fake)),
        (toy.minimax_loss(fake), np.log(1 - p_fake).mean()),
    )
    for ours, expected in pairs:
        assert np.isclose(ours, expected, rtol=1e-5)


def test_each_move_changes_its_own_player_only():
    game = toy.Game("two bumps")
    g, d = weights_of(game.generator), weights_of(game.discriminator)
    toy.move_generator(game)
    assert not same(g, weights_of(game.generator)) and same(d, weights_of(game.discriminator))
    g = weights_of(game.generator)
    toy.train_discriminator(game, 3)
    assert same(g, weights_of(game.generator)) and not same(d, weights_of(game.discriminator))


def test_rounds_make_the_moves_that_the_rules_say():
    game = toy.Game("two bumps", d_steps=3)
    list(toy.play(game, rounds=4, every=2))
    assert game.round == 4
    assert int(game.g_optimizer.iterations) == 4 and int(game.d_optimizer.iterations) == 12


def test_the_game_waits_between_snapshots():
    game = toy.Game("two bumps")
    moments = toy.play(game, rounds=10, every=5)
    assert next(moments).round == game.round == 0
    assert next(moments).round == game.round == 5


def test_snapshots_say_what_the_networks_do(snapshots):
    assert [s.round for s in snapshots] == [0, 20, 40, 60]
    last = snapshots[-1]
    assert last.real.shape == last.fake.shape == (500, 2)
    assert last.field.shape == (len(last.axis),) * 2
    assert last.field.min() >= 0 and last.field.max() <= 1
    assert np.array_equal(last.real, snapshots[0].real)
    assert not np.array_equal(last.fake, snapshots[0].fake)
    assert 0 <= last.accuracy <= 1 and last.g_gradient > 0


def test_rows_of_the_field_go_along_the_second_coordinate():
    game = toy.Game("ring of eight")
    field = toy.take_snapshot(game).field
    limit = RING.limit
    corner = toy.probability_real(game, [[limit, -limit]])
    assert field[0, -1] == pytest.approx(corner[0], rel=1e-5)


def test_same_seed_same_game_other_seed_another(snapshots):
    again = list(toy.play(toy.Game("ring of eight"), rounds=60, every=20))[-1]
    assert np.allclose(again.fake, snapshots[-1].fake, atol=1e-3)
    other = toy.take_snapshot(toy.Game("ring of eight", seed=1))
    assert not np.allclose(other.fake, snapshots[0].fake, atol=1e-3)


def test_a_fair_game_finds_both_bumps():
    game = toy.Game("two bumps", noise=1)
    last = list(toy.play(game, rounds=1000, every=1000))[-1]
    assert toy.modes_covered(game.target, last.fake) == 2
    assert abs(last.d_loss - np.log(4)) < 0.2


def test_bad_input_is_named():
    with pytest.raises(ColorlibError, match="'cat'"):
        toy.Game("cat")
    with pytest.raises(ColorlibError, match="'hinge'"):
        toy.Game("line", loss="hinge")
    with pytest.raises(ColorlibError, match="'rmsprop'"):
        toy.Game("line", optimizer="rmsprop")


def test_divergence_is_told_in_words():
    game = toy.Game("one bump", optimizer="sgd", g_rate=1e20, d_rate=1e20)
    with pytest.raises(ColorlibError, match="diverged"):
        list(toy.play(game, rounds=40, every=20))


def test_figures_render(snapshots):
    line = [toy.take_snapshot(toy.Game("two bumps", noise=1))]
    for figure in (
        figures.filmstrip(snapshots),
        figures.filmstrip(line, titles=["start"]),
        figures.game_frame(snapshots),
        figures.game_frame(line),
        figures.loss_curves(snapshots),
        figures.game_diagram(),
        figures.saturation_curves(),
    ):
        data, mime_type = figures.render(figure)
        assert len(data) > 5000 and mime_type.startswith("image/")
