// printer-crop.js: a photo is dragged, pinched, zoomed and turned on its paper; the form says what came of it.
//
//   <form data-crop data-width data-height data-soft>   the original's pixels, and the dots per inch that are enough
//     <svg data-stage> [data-paper] [data-photo]        as the server drew it; here drawn again after each change
//     fields fit, paper, turn, across, zoom, x, y, at   the form works without this script
//
// Where the photo lies is computed by printer-frame.js, as the server does for the print file.

import { dpi, frame, plain, seen, within } from "./printer-frame.js";

const margin = 0.14; // around the paper, of its longer side
const form = document.querySelector("form[data-crop]");
const field = form.elements;
const stage = form.querySelector("[data-stage]");
const voice = form.querySelector("[data-crop-say]");
const spots = { left: 0.001, right: 1, top: 0.001, bottom: 1 };
let lies; // the answer of frame for what the form says

const photo = () => ({ w: Number(form.dataset.width) || 1, h: Number(form.dataset.height) || 1 });
const fills = () => field.fit.value === "fill" && papers()[field.paper.selectedIndex].layout !== "contact";
const papers = () => [...field.paper.options].map((o) => ({
  name: o.text.replace(/, [^,]*$/, ""), w: Number(o.dataset.w), h: Number(o.dataset.h), bleed: Number(o.dataset.bleed), layout: o.dataset.layout,
}));
const crop = () => ({
  x: Number(field.x.value), y: Number(field.y.value), zoom: Number(field.zoom.value), turn: Number(field.turn.value), across: field.across.checked,
});

function on(paper) {
  return frame(photo(), paper, paper.bleed, paper.layout === "contact" ? "fit" : field.fit.value, crop());
}

