// Draws a network as a U, in which blocks are chosen and skip connections cut by clicking them, or
// by Tab and Enter. The plan's "block" is the one chosen; "cuts" names where cut connections end.

const [WIDTH, HEIGHT, BOX, TOP] = [720, 250, [50, 34], 34];

async function render({ model, el }) {
  const id = model.get("plan").replace("IPY_MODEL_", "");
  const plan = await model.widget_manager.get_model(id);
  const blocks = plan.get("blocks"), sides = [...new Set(blocks.map(({ side }) => side))];
  sides.sort((one, other) => other - one);
  const depth = (HEIGHT - 2 * TOP) / Math.max(1, sides.length - 1);
  const place = (i) => [((i + 0.5) * WIDTH) / blocks.length, TOP + depth * sides.indexOf(blocks[i].side)];
  const index = Object.fromEntries(blocks.map(({ name }, i) => [name, i]));

  const flow = blocks.slice(1).map((_, i) => {
    const [[x0, y0], [x1, y1]] = [place(i), place(i + 1)];
    return `<line class="flow" x1="${x0}" y1="${y0}" x2="${x1}" y2="${y1}"/>`;
  });
  const skips = blocks.flatMap(({ name, skip }) => {
    if (!skip) return [];
    const [[x0, y], [x1]] = [place(index[skip]), place(index[name])], middle = (x0 + x1) / 2;
    return `<g role="button" tabindex="0" data-cut="${name}" aria-label="skip connection ${skip} to ${name}">
      <line class="skip" x1="${x0 + BOX[0] / 2}" y1="${y}" x2="${x1 - BOX[0] / 2}" y2="${y}"/>
      <circle cx="${middle}" cy="${y}" r="12"/><text x="${middle}" y="${y + 5}">✂</text></g>`;
  });
  const boxes = blocks.map(({ name, side, maps }, i) => {
    const [x, y] = place(i), [wide, high] = BOX;
    return `<g role="button" tabindex="0" data-block="${name}" aria-label="block ${name}, ${maps} maps">
      <rect x="${x - wide / 2}" y="${y - high / 2}" width="${wide}" height="${high}" rx="5"/>
      <text x="${x}" y="${y - 2}">${side} px</text><text class="small" x="${x}" y="${y + 12}">× ${maps}</text></g>`;
  });
  el.innerHTML = `<svg class="colorlib-unet" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group"
    aria-label="The network as a U: blocks to look into, skip connections to cut"
    data-lm-suppress-shortcuts="true">${[...flow, ...skips, ...boxes].join("")}</svg>`;

  const parts = [...el.querySelectorAll("[role=button]")];
  const show = () => {
    for (const part of parts) {
      const { cut, block } = part.dataset;
      const on = cut ? plan.get("cuts").includes(cut) : plan.get("block") === block;
      part.setAttribute("aria-pressed", on);
    }
  };
  const press = ({ cut, block }) => {
    const cuts = plan.get("cuts");
    if (block) plan.set("block", block);
    else plan.set("cuts", cuts.includes(cut) ? cuts.filter((name) => name !== cut) : [...cuts, cut]);
    plan.save_changes();
    show();
  };
  for (const part of parts) {
    part.addEventListener("click", () => press(part.dataset));
    part.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      press(part.dataset);
    });
  }
  plan.on("change:block change:cuts", show);
  show();
}

export default { render };
