// upload-files.js: what a person brings to upload: files, whole folders, something pasted. And what is remembered of
// uploads that did not come to their end.

const picture = /\.(jpe?g|png|gif|webp)$/i;
const largestHashed = 64 << 20;
const lifetime = 24 * 60 * 60 * 1000; // as long as the server keeps what has arrived

// gather lists the files of a drop or a paste. Folders are looked through; of those only pictures are taken, and the
// rest is counted.
export async function gather(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return { files: [...transfer.files], left: 0 };
  const found = { files: [], left: 0 };
  for (const entry of entries) await look(entry, found, false);
  return found;
}

// chosen is gather for a folder from a dialogue.
export function chosen(list) {
  const files = [...list].filter((file) => picture.test(file.name));
  return { files, left: list.length - files.length };
}

async function look(entry, found, inside) {
  if (entry.isFile) {
    if (inside && !picture.test(entry.name)) found.left++;
    else found.files.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    return;
  }
  const reader = entry.createReader();
  for (;;) { // it tells a hundred at a time
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return;
    for (const one of some) await look(one, found, true);
  }
}

// sha256 is the hash of a file, "" where the browser makes none: over plain http, or of a very large file.
export async function sha256(file) {
  if (!globalThis.crypto?.subtle || file.size > largestHashed) return "";
  const sum = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Memory remembers unfinished uploads of one album in this browser: their addresses, by the file.
export class Memory {
  constructor(album) {
    this.key = `photos.uploads:${album}`;
  }

  of(file) {
    const name = `${file.name}|${file.size}|${file.lastModified}`;
    return {
      get: () => this.all()[name]?.url,
      set: (url) => this.#write({ ...this.all(), [name]: { url, file: file.name, at: Date.now() } }),
      forget: () => {
        const { [name]: _, ...rest } = this.all();
        this.#write(rest);
      },
    };
  }

  // all are the uploads that the server still knows.
  all() {
    try {
      const all = JSON.parse(localStorage.getItem(this.key)) ?? {};
      return Object.fromEntries(Object.entries(all).filter(([, one]) => Date.now() - one.at < lifetime));
    } catch {
      return {}; // storage is switched off, or holds what is not ours
    }
  }

  clear() {
    this.#write({});
  }

  #write(all) {
    try {
      if (Object.keys(all).length) localStorage.setItem(this.key, JSON.stringify(all));
      else localStorage.removeItem(this.key);
    } catch {
      // then nothing goes on after a reload
    }
  }
}
