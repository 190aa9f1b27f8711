// A form whose typed words are kept on the server: says so plainly where they could not be kept.
(() => {
  "use strict";

  const SAYS = {
    unsent: "通信できません。いま書いた分は、まだ下書きに残していません。",
    refused: "サーバーで問題が起きました。いま書いた分は、まだ下書きに残していません。",
  };
  const state = () => document.getElementById("draft-state");
  const isOurs = ({ detail }) => detail.requestConfig && detail.requestConfig.elt === state();
  const say = (words) => { state().textContent = words; };
  let renewed = false;
  let sent = false;
  let unkept = false;

  // Once the form itself is sent, no draft may follow it and outlive what was saved.
  document.addEventListener("submit", ({ target }) => {
    if (target !== state().closest("form")) return;
    sent = true;
    htmx.trigger(state(), "htmx:abort");
  });
  document.addEventListener("input", () => {
    sent = false;
    unkept = true;
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (isOurs(event) && sent) event.preventDefault();
  });

  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => { if (isOurs(event)) say(SAYS.unsent); });
  }
  document.addEventListener("htmx:responseError", async (event) => {
    if (!isOurs(event) || event.detail.xhr.status === 401) return;
    say(SAYS.refused);
    if (event.detail.xhr.status !== 403 || renewed) return;
    renewed = await renewToken("form:has(#draft-state)");
    if (renewed) htmx.trigger(state(), "keep-draft");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!isOurs(event) || !event.detail.successful) return;
    renewed = false;
    unkept = false;
  });

  // Who leaves the page before the pause for keeping is over loses nothing either.
  window.addEventListener("pagehide", () => {
    if (!unkept || sent) return;
    const form = new FormData(state().closest("form"));
    navigator.sendBeacon(state().getAttribute("hx-post"), form);
  });
})();
