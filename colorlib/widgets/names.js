// Names for screen readers where ipywidgets gives none: for the handles of sliders, which get the
// words beside them on the page, and for the buttons of a play control.

const PLAY_BUTTONS = { play: "play", pause: "pause", stop: "stop, back to start", retweet: "repeat" };

function nameAll(box) {
  // A slider through a selection lacks the class that all others have.
  for (const row of box.querySelectorAll(".jupyter-widgets, .widget-slider")) {
    const label = row.querySelector(":scope > .widget-label")?.textContent.trim();
    for (const handle of row.querySelectorAll(".noUi-handle"))
      if (label) handle.setAttribute("aria-label", label);
  }
  for (const [icon, word] of Object.entries(PLAY_BUTTONS))
    for (const { parentElement: button } of box.querySelectorAll(`button > .fa-${icon}`))
      if (!button.textContent.trim()) button.setAttribute("aria-label", word);
}

function render({ el }) {
  el.style.display = "none";
  const watcher = new MutationObserver(() => nameAll(el.closest(".widget-vbox")));
  // The other controls are put beside this one later, and some change afterwards.
  const start = setInterval(() => {
    const box = el.closest(".widget-vbox");
    if (!box) return;
    clearInterval(start);
    nameAll(box);
    watcher.observe(box, { attributeFilter: ["class"], childList: true, subtree: true });
  }, 50);
  return () => {
    clearInterval(start);
    watcher.disconnect();
  };
}

export default { render };
