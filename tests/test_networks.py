"""The networks have the sizes that the course states, and their plans tell the truth."""

import numpy as np
import pytest

import colorlib
from colorlib import figures, networks
from colorlib.settings import ColorlibError


@pytest.fixture(scope="module")
def generator():
    return networks.build_generator(32)


def fixed(network):
    return sum(int(np.prod(w.shape)) for w in network.non_trainable_weights)


def test_photo_networks_have_the_stated_number_of_parameters():
    generator = colorlib.build_generator(256)
    assert (generator.count_params(), fixed(generator)) == (4_729_922, 3_840)
    assert generator.output_shape == (None, 256, 256, 2)
    discriminator = colorlib.build_discriminator(256)
    assert (discriminator.count_params(), fixed(discriminator)) == (455_457, 896)
    assert discriminator.output_shape == (None, 1)


def test_judge_of_lab_has_one_more_input_channel():
    more = networks.build_discriminator(32, conditional=True).count_params()
    assert more - networks.build_discriminator(32).count_params() == 3 * 3 * 32


def test_generator_stays_within_network_units(generator):
    lightness = np.random.default_rng(0).uniform(-1, 1, (2, 32, 32, 1)).astype("float32")
    ab = generator(lightness, training=False).numpy()
    assert ab.shape == (2, 32, 32, 2)
    assert np.abs(ab).max() <= 1


@pytest.mark.parametrize("build", [networks.build_generator, networks.build_discriminator])
def test_other_sizes_are_refused_with_a_reason(build):
    with pytest.raises(ColorlibError, match="32 and 256 pixels, not for 64"):
        build(64)


def test_steps_account_for_every_parameter_and_name_the_skips(generator):
    steps = inspection.list_blocks(generator)
    assert sum(step.parameters for step in steps) == generator.count_params()
    assert sum(step.fixed for step in steps) == fixed(generator)
    skips = {step.name: step.skip for step in steps if step.skip}
    assert skips == {"decode_16px": "encode_16px", "decode_32px": "encode_32px"}
    assert steps[3].layers == "conv/2 norm leaky" and steps[3].shape == (8, 8, 128)


def test_outputs_of_steps_end_with_the_networks_own(generator):
    lightness = np.random.default_rng(0).uniform(-1, 1, (32, 32, 1)).astype("float32")
    outputs = inspection.block_outputs(generator, lightness)
    for step in inspection.list_blocks(generator):
        assert outputs[step.name].shape == step.shape
    expected = generator(lightness[None], training=False).numpy()[0]
    np.testing.assert_allclose(outputs["ab"], expected, atol=1e-5)


def test_diagram_labels_every_step(generator):
    for network in (generator, networks.build_discriminator(32)):
        steps = inspection.list_blocks(network)
        figure = figures.network_diagram(steps)
        labels = [text.get_text() for text in figure.axes[0].texts]
        for step in steps:
            if len(step.shape) == 3:
                assert any(f"{step.shape[0]}×{step.shape[1]}" in label for label in labels)
    assert any("65,536" in t.get_text() or "2,048" in t.get_text() for t in figure.axes[0].texts)


def test_lean_generator_fits_every_size_and_begins_near_gray():
    small, large = networks.build_lean_generator(64), networks.build_lean_generator(256)
    assert small.count_params() == large.count_params() == 4_367_930
    large.set_weights(small.get_weights())
    lightness = np.random.default_rng(0).uniform(-1, 1, (1, 256, 256, 1)).astype("float32")
    ab = large(lightness, training=False).numpy()
    assert ab.shape == (1, 256, 256, 2)
    assert np.abs(ab).mean() < 0.2


def test_lean_generator_sees_the_whole_picture():
    generator = networks.build_lean_generator(64)
    rng = np.random.default_rng(0)
    # The corrections of the residual blocks begin at zero; any other weights will do.
    generator.set_weights([w + rng.normal(0, 0.05, w.shape) for w in generator.get_weights()])
    lightness = rng.uniform(-1, 1, (1, 64, 64, 1)).astype("float32")
    before = generator(lightness, training=False).numpy()
    lightness[0, 0, 0] += 0.5
    change = np.abs(generator(lightness, training=False).numpy() - before)
    assert change[0, -1, -1].max() > 0


def test_residual_block_begins_as_the_identity():
    x = networks.keras.Input((8, 8, 96))
    block = networks.keras.Model(x, networks.residual_block(x, "block"))
    maps = np.random.default_rng(0).normal(size=(1, 8, 8, 96)).astype("float32")
    np.testing.assert_allclose(block(maps), maps, atol=1e-6)


def test_patch_discriminator_answers_for_each_patch():
    judge = networks.build_patch_discriminator()
    colors = np.random.default_rng(0).uniform(-1, 1, (1, 256, 256, 3)).astype("float32")
    before = judge(colors, training=False).numpy()
    assert before.shape == (1, 32, 32, 1)
    assert before.min() > 0 and before.max() < 1
    colors[0, :32, :32] = 0
    changed = np.abs(judge(colors, training=False).numpy() - before)[0, ..., 0] > 1e-7
    assert changed[0, 0] and not changed[-1, -1]
