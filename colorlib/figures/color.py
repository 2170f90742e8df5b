"""Figures of color itself: channels, color solids, slices of the gamut, color differences."""

from functools import lru_cache

import numpy as np
from matplotlib.patches import Rectangle
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from ..color import in_gamut, lab_to_rgb, rgb_to_lab
from ..data import resize
from .display import COLORS, new_figure
from .pictures import picture_grid

__all__ = [
    "ab_histogram",
    "channel_pictures",
    "coarsen",
    "color_in_gamut",
    "color_pairs",
    "color_solids",
    "gamut_slices",
    "resolution_pictures",
    "turn_solids",
]

# Room for all of sRGB; network units ±1 are Lab units ±110.
EDGE = 110
# Where `color_in_gamut` has its slice: left, bottom, width and height as shares of the figure.
SLICE_PLACE = (0.1, 0.14, 0.364, 0.78)
EVEN_LIGHTNESS = 65


def channel_pictures(rgb, width=9.5):
    """Show a photograph's three RGB channels above its three Lab channels.

    R, G, B and L are shown as gray pictures; a and b in the colors that they stand for, at an even
    lightness of 65.

    Parameters
    ----------
    rgb : numpy.ndarray, uint8, shape (height, width, 3)
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    lab = rgb_to_lab(rgb)
    shown = []
    for channel in range(3):
        alone = np.zeros_like(lab) if channel == 0 else np.full_like(lab, (EVEN_LIGHTNESS, 0, 0))
        alone[..., channel] = lab[..., channel]
        shown.append(lab_to_rgb(alone))
    pictures = [rgb, *np.moveaxis(rgb, -1, 0), rgb, *shown]
    titles = ["RGB: the photograph", "R: red", "G: green", "B: blue"]
    titles += ["Lab: the photograph", "L: lightness", "a: green to red", "b: blue to yellow"]
    return picture_grid(pictures, titles, columns=4, width=width)


def cube_faces(steps):
    """Corners of small squares that cover the six faces of the unit cube: (n, 4, 3)."""
    edges = np.linspace(0, 1, steps + 1)
    u, v = (grid.ravel() for grid in np.meshgrid(edges[:-1], edges[:-1]))
    du = edges[1]
    square = np.stack([(u, v), (u + du, v), (u + du, v + du), (u, v + du)], axis=0)
    square = np.moveaxis(square, -1, 0)
    faces = [np.insert(square, axis, side, axis=-1) for axis in range(3) for side in (0.0, 1.0)]
    return np.clip(np.concatenate(faces), 0, 1)


def color_solids(elevation=18, azimuth=-50, width=9.0):
    """Draw all sRGB colors as a solid: in RGB (a cube), and in Lab from the front and the back.

    Parameters
    ----------
    elevation, azimuth : float, optional
        Where the reader stands, in degrees: above the floor, and around the upright axis.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    faces = cube_faces(steps=10)
    colors = faces.mean(axis=1)
    cube, solid = faces * 255, rgb_to_lab(faces)[..., [1, 2, 0]]
    figure, axes = new_figure(width, 0.32 * width, 1, 3, subplot_kw={"projection": "3d"})
    # A layout worked out anew at each step would take longer than the drawing.
    figure.set_layout_engine(None)
    figure.subplots_adjust(0, 0, 0.97, 1.0, wspace=0.08)
    for ax, corners in zip(axes, (cube, solid, solid), strict=True):
        ax.add_collection3d(Poly3DCollection(corners, facecolors=colors, edgecolors=colors, lw=0.3))
        ax.tick_params(labelsize=7, pad=0)
        ax.set_box_aspect((1, 1, 1), zoom=0.83)
        for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
            axis.labelpad = -3
    axes[0].set(xlim=(0, 255), ylim=(0, 255), zlim=(0, 255), xlabel="R", ylabel="G", zlabel="B")
    axes[0].set(xticks=[0, 255], yticks=[0, 255], zticks=[0, 255])
    for ax in axes[1:]:
        ax.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), zlim=(0, 100))
        ax.set(xticks=[-100, 100], yticks=[-100, 100], xlabel="a", ylabel="b", zlabel="L")
    titles = ["RGB: a cube", "the same colors in Lab", "Lab, from behind"]
    for ax, title in zip(axes, titles, strict=True):
        ax.set_title(title, fontsize=10, y=0.94)
    return turn_solids(figure, elevation, azimuth)


def turn_solids(figure, elevation, azimuth):
    """Turn what `color_solids` has drawn, in about half the time of drawing it anew.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    elevation, azimuth : float
        As for `color_solids`.

    Returns
    -------
    matplotlib.figure.Figure
        The same.
    """
    for ax, turn in zip(figure.axes, (0, 0, 180), strict=True):
        ax.view_init(elevation, azimuth + turn)
    return figure


