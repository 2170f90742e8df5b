// Pointing and drawing by mouse, finger or keyboard.
//
// Positions are shares of the picture's width and height, 0 to 1, from the upper left corner. A
// stroke is all the positions between pressing and letting go: sent whole each time, so that
// nothing is lost when the kernel is too busy to follow.

const KEY_STEP = 0.02; // how far an arrow key moves the mark
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const KEYS = "arrow keys move the mark, Enter sets it, Shift with arrow keys draws";

// Call act(value) now and whenever a trait of the model changes.
function follow(model, trait, act) {
  model.on(`change:${trait}`, () => act(model.get(trait)));
  act(model.get(trait));
}

// Let a frame around an image, or a canvas, be pointed at; the model's "stroke" follows.
function makePointable(model, frame, image) {
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
  model.on("change:stroke", () => {
    if (!model.get("stroke").length) stroke = [];
  });
  const move = (point) => {
    place = point.map((share) => Math.min(1, Math.max(0, share)));
    [mark.style.left, mark.style.top] = place.map((share) => `${100 * share}%`);
  };
  const draw = (before, point) => {
    move(point);
    stroke = [...before, place];
    model.set("stroke", stroke);
    model.save_changes();
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
