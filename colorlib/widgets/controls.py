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


def script(*names):
    """Join scripts of this folder: anywidget loads one file."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


FIT = {"width": "auto", "align_self": "flex-start"}  # as wide as the words need
LOOK = {"layout": {"width": "30em", "max_width": "100%"}, "style": {"description_width": "9em"}}


class Picture(ipywidgets.Box):
    """A picture with alternative text; if ``pointable``, it can be pointed at and drawn on.

    By mouse or finger: press, draw, let go. By keyboard: arrow keys move a mark, Enter sets it
    down, Shift with arrow keys draws. ``stroke`` lists the positions [x, y] since the mouse was
    pressed, as shares of the picture's width and height from the upper left corner. A width is in
    CSS units; ``pixelated`` keeps the pixels of small pictures visible; a ``figure`` lies on white.
    """

    # The traits of a core widget, which arrive even if the browser is too busy to load ours.
    alt = traitlets.Unicode().tag(sync=True)
    pointable = traitlets.Bool(False).tag(sync=True)
    stroke = traitlets.List().tag(sync=True)

    def __init__(self, pointable=False, width=None, pixelated=False, figure=False, captions=0):
        # Hidden while empty, because a browser would draw a broken picture.
        inner = {"margin": "0", "width": width and "100%", "max_width": "100%", "display": "none"}
        self.image = ipywidgets.Image(layout=inner)
        outer = {"width": width or "fit-content", "max_width": "100%", "align_self": "flex-start"}
        self.captions = [ipywidgets.Label() for _ in range(captions)]  # on the left and right half
        for caption, side in zip(self.captions, ("left", "right"), strict=False):
            caption.add_class(f"colorlib-caption-{side}")
        super().__init__([self.image, *self.captions], pointable=pointable, layout=outer)
        looks = ["pixelated"] * pixelated + ["figure"] * figure
        for name in ["picture", *looks, self.model_id]:
            self.add_class(f"colorlib-{name}")

    @property
    def data(self):
        """The picture as a PNG, in bytes; none at first."""
        return bytes(self.image.value)

    @property
    def busy(self):
        """Whether "working …" stands over the picture."""
        return "colorlib-busy" in self._dom_classes

    @contextlib.contextmanager
    def working(self):
        """Be busy during a `with` block."""
        self.add_class("colorlib-busy")
        try:
            yield
        finally:
            self.remove_class("colorlib-busy")

    def show_figure(self, figure, alt):
        """Show a figure, which ``alt`` describes in a sentence."""
        self.show_array(bitmap(figure), alt)

    def show_array(self, rgb, alt):
        """Show a uint8 array, RGB or gray."""
        file = io.BytesIO()
        # Hardly compressed: the way to the browser is short, and compressing takes longer than it.
        Image.fromarray(rgb).save(file, "PNG", compress_level=1)
        self.alt, self.image.value, self.image.layout.display = alt, file.getvalue(), None

    def copy_from(self, other, alt):
        """Show what another picture shows."""
        self.alt, self.image.value, self.image.layout.display = alt, other.image.value, None


class Companion(anywidget.AnyWidget):
    """An invisible widget that gives the panel around it what core widgets lack.

    These are pictures to point at, alternative texts, and names for screen readers. All messages go
    through core widgets: anywidget 0.11 ignores those to a widget of its own that took more than
    two seconds to load, as happens on a busy machine.
    """

    _esm, _css = script("pointing.js", "companion.js"), HERE / "companion.css"
    pictures = traitlets.List().tag(sync=True, **ipywidgets.widget_serialization)
    uploads = traitlets.List().tag(sync=True, **ipywidgets.widget_serialization)


# Seen after five seconds, unless the script of the element after it has drawn something.
NOTE = """<style>.colorlib-note { animation: 5s steps(1) colorlib-late; }
.colorlib-note:has(+ * > [class^=colorlib-]) { display: none; }
@keyframes colorlib-late { from { visibility: hidden; height: 0; margin: 0; } }</style>
No picture, or one that cannot be pointed at? Run this cell again."""


def scripted(widget):
    """Put a note before a widget that needs a script of its own."""
    note = ipywidgets.HTML(NOTE)
    note.add_class("colorlib-note")
    return ipywidgets.VBox([note, widget], layout=widget.layout)


def panel(**parts):
    """Put parts below each other; they are attributes, and all of them ``parts``, by name."""
    within = {
        "pictures": list(find_parts(Picture, parts.values())),
        "uploads": list(find_parts(ipywidgets.FileUpload, parts.values())),
    }
    shown = [*parts.values(), Companion(**within)]
    shown = [scripted(part) if isinstance(part, anywidget.AnyWidget) else part for part in shown]
    box = ipywidgets.VBox(shown)
    box.add_class("colorlib-panel")
    vars(box).update(parts, parts=parts)
    return box


def find_parts(kind, parts):
    """Go through widgets, and all that is in them, for those of one kind."""
    for part in parts:
        if isinstance(part, kind):
            yield part
        else:
            yield from find_parts(kind, getattr(part, "children", ()))


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


def narrow(make, *arguments, **more):
    """Make a control for a narrow column, with its words above it."""
    control = make(*arguments, **more)
    control.layout = {"width": "205px"}
    control.style.description_width = "100%"
    control.add_class("colorlib-narrow")
    return control


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
