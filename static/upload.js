// upload.js: several pictures at once, by choosing, dropping or pasting, each with its own progress and its own result.
//
//   <form data-upload data-resume="…" data-known="…"> (partial "upload")
//
// A picture is sent in pieces to data-resume, so that a lost connection or a reload costs little (upload-tus.js). What
// the album has already is found out at data-known before anything is sent. A refusal is a sentence beside the file,
// and the others go on. Without JavaScript the form sends all files in one request and the answer is a page.

import { chosen, gather, Memory, sha256 } from "./upload-files.js";
import { Cancelled, Refused, Transfer } from "./upload-tus.js";
import { Line } from "./upload-line.js";

const atOnce = 3;

for (const form of document.querySelectorAll("form[data-upload]")) enhance(form);

function enhance(form) {
  const part = (name) => form.querySelector(`[data-upload-${name}]`);
  const input = form.querySelector('input[type="file"]');
  const zone = form.querySelector(".drop");
  const list = form.querySelector(".files");
  const memory = new Memory(form.dataset.resume);
  const waiting = [];
  const total = { running: 0, uploaded: 0, existed: 0, refused: 0, broken: 0, left: 0 };
  let turn = Promise.resolve(); // uploads begin one after the other, so that the album keeps their order

  part("button").hidden = true;
  input.removeAttribute("required");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    add({ files: [...input.files], left: 0 });
  });
  input.addEventListener("change", () => {
    add({ files: [...input.files], left: 0 });
    input.value = "";
  });
  folders(part("folder"), add);
  drops(zone, add);
  document.addEventListener("paste", async (event) => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    add(await gather(event.clipboardData));
  });
  addEventListener("beforeunload", (event) => {
    if (total.running) event.preventDefault();
  });
  remind(part("unfinished"), memory, token);

  function token() {
    return form.querySelector('input[name="csrf_token"]').value;
  }

  function add({ files, left }) {
    total.left += left;
    for (const file of files) waiting.push({ file, line: new Line(list, file) });
    if (files.length) part("unfinished").hidden = true;
    next();
  }

  function next() {
    while (total.running < atOnce && waiting.length) {
      total.running++;
      send(waiting.shift()).finally(() => {
        total.running--;
        next();
      });
    }
    tell();
  }

  // send brings one file in, or says why not; it never fails, so that the others go on.
  async function send({ file, line }) {
    if (line.removed) return;
    try {
      const begun = turn.then(() => begin(file, line));
      turn = begun.catch(() => {});
      const { there, transfer } = await begun;
      const photo = there ?? (await transfer.run());
      total[photo.existed ? "existed" : "uploaded"]++;
      line.taken(photo);
    } catch (error) {
      if (error instanceof Cancelled || line.removed) return;
      if (error instanceof Refused) {
        total.refused++;
        line.failed("refused", error.message);
        return;
      }
      total.broken++;
      line.failed("broken off", error.message || "This file cannot be read.", () => {
        total.broken--;
        waiting.push({ file, line });
        next();
      });
    }
  }

  // begin finds out whether the picture is there already, and if not, announces it.
  async function begin(file, line) {
    if (line.removed) throw new Cancelled();
    line.says("checking");
    const sum = await sha256(file);
    const there = sum && (await known(form.dataset.known, sum));
    if (there) return { there };
    const transfer = new Transfer({
      address: new URL(form.dataset.resume, location.href).href,
      token: token(), file, sum, memory: memory.of(file),
      say: (state, fraction) => line.says(state, fraction),
    });
    line.controls(transfer);
    await transfer.begin();
    return { transfer };
  }

  function tell() {
    const left = waiting.filter(({ line }) => !line.removed).length + total.running;
    const parts = [`${total.uploaded} uploaded`];
    if (total.existed) parts.push(`${total.existed} already here`);
    if (total.refused) parts.push(`${total.refused} refused`);
    if (total.broken) parts.push(`${total.broken} broken off`);
    if (left) parts.push(`${left} to go`);
    if (total.left) parts.push(`${total.left} left out because they are no pictures`);
    part("words").textContent = parts.join(", ") + ".";
    part("said").hidden = false;
    part("said").querySelector("a").hidden = left > 0 || total.uploaded + total.existed === 0;
  }
}

// known asks for the photo with these bytes in the album. No answer is no reason not to send it.
async function known(address, sum) {
  try {
    const answer = await fetch(`${address}?sha256=${sum}`, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).photo : null;
  } catch {
    return null;
  }
}

// drops takes what is dropped anywhere on the page, so that nothing dropped beside the zone replaces the page.
function drops(zone, add) {
  const brings = (event) => event.dataTransfer?.types.includes("Files");
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    addEventListener(name, (event) => {
      if (!brings(event)) return;
      event.preventDefault();
      zone.classList.toggle("over", name === "dragenter" || name === "dragover");
    });
  }
  addEventListener("drop", async (event) => {
    if (brings(event)) add(await gather(event.dataTransfer));
  });
}

function folders(button, add) {
  const input = document.createElement("input");
  if (!("webkitdirectory" in input)) return;
  input.type = "file";
  input.webkitdirectory = true;
  input.addEventListener("change", () => {
    add(chosen(input.files));
    input.value = "";
  });
  button.hidden = false;
  button.addEventListener("click", () => input.click());
}

// remind tells of uploads that this browser began and did not end.
function remind(place, memory, token) {
  const names = Object.values(memory.all()).map((one) => one.file);
  if (!names.length) return;
  const some = names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
  place.querySelector("[data-upload-names]").textContent = some;
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => {
    for (const { url } of Object.values(memory.all())) {
      fetch(url, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0", "X-CSRF-Token": token(), Accept: "application/json" } });
    }
    memory.clear();
    place.hidden = true;
  });
}
