// What of a page the keyboard does not reach, out of the page's order, or without showing it.
() => {
  const WAYS = "a[href], button, input, select, textarea, summary, [tabindex]";
  const MARK = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor",
                "backgroundColor", "textDecorationThickness"];
  const marks = one => {
    const near = [one, one.parentElement, one.nextElementSibling, ...(one.labels ?? [])];
    return near.filter(Boolean).map(each => {
      const style = getComputedStyle(each);
      return MARK.map(name => style[name]).join();
    }).join();
  };
  const faults = [];
  const reached = [...document.querySelectorAll(WAYS)].filter(one =>
    one.tabIndex >= 0 && !one.disabled && one.type !== "hidden"
    && one.checkVisibility({visibilityProperty: true}));
  for (const one of reached) {
    const fault = why => faults.push(`${why}: ${one.outerHTML.slice(0, 160)}`);
    if (one.tabIndex > 0) fault("out of order");
    document.activeElement.blur();
    const before = marks(one);
    one.focus({preventScroll: true});
    if (document.activeElement !== one) fault("not reached");
    else if (marks(one) === before) fault("reached unseen");
  }
  const held = "[onclick], [role=button], [role=link], [role=tab], [role=checkbox], [role=switch]";
  for (const one of document.querySelectorAll(held))
    if (!one.matches(WAYS)) faults.push(`for the mouse alone: ${one.outerHTML.slice(0, 160)}`);
  document.activeElement.blur();
  return faults;
}
