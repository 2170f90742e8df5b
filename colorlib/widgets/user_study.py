"""Real or colorized? A photograph and its colorization for a second each, and then a choice."""

import base64
import html
import io
import secrets
import time
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache

import ipywidgets

from ..settings import ColorlibError
from ..figures.perception import fooled_shares
from ..user_study import (
    CHECK,
    ORDER,
    opposite_colors,
    plan_trials,
    save_answers,
    score,
    write_answers,
)
from .controls import Picture, panel

__all__ = ["guess"]

# What the clock's values mean. It leaves 0 as soon as it starts and then ticks once a second.
IDLE, READY, FIRST, SECOND, QUESTION = range(5)
SECOND_IN_MS = 1000

SIZE = "256px"
SLIDE = "<div style='line-height: 256px; text-align: center; font-size: 160%'>{}</div>"
LINK = (
    "<a download='{name}' href='data:text/csv;base64,{data}' style='text-decoration: underline'>"
    "Download your answers: {name}</a>"
)


def guess(photographs, colorizers, trials=18, practice=3, seed=None, player=None):
    """Make a game that asks which of two pictures was real, and counts who is fooled how often.

    Parameters
    ----------
    photographs : dict of numpy.ndarray
        Name → uint8 RGB picture, at least as many as ``trials`` and ``practice`` together.
    colorizers : dict of callable
        Name → function that maps a picture to its colorization.
    trials, practice : int, optional
        How many pairs count, and how many come before them, with the answer told at once.
    seed : int, optional
        The same seed shows the same pairs in the same order.
    player : str, optional
        A pseudonym for the file of answers; without one it is drawn by lot.

    Returns
    -------
    ipywidgets.VBox
        Its ``answers`` is a list with a dictionary for each pair that was answered; ``save(path)``
        writes them. ``trials`` is what is shown, in order; and ``controls`` has the buttons and
        the clock.

    Raises
    ------
    ColorlibError
        If there are too few photographs, or no colorizers.
    """
    plan = plan_trials(photographs, colorizers, trials, practice, seed)
    player = player or f"player-{secrets.token_hex(4)}"
    answers, asked = [], 0.0

    message, link = ipywidgets.HTML(), ipywidgets.HTML()
    first, second, result = (Picture(width=width) for width in (SIZE, SIZE, "auto"))
    slides = [ipywidgets.HTML(SLIDE.format(text)) for text in ("", "+", "Which was real?")]
    stage = ipywidgets.Stack(
        [slides[0], slides[1], first, second, slides[2]],
        selected_index=IDLE,
        layout={"width": SIZE, "height": SIZE, "border": "1px solid gray", "overflow": "hidden"},
    )
    # The clock runs in the browser and turns the stage there: however busy the kernel is, and
    # however far away, each picture stands for its second.
    clock = ipywidgets.Play(
        min=IDLE, max=QUESTION, interval=SECOND_IN_MS, layout={"display": "none"}
    )
    ipywidgets.jslink((clock, "value"), (stage, "selected_index"))
    wide = {"width": "13em"}
    controls = {
        "next": ipywidgets.Button(description="Start", layout=wide),
        "first": ipywidgets.Button(description="The first was real", layout=wide),
        "second": ipywidgets.Button(description="The second was real", layout=wide),
        "clock": clock,
    }

    def enable(*names):
        for name in ("next", *ORDER):
            controls[name].disabled = name not in names

    def say(words):
        message.value = f"<div role='status'>{words}</div>"

    @cache
    def pair(number):
        trial = plan[number]
        picture = photographs[trial["photograph"]]
        colorizer = opposite_colors if trial["kind"] == "check" else colorizers[trial["model"]]
        colored = colorizer(picture)
        return (picture, colored) if trial["real"] == "first" else (colored, picture)

    def show(button):
        enable()
        say("working …")
        try:
            pictures = pair(len(answers))
        except ColorlibError as error:
            enable("next")
            say(error)
            return
        for view, rgb, place in zip((first, second), pictures, ORDER, strict=True):
            view.show_array(rgb, f"The {place} picture.")
        say(place_in_game(plan[len(answers)], plan))
        # Both pictures are on their way to the browser before the clock is.
        clock.playing, clock.value = False, IDLE
        clock.playing = True

    def follow(change):
        nonlocal asked
        if change.new == QUESTION:
            clock.playing = False
            asked = time.monotonic()
            enable(*ORDER)

    def answer(button):
        trial = plan[len(answers)]
        chosen = next(name for name in ORDER if controls[name] is button)
        answers.append(
            {
                "player": player,
                "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                **trial,
                "answer": chosen,
                "seconds": round(time.monotonic() - asked, 2),
            }
        )
        clock.value = IDLE
        enable("next")
        controls["next"].description = "Next pair"
        words = "Answer kept."
        if trial["kind"] == "practice":
            right = "Right" if chosen == trial["real"] else "Fooled"
            words = f"{right}: the {trial['real']} was the photograph."
        say(words)
        if len(answers) == len(plan):
            finish()
        else:
            # While the player gets ready; what fails here is told when the pair is to be shown.
            with suppress(ColorlibError):
                pair(len(answers))

    def finish():
        enable()
        scores = score(answers)
        say(ending(scores))
        result.show_figure(fooled_shares(scores), describe(scores))
        stage.layout.display, result.layout.display = "none", None
        file = io.StringIO(newline="")
        write_answers(answers, file)
        data = base64.b64encode(file.getvalue().encode()).decode()
        link.value = LINK.format(name=html.escape(f"{player}.csv"), data=data)

    def save(path):
        if not answers:
            raise ColorlibError("There are no answers yet: play first.")
        save_answers(answers, path)

    result.layout.display = "none"
    enable("next")
    say(f"{practice} pairs for practice, then {trials} that count. Press Start, and look here:")
    controls["next"].on_click(show)
    for name in ORDER:
        controls[name].on_click(answer)
    clock.observe(follow, "value")
    buttons = ipywidgets.HBox(
        [controls[name] for name in ("next", *ORDER)], layout={"flex_flow": "row wrap"}
    )
    box = panel(message, stage, buttons, result, link, clock)
    box.controls, box.stage, box.pictures, box.result = controls, stage, (first, second), result
    box.message, box.link = message, link
    box.answers, box.trials, box.save = answers, plan, save
    return box


def place_in_game(trial, plan):
    practice = sum(other["kind"] == "practice" for other in plan)
    if trial["kind"] == "practice":
        return f"Practice, pair {trial['trial']} of {practice}"
    return f"Pair {trial['trial'] - practice} of {len(plan) - practice}"


def describe(scores):
    parts = []
    for name, row in scores.items():
        low, high = (round(100 * end) for end in row["interval"])
        parts.append(f"{name} {row['fooled']} of {row['trials']} ({low} to {high}%)")
    return f"How often each model fooled you, with 95% intervals: {'; '.join(parts)}."


def ending(scores):
    checks = scores.get(CHECK)
    words = (
        "That was the last pair. The figure shows how often each model's colors were taken for the "
        "real ones: 50% would mean that they cannot be told. The bars are 95% intervals; where "
        "one is longer than 20 points, your answers alone are too few to say."
    )
    if checks:
        seen = checks["trials"] - checks["fooled"]
        words += f" Of the pairs with opposite colors you found {seen} of {checks['trials']}."
    return words
