// What core widgets lack: pictures that one can point at, alternative texts, and names for screen
// readers. Python puts pointing.js before this file.

const PLAY_BUTTONS = { play: "play", pause: "pause", stop: "stop, back to start", retweet: "repeat" };

async function render({ model, el }) {
  el.style.display = "none";
  const find = (reference) => model.widget_manager.get_model(reference.replace("IPY_MODEL_", ""));
  const pictures = await Promise.all(model.get("pictures").map(find));
  const known = new WeakSet();
  pressByKeys(el);
  const look = () => {
    const box = el.closest(".widget-vbox") ?? el;
    nameAll(box);
    for (const picture of pictures)
      for (const frame of box.querySelectorAll(`.colorlib-${picture.model_id}`))
        if (frame.querySelector("img") && !known.has(frame)) {
          known.add(frame);
          attach(picture, frame, frame.querySelector("img"));
        }
  };
  // Again and again, because the other parts come later, and some change afterwards.
  const timer = setInterval(look, 200);
  return () => clearInterval(timer);
}

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

// A button whose words end in "(n)" is pressed by n, as long as the focus is in its panel.
function pressByKeys(el) {
  const box = el.closest(".widget-vbox");
  if (!box) return void setTimeout(() => pressByKeys(el), 200);
  const find = (key) => [...box.querySelectorAll("button:not(:disabled)")]
    .find((button) => button.textContent.endsWith(`(${key})`));
  if (![...box.querySelectorAll("button")].some((button) => /\(\w\)$/.test(button.textContent))) return;
  box.tabIndex = -1;
  box.dataset.lmSuppressShortcuts = "true";
  box.addEventListener("click", () => box.focus({ preventScroll: true }));
  box.addEventListener("keydown", (event) => {
    const button = find(event.key);
    if (!button) return;
    event.stopPropagation();
    button.click();
  });
}

function attach(picture, frame, image) {
  const pointable = picture.get("pointable");
  follow(picture, "alt", (alt) => {
    image.alt = alt;
    if (pointable) frame.setAttribute("aria-label", `${alt} (${KEYS})`);
  });
  if (pointable) makePointable(picture, frame, image);
}

export default { render };
