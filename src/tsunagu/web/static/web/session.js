// Clears a page left open once its session is over: at its time, ended elsewhere, or signed out in
// another tab. Where the server cannot be reached, the time last told decides. While somebody types,
// the page stays, so that what is not kept yet can be saved by signing in again in another tab.
(() => {
  "use strict";

  const { left, ask, out } = document.currentScript.dataset;
  const EVERY = 5 * 60 * 1000;
  const tabs = new BroadcastChannel("session");
  let until = Date.now() + left * 1000;
  let touched = Date.now();

  function clear() {
    document.documentElement.replaceChildren();
    // By its address: a page that answered a form is not to be sent once more.
    setTimeout(() => location.replace(location.pathname + location.search), 1000);
  }

  async function look() {
    try {
      const how = { headers: { "X-Unattended": "1" }, redirect: "manual", signal: AbortSignal.timeout(5000) };
      const answer = await fetch(ask, how);
      if (answer.type === "opaqueredirect") until = 0;
      else if (answer.ok) until = Date.now() + Number(await answer.text()) * 1000;
    } catch {
      // Not reached: what was known before still holds.
    }
    if (Date.now() >= until && Date.now() - touched >= EVERY) clear();
  }

  const lookWhenOver = () => Date.now() >= until && look();
  setInterval(look, EVERY);
  setInterval(lookWhenOver, EVERY / 10);
  // A device that slept has missed its time.
  for (const name of ["visibilitychange", "pageshow"]) addEventListener(name, lookWhenOver);
  for (const name of ["keydown", "pointerdown"]) addEventListener(name, () => { touched = Date.now(); });

  tabs.addEventListener("message", clear);
  addEventListener("submit", ({ target }) => {
    if (new URL(target.getAttribute("action") || "", location).pathname === out) tabs.postMessage("signed out");
  });
})();
