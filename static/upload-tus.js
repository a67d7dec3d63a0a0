// upload-tus.js: one picture by the tus protocol, version 1.0.0: a lost connection is
// tried again, and goes on at the byte that the server has come to.

const tries = 12; // in vain, one after the other
const longest = 20_000; // milliseconds between two of them
const patience = 45_000; // without a sign of life

// Refused is an answer that no other try would change. Its message is for people.
export class Refused extends Error {}

// Cancelled ends a transfer that somebody has cancelled.
export class Cancelled extends Error {}

class Gone extends Error {}

export class Transfer {
  #request = null;
  #paused = false;
  #cancelled = false;
  #wake = () => {};

  // memory: {get(), set(address), forget()} keeps the address of this upload while it is unfinished.
  // say(state, fraction): "sending", "waiting" for the connection, or "paused".
  constructor({ address, token, file, sum, memory, say }) {
    Object.assign(this, { address, token, file, sum, memory, say });
  }

  pause() {
    this.#paused = true;
    this.#request?.abort();
    this.say("paused");
  }

  resume() {
    this.#paused = false;
    this.#wake();
  }

  async cancel() {
    this.#cancelled = true;
    this.#request?.abort();
    this.#wake();
    const url = this.memory.get();
    this.memory.forget();
    if (url) await this.#send("DELETE", url).catch(() => {}); // it ends by itself, too
  }

  // begin announces the picture, unless that has been done before.
  begin() {
    return this.#persist(async () => {
      if (!this.memory.get()) this.memory.set(await this.#create());
    });
  }

  // run sends the picture and answers what became of it.
  run() {
    return this.#persist(() => this.#once());
  }

  // persist does something until it is done, refused or cancelled, or has been tried too often.
  async #persist(act) {
    let vain = 0;
    for (;;) {
      while (this.#paused && !this.#cancelled) await this.#sleep();
      if (this.#cancelled) throw new Cancelled();
      const before = this.sent ?? 0;
      try {
        return await act();
      } catch (error) {
        if (this.#cancelled) throw new Cancelled();
        if (error instanceof Refused || error instanceof Gone) this.memory.forget();
        if (error instanceof Refused) throw error;
        if (this.#paused) continue;
        vain = (this.sent ?? 0) > before ? 1 : vain + 1;
        if (vain > tries) throw new Error("The connection is lost. What has arrived is kept for a day.");
        this.say("waiting");
        await this.#sleep(Math.min(longest, 250 * 2 ** vain) * (0.75 + Math.random() / 2));
      }
    }
  }

  async #once() {
    const known = this.memory.get();
    const url = known ?? (await this.#create());
    if (!known) this.memory.set(url);
    const offset = known && !this.fresh ? await this.#offset(url) : 0;
    this.fresh = false;
    this.say("sending", offset / this.file.size);
    const answer = await this.#send("PATCH", url, {
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": offset,
    }, this.file.slice(offset), (loaded) => {
      this.sent = offset + loaded;
      this.say("sending", this.sent / this.file.size);
    });
    const { photo } = parsed(answer);
    if (!photo) throw new Error("Only a part was taken.");
    this.memory.forget();
    return photo;
  }

  async #create() {
    const metadata = [`filename ${encoded(this.file.name)}`];
    if (this.sum) metadata.push(`sha256 ${encoded(this.sum)}`);
    const answer = await this.#send("POST", this.address, {
      "Upload-Length": this.file.size,
      "Upload-Metadata": metadata.join(","),
    });
    const url = answer.getResponseHeader("Location");
    if (!url) throw new Error("The server has not told where.");
    this.fresh = true; // its offset need not be asked for
    return new URL(url, this.address).pathname;
  }

  async #offset(url) {
    const answer = await this.#send("HEAD", url);
    return Number(answer.getResponseHeader("Upload-Offset"));
  }

  #send(method, url, headers = {}, body = null, progress = null) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let watch;
      const alive = () => {
        clearTimeout(watch);
        watch = setTimeout(() => request.abort(), patience);
      };
      request.open(method, url);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("Tus-Resumable", "1.0.0");
      request.setRequestHeader("X-CSRF-Token", this.token);
      for (const name in headers) request.setRequestHeader(name, headers[name]);
      request.upload.addEventListener("progress", (event) => {
        alive();
        progress?.(event.loaded);
      });
      request.addEventListener("loadend", () => {
        clearTimeout(watch);
        if (this.#request === request) this.#request = null;
        const problem = judge(request);
        if (problem) reject(problem);
        else resolve(request);
      });
      if (method !== "DELETE") this.#request = request;
      alive();
      request.send(body);
    });
  }

  // sleep waits for a while, or until the connection is back, or somebody resumes or cancels.
  #sleep(milliseconds) {
    return new Promise((resolve) => {
      const timer = milliseconds && setTimeout(() => this.#wake(), milliseconds);
      const wake = () => {
        clearTimeout(timer);
        removeEventListener("online", wake);
        resolve();
      };
      this.#wake = wake;
      addEventListener("online", wake);
    });
  }
}

// judge tells whether an answer is one, is worth another try (an Error), or is the end of it (Refused).
function judge(request) {
  const { status } = request;
  if (status >= 200 && status < 300) return null;
  if (status === 404 || status === 410) return new Gone();
  if (status === 0 || status === 408 || status === 409 || status === 423 || status === 429 || status >= 500) return new Error();
  return new Refused(parsed(request).error?.message ?? `The server refused it (status ${status}).`);
}

function parsed(request) {
  try {
    return JSON.parse(request.responseText) ?? {};
  } catch {
    return {}; // a proxy's page, or nothing
  }
}

function encoded(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
