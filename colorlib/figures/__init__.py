"""Figures as pure functions: data in, `matplotlib.figure.Figure` out; `show` displays one.

None of these modules imports TensorFlow.
"""

from .display import COLORS, new_figure, render, show
from .pictures import picture_grid, triptychs

__all__ = ["COLORS", "new_figure", "picture_grid", "render", "show", "triptychs"]
