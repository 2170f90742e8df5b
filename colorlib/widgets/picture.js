// A picture with a text for those who cannot see it; on request it can be pointed at and drawn on.
//
// Positions are shares of the picture's width and height, 0 to 1, from the upper left corner. A
// stroke is all the positions between pressing and letting go: sent whole each time, so that
// nothing is lost when the kernel is too busy to follow.

const KEY_STEP = 0.02; // how far an arrow key moves the mark

function render({ model, el }) {
  const frame = document.createElement("div");
  frame.className = "colorlib-picture";
  const image = document.createElement("img");
  image.draggable = false;
  frame.append(image);
  el.append(frame);

  const showData = () => {
    const old = image.src;
    const blob = new Blob([model.get("data")], { type: model.get("mime_type") });
    image.src = URL.createObjectURL(blob);
    if (old) URL.revokeObjectURL(old);
  };
  const showWords = () => {
    image.alt = model.get("alt");
    const width = model.get("width");
    frame.style.width = width === "auto" ? "fit-content" : width;
    image.style.width = width === "auto" ? "auto" : "100%";
    image.style.imageRendering = model.get("pixelated") ? "pixelated" : "auto";
  };
  const showWork = () => frame.classList.toggle("colorlib-busy", model.get("busy"));
  model.on("change:data", showData);
  model.on("change:busy", showWork);
  model.on("change:alt change:width change:pixelated", showWords);
  showData();
  showWords();
  if (model.get("pointable")) makePointable(model, frame, image);
}

function makePointable(model, frame, image) {
  const mark = document.createElement("div");
  mark.className = "colorlib-mark";
  frame.append(mark);
  frame.classList.add("colorlib-pointable");
  frame.tabIndex = 0;
  frame.setAttribute("role", "application");
  // JupyterLab would take the keys for its own shortcuts.
  frame.dataset.lmSuppressShortcuts = "true";

  const name = () => {
    const keys = "arrow keys move the mark, Enter sets it, Shift with arrow keys draws";
    frame.setAttribute("aria-label", `${model.get("alt")} (${keys})`);
  };
  model.on("change:alt", name);
  name();

  let stroke = [];
  let waiting = false;
  // The kernel ends a stroke by emptying it.
  model.on("change:stroke", () => {
    if (!model.get("stroke").length) stroke = [];
  });
  const send = () => {
    waiting = false;
    model.set("stroke", stroke);
    model.save_changes();
  };
  const add = (x, y) => {
    stroke = [...stroke, [x, y]];
    placeMark(x, y);
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(send);
    }
  };
  const begin = (x, y) => {
    stroke = [];
    add(x, y);
  };

  let [markX, markY] = [0.5, 0.5];
  const placeMark = (x, y) => {
    [markX, markY] = [x, y];
    mark.style.left = `${100 * x}%`;
    mark.style.top = `${100 * y}%`;
  };
  placeMark(markX, markY);

  const inside = (share) => Math.min(1, Math.max(0, share));
  const position = (event) => {
    const box = image.getBoundingClientRect();
    return [
      inside((event.clientX - box.left) / box.width),
      inside((event.clientY - box.top) / box.height),
    ];
  };
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    frame.setPointerCapture(event.pointerId);
    begin(...position(event));
  });
  frame.addEventListener("pointermove", (event) => {
    if (frame.hasPointerCapture(event.pointerId)) add(...position(event));
  });

  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  frame.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") begin(markX, markY);
    else if (event.key in moves) {
      const [dx, dy] = moves[event.key].map((move) => move * KEY_STEP);
      const [x, y] = [inside(markX + dx), inside(markY + dy)];
      if (!event.shiftKey) {
        stroke = []; // the pen is lifted
        placeMark(x, y);
      } else {
        if (!stroke.length) begin(markX, markY);
        add(x, y);
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

export default { render };
