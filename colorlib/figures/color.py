"""Figures of color itself: color solids, a color in its slice of the gamut, coarse channels."""

from functools import lru_cache

import numpy as np
from matplotlib.patches import Rectangle
from mpl_toolkits.mplot3d.art3d import Poly3DCollection
from PIL import Image, ImageDraw

from ..color import in_gamut, lab_to_rgb, rgb_to_lab
from ..data import resize
from .display import new_figure

EDGE = 110  # of a and b: room for all of sRGB


def cube_faces(steps):
    """Corners of small squares that cover the six faces of the unit cube: (n, 4, 3)."""
    u, v = (grid.ravel() for grid in np.meshgrid(np.arange(steps), np.arange(steps)))
    square = np.stack([(u, v), (u + 1, v), (u + 1, v + 1), (u, v + 1)]).transpose(2, 0, 1) / steps
    return np.concatenate([np.insert(square, axis, x, -1) for axis in range(3) for x in (0, 1)])


def color_solids():
    """Draw all sRGB colors as a solid: in RGB (a cube), and in Lab from the front and the back."""
    faces = cube_faces(steps=10)
    colors = faces.mean(axis=1)
    in_lab = rgb_to_lab(faces)[..., [1, 2, 0]]
    figure, axes = new_figure(9, 2.88, 1, 3, None, subplot_kw={"projection": "3d"})
    figure.subplots_adjust(0, 0, 0.97, 1.0, wspace=0.08)
    titles = ["RGB: a cube", "the same colors in Lab", "Lab, from behind"]
    for ax, corners, title in zip(axes, (255 * faces, in_lab, in_lab), titles, strict=True):
        ax.add_collection3d(Poly3DCollection(corners, facecolors=colors, edgecolors=colors, lw=0.3))
        ax.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), zlim=(0, 100))
        ax.set(xticks=[-100, 100], yticks=[-100, 100], xlabel="a", ylabel="b", zlabel="L")
        ax.set_title(title, fontsize=10, y=0.94)
        ax.tick_params(labelsize=7, pad=0)
        ax.set_box_aspect((1, 1, 1), zoom=0.83)
        ax.xaxis.labelpad = ax.yaxis.labelpad = ax.zaxis.labelpad = -3
    axes[0].set(xlim=(0, 255), ylim=(0, 255), zlim=(0, 255), xlabel="R", ylabel="G", zlabel="B")
    axes[0].set(xticks=[0, 255], yticks=[0, 255], zticks=[0, 255])
    for ax, turn in zip(axes, (0, 0, 180), strict=True):
        ax.view_init(18, -50 + turn)
    return figure


@lru_cache(maxsize=128)
def slice_picture(lightness):
    """All ab within ±110 at one lightness, transparent outside sRGB: float (221, 221, 4)."""
    a, b = np.meshgrid(np.linspace(-EDGE, EDGE, 221), np.linspace(-EDGE, EDGE, 221))
    plane = np.stack([np.full_like(a, lightness), a, b], axis=-1).astype(np.float32)
    return np.dstack([lab_to_rgb(plane), in_gamut(plane)])


def draw_slice(ax, lightness):
    """Draw a slice of the gamut; the ground is hatched where sRGB has no color."""
    ax.patch.set(facecolor="white", edgecolor="#999999", hatch="///", linewidth=0)
    where = (-EDGE, EDGE, -EDGE, EDGE)
    ax.imshow(slice_picture(lightness), origin="lower", extent=where, interpolation="bilinear")
    ax.set(xticks=range(-100, 101, 50), yticks=range(-100, 101, 50))
    ax.set(xlabel="a (green to red)", ylabel="b (blue to yellow)")
    ax.tick_params(labelsize=8)
    ax.axhline(0, color="0.5", lw=0.5)
    ax.axvline(0, color="0.5", lw=0.5)


def gamut_cut(lab, side):
    """Draw a cut through the gamut quickly, with the color's mark: uint8, shape (side, side, 3).

    To the right a, upward b, both from −110 to 110; hatched where sRGB has no color.
    """
    colors = slice_picture(float(lab[0]))[::-1]
    hatch = np.add.outer(np.arange(len(colors)), np.arange(len(colors))) % 8 == 0
    ground = np.where(hatch, 0.8, 1.0)[..., None]
    shown = ground + (colors[..., :3] - ground) * colors[..., 3:]
    picture = Image.fromarray(np.uint8(np.rint(255 * shown))).resize((side, side))
    pen, middle = ImageDraw.Draw(picture), side // 2
    pen.line([(0, middle), (side, middle)], "#808080")
    pen.line([(middle, 0), (middle, side)], "#808080")
    x, y = side * (1 + lab[1] / EDGE) / 2, side * (1 - lab[2] / EDGE) / 2
    for color, width in (("white", 5), ("black", 2)):
        if in_gamut(np.float32(lab)):
            pen.circle((x, y), 8, outline=color, width=width)
        else:
            for way in (-1, 1):
                pen.line([(x - 7, y - 7 * way), (x + 7, y + 7 * way)], color, width)
    return np.asarray(picture)


