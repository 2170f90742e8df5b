"""What a reader does in JupyterLab, by mouse and by keyboard."""

import json
import re
import time
import urllib.request

import nbformat
from playwright.sync_api import expect

# Notes when a picture changes, and the first thing that the reader did before it.
STOPWATCH = """() => {
  window.acted = null;
  for (const kind of ["pointerdown", "keydown", "change", "click"])
    document.addEventListener(kind, () => { window.acted ??= performance.now(); }, true);
  // A slider answers to its handle's way, not to the hand that takes it.
  document.addEventListener("pointermove", ({ buttons }) => {
    if (buttons) window.acted ??= performance.now();
  }, true);
}"""
WATCH = """image => {
  window.acted = null;
  window.response = null;
  new MutationObserver((changes, self) => {
    window.response = performance.now() - window.acted;
    self.disconnect();
  }).observe(image, {attributes: true, attributeFilter: ["src", "data-number"]});
}"""

# Each drawing of a toy GAN paints the field once.
COUNT = """() => {
  window.pictures = 0;
  const { prototype } = OffscreenCanvasRenderingContext2D, paint = prototype.putImageData;
  prototype.putImageData = function (...all) {
    window.pictures += 1;
    return paint.apply(this, all);
  };
}"""


class Lab:
    """A page that shows JupyterLab.

    Attributes
    ----------
    errors : list of str
        What the browser's console called an error.
    """

    def __init__(self, page, folder, address, token, report, times):
        self.page, self.folder, self.address, self.token = page, folder, address, token
        self.report, self.times = report, times
        self.errors = []
        page.on("console", lambda said: said.type == "error" and self.errors.append(said.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def run(self, name, meanwhile=lambda: None):
        """Open a notebook, run all its cells, and wait for the end."""
        self.open(name)
        self.run_all()
        meanwhile()
        # The last cell loses its stored number at the start and has one again at the end.
        last = self.page.locator(".jp-CodeCell .jp-InputArea-prompt").last
        number = re.compile(r"\[\d+\]")
        expect(last).not_to_have_text(number, timeout=60_000)
        error = self.page.locator('[data-mime-type="application/vnd.jupyter.error"]').first
        expect(last.filter(has_text=number).or_(error)).to_be_visible(timeout=900_000)
        assert not error.count(), f"{name}: {error.inner_text()}"
        self.page.evaluate(STOPWATCH)

    def run_new(self, name, code):
        """Put code, with -- between its cells, where JupyterLab finds it, and run all of it."""
        cells = [nbformat.v4.new_code_cell(cell.strip()) for cell in code.split("\n--\n")]
        kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, self.folder / name)
        self.open(name)
        self.run_all()
        self.page.evaluate(STOPWATCH)

    def open(self, name):
        self.name = name[:2]
        self.page.goto(f"{self.address}/lab/tree/{name}?reset&token={self.token}")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=120_000)
        self.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=120_000)
        # What is run before the kernel is connected is lost without a word.
        self.page.wait_for_timeout(2000)

    def run_all(self):
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_text("Run All Cells", exact=True).click()

    def faults(self):
        """Outputs that should not be there: warnings and errors."""
        kinds = [f"application/vnd.jupyter.{kind}" for kind in ("stderr", "error")]
        found = [f'.jp-RenderedText[data-mime-type="{kind}"]' for kind in kinds]
        return self.page.locator(", ".join(found)).all_inner_texts()

    def widget(self, code):
        """The widget below the cell with this code."""
        cell = self.page.locator(".jp-CodeCell").filter(
            has=self.page.locator(".jp-InputArea-editor", has_text=code)
        )
        output = cell.locator(".jp-OutputArea .jupyter-widgets.widget-vbox").first
        output.scroll_into_view_if_needed()
        return Widget(self, output, code.split("(")[0])

    def close(self):
        """Stop the kernels, which would need the memory, and leave the page."""
        sessions = f"{self.address}/api/sessions"
        with urllib.request.urlopen(f"{sessions}?token={self.token}") as answer:
            running = json.load(answer)
        for session in running:
            address = f"{sessions}/{session['id']}?token={self.token}"
            urllib.request.urlopen(urllib.request.Request(address, method="DELETE"))
        self.page.close()