@lru_cache(maxsize=128)
def slice_picture(lightness, steps=221):
    """All ab within ±110 at one lightness, transparent outside sRGB: uint8 (steps, steps, 4)."""
    a, b = np.meshgrid(np.linspace(-EDGE, EDGE, steps), np.linspace(-EDGE, EDGE, steps))
    plane = np.stack([np.full_like(a, lightness), a, b], axis=-1).astype(np.float32)
    shown = np.dstack([lab_to_rgb(plane), in_gamut(plane)])
    return np.round(255 * shown).astype(np.uint8)


def draw_slice(ax, lightness):
    """Draw a slice on hatched ground; return the share of the square that is inside sRGB."""
    picture = slice_picture(lightness)
    ax.patch.set(facecolor="white", edgecolor="#999999", hatch="///", linewidth=0)
    where = (-EDGE, EDGE, -EDGE, EDGE)
    ax.imshow(picture, origin="lower", extent=where, interpolation="bilinear")
    label_ab(ax)
    return (picture[..., 3] > 0).mean()


def label_ab(ax):
    ax.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), aspect="equal")
    ax.set(xticks=[-100, -50, 0, 50, 100], yticks=[-100, -50, 0, 50, 100])
    ax.set_xlabel("a (green to red)", fontsize=9)
    ax.set_ylabel("b (blue to yellow)", fontsize=9)
    ax.tick_params(labelsize=8)
    ax.axhline(0, color="black", lw=0.5, alpha=0.5)
    ax.axvline(0, color="black", lw=0.5, alpha=0.5)


def gamut_slices(levels, width=9.5):
    """Cut the sRGB gamut at some lightnesses: what colors there are, in the plane of a and b.

    Where sRGB has no color the plane is hatched.

    Parameters
    ----------
    levels : sequence of float
        Lightnesses, 0 to 100; one slice each.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    height = 0.95 * width / len(levels) + 0.2
    figure, axes = new_figure(width, height, 1, len(levels), squeeze=False)
    for ax, level in zip(axes[0], levels, strict=True):
        share = draw_slice(ax, level)
        ax.label_outer()
        ax.set_title(f"L = {level:g}: {100 * share:.0f}% of the square", fontsize=10)
    return figure


@lru_cache(maxsize=1)
def gamut_surface():
    """Lab of the colors on the outside of the RGB cube, 5 levels of 255 apart: (n, 3)."""
    return rgb_to_lab(cube_faces(steps=51).reshape(-1, 3))


def nearest_in_gamut(lab):
    """The color on the surface of the gamut that has the least distance in Lab."""
    surface = gamut_surface()
    return surface[np.square(surface - lab).sum(axis=-1).argmin()]


def color_in_gamut(lab, width=7.0):
    """Show one color: where it lies in its slice of the gamut, as a patch, and in numbers.

    A color outside sRGB is marked by a cross, and two others stand in for it: what is left when
    each of R, G and B is set to the nearest end of its range, as `color.lab_to_rgb` does it, and
    the color of sRGB that is nearest in Lab.

    Parameters
    ----------
    lab : sequence of 3 float
        L in 0 to 100; a and b in −110 to 110.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    lab = np.asarray(lab, np.float32)
    inside = in_gamut(lab)
    figure, plane = new_figure(width, 7 / 15 * width)
    figure.set_layout_engine(None)
    plane.set_position(SLICE_PLACE)
    draw_slice(plane, float(lab[0]))
    plane.set_title(f"all of sRGB at L = {lab[0]:g}; hatched: none", fontsize=10)
    for color, size in (("white", 4), ("black", 1.5)):
        mark = {"ms": 11, "mew": size, "color": color, "fillstyle": "none", "clip_on": False}
        plane.plot(*lab[1:], "o" if inside else "X", **mark)

    shown = {"": lab}
    if not inside:
        shown = {"clipped": lab, "nearest": nearest_in_gamut(lab)}
    rgb = lab_to_rgb(np.stack(list(shown.values())))
    left, bottom, wide, high = 0.56, 0.42, 0.4 / len(shown), 0.5
    numbers = [f"Lab  {lab[0]:g}, {lab[1]:g}, {lab[2]:g}".replace("-", "−")]
    for place, (name, color) in enumerate(zip(shown, rgb, strict=True)):
        corner = (left + place * wide, bottom)
        # Bare rectangles: axes around them would take longer to draw than all the rest.
        figure.add_artist(Rectangle(corner, wide, high, color=color, linewidth=0))
        figure.text(corner[0] + wide / 2, bottom - 0.02, name, fontsize=9, ha="center", va="top")
        numbers.append("RGB  {}, {}, {}".format(*np.round(255 * color).astype(int)))
        if not inside:
            away = np.linalg.norm(rgb_to_lab(color) - lab)
            numbers[-1] = f"{name}: {numbers[-1]}   (ΔE {away:.0f})"
    title = "the color" if inside else "sRGB has no such color; instead"
    figure.text(left + 0.2, bottom + high + 0.02, title, fontsize=10, ha="center")
    figure.text(left, 0.3, "\n".join(numbers), fontsize=10, va="top", linespacing=1.6)
    return figure


