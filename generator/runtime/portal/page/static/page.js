"use strict";

// Calls as they come in: the server sends each as the row that it would have in the page.
const list = document.getElementById("calls");
const live = document.getElementById("live");
const source = new EventSource(`/_portal/calls?after=${list.dataset.last}`);
source.onopen = () => { live.textContent = "live"; };
source.onerror = () => { live.textContent = "not connected"; };
source.onmessage = (event) => {
  document.getElementById("no-calls").hidden = true;
  list.insertAdjacentHTML("afterbegin", event.data);
  while (list.children.length > Number(list.dataset.most)) list.lastElementChild.remove();
};
// A page that is left for another would otherwise keep its connection while it can be gone back to.
addEventListener("pagehide", () => source.close());

// Fields that go with one choice alone.
for (const select of document.querySelectorAll("select[data-shows]")) {
  const show = () => {
    for (const each of select.form.querySelectorAll("[data-for]")) {
      each.hidden = !each.dataset.for.split(" ").includes(select.value);
    }
  };
  select.addEventListener("change", show);
  show();
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Copied";
  });
}
