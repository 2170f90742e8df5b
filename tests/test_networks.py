"""The networks have the sizes that the course states, and their lists of blocks tell the truth."""

import numpy as np
import pytest

from colorlib import figures, inspection, networks
from colorlib.settings import ColorlibError


@pytest.fixture(scope="module")
def generator():
    return networks.build_generator(32)


@pytest.fixture
def lightness():
    return np.random.default_rng(0).uniform(-1, 1, (1, 64, 64, 1)).astype("float32")


def fixed(network):
    return sum(int(np.prod(w.shape)) for w in network.non_trainable_weights)


def test_photo_networks_have_the_stated_number_of_parameters():
    generator = networks.build_generator(256)
    assert (generator.count_params(), fixed(generator)) == (4_729_922, 3_840)
    assert generator.output_shape == (None, 256, 256, 2)
    discriminator = networks.build_discriminator(256)
    assert (discriminator.count_params(), fixed(discriminator)) == (455_457, 896)
    assert discriminator.output_shape == (None, 1)
    conditional = networks.build_discriminator(256, conditional=True)
    assert conditional.count_params() - discriminator.count_params() == 3 * 3 * 32


def test_other_sizes_are_refused_with_a_reason():
    for build in (networks.build_generator, networks.build_discriminator):
        with pytest.raises(ColorlibError, match="32 and 256 pixels, not for 64"):
            build(64)


def test_blocks_account_for_every_parameter_and_name_the_skips(generator):
    blocks = inspection.list_blocks(generator)
    assert sum(block.parameters for block in blocks) == generator.count_params()
    assert sum(block.fixed for block in blocks) == fixed(generator)
    skips = {block.name: block.skip for block in blocks if block.skip}
    assert skips == {"decode_16px": "encode_16px", "decode_32px": "encode_32px"}
    assert blocks[3].layers == "conv/2 norm leaky" and blocks[3].shape == (8, 8, 128)


def test_diagram_labels_every_block(generator):
    for network in (generator, networks.build_discriminator(32)):
        blocks = inspection.list_blocks(network)
        labels = [text.get_text() for text in figures.network_diagram(blocks).axes[0].texts]
        for block in blocks:
            if len(block.shape) == 3:
                assert any(f"{block.shape[0]}×{block.shape[1]}" in label for label in labels)


def test_outputs_of_blocks_end_with_the_networks_own(generator, lightness):
    lightness = lightness[:, :32, :32]
    outputs = inspection.block_outputs(generator, lightness[0])
    for block in inspection.list_blocks(generator):
        assert outputs[block.name].shape == block.shape
    expected = generator(lightness, training=False).numpy()[0]
    np.testing.assert_allclose(outputs["ab"], expected, atol=1e-5)
    assert np.abs(expected).max() <= 1


def test_cut_skip_connections_bring_nothing_and_the_generator_keeps_its_own(generator, lightness):
    lightness = lightness[:, :32, :32]
    before = generator(lightness, training=False).numpy()
    cut = inspection.cut_skips(generator, ["decode_16px", "decode_32px"])
    assert np.abs(cut(lightness, training=False).numpy() - before).max() > 1e-4
    np.testing.assert_array_equal(generator(lightness, training=False).numpy(), before)
    outputs = inspection.block_outputs(cut, lightness[0])
    assert not outputs["decode_32px"][..., -32:].any()
    with pytest.raises(ColorlibError, match="only in decode_16px, decode_32px"):
        inspection.cut_skips(generator, ["encode_16px"])


def test_lean_generator_fits_every_size_and_begins_near_gray(lightness):
    small, large = networks.build_lean_generator(64), networks.build_lean_generator(256)
    assert small.count_params() == large.count_params() == 4_367_930
    large.set_weights(small.get_weights())
    ab = large(np.tile(lightness, (1, 4, 4, 1)), training=False).numpy()
    assert ab.shape == (1, 256, 256, 2)
    assert np.abs(ab).mean() < 0.2


def test_lean_generator_sees_the_whole_picture(lightness):
    generator = networks.build_lean_generator(64)
    rng = np.random.default_rng(0)
    # The corrections of the residual blocks begin at zero; any other weights will do.
    generator.set_weights([w + rng.normal(0, 0.05, w.shape) for w in generator.get_weights()])
    before = generator(lightness, training=False).numpy()
    lightness[0, 0, 0] += 0.5
    change = np.abs(generator(lightness, training=False).numpy() - before)
    assert change[0, -1, -1].max() > 0


def test_residual_block_begins_as_the_identity():
    x = networks.keras.Input((8, 8, 96))
    block = networks.keras.Model(x, networks.residual_block(x, "block"))
    maps = np.random.default_rng(0).normal(size=(1, 8, 8, 96)).astype("float32")
    np.testing.assert_allclose(block(maps), maps, atol=1e-6)


def test_discriminators_return_logits_and_the_patch_ones_for_patches_of_three_sizes():
    discriminator = networks.build_patch_discriminator(128, pool=2)
    colors = np.random.default_rng(0).uniform(-1, 1, (1, 128, 128, 3)).astype("float32")
    before = [logits.numpy() for logits in discriminator(colors)]
    assert [logits.shape for logits in before] == [(1, side, side, 1) for side in (16, 8, 4)]
    colors[0, :8, :8] = 0
    after = [logits.numpy() for logits in discriminator(colors)]
    for first, second in zip(before, after, strict=True):
        changed = np.abs(second - first)[0, ..., 0] > 1e-7
        assert changed[0, 0] and not changed[-1, -1]
    assert min(logits.min() for logits in before) < 0
    # A probability is never below zero.
    whole = networks.build_discriminator(32)
    whole.get_layer("logit").bias.assign([-5.0])
    assert whole(colors[:, :32, :32, :2]).numpy().max() < 0
