"""Watch a toy GAN train, and change it while it does."""

from collections import deque
from functools import partial

import ipywidgets

from .. import toy
from ..diagnostics import diagnose_points
from ..figures import toy_curves, toy_frame, toy_plane
from ..settings import ColorlibError
from .controls import Picture, choice, panel, slider

__all__ = ["PRESETS", "Playground", "training_widget"]


def training_widget(gan, iterations=1000, every=20):
    """Train a toy GAN when the reader presses play, and keep its snapshots for looking back.

    ``every`` is the number of iterations between two pictures. The widget's parts are its ``play``,
    ``slider`` and ``picture``.
    """
    moments, snapshots = toy.watch(gan, iterations, every), []
    last = -(-iterations // every)
    button = ipywidgets.Play(min=0, max=last, interval=200, description="Play")
    moment = ipywidgets.IntSlider(min=0, max=last, description="moment", readout=False)
    label = ipywidgets.Label()
    picture = Picture()

    def draw(change=None):
        # The browser may skip values while the kernel is busy; the training itself skips nothing.
        picture.busy = True
        while len(snapshots) <= moment.value:
            snapshots.append(next(moments))
        seen = snapshots[: moment.value + 1]
        label.value = f"iteration {seen[-1].iteration:,} of {iterations:,}"
        picture.show_figure(
            toy_frame(seen),
            f"After {label.value}: real and generated points with the discriminator's "
            f"probability; losses: D {seen[-1].d_loss:.2f}, G {seen[-1].g_loss:.2f}.",
        )
        picture.busy = False

    ipywidgets.jslink((button, "value"), (moment, "value"))
    moment.observe(draw, "value")
    draw()
    box = panel(ipywidgets.HBox([button, moment, label]), picture)
    box.play, box.slider, box.picture = button, moment, picture
    return box


OWN = "your own"
HEALTHY = {
    "target": "ring of eight",
    "loss": "non-saturating",
    "g_rate": 1e-3,
    "d_rate": 1e-3,
    "momentum": 0.5,
    "d_steps": 1,
}
PRESETS = {
    "healthy": HEALTHY,
    "mode collapse": HEALTHY | {"g_rate": 0.03},
    "oscillation": HEALTHY | {"target": "two Gaussians", "momentum": 0.95},
    "discriminator too strong": HEALTHY
    | {"loss": "minimax", "g_rate": 3e-5, "d_rate": 0.01, "d_steps": 20},
}
OPTIONS = ("loss", "g_rate", "d_rate", "momentum", "d_steps")
LEGEND = (
    "● real &nbsp; × generated &nbsp; → where the loss pushes a generated point "
    "(no arrow: hardly any push) &nbsp; blue: D says real, orange: generated, line: one half"
)
SIDE = "420px"  # so that two pictures stand side by side on a page
KEPT = 300  # snapshots, half a minute of play: all that the curves show


class Playground(ipywidgets.VBox):
    """A toy GAN in the plane that trains while the reader changes its options and draws its target.

    It begins with a preset, a name in ``PRESETS``. Attributes: ``gan``, a `toy.ToyGAN`;
    ``snapshots``, the last 300; ``controls``, a dict of widgets; the pictures ``plane`` and
    ``curves``; ``strokes``, what was drawn; ``words``, what `diagnose_points` says.
    """

    def __init__(self, preset="healthy"):
        super().__init__()
        slow = {"continuous_update": False}  # these rewrite the graph, in half a second
        rate = partial(slider, 1e-3, -5, -1, 0.1, kind=ipywidgets.FloatLogSlider)
        flat = [name for name, target in toy.TARGETS.items() if target.dimensions == 2]
        self.controls = {
            "preset": choice(list(PRESETS), "start from"),
            "target": choice([*flat, OWN], "target"),
            "loss": choice(list(toy.G_LOSSES), "loss of G"),
            "g_rate": rate("learning rate of G"),
            "d_rate": rate("learning rate of D"),
            "momentum": slider(0.5, 0.0, 0.99, 0.01, "momentum", **slow),
            "d_steps": slider(1, 1, 20, 1, "updates of D", **slow),
            "pace": slider(10, 1, 50, 1, "iterations a picture"),
        }
        # Pressed by the browser, not by a thread of ours: when nobody looks, nothing plays.
        self.clock = ipywidgets.Play(max=10**9, interval=50, layout={"display": "none"})
        self.playing = ipywidgets.ToggleButton(description="Play", icon="play")
        self.buttons = {
            name: ipywidgets.Button(description=name.capitalize(), icon=icon)
            for name, icon in (("step", "step-forward"), ("reset", "undo"), ("erase", "eraser"))
        }
        self.words = ipywidgets.HTML()
        self.plane, self.curves = Picture(pointable=True, width=SIDE), Picture(width=SIDE)
        self.gan, self.strokes, self.snapshots = None, [], deque(maxlen=KEPT)
        self.children = panel(
            ipywidgets.GridBox(
                list(self.controls.values()),
                layout={"grid_template_columns": "repeat(auto-fit, minmax(28em, 1fr))"},
            ),
            ipywidgets.HBox([self.playing, *self.buttons.values(), self.clock]),
            self.words,
            ipywidgets.HBox([self.plane, self.curves], layout={"flex_flow": "row wrap"}),
            ipywidgets.HTML(LEGEND),
        ).children

        self.controls["preset"].value = preset
        self.start_from(preset)
        self.controls["preset"].observe(lambda change: self.start_from(change.new), "value")
        self.controls["target"].observe(lambda change: self.aim(), "value")
        for name in OPTIONS:
            self.controls[name].observe(partial(self.obey, name), "value")
        self.playing.observe(self.play_or_pause, "value")
        self.clock.observe(lambda change: self.step(), "value")
        for name, button in self.buttons.items():
            button.on_click(lambda button, name=name: getattr(self, name)())
        self.plane.observe(self.draw, "stroke")

    def start_from(self, name):
        """Set the controls as a preset has them, and start a new GAN."""
        self.gan = None  # so that nothing happens before all controls are set
        for control, value in PRESETS[name].items():
            self.controls[control].value = value
        self.reset()

    def reset(self):
        """Start a new GAN with the present options and target."""
        options = {name: self.controls[name].value for name in OPTIONS}
        self.gan = toy.ToyGAN(self.target(), **options)
        self.snapshots = deque(maxlen=KEPT)
        self.look()

    def target(self):
        name = self.controls["target"].value
        if name != OWN:
            return toy.TARGETS[name]
        if self.strokes:
            return toy.drawn_target(self.strokes)
        return self.gan.target if self.gan else toy.TARGETS[HEALTHY["target"]]

    def obey(self, name, change):
        """Change an option of the GAN to the value of its control."""
        if self.gan:
            toy.change_options(self.gan, **{name: change.new})
            self.look()

    def aim(self):
        """Move the target to that of the controls or the drawing."""
        if self.gan:
            toy.change_target(self.gan, self.target())
            self.look()

    def draw(self, change):
        """Add a line of the mouse to the reader's own target."""
        stroke = self.plane.stroke
        if self.strokes and self.strokes[-1][0] == stroke[0]:
            self.strokes[-1] = stroke  # the same line, grown
        else:
            self.strokes.append(stroke)
        if self.controls["target"].value == OWN:
            self.aim()
        else:
            self.controls["target"].value = OWN

    def erase(self):
        """Forget what was drawn; the next line begins a new target."""
        self.strokes = []
        self.look()

    def play_or_pause(self, change):
        self.clock.playing = self.playing.value
        self.playing.description = "Pause" if self.playing.value else "Play"
        self.playing.icon = "pause" if self.playing.value else "play"
        self.look()

    def step(self):
        """Train for as many iterations as the pace says, and show the GAN."""
        # While it plays, one sees that it works.
        self.plane.busy = not self.playing.value
        try:
            self.snapshots.append(toy.train(self.gan, self.controls["pace"].value))
        except ColorlibError as error:
            self.playing.value = False
            self.words.value = f"<b>{error} Press Reset.</b>"
        else:
            self.show()
        finally:
            self.plane.busy = False

    def look(self):
        """Measure the GAN anew, without training."""
        if self.snapshots and self.snapshots[-1].iteration == self.gan.iteration:
            self.snapshots.pop()
        self.snapshots.append(toy.take_snapshot(self.gan))
        self.show()

    def show(self):
        now = self.snapshots[-1]
        words = diagnose_points(self.snapshots)
        if self.controls["target"].value == OWN and not self.strokes:
            words = "Draw on the picture: the line becomes the target."
        self.words.value = f"<b>{words}</b>"
        where = f"Iteration {now.iteration:,}, real and generated points on D's field."
        self.plane.show_figure(toy_plane(now), f"{where} {words}")
        # The curves change slowly and take longer to draw than all the rest.
        if self.clock.value % 8 == 0 or not self.playing.value:
            losses = f"D's loss {now.d_loss:.2f}, G's {now.g_loss:.2f}"
            alt = (
                f"Curves up to iteration {now.iteration:,}: {losses}, accuracy {now.accuracy:.0%}."
            )
            self.curves.show_figure(toy_curves(self.snapshots), alt)
