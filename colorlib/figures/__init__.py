"""Figures as pure functions: data in, `matplotlib.figure.Figure` out; `show` displays one.

None of these modules imports TensorFlow.
"""

from .color import ab_histogram, channel_pictures, color_pairs, color_solids, gamut_slices
from .compare import comparison, metrics_table, results_table
from .display import COLORS, bitmap, new_figure, render, show
from .networks import feature_maps, network_diagram
from .pictures import picture_grid, triptychs
from .points import filmstrip, game_diagram, game_frame, loss_curves, saturation_curves
from .scenes import (
    ab_density,
    color_by_height,
    color_profiles,
    distance_histogram,
    epoch_rows,
    learning_orders,
    photo_colors,
    split_strips,
)
from .shapes import color_by_lightness, pipeline_timeline, shape_sheet
from .training import quality_curves, training_curves

__all__ = [
    "COLORS",
    "ab_density",
    "ab_histogram",
    "bitmap",
    "channel_pictures",
    "color_by_height",
    "color_by_lightness",
    "color_pairs",
    "color_profiles",
    "color_solids",
    "comparison",
    "distance_histogram",
    "epoch_rows",
    "feature_maps",
    "filmstrip",
    "game_diagram",
    "game_frame",
    "gamut_slices",
    "learning_orders",
    "loss_curves",
    "metrics_table",
    "network_diagram",
    "new_figure",
    "photo_colors",
    "picture_grid",
    "pipeline_timeline",
    "quality_curves",
    "render",
    "results_table",
    "saturation_curves",
    "shape_sheet",
    "show",
    "split_strips",
    "training_curves",
    "triptychs",
]
