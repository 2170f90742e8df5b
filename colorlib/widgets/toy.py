"""Watch a toy GAN train, and change it while it does."""

from collections import deque
from functools import partial

import ipywidgets

from .. import toy
from ..diagnostics import diagnose_points
from ..figures import filmstrip, toy_curves, toy_plane
from ..settings import ColorlibError
from .controls import Picture, button, choice, follow, panel, row, slider


def training_widget(gan, iterations=1000, every=20):
    """Train a toy GAN when the reader presses play, and keep its snapshots for looking back.

    ``every`` is the number of iterations between two pictures.
    """
    moments, snapshots = toy.watch(gan, iterations, every), []
    last = -(-iterations // every)
    play, picture = ipywidgets.Play(max=last, interval=200), Picture()
    moment = slider(0, 0, last, 1, "moment", readout=False)
    ipywidgets.jslink((play, "value"), (moment, "value"))

    def draw(change=None):
        # The browser may skip values while the kernel is busy; the training itself skips nothing.
        with picture.working():
            while len(snapshots) <= moment.value:
                snapshots.append(next(moments))
            now = snapshots[moment.value]
            alt = f"Real and generated points on D's field at iteration {now.iteration:,}."
            picture.show_figure(filmstrip([now], push=True), alt)

    follow([moment], draw)
    return panel(play=play, moment=moment, picture=picture)


OWN = "your own"
HEALTHY = {
    "target": "ring of eight",
    "loss": "non-saturating",
    "g_rate": 1e-3,
    "d_rate": 1e-3,
    "momentum": 0.5,
    "d_steps": 1,
}
STRONG = {"loss": "minimax", "g_rate": 3e-5, "d_rate": 0.01, "d_steps": 20}
PRESETS = {
    "healthy": HEALTHY,
    "mode collapse": HEALTHY | {"g_rate": 0.03},
    "oscillation": HEALTHY | {"target": "two Gaussians", "momentum": 0.95},
    "discriminator too strong": HEALTHY | STRONG,
}
LEGEND = (
    "● real &nbsp; × generated &nbsp; → where the loss pushes a generated point "
    "(no arrow: hardly any push) &nbsp; blue: D says real, orange: generated, line: one half"
)
SIDE = "420px"  # so that two pictures stand side by side on a page
KEPT = 300  # snapshots, half a minute of play: all that the curves show


class Playground(ipywidgets.VBox):
    """A toy GAN in the plane that trains while the reader changes its options and draws its target.

    It begins with a preset, a name in ``PRESETS``. Attributes: ``gan``, a `toy.ToyGAN`;
    ``snapshots``, the last 300; ``controls``, a dict of widgets; ``words``, what `diagnose_points`
    says.
    """

    def __init__(self, preset="healthy"):
        super().__init__()
        slow = {"continuous_update": False}  # these rewrite the graph, in half a second
        rate = partial(slider, 1e-3, -5, -1, 0.1, kind=ipywidgets.FloatLogSlider)
        flat = [name for name, target in toy.TARGETS.items() if target.dimensions == 2]
        self.options = {
            "loss": choice(list(toy.G_LOSSES), "loss of G"),
            "g_rate": rate("learning rate of G"),
            "d_rate": rate("learning rate of D"),
            "momentum": slider(0.5, 0.0, 0.99, 0.01, "momentum", **slow),
            "d_steps": slider(1, 1, 20, 1, "updates of D", **slow),
        }
        self.controls = {
            "preset": choice(list(PRESETS), "start from", value=preset),
            "target": choice([*flat, OWN], "target"),
            **self.options,
            "pace": slider(10, 1, 50, 1, "iterations a picture"),
        }
        # Ticks in the browser, not in a thread of ours: when nobody looks, nothing trains.
        self.clock = ipywidgets.Play(max=10**9, interval=50, show_repeat=False)
        step = button("Step", lambda button: self.step(), icon="step-forward")
        reset = button("Reset", lambda button: self.reset(), icon="undo")
        self.buttons = row(self.clock, step, reset)
        self.words = ipywidgets.HTML()
        self.plane, self.curves = Picture(pointable=True, width=SIDE), Picture(width=SIDE)
        self.children = panel(
            controls=row(*self.controls.values()),
            buttons=self.buttons,
            words=self.words,
            pictures=row(self.plane, self.curves),
            legend=ipywidgets.HTML(LEGEND),
        ).children

        self.gan = None
        follow([self.controls["preset"]], self.start_from_preset)
        for name in HEALTHY:
            self.controls[name].observe(self.adjust, "value")
        self.clock.observe(self.tick, "value")
        self.plane.observe(self.draw, "stroke")

    def start_from_preset(self, change=None):
        """Set the controls as the preset has them, and start a new GAN."""
        self.gan = None  # so that nothing happens before all controls are set
        for name, value in PRESETS[self.controls["preset"].value].items():
            self.controls[name].value = value
        self.reset()

    def reset(self):
        """Start a new GAN with the present options and target."""
        options = {name: control.value for name, control in self.options.items()}
        self.gan = toy.ToyGAN(self.target(), **options)
        self.snapshots = deque(maxlen=KEPT)
        self.look()

    def target(self):
        """The target chosen; or the reader's drawing, which another choice forgets."""
        name = self.controls["target"].value
        if name != OWN:
            self.strokes = []
            return name
        return toy.drawn_target(self.strokes) if self.strokes else self.gan.target

    def adjust(self, change=None):
        """Give the GAN the options and the target that the controls have now."""
        if self.gan:
            now = vars(self.gan.options)
            options = {name: control.value for name, control in self.options.items()}
            # Only those that are new: some are slow to change.
            changes = {name: value for name, value in options.items() if value != now[name]}
            toy.change_options(self.gan, **changes)
            toy.change_target(self.gan, self.target())
            self.look()

    def draw(self, change):
        """Add a line of the mouse to the reader's own target."""
        if self.strokes and self.strokes[-1][0] == change.new[0]:
            self.strokes.pop()  # the same line, now grown
        self.strokes.append(change.new)
        self.controls["target"].value = OWN
        self.adjust()

    def tick(self, change):
        """Train while the clock runs; its stop button turns it back to 0."""
        if change.new:
            self.step()
        else:
            self.reset()

    def step(self):
        """Train for as many iterations as the pace says, and show the GAN."""
        try:
            with self.plane.working():
                self.snapshots.append(toy.train(self.gan, self.controls["pace"].value))
        except ColorlibError as error:
            self.clock.playing = False
            self.words.value = f"<b>{error} Press Reset.</b>"
        else:
            self.show()

    def look(self):
        """Measure the GAN anew, without training."""
        if self.snapshots and self.snapshots[-1].iteration == self.gan.iteration:
            self.snapshots.pop()
        self.snapshots.append(toy.take_snapshot(self.gan))
        self.show()

    def show(self):
        """Show the newest snapshot, and say what it tells."""
        now, words = self.snapshots[-1], diagnose_points(self.snapshots)
        if self.controls["target"].value == OWN and not self.strokes:
            words = "Draw on the picture: the line becomes the target."
        self.words.value = f"<b>{words}</b>"
        where = f"Real and generated points on D's field at iteration {now.iteration:,}."
        self.plane.show_figure(toy_plane(now), f"{where} {words}")
        # The curves change slowly and take longer to draw than all the rest.
        if self.clock.value % 8 == 0 or not self.clock.playing:
            alt = "Curves of D's loss ({:.2f} now), of G's ({:.2f}), and of D's accuracy ({:.0%})."
            alt = alt.format(now.d_loss, now.g_loss, now.accuracy)
            self.curves.show_figure(toy_curves(self.snapshots), alt)
