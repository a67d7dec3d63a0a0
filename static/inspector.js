// inspector.js: the timeline by keyboard. Arrow down and up, or j and k, go from message to message; Enter opens it. A
// message that has just arrived is shown for a moment. Without JavaScript the Tab key does the same.

const region = document.querySelector("[data-live]");
const links = () => [...document.querySelectorAll(".msg-head a")];
const steps = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

document.addEventListener("keydown", (event) => {
  const step = steps[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest?.("input, textarea, select")) return;
  const all = links();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  all[next].focus();
  event.preventDefault();
});

if (region) {
  let known = new Set(links().map((link) => link.id));
  new MutationObserver(() => {
    for (const link of links()) {
      if (!known.has(link.id)) link.closest(".msg").classList.add("msg-new");
    }
    known = new Set(links().map((link) => link.id));
  }).observe(region, { childList: true });
}
