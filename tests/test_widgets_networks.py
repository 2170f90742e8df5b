"""The layer inspector, driven through every value; and what it is made of."""

import numpy as np
import pytest

from colorlib import figures, networks
from colorlib.color import rgb_to_l_ab
from colorlib.settings import ColorlibError
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


def test_steps_of_the_lean_generator_account_for_every_parameter_and_name_the_skips(lean_generator):
    steps = inspection.list_blocks(lean_generator)
    assert sum(step.parameters for step in steps) == lean_generator.count_params()
    assert [step.name for step in steps[:2]] == ["lightness", "encode_128px"]
    skips = {step.name: step.skip for step in steps if step.skip}
    assert skips.pop("decode_32px") == "encode_128px"
    assert skips == {f"decode_{side}px": f"encode_{side}px" for side in (4, 8, 16)}


def test_cut_skips_bring_zeros_and_nothing_before_them_changes(pictures):
    generator = load_generator("shapes")
    lightness, _ = rgb_to_l_ab(pictures["shapes 0"])
    before = inspection.block_outputs(generator, lightness)
    after = inspection.block_outputs(inspection.cut_skips(generator, ["decode_32px"]), lightness)
    changed = [name for name in before if not np.allclose(before[name], after[name], atol=1e-5)]
    assert changed == ["decode_32px", "ab"]
    np.testing.assert_allclose(
        before["decode_32px"][..., :64], after["decode_32px"][..., :64], atol=1e-5
    )
    assert not after["decode_32px"][..., 64:].any()


def test_every_skip_can_be_cut_in_every_family(lean_generator):
    for generator in (lean_generator, load_generator("shapes"), networks.build_generator(256)):
        ends = [step.name for step in inspection.list_blocks(generator) if step.skip]
        cut = inspection.cut_skips(generator, ends)
        assert ends and not any(step.skip for step in inspection.list_blocks(cut))
        assert cut.count_params() == generator.count_params()
        for mine, theirs in zip(cut.get_weights(), generator.get_weights(), strict=True):
            np.testing.assert_array_equal(mine, theirs)


def test_no_cut_changes_nothing_and_a_cut_of_what_is_added_changes_colors(lean_generator):
    lightness = np.random.default_rng(1).uniform(-1, 1, (1, 64, 64, 1)).astype("float32")
    whole, same, cut = (
        np.asarray(network(lightness, training=False))
        for network in (
            lean_generator,
            inspection.cut_skips(lean_generator, []),
            inspection.cut_skips(lean_generator, ["decode_8px"]),
        )
    )
    np.testing.assert_allclose(same, whole, atol=1e-5)
    assert np.abs(cut - whole).max() > 1e-3


def test_unknown_skips_are_refused_with_those_that_there_are():
    with pytest.raises(ColorlibError, match="ends in 'ab': they end in decode_16px, decode_32px"):
        inspection.cut_skips(networks.build_generator(32), ["ab"])
    with pytest.raises(ColorlibError, match="no step at all"):
        inspection.cut_skips(networks.build_discriminator(32), ["real"])


def test_some_maps_are_taken_evenly_and_never_too_many():
    maps = np.arange(16, dtype="float32").reshape(1, 1, 16)
    np.testing.assert_array_equal(figures.some_maps(maps, 4)[0, 0], [0, 4, 8, 12])
    assert figures.some_maps(maps[..., :3], 8).shape == (1, 1, 3)


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


def test_cut_effect_shows_five_pictures_and_a_scale():
    lightness = np.zeros((32, 32, 1), np.float32)
    ab = np.full((32, 32, 2), 0.1, np.float32)
    figure = figures.cut_effect(lightness, ab, 0 * ab)
    assert len(figure.axes) == 6
    moved = figure.axes[4].images[0].get_array()
    np.testing.assert_allclose(moved, 11 * np.sqrt(2), rtol=1e-5)


def test_plan_of_the_lean_generator_has_an_arc_for_each_skip(lean_generator):
    figure = figures.network_diagram(inspection.list_blocks(lean_generator))
    dashed = [patch for patch in figure.axes[0].patches if patch.get_linestyle() == "--"]
    assert len(dashed) == 4


def test_inspector_follows_every_control_and_both_ways(pictures):
    box = layer_inspector(load_generator("shapes"), pictures)
    controls = box.controls
    assert list(controls) == ["photograph", "step", "decode_16px", "decode_32px"]
    whole = box.colors.data
    assert "cut: none. Color moved by 0.0" in box.message.value

    seen = set()
    for step in controls["step"].options:
        controls["step"].value = step
        seen.add(box.maps.data)
        assert step in box.maps.alt
    assert len(seen) == len(controls["step"].options) == 7
    assert box.about_maps.value == "2 of its 2 maps of 32×32 pixels"

    colors, maps = {whole}, {box.maps.data}
    for first in (True, False):
        for second in (True, False):
            controls["decode_16px"].value, controls["decode_32px"].value = first, second
            colors.add(box.colors.data)
            maps.add(box.maps.data)
    # Four combinations, and the last is the whole network again.
    assert len(colors) == len(maps) == 4
    assert box.colors.data == whole

    controls["decode_32px"].value = True
    assert "cut: decode_32px." in box.message.value and "by 0.0" not in box.message.value
    assert not box.colors.busy and not box.maps.busy
    before = box.colors.data, box.maps.data
    controls["photograph"].value = "shapes 1"
    assert box.colors.data != before[0] and box.maps.data != before[1]
    assert all(picture.alt for picture in (box.colors, box.maps))
    assert all(control.description for control in controls.values())


def test_inspector_takes_photographs_of_any_shape(lean_generator):
    photo = np.random.default_rng(0).integers(0, 255, (90, 150, 3), np.uint8)
    box = layer_inspector(lean_generator, {"noise": photo})
    box.controls["decode_8px"].value = True
    assert "by 0.0" not in box.message.value
