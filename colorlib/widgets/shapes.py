"""Design a synthetic set by hand."""

import ipywidgets
import numpy as np

from ..figures import shape_sheet
from ..shapes import EQUAL_LIGHTNESS, GUESSWORK, KINDS, LEAKY, table_errors
from .controls import Picture, button, choice, follow, narrow, panel, row, set_all, slider

PALETTES = {"equal lightness": EQUAL_LIGHTNESS, "leaky": LEAKY, "guesswork": GUESSWORK}
LEAKY_INKS = ("medium red", "light teal", "dark blue", "pale yellow")
# At L = 60 only colors that keep this lightness to two decimals when stored in 8 bits.
INKS = {
    **dict(zip(("red", "teal", "blue", "yellow"), EQUAL_LIGHTNESS.values(), strict=True)),
    "blue or yellow": GUESSWORK["circle"],
    "green": (60, -43, 45),
    "orange": (60, 34, 60),
    "violet": (60, 42, -43),
    "pink": (60, 60, -9),
    **dict(zip(LEAKY_INKS, LEAKY.values(), strict=True)),
}


def shape_designer():
    """Choose a color for each kind of shape, how many shapes and pixels, and the seed.

    Buttons set the course's palettes. Below the pictures stands whether lightness alone gives the
    colors away. The widget's ``colors`` are the present ones, as `shapes.make_shapes` takes them.
    """
    # "blue or yellow" has two colors at one lightness.
    inks = {f"{name} (L = {np.atleast_2d(lab)[0, 0]})": lab for name, lab in INKS.items()}
    menus = {name: narrow(choice, inks, name, value=EQUAL_LIGHTNESS[name]) for name in KINDS}
    numbers = {
        "most": narrow(slider, 3, 1, 6, 1, "most shapes"),
        "size": narrow(slider, 32, 16, 96, 16, "pixels a side"),
        "seed": narrow(slider, 0, 0, 50, 1, "seed"),
    }
    picture, verdict = Picture(figure=True), ipywidgets.HTML()

    def draw(change=None):
        box.colors = {name: menu.value for name, menu in menus.items()}
        rule = ", ".join(f"{name} {menu.label}" for name, menu in menus.items())
        values = {name: control.value for name, control in numbers.items()}
        # As wide as a notebook's column, where it need not be shrunk and blurred.
        figure = shape_sheet(colors=box.colors, **values, width=7.2)
        picture.show_figure(figure, f"Eight pictures of shapes, and the same in gray: {rule}.")
        verdict.value = leak_in_words(table_errors(box.colors))

    def use(button):
        set_all(menus.values(), map(PALETTES[button.description].get, menus), draw)

    palettes = {name: button(name, use) for name in PALETTES}
    head = row(ipywidgets.Label("palettes of the course:"), *palettes.values())
    rows = {"colors_row": row(*menus.values()), "numbers_row": row(*numbers.values())}
    box = panel(palettes=head, **rows, picture=picture, verdict=verdict)
    box.parts |= menus | numbers
    follow([*menus.values(), *numbers.values()], draw)
    return box


def leak_in_words(errors):
    """Say in words what `shapes.table_errors` tells of a palette."""
    # An error below a ΔE2000 of 2 is easily overlooked.
    told = [name for name, error in errors.items() if error < 2]
    words = f"<b>Leak in part:</b> lightness gives away {' and '.join(told)}."
    if len(told) in (0, len(errors)):
        every = "<b>Leak:</b> lightness gives every color away."
        words = every if told else "<b>No leak:</b> lightness gives no color away."
    numbers = ", ".join(f"{name} {error:.0f}" for name, error in errors.items())
    return f"{words} ΔE by the best table from lightness to color: {numbers}."
