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
  // Again and again, because the other controls come later, and some change afterwards.
  const timer = setInterval(() => nameAll(el.closest(".widget-vbox") ?? el), 200);
  return () => clearInterval(timer);
}

export default { render };
