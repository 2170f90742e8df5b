"""Give hints, and let the network color the rest."""

import io
from functools import lru_cache
from pathlib import PurePath

import ipywidgets
import numpy as np
from PIL import Image, ImageColor, ImageDraw

from ..color import AB_SCALE, l_ab_to_rgb, rgb_to_lab, rgb_to_lightness
from ..data import resize
from ..figures import gamut_cut
from ..figures.color import EDGE
from ..hints import VIVIDNESS, likely_colors, mean_colors, write_hints
from ..pretrained import join_colors, load_generator, predict_logits
from .controls import FIT, Picture, button, choice, file_link, follow, narrow, panel, row, slider

SHOWN = 512, 420  # width and height of the picture, at most
NEAR = 12  # pixels of it within which a click takes the hint that is there
COLUMN = "210px"
SWATCH = {"width": "46px", "height": "34px"}
ADVICE = "Click where a color is wrong, and choose another for that place. Drag a hint to move it."


def hint_painter(photographs):
    """Colorize a photograph by hints: click a place, choose a color for it.

    Takes uint8 RGB pictures by name. The widget's ``hints`` are those of `colorize`, and
    ``result()`` is the photograph as colorized, at its full size.
    """
    network = load_generator("hints")
    menu = narrow(choice, list(photographs), "photograph")
    picture, cut = Picture(pointable=True), Picture(pointable=True, width=COLUMN)
    vivid = narrow(slider, VIVIDNESS, 0.0, 0.08, 0.01, "safe to vivid")
    before = ipywidgets.ToggleButton(description="without hints", icon="eye", layout=FIT)
    links = ipywidgets.HTML()
    photo, past = {}, []  # the photograph in use, and the hints before each change

    @lru_cache(maxsize=8)
    def logits(name, hints):
        return predict_logits(photo["lightness"], network, hints)

    def colors(hints):
        return mean_colors(logits(menu.value, tuple(hints)), vividness=vivid.value)

    def at(place, array):
        """What a map of any size holds at a place of the photograph."""
        scale = np.divide(array.shape[:2], photo["lightness"].shape[:2])
        return array[tuple((np.array(place) * scale).astype(int))]

    def written(place, ab):
        """A color, ab in Lab units, at the lightness of a place, as it is written in a hint."""
        rgb = l_ab_to_rgb(at(place, photo["lightness"])[None], np.float32([ab]) / AB_SCALE)[0]
        return "#{:02x}{:02x}{:02x}".format(*rgb)

    def draw(change=None):
        hints = [] if before.value else box.hints
        with picture.working():
            ab = resize(colors(hints), *photo["small"].shape[:2])
        view = Image.fromarray(l_ab_to_rgb(photo["small"], ab))
        pen, scale = ImageDraw.Draw(view), view.width / photo["lightness"].shape[1]
        for index, (down, across, color) in enumerate(hints):
            center, radius = ((across + 0.5) * scale, (down + 0.5) * scale), 6
            if index == box.chosen:
                radius = 9
            pen.circle(center, radius + 2, fill="black")
            pen.circle(center, radius, fill=color, outline="white", width=2)
        words = f"{menu.value}, colorized with {len(hints)} hints."
        picture.show_array(np.asarray(view), words)

    def offer_colors():
        """Offer colors for the chosen hint."""
        chosen = box.chosen is not None
        for control in (*swatches, delete):
            control.disabled = not chosen
        cut.layout.visibility = "visible" if chosen else "hidden"
        if chosen:
            *place, color = box.hints[box.chosen]
            others = tuple(hint for hint in box.hints if hint != box.hints[box.chosen])
            likely = likely_colors(at(place, logits(menu.value, others)))
            for swatch, ab in zip(swatches, likely, strict=True):
                swatch.style.button_color = swatch.tooltip = written(place, ab)
            lightness = 50 * (at(place, photo["lightness"])[0] + 1)
            ab = rgb_to_lab(np.uint8([ImageColor.getrgb(color)]))[0, 1:]
            words = f"All colors of lightness {lightness:.0f}, a to the right, b upward, with that"
            cut.show_array(gamut_cut((lightness, *ab), 210), f"{words} of the hint marked.")

    def change_to(hints, chosen):
        """Take new hints, and remember the old ones."""
        past.append((box.hints, box.chosen))
        box.hints, box.chosen = hints, chosen
        draw()
        offer_colors()

    def replaced(hint):
        return [*box.hints[: box.chosen], hint, *box.hints[box.chosen + 1 :]]

    def point(change):
        old, new = change.old, change.new
        size = np.array(photo["lightness"].shape[:2])
        place = tuple(np.minimum(new[-1][::-1] * size, size - 1).astype(int).tolist())
        if old and old[:1] == new[:1] and box.chosen is not None:  # dragged on
            box.hints = replaced((*place, box.hints[box.chosen][2]))
            draw()
            return offer_colors()
        reach = NEAR * size[1] / photo["small"].shape[1]
        for index, (*there, _) in enumerate(box.hints):
            if np.linalg.norm(np.subtract(there, place)) < reach:
                return change_to(box.hints, index)
        here = at(place, logits(menu.value, tuple(box.hints)))
        color = written(place, AB_SCALE * mean_colors(here, vividness=vivid.value))
        return change_to([*box.hints, (*place, color)], len(box.hints))

    def take(button):
        place = box.hints[box.chosen][:2]
        change_to(replaced((*place, button.style.button_color)), box.chosen)

    def point_at_cut(change):
        (x, y), place = change.new[-1], box.hints[box.chosen][:2]
        color = written(place, (EDGE * (2 * x - 1), EDGE * (1 - 2 * y)))
        change_to(replaced((*place, color)), box.chosen)

    def drop(button):
        change_to(box.hints[: box.chosen] + box.hints[box.chosen + 1 :], None)

    def step_back(button):
        if past:
            box.hints, box.chosen = past.pop()
            draw()
            offer_colors()

    def begin(change=None):
        lightness = rgb_to_lightness(photographs[menu.value])
        scale = min(np.divide(SHOWN, lightness.shape[1::-1]))
        size = (max(round(scale * length), 1) for length in lightness.shape[:2])
        photo.update(lightness=lightness, small=np.clip(resize(lightness, *size), -1, 1))
        logits.cache_clear()
        past.clear()
        box.hints, box.chosen, links.value = [], None, ""
        offer_colors()
        draw()

    def result():
        return join_colors(photo["lightness"], colors(box.hints))

    def prepare(button):
        file, name = io.BytesIO(), f"{PurePath(menu.value).stem}-hints"
        notice = f"Colorized by a neural network (colorlib) with {len(box.hints)} hints."
        Image.fromarray(result()).save(file, "JPEG", quality=95, comment=notice)
        record = write_hints(box.hints).encode()
        pair = file_link(f"{name}.jpg", file.getvalue(), "image/jpeg")
        links.value = pair + "<br>" + file_link(f"{name}.csv", record, "text/csv")

    swatches = [button("", take, SWATCH) for _ in range(8)]
    delete, undo = button("delete", drop, icon="trash"), button("undo", step_back, icon="undo")
    save = button("Prepare the full size", prepare)
    palette = ipywidgets.HBox(swatches, layout={"flex_flow": "row wrap", "width": COLUMN})
    titles = map(ipywidgets.Label, ("likely here", "any color of this lightness"))
    column = [menu, vivid, next(titles), palette, next(titles), cut]
    edits = row(delete, undo, before)
    box = panel(
        advice=ipywidgets.Label(ADVICE),
        body=row(ipywidgets.VBox([picture, edits, save, links]), ipywidgets.VBox(column)),
    )
    vars(box).update(photo=menu, vivid=vivid, picture=picture, cut=cut, swatches=swatches)
    vars(box).update(delete=delete, undo=undo, before=before, save=save, links=links, result=result)
    picture.observe(point, "stroke")
    cut.observe(point_at_cut, "stroke")
    for control in (vivid, before):
        control.observe(draw, "value")
    follow([menu], begin)
    return box
