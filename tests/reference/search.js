// Runs the search of a built site, its own scripts in the order of its page, for each query given; prints what is found.
//   node search.js SITE QUERY...
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const vm = require("node:vm");

const [site, ...queries] = process.argv.slice(2);
const page = readFileSync(join(site, "search.html"), "utf-8");
const data = page.match(/<script[^>]* id="b24-titles"[^>]*>(.*?)<\/script>/s)[1];
const scripts = ["_static/documentation_options.js", "_static/doctools.js", "_static/searchtools.js", "_static/language_data.js", "searchindex.js"];

const nothing = { dataset: {}, children: [], lastChild: null };
const run = (query) => {
  const window = { addEventListener: () => {} };
  const document = {
    addEventListener: () => {},
    readyState: "loading",
    getElementById: (id) => (id === "b24-titles" ? { textContent: data } : nothing),
  };
  const context = vm.createContext({
    window,
    document,
    location: { search: `?q=${encodeURIComponent(query)}` },
    URLSearchParams,
    SPHINX_HIGHLIGHT_ENABLED: false,
  });
  vm.runInContext("Object.defineProperty(globalThis, 'Stemmer', { get: () => window.Stemmer });", context);
  for (const script of scripts) vm.runInContext(readFileSync(join(site, script), "utf-8"), context);
  context.query = query;
  return vm.runInContext("Search._performSearch(...Search._parseQuery(query)).reverse()", context);
};

const found = (query) => run(query).map(([page, title, anchor, note]) => ({ page, title, anchor, note }));
console.log(JSON.stringify(queries.map(found)));
