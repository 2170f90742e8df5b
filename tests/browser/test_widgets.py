"""Every notebook opens, runs and shows its widgets, which answer to mouse and keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe

# Faults of JupyterLab and ipywidgets, which we cannot mend here; all others are ours.
NOT_OURS = ()


def use_01(lab):
    lab.widget("training_widget(game").slide("moment", 0.3, seconds=90).keep()
    playground = lab.widget("Playground(")
    playground.drag("learning rate of G", 0.6).click("Step")
    playground.press("combobox", "target", ["l"])
    playground.draw([(0.2, 0.2), (0.8, 0.3), (0.5, 0.8)]).keep("_drawn")
    playground.draw_by_keys(["Enter", "Shift+ArrowRight", "Shift+ArrowDown"])
    playground.choose("start from", "mode collapse")
    playground.click("Play")
    pictures = playground.count_pictures(seconds=10)
    lab.times["01 playground: pictures in a second of play"] = [pictures / 10]
    playground.keep("_collapsed")


USES = {"01": use_01}


@pytest.mark.parametrize("name", sorted(USES))
def test_notebook(lab, name, notebooks):
    lab.run(notebooks[name])
    assert not lab.faults()
    USES[name](lab)
    found = Axe().run(lab.page, context=".jp-OutputArea-output .jupyter-widgets")
    serious = [
        f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:200]}"
        for fault in found.response["violations"]
        if fault["impact"] in ("serious", "critical") and fault["id"] not in NOT_OURS
    ]
    assert not serious
    assert not lab.errors
