// upload-line.js: one file in the list of an upload: a small picture of it, its name, how far it is, and what can be
// done about it.

const words = { checking: "checking", sending: "sending", waiting: "waiting for the connection", paused: "paused" };

export class Line {
  constructor(list, file) {
    this.name = file.name;
    this.removed = false;
    this.item = element("li");
    this.title = element("b", "", file.name);
    this.badge = element("span", "badge", "waiting");
    this.bar = element("progress");
    this.bar.max = 100;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", `Progress of ${file.name}`);
    this.tools = element("span", "tools");
    this.item.append(preview(file), this.title, this.badge, this.bar, this.tools);
    this.#button("Cancel", () => this.#remove());
    list.append(this.item);
  }

  // controls lets a person pause and cancel a transfer.
  controls(transfer) {
    this.tools.replaceChildren();
    const pause = this.#button("Pause", () => {
      const going = pause.textContent === "Pause";
      label(pause, going ? "Go on" : "Pause", this.name);
      if (going) transfer.pause();
      else transfer.resume();
    });
    this.#button("Cancel", () => {
      this.#remove();
      transfer.cancel();
    });
  }

  says(state, fraction) {
    this.badge.textContent = words[state];
    this.badge.className = state === "waiting" ? "badge warn" : "badge";
    if (fraction !== undefined) this.bar.value = Math.round(100 * fraction);
  }

  taken(photo) {
    if (photo.existed) this.#end("taken", "badge warn", "already here");
    else this.#end("taken", "badge good", "uploaded");
    this.#link(photo);
  }

  // failed says why, and offers another try if that may end better.
  failed(state, message, again) {
    this.#end("failed", "badge bad", state);
    this.why = element("p", "", message);
    this.item.append(this.why);
    if (!again) return;
    this.tools = element("span", "tools");
    this.item.append(this.tools);
    this.#button("Try again", () => {
      this.why.remove();
      this.tools.replaceChildren();
      this.tools.before(this.bar);
      this.bar.value = 0;
      this.item.className = "";
      this.says("checking");
      again();
    });
  }

  #end(item, badge, state) {
    this.bar.remove();
    this.tools.remove();
    this.item.className = item;
    this.badge.className = badge;
    this.badge.textContent = state;
  }

  #link(photo) {
    if (!photo.href) return;
    const link = element("a", "", photo.title || this.name);
    link.href = photo.href;
    this.title.replaceChildren(link);
  }

  #button(text, act) {
    const button = element("button", "button quiet small");
    button.type = "button";
    label(button, text, this.name);
    button.addEventListener("click", act);
    this.tools.append(button);
    return button;
  }

  #remove() {
    this.removed = true;
    const next = this.item.nextElementSibling ?? this.item.previousElementSibling;
    this.item.remove();
    next?.querySelector("button, a")?.focus();
  }
}

function label(button, text, name) {
  button.textContent = text;
  button.setAttribute("aria-label", `${text}: ${name}`);
}

function element(kind, className = "", text = "") {
  const made = document.createElement(kind);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

// preview is the picture itself, or a blank in its place if the browser cannot show it.
function preview(file) {
  const picture = element("img");
  picture.alt = "";
  picture.src = URL.createObjectURL(file);
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
  picture.addEventListener("error", () => picture.replaceWith(element("span", "blank")));
  return picture;
}
