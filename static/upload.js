// upload.js: several pictures at once, by choosing or by dropping, each with its own progress and its own result.
//
//   <form data-upload action="…" method="post" enctype="multipart/form-data"> (partial "upload")
//
// Every file is one POST of the same form with one "photo" part, Accept: application/json and X-CSRF-Token. Answers:
//   200, 201  {"photo": {"title", "href", "src", "existed"}}   (or {"photos": [ … ]})
//   else      {"error": {"code", "message"}}                   the sentence is shown beside the file, the next one goes on
// Without JavaScript the form sends all files in one request and the answer is a page.

const atOnce = 2;

for (const form of document.querySelectorAll("form[data-upload]")) enhance(form);

function enhance(form) {
  const input = form.querySelector('input[type="file"]');
  const zone = form.querySelector(".drop");
  const list = form.querySelector(".files");
  const said = form.querySelector("[data-upload-said]");
  const waiting = [];
  const total = { running: 0, sent: 0, failed: 0 };

  form.querySelector("[data-upload-button]").hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    add(input.files);
  });
  input.addEventListener("change", () => {
    add(input.files);
    input.value = "";
  });
  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, hover(true));
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, hover(false));
  zone.addEventListener("drop", (event) => add(event.dataTransfer.files));
  window.addEventListener("beforeunload", (event) => {
    if (total.running) event.preventDefault();
  });

  function hover(over) {
    return (event) => {
      event.preventDefault();
      zone.classList.toggle("over", over);
    };
  }

  function add(files) {
    for (const file of files) waiting.push({ file, line: line(list, file) });
    next();
  }

  function next() {
    while (total.running < atOnce && waiting.length) {
      total.running++;
      const { file, line } = waiting.shift();
      send(form, file, line).then((ok) => {
        total.running--;
        total[ok ? "sent" : "failed"]++;
        next();
      });
    }
    tell();
  }

  function tell() {
    const left = waiting.length + total.running;
    const parts = [`${total.sent} uploaded`];
    if (total.failed) parts.push(`${total.failed} refused`);
    if (left) parts.push(`${left} to go`);
    said.querySelector("[data-upload-words]").textContent = parts.join(", ") + ".";
    said.hidden = false;
    said.querySelector("a").hidden = left > 0 || total.sent === 0;
  }
}

// line adds a file to the list: a small picture of it, its name, and its progress.
function line(list, file) {
  const item = document.createElement("li");
  const preview = document.createElement("img");
  const blank = document.createElement("span"); // in its place, if the browser cannot show the file
  const name = document.createElement("b");
  const state = document.createElement("span");
  const bar = document.createElement("progress");
  preview.alt = "";
  blank.className = "blank";
  preview.src = URL.createObjectURL(file);
  preview.addEventListener("load", () => URL.revokeObjectURL(preview.src));
  preview.addEventListener("error", () => preview.replaceWith(blank));
  name.textContent = file.name;
  state.className = "badge";
  state.textContent = "waiting";
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `Progress of ${file.name}`);
  item.append(preview, name, state, bar);
  list.append(item);
  return { item, name, state, bar };
}

// send posts one file and resolves to whether it was taken; it never rejects, so that the others go on.
function send(form, file, line) {
  return new Promise((resolve) => {
    const token = form.querySelector('input[name="csrf_token"]').value;
    const body = new FormData();
    body.append("csrf_token", token);
    body.append(form.querySelector('input[type="file"]').name, file, file.name);

    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRF-Token", token);
    request.upload.addEventListener("progress", (event) => {
      line.state.textContent = "sending";
      if (event.lengthComputable) line.bar.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("loadend", () => {
      const answer = parse(request);
      if (answer.message) failed(line, answer.message);
      else taken(line, answer.photo);
      resolve(!answer.message);
    });
    request.send(body);
  });
}

// parse makes one of two things of every answer: a photo, or a sentence.
function parse(request) {
  if (request.status === 0) return { message: "The connection broke. Choose the picture again to try once more." };
  let data = {};
  try {
    data = JSON.parse(request.responseText);
  } catch {
    // not JSON: a proxy's page, or ours for a session that has ended
  }
  const photo = data.photo ?? data.photos?.[0];
  if (request.status < 300 && photo) return { photo };
  return { message: data.error?.message ?? `The server refused it (status ${request.status}).` };
}

function taken(line, photo) {
  line.bar.remove();
  line.item.className = "taken";
  line.state.className = "badge good";
  line.state.textContent = photo.existed ? "already here" : "uploaded";
  if (!photo.href) return;
  const link = document.createElement("a");
  link.href = photo.href;
  link.textContent = photo.title || line.name.textContent;
  line.name.replaceChildren(link);
}

function failed(line, message) {
  const words = document.createElement("p");
  words.textContent = message;
  line.item.className = "failed";
  line.state.className = "badge bad";
  line.state.textContent = "refused";
  line.bar.replaceWith(words);
}
