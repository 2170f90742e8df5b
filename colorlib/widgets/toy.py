"""Watch a toy GAN train, and change it while it does."""

from collections import deque
from functools import partial

import ipywidgets

from .. import toy
from ..diagnostics import diagnose_points
from ..settings import ColorlibError
from .controls import button, choice, follow, narrow, panel, row, scripted, slider
from .stage import Frames, Stage


def training_widget(gan, iterations=1000, every=5):
    """Train a toy GAN when the reader presses play, and keep its states for looking back.

    ``every`` is the number of iterations between two states. The widget's ``frames`` is a
    `stage.Frames`, ``moment`` the slider, ``play`` the button.
    """
    moments, snapshots, frames = toy.watch(gan, iterations, every), [], Frames()
    moment = slider(0, 0, -(-iterations // every), 1, "moment", readout=False)

    def draw(change=None):
        # The browser may skip values while the kernel is busy; the training itself skips nothing.
        while len(snapshots) <= moment.value:
            snapshots.append(next(moments))
        seen = snapshots[: moment.value + 1]
        alt = f"Real and generated points, and D, at iteration {seen[-1].iteration:,}."
        frames.send_states(seen[-KEPT:], "", alt)

    def advance(change):
        if frames.playing and moment.value < moment.max:
            moment.value += 1
        else:
            frames.playing = False

    follow([moment], draw)
    frames.observe(advance, "asked")
    play = play_button(frames, button_style="primary")
    box = panel(controls=row(play, moment), stage=Stage(frames=frames))
    box.play, box.moment, box.frames = play, moment, frames
    return box


def play_button(frames, **look):
    """A button that starts and pauses frames."""
    play = button("", lambda button: frames.set_trait("playing", not frames.playing), **look)

    def show(change=None):
        play.description, play.icon = ("Pause", "pause") if frames.playing else ("Play", "play")

    frames.observe(show, "playing")
    show()
    return play


OWN = "your own"
LOSSES = ["non-saturating", "minimax"]  # those for which D's output is a probability
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
    "mode collapse": HEALTHY | {"g_rate": 0.1, "d_rate": 0.01, "d_steps": 20},
    "oscillation": HEALTHY | {"target": "two Gaussians", "momentum": 0.95},
    "discriminator too strong": HEALTHY | STRONG,
}
KEPT = 300  # snapshots, half a minute of play: all that the curves show
LARGE = {"width": "110px", "height": "40px"}
HEAD = "<div style='border-top: 3px solid {1}; font-weight: 600; margin-top: 4px'>{0}</div>"
GROUPS = [
    ("Generator", "#d55e00", ["loss", "g_rate"]),
    ("Discriminator", "#0072b2", ["d_rate", "d_steps"]),
    ("Both", "#999999", ["target", "momentum"]),
    ("View", "#999999", ["pace"]),
]


class Playground(ipywidgets.VBox):
    """A toy GAN in the plane that trains while the reader changes its options and draws its target.

    Attributes: ``gan``, a `toy.ToyGAN`;
    ``snapshots``, the last 300; ``controls``, a dict of widgets; ``words``, what `diagnose_points`
    says; ``frames``, what is drawn.
    """

    def __init__(self):
        super().__init__()
        rate = partial(narrow, slider, 1e-3, -5, -1, 0.1, kind=ipywidgets.FloatLogSlider)
        flat = [name for name, target in toy.TARGETS.items() if target.dimensions == 2]
        self.options = {
            "loss": narrow(choice, LOSSES, "loss"),
            "g_rate": rate("learning rate"),
            "d_rate": rate("learning rate"),
            "d_steps": narrow(slider, 1, 1, 20, 1, "updates a step"),
            "momentum": narrow(slider, 0.5, 0.0, 0.99, 0.01, "momentum of both"),
        }
        self.controls = {
            "preset": choice(list(PRESETS), "start from", value="healthy"),
            "target": narrow(choice, [*flat, OWN], "target"),
            **self.options,
            "pace": narrow(slider, 10, 1, 50, 1, "iterations a picture"),
        }
        self.frames = Frames(pointable=True)
        self.play = play_button(self.frames, layout=LARGE, button_style="primary")
        step = button("Step", lambda button: self.step(), LARGE, icon="step-forward")
        reset = button("Reset", lambda button: self.reset(), LARGE, icon="undo")
        self.buttons = row(self.play, step, reset, self.controls["preset"])
        groups = [
            ipywidgets.VBox([ipywidgets.HTML(HEAD.format(*head)), *map(self.controls.get, names)])
            for *head, names in GROUPS
        ]
        stage = Stage(frames=self.frames, layout={"flex": "1 1 200px", "width": "auto"})
        body = [ipywidgets.VBox(groups, layout={"width": "215px"}), scripted(stage)]
        self.children = panel(buttons=self.buttons, body=row(*body)).children
        self.add_class("colorlib-panel")

        self.gan = None
        follow([self.controls["preset"]], self.start_from_preset)
        for name in HEALTHY:
            self.controls[name].observe(self.adjust, "value")
        self.frames.observe(self.tick, "asked")
        self.frames.observe(self.draw, "stroke")

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
            options = {name: control.value for name, control in self.options.items()}
            toy.change_options(self.gan, **options)
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
        """Train when the browser asks, so that nothing trains while nobody looks."""
        if self.frames.playing:
            self.step()

    def step(self):
        """Train for as many iterations as the pace says, and show the GAN."""
        try:
            self.snapshots.append(toy.train(self.gan, self.controls["pace"].value))
        except ColorlibError as error:
            self.frames.playing = False
            self.show(f"{error} Press Reset.")
        else:
            self.show()

    def look(self):
        """Measure the GAN anew, without training."""
        if self.snapshots and self.snapshots[-1].iteration == self.gan.iteration:
            self.snapshots.pop()
        self.snapshots.append(toy.take_snapshot(self.gan))
        self.show()

    def show(self, words=None):
        """Show the newest snapshot, and say what it tells."""
        if self.controls["target"].value == OWN and not self.strokes:
            words = "Draw on the picture: the line becomes the target."
        self.words = words or diagnose_points(self.snapshots)
        now = self.snapshots[-1]
        alt = f"Real and generated points on D's field at iteration {now.iteration:,}: {self.words}"
        self.frames.send_states(self.snapshots, self.words, alt)
