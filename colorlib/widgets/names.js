// Names for screen readers where ipywidgets gives none: the handles of sliders, the buttons of a
// play control and color fields. The names are the words that stand beside them on the page.

const PLAY_BUTTONS = {
  "fa-play": "play",
  "fa-pause": "pause",
  "fa-stop": "stop, back to start",
  "fa-retweet": "repeat",
};

function nameAll(box) {
  // A slider through a selection lacks the class that all others have.
  for (const row of box.querySelectorAll(".jupyter-widgets, .widget-slider")) {
    const label = row.querySelector(":scope > .widget-label")?.textContent.trim();
    if (!label) continue;
    for (const field of row.querySelectorAll('.noUi-handle, input[type="color"]'))
      setOnce(field, label);
  }
  for (const [icon, word] of Object.entries(PLAY_BUTTONS))
    for (const sign of box.querySelectorAll(`button > .${icon}`)) {
      const button = sign.parentElement;
      if (!button.textContent.trim()) setOnce(button, word);
    }
}

function setOnce(element, name) {
  if (element.getAttribute("aria-label") !== name) element.setAttribute("aria-label", name);
}

function render({ el }) {
  el.style.display = "none";
  let watcher;
  // The other controls are put beside this one later, and some change afterwards.
  const start = setInterval(() => {
    const box = el.closest(".widget-vbox");
    if (!box) return;
    clearInterval(start);
    nameAll(box);
    watcher = new MutationObserver(() => nameAll(box));
    const changes = { attributeFilter: ["class"], childList: true, subtree: true };
    watcher.observe(box, changes);
  }, 50);
  return () => {
    clearInterval(start);
    watcher?.disconnect();
  };
}

export default { render };
