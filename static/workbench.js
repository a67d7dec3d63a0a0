// workbench.js: rebuilds the signature while somebody types.
//
// The form goes to the server in the background, which answers the right side of the page from the template that made it;
// the one implementation of signing is the server's. Secrets behind the # of an address are put into the form and never
// leave the browser but in the body of that request. Without JavaScript the buttons do the same.

const form = document.getElementById("wb");
const work = document.getElementById("work");
const said = document.getElementById("work-said");
const secrets = ["consumer_secret", "token_secret", "private_key"];
let timer = 0;
let latest = 0;

takeFragment();
wake();
form.addEventListener("input", (event) => { if (event.target.name !== "paste") soon(); });
window.addEventListener("hashchange", takeFragment);

// takeFragment fills the secrets in from the address, then takes them out of it: it may be on a projector.
function takeFragment() {
  const given = new URLSearchParams(location.hash.slice(1));
  const known = secrets.filter((name) => given.has(name));
  if (!known.length) return;
  for (const name of known) form.elements[name].value = given.get(name);
  history.replaceState(null, "", location.pathname + location.search);
  soon();
}

function soon() {
  clearTimeout(timer);
  work.setAttribute("aria-busy", "true");
  timer = setTimeout(rebuild, 180);
}

async function rebuild() {
  const mine = ++latest;
  const body = new FormData(form);
  body.delete("paste");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body), headers: { "X-Part": "work" } });
    if (mine !== latest) return;
    if (!answer.ok) throw new Error(answer.statusText);
    show(await answer.text());
  } catch {
    if (mine === latest) said.textContent = "The server could not be asked. “Build it again” sends the form as a whole.";
  }
  if (mine === latest) work.removeAttribute("aria-busy");
}

function show(html) {
  const open = [...work.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
  work.innerHTML = html;
  for (const summary of work.querySelectorAll("summary")) {
    if (open.includes(summary.textContent) && summary.textContent !== "why") summary.parentElement.open = true;
  }
  wake();
  const problem = work.querySelector(".notice.error");
  said.textContent = problem ? problem.textContent.trim() : `Signature ${work.querySelector("output")?.textContent ?? ""}`;
  const link = work.querySelector("[data-permalink]");
  if (link) history.replaceState(null, "", link.href);
}

// wake gives life to the buttons of the result.
function wake() {
  for (const button of work.querySelectorAll("[data-copy]")) {
    copies(button, () => document.getElementById(button.dataset.copy).textContent);
  }
  const link = work.querySelector("[data-link-with-secrets]");
  if (link) copies(link, withSecrets);
}

function copies(button, text) {
  const words = button.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text());
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = words; }, 2000);
  });
}

function withSecrets() {
  const behind = new URLSearchParams();
  for (const name of secrets) {
    if (form.elements[name].value) behind.set(name, form.elements[name].value);
  }
  return `${work.querySelector("[data-permalink]").href}#${behind}`;
}

// A parameter under the pointer is lit in the table and in the base string.
work.addEventListener("pointerover", (event) => light(event.target.closest("[data-part]")?.dataset.part));
work.addEventListener("pointerleave", () => light());

function light(part) {
  for (const lit of work.querySelectorAll(".lit")) lit.classList.remove("lit");
  if (part) for (const piece of work.querySelectorAll(`[data-part="${part}"]`)) piece.classList.add("lit");
}
