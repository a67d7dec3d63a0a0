// keys.js: arrow keys and Escape on the page of one photo.
//
// They follow the page's own links: rel="prev", rel="next" and rel="up". A sideways swipe does the same.

const rel = { ArrowLeft: "prev", ArrowRight: "next", Escape: "up" };

function follow(which) {
  document.querySelector(`a[rel~="${which}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  if (!rel[event.key] || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest?.("input, textarea, select, dialog[open], [contenteditable]")) return;
  follow(rel[event.key]);
});

let start = null;
const stage = document.querySelector(".stage");
stage?.addEventListener("touchstart", (event) => {
  start = event.touches.length === 1 ? event.touches[0] : null;
}, { passive: true });
stage?.addEventListener("touchend", (event) => {
  if (!start) return;
  const end = event.changedTouches[0];
  const x = end.clientX - start.clientX;
  const y = end.clientY - start.clientY;
  if (Math.abs(x) > 60 && Math.abs(x) > 2 * Math.abs(y)) follow(x > 0 ? "prev" : "next");
}, { passive: true });
