// What axe finds on a page. Contrast, by far its slowest rule, is looked at once for all elements
// without others in them that look the same, in places that look the same.
async () => {
  const OWN = ["color", "backgroundColor", "backgroundImage", "fontSize", "fontWeight", "opacity",
               "visibility", "display", "textShadow", "filter", "position"];
  const REPEATED = "data-repeated", looks = new Map(), seen = new Set();
  const look = one => {
    if (one === null) return "";
    if (!looks.has(one)) {
      const style = getComputedStyle(one);
      looks.set(one, [look(one.parentElement), one.tagName, ...OWN.map(name => style[name])].join());
    }
    return looks.get(one);
  };
  const repeated = [...document.body.querySelectorAll("*:not(:has(*))")].filter(one => {
    const text = one.textContent.trim() || one.value || one.placeholder || "";
    const own = look(one) + (text.length > 1);  // of a single letter axe says nothing
    const before = Boolean(text) && seen.has(own);
    if (text) seen.add(own);
    return before;
  });
  document.querySelectorAll(`[${REPEATED}]`).forEach(one => one.removeAttribute(REPEATED));
  repeated.forEach(one => one.setAttribute(REPEATED, ""));
  axe.configure({ rules: [
    { id: "color-contrast", selector: `*:not([${REPEATED}])` },
    { id: "target-size", enabled: true },  // of WCAG 2.2, which axe does not ask for by itself
  ] });
  return (await axe.run({ resultTypes: ["violations"] })).violations;
}
