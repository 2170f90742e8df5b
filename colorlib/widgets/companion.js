// What core widgets lack: pictures that one can point at and draw on, alternative texts, and names
// for screen readers.
//
// Positions are shares of the picture's width and height, 0 to 1, from the upper left corner. A
// stroke is all the positions between pressing and letting go: sent whole each time, so that
// nothing is lost when the kernel is too busy to follow.

const KEY_STEP = 0.02; // how far an arrow key moves the mark
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const KEYS = "arrow keys move the mark, Enter sets it, Shift with arrow keys draws";
const PLAY_BUTTONS = { play: "play", pause: "pause", stop: "stop, back to start", retweet: "repeat" };

async function render({ model, el }) {
  el.style.display = "none";
  const find = (reference) => model.widget_manager.get_model(reference.replace("IPY_MODEL_", ""));
  const pictures = await Promise.all(model.get("pictures").map(find));
  const known = new WeakSet();
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

function attach(picture, frame, image) {
  const pointable = picture.get("pointable");
  const describe = () => {
    image.alt = picture.get("alt");
    if (pointable) frame.setAttribute("aria-label", `${image.alt} (${KEYS})`);
  };
  picture.on("change:alt", describe);
  describe();
  if (pointable) makePointable(picture, frame, image);
}

function makePointable(picture, frame, image) {
  frame.insertAdjacentHTML("beforeend", `<div class="colorlib-mark"></div>`);
  const mark = frame.lastChild;
  image.draggable = false;
  frame.classList.add("colorlib-pointable");
  frame.tabIndex = 0;
  frame.setAttribute("role", "application");
  // JupyterLab would take the keys for its own shortcuts.
  frame.dataset.lmSuppressShortcuts = "true";

  let stroke, place; // the place is that of the mark
  // The kernel ends a stroke by emptying it.
  picture.on("change:stroke", () => {
    if (!picture.get("stroke").length) stroke = [];
  });
  const move = (point) => {
    place = point.map((share) => Math.min(1, Math.max(0, share)));
    [mark.style.left, mark.style.top] = place.map((share) => `${100 * share}%`);
  };
  const draw = (before, point) => {
    move(point);
    stroke = [...before, place];
    picture.set("stroke", stroke);
    picture.save_changes();
  };
  const lift = (point) => {
    stroke = [];
    move(point);
  };
  lift([0.5, 0.5]);

  const position = ({ clientX, clientY }) => {
    const { left, top, width, height } = image.getBoundingClientRect();
    return [(clientX - left) / width, (clientY - top) / height];
  };
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    frame.setPointerCapture(event.pointerId);
    draw([], position(event));
  });
  frame.addEventListener("pointermove", (event) => {
    if (frame.hasPointerCapture(event.pointerId)) draw(stroke, position(event));
  });
  frame.addEventListener("keydown", (event) => {
    const [dx, dy] = ARROWS[event.key] ?? [0, 0];
    const next = [place[0] + KEY_STEP * dx, place[1] + KEY_STEP * dy];
    if (event.key in ARROWS && event.shiftKey) draw(stroke.length ? stroke : [place], next);
    else if (event.key in ARROWS) lift(next);
    else if (event.key === "Enter" || event.key === " ") draw([], place);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

export default { render };
