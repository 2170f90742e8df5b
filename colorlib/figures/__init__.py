"""Figures as pure functions: data in, `matplotlib.figure.Figure` out; `show` displays one.

Widths and heights are inches of the whole figure. None of these modules imports TensorFlow.
"""
# ruff: noqa: F401

from .color import (
    bin_shares,
    color_in_gamut,
    color_solids,
    color_swatch,
    gamut_cut,
    resolution_pictures,
)
from .compare import beside, metrics_rows, picture_row, results_table, two_sides, wipe, zoomed
from .data import ab_density, color_plane, photo_colors
from .display import COLORS, bitmap, new_figure, render, show
from .networks import cut_effect, map_sheet, network_diagram, some_maps
from .pictures import epoch_columns, picture_grid, triptychs
from .shapes import shape_sheet
from .toy import filmstrip
from .training import (
    curves_with_mark,
    quality_curves,
    stage_timeline,
    trade_off,
    training_curves,
)
from .user_study import answers_table, fooled_shares, trial_strip
