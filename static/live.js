// live.js: keeps a region of the page as the server sees it, over server-sent events.
//
//   <section data-live="/orders/42/events"> … </section>
//   <p class="sr" role="status" data-live-say></p>        says the sentence of [data-say] in the region when it changes
//
// Every message is the region's new inside, as HTML from the template that made the page (so it is escaped); an empty
// message means "look again", and the page is fetched and its region taken. The event "end" says no more will come.
// Without JavaScript, or when the line breaks for good, reloading the page shows the same.

const region = document.querySelector("[data-live]");
if (region) listen(region, document.querySelector("[data-live-say]"));

function listen(region, voice) {
  const source = new EventSource(region.dataset.live);
  let said = sentence(region);

  function replace(html) {
    if (html === region.innerHTML) return; // what is the same stays, also under a finger that is about to press it
    const focused = region.contains(document.activeElement) ? document.activeElement.id : "";
    region.innerHTML = html;
    if (focused) document.getElementById(focused)?.focus();
    const now = sentence(region);
    if (voice && now !== said) voice.textContent = said = now;
  }

  source.addEventListener("message", async (event) => replace(event.data || (await again(region))));
  source.addEventListener("end", () => source.close());
  window.addEventListener("pagehide", () => source.close());
}

function sentence(region) {
  return region.querySelector("[data-say]")?.textContent.trim() ?? "";
}

async function again(region) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html", "X-Part": "live" } });
  if (!answer.ok) return region.innerHTML;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[data-live]")?.innerHTML ?? region.innerHTML;
}
