// What core widgets lack: pictures that one can point at, alternative texts, and names for screen
// readers. Python puts pointing.js before this file.

const PLAY_BUTTONS = { play: "play", pause: "pause", stop: "stop, back to start", retweet: "repeat" };

async function render({ model, el }) {
  el.innerHTML = '<span class="colorlib-here"></span>'; // hides the note before it
  const find = (reference) => model.widget_manager.get_model(reference.replace("IPY_MODEL_", ""));
  const pictures = await Promise.all(model.get("pictures").map(find));
  const [upload] = await Promise.all(model.get("uploads").map(find));
  if (upload) whenPlaced(el, (box) => takeDroppedFiles(box, upload));
  const known = new WeakSet();
  whenPlaced(el, pressByKeys);
  const look = () => {
    const box = el.closest(".colorlib-panel") ?? el;
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
  for (const swatch of box.querySelectorAll("button:empty"))
    swatch.setAttribute("aria-label", swatch.title);
}

// Call act(panel) as soon as there is one around the companion.
function whenPlaced(el, act) {
  const box = el.closest(".colorlib-panel");
  if (box) act(box);
  else setTimeout(() => whenPlaced(el, act), 200);
}

// A file dropped on a panel is one chosen with its upload button.
function takeDroppedFiles(box, upload) {
  for (const kind of ["dragenter", "dragover", "drop"])
    box.addEventListener(kind, (event) => {
      event.preventDefault();
      event.stopPropagation();
    });
  box.addEventListener("drop", async ({ dataTransfer }) => {
    const [file] = dataTransfer.files;
    if (!file) return;
    const { name, type, size, lastModified: last_modified } = file;
    const content = await file.arrayBuffer();
    upload.set({ value: [{ content, name, type, size, last_modified }], error: "" });
    upload.save_changes();
  });
}

// A button whose words end in "(n)" is pressed by n, as long as the focus is in its panel.
function pressByKeys(box) {
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
