// Draws color solids side by side and turns them by mouse, finger or arrow keys. All of it happens
// in the browser: the kernel sends the corners of small squares and their colors once.

const KEYS = { ArrowLeft: [-10, 0], ArrowRight: [10, 0], ArrowUp: [0, 6], ArrowDown: [0, -6] };

function render({ model, el }) {
  const solids = model.get("solids"), colors = bytes(model, "colors", Uint8Array);
  const corners = bytes(model, "corners", Float32Array);
  const size = corners.length / solids.length; // numbers of each solid, which lies within ±1
  el.innerHTML = `<div class="colorlib-picture colorlib-pointable" tabindex="0" role="application"
    data-lm-suppress-shortcuts="true" style="cursor: grab; width: 820px; max-width: 100%">
    <canvas style="display: block; width: 100%; aspect-ratio: 2.05"></canvas></div>`;
  const frame = el.firstChild, canvas = frame.querySelector("canvas");
  frame.setAttribute("aria-label", `${model.get("alt")} (arrow keys turn it)`);
  let turn = [-50, 18], held, number = 0; // around and above, in degrees

  const draw = () => {
    const { clientWidth: width, clientHeight: height } = canvas, fine = window.devicePixelRatio;
    [canvas.width, canvas.height] = [width * fine, height * fine];
    const pen = canvas.getContext("2d");
    pen.scale(fine, fine);
    pen.fillStyle = "white";
    pen.fillRect(0, 0, width, height);
    const step = width / solids.length, scale = Math.min(step, height) * 0.29;
    solids.forEach(({ title, axes }, k) => {
      const see = view(turn, scale, [(k + 0.5) * step, height * 0.53]);
      drawAxes(pen, see, axes, false);
      drawFaces(pen, see, corners.subarray(k * size, (k + 1) * size), colors);
      drawAxes(pen, see, axes, true);
      pen.fillStyle = "#222222";
      pen.font = "600 14px sans-serif";
      pen.textAlign = "center";
      pen.fillText(title, (k + 0.5) * step, 20);
    });
    canvas.dataset.number = number += 1;
  };
  const move = (around, above) => {
    turn = [turn[0] + around, Math.max(-90, Math.min(90, turn[1] + above))];
    draw();
  };
  frame.addEventListener("pointerdown", (event) => {
    held = [event.clientX, event.clientY];
    frame.setPointerCapture(event.pointerId);
  });
  frame.addEventListener("pointermove", (event) => {
    if (!frame.hasPointerCapture(event.pointerId)) return;
    move((held[0] - event.clientX) / 2, (event.clientY - held[1]) / 2);
    held = [event.clientX, event.clientY];
  });
  frame.addEventListener("keydown", (event) => {
    if (!(event.key in KEYS)) return;
    move(...KEYS[event.key]);
    event.preventDefault();
    event.stopPropagation();
  });
  const resized = new ResizeObserver(draw);
  resized.observe(canvas);
  return () => resized.disconnect();
}

function bytes(model, name, Kind) {
  const { buffer, byteOffset, byteLength } = model.get(name);
  return new Kind(buffer.slice(byteOffset, byteOffset + byteLength));
}

// From a point in space to [across, down, depth]: no perspective, so that equal lengths stay equal.
function view([around, above], scale, [left, top]) {
  const [a, e] = [around, above].map((degrees) => (degrees * Math.PI) / 180);
  const right = [-Math.sin(a), Math.cos(a), 0];
  const up = [-Math.sin(e) * Math.cos(a), -Math.sin(e) * Math.sin(a), Math.cos(e)];
  const toUs = [Math.cos(e) * Math.cos(a), Math.cos(e) * Math.sin(a), Math.sin(e)];
  const dot = (u, [x, y, z]) => u[0] * x + u[1] * y + u[2] * z;
  return (point) => [left + scale * dot(right, point), top - scale * dot(up, point), dot(toUs, point)];
}

function drawFaces(pen, see, corners, colors) {
  const faces = [];
  for (let i = 0; i < corners.length / 12; i++) {
    const four = [0, 1, 2, 3].map((k) => see(corners.subarray(12 * i + 3 * k, 12 * i + 3 * k + 3)));
    faces.push([four.reduce((sum, corner) => sum + corner[2], 0), i, four]);
  }
  // Those farthest away first, so that nearer ones cover them.
  for (const [, i, four] of faces.sort((one, other) => one[0] - other[0])) {
    pen.fillStyle = pen.strokeStyle = `rgb(${colors.subarray(3 * i, 3 * i + 3).join()})`;
    pen.lineWidth = 0.7;
    pen.beginPath();
    for (const [x, y] of four) pen.lineTo(x, y);
    pen.closePath();
    pen.fill();
    pen.stroke();
  }
}

// Three edges of the box around the solid: those behind it before it is drawn, the others after.
function drawAxes(pen, see, axes, inFront) {
  pen.font = "13px sans-serif";
  pen.textAlign = "center";
  axes.forEach((name, axis) => {
    const [from, to, beyond] = [-1, 1, 1.2].map((value) => {
      const point = [-1, -1, -1];
      point[axis] = value;
      return see(point);
    });
    pen.strokeStyle = pen.fillStyle = "#444444";
    if (inFront) pen.fillText(name, beyond[0], beyond[1] + 4);
    if (from[2] + to[2] > 0 !== inFront) return;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
  });
}

export default { render };
