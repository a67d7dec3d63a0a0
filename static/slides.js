// slides.js: the photo that is shown and its two neighbours, side by side, so that a swipe finds the next one ready.

import { of, broken } from "./stretches.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");
const between = 24; // pixels between two slides

export class Slides {
  #slides = new Map(); // number → figure
  #moving = null; // the last animation

  constructor(stage, album) {
    this.stage = stage;
    this.track = stage.querySelector("[data-track]");
    this.album = album;
    new ResizeObserver(() => this.current !== undefined && this.#fitAll()).observe(stage);
  }

  // show brings photo number i to the middle, and has its neighbours come after it.
  async show(i) {
    this.current = i;
    this.#moving?.cancel();
    this.track.style.transform = "";
    for (const [n, slide] of this.#slides) {
      if (Math.abs(n - i) > 1) {
        this.#slides.delete(n);
        slide.remove();
      }
    }
    for (const [n] of this.#slides) this.#lay(n);
    await this.#ready(i);
    this.#neighbours(i);
  }

  async #neighbours(i) {
    await this.picture?.decode?.().catch(() => {}); // what is looked at comes first
    for (const n of [i + 1, i - 1]) {
      if (this.current === i && n >= 0 && n < this.album.count) await this.#ready(n).catch(() => {});
    }
  }

  // picture is the <img> in the middle, if the photo can be shown.
  get picture() {
    return this.#slides.get(this.current)?.querySelector("img") ?? null;
  }

  empty() {
    this.current = undefined;
    this.track.replaceChildren();
    this.#slides.clear();
  }

  async #ready(i) {
    if (this.#slides.has(i)) return;
    const li = await this.album.load(i);
    if (!li || this.#slides.has(i) || Math.abs(i - this.current) > 1) return;
    const figure = document.createElement("figure");
    figure.append(slide(of(li), li));
    this.#slides.set(i, figure);
    this.track.append(figure);
    this.#lay(i);
    this.#fit(figure);
  }

  #lay(i) {
    const figure = this.#slides.get(i);
    figure.style.transform = `translateX(${(i - this.current) * (this.stage.clientWidth + between)}px)`;
    figure.toggleAttribute("inert", i !== this.current);
    figure.ariaHidden = i === this.current ? null : "true";
  }

  #fitAll() {
    for (const [n, figure] of this.#slides) {
      this.#lay(n);
      this.#fit(figure);
    }
    this.fitted?.();
  }

  // #fit makes a picture as large as the window allows, and no larger than twice its pixels.
  #fit(figure) {
    const img = figure.querySelector("img");
    if (!img) return;
    const { width, height } = size(img);
    const scale = Math.min(this.stage.clientWidth / width, this.stage.clientHeight / height, 2);
    img.style.width = `${width * scale}px`;
    img.style.height = `${height * scale}px`;
    img.sizes = `${Math.round(width * scale)}px`;
  }

  // drag lets the slides follow a finger.
  drag(x, y) {
    const down = Math.abs(y) > Math.abs(x) && y > 0;
    this.track.style.transform = down ? `translateY(${y}px)` : `translateX(${x}px)`;
  }

  // glide moves one slide on (1), back (-1) or into place again (0), and waits for it. A second one need not wait for the first.
  async glide(step) {
    const from = this.track.style.transform || "none";
    this.#moving?.cancel();
    const to = `translateX(${-step * (this.stage.clientWidth + between)}px)`;
    const moving = this.track.animate([{ transform: from }, { transform: to }], { duration: still.matches ? 0 : 220, easing: "ease-out", fill: "forwards" });
    this.#moving = moving;
    await moving.finished.catch(() => {});
    if (step !== 0 || moving !== this.#moving) return; // show takes over from here
    this.track.style.transform = "";
    moving.cancel();
  }

  // sharpen fetches the original, for who looks closer than the large picture is.
  async sharpen() {
    const img = this.picture;
    const original = img?.dataset.original;
    if (!original) return;
    delete img.dataset.original;
    const better = new Image();
    better.src = original;
    await better.decode().then(() => {
      img.removeAttribute("srcset");
      img.src = original;
    }, () => {}); // a browser that cannot show the original keeps the large picture
  }
}

export function size(img) {
  return { width: Number(img.getAttribute("width")), height: Number(img.getAttribute("height")) };
}

function slide(photo, li) {
  if (photo.broken) return broken();
  const img = document.createElement("img");
  Object.assign(img, { alt: photo.alt, draggable: false, decoding: "async" });
  img.setAttribute("width", photo.width);
  img.setAttribute("height", photo.height);
  img.style.backgroundImage = [`url(${photo.thumb})`, li.style.backgroundImage].filter(Boolean).join(", ");
  img.addEventListener("error", () => img.replaceWith(broken()), { once: true });
  const side = Math.max(photo.width, photo.height);
  const wide = (most) => Math.round((photo.width * Math.min(most, side)) / side);
  img.dataset.large = wide(2048);
  img.dataset.original = `${photo.href}/original`;
  img.srcset = `${photo.href}/medium ${wide(1024)}w, ${photo.href}/large ${wide(2048)}w`;
  img.src = `${photo.href}/large`;
  return img;
}
