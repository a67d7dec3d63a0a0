// fresh.js: what the server computes follows what is chosen.
//
//   <form method="post" data-fresh>   sent in the background, with then=stay, whenever something in it changes
//     <output id="total">             replaced by what the answered page has under the same id
//
// Without JavaScript the form has a button that does the same.

for (const form of document.querySelectorAll("form[data-fresh]")) watch(form);

function watch(form) {
  let latest = 0;
  form.addEventListener("change", async () => {
    const mine = ++latest;
    const fields = new URLSearchParams(new FormData(form));
    fields.set("then", "stay");
    const answer = await fetch(form.action, { method: "POST", body: fields }).catch(() => null);
    if (!answer?.ok || mine !== latest) return; // the button is still there
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const output of form.querySelectorAll("output[id]")) {
      const fresh = page.getElementById(output.id);
      if (fresh && mine === latest) output.replaceChildren(...fresh.childNodes);
    }
  });
}
