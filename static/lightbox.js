// lightbox.js: a photo over the page, as large as the window.
//
//   <dialog data-lightbox data-more data-count data-size data-index>   "lightbox" in templates/shared/wall.html
//
// It opens with a click (enlarge.js) and has the address of the photo's own page: that is the same without JavaScript,
// what a reload or a shared link shows, and where Details come from. Back closes it. Keys: arrows, Home, End, + - 0,
// Space for the slideshow, I for details, Escape.

import { Album, of } from "./stretches.js";
import { Slides, size } from "./slides.js";
import { Zoom } from "./zoom.js";
import { wall } from "./wall.js";

const pause = 4000; // of the slideshow, between two photos

class Lightbox {
  #timer = 0; // of the slideshow
  #title = document.title;
  #opener = null; // what had the focus

  constructor(dialog) {
    this.dialog = dialog;
    this.album = wall?.album ?? new Album(dialog.dataset);
    const stage = this.part("stage");
    this.slides = new Slides(stage, this.album);
    this.slides.fitted = () => this.#hold();
    this.zoom = new Zoom(stage, {
      swipe: (x, y) => this.slides.drag(x, y),
      release: (x, y) => this.#released(x, y),
      outside: () => this.close(),
      changed: (scale) => this.#zoomed(scale),
    });
    this.#listen();
  }

  part(name) {
    return this.dialog.querySelector(`[data-${name}]`);
  }

  #listen() {
    const does = { in: () => this.zoom.by(1.5), out: () => this.zoom.by(1 / 1.5), play: () => this.play(!this.#timer), details: () => this.details(), close: () => this.close() };
    this.dialog.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) does[button.dataset.do]();
      const step = event.target.closest(".lightbox-step");
      if (!step || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.step(step.rel === "next" ? 1 : -1);
    });
    this.dialog.addEventListener("keydown", (event) => this.#key(event));
    this.dialog.addEventListener("close", () => this.#closed());
    document.addEventListener("visibilitychange", () => document.hidden && this.play(false));
  }

  // open shows photo number i over the page, under an address of its own.
  async open(i, opener) {
    const li = await this.album.load(i);
    history.scrollRestoration = "manual"; // closing, the wall shows the photo that was seen last
    history.pushState({ photo: i }, "", of(li).href);
    this.#appear(i, opener);
  }

  #appear(i, opener) {
    this.#opener = opener;
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.focus();
    this.show(i);
  }

  async show(i) {
    this.current = i;
    await this.slides.show(i).catch(() => this.#say("This photo cannot be fetched just now."));
    const li = this.album.tile(i);
    if (this.current !== i || !li) return;
    this.#describe(of(li));
    this.#link("prev", i - 1);
    this.#link("next", i + 1);
    this.#hold();
    if (this.part("details").hidden === false) this.#fillDetails();
  }

  #describe(photo) {
    const where = `${this.current + 1} of ${this.album.count}`;
    this.dialog.querySelector("[data-title]").textContent = document.title = photo.title;
    this.dialog.querySelector("[data-number]").textContent = where;
    this.dialog.querySelector("[data-download]").href = `${photo.href}/download`;
    if (!this.#timer) this.#say(`${photo.alt || photo.title}, ${where}`);
  }

  async #link(rel, i) {
    const link = this.dialog.querySelector(`.lightbox-step[rel="${rel}"]`);
    link.hidden = i < 0 || i >= this.album.count;
    if (link.hidden) return;
    const li = await this.album.load(i).catch(() => null);
    if (li) link.href = of(li).href;
  }

