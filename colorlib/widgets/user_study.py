"""Real or colorized? A photograph and its colorization for a second each, and then a choice."""

import secrets
import time
from datetime import UTC, datetime

import ipywidgets

from ..color import gray_version
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
    wilson_interval,
)
from .controls import Picture, button, file_link, panel, row, status

# The values of the clock. It leaves 0 as soon as it starts and then ticks once a second.
IDLE, READY, FIRST, SECOND, QUESTION = range(5)

SIZE = "256px"
SLIDE = "<div style='line-height: 256px; text-align: center; font-size: 160%'>{}</div>"
BEGIN = "Could you tell this photograph's true colors? {} pairs for practice, then {} that count."
END = (
    "That was the last pair. The figure shows how often you took each model's colors for the real "
    "ones: 50% would mean that you cannot tell. Where a bar (95%) is longer than 20 points, your "
    "answers alone are too few to say."
)
FOOLED = "{name} {fooled} of {trials} ({interval[0]:.0%} to {interval[1]:.0%})"


def guess(photographs, colorizers, trials=18, practice=3, seed=None):
    """Make a game that asks which of two pictures was real, and counts how often one is fooled.

    Takes uint8 RGB pictures by name, and by name functions from a picture to its colorization.
    After each of the first pairs, for practice, the answer is told. The same seed shows the same
    pairs in the same order. The widget's ``answers`` holds a dictionary for each pair, and
    ``save(path)`` writes them as CSV.
    """
    plan = plan_trials(photographs, colorizers, trials, practice, seed)
    colorizers = {**colorizers, CHECK: opposite_colors}
    participant = f"participant-{secrets.token_hex(4)}"
    answers, asked = [], 0.0

    message, link = ipywidgets.HTML(), ipywidgets.HTML()
    first, second = pictures = Picture(width=SIZE), Picture(width=SIZE)
    idle, cross, question = (ipywidgets.HTML(SLIDE.format(s)) for s in ("", "+", "Which was real?"))
    stage = ipywidgets.Stack(
        [idle, cross, first, second, question],
        selected_index=IDLE,
        layout={"width": SIZE, "height": SIZE, "border": "1px solid gray", "overflow": "hidden"},
    )
    # Before the first pair a gray picture; after each pair of practice both versions with names.
    sides, names = (
        (Picture(width=SIZE), Picture(width=SIZE)),
        (ipywidgets.Label(), ipywidgets.Label()),
    )
    reveal = row(*(ipywidgets.VBox([*both]) for both in zip(names, sides, strict=True)))
    result = Picture(figure=True)
    # The clock runs in the browser and turns the stage there, so that each picture stands for a
    # second even if the kernel is busy or far away.
    clock = ipywidgets.Play(min=IDLE, max=QUESTION, interval=1000, layout={"display": "none"})
    ipywidgets.jslink((clock, "value"), (stage, "selected_index"))

    def enable(*names):
        for name, control in buttons.items():
            control.disabled = name not in names

    def show(button):
        enable()
        message.value = status("working …")
        stage.layout.display, reveal.layout.display = None, "none"
        trial, number = plan[len(answers)], len(answers) + 1
        picture = photographs[trial["photograph"]]
        colored = colorizers[trial["model"]](picture)
        pair = (picture, colored) if trial["real"] == "first" else (colored, picture)
        for view, rgb, place in zip(pictures, pair, ORDER, strict=True):
            view.show_array(rgb, f"The {place} picture.")
        practicing = " (practice)" if number <= practice else ""
        message.value = status(f"Pair {number} of {len(plan)}{practicing}")
        # Both pictures are on their way to the browser before the clock is.
        clock.playing, clock.value = False, IDLE
        clock.playing = True

    def tick(change):
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
        buttons["next"].description = "Next pair (n)"
        message.value = status("Answer kept.")
        if trial["kind"] == "practice":
            show_both(trial, chosen)
        enable("next")
        if len(answers) == len(plan):
            finish()

    def show_both(trial, chosen):
        """After practice: which was which, and the score so far."""
        right = sum(one["answer"] == one["real"] for one in answers)
        low, high = wilson_interval(right, len(answers))
        told = "Right" if chosen == trial["real"] else "Fooled"
        message.value = status(
            f"{told}: the {trial['real']} was the photograph. You were right {right} of "
            f"{len(answers)} times ({low:.0%} to {high:.0%} at 95%)."
        )
        for place, shown, name, side in zip(ORDER, pictures, names, sides, strict=True):
            name.value = f"{place}: {'photograph' if place == trial['real'] else 'colorized'}"
            side.copy_from(shown, name.value)
        stage.layout.display, reveal.layout.display = "none", None

    def finish():
        enable()
        message.value = status(END)
        counts = fooled_by_model(answers)
        fooled = [FOOLED.format(name=name, **count) for name, count in counts.items()]
        result.show_figure(fooled_shares(counts), f"Taken for real: {'; '.join(fooled)}.")
        stage.layout.display = reveal.layout.display = "none"
        link.value = file_link(f"{participant}.csv", answers_csv(answers).encode(), "text/csv")

    def save(path):
        if not answers:
            raise ColorlibError("There are no answers yet: play first.")
        save_answers(answers, path)

    wide = {"width": "16em"}
    buttons = {
        "next": button("Start (n)", show, wide, button_style="primary"),
        "first": button("The first was real (1)", answer, wide),
        "second": button("The second was real (2)", answer, wide),
    }
    enable("next")
    message.value = status(BEGIN.format(practice, trials))
    stage.layout.display = "none"
    sides[0].show_array(gray_version(photographs[plan[0]["photograph"]]), "A photograph in gray.")
    clock.observe(tick, "value")
    parts = {"message": message, "stage": stage, "reveal": reveal}
    parts["buttons"] = row(*buttons.values())
    box = panel(**parts, result=result, link=link, clock=clock)
    box.answers, box.trials, box.save = answers, plan, save
    return box
