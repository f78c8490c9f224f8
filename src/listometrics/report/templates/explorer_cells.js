// The data, which stand in the page, and how a work is written. The three scripts stand in the page as one.
const { works, facets, columns, labels } = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const say = (text) => { $("said").textContent = text; };
const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const values = (text) => (text === "" ? [""] : text.split("; "));
const label = (value) => (value === "" ? "not given" : labels[value] ?? value.replaceAll("_", " "));
const plural = (n) => `${n.toLocaleString("en")} ${n === 1 ? "work" : "works"}`;
const SEARCHED = ["key", "title", "authors", "names", "venue", "sized_models", "families", "strategies", "headings", "awards", "arxiv", "doi"];

const MOST_CHOICES = 300;

const byKey = new Map(works.map((work) => [work.key, work]));
const selected = new Set();
const chosen = new Map(facets.map((facet) => [facet.name, new Set()]));
// A model of a size is found as it stands, `LLaMA (7B)`, and as many write it, `LLaMA-7B` and `7B`.
const sized = (work) => work.sized_models.replace(/ \(([^()]+)\)/g, "-$1 $1");
const haystacks = works.map((work) => fold([...SEARCHED.map((field) => work[field]), sized(work)].join(" \n ")));
const tags = facets.map((facet) => works.map((work) => values(String(work[facet.column]))));
let query = "";
let shown = new Set(columns.filter((column) => column.shown && (column.name === "work" || innerWidth > 832)).map((c) => c.name));
let matches = new Uint8Array(works.length).fill(1);
let quiet = false;

// --- Cells ------------------------------------------------------------------------------------------------

function anchor(href, text, what) {
  return `<a href="${escape(href)}" target="_blank" rel="noopener noreferrer" aria-label="${escape(what)}">${text}</a>`;
}

function addresses(work) {
  const found = [];
  if (work.arxiv) found.push(["arXiv", `https://arxiv.org/abs/${encodeURI(work.arxiv)}`]);
  if (work.doi) found.push(["DOI", `https://doi.org/${encodeURIComponent(work.doi).replaceAll("%2F", "/")}`]);
  if (work.url && !found.some(([, url]) => url === work.url)) {
    found.push([URL.canParse(work.url) ? new URL(work.url).hostname.replace(/^www\./, "") : "Page", work.url]);
  }
  for (const name of work.code.split("; ").filter(Boolean)) found.push(["Code", `https://github.com/${encodeURI(name)}`]);
  return found;
}

function workCell(work) {
  const authors = work.authors.split("; ");
  const by = authors.length > 8 ? `${authors.slice(0, 6).join(", ")} and ${authors.length - 6} more` : authors.join(", ");
  const where = [[work.venue, work.year].filter(Boolean).join(" "), work.names.replaceAll("; ", ", "), work.awards]
    .filter(Boolean).join(" · ");
  const links = addresses(work).map(([text, url]) => anchor(url, escape(text), `${text}: ${work.title}`)).join("");
  const copy = work.bibtex
    ? `<button type="button" data-copy="${escape(work.key)}" aria-label="Copy BibTeX of ${escape(work.key)}">BibTeX</button>`
    : "<span>no authors known: not in references.bib</span>";
  return `<div class="title">${escape(work.title)}</div><div class="by">${escape(by)}</div>` +
    `<div class="where">${escape(where)}</div><div class="links">${links}${copy}</div>`;
}

function pickCell(work) {
  const checked = selected.has(work.key) ? " checked" : "";
  return `<input type="checkbox" data-pick="${escape(work.key)}"${checked} aria-label="Select ${escape(work.title)}">`;
}

function render(column) {
  if (column.name === "pick") return (_, type, work) => (type === "display" ? pickCell(work) : "");
  if (column.name === "work") return (_, type, work) => (type === "display" ? workCell(work) : fold(work.title));
  return (_, type, work) => {
    const cell = work[column.field];
    if (type !== "display") return typeof cell === "number" ? cell : fold(String(cell ?? ""));
    return escape(values(String(cell ?? "")).map((value) => (value === "" ? "" : label(value))).join(", "));
  };
}
