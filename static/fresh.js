// fresh.js: what the server computes follows what is chosen.
//
//   <form method="post" data-fresh>   sent in the background, with then=stay, whenever something in it changes
//     <output id="total">             replaced by what the answered page has under the same id; so is what has
//     <div id="…" data-fresh-part>    this mark, anywhere on the page
//     <input id="…" data-fresh-value> takes the value that the answered page has, unless somebody types there
//
// Without JavaScript the form has a button that does the same.

for (const form of document.querySelectorAll("form[data-fresh]")) watch(form);

function watch(form) {
  let latest = 0;
  let line = Promise.resolve(); // one after the other: the last choice has the last word
  form.addEventListener("change", (event) => {
    const mine = ++latest;
    const was = form.elements[`was-${event.target.name}`]; // what somebody touched counts, also if it is changed back
    if (was) was.value = "";
    line = line.then(() => (mine === latest ? refresh(form, () => mine === latest) : null));
  });
}

async function refresh(form, current) {
  const fields = new URLSearchParams(new FormData(form));
  fields.set("then", "stay");
  const answer = await fetch(form.action, { method: "POST", body: fields }).catch(() => null);
  if (!answer?.ok) return; // the button is still there
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!current()) return;
  for (const part of document.querySelectorAll("form[data-fresh] output[id], [data-fresh-part][id]")) {
    const fresh = page.getElementById(part.id);
    if (fresh) part.replaceChildren(...fresh.childNodes);
  }
  for (const input of form.querySelectorAll("[data-fresh-value][id]")) {
    const fresh = page.getElementById(input.id);
    if (fresh && input !== document.activeElement) input.value = fresh.value;
  }
  say(page);
}

// say shows what the answered page had to complain about.
function say(page) {
  for (const old of document.querySelectorAll("main > .notice.error")) old.remove();
  document.querySelector("main").prepend(...page.querySelectorAll("main > .notice.error"));
}
