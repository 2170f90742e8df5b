"""The picture in which a toy GAN moves; the browser draws it from numbers."""

import anywidget
import ipywidgets
import numpy as np
import traitlets

from .controls import HERE, script

DRAWN, ARROWS = 250, 60  # points of each kind, and pushes; more of them hide each other
FEW = 10  # modes that can be counted; a curve has more of them, which overlap


class Frames(ipywidgets.Widget):
    """What the browser draws, and what it asks for; ``stage.js`` says in which form.

    A core widget, so that all messages arrive (see `controls.Companion`). While ``playing``, the
    browser raises ``asked`` whenever it wants the next state.
    """

    now = traitlets.Dict().tag(sync=True)
    points, field, curves = (traitlets.Bytes().tag(sync=True) for _ in range(3))
    number = traitlets.Int().tag(sync=True)  # of states sent; the last to arrive
    pointable = traitlets.Bool(False).tag(sync=True)
    stroke = traitlets.List().tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    asked = traitlets.Int().tag(sync=True)

    def send_states(self, snapshots, words, alt):
        """Send the last of some `toy.Snapshot` as it is, and all of them as curves."""
        last = snapshots[-1]
        curves = [(s.iteration, s.d_loss, s.g_loss, s.accuracy) for s in snapshots]
        parts = last.real[:DRAWN], last.fake[:DRAWN], last.push[:ARROWS]
        pairs = np.zeros((sum(map(len, parts)), 2), np.float32)
        pairs[:, : last.target.dimensions] = np.concatenate(parts)
        count = len(last.target.centers)
        now = {
            "iteration": last.iteration,
            "dimensions": last.target.dimensions,
            "limit": last.target.limit,
            "real": DRAWN,
            "modes": last.modes if count <= FEW else None,
            "all": count,
            "words": words,
            "alt": alt,
        }
        with self.hold_sync():
            self.now, self.points = now, pairs.tobytes()
            self.field = np.uint8(np.rint(255 * np.nan_to_num(last.field))).tobytes()
            self.curves = np.array(curves, np.float32).T.tobytes()
            self.number += 1


class Stage(anywidget.AnyWidget):
    """Shows the states of its ``frames``."""

    _esm, _css = script("pointing.js", "stage.js"), HERE / "companion.css"
    frames = traitlets.Instance(Frames).tag(sync=True, **ipywidgets.widget_serialization)
