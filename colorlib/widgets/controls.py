"""The parts that all widgets are made of: pictures with a text, sliders, menus and panels."""

import base64
import contextlib
import html
import io
from pathlib import Path

import anywidget
import ipywidgets
import traitlets
from PIL import Image

from ..figures import bitmap

HERE = Path(__file__).parent
FIT = {"width": "auto", "align_self": "flex-start"}  # as wide as the words need
LOOK = {"layout": {"width": "30em", "max_width": "100%"}, "style": {"description_width": "9em"}}


class Picture(anywidget.AnyWidget):
    """A picture with alternative text; if ``pointable``, it can be pointed at and drawn on.

    By mouse or finger: press, draw, let go. By keyboard: arrow keys move a mark, Enter sets it
    down, Shift with arrow keys draws. ``stroke`` lists the positions [x, y] since the mouse was
    pressed, as shares of the picture's width and height from the upper left corner.
    """

    _esm, _css = HERE / "picture.js", HERE / "picture.css"
    data = traitlets.Bytes().tag(sync=True)  # a PNG
    alt = traitlets.Unicode().tag(sync=True)
    width = traitlets.Unicode().tag(sync=True)  # on the page, in CSS units; without, its own
    pixelated = traitlets.Bool(False).tag(sync=True)  # keep the pixels of small pictures visible
    pointable = traitlets.Bool(False).tag(sync=True)
    busy = traitlets.Bool(False).tag(sync=True)  # show "working …" over the picture
    stroke = traitlets.List().tag(sync=True)

    @contextlib.contextmanager
    def working(self):
        """Be busy during a `with` block."""
        self.busy = True
        try:
            yield
        finally:
            self.busy = False

    def show_figure(self, figure, alt):
        """Show a figure, which ``alt`` describes in a sentence."""
        self.show_array(bitmap(figure), alt)

    def show_array(self, rgb, alt):
        """Show a uint8 array, RGB or gray."""
        file = io.BytesIO()
        # Hardly compressed: the way to the browser is short, and compressing takes longer than it.
        Image.fromarray(rgb).save(file, "PNG", compress_level=1)
        with self.hold_sync():
            self.data, self.alt = file.getvalue(), alt


class Names(anywidget.AnyWidget):
    """Gives the controls beside it the names that screen readers need; itself unseen."""

    _esm = HERE / "names.js"


def panel(**parts):
    """Put parts below each other; they are attributes, and all of them ``parts``, by name."""
    box = ipywidgets.VBox([*parts.values(), Names()])
    vars(box).update(parts, parts=parts)
    return box


def row(*parts):
    """Put parts beside each other, and those without room below."""
    return ipywidgets.HBox(parts, layout={"flex_flow": "row wrap", "grid_gap": "0 12px"})


def slider(value, least, most, step, description, kind=None, **more):
    """A slider of the given kind, or for numbers, whole if the step is."""
    kind = kind or (ipywidgets.IntSlider if isinstance(step, int) else ipywidgets.FloatSlider)
    limits = {"min": least, "max": most, "step": step}
    return kind(value=value, description=description, **limits, **LOOK, **more)


def choice(options, description, kind=ipywidgets.Dropdown, **more):
    """A menu of options: a list, or a dictionary from the words shown to the values."""
    return kind(options=options, description=description, **LOOK, **more)


def button(description, press, layout=FIT, **more):
    """A button that calls ``press(button)``."""
    made = ipywidgets.Button(description=description, layout=layout, **more)
    made.on_click(press)
    return made


def file_link(name, data, kind):
    """A link in HTML that saves data, bytes of a MIME type, as a file."""
    name, data = html.escape(name), base64.b64encode(data).decode()
    look = "color: #0072b2; text-decoration: underline"
    return f'<a style="{look}" download="{name}" href="data:{kind};base64,{data}">Save {name}</a>'


def status(words):
    """A line of HTML that screen readers tell when it changes."""
    return f'<div role="status">{words}</div>'


def follow(controls, draw):
    """Draw now, and again whenever one of the controls changes."""
    for control in controls:
        control.observe(draw, "value")
    draw()


def set_all(controls, values, draw):
    """Set controls that `draw` follows, and draw once."""
    for control, value in zip(controls, values, strict=True):
        control.unobserve(draw, "value")
        control.value = value
        control.observe(draw, "value")
    draw()


def figure_under(controls, draw):
    """Put controls, by name, above the figure that ``draw(**values)`` returns with its alt text."""
    picture = Picture()

    def redraw(change=None):
        with picture.working():
            picture.show_figure(*draw(**{name: c.value for name, c in controls.items()}))

    follow(controls.values(), redraw)
    return panel(**controls, picture=picture)
