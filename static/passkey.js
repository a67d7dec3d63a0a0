// passkey.js: the two moments at which a device must be asked, making a key and signing with it.
//
//   <form data-passkey="create" data-options="…" action="…" method="post" hidden>   or data-passkey="get"
//     … <input type="hidden" name="answer"> <button>…</button> <p data-passkey-said role="alert" hidden></p>
//
// The form posts itself to data-options first, which answers with the question (Web Authentication Level 3 sections
// 5.1.8 and 5.1.9, JSON) or with {"error": {"message"}}. What the device answers goes into the field "answer", and the
// form is sent as any other. Sentences come from the form: data-cancelled, data-known, data-failed.
// Without JavaScript, or where the browser knows no passkeys, the form stays hidden.

const able = window.PublicKeyCredential?.parseCreationOptionsFromJSON && window.PublicKeyCredential.parseRequestOptionsFromJSON;

const ceremonies = {
  create: (question) => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question) }),
  get: (question) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) }),
};

if (able) for (const form of document.querySelectorAll("form[data-passkey]")) enhance(form);

function enhance(form) {
  const button = form.querySelector("button");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    say(form, "");
    try {
      const credential = await ceremonies[form.dataset.passkey](await ask(form));
      form.elements.answer.value = JSON.stringify(credential);
      if (form.elements.password) form.elements.password.value = ""; // it has done its work
      form.submit();
    } catch (problem) {
      say(form, sentence(form, problem));
    }
    button.disabled = false;
  });
}

// Refusal is a sentence of the server.
class Refusal extends Error {}

// ask gets the question.
async function ask(form) {
  const answer = await fetch(form.dataset.options, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams(new FormData(form)),
  });
  const data = await answer.json();
  if (!answer.ok) throw new Refusal(data.error.message);
  return data.publicKey;
}

function sentence(form, problem) {
  if (problem instanceof Refusal) return problem.message;
  if (problem.name === "NotAllowedError" || problem.name === "AbortError") return form.dataset.cancelled;
  if (problem.name === "InvalidStateError") return form.dataset.known;
  return form.dataset.failed;
}

function say(form, words) {
  const said = form.querySelector("[data-passkey-said]");
  said.textContent = words;
  said.hidden = !words;
}
