// Draws a toy GAN, on a line or in the plane, as the kernel sends it, and moves the generated
// points smoothly from one state to the next. While it plays it asks for a new state as soon as
// the last one is drawn, so that a slow machine shows fewer pictures but is never behind.
//
// The kernel's frames: "points" holds float32 [x, y] of the real points, then of as many generated
// ones, then the pushes on the first of these; "field" D's P(real) on the grid, 0 to 255; "curves"
// four rows: iteration, D's loss, G's loss, D's accuracy. Python puts pointing.js before this file.

const COLORS = { real: "#0072b2", generated: "#d55e00", D: "#0072b2", G: "#d55e00", ink: "#222222" };
const FIELD = [[242, 180, 140], [255, 255, 255], [143, 191, 224]]; // P(real) = 0, 1/2, 1
const KEY = "Background: blue where D says real, orange where it says generated; the line: one half. "
  + "Arrows: where the loss pushes generated points. No arrow: hardly any push.";
const TRAIL = 6; // states that a point's trail goes back
const SLOWEST = 300; // milliseconds that a move takes at most

async function render({ model, el }) {
  const id = model.get("frames").replace("IPY_MODEL_", "");
  const frames = await model.widget_manager.get_model(id);
  el.innerHTML = `<div class="colorlib-stage">
    <div class="colorlib-picture"><canvas class="colorlib-plane" role="img"></canvas></div>
    <div class="colorlib-beside">
      <div class="colorlib-words" role="status"></div><canvas class="colorlib-curves" role="img"
        aria-label="Curves of both losses and of the accuracy of D"></canvas>
      <div class="colorlib-key">${KEY}</div></div></div>`;
  const [plane, curves] = el.querySelectorAll("canvas");
  const flat = frames.get("now").dimensions === 1;
  el.firstChild.classList.toggle("colorlib-flat", flat);
  if (frames.get("pointable")) makePointable(frames, plane.parentElement, plane);

  let past = [], shown, arrived = 0, rate = SLOWEST, waiting = false, running;
  const ask = () => {
    if (!frames.get("playing") || waiting) return;
    waiting = true;
    frames.set("asked", frames.get("asked") + 1);
    frames.save_changes();
  };
  const draw = (time) => {
    running = undefined;
    if (!plane.clientWidth) return; // hidden; when it comes back, its size tells
    const share = Math.min(1, (time - arrived) / rate);
    shown = between(past.at(-2), past.at(-1), share);
    (flat ? drawLine : drawPlane)(fit(plane), shown, past);
    drawCurves(fit(curves), shown.curves);
    if (share < 1) running = requestAnimationFrame(draw);
  };
  const receive = () => {
    const state = read(frames), last = past.at(-1), time = performance.now();
    if (last && state.now.iteration < last.now.iteration) past = [];
    // From where the points are now on the screen, not from where they should be by now.
    else if (shown) past[past.length - 1] = { ...last, points: shown.points, field: shown.field };
    past = [...past, state].slice(-TRAIL);
    rate = Math.min(SLOWEST, Math.max(1, time - arrived));
    arrived = time;
    waiting = false;
    plane.dataset.number = frames.get("number");
    plane.setAttribute("aria-label", state.now.alt);
    const words = el.querySelector(".colorlib-words");
    if (words.textContent !== state.now.words) words.textContent = state.now.words;
    running ??= requestAnimationFrame(draw);
    ask();
  };
  frames.on("change:number", receive);
  frames.on("change:playing", () => {
    waiting = false;
    ask();
  });
  receive();
  const resized = new ResizeObserver(() => { running ??= requestAnimationFrame(draw); });
  resized.observe(plane);
  return () => {
    resized.disconnect();
    frames.off(null, receive);
  };
}

function read(frames) {
  const bytes = (name) => {
    const { buffer, byteOffset, byteLength } = frames.get(name);
    return buffer.slice(byteOffset, byteOffset + byteLength);
  };
  return {
    now: frames.get("now"),
    points: new Float32Array(bytes("points")),
    field: Float32Array.from(new Uint8Array(bytes("field")), (value) => value / 255),
    curves: new Float32Array(bytes("curves")),
  };
}

function between(before, after, share) {
  if (!before || share >= 1) return after;
  const blend = (name) => after[name].map((value, i) => value * share + before[name][i] * (1 - share));
  return { ...after, points: blend("points"), field: blend("field") };
}

// A canvas as fine as the screen, and its drawing context in CSS pixels.
function fit(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas, fine = window.devicePixelRatio;
  canvas.width = width * fine;
  canvas.height = height * fine;
  const pen = canvas.getContext("2d");
  pen.scale(fine, fine);
  pen.font = "12px sans-serif";
  return Object.assign(pen, { across: width, down: height });
}

