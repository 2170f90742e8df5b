"""The shapes designer and the drawing board, driven through all their controls."""

import io

import numpy as np
import pytest
from PIL import Image

from colorlib.color import l_ab_to_rgb
from colorlib.gan import predict_ab
from colorlib.networks import build_generator
from colorlib.shapes import EQUAL_LIGHTNESS, KINDS, LEAKY, make_shapes, table_errors
from colorlib.widgets.drawing import cover_stroke, draw_and_colorize
from colorlib.widgets.shapes import INKS, PALETTES, shape_designer


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture.data)))


@pytest.mark.parametrize("kind", ["triangle", "sailboat"])
def test_a_kind_can_have_each_color(kind):
    designer = shape_designer()
    designer.parts["most"].value = 6
    menu = designer.parts[kind]
    seen = set()
    for menu.value in INKS.values():
        assert designer.colors == {**EQUAL_LIGHTNESS, kind: menu.value}
        assert f"{kind} {menu.label}" in designer.picture.alt
        assert f"{kind} {table_errors(designer.colors)[kind]:.0f}" in designer.verdict.value
        seen.add(designer.picture.data)
    assert len(seen) == len(INKS)
    make_shapes(1, colors=designer.colors)


@pytest.mark.parametrize("name", ["most", "size", "seed"])
def test_numbers_of_the_designer_redraw_at_every_step(name):
    designer = shape_designer()
    control, seen = designer.parts[name], []
    stride = 10 if name == "seed" else control.step
    for value in range(control.min, control.max + 1, stride):
        control.value = value
        seen.append(designer.picture.data)
    assert len(set(seen)) == len(seen)


def test_palettes_set_all_four_menus():
    designer = shape_designer()
    buttons = {button.description: button for button in designer.palettes.children[1:]}
    verdicts = {"leaky": "<b>Leak:", "guesswork": "No leak", "equal lightness": "No leak"}
    for name, words in verdicts.items():
        before = designer.picture.data
        buttons[name].click()
        assert designer.colors == PALETTES[name]
        assert designer.picture.data != before
        assert words in designer.verdict.value
    designer.parts["circle"].value = LEAKY["circle"]
    assert "gives away circle." in designer.verdict.value


def test_colors_of_the_menus_do_not_leak_at_one_lightness():
    inks = [lab for lab in INKS.values() if lab[0] == 60]
    assert len(inks) == 8
    for start in range(0, len(inks), 2):
        four = [inks[(start + place) % len(inks)] for place in range(4)]
        assert min(table_errors(dict(zip(KINDS, four, strict=True))).values()) > 5


@pytest.fixture(scope="module")
def generator():
    return build_generator(32)


@pytest.fixture
def board(generator):
    made = draw_and_colorize(generator)
    assert made.gray.min() < 160  # a circle to begin with
    press(made, "clear")
    return made


def canvas(board):
    return board.canvas


def press(board, name):
    undo, clear = board.buttons.children
    (undo if name == "undo" else clear).click()


def test_drawing_is_shown_and_colorized_as_the_network_does_it(board, generator):
    for tool in board.parts["tool"].options:
        board.parts["tool"].value = tool
        before = board.gray
        canvas(board).stroke = [[0.5, 0.5], [1, 1]]
        assert board.gray.shape == (32, 32, 3) and board.gray.dtype == np.uint8
        assert (board.gray[..., :1] == board.gray).all()
        assert not np.array_equal(board.gray, before)
        assert board.gray[31, 31, 0] < 225  # corners can be drawn on
        assert np.array_equal(pixels(canvas(board)), board.gray)
        assert np.array_equal(pixels(board.answer), board.colorized)
        expected = l_ab_to_rgb(*predict_ab(generator, board.gray[None]))[0]
        assert np.array_equal(board.colorized, expected)
        press(board, "clear")


@pytest.mark.parametrize(("name", "tool"), [("brush", "brush"), ("stamp", "circle")])
def test_larger_tools_cover_more(board, name, tool):
    board.parts["tool"].value = tool
    control, dark = board.parts[name], []
    for value in np.linspace(control.min, control.max, 4):
        control.value = int(value)
        canvas(board).stroke = [[0.5, 0.5]]
        dark.append((board.gray[..., 0] < 200).sum())
        press(board, "clear")
    assert (np.diff(dark) >= 0).all() and dark[-1] > 4 * dark[0]


def test_lightness_of_the_ink_runs_from_black_to_white(board):
    levels = []
    for board.parts["lightness"].value in range(0, 101, 25):
        canvas(board).stroke = [[0.5, 0.5]]
        levels.append(int(board.gray[16, 16, 0]))
    assert levels[0] == 0 and levels[-1] == 255 and (np.diff(levels) > 0).all()


def test_growing_stroke_is_one_stroke_and_undone_at_once(board):
    blank = board.gray
    path = [[0.1 + 0.08 * step, 0.3] for step in range(10)]
    for end in range(1, len(path) + 1):
        canvas(board).stroke = path[:end]
    line = board.gray
    assert (line[9:10, 4:28, 0] < 160).all()
    canvas(board).stroke = [[0.5, 0.8]]
    dotted = board.gray
    press(board, "undo")
    assert np.array_equal(board.gray, line)
    canvas(board).stroke = [[0.5, 0.8]]  # at the same place again
    assert np.array_equal(board.gray, dotted)
    press(board, "clear")
    assert np.array_equal(board.gray, blank)
    press(board, "undo")
    assert np.array_equal(board.gray, dotted)
    for _ in range(4):  # more often than there are strokes
        press(board, "undo")
    assert np.array_equal(board.gray, blank)


def test_stamp_follows_the_mouse_until_it_is_let_go(board):
    board.parts["tool"].value = "square"
    canvas(board).stroke = [[0.3, 0.3]]
    canvas(board).stroke = [[0.3, 0.3], [0.7, 0.7]]
    assert board.gray[9, 9, 0] > 220 and board.gray[22, 22, 0] < 160


def test_brush_covers_a_line_of_its_width():
    across = cover_stroke(np.array([(4.0, 16.0), (28.0, 16.0)]), width=6, size=32)
    assert across.shape == (32, 32) and across.min() == 0 and across.max() == 1
    assert across[:, 16].sum() == pytest.approx(6, abs=0.1)
    dot = cover_stroke(np.array([(16.0, 16.0)]), width=10, size=32)
    assert dot.sum() == pytest.approx(np.pi * 25, rel=0.03)