class Widget:
    """A widget on the page: its controls by their names, and its first picture."""

    def __init__(self, lab, box, name):
        self.lab, self.page, self.box, self.name = lab, lab.page, box, name
        self.picture = box.locator(".colorlib-picture").first

    def show(self, number):
        """Let the picture of this number be the one that has to change."""
        self.picture = self.box.locator(".colorlib-picture").nth(number)
        return self

    def control(self, role, name):
        control = self.box.get_by_role(role, name=name).first
        control.scroll_into_view_if_needed()
        return control

    def changes(self, what, act, seconds=60):
        """Do something, wait for a new picture, and note how long it took."""
        self.picture.scroll_into_view_if_needed()
        before = self.picture.screenshot()
        self.picture.locator("img, canvas").evaluate(WATCH)
        act()
        self.page.wait_for_function("window.response !== null", timeout=seconds * 1000)
        taken = self.page.evaluate("window.response")
        self.lab.times.setdefault(f"{self.lab.name} {self.name}: {what}", []).append(taken)
        deadline = time.monotonic() + seconds
        while self.picture.screenshot() == before:
            assert time.monotonic() < deadline, f"{self.name}: {what} left the picture as it was"
            self.page.wait_for_timeout(100)
        return self

    def drag(self, name, share):
        """Drag a slider by mouse to a share of its length."""
        handle = self.control("slider", name)
        rail = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]")
        rail.scroll_into_view_if_needed()
        start, way = handle.bounding_box(), rail.bounding_box()
        height = way["y"] + way["height"] / 2
        before = handle.get_attribute("aria-valuetext")
        self.page.mouse.move(start["x"] + start["width"] / 2, height)
        self.page.mouse.down()
        self.page.evaluate("window.acted = null")
        self.page.mouse.move(way["x"] + share * way["width"], height)
        self.page.mouse.up()
        assert handle.get_attribute("aria-valuetext") != before, f"{name} was not moved"
        return self

    def slide(self, name, share, seconds=60):
        """Drag a slider by mouse, which changes the picture."""
        return self.changes(f"{name}, mouse", lambda: self.drag(name, share), seconds)

    def press(self, role, name, keys, seconds=60):
        """Go to a control by keyboard, see that this can be seen, and press keys."""
        control = self.control(role, name)
        self.assert_focus_is_seen(control, name)

        def strike():
            control.focus()
            for key in keys:
                self.page.keyboard.press(key)

        return self.changes(f"{name}, keyboard", strike, seconds)

    def point(self, number, place):
        """Click on the pointable picture of this number; a place is shares of width and height."""
        pointable = self.box.locator(".colorlib-pointable").nth(number)

        def click():
            box = pointable.bounding_box()
            at = {"x": place[0] * box["width"], "y": place[1] * box["height"]}
            pointable.click(position=at)

        return self.changes("pointing, mouse", click)

    def click(self, name, seconds=60):
        """Click a button."""
        button = self.control("button", name)
        return self.changes(f"{name}, mouse", button.click, seconds)

    def choose(self, name, option, seconds=60):
        """Choose from a menu."""
        menu = self.control("combobox", name)
        return self.changes(name, lambda: menu.select_option(option), seconds)

    def count_pictures(self, seconds):
        """How often a toy GAN is drawn, between two states or at one."""
        self.page.evaluate(COUNT)
        self.page.wait_for_timeout(1000 * seconds)
        return self.page.evaluate("window.pictures")

    def draw(self, corners, seconds=60):
        """Draw on the picture by mouse; corners are shares of its width and height."""

        def stroke():
            box = self.box.locator(".colorlib-pointable").first.bounding_box()
            places = [
                (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners
            ]
            self.page.mouse.move(*places[0])
            self.page.mouse.down()
            for place in places[1:]:
                self.page.mouse.move(*place, steps=10)
            self.page.mouse.up()

        return self.changes("drawing, mouse", stroke, seconds)

    def draw_by_keys(self, keys, seconds=60):
        """Draw on the picture by keyboard."""
        pointable = self.box.locator(".colorlib-pointable").first
        self.assert_focus_is_seen(pointable, "picture")

        def strike():
            pointable.focus()
            for key in keys:
                self.page.keyboard.press(key)

        return self.changes("drawing, keyboard", strike, seconds)

    def assert_focus_is_seen(self, control, name):
        """A control looks different when it has the keyboard."""
        control.scroll_into_view_if_needed()
        around = control.bounding_box()
        around = {
            "x": max(0, around["x"] - 6),
            "y": max(0, around["y"] - 6),
            "width": around["width"] + 12,
            "height": around["height"] + 12,
        }
        self.page.evaluate("document.activeElement.blur()")
        self.page.mouse.move(0, 0)
        without = self.page.screenshot(clip=around)
        # Browsers show the focus only to those who use the keyboard: come by one.
        self.page.keyboard.press("Shift")
        control.focus()
        self.page.wait_for_timeout(200)
        assert self.page.screenshot(clip=around) != without, f"{self.name}: focus on {name} unseen"

    def keep(self, label=""):
        """Store a screenshot of the widget as it is now."""
        self.page.wait_for_timeout(300)
        name = f"{self.lab.name}_{self.name}{label}".replace(" ", "_").lower()
        self.box.screenshot(path=self.lab.report / f"{name}.png")
        return self