def color_swatch(lab):
    """Show a color as HTML, in numbers and as a field; or what stands in for it outside sRGB."""
    lab = np.asarray(lab, np.float32)
    inside = in_gamut(lab)
    shown = {"": lab} if inside else {"clipped": lab, "nearest": nearest_in_gamut(lab)}
    head = "the color" if inside else "sRGB has no such color; instead"
    fields = []
    for name, color in shown.items():
        rgb = lab_to_rgb(color)
        numbers = ", ".join(str(value) for value in np.rint(255 * rgb).astype(int))
        away = "" if inside else f"{name}, ΔE {np.linalg.norm(rgb_to_lab(rgb) - lab):.0f}<br>"
        fields.append(
            f"<div><div style='width: 100px; height: 60px; background: rgb({numbers})'></div>"
            f"{away}RGB {numbers}</div>"
        )
    return f"{head}<div style='display: flex; gap: 8px; line-height: 1.4'>{''.join(fields)}</div>"


gamut_surface = lru_cache(lambda: rgb_to_lab(cube_faces(steps=51).reshape(-1, 3)))


def nearest_in_gamut(lab):
    """The color on the surface of the gamut that has the least distance in Lab."""
    away = np.square(gamut_surface() - lab).sum(axis=-1)
    return gamut_surface()[away.argmin()]


def color_in_gamut(lab):
    """Show one color: where it lies in its slice of the gamut, as a patch, and in numbers.

    A color outside sRGB is marked by a cross, and two others stand in for it: what is left when
    each of R, G and B is set to the nearest end of its range, as `color.lab_to_rgb` does it, and
    the color of sRGB that is nearest in Lab. L is in 0 to 100, a and b in −110 to 110.
    """
    lab = np.asarray(lab, np.float32)
    inside = in_gamut(lab)
    figure, plane = new_figure(7, 3.27, layout=None)
    plane.set_position((0.1, 0.14, 0.364, 0.78))
    draw_slice(plane, float(lab[0]))
    plane.set_title(f"all of sRGB at L = {lab[0]:g}; hatched: none", fontsize=10)
    for color, size in (("white", 4), ("black", 1.5)):
        mark = {"ms": 11, "mew": size, "color": color, "fillstyle": "none", "clip_on": False}
        plane.plot(*lab[1:], "o" if inside else "X", **mark)

    shown = {"": lab} if inside else {"clipped": lab, "nearest": nearest_in_gamut(lab)}
    left, bottom, wide, high = 0.56, 0.42, 0.4 / len(shown), 0.5
    numbers = [f"Lab  {lab[0]:g}, {lab[1]:g}, {lab[2]:g}".replace("-", "−")]
    for place, (name, color) in enumerate(shown.items()):
        rgb = lab_to_rgb(color)
        corner = (left + place * wide, bottom)
        # Bare rectangles: axes around them would take longer to draw than all the rest.
        figure.add_artist(Rectangle(corner, wide, high, color=rgb, linewidth=0))
        figure.text(corner[0] + wide / 2, bottom - 0.02, name, fontsize=9, ha="center", va="top")
        numbers.append("RGB  {}, {}, {}".format(*np.round(255 * rgb).astype(int)))
        if not inside:
            away = np.linalg.norm(rgb_to_lab(rgb) - lab)
            numbers[-1] = f"{name}: {numbers[-1]}   (ΔE {away:.0f})"
    title = "the color" if inside else "sRGB has no such color; instead"
    figure.text(left + 0.2, bottom + high + 0.02, title, fontsize=10, ha="center")
    figure.text(left, 0.3, "\n".join(numbers), fontsize=10, va="top", linespacing=1.6)
    return figure


def coarsen(lab, factor, channels):
    """Shrink some channels of a picture and enlarge them again; the others stay sharp."""
    height, width = lab.shape[:2]
    coarse = lab.copy()
    small = resize(lab[..., channels], height // factor, width // factor)
    coarse[..., channels] = resize(small, height, width)
    return coarse


def resolution_pictures(lab, factor):
    """Make a photograph's color coarse by a whole factor, then its lightness instead.

    Takes Lab, float32, shape (height, width, 3). Returns five uint8 pictures: with coarse ab; with
    coarse L; L in gray; and the coarse a and b, each alone, at an even lightness of 65.
    """
    coarse_ab, coarse_l = coarsen(lab, factor, slice(1, 3)), coarsen(lab, factor, slice(0, 1))
    a, b = (coarse_ab * keep + (65, 0, 0) for keep in ((0, 1, 0), (0, 0, 1)))
    pictures = coarse_ab, coarse_l, lab * (1, 0, 0), a, b
    return [np.round(255 * lab_to_rgb(picture)).astype(np.uint8) for picture in pictures]


def bin_shares(bins, panels, width=9.0):
    """Draw distributions over the bins, ab in Lab units (n, 2), as disks in the ab plane.

    ``panels`` maps titles to shares (n,), which sum to 1; each disk's area is its share.
    """
    figure, axes = new_figure(width, width / len(panels) + 0.4, columns=len(panels), squeeze=False)
    colors = lab_to_rgb(np.column_stack([np.full(len(bins), 65), bins]))
    for ax, (title, shares) in zip(axes.flat, panels.items(), strict=True):
        ax.scatter(*bins.T, s=2, color="#cccccc")
        ax.scatter(*bins.T, s=2500 * shares, color=colors, edgecolors="#444444", linewidths=0.4)
        ax.axhline(0, color="#999999", linewidth=0.5, zorder=0)
        ax.axvline(0, color="#999999", linewidth=0.5, zorder=0)
        ax.set(xlim=(-90, 90), ylim=(-90, 90), aspect="equal", xlabel="a")
        ax.set_title(title, fontsize=10)
    axes.flat[0].set_ylabel("b")
    return figure
