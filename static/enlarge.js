// enlarge.js: a click on a photo opens the lightbox, which is fetched when it is wanted first.
//
//   <ul data-wall>        on an album's page
//   <a data-enlarge>      on the page of one photo: number data-index of <dialog data-lightbox>

import { wall } from "./wall.js";
import { watch } from "./stretches.js";

const home = location.pathname;
const fetched = () => import("./lightbox.js").then((module) => module.lightbox);

document.addEventListener("click", async (event) => {
  const link = photoLink(event);
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  try {
    await (await fetched()).open(numberOf(link), link);
  } catch {
    location.href = link.href; // the photo's own page does without
  }
});

// Who is about to click need not wait.
for (const about of ["pointerover", "focusin"]) document.addEventListener(about, (event) => photoLink(event) && fetched().catch(() => {}));

addEventListener("popstate", async () => {
  const { photo } = history.state ?? {};
  if (photo === undefined && location.pathname !== home) return location.reload(); // after a reload, the page below is not here
  (await fetched()).travelled();
});

document.querySelectorAll("[data-enlarge] img").forEach(watch);
if (history.state?.photo !== undefined) history.replaceState(null, ""); // a reload led from the lightbox to the photo's page

function photoLink(event) {
  return event.target.closest?.("[data-wall] a[href], [data-enlarge]");
}

function numberOf(link) {
  if (link.matches("[data-enlarge]")) return Number(document.querySelector("[data-lightbox]").dataset.index);
  if (wall) return wall.number(link);
  const list = link.closest("[data-wall]"); // a later page of the album, where wall.js has nothing to do
  return Number(list.dataset.from) + [...list.children].indexOf(link.closest("li"));
}
