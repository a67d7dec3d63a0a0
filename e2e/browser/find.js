// Finds what a person means by some words: a button, a link, or the field of a label.
// Answers where to touch it, or why it cannot be touched yet.
(kind, words) => {
  const tidy = s => (s || "").replace(/\s+/g, " ").trim();
  const selectors = {
    button: "button, input[type=submit], input[type=button], summary",
    link: "a[href]",
    field: "input:not([type=hidden]), textarea, select",
  };
  const text = el => {
    const copy = el.cloneNode(true);
    copy.querySelectorAll("[aria-hidden=true]").forEach(hidden => hidden.remove());
    copy.querySelectorAll("img[alt]").forEach(img => img.replaceWith(" " + img.alt + " "));
    return tidy(copy.textContent);
  };
  const names = el => {
    const said = [el.getAttribute("aria-label"), el.title];
    if (kind === "field") said.push(...[...(el.labels || [])].map(text));
    else said.push(text(el), el.value);
    return said.map(tidy).filter(Boolean);
  };
  const visible = el => el.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true });
  // A radio button may be drawn by its label, and a file input hidden inside of it.
  const touchable = el => kind === "field" && el.labels && el.labels.length &&
    ["radio", "checkbox", "file"].includes(el.type) ? [el, el.labels[0]] : [el];

  const all = [...document.querySelectorAll(selectors[kind])].filter(el => touchable(el).some(visible));
  const el = all.find(el => names(el).some(n => n === words)) ||
    all.find(el => names(el).some(n => n.startsWith(words))) ||
    all.find(el => names(el).some(n => n.includes(words)));
  if (!el) return { why: "there is none among: " + [...new Set(all.flatMap(names))].join(" | ") };
  if (el.disabled) return { why: "it is disabled" };

  let why = "it has no size";
  for (const part of touchable(el)) {
    part.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const box = part.getClientRects()[0];
    if (!box || !box.width || !box.height) continue;
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    const hit = document.elementFromPoint(x, y);
    if (hit && (part.contains(hit) || hit.contains(part) && hit.tagName === "LABEL")) {
      const leads = el.tagName === "A" ? !(el.getAttribute("href").startsWith("#") || el.target)
        : el.type === "submit" && !!el.form && el.form.checkValidity();
      return { x, y, leads, type: el.type || "", tag: el.tagName, value: el.value || "", checked: !!el.checked };
    }
    why = "it is covered by " + (hit ? hit.outerHTML.slice(0, 120) : "nothing: outside of the window");
  }
  return { why };
}
