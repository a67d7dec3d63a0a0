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
// each of red, green and blue. The browser blurs it by making it large.
export function blurred(colours, columns) {
  const rows = colours.length / 2 / columns;
  const line = Math.ceil((columns * 3) / 4) * 4;
  const bytes = new Uint8Array(54 + line * rows);
  const head = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  for (const [at, value] of [[2, bytes.length], [10, 54], [14, 40], [18, columns], [22, rows], [34, line * rows]]) head.setUint32(at, value, true);
  head.setUint16(26, 1, true);
  head.setUint16(28, 24, true);
  for (let n = 0; n < rows * columns; n++) {
    const colour = alphabet.indexOf(colours[2 * n]) * 64 + alphabet.indexOf(colours[2 * n + 1]);
    const at = 54 + (rows - 1 - Math.floor(n / columns)) * line + (n % columns) * 3; // from the bottom up, blue first
    bytes.set([(colour & 15) * 17, ((colour >> 4) & 15) * 17, (colour >> 8) * 17], at);
  }
  return "data:image/bmp;base64," + btoa(String.fromCharCode(...bytes));
}
