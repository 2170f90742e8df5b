"""The layer inspector, driven through every value; and what it is made of."""

import numpy as np
import pytest

from colorlib import figures, networks
from colorlib.inspection import block_outputs, cut_skips, list_blocks
from colorlib.pretrained import load_generator
from colorlib.shapes import make_shapes
from colorlib.widgets.networks import layer_inspector


@pytest.fixture(scope="module")
def pictures():
    return {f"shapes {n}": rgb for n, rgb in enumerate(make_shapes(2, seed=909).rgb)}


@pytest.fixture(scope="module")
def lean_generator():
    generator = networks.build_lean_generator(64)
    rng = np.random.default_rng(0)
    # The corrections of the residual blocks begin at zero; any other weights will do.
    generator.set_weights([w + rng.normal(0, 0.05, w.shape) for w in generator.get_weights()])
    return generator


def test_blocks_of_the_lean_generator_hold_every_parameter_and_name_the_skips(lean_generator):
    blocks = list_blocks(lean_generator)
    assert sum(block.parameters for block in blocks) == lean_generator.count_params()
    skips = {block.name: block.skip for block in blocks if block.skip}
    assert skips == {f"decode_{side}px": f"encode_{side}px" for side in (16, 32, 64, 128)}


def test_every_skip_can_be_cut_in_every_family(lean_generator):
    for generator in (lean_generator, load_generator("shapes"), networks.build_generator(256)):
        ends = [block.name for block in list_blocks(generator) if block.skip]
        cut = cut_skips(generator, ends)
        assert ends and cut.count_params() == generator.count_params()
        for mine, theirs in zip(cut.get_weights(), generator.get_weights(), strict=True):
            np.testing.assert_array_equal(mine, theirs)


def test_no_cut_changes_nothing_and_a_cut_of_added_maps_changes_colors(lean_generator):
    lightness = np.random.default_rng(1).uniform(-1, 1, (64, 64, 1)).astype("float32")
    whole = np.asarray(lean_generator(lightness[None], training=False))[0]
    same, cut = (
        block_outputs(cut_skips(lean_generator, names), lightness)["ab"]
        for names in ([], ["decode_64px"])
    )
    np.testing.assert_allclose(same, whole, atol=1e-5)
    assert np.abs(cut - whole).max() > 1e-3


def test_map_sheet_scales_each_map_to_itself():
    maps = np.zeros((32, 32, 5), np.float32)
    maps[:16, :, 0], maps[:16, :, 1] = 1, -5
    sheet = figures.map_sheet(maps)
    side = 32 * 8 + 8
    assert sheet.shape == (2 * side, 4 * side) and sheet.dtype == np.uint8
    assert (sheet[10, 10], sheet[200, 10]) == (255, 0)
    assert (sheet[10, side + 10], sheet[200, side + 10]) == (0, 255)
    assert sheet[side + 10, 10] == 128  # a map of one value
    assert (sheet[side:, side:] == 255).all()  # no map


def test_plan_of_the_lean_generator_has_an_arc_for_each_skip(lean_generator):
    figure = figures.network_diagram(list_blocks(lean_generator))
    dashed = [patch for patch in figure.axes[0].patches if patch.get_linestyle() == "--"]
    assert len(dashed) == 4


def test_inspector_follows_every_control_and_both_ways(pictures):
    box = layer_inspector(load_generator("shapes"), pictures)
    ends = [block["name"] for block in box.plan.blocks if block["skip"]]
    assert ends == ["decode_16px", "decode_32px"]
    whole = box.colors.data
    assert "cut: none. Color moved by 0.0" in box.colors.alt

    seen = set()
    names = [block["name"] for block in box.plan.blocks]
    for name in names:
        box.plan.block = name
        seen.add(box.maps.data)
        assert name in box.maps.alt
    assert len(seen) == len(names) == 7
    assert "2 of its 2 maps of 32×32 pixels" in box.maps.alt

    colors, maps = {whole}, {box.maps.data}
    for box.plan.cuts in (ends, ends[:1], ends[1:], []):
        colors.add(box.colors.data)
        maps.add(box.maps.data)
    # Four combinations, and the last is the whole network again.
    assert len(colors) == len(maps) == 4
    assert box.colors.data == whole

    box.plan.cuts = ["decode_32px"]
    assert "cut: decode_32px." in box.colors.alt and "by 0.0" not in box.colors.alt
    assert not box.colors.busy and not box.maps.busy
    before = box.colors.data, box.maps.data
    box.photograph.value = "shapes 1"
    assert box.colors.data != before[0] and box.maps.data != before[1]


def test_inspector_takes_photographs_of_any_shape(lean_generator):
    photo = np.random.default_rng(0).integers(0, 255, (90, 150, 3), np.uint8)
    box = layer_inspector(lean_generator, {"noise": photo})
    box.plan.cuts = ["decode_32px"]
    assert "by 0.0" not in box.colors.alt
