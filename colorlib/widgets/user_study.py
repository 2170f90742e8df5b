"""Real or colorized? A photograph and its colorization for a second each, and then a choice."""

import base64
import secrets
import time
from datetime import UTC, datetime

import ipywidgets

from ..figures.user_study import fooled_shares
from ..settings import ColorlibError
from ..user_study import (
    CHECK,
    ORDER,
    answers_csv,
    fooled_by_model,
    opposite_colors,
    plan_trials,
    save_answers,
)
from .controls import Picture, panel

# The values of the clock. It leaves 0 as soon as it starts and then ticks once a second.
IDLE, READY, FIRST, SECOND, QUESTION = range(5)

SIZE = "256px"
SLIDE = "<div style='line-height: 256px; text-align: center; font-size: 160%'>{}</div>"
LINK = (
    "<a download='{name}' href='data:text/csv;base64,{data}' style='text-decoration: underline'>"
    "Download your answers: {name}</a>"
)


def guess(photographs, colorizers, trials=18, practice=3, seed=None):
    """Make a game that asks which of two pictures was real, and counts how often one is fooled.

    Parameters
    ----------
    photographs, colorizers : dict
        By name: uint8 RGB pictures, and functions from a picture to its colorization.
    trials, practice : int, optional
        Number of pairs that count, and of those before them, where the answer is told at once.
    seed : int, optional
        The same seed shows the same pairs in the same order.

    Returns
    -------
    ipywidgets.VBox
        ``answers`` holds a dictionary for each pair; ``save(path)`` writes them as CSV.
    """
    plan = plan_trials(photographs, colorizers, trials, practice, seed)
    colorizers = {**colorizers, CHECK: opposite_colors}
    participant = f"participant-{secrets.token_hex(4)}"
    answers, asked = [], 0.0

    message, link = ipywidgets.HTML(), ipywidgets.HTML()
    first, second, result = (Picture(width=width) for width in (SIZE, SIZE, "auto"))
    idle, cross, question = (ipywidgets.HTML(SLIDE.format(s)) for s in ("", "+", "Which was real?"))
    stage = ipywidgets.Stack(
        [idle, cross, first, second, question],
        selected_index=IDLE,
        layout={"width": SIZE, "height": SIZE, "border": "1px solid gray", "overflow": "hidden"},
    )
    # The clock runs in the browser and turns the stage there, so that each picture stands for a
    # second even if the kernel is busy or far away.
    clock = ipywidgets.Play(min=IDLE, max=QUESTION, interval=1000, layout={"display": "none"})
    ipywidgets.jslink((clock, "value"), (stage, "selected_index"))
    texts = {"next": "Start", "first": "The first was real", "second": "The second was real"}
    buttons = {
        name: ipywidgets.Button(description=text, layout={"width": "13em"})
        for name, text in texts.items()
    }

    def enable(*names):
        for name, button in buttons.items():
            button.disabled = name not in names

    def say(words):
        message.value = f"<div role='status'>{words}</div>"

    def show(button):
        enable()
        say("working …")
        trial, number = plan[len(answers)], len(answers) + 1
        picture = photographs[trial["photograph"]]
        colored = colorizers[trial["model"]](picture)
        pictures = (picture, colored) if trial["real"] == "first" else (colored, picture)
        for view, rgb, place in zip((first, second), pictures, ORDER, strict=True):
            view.show_array(rgb, f"The {place} picture.")
        practicing = f"Practice, pair {number} of {practice}"
        say(practicing if number <= practice else f"Pair {number - practice} of {trials}")
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
        chosen = "first" if button is buttons["first"] else "second"
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        seconds = round(time.monotonic() - asked, 2)
        answers.append(
            {"participant": participant, "time": now, **trial, "answer": chosen, "seconds": seconds}
        )
        clock.value = IDLE
        enable("next")
        buttons["next"].description = "Next pair"
        say("Answer kept.")
        if trial["kind"] == "practice":
            right = "Right" if chosen == trial["real"] else "Fooled"
            say(f"{right}: the {trial['real']} was the photograph.")
        if len(answers) == len(plan):
            finish()

    def finish():
        enable()
        counts = fooled_by_model(answers)
        say(ending(counts))
        result.show_figure(fooled_shares(counts), describe(counts))
        stage.layout.display, result.layout.display = "none", None
        data = base64.b64encode(answers_csv(answers).encode()).decode()
        link.value = LINK.format(name=f"{participant}.csv", data=data)

    def save(path):
        if not answers:
            raise ColorlibError("There are no answers yet: play first.")
        save_answers(answers, path)

    result.layout.display = "none"
    enable("next")
    say(f"{practice} pairs for practice, then {trials} that count. Press Start, and look here:")
    buttons["next"].on_click(show)
    for name in ORDER:
        buttons[name].on_click(answer)
    clock.observe(follow, "value")
    row = ipywidgets.HBox(list(buttons.values()), layout={"flex_flow": "row wrap"})
    box = panel(message, stage, row, result, link, clock)
    box.controls = {**buttons, "clock": clock}
    box.stage, box.pictures, box.result = stage, (first, second), result
    box.message, box.link = message, link
    box.answers, box.trials, box.save = answers, plan, save
    return box


def describe(counts):
    """The text of the figure of results."""
    parts = []
    for name, row in counts.items():
        low, high = (round(100 * end) for end in row["interval"])
        parts.append(f"{name} {row['fooled']} of {row['trials']} ({low} to {high}%)")
    return f"How often each model fooled you, with 95% intervals: {'; '.join(parts)}."


def ending(counts):
    """The words after the last pair."""
    words = (
        "That was the last pair. The figure shows how often you took each model's colors for the "
        "real ones: 50% would mean that you cannot tell. The bars are 95% intervals; where one is "
        "longer than 20 points, your answers alone are too few to say."
    )
    if CHECK in counts:
        trials, fooled = counts[CHECK]["trials"], counts[CHECK]["fooled"]
        words += f" Of the pairs with opposite colors you found {trials - fooled} of {trials}."
    return words
