// arrange.js: put a list in order by dragging, or from the keyboard.
//
//   <form action data-arrange>         its fields go along (the CSRF token)
//     <ol><li data-id>                 <button type="button" data-handle hidden> in each
//     <p role="status" data-arrange-say></p>
//   <p data-arrange-how data-scripted="What to do, when this script runs.">
//
// Each move is posted at once: id, and where: the id of the item it now stands before, or "last" at the end of the whole
// list. Without JavaScript the buttons of the form do the same, one place at a time.

for (const form of document.querySelectorAll("form[data-arrange]")) arrange(form);

function arrange(form) {
  const list = form.querySelector("ol");
  const say = form.querySelector("[data-arrange-say]");
  const how = document.querySelector("[data-arrange-how]");
  if (how) how.textContent = how.dataset.scripted;
  let posting = Promise.resolve();
  let unkept = 0; // moves whose answer is not there yet

  const items = () => [...list.children];
  const nameOf = (item) => item.querySelector(".name").textContent;

  // keep posts where an item stands now. One after the other: the second move may begin where the first ended.
  function keep(item) {
    const body = new URLSearchParams(new FormData(form));
    body.set("id", item.dataset.id);
    const next = item.nextElementSibling;
    // Where the list goes on elsewhere, the last item of this part stands behind the one before it.
    body.set("where", next ? next.dataset.id : "last");
    if (!next && document.querySelector(".pager [rel=next]")) {
      body.set("id", item.previousElementSibling.dataset.id);
      body.set("where", item.dataset.id);
    }
    say.textContent = `${nameOf(item)} is at place ${items().indexOf(item) + 1} of ${items().length}.`;
    form.setAttribute("aria-busy", "true");
    unkept++;
    posting = posting.then(() => post(body)).finally(() => --unkept || form.removeAttribute("aria-busy"));
  }

  async function post(body) {
    try {
      const answer = await fetch(form.action, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } });
      if (answer.ok) return;
    } catch { /* told below */ }
    say.textContent = "That could not be kept. The page is loaded again.";
    location.reload();
  }

  function moveTo(item, at) {
    const rest = items().filter((other) => other !== item);
    const place = Math.max(0, Math.min(rest.length, at));
    if (items().indexOf(item) === place) return;
    list.insertBefore(item, rest[place] ?? null);
    keep(item);
  }

  list.addEventListener("keydown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle) return;
    const item = handle.closest("li");
    const at = items().indexOf(item);
    const columns = Math.max(1, Math.round(list.clientWidth / item.getBoundingClientRect().width));
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - columns, ArrowDown: at + columns, Home: 0, End: items().length }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    moveTo(item, to);
    handle.focus(); // a moved element loses it
  });

  let held = null, from = -1;

  list.addEventListener("pointerdown", (event) => {
    const item = event.target.closest("li");
    const grip = event.target.closest("[data-handle]") || (event.pointerType === "mouse" && !event.target.closest("button"));
    if (!item || !grip || event.button !== 0) return;
    held = item;
    from = items().indexOf(item);
    list.setPointerCapture(event.pointerId);
    item.classList.add("held");
    if (!event.target.closest("[data-handle]")) event.preventDefault();
  });

  list.addEventListener("pointermove", (event) => {
    if (!held) return;
    const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("li");
    if (!over || over === held || over.parentElement !== list) return;
    const box = over.getBoundingClientRect();
    const behind = event.clientX > box.left + box.width / 2;
    list.insertBefore(held, behind ? over.nextElementSibling : over);
  });

  function drop(kept) {
    if (!held) return;
    const item = held;
    held = null;
    item.classList.remove("held");
    if (!kept) list.insertBefore(item, items().filter((other) => other !== item)[from] ?? null);
    else if (items().indexOf(item) !== from) keep(item);
  }

  list.addEventListener("pointerup", () => drop(true));
  list.addEventListener("pointercancel", () => drop(false));

  for (const handle of form.querySelectorAll("[data-handle]")) handle.hidden = false;
  list.classList.add("scripted");
}
