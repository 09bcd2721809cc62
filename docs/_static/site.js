// The field above the list of all methods: shows only the names that have its text in them.
document.addEventListener("DOMContentLoaded", () => {
  const finder = document.querySelector(".b24-finder");
  if (!finder) return;
  const names = [...document.querySelectorAll(".b24-az > li")].map((item) => [item, item.textContent.toLowerCase()]);
  const sections = [...document.querySelectorAll("section:has(> .b24-az)")];
  finder.addEventListener("input", () => {
    const part = finder.value.trim().toLowerCase();
    for (const [item, name] of names) item.hidden = !name.includes(part);
    for (const section of sections) section.hidden = !section.querySelector("li:not([hidden])");
  });
});