function draw() {
  lies = on(papers()[field.paper.selectedIndex]);
  const { paper, picture } = lies;
  const m = margin * Math.max(paper.w, paper.h);
  set(stage, { viewBox: `${-m} ${-m} ${paper.w + 2 * m} ${paper.h + 2 * m}` });
  for (const rect of stage.querySelectorAll("[data-paper]")) set(rect, { width: paper.w, height: paper.h });
  const { turn } = plain(crop());
  const cx = picture.x + picture.w / 2, cy = picture.y + picture.h / 2;
  const [w, h] = turn % 2 ? [picture.h, picture.w] : [picture.w, picture.h];
  for (const image of stage.querySelectorAll("[data-photo]")) {
    set(image, { x: cx - w / 2, y: cy - h / 2, width: w, height: h, transform: `rotate(${turn * 90} ${cx} ${cy})` });
  }
  judge();
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

// judge says whether the photo has enough pixels, in the server's words.
function judge() {
  if (!Number(form.dataset.width)) return;
  const soft = Number(form.dataset.soft), turn = Number(field.turn.value), now = dpi(photo(), lies.picture, turn);
  const say = form.querySelector("[data-quality]");
  let words = `${now} dots per inch: sharp at this size.`;
  if (now < soft) {
    const good = papers().filter((p) => p.layout === "single" && dpi(photo(), on(p).picture, turn) >= soft);
    const sizes = good.map((p) => { const f = on(p); return { name: p.name, area: seen(f.paper, f.picture) }; });
    const best = sizes.reduce((best, p) => (p.area > best.area ? p : best), { area: 0 });
    words = `Only ${now} dots per inch: it will look soft at this size.` + (best.name ? ` Good up to ${best.name}.` : "");
  }
  if (say.textContent.trim() === words) return;
  const p = document.createElement("p");
  p.className = now < soft ? "soft-print small" : "good-print small";
  const [alert, check] = form.querySelector("[data-icons]").children;
  const text = document.createElement("span");
  text.textContent = words;
  p.append((now < soft ? alert : check).cloneNode(true), text);
  say.replaceChildren(p);
}

// place puts the photo's upper left corner there, as far as it goes, and writes down what lies in the middle then.
function place(x, y) {
  if (!fills()) return;
  const { paper, picture } = lies, bleed = papers()[field.paper.selectedIndex].bleed;
  x = within(x, paper.w + bleed - picture.w, -bleed);
  y = within(y, paper.h + bleed - picture.h, -bleed);
  field.x.value = Math.max((paper.w / 2 - x) / picture.w, 0.001).toFixed(5);
  field.y.value = Math.max((paper.h / 2 - y) / picture.h, 0.001).toFixed(5);
  field.at.value = "dragged";
  draw();
}

// zoom keeps the middle of the paper where it is.
function zoom(factor) {
  if (!fills()) return;
  field.zoom.value = within(Number(field.zoom.value) * factor, 1, Number(field.zoom.max));
  draw();
}

// turn turns the photo, and the part that is seen with it.
function turn() {
  const c = plain(crop());
  [field.x.value, field.y.value, field.turn.value] = [1 - c.y || 0.001, c.x, (c.turn + 1) % 4];
  field.at.value = "dragged";
  draw();
}

// ---- Pointers: one drags, two pinch ------------------------------------------------------------------------------

const fingers = new Map();
const perPixel = () => 1 / stage.getScreenCTM().a;
const apart = () => { const [a, b] = [...fingers.values()]; return Math.hypot(a.x - b.x, a.y - b.y); };

stage.addEventListener("pointerdown", (event) => {
  if (!fills() || event.button > 0) return;
  stage.setPointerCapture(event.pointerId);
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  stage.classList.add("held");
});
stage.addEventListener("pointermove", (event) => {
  const before = fingers.get(event.pointerId);
  if (!before) return;
  const gap = fingers.size === 2 ? apart() : 0;
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (gap) return zoom(apart() / gap);
  place(lies.picture.x + (event.clientX - before.x) * perPixel(), lies.picture.y + (event.clientY - before.y) * perPixel());
});
for (const end of ["pointerup", "pointercancel"]) {
  stage.addEventListener(end, (event) => {
    fingers.delete(event.pointerId);
    stage.classList.toggle("held", fingers.size > 0);
  });
}
stage.addEventListener("wheel", (event) => {
  if (!fills() || document.activeElement !== stage) return; // the page scrolls, until the photo was taken in hand
  event.preventDefault();
  zoom(event.deltaY < 0 ? 1.06 : 1 / 1.06);
}, { passive: false });

// ---- Keys --------------------------------------------------------------------------------------------------------

const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

stage.addEventListener("keydown", (event) => {
  const move = moves[event.key];
  const step = (event.shiftKey ? 0.1 : 0.02) * Math.max(lies.paper.w, lies.paper.h);
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (move) place(lies.picture.x + move[0] * step, lies.picture.y + move[1] * step);
  else if (event.key === "+" || event.key === "=") zoom(1.1);
  else if (event.key === "-") zoom(1 / 1.1);
  else if (event.key === "r" || event.key === "R") turn();
  else return;
  event.preventDefault();
  const c = plain(crop());
  voice.textContent = fills()
    ? `${Math.round(c.x * 100)} percent from the left, ${Math.round(c.y * 100)} percent from the top, zoom ${c.zoom.toFixed(1)}`
    : "To move or zoom it, choose “Fill the paper”.";
});

// ---- The form ----------------------------------------------------------------------------------------------------

form.addEventListener("input", (event) => {
  if (event.target.name === "at" && event.target.value !== "dragged") {
    const words = event.target.value.split("-");
    field.x.value = words.map((w) => ({ left: spots.left, right: spots.right })[w]).find((v) => v) ?? 0.5;
    field.y.value = words.map((w) => ({ top: spots.top, bottom: spots.bottom })[w]).find((v) => v) ?? 0.5;
  }
  show();
});

function show() {
  stage.classList.toggle("fills", fills());
  draw();
}

set(stage, { tabindex: 0, role: "application", "aria-roledescription": "photo on its paper", "aria-describedby": "crop-hint" });
const hint = form.querySelector("[data-crop-hint]");
hint.id = "crop-hint";
hint.hidden = false;
form.querySelector("[data-crop-update]").hidden = true;
window.addEventListener("pageshow", show); // coming back, the browser restores what was chosen
show();
