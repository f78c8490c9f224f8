// The data, which stand in the page, and how a work is written. The three scripts stand in the page as one.
const { works, fields, facets, columns, labels } = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const say = (text) => { $("said").textContent = text; };
const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
// Names and titles may run from right to left: each keeps its own direction.
const isolate = (text) => `<bdi>${escape(text)}</bdi>`;
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const values = (text) => (text === "" ? [""] : text.split("; "));
const label = (value) => (value === "" ? "not given" : labels[value] ?? value);
const plural = (n) => `${n.toLocaleString("en")} ${n === 1 ? "work" : "works"}`;
const NO_BIBTEX = "no authors known: not in references.bib";

const byKey = new Map(works.map((work) => [work.key, work]));
const selected = new Set();

// --- Search -----------------------------------------------------------------------------------------------

const CODES = ["strategies", "families", "arxiv", "doi"];
const listed = (work, field) => values(String(work[field] ?? "")).filter(Boolean).map(label);
// A model of a size is found as it stands, `LLaMA (7B)`, and as many write it, `LLaMA-7B` and `7B`.
const sized = (work) => work.sized_models.replace(/ \(([^()]+)\)/g, "-$1 $1");

// What is searched: a work as it is shown, since that is what one reads and looks for, and its codes.
function searched(work) {
  const shown = columns.filter(({ field }) => field && field !== "read").map(({ field }) => listed(work, field).join(", "));
  const cell = [work.title, work.authors.replaceAll("; ", ", "), work.where, work.names.replaceAll("; ", ", "), work.awards, work.note];
  const more = [work.bibtex ? "" : NO_BIBTEX, sized(work), ...CODES.map((field) => work[field])];
  return fold([...new Set([...cell, ...shown, ...more])].join(" \n "));
}

const haystacks = works.map(searched);

// An identifier is found by its address, too, and an arXiv id whatever the version.
function bare(word) {
  return word.replace(/^(https?:\/\/)?(www\.|dx\.)?(arxiv\.org\/(abs|pdf|html)\/|doi\.org\/)/, "").replace(/^(arxiv|doi):/, "")
    .replace(/^(\d{4}\.\d{4,5})(v\d+)?(\.pdf)?$/, "$1");
}

function terms(text) {
  return [...fold(text).matchAll(/"([^"]+)"|[^\s"]+/g)].map((match) => match[1] ?? bare(match[0])).filter(Boolean);
}

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

function noteOf(work) {
  return work.note && `<details class="note"><summary aria-label="Note by the list: ${escape(work.title)}">Note by the list</summary>` +
    `<p dir="auto">${escape(work.note)}</p></details>`;
}

function workCell(work) {
  const authors = work.authors.split("; ").map(isolate);
  const by = authors.length > 8 ? `${authors.slice(0, 6).join(", ")} and ${authors.length - 6} more` : authors.join(", ");
  const names = work.names.split("; ").filter(Boolean).map(isolate).join(", ");
  const where = [work.where && isolate(work.where), names, work.awards && isolate(work.awards)].filter(Boolean).join(" · ");
  const links = addresses(work).map(([text, url]) => anchor(url, escape(text), `${text}: ${work.title}`)).join("");
  const copy = work.bibtex
    ? `<button type="button" data-copy="${escape(work.key)}" aria-label="Copy BibTeX of ${escape(work.key)}">BibTeX</button>`
    : `<span>${NO_BIBTEX}</span>`;
  return `<div class="title" dir="auto">${escape(work.title)}</div><div class="by">${by}</div>` +
    `<div class="where">${where}</div><div class="links">${links}${copy}</div>${noteOf(work)}`;
}

function pickCell(work) {
  const checked = selected.has(work.key) ? " checked" : "";
  return `<input type="checkbox" data-pick="${escape(work.key)}"${checked} aria-label="Select ${escape(work.title)}">`;
}

function render(column) {
  if (column.name === "pick") return (_, type, work) => (type === "display" ? pickCell(work) : "");
  if (column.name === "work") return (_, type, work) => (type === "display" ? workCell(work) : fold(work.title));
  return (_, type, work) => (
    type === "display" ? listed(work, column.field).map(isolate).join(", ") : fold(String(work[column.field] ?? "")));
}
