"""Watch a little GAN train, and push on it while it does."""

from collections import deque

import ipywidgets

from ..settings import ColorlibError
from ..figures import game_curves, game_frame, game_plane
from ..toy import (
    G_LOSSES,
    TARGETS,
    Game,
    advance,
    change_rules,
    change_target,
    drawn_target,
    play,
    take_snapshot,
)
from ..diagnostics import describe
from .controls import Picture, choice, panel, slider

__all__ = ["PRESETS", "Playground", "training_widget"]


def training_widget(game, rounds=1000, every=20):
    """Play a game when the reader presses play, and keep what was played for looking back.

    Parameters
    ----------
    game : toy.Game
        Changed in place while it plays.
    rounds : int, optional
    every : int, optional
        Rounds between two pictures.

    Returns
    -------
    ipywidgets.VBox
        Its ``play``, ``slider`` and ``picture`` are the parts that it is made of.
    """
    moments, snapshots = play(game, rounds, every), []
    last = rounds // every
    button = ipywidgets.Play(min=0, max=last, interval=200, description="Play")
    moment = ipywidgets.IntSlider(min=0, max=last, description="moment", readout=False)
    label = ipywidgets.Label()
    picture = Picture()

    def draw(change=None):
        # The browser may skip values while the kernel is busy; the game itself skips nothing.
        picture.busy = True
        while len(snapshots) <= moment.value:
            snapshots.append(next(moments))
        seen = snapshots[: moment.value + 1]
        label.value = f"round {seen[-1].round:,} of {rounds:,}"
        picture.show_figure(
            game_frame(seen),
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
RULES = ("loss", "g_rate", "d_rate", "momentum", "d_steps")
LEGEND = (
    "● real &nbsp; × generated &nbsp; → where the loss pushes a generated point "
    "(no arrow: hardly any push) &nbsp; blue: D says real, orange: generated, line: one half"
)
SIDE = "420px"  # so that two pictures stand side by side on a page
KEPT = 300  # snapshots, half a minute of play: all that the curves show


def rate_slider(description):
    return slider(1e-3, -5, -1, 0.1, description, kind=ipywidgets.FloatLogSlider)


class Playground(ipywidgets.VBox):
    """A GAN in the plane that trains while the reader changes its rules and draws its target.

    All that happens is in its attributes: what one sees is what they hold.

    Parameters
    ----------
    preset : str, optional
        A name in ``PRESETS``: where to begin.

    Attributes
    ----------
    game : toy.Game
    snapshots : collections.deque of toy.Snapshot
        The last 300.
    controls : dict of ipywidgets.Widget
        ``preset``, ``target``, ``loss``, ``g_rate``, ``d_rate``, ``momentum``, ``d_steps``,
        ``pace``.
    plane, curves : Picture
    strokes : list of list of [x, y]
        What was drawn, as `toy.drawn_target` takes it.
    words : ipywidgets.HTML
        What is to be seen, from `spectator.describe`.
    """

    def __init__(self, preset="healthy"):
        super().__init__()
        slow = {"continuous_update": False}  # these write the rules anew, in half a second
        flat = [name for name, target in TARGETS.items() if target.dimensions == 2]
        self.controls = {
            "preset": choice(list(PRESETS), "start from"),
            "target": choice([*flat, OWN], "target"),
            "loss": choice(list(G_LOSSES), "loss of G"),
            "g_rate": rate_slider("learning rate of G"),
            "d_rate": rate_slider("learning rate of D"),
            "momentum": slider(0.5, 0.0, 0.99, 0.01, "momentum", **slow),
            "d_steps": slider(1, 1, 20, 1, "D moves a round", **slow),
            "pace": slider(10, 1, 50, 1, "rounds a picture"),
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
        self.game, self.strokes, self.snapshots = None, [], deque(maxlen=KEPT)
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
        self.controls["target"].observe(self.aim, "value")
        for name in RULES:
            self.controls[name].observe(self.obey, "value")
        self.playing.observe(self.play_or_pause, "value")
        self.clock.observe(lambda change: self.step(), "value")
        self.buttons["step"].on_click(lambda button: self.step())
        self.buttons["reset"].on_click(lambda button: self.reset())
        self.buttons["erase"].on_click(lambda button: self.erase())
        self.plane.observe(self.draw, "stroke")

    def start_from(self, name):
        """Set the controls as a preset has them, and start a new game."""
        self.game = None  # so that nothing happens before all controls are set
        for control, value in PRESETS[name].items():
            self.controls[control].value = value
        self.reset()

    def reset(self):
        """Start a new game with the present rules and target."""
        rules = {name: self.controls[name].value for name in RULES}
        self.game = Game(self.target(), **rules)
        self.snapshots = deque(maxlen=KEPT)
        self.look()

    def target(self):
        name = self.controls["target"].value
        if name != OWN:
            return TARGETS[name]
        if self.strokes:
            return drawn_target(self.strokes)
        return self.game.target if self.game else TARGETS[HEALTHY["target"]]

    def obey(self, change):
        """Change the rules of the running game to those of the controls."""
        if self.game:
            change_rules(self.game, **{name: self.controls[name].value for name in RULES})
            self.look()

    def aim(self, change=None):
        """Move the target of the running game to where the controls or the drawing have it."""
        if self.game:
            change_target(self.game, self.target())
            self.look()

    def draw(self, change):
        """Add what the mouse draws to the reader's own target."""
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
        """Play as many rounds as the pace says, and look."""
        # While it plays, one sees that it works.
        self.plane.busy = not self.playing.value
        try:
            self.snapshots.append(advance(self.game, self.controls["pace"].value))
        except ColorlibError as error:
            self.playing.value = False
            self.words.value = f"<b>{error} Press Reset.</b>"
        else:
            self.show()
        finally:
            self.plane.busy = False

    def look(self):
        """Measure the game anew, without playing."""
        if self.snapshots and self.snapshots[-1].round == self.game.round:
            self.snapshots.pop()
        self.snapshots.append(take_snapshot(self.game))
        self.show()

    def show(self):
        now = self.snapshots[-1]
        words = describe(self.snapshots)
        if self.controls["target"].value == OWN and not self.strokes:
            words = "Draw on the picture: the line becomes the target."
        self.words.value = f"<b>{words}</b>"
        where = f"Round {now.round:,}, real and generated points on D's field."
        self.plane.show_figure(game_plane(now), f"{where} {words}")
        # The curves change slowly and take longer to draw than all the rest.
        if self.clock.value % 8 == 0 or not self.playing.value:
            losses = f"D's loss {now.d_loss:.2f}, G's {now.g_loss:.2f}"
            alt = (
                f"Curves up to round {now.round:,}: {losses}, D is right about {now.accuracy:.0%}."
            )
            self.curves.show_figure(game_curves(self.snapshots), alt)
