// wall.js: an album of any length, of which only what is near the window is in the page.
//
//   <ul class="photo-grid wall" data-wall data-shapes="…" data-count data-more data-size>   the first photos
//
// The shapes of all photos come with the page, so every row has its place from the beginning: the scroll bar is true, and
// nothing jumps. Tiles come a stretch at a time (stretches.js). Arrow keys, Home and End go from photo to photo, and who
// comes back finds the place where she was. Without JavaScript the list is a page of links, with a pager below.

import { Album } from "./stretches.js";
import { ratiosOf, rowsOf, rowAt, rowOf } from "./rows.js";

class Wall {
  #shown = new Map(); // number → li
  #rows = [];
  #due = 0; // frame that will draw
  #soon = 0; // timer that will fetch

  constructor(list) {
    this.list = list;
    this.album = new Album(list.dataset);
    this.ratios = ratiosOf(list.dataset.shapes);
    const first = [...list.children];
    this.album.keep(0, first);
    first.forEach((li, i) => this.#shown.set(i, li));
    this.#arrange(first.flatMap((li, i) => (i === 0 || li.offsetTop !== first[i - 1].offsetTop ? [i] : [])));
    document.querySelector(".pager")?.remove();
    this.#comeBack();
    this.#draw();
    this.#listen();
  }

  #listen() {
    addEventListener("scroll", () => {
      this.scrolled = true;
      this.#later();
    }, { passive: true });
    addEventListener("resize", () => this.#later());
    addEventListener("pageshow", (event) => event.persisted && this.#later());
    new ResizeObserver(() => this.#resized()).observe(this.list);
    this.list.addEventListener("keydown", (event) => this.#key(event));
    let still = 0;
    addEventListener("scroll", () => {
      clearTimeout(still);
      still = setTimeout(() => this.#remember(), 150);
    }, { passive: true });
  }

  // #arrange gives every row its place.
  #arrange(starts) {
    const style = getComputedStyle(this.list);
    this.width = this.list.getBoundingClientRect().width;
    this.gap = parseFloat(style.columnGap);
    this.#rows = rowsOf(this.ratios, this.width, parseFloat(style.getPropertyValue("--row")), this.gap, starts);
    const last = this.#rows.at(-1);
    this.list.style.height = `${last.top + last.height}px`;
    this.list.classList.add("laid");
    for (const [i, li] of this.#shown) this.#place(i, li);
  }

  #place(i, li) {
    const row = this.#rows[rowOf(this.#rows, i)];
    let left = 0;
    for (let n = row.from; n < i; n++) left += this.ratios[n] * row.height + this.gap;
    const { style } = li;
    style.left = `${left}px`;
    style.top = `${row.top}px`;
    style.width = `${this.ratios[i] * row.height}px`;
    style.height = `${row.height}px`;
    li.setAttribute("aria-posinset", i + 1);
    li.setAttribute("aria-setsize", this.album.count);
  }

  // #range is from which to which photo the page holds: as long as nobody scrolls, what can be seen and a third of a window
  // more; then a window more above and below.
  #range(around = this.scrolled ? innerHeight : innerHeight / 3) {
    const top = -this.list.getBoundingClientRect().top;
    const first = this.#rows[rowAt(this.#rows, top - around)];
    const last = this.#rows[rowAt(this.#rows, top + innerHeight + around)];
    return [first.from, last.to];
  }

  // #draw brings into the page what belongs there, and takes away the rest, but never what has the focus.
  #draw() {
    const [from, to] = this.#range();
    const focused = document.activeElement?.closest(".wall > li");
    let after = null;
    for (const [i, li] of this.#shown) {
      if (i >= from && i < to) continue;
      if (li === focused) {
        if (i >= to) after = li;
        continue;
      }
      this.#shown.delete(i);
      li.remove();
    }
    for (let i = to - 1; i >= from; i--) after = this.#show(i, after);
    if (this.#missing(from, to).length > 0) this.#soon ||= setTimeout(() => this.#fetch(), 80);
  }

  #show(i, after) {
    const old = this.#shown.get(i);
    const tile = this.album.tile(i);
    if (old && (!old.dataset.blank || !tile)) return old;
    const li = tile ?? blank();
    this.#place(i, li);
    this.list.insertBefore(li, old ?? after);
    old?.remove();
    this.#shown.set(i, li);
    return li;
  }

  #missing(from, to) {
    const missing = [];
    for (let i = from; i < to; i++) if (!this.album.tile(i)) missing.push(i);
    return missing;
  }

  async #fetch() {
    this.#soon = 0;
    const [from, to] = this.#range();
    const came = await Promise.allSettled(this.#missing(from, to).map((i) => this.album.load(i)));
    const trouble = document.querySelector("[data-trouble]");
    trouble.hidden = !came.some((c) => c.status === "rejected");
    if (trouble.hidden) this.#later();
  }

  #later() {
    this.#due ||= requestAnimationFrame(() => {
      this.#due = 0;
      this.#draw();
    });
  }

  // #resized keeps the photo at the top of the window where it is.
  #resized() {
    if (Math.abs(this.list.getBoundingClientRect().width - this.width) < 0.5) return;
    const { at, off } = this.#here();
    this.#arrange();
    if (at > 0) this.#goTo(at, off);
    this.#draw();
  }

  // #here is the first photo of the first row in the window, and how far below the top of the window it is.
  #here() {
    const top = -this.list.getBoundingClientRect().top;
    const row = this.#rows[rowAt(this.#rows, Math.max(0, top) + this.gap)]; // a row that only its gap belongs to is not seen
    return top < 0 ? { at: 0, off: 0 } : { at: row.from, off: row.top - top };
  }

  #goTo(at, off) {
    const row = this.#rows[rowOf(this.#rows, Math.min(at, this.ratios.length - 1))];
    scrollTo({ top: this.list.getBoundingClientRect().top + scrollY + row.top - off, behavior: "instant" });
  }

  #remember() {
    if (document.querySelector("dialog[open]")) return;
    history.replaceState({ ...history.state, wall: this.#here() }, "");
  }

  #comeBack() {
    const { at, off } = history.state?.wall ?? {};
    if (at > 0) this.#goTo(at, off);
  }

  // number is the number of the photo that an element belongs to.
  number(element) {
    const li = element.closest(".wall > li");
    return li ? Number(li.getAttribute("aria-posinset")) - 1 : -1;
  }

  // focus brings a photo into the window and gives it the focus.
  async focus(i) {
    const row = this.#rows[rowOf(this.#rows, i)];
    const { top } = this.list.getBoundingClientRect();
    const outside = top + row.top < 0 || top + row.top + row.height > innerHeight;
    if (outside) this.#goTo(i, Math.max(0, (innerHeight - row.height) / 2));
    await this.album.load(i);
    this.#draw();
    this.#shown.get(i)?.querySelector("a").focus({ preventScroll: true });
  }

  #key(event) {
    const i = this.number(event.target);
    if (i < 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const to = this.#toward(event.key, i);
    if (to === undefined) return;
    event.preventDefault();
    this.focus(Math.max(0, Math.min(to, this.album.count - 1)));
  }

  #toward(key, i) {
    const row = rowOf(this.#rows, i);
    switch (key) {
      case "ArrowRight": return i + 1;
      case "ArrowLeft": return i - 1;
      case "Home": return 0;
      case "End": return this.album.count - 1;
      case "ArrowDown": return this.#beside(i, Math.min(row + 1, this.#rows.length - 1));
      case "ArrowUp": return this.#beside(i, Math.max(row - 1, 0));
    }
  }

  // #beside is the photo of another row that lies nearest to one.
  #beside(i, number) {
    const row = this.#rows[number];
    const box = this.#shown.get(i).getBoundingClientRect();
    const middle = box.left + box.width / 2 - this.list.getBoundingClientRect().left;
    let right = 0;
    for (let n = row.from; n < row.to; n++) {
      right += this.ratios[n] * row.height + this.gap;
      if (middle < right) return n;
    }
    return row.to - 1;
  }
}

// blank keeps the place of a photo that has not come yet.
function blank() {
  const li = document.createElement("li");
  li.dataset.blank = "yes";
  return li;
}

const list = document.querySelector("[data-wall]");
export const wall = list?.dataset.from === "0" ? new Wall(list) : null;
