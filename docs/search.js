// What the site's search does beyond Sphinx's: it knows methods, events and types by what people call them, and puts
// first what is meant. Sphinx loads it as its scorer, when its own search is there.

// Words for the same thing in names of methods, in their titles, and in what people type. One word may be of several.
const SYNONYMS = [
  ["add", "create", "make", "new", "insert"],
  ["get", "show", "read", "view", "fetch", "display", "see"],
  ["list", "show", "find", "search", "all", "view", "many", "query"],
  ["update", "change", "edit", "modify", "set", "rename"],
  ["delete", "remove", "erase", "drop", "unregister", "destroy"],
  ["upload", "attach"],
  ["register", "bind", "subscribe"],
  ["complete", "finish", "close", "done"],
  ["start", "begin", "run", "launch"],
  ["send", "post", "write"],
  ["delegate", "assign"],
  ["move", "transfer"],
];

const Meaning = (() => {
  const cut = (text) => text.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z0-9]+/);

  // "new" and "all" say what is done: what Sphinx takes for empty words is only left out where it is no synonym.
  const meant = new Set(SYNONYMS.flat());
  const stems = (text) => {
    const stemmer = new Stemmer();
    const words = cut(text).filter((word) => word && (meant.has(word) || !stopwords.has(word)));
    return new Set(words.map((word) => stemmer.stemWord(word)));
  };
  const groups = SYNONYMS.map((words) => stems(words.join(" ")));
  const alike = (word) => new Set(groups.filter((group) => group.has(word)).flatMap((group) => [...group]));

  // How well words of a query fit one name and its title, from 0, not at all, to 1, all of both.
  const fit = (query, naming, allowed) => {
    let sum = 0;
    let missing = 0;
    const used = new Set();
    for (const word of query) {
      let best = 0;
      for (const [words, weight] of [[naming.verb, 1], [naming.name, 0.95], [naming.title, 0.7]]) {
        if (words.has(word.stem)) best = Math.max(best, weight);
        else if ([...word.alike].some((other) => words.has(other))) best = Math.max(best, weight * 0.9);
      }
      if (!best && ++missing > allowed) return 0;
      sum += best;
      for (const each of [...naming.name, ...naming.verb]) if (each === word.stem || word.alike.has(each)) used.add(each);
    }
    const covered = used.size / new Set([...naming.name, ...naming.verb]).size;
    return 0.6 * (sum / query.length) + 0.4 * covered;
  };

  const naming = (name, title) => {
    const segments = name.split(".");
    const verb = stems(segments.pop());
    // The first segment is the module's, which nobody says who says what is in it.
    return { verb, name: stems(segments.slice(segments.length > 1 ? 1 : 0).join(" ")), title: stems(title) };
  };

  let known = null;
  const all = () => {
    if (known) return known;
    const kinds = JSON.parse(document.getElementById("b24-titles").textContent);
    known = new Map();
    for (const [kind, things] of Object.entries(kinds))
      for (const [name, [title, old, kindOfNew, nameOfNew]] of Object.entries(things))
        known.set(`${kind} ${name}`, {
          title,
          old,
          // What somebody wants to do is a method, and one that will stay.
          weight: (old ? 0.7 : 1) * (kind === "method" || kind === "v3" ? 1 : 0.8),
          successor: nameOfNew && `${kindOfNew} ${nameOfNew}`,
          own: naming(name, title),
          before: [],
        });
    // Who looks for what a method has replaced wants the method.
    for (const [key, each] of known) if (each.successor) known.get(each.successor)?.before.push([key.split(" ")[1], each.own]);
    return known;
  };

  // By kind and name: how much it is meant, from 0 to 100, and the older name by which it is. Where nothing has all of
  // three words or more, what lacks one is meant.
  const meaning = (text) => {
    const query = [...stems(text)].map((stem) => ({ stem, alike: alike(stem) }));
    if (!query.length) return new Map();
    const exact = ranked(query, 0);
    return exact.size || query.length < 3 ? exact : ranked(query, 1);
  };

  const ranked = (query, allowed) => {
    const found = new Map();
    for (const [key, each] of all()) {
      let [score, through] = [fit(query, each.own, allowed), ""];
      for (const [name, older] of each.before) {
        const fits = fit(query, older, allowed);
        if (fits > score) [score, through] = [fits, name];
      }
      if (score) found.set(key, { score: 100 * score * each.weight, through });
    }
    return found;
  };
  return { all, meaning };
})();

var Scorer = (() => {
  const query = (new URLSearchParams(location.search).get("q") || "").trim().toLowerCase();

  // Names: the one that was typed, then those that end with it. A query with a dot in it asks for a name.
  const named = (fullname, score) => {
    const name = fullname.toLowerCase();
    if (name === query || name === `bitrix24.${query}`) return 1000;
    if (name.endsWith(`.${query}`)) return query.includes(".") ? 500 : 20 + score;
    return query.includes(".") ? 100 + score : score;
  };

  const byName = Search.performObjectSearch;
  Search.performObjectSearch = (term, terms) => {
    // Sphinx asks once for each word; what is meant hangs on all of them.
    if (term !== [...terms][0]) return [];
    const { docnames, filenames, objects, objnames } = Search._index;
    const hits = [...terms].flatMap((each) => byName(each, terms));
    const scores = new Map(hits.map((hit) => [hit[0] + hit[2], named(hit[1], hit[4])]));
    const meant = query.includes(".") ? new Map() : Meaning.meaning(query);
    const results = [];
    for (const [prefix, several] of Object.entries(objects))
      for (const [file, type, , anchor, last] of several) {
        const [, kind, label] = objnames[type];
        const name = prefix ? `${prefix}.${last}` : last;
        const place = `#${anchor === "" ? name : anchor === "-" ? `${kind}-${name}` : anchor}`;
        const facts = Meaning.all().get(`${kind} ${name}`);
        const { score, through } = meant.get(`${kind} ${name}`) || { score: 0, through: "" };
        const best = Math.max(score, scores.get(docnames[file] + place) || 0);
        if (!best) continue;
        const notes = [facts?.title, label, facts?.old && "deprecated", through && `for ${through}`];
        const note = notes.filter(Boolean).join(" · ");
        results.push([docnames[file], name, place, note, best, filenames[file], SearchResultKind.object]);
      }
    return results;
  };

  const score = ([docname, title, , , score, , kind]) => {
    if (kind === "object") return score;
    const name = title.toLowerCase();
    // A guide whose title has one of the words is about them.
    if (docname.startsWith("guides/")) return kind === "title" ? 95 + score : score >= Scorer.title ? 95 : 30 + score;
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