function drawPlane(pen, { now, points, field }, past) {
  const { across, down } = pen, n = Math.sqrt(field.length), { limit, real } = now;
  // The grid's points stand in the middle of the field's pixels, the outermost at the limit.
  const cell = across / (n - 1);
  pen.drawImage(paintField(field, n), -cell / 2, -cell / 2, across + cell, down + cell);
  const x = (value) => (across * (1 + value / limit)) / 2, y = (value) => (down * (1 - value / limit)) / 2;
  drawHalf(pen, field, n, cell);
  // What lies outside is shown at the edge.
  const inside = (value) => Math.max(-0.98 * limit, Math.min(0.98 * limit, value));
  const place = (from, i) => [x(inside(from[2 * i])), y(inside(from[2 * i + 1]))];

  pen.fillStyle = COLORS.real;
  pen.globalAlpha = 0.55;
  for (let i = 0; i < real; i++) disk(pen, ...place(points, i), 2.5);
  pen.strokeStyle = pen.fillStyle = COLORS.generated;
  pen.globalAlpha = 0.15;
  pen.beginPath();
  for (let i = real; i < 2 * real; i++)
    [...past.slice(0, -1), { points }].forEach(({ points: there }, step) =>
      pen[step ? "lineTo" : "moveTo"](...place(there, i)));
  pen.stroke();
  pen.globalAlpha = 0.5;
  for (let i = real; i < 2 * real; i++) diamond(pen, ...place(points, i), 4);
  pen.globalAlpha = 1;
  drawPushes(pen, points, real, limit, place, across / (2 * limit));

  const found = now.modes === null ? "" : `${now.modes} of ${now.all} modes covered`;
  const key = [["disk", COLORS.real, "real"], ["diamond", COLORS.generated, "generated"]];
  drawLegend(pen, key, `iteration ${now.iteration.toLocaleString("en")}`, found);
}

function paintField(field, n) {
  const canvas = new OffscreenCanvas(n, n), pen = canvas.getContext("2d");
  const image = pen.createImageData(n, n);
  field.forEach((value, i) => {
    const [low, high, share] = value < 0.5 ? [0, 1, 2 * value] : [1, 2, 2 * value - 1];
    const at = 4 * ((n - 1 - Math.floor(i / n)) * n + (i % n)); // rows go up in the field
    for (let c = 0; c < 3; c++) image.data[at + c] = FIELD[low][c] * (1 - share) + FIELD[high][c] * share;
    image.data[at + 3] = 255;
  });
  pen.putImageData(image, 0, 0);
  return canvas;
}

// The line on which D says one half: in each square of the grid, from edge to edge.
function drawHalf(pen, field, n, cell) {
  const at = (i, j) => field[j * n + i] - 0.5;
  pen.strokeStyle = COLORS.ink;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let j = 0; j < n - 1; j++)
    for (let i = 0; i < n - 1; i++) {
      const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
      const cuts = corners.flatMap((from, k) => {
        const to = corners[(k + 1) % 4], [a, b] = [at(...from), at(...to)];
        if (a < 0 === b < 0) return [];
        const share = a / (a - b);
        return [from.map((value, axis) => value + share * (to[axis] - value))];
      });
      cuts.forEach(([across, up], k) =>
        pen[k % 2 ? "lineTo" : "moveTo"](across * cell, pen.down - up * cell));
    }
  pen.stroke();
}

function drawPushes(pen, points, real, limit, place, unit) {
  pen.strokeStyle = pen.fillStyle = COLORS.ink;
  pen.lineWidth = 1.2;
  for (let k = 0; 2 * (2 * real + k) < points.length; k++) {
    const [dx, dy] = points.slice(2 * (2 * real + k), 2 * (2 * real + k) + 2);
    const strength = Math.hypot(dx, dy);
    // In proportion as long as the push is weak, so that one sees it vanish; never very long.
    const length = 0.25 * limit * Math.tanh(strength) * unit;
    if (length < 4) continue;
    const [x, y] = place(points, real + k);
    const [ux, uy] = [dx / strength, -dy / strength];
    const [tipX, tipY] = [x + length * ux, y + length * uy];
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(tipX, tipY);
    pen.stroke();
    pen.beginPath();
    pen.moveTo(tipX, tipY);
    pen.lineTo(tipX - 6 * ux - 3 * uy, tipY - 6 * uy + 3 * ux);
    pen.lineTo(tipX - 6 * ux + 3 * uy, tipY - 6 * uy - 3 * ux);
    pen.fill();
  }
}

const BINS = 50;

