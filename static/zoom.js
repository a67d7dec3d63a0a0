// zoom.js: fingers, mouse and wheel on a picture: swipe, pull down, pinch, double tap, drag, up to the original's pixels.
//
//   new Zoom(stage, { swipe(x, y), release(x, y), outside(), changed(scale) })
//   zoom.hold(img, width, height, limit)   the picture that is shown, its size on the page, and how large it may become
//
// While the picture is as large as the window allows, one finger swipes; when it is larger, one finger moves it.

const slop = 8; // what a finger may tremble, in pixels

export class Zoom {
  scale = 1;
  #x = 0;
  #y = 0;
  #pointers = new Map();
  #start = null; // of the gesture: where, and what the picture was like
  #tapped = null; // the last tap

  constructor(stage, told) {
    this.stage = stage;
    this.told = told;
    stage.addEventListener("pointerdown", (event) => this.#down(event));
    stage.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, (event) => this.#up(event));
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    stage.addEventListener("dragstart", (event) => event.preventDefault());
  }

  hold(img, width, height, limit) {
    Object.assign(this, { img, width, height, limit: Math.max(limit, 2) });
    this.#set(1, 0, 0);
  }

  // by makes the picture larger or smaller around a point of the window, or around its middle.
  by(factor, point) {
    const scale = Math.max(1, Math.min(this.scale * factor, this.limit));
    const { x, y } = this.#fromMiddle(point);
    const ratio = scale / this.scale;
    this.#set(scale, x - (x - this.#x) * ratio, y - (y - this.#y) * ratio);
  }

  // pan moves a picture that is larger than the window.
  pan(x, y) {
    this.#set(this.scale, this.#x + x, this.#y + y);
  }

  #fromMiddle(point) {
    const box = this.stage.getBoundingClientRect();
    if (!point) return { x: 0, y: 0 };
    return { x: point.clientX - box.left - box.width / 2, y: point.clientY - box.top - box.height / 2 };
  }

  #set(scale, x, y) {
    const room = (size, window) => Math.max(0, (size * scale - window) / 2);
    const wide = room(this.width, this.stage.clientWidth), high = room(this.height, this.stage.clientHeight);
    this.#x = Math.max(-wide, Math.min(x, wide));
    this.#y = Math.max(-high, Math.min(y, high));
    const before = this.scale;
    this.scale = scale;
    if (this.img) this.img.style.transform = scale === 1 ? "" : `translate(${this.#x}px, ${this.#y}px) scale(${scale})`;
    this.stage.classList.toggle("zoomed", scale > 1);
    if (scale !== before) this.told.changed(scale);
  }

  #down(event) {
    if (event.button !== 0 || !this.img) return;
    this.stage.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, event);
    this.#begin();
  }

  // #begin notes how a gesture begins; it begins anew with every finger that comes or goes.
  #begin() {
    const fingers = [...this.#pointers.values()];
    if (fingers.length === 0) return;
    this.#start = { fingers, spread: spread(fingers), scale: this.scale, x: this.#x, y: this.#y,
      several: fingers.length > 1 || this.#start?.several };
  }

  #move(event) {
    if (!this.#pointers.has(event.pointerId)) return;
    this.#pointers.set(event.pointerId, event);
    const fingers = [...this.#pointers.values()];
    const now = middle(fingers), then = middle(this.#start.fingers);
    const x = now.clientX - then.clientX, y = now.clientY - then.clientY;
    if (fingers.length > 1) this.#pinch(fingers, now, then);
    else if (this.scale > 1) this.#set(this.scale, this.#start.x + x, this.#start.y + y);
    else if (!this.#start.several) this.told.swipe(x, y);
  }

  // #pinch keeps what was between the fingers between them.
  #pinch(fingers, now, then) {
    const { scale: was, spread: apart, x, y } = this.#start;
    const scale = Math.max(1, Math.min((was * spread(fingers)) / apart, this.limit));
    const from = this.#fromMiddle(then), to = this.#fromMiddle(now);
    this.#set(scale, to.x - ((from.x - x) * scale) / was, to.y - ((from.y - y) * scale) / was);
  }

  #up(event) {
    if (!this.#pointers.delete(event.pointerId)) return;
    if (this.#pointers.size > 0) return this.#begin();
    const { fingers, several } = this.#start;
    this.#start = null;
    const x = event.clientX - fingers[0].clientX, y = event.clientY - fingers[0].clientY;
    if (several) return;
    if (event.type === "pointerup" && Math.hypot(x, y) < slop) this.#tap(event);
    if (this.scale === 1) this.told.release(event.type === "pointerup" ? x : 0, event.type === "pointerup" ? y : 0);
  }

  // #tap makes of two taps a double tap: twice as large, or as before.
  #tap(event) {
    const last = this.#tapped;
    this.#tapped = event;
    if (last && event.timeStamp - last.timeStamp < 350 && Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY) < 40) {
      this.#tapped = null;
      this.by(this.scale > 1 ? 0 : Math.min(this.limit, 2.5), event);
    } else if (event.pointerType === "mouse" && !this.#inside(event)) {
      this.told.outside();
    }
  }

  #inside({ clientX, clientY }) {
    const box = this.img.getBoundingClientRect();
    return clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
  }

  #wheel(event) {
    event.preventDefault();
    if (this.img) this.by(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), event);
  }
}

function middle(fingers) {
  const sum = (of) => fingers.reduce((total, finger) => total + finger[of], 0) / fingers.length;
  return { clientX: sum("clientX"), clientY: sum("clientY") };
}

function spread([a, b]) {
  return b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0;
}
