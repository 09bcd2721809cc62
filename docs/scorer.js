// What the search puts first: the method, event or type of exactly that name, then those whose name ends with it, then
// guides; among everything else a query with a dot in it asks for a wire name.
var Scorer = (() => {
  const query = (new URLSearchParams(location.search).get("q") || "").trim().toLowerCase();
  const score = ([docname, title, , , score, , kind]) => {
    const name = title.toLowerCase();
    if (kind === "object") {
      if (name === query) return 1000;
      if (name.endsWith(`.${query}`)) return query.includes(".") ? 500 : 20 + score;
      return query.includes(".") ? 100 + score : score;
    }
    if (docname.startsWith("guides/")) return (kind === "title" ? 50 : 10) + score;
    return name === query || name.endsWith(`.${query}`) ? 45 + score : score;
  };
  return {
    score,
    objNameMatch: 11,
    objPartialMatch: 6,
    objPrio: { 0: 0 },
    objPrioDefault: 0,
    title: 15,
    partialTitle: 7,
    term: 5,
    partialTerm: 2,
  };
})();
