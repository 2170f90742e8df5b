"""Give hints, and let the network color the rest."""

import io
from functools import lru_cache
from pathlib import PurePath

import ipywidgets
import numpy as np
from PIL import Image, ImageDraw

from ..color import AB_SCALE, l_ab_to_rgb, rgb_to_l_ab, rgb_to_lab
from ..data import resize
from ..figures import gamut_cut
from ..figures.color import EDGE
from ..hints import VIVIDNESS, likely_colors, mean_colors, write_hints
from ..pretrained import join_colors, load_generator, predict_logits
from .controls import FIT, Picture, button, choice, file_link, follow, narrow, panel, row, slider

SHOWN = 512, 420  # width and height of the picture, at most
NEAR = 12  # pixels of it within which a click takes the hint that is there
SWATCH = {"width": "46px", "height": "34px"}
ADVICE = "Click where a color is wrong. Then choose another for that place; drag a hint to move it."


def hint_painter(photographs):
    """Colorize a photograph by hints: click a place, choose a color for it.

    Takes uint8 RGB pictures by name. The widget's ``hints`` are those of `colorize`, and
    ``result()`` is the photograph as colorized, at its full size.
    """
    network = load_generator("hints")
    menu = narrow(choice, list(photographs), "photograph")
    picture, cut = Picture(pointable=True), Picture(pointable=True, width="210px")
    vivid = narrow(slider, VIVIDNESS, 0.0, 0.08, 0.01, "safe to vivid")
    before = ipywidgets.ToggleButton(description="without hints", icon="eye", layout=FIT)
    links = ipywidgets.HTML()
    photo, past = {}, []  # the photograph in use, and the hints before each change

    @lru_cache(maxsize=8)
    def logits(name, hints):
        return predict_logits(photo["lightness"], network, hints)

    def logits_at(place, hints):
        """The logits at a hint's place."""
        map_of = logits(photo["name"], tuple(hints))
        scale = np.divide(map_of.shape[:2], photo["lightness"].shape[:2])
        return map_of[tuple((np.array(place) * scale).astype(int))]

    def colored(place, ab):
        """A color in Lab units, at the lightness of a place, as it is written in a hint."""
        lightness = photo["lightness"][place[0], place[1]]
        rgb = l_ab_to_rgb(lightness[None], np.float32([ab]) / AB_SCALE)[0]
        return "#{:02x}{:02x}{:02x}".format(*rgb)

    def draw(change=None):
        hints = () if before.value else tuple(box.hints)
        with picture.working():
            ab = mean_colors(logits(photo["name"], hints), vividness=vivid.value)
        view = Image.fromarray(l_ab_to_rgb(photo["small"], resize(ab, *photo["small"].shape[:2])))
        pen, scale = ImageDraw.Draw(view), view.width / photo["lightness"].shape[1]
        for index, (down, across, color) in enumerate(hints):
            center, radius = ((across + 0.5) * scale, (down + 0.5) * scale), 6
            if index == box.chosen:
                radius = 9
            pen.circle(center, radius + 2, fill="black")
            pen.circle(center, radius, fill=color, outline="white", width=2)
        words = f"{photo['name']}, colorized with {len(hints)} hints."
        picture.show_array(np.asarray(view), words)

    def show_palette():
        """Offer colors for the chosen hint."""
        chosen = box.chosen is not None
        for control in (*swatches, remove):
            control.disabled = not chosen
        cut.layout.visibility = "visible" if chosen else "hidden"
        if not chosen:
            return
        *place, color = box.hints[box.chosen]
        others = [hint for index, hint in enumerate(box.hints) if index != box.chosen]
        for swatch, ab in zip(swatches, likely_colors(logits_at(place, others)), strict=True):
            swatch.style.button_color = swatch.tooltip = colored(place, ab)
        lightness = 50 * (photo["lightness"][place[0], place[1], 0] + 1)
        ab = rgb_to_lab(np.uint8([[int(color[k : k + 2], 16) for k in (1, 3, 5)]]))[0, 1:]
        words = f"All colors of lightness {lightness:.0f}, a to the right, b upward; a ring marks "
        cut.show_array(gamut_cut((lightness, *ab), 210), f"{words} that of the hint.")

    def change_to(hints, chosen):
        """Take new hints, and remember the old ones."""
        past.append((box.hints, box.chosen))
        box.hints, box.chosen = hints, chosen
        show_palette()
        draw()

    def point(change):
        old, new = change.old, change.new
        height, width = photo["lightness"].shape[:2]
        last = np.array([height, width]) - 1
        place = tuple(int(k) for k in np.minimum(new[-1][::-1] * (last + 1), last))
        if old and old[:1] == new[:1] and box.chosen is not None:  # dragged on
            color = box.hints[box.chosen][2]
            box.hints = [*box.hints]
            box.hints[box.chosen] = (*place, color)
            return draw()
        reach = NEAR * width / photo["small"].shape[1]
        for index, (*there, _) in enumerate(box.hints):
            if np.linalg.norm(np.subtract(there, place)) < reach:
                return change_to([*box.hints], index)
        likely = AB_SCALE * mean_colors(logits_at(place, box.hints), vividness=vivid.value)
        return change_to([*box.hints, (*place, colored(place, likely))], len(box.hints))

    def recolor(ab_or_color):
        *place, _ = box.hints[box.chosen]
        hints = [*box.hints]
        hints[box.chosen] = (*place, ab_or_color)
        change_to(hints, box.chosen)

    def take(button):
        recolor(button.style.button_color)

    def point_at_cut(change):
        x, y = change.new[-1]
        recolor(colored(box.hints[box.chosen][:2], (EDGE * (2 * x - 1), EDGE * (1 - 2 * y))))

    def delete(button):
        kept = [hint for index, hint in enumerate(box.hints) if index != box.chosen]
        change_to(kept, None)

    def undo(button):
        if past:
            box.hints, box.chosen = past.pop()
            show_palette()
            draw()

    def begin(name, rgb):
        lightness, _ = rgb_to_l_ab(rgb)
        height, width = lightness.shape[:2]
        scale = min(SHOWN[0] / width, SHOWN[1] / height)
        small = resize(lightness, max(round(scale * height), 1), max(round(scale * width), 1))
        photo.update(name=name, lightness=lightness, small=np.clip(small, -1, 1))
        logits.cache_clear()
        past.clear()
        box.hints, box.chosen, links.value = [], None, ""
        show_palette()
        draw()

    def result():
        ab = mean_colors(logits(photo["name"], tuple(box.hints)), vividness=vivid.value)
        return join_colors(photo["lightness"], ab)

    def prepare(button):
        file, stem = io.BytesIO(), PurePath(photo["name"]).stem
        notice = f"Colorized by a neural network (colorlib) with {len(box.hints)} hints."
        Image.fromarray(result()).save(file, "JPEG", quality=95, comment=notice)
        links.value = "<br>".join(
            [
                file_link(f"{stem}-hints.jpg", file.getvalue(), "image/jpeg"),
                file_link(f"{stem}-hints.csv", write_hints(box.hints).encode(), "text/csv"),
            ]
        )

    swatches = [button("", take, SWATCH) for _ in range(8)]
    remove = button("delete", delete, icon="trash")
    back = button("undo", undo, icon="undo")
    edits = row(remove, back, before)
    palette = ipywidgets.HBox(swatches, layout={"flex_flow": "row wrap", "width": "210px"})
    titles = ipywidgets.Label("likely here"), ipywidgets.Label("any color of this lightness")
    save = button("Prepare the full size", prepare)
    column = [menu, vivid, titles[0], palette, titles[1], cut]
    body = row(picture, ipywidgets.VBox(column))
    box = panel(advice=ipywidgets.Label(ADVICE), body=body, edits=edits, files=row(save, links))
    vars(box).update(photo=menu, vivid=vivid, picture=picture, cut=cut, swatches=swatches)
    box.delete, box.undo, box.before = remove, back, before
    box.save, box.links, box.result = save, links, result
    picture.observe(point, "stroke")
    cut.observe(point_at_cut, "stroke")
    before.observe(draw, "value")
    follow([menu], lambda change=None: begin(menu.value, photographs[menu.value]))
    vivid.observe(draw, "value")
    return box
