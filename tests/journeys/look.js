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
  for (const one of document.body.querySelectorAll("*:not(:has(*))")) {
    const text = one.textContent.trim() || one.value || one.placeholder || "";
    if (!text) continue;
    const own = look(one) + (text.length > 1);  // of a single letter axe says nothing
    one.toggleAttribute(REPEATED, seen.has(own));
    seen.add(own);
  }
  const resultTypes = ["violations"];
  const others = await axe.run({ rules: { "color-contrast": { enabled: false } }, resultTypes });
  const contrast = await axe.run(
    { exclude: [[`[${REPEATED}]`]] }, { runOnly: ["color-contrast"], resultTypes });
  return [...others.violations, ...contrast.violations];
}
