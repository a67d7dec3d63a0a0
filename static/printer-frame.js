// printer-frame.js: where a photo lies on its paper, in millimetres. The same as orders.Frame in Go, which the print file is
// made with; a test compares the two.

const borderMM = 5;

// frame takes photo {w, h} in pixels, upright; paper {w, h} and bleed in millimetres; fit "fit", "fill" or "border";
// crop {x, y, zoom, turn, across}. It answers the paper, turned to the photo, and the whole turned photo on it.
export function frame(photo, paper, bleed, fit, crop) {
  crop = plain(crop);
  if (crop.turn % 2 === 1) photo = { w: photo.h, h: photo.w };
  if ((photo.w > photo.h !== paper.w > paper.h) !== crop.across) paper = { w: paper.h, h: paper.w };
  const whole = { x: 0, y: 0, w: paper.w, h: paper.h };
  let picture;
  if (fit === "fill") picture = cover(photo, inset(whole, -bleed), crop);
  else picture = contain(photo, inset(whole, fit === "border" ? borderMM : 0));
  return { paper, picture };
}

// plain says everything of a crop, within its bounds.
export function plain({ x = 0, y = 0, zoom = 0, turn = 0, across = false }) {
  if (x === 0 && y === 0) x = y = 0.5;
  return { x: within(x, 0, 1), y: within(y, 0, 1), zoom: within(zoom, 1, 20), turn: ((turn % 4) + 4) % 4, across };
}

// dpi is how many pixels of the photo come to an inch of the paper.
export function dpi(photo, picture, turn) {
  return Math.floor(((turn % 2 ? photo.h : photo.w) / picture.w) * 25.4 + 0.5);
}

// seen is how large the photo appears on the paper, in square millimetres.
export function seen(paper, picture) {
  const side = (at, length, limit) => Math.min(at + length, limit) - Math.max(at, 0);
  return side(picture.x, picture.w, paper.w) * side(picture.y, picture.h, paper.h);
}

function inset(a, d) {
  return { x: a.x + d, y: a.y + d, w: a.w - 2 * d, h: a.h - 2 * d };
}

function contain(photo, area) {
  const scale = Math.min(area.w / photo.w, area.h / photo.h);
  const w = photo.w * scale, h = photo.h * scale;
  return { x: area.x + (area.w - w) / 2, y: area.y + (area.h - h) / 2, w, h };
}

function cover(photo, area, crop) {
  const scale = Math.max(area.w / photo.w, area.h / photo.h) * crop.zoom;
  const w = photo.w * scale, h = photo.h * scale;
  const x = within(area.x + area.w / 2 - crop.x * w, area.x + area.w - w, area.x);
  const y = within(area.y + area.h / 2 - crop.y * h, area.y + area.h - h, area.y);
  return { x, y, w, h };
}

export function within(v, least, most) {
  return v > least ? Math.min(v, most) : least;
}
