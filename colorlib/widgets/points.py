"""Watch a little GAN train."""

import ipywidgets as widgets

from ..figures.display import render
from ..figures.points import game_frame
from ..points import play

__all__ = ["training_widget"]


def training_widget(game, rounds=1000, every=20):
    """Play a game when the reader presses play, and keep what was played for looking back.

    Parameters
    ----------
    game : points.Game
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
    button = widgets.Play(min=0, max=last, interval=200, description="Play")
    slider = widgets.IntSlider(min=0, max=last, description="moment", readout=False)
    label = widgets.Label()
    picture = widgets.Image(
        format="png", layout=widgets.Layout(max_width="100%", align_self="flex-start")
    )

    def draw(change=None):
        # The browser may skip values while the kernel is busy; the game itself skips nothing.
        while len(snapshots) <= slider.value:
            snapshots.append(next(moments))
        data, mime_type = render(game_frame(snapshots[: slider.value + 1]))
        picture.format = mime_type.removeprefix("image/")
        picture.value = data
        label.value = f"round {snapshots[slider.value].round:,} of {rounds:,}"

    widgets.jslink((button, "value"), (slider, "value"))
    slider.observe(draw, "value")
    draw()
    box = widgets.VBox([widgets.HBox([button, slider, label]), picture])
    box.play, box.slider, box.picture = button, slider, picture
    return box
