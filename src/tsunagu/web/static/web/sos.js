// Sends until it arrives: the server keeps the same form but once. Nothing is kept in the browser.
"use strict";
const sos = document.getElementById("sos");
const unsent = document.getElementById("unsent");
const AGAIN = 4000;
let sending = false;
async function send() {
  const body = new FormData(sos);
  try {
    const answer = await fetch(sos.action, { method: "POST", body });
    if (answer.status < 500) return answer.redirected ? location.assign(answer.url) : sos.submit();
  } catch { /* no network: said below, and tried again */ }
  unsent.hidden = false;
  unsent.scrollIntoView({ block: "center" });
  setTimeout(send, AGAIN);
}
if (sos) {
  sos.addEventListener("submit", (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    send();
  });
}
