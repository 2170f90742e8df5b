"""One training step moves both players, each by its own gradient."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf

import colorlib
from colorlib import figures, gan, shapes
from colorlib.color import rgb_to_l_ab
from colorlib.settings import ColorlibError
from colorlib.gan import ColorBatches


@pytest.fixture(scope="module")
def pictures():
    return shapes.make_shapes(8, seed=0).rgb


def build_gan(l1_weight=100.0, conditional=False, g_rate=1e-3, d_rate=1e-3):
    keras.utils.set_random_seed(0)
    gan = colorlib.ColorGAN(
        colorlib.build_generator(32), colorlib.build_discriminator(32, conditional), l1_weight
    )
    gan.compile(keras.optimizers.Adam(g_rate), keras.optimizers.Adam(d_rate))
    return gan


def moved(network, before):
    """Whether any weight that gradients change has changed."""
    after = network.trainable_variables
    return any((a.numpy() != b).any() for a, b in zip(after, before, strict=True))


def trained_weights(network):
    return [variable.numpy() for variable in network.trainable_variables]


def test_undecided_judge_costs_log_4_and_log_2():
    half = tf.fill((4, 1), 0.5)
    assert float(gan.discriminator_loss(half, half)) == pytest.approx(math.log(4), abs=1e-5)
    assert float(gan.generator_loss(half)) == pytest.approx(math.log(2), abs=1e-5)


def test_losses_reward_the_right_player():
    sure, wrong = tf.fill((4, 1), 0.99), tf.fill((4, 1), 0.01)
    right = gan.discriminator_loss(sure, wrong)
    assert float(right) < 0.1 < float(gan.discriminator_loss(wrong, sure))
    assert float(gan.generator_loss(sure)) < float(gan.generator_loss(wrong))


@pytest.mark.parametrize("conditional", [False, True])
def test_one_step_of_fit_moves_both_players(pictures, conditional):
    gan = build_gan(conditional=conditional)
    painter, judge = trained_weights(gan.generator), trained_weights(gan.discriminator)
    history = gan.fit(ColorBatches(pictures, 8), epochs=1, verbose=0, shuffle=False).history
    assert moved(gan.generator, painter) and moved(gan.discriminator, judge)
    assert set(history) == {"d_loss", "d_accuracy", "g_loss", "l1_loss"}
    assert np.isfinite([values[0] for values in history.values()]).all()


@pytest.mark.parametrize("still", ["generator", "discriminator"])
def test_each_gradient_moves_its_own_player_only(pictures, still):
    rates = {"g_rate": 0.0} if still == "generator" else {"d_rate": 0.0}
    gan = build_gan(**rates)
    other = "discriminator" if still == "generator" else "generator"
    before = {name: trained_weights(getattr(gan, name)) for name in (still, other)}
    gan.train_step(rgb_to_l_ab(pictures))
    assert not moved(getattr(gan, still), before[still])
    assert moved(getattr(gan, other), before[other])


def test_l1_weight_changes_where_the_generator_goes(pictures):
    weights = {}
    for l1_weight in (0.0, 100.0):
        gan = build_gan(l1_weight)
        gan.train_step(rgb_to_l_ab(pictures))
        weights[l1_weight] = trained_weights(gan.generator)
    assert any((a != b).any() for a, b in zip(weights[0.0], weights[100.0], strict=True))


def test_curves_show_what_the_history_has():
    history = {
        "d_loss": [1.4, 1.0],
        "g_loss": [0.7, 1.2],
        "l1_loss": [0.1, 0.05],
        "seconds": [1, 1],
    }
    figure = figures.training_curves(history)
    assert [ax.get_title() for ax in figure.axes] == [
        "adversarial losses",
        "generator's color error (L1)",
    ]
    np.testing.assert_allclose(figure.axes[1].lines[0].get_ydata(), [11, 5.5])
    assert len(figures.training_curves({**history, "d_accuracy": [0.5, 1]}).axes) == 3
    with pytest.raises(ColorlibError, match="training history"):
        figures.training_curves({"loss": [1.0]})


def test_quality_curves_have_a_line_for_each_model():
    curves = {"one": ([1, 2, 4], [12, 11, 10]), "other": ([0.5, 3], [9, 8])}
    figure = figures.quality_curves(curves, "mean ΔE2000")
    (ax,) = figure.axes
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["one", "other"]
    assert ax.get_xlim()[0] < 0.5 and ax.get_xlim()[1] > 4
    assert ax.get_ylabel() == "mean ΔE2000"
