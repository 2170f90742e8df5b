"""Figures as pure functions: data in, `matplotlib.figure.Figure` out; `show` displays one.

None of these modules imports TensorFlow.
"""

from .color import (
    ab_histogram,
    channel_pictures,
    coarsen,
    color_in_gamut,
    color_pairs,
    color_solids,
    gamut_slices,
    resolution_pictures,
    turn_solids,
)
from .compare import (
    beside,
    comparison,
    metrics_rows,
    metrics_table,
    picture_row,
    results_table,
    two_sides,
    wipe,
    zoomed,
)
from .display import COLORS, bitmap, new_figure, render, show
from .networks import cut_effect, feature_maps, map_sheet, network_diagram, some_maps
from .user_study import answers_table, fooled_shares, trial_strip
from .pictures import picture_grid, triptychs
from .toy import (
    filmstrip,
    game_curves,
    game_diagram,
    game_frame,
    game_pair,
    game_plane,
    loss_curves,
    saturation_curves,
)
from .data import (
    ab_density,
    color_by_height,
    color_profiles,
    distance_histogram,
    epoch_columns,
    learning_orders,
    photo_colors,
    split_strips,
)
from .shapes import color_by_lightness, pipeline_timeline, shape_sheet
from .gan import curves_with_mark, quality_curves, training_curves

__all__ = [
    "COLORS",
    "ab_density",
    "ab_histogram",
    "answers_table",
    "beside",
    "bitmap",
    "channel_pictures",
    "coarsen",
    "color_by_height",
    "color_by_lightness",
    "color_in_gamut",
    "color_pairs",
    "color_profiles",
    "color_solids",
    "comparison",
    "curves_with_mark",
    "cut_effect",
    "distance_histogram",
    "epoch_columns",
    "feature_maps",
    "filmstrip",
    "fooled_shares",
    "game_curves",
    "game_diagram",
    "game_frame",
    "game_pair",
    "game_plane",
    "gamut_slices",
    "learning_orders",
    "loss_curves",
    "map_sheet",
    "metrics_rows",
    "metrics_table",
    "network_diagram",
    "new_figure",
    "photo_colors",
    "picture_grid",
    "picture_row",
    "pipeline_timeline",
    "quality_curves",
    "render",
    "resolution_pictures",
    "results_table",
    "saturation_curves",
    "shape_sheet",
    "show",
    "some_maps",
    "split_strips",
    "training_curves",
    "trial_strip",
    "triptychs",
    "turn_solids",
    "two_sides",
    "wipe",
    "zoomed",
]