  // #hold puts the picture of the middle under the fingers.
  #hold() {
    const img = this.slides.picture;
    if (!img) return this.zoom.hold(null, 0, 0, 1);
    this.zoom.hold(img, parseFloat(img.style.width), parseFloat(img.style.height), size(img).width / parseFloat(img.style.width));
  }

  // step goes so many photos on, with a glide for one.
  async step(by) {
    await this.go(this.current + by, Math.sign(by));
  }

  async go(i, glide = 0) {
    i = Math.max(0, Math.min(i, this.album.count - 1));
    if (i === this.current) return this.slides.glide(0);
    this.current = i;
    if (glide) await this.slides.glide(glide);
    const li = await this.album.load(i).catch(() => null);
    if (this.current !== i || !this.dialog.open) return; // gone further meanwhile
    if (li) history.replaceState({ photo: i }, "", of(li).href);
    await this.show(i);
  }

  #released(x, y) {
    if (y > 120 && y > Math.abs(x)) return this.close();
    const far = Math.abs(x) > Math.min(80, this.dialog.clientWidth / 5) && Math.abs(x) > Math.abs(y);
    this.play(false);
    if (far) this.step(x < 0 ? 1 : -1);
    else if (x || y) this.slides.glide(0);
  }

  #zoomed(scale) {
    this.#say(scale === 1 ? "Whole photo." : `Zoom ${Math.round(scale * 100)} %.`);
    if (scale > 1) this.play(false);
    const img = this.slides.picture;
    if (img && parseFloat(img.style.width) * scale * devicePixelRatio > 0.9 * Number(img.dataset.large)) this.slides.sharpen();
  }

  // play begins or ends the slideshow. It waits for each picture, and ends at the last photo.
  play(on) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const button = this.dialog.querySelector('[data-do="play"]');
    if (on === (button.ariaPressed === "true")) return;
    button.ariaPressed = String(on);
    this.#say(on ? "The slideshow has begun." : "The slideshow has stopped.");
    if (on) this.#wait();
  }

  #wait() {
    this.#timer = setTimeout(async () => {
      await this.slides.picture?.decode?.().catch(() => {});
      if (!this.#timer) return;
      if (this.current + 1 >= this.album.count) return this.play(false);
      await this.step(1);
      if (this.#timer) this.#wait();
    }, pause);
  }

  details() {
    const panel = this.part("details");
    panel.hidden = !panel.hidden;
    this.dialog.classList.toggle("with-details", !panel.hidden);
    this.dialog.querySelector('[data-do="details"]').ariaExpanded = String(!panel.hidden);
    if (!panel.hidden) this.#fillDetails();
  }

  // #fillDetails takes them from the photo's own page, where they are written once: [data-about].
  async #fillDetails() {
    const i = this.current;
    const { href } = of(this.album.tile(i));
    const answer = await fetch(href).catch(() => null);
    const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    if (this.current !== i) return;
    const about = page?.querySelector("[data-about]");
    this.part("details").replaceChildren(...(about ? document.importNode(about, true).childNodes : ["The details cannot be fetched just now."]));
    this.part("details").append(this.#pageLink(href));
  }

  #pageLink(href) {
    const link = document.createElement("a");
    link.className = "button secondary";
    link.href = href;
    link.textContent = "The page of this photo";
    link.addEventListener("click", (event) => {
      event.preventDefault(); // the address is the same, so only a reload leads there
      location.reload();
    });
    return link;
  }

  #say(words) {
    this.part("say").textContent = words;
  }

  // close goes back to the address below, which closes the dialogue.
  close() {
    this.dialog.close();
  }

  #closed() {
    this.play(false);
    document.title = this.#title;
    this.slides.empty();
    this.zoom.hold(null, 0, 0, 1);
    if (history.state?.photo !== undefined) history.back();
    if (wall) wall.focus(this.current);
    else this.#opener?.focus();
  }

  // travelled: Back and Forward lead into the lightbox and out of it.
  travelled() {
    const i = history.state?.photo;
    if (i === undefined) return this.dialog.open && this.dialog.close();
    if (this.dialog.open) this.show(i);
    else this.#appear(i, this.#opener);
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
    const does = this.#keys(event);
    if (!does) return;
    event.preventDefault();
    does();
  }

  #keys({ key, target }) {
    const large = this.zoom.scale > 1;
    const move = 80;
    switch (key) {
      case "ArrowRight": return large ? () => this.zoom.pan(-move, 0) : () => this.step(1);
      case "ArrowLeft": return large ? () => this.zoom.pan(move, 0) : () => this.step(-1);
      case "ArrowDown": return large && (() => this.zoom.pan(0, -move));
      case "ArrowUp": return large && (() => this.zoom.pan(0, move));
      case "Home": return () => this.go(0);
      case "End": return () => this.go(this.album.count - 1);
      case "+": case "=": return () => this.zoom.by(1.5);
      case "-": return () => this.zoom.by(1 / 1.5);
      case "0": return () => this.zoom.by(0);
      case "i": return () => this.details();
      case " ": return target.closest("button, a") ? null : () => this.play(!this.#timer);
    }
  }
}

export const lightbox = new Lightbox(document.querySelector("[data-lightbox]"));