function drawLine(pen, { now, points, field }) {
  const { across, down } = pen, { limit, real } = now, floor = down - 22;
  const height = (share) => floor - share * (floor - 26);
  pen.fillStyle = "white";
  pen.fillRect(0, 0, across, down);
  [["real", 0], ["generated", real]].forEach(([kind, from]) => {
    const counts = new Float32Array(BINS);
    for (let i = from; i < from + real; i++) {
      const bin = Math.floor((BINS * (points[2 * i] + limit)) / (2 * limit));
      if (bin >= 0 && bin < BINS) counts[bin] += 5 / real; // a share of 20% reaches the top
    }
    pen.fillStyle = pen.strokeStyle = COLORS[kind];
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(0, floor);
    counts.forEach((share, bin) => {
      for (const side of [bin, bin + 1]) pen.lineTo((side * across) / BINS, height(Math.min(share, 1)));
    });
    pen.lineTo(across, floor);
    pen.globalAlpha = 0.35;
    pen.fill();
    pen.globalAlpha = 1;
    pen.stroke();
  });
  pen.strokeStyle = "#999999";
  pen.setLineDash([2, 3]);
  line(pen, [[0, height(0.5)], [across, height(0.5)]]);
  pen.setLineDash([]);
  pen.strokeStyle = COLORS.ink;
  pen.lineWidth = 2;
  line(pen, [...field].map((value, i) => [(i * across) / (field.length - 1), height(value)]));
  pen.fillStyle = COLORS.ink;
  pen.textAlign = "center";
  for (let x = Math.ceil(1 - limit); x < limit; x++)
    pen.fillText(x, (across * (1 + x / limit)) / 2, down - 6);
  pen.textAlign = "left";
  pen.fillText("1/2", 4, height(0.5) - 4);
  const key = [["disk", COLORS.real, "real"], ["diamond", COLORS.generated, "generated"]];
  key.push(["stroke", COLORS.ink, "D: P(real)"]);
  drawLegend(pen, key, `iteration ${now.iteration.toLocaleString("en")}`, "");
}

const disk = (pen, x, y, radius) => {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 7);
  pen.fill();
};
const diamond = (pen, x, y, radius) => {
  pen.beginPath();
  for (const [dx, dy] of [[0, -1], [1, 0], [0, 1], [-1, 0]]) pen.lineTo(x + dx * radius, y + dy * radius);
  pen.fill();
};
const line = (pen, corners) => {
  pen.beginPath();
  for (const corner of corners) pen.lineTo(...corner);
  pen.stroke();
};

function drawLegend(pen, entries, left, right) {
  pen.fillStyle = "#ffffffd9";
  pen.fillRect(0, 0, pen.across, 20);
  let x = 10;
  for (const [shape, color, word] of entries) {
    pen.fillStyle = pen.strokeStyle = color;
    if (shape === "stroke") line(pen, [[x - 5, 10], [x + 5, 10]]);
    else (shape === "disk" ? disk : diamond)(pen, x, 10, 4);
    pen.fillStyle = COLORS.ink;
    pen.fillText(word, x + 9, 14);
    x += pen.measureText(word).width + 24;
  }
  pen.fillText(left, x, 14);
  x += pen.measureText(left + right).width + 12;
  pen.textAlign = "right";
  pen.fillText(right, pen.across - 6, x < pen.across ? 14 : pen.down - 8);
  pen.textAlign = "left";
}

// Both losses above, the accuracy below.
function drawCurves(pen, values) {
  const n = values.length / 4, rows = [0, 1, 2, 3].map((k) => values.subarray(k * n, (k + 1) * n));
  const [when, dLoss, gLoss, accuracy] = rows, { across, down } = pen;
  const { ink } = COLORS, [left, right, split] = [40, across - 52, down * 0.62];
  const last = Math.max(when[n - 1], when[0] + 100);
  const x = (value) => left + ((right - left) * (value - when[0])) / (last - when[0]);
  const top = Math.max(2, ...dLoss, ...gLoss);
  const loss = (value) => split - 14 - ((split - 38) * value) / top;
  const share = (value) => down - 20 - (down - split - 34) * value;
  const level = (height, word) => {
    pen.strokeStyle = pen.fillStyle = ink;
    pen.globalAlpha = 0.6;
    pen.setLineDash([2, 3]);
    line(pen, [[left, height], [right, height]]);
    pen.setLineDash([]);
    pen.fillText(word, right + 4, height + 4);
    pen.globalAlpha = 1;
  };
  const curve = (row, height, color) => {
    pen.strokeStyle = color;
    line(pen, [...row].map((value, i) => [x(when[i]), height(value)]));
  };
  pen.fillStyle = ink;
  pen.fillText("loss", 6, 16);
  pen.fillText("D right (%)", 6, split + 6);
  pen.lineWidth = 1.8;
  level(loss(Math.log(4)), "log 4");
  level(loss(Math.log(2)), "log 2");
  level(share(0.5), "50");
  pen.lineWidth = 1.8;
  curve(dLoss, loss, COLORS.D);
  curve(gLoss, loss, COLORS.G);
  curve(accuracy, (value) => share(value), COLORS.D);
  pen.fillStyle = COLORS.D;
  pen.fillText("discriminator", left + 8, 16);
  pen.fillStyle = COLORS.G;
  pen.fillText("generator", left + 98, 16);
  pen.fillStyle = ink;
  pen.fillText(0, left - 14, loss(0) + 4);
  pen.fillText(100, left - 26, share(1) + 6);
  pen.fillText(when[0].toLocaleString("en"), left, down - 5);
  pen.textAlign = "right";
  pen.fillText(`iteration ${last.toLocaleString("en")}`, right, down - 5);
  pen.textAlign = "left";
}

export default { render };
