// Who signed in again in another tab has a new token: the page's forms take the one of a fresh page.
(() => {
  "use strict";

  // Resolves to whether the page, asked for anew, still has the form and is the same person's.
  window.renewToken = async (form) => {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(`${form} [name=csrfmiddlewaretoken]`);
    if (!fresh || page.body.dataset.person !== document.body.dataset.person) return false;
    for (const token of document.getElementsByName("csrfmiddlewaretoken")) token.value = fresh.value;
    return true;
  };
})();
