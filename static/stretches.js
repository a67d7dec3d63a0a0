// stretches.js: the photos of an album by their number, fetched a stretch at a time.
//
// A photo is the <li> that the server writes ("tiles" in templates/shared/wall.html): first those of the page, then those
// of /albums/…/stretch?from=60. It is dressed once: with its colours, until its picture is there, and with a sentence if
// its picture cannot be shown.

const most = 3000; // tiles that are kept

export class Album {
  #tiles = new Map(); // number → li
  #asked = new Map(); // first number of a stretch → promise

  // from an element with data-more, data-size and data-count
  constructor({ more, size, count }) {
    this.more = more;
    this.size = Number(size);
    this.count = Number(count);
  }

  keep(from, tiles) {
    tiles.forEach((li, n) => this.#tiles.set(from + n, dress(li)));
    for (const number of this.#tiles.keys()) {
      if (this.#tiles.size <= most) break;
      this.#tiles.delete(number);
    }
  }

  // tile is photo number i, if it is here.
  tile(i) {
    return this.#tiles.get(i);
  }

  // load is photo number i, fetched if it is not here.
  async load(i) {
    const from = i - (i % this.size);
    if (!this.#tiles.has(i)) await (this.#asked.get(from) ?? this.#ask(from));
    return this.#tiles.get(i);
  }

  #ask(from) {
    const asked = this.#fetch(from).finally(() => this.#asked.delete(from));
    this.#asked.set(from, asked);
    return asked;
  }

  async #fetch(from) {
    const answer = await fetch(this.more + from);
    if (!answer.ok || answer.redirected) throw new Error("no more photos: " + answer.status);
    const list = document.createElement("template");
    list.innerHTML = await answer.text();
    this.keep(from, [...list.content.children]);
  }
}

// of reads what a tile says about its photo.
export function of(li) {
  const link = li.querySelector("a");
  const img = li.querySelector("img");
  return {
    href: link.getAttribute("href"),
    title: link.querySelector("span").textContent,
    alt: img?.alt ?? "",
    thumb: img?.currentSrc || img?.src,
    width: Number(img?.getAttribute("width")),
    height: Number(img?.getAttribute("height")),
    broken: !img,
  };
}

function dress(li) {
  const img = li.querySelector("img");
  if (!img || li.dataset.dressed) return li;
  li.dataset.dressed = "yes";
  if (li.dataset.colours) {
    const upright = Number(img.getAttribute("width")) < Number(img.getAttribute("height"));
    li.style.backgroundImage = `url(${blurred(li.dataset.colours, upright ? 3 : 4)})`;
  }
  watch(img);
  return li;
}

// watch says that a picture cannot be shown, in its place, when that turns out.
export function watch(img) {
  img.addEventListener("error", () => giveUp(img), { once: true });
  if (img.loading !== "lazy" && img.complete && img.naturalWidth === 0) giveUp(img);
}

function giveUp(img) {
  const words = document.createElement("b");
  words.className = "sr";
  words.textContent = img.alt;
  img.replaceWith(broken(), words);
}

export function broken() {
  return document.querySelector("template[data-broken]").content.cloneNode(true);
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// blurred makes a picture (BMP, uncompressed) of the colours of gallery.Placeholder: two characters each, four bits for
// each of red, green and blue. It is four times as wide and as high as there are colours; the browser does the rest.
export function blurred(colours, columns) {
  const rows = colours.length / 2 / columns;
  const width = 4 * columns, height = 4 * rows;
  const bytes = bitmap(width, height);
  for (let n = 0; n < width * height; n++) {
    const x = n % width, y = Math.floor(n / width);
    const at = 54 + (height - 1 - y) * 3 * width + 3 * x; // from the bottom up, blue first; a line is a multiple of four
    for (let part = 0; part < 3; part++) {
      const value = (column, row) => 17 * ((colourAt(colours, row * columns + column) >> (4 * part)) & 15);
      bytes[at + part] = blend(value, place(x, columns), place(y, rows));
    }
  }
  return "data:image/bmp;base64," + btoa(String.fromCharCode(...bytes));
}

function bitmap(width, height) {
  const bytes = new Uint8Array(54 + 3 * width * height);
  const head = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  for (const [at, value] of [[2, bytes.length], [10, 54], [14, 40], [18, width], [22, height], [34, 3 * width * height]]) head.setUint32(at, value, true);
  head.setUint16(26, 1, true);
  head.setUint16(28, 24, true);
  return bytes;
}

function colourAt(colours, n) {
  return alphabet.indexOf(colours[2 * n]) * 64 + alphabet.indexOf(colours[2 * n + 1]);
}

// place says between which two of so many colours a pixel lies, and how far it is from the first to the second.
function place(pixel, count) {
  const at = Math.max(0, Math.min((pixel + 0.5) / 4 - 0.5, count - 1));
  const first = Math.min(Math.floor(at), count - 2);
  const part = at - first;
  return { first, part: part * part * (3 - 2 * part) }; // smooth: an edge between two blends would be seen
}

function blend(value, x, y) {
  const line = (row) => value(x.first, row) * (1 - x.part) + value(x.first + 1, row) * x.part;
  return line(y.first) * (1 - y.part) + line(y.first + 1) * y.part;
}
