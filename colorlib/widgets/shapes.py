"""Design a synthetic set by hand."""

import ipywidgets

from ..figures import shape_sheet
from ..shapes import EQUAL_LIGHTNESS, GUESSWORK, KINDS, LEAKY, table_errors
from .controls import Picture, choice, panel, slider

__all__ = ["shape_designer"]

PALETTES = {"equal lightness": EQUAL_LIGHTNESS, "leaky": LEAKY, "guesswork": GUESSWORK}
# At L = 60 only colors that keep this lightness to two decimals when stored in 8 bits.
INKS = {
    "red": EQUAL_LIGHTNESS["triangle"],
    "teal": EQUAL_LIGHTNESS["square"],
    "blue": EQUAL_LIGHTNESS["circle"],
    "yellow": EQUAL_LIGHTNESS["sailboat"],
    "blue or yellow": GUESSWORK["circle"],
    "green": (60, -43, 45),
    "orange": (60, 34, 60),
    "violet": (60, 42, -43),
    "pink": (60, 60, -9),
    "dark blue": LEAKY["circle"],
    "medium red": LEAKY["triangle"],
    "light teal": LEAKY["square"],
    "pale yellow": LEAKY["sailboat"],
}
LEAST_SEEN = 2  # ΔE2000 that is easily overlooked


def shape_designer():
    """Choose a color for each kind of shape, how many shapes and pixels, and the seed.

    Buttons set the course's palettes. Below the pictures stands whether lightness alone gives the
    colors away.

    Returns
    -------
    ipywidgets.VBox
        With ``colors``, the present rule, as `shapes.make_shapes` takes it; ``controls`` (a menu
        for each kind, and ``most``, ``size``, ``seed``); ``palettes``, the buttons by name;
        ``picture``; and ``verdict``.
    """
    # "blue or yellow" has two colors at one lightness.
    inks = {f"{name} (L = {lightness_of(lab)})": lab for name, lab in INKS.items()}
    menus = {name: choice(inks, name, value=EQUAL_LIGHTNESS[name]) for name in KINDS}
    numbers = {
        "most": slider(3, 1, 6, 1, "most shapes"),
        "size": slider(32, 16, 96, 16, "pixels a side"),
        "seed": slider(0, 0, 50, 1, "seed"),
    }
    palettes = {name: ipywidgets.Button(description=name) for name in PALETTES}
    picture, verdict = Picture(), ipywidgets.HTML()
    row = ipywidgets.HBox([ipywidgets.Label("palettes of the course:"), *palettes.values()])
    box = panel(row, *menus.values(), *numbers.values(), picture, verdict)
    box.controls, box.palettes = {**menus, **numbers}, palettes
    box.picture, box.verdict = picture, verdict

    def redraw(change=None):
        box.colors = {name: menu.value for name, menu in menus.items()}
        rule = ", ".join(f"{name} {menu.label}" for name, menu in menus.items())
        values = {name: control.value for name, control in numbers.items()}
        # As wide as a notebook's column, where it need not be shrunk and blurred.
        figure = shape_sheet(colors=box.colors, **values, width=7.2)
        picture.show_figure(figure, f"Eight pictures of shapes, and the same in gray: {rule}.")
        verdict.value = judge(table_errors(box.colors))

    def use(palette):
        """Set all four menus and draw once."""
        for menu in menus.values():
            menu.unobserve(redraw, "value")
        for name, menu in menus.items():
            menu.value = palette[name]
        for menu in menus.values():
            menu.observe(redraw, "value")
        redraw()

    for control in box.controls.values():
        control.observe(redraw, "value")
    for name, button in palettes.items():
        button.on_click(lambda _, name=name: use(PALETTES[name]))
    redraw()
    return box


def lightness_of(lab):
    """The L of a color, or of the first of several."""
    first = lab[0]
    return first if isinstance(first, int) else first[0]


def judge(errors):
    """Say in words what `shapes.table_errors` tells of a palette."""
    numbers = ", ".join(f"{name} {error:.0f}" for name, error in errors.items())
    told = [name for name, error in errors.items() if error < LEAST_SEEN]
    if not told:
        words = "<b>No leak:</b> lightness gives no color away."
    elif len(told) == len(errors):
        words = "<b>Leak:</b> lightness gives every color away."
    else:
        words = f"<b>Leak in part:</b> lightness gives away {' and '.join(told)}."
    return f"{words} ΔE by the best table from lightness to color: {numbers}."