def coarsen(lab, factor, channels):
    """Shrink some channels of a picture and enlarge them again; the others stay sharp.

    Parameters
    ----------
    lab : numpy.ndarray, float32, shape (height, width, 3)
    factor : int
        1 or more; at most the picture's height and width.
    channels : slice

    Returns
    -------
    numpy.ndarray, float32, shape (height, width, 3)
    """
    height, width = lab.shape[:2]
    coarse = lab.copy()
    if factor > 1:
        small = resize(lab[..., channels], height // factor, width // factor)
        coarse[..., channels] = resize(small, height, width)
    return coarse


def resolution_pictures(lab, factor):
    """Make a photograph's color coarse, then its lightness instead.

    Parameters
    ----------
    lab : numpy.ndarray, float32, shape (height, width, 3)
    factor : int
        As for `coarsen`.

    Returns
    -------
    coarse_ab, coarse_l : numpy.ndarray, uint8, shape (height, width, 3)
        sRGB.
    lightness : numpy.ndarray, uint8, shape (height, width, 3)
        The photograph's L, which `coarse_ab` keeps, in gray.
    a, b : numpy.ndarray, uint8, shape (height, width, 3)
        The coarse a and b, each alone, in the color that it stands for at an even lightness.
    """

    def to_bytes(picture):
        return np.round(255 * lab_to_rgb(picture)).astype(np.uint8)

    soft = coarsen(lab, factor, slice(1, 3))
    # Looked up, which is much quicker than converting every pixel of a picture with one unknown.
    values = np.arange(-EDGE, EDGE + 1)
    alone = np.zeros((2, len(values), 3), np.float32)
    alone[..., 0] = EVEN_LIGHTNESS
    alone[0, :, 1] = alone[1, :, 2] = values
    index = np.clip(np.rint(soft[..., 1:]).astype(int) + EDGE, 0, len(values) - 1)
    a, b = (to_bytes(alone[c])[index[..., c]] for c in (0, 1))
    coarse_l = to_bytes(coarsen(lab, factor, slice(0, 1)))
    return to_bytes(soft), coarse_l, to_bytes(lab * np.float32((1, 0, 0))), a, b


def color_pairs(pairs, titles, width=9.5):
    """Show pairs of colors, the second below the first, without a gap between them.

    Parameters
    ----------
    pairs : array, shape (n, 2, 3)
        Lab.
    titles : sequence of str
        One for each pair.
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    patches = np.round(lab_to_rgb(np.asarray(pairs, np.float32)) * 255).astype(np.uint8)
    pictures = [pair[:, None].repeat(3, axis=1) for pair in patches]
    return picture_grid(pictures, titles, columns=len(pictures), width=width)


def gamut_outline(steps=90):
    """The largest chroma that sRGB has at each hue, at any lightness, as a closed curve (a, b)."""
    a, b = np.moveaxis(rgb_to_lab(cube_faces(steps=100))[..., 1:].reshape(-1, 2), -1, 0)
    turn = np.arctan2(b, a) / (2 * np.pi) % 1
    farthest = np.zeros(steps)
    np.maximum.at(farthest, (turn * steps).astype(int) % steps, np.hypot(a, b))
    hue = 2 * np.pi * (np.arange(steps + 1) + 0.5) / steps
    chroma = np.append(farthest, farthest[0])
    return chroma * np.cos(hue), chroma * np.sin(hue)


def ab_histogram(lab, width=6.0):
    """Show how often each color occurs, whatever its lightness, beside all that sRGB can show.

    Parameters
    ----------
    lab : numpy.ndarray, shape (..., 3)
    width : float, optional
        Of the figure, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    a, b = lab[..., 1].ravel(), lab[..., 2].ravel()
    bins = np.linspace(-EDGE, EDGE, 111)
    share = np.histogram2d(b, a, bins)[0] / a.size
    figure, ax = new_figure(width, 0.75 * width)
    shown = ax.pcolormesh(bins, bins, share, norm="log", cmap="cividis", rasterized=True)
    figure.colorbar(shown, ax=ax, label="share of the pixels")
    outline = gamut_outline()
    ax.plot(*outline, color=COLORS["generated"], ls="--", lw=1.2, label="edge of sRGB")
    ax.legend(fontsize=9, loc="lower left", frameon=False)
    label_ab(ax)
    return figure
