"""Figures of color itself: channels, color solids, slices of the gamut, color differences."""

import numpy as np
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from ..color import in_gamut, lab_to_rgb, rgb_to_lab
from .display import COLORS, new_figure
from .pictures import picture_grid

__all__ = ["ab_histogram", "channel_pictures", "color_pairs", "color_solids", "gamut_slices"]

# Room for all of sRGB; network units ±1 are Lab units ±110.
EDGE = 110


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
        alone = np.zeros_like(lab) if channel == 0 else np.full_like(lab, (65, 0, 0))
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
    faces = cube_faces(steps=12)
    colors = faces.mean(axis=1)
    cube, solid = faces * 255, rgb_to_lab(faces)[..., [1, 2, 0]]
    figure, axes = new_figure(width, 0.34 * width, 1, 3, subplot_kw={"projection": "3d"})
    for ax, corners, turn in zip(axes, (cube, solid, solid), (0, 0, 180), strict=True):
        ax.add_collection3d(Poly3DCollection(corners, facecolors=colors, edgecolors=colors, lw=0.3))
        ax.view_init(elevation, azimuth + turn)
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
    return figure


def ab_plane(lightness, steps=221):
    """All ab within ±110 at one lightness: (steps, steps, 3), a rightward, b upward."""
    a, b = np.meshgrid(np.linspace(-EDGE, EDGE, steps), np.linspace(-EDGE, EDGE, steps))
    return np.stack([np.full_like(a, lightness), a, b], axis=-1).astype(np.float32)


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
        plane = ab_plane(level)
        inside = in_gamut(plane)
        picture = np.where(inside[..., None], lab_to_rgb(plane), 1)
        ax.imshow(picture, origin="lower", extent=(-EDGE, EDGE, -EDGE, EDGE))
        label_ab(ax)
        ax.label_outer()
        share = 100 * inside.mean()
        ax.set_title(f"L = {level:g}: {share:.0f} % of the square", fontsize=10)
    return figure


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
