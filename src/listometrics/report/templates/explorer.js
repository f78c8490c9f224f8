// The explorer: its data stands in the page, what one sees follows the address behind the #.
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

// --- Table ------------------------------------------------------------------------------------------------

const table = jQuery("#works").DataTable({
  data: works,
  columns: columns.map((column) => ({
    title: column.title, name: column.name, className: column.name, data: null, render: render(column),
    orderable: column.name !== "pick", searchable: false, visible: shown.has(column.name) || column.name === "pick",
    ...(column.number ? { type: "num" } : {}), orderSequence: ["asc", "desc"],
  })),
  order: [[columns.findIndex((column) => column.name === "first"), "desc"]],
  pageLength: 25, lengthMenu: [10, 25, 100, 500], autoWidth: false, deferRender: true, orderMulti: false,
  layout: { topStart: null, topEnd: null, bottomStart: "pageLength", bottomEnd: "paging" },
  language: { emptyTable: "The list has no works.", zeroRecords: "No work matches. Clear a filter or a word.", lengthMenu: "Show _MENU_ a page" },
  createdRow: (row, work) => row.classList.toggle("chosen", selected.has(work.key)),
});
table.search.fixed("filters", (_text, _work, index) => matches[index] === 1);

// --- Search and filters -----------------------------------------------------------------------------------

// An identifier is found by its address, too, and an arXiv id whatever the version.
function bare(word) {
  return word.replace(/^(https?:\/\/)?(www\.|dx\.)?(arxiv\.org\/(abs|pdf|html)\/|doi\.org\/)/, "").replace(/^(arxiv|doi):/, "")
    .replace(/^(\d{4}\.\d{4,5})(v\d+)?(\.pdf)?$/, "$1");
}

function terms(text) {
  return [...fold(text).matchAll(/"([^"]+)"|[^\s"]+/g)].map((match) => match[1] ?? bare(match[0])).filter(Boolean);
}

function filter() {
  const wanted = terms(query);
  const active = facets.map((facet) => chosen.get(facet.name));
  const counts = facets.map(() => new Map());
  const found = new Uint8Array(works.length);
  let n = 0;
  for (let i = 0; i < works.length; i += 1) {
    const text = haystacks[i];
    if (!wanted.every((word) => text.includes(word))) continue;
    let missed = -1;
    let misses = 0;
    for (let f = 0; f < facets.length && misses < 2; f += 1) {
      if (active[f].size && !tags[f][i].some((tag) => active[f].has(tag))) { missed = f; misses += 1; }
    }
    if (misses === 0) { found[i] = 1; n += 1; }
    for (let f = 0; f < facets.length && misses < 2; f += 1) {
      // A facet counts what its own choices leave out as well: that is what one more choice would bring.
      if (misses === 0 || missed === f) for (const tag of tags[f][i]) counts[f].set(tag, (counts[f].get(tag) ?? 0) + 1);
    }
  }
  matches = found;
  table.draw();
  $("count").textContent = n === works.length ? plural(n) : `${n.toLocaleString("en")} of ${plural(works.length)}`;
  facets.forEach((facet, f) => {
    facet.counts = counts[f];
    facet.mark.textContent = active[f].size ? ` (${active[f].size})` : "";
    showCounts(facet);
  });
  const used = active.reduce((sum, set) => sum + set.size, 0);
  $("used").textContent = used ? ` (${used})` : "";
  tell();
}

function showCounts(facet) {
  if (!facet.box.open) return;
  for (const [value, choice] of facet.choices) {
    const count = facet.counts.get(value) ?? 0;
    if (choice.count === count) continue;
    choice.count = count;
    choice.output.textContent = count.toLocaleString("en");
    choice.row.classList.toggle("none", count === 0);
  }
}

function tell() {
  const some = selected.size ? `${selected.size.toLocaleString("en")} selected` : "all found";
  const citable = chosenWorks().some((work) => work.bibtex);
  $("copy").textContent = `Copy BibTeX (${some})`;
  $("copy").disabled = $("bib").disabled = !citable;
  $("csv").disabled = chosenWorks().length === 0;
  if (!quiet) history.replaceState(null, "", `#${address()}`);
}

function chosenWorks() {
  return works.filter((work, i) => (selected.size ? selected.has(work.key) : matches[i]));
}

function choose(checkbox, text, row) {
  row.className = "choice";
  checkbox.type = "checkbox";
  const span = document.createElement("span");
  span.textContent = text;
  row.append(checkbox, span);
  return row;
}

for (const [f, facet] of facets.entries()) {
  const found = new Map();
  for (const tag of tags[f].flat()) found.set(tag, (found.get(tag) ?? 0) + 1);
  const natural = new Intl.Collator("en", { numeric: true });
  const byCount = (a, b) => (facet.by === "count" ? found.get(b) - found.get(a) : 0);
  const order = facet.order ?? [...found.keys()].sort(
    (a, b) => (a === "") - (b === "") || byCount(a, b) || natural.compare(a, b));
  const box = document.createElement("details");
  const summary = document.createElement("summary");
  const fieldset = document.createElement("fieldset");
  const legend = document.createElement("legend");
  facet.mark = document.createElement("b");
  summary.append(facet.label, facet.mark);
  legend.className = "unseen";
  legend.textContent = facet.label;
  fieldset.append(legend);
  facet.choices = new Map();
  // Of a long list the most frequent values; the search finds the rest.
  const least = [...found.values()].sort((a, b) => b - a)[MOST_CHOICES] ?? 0;
  for (const value of order.filter((value) => found.get(value) > least)) {
    const checkbox = document.createElement("input");
    const row = choose(checkbox, label(value), document.createElement("label"));
    const output = document.createElement("output");
    row.append(output);
    checkbox.addEventListener("change", () => {
      chosen.get(facet.name)[checkbox.checked ? "add" : "delete"](value);
      filter();
    });
    facet.choices.set(value, { checkbox, output, row, count: -1 });
    fieldset.append(row);
  }
  box.append(summary, fieldset);
  box.addEventListener("toggle", () => showCounts(facet));
  facet.box = box;
  $("filters").append(box);
}

for (const column of columns.filter((column) => column.name !== "pick")) {
  const checkbox = document.createElement("input");
  checkbox.checked = shown.has(column.name);
  column.checkbox = checkbox;
  checkbox.addEventListener("change", () => { shown[checkbox.checked ? "add" : "delete"](column.name); reveal(); tell(); });
  $("columns").lastElementChild.append(choose(checkbox, column.title, document.createElement("label")));
}

function reveal() {
  for (const column of columns.filter((column) => column.name !== "pick")) {
    column.checkbox.checked = shown.has(column.name);
    table.column(`${column.name}:name`).visible(shown.has(column.name));
  }
}

// --- The address behind the # -----------------------------------------------------------------------------

function address() {
  const state = new URLSearchParams();
  if (query) state.set("q", query);
  for (const [name, set] of chosen) for (const value of set) state.append(name, value);
  const [index, way] = table.order()[0] ?? [];
  if (index !== undefined && !(columns[index].name === "first" && way === "desc")) state.set("sort", `${columns[index].name}.${way}`);
  if (columnsAsked()) state.set("columns", [...shown].join(" "));
  return state.toString();
}

const usual = [...shown].join(" ");
function columnsAsked() {
  return columns.filter((column) => shown.has(column.name)).map((column) => column.name).join(" ") !== usual;
}

function follow() {
  const state = new URLSearchParams(location.hash.slice(1));
  quiet = true;
  query = state.get("q") ?? "";
  $("query").value = query;
  for (const facet of facets) {
    const set = chosen.get(facet.name);
    set.clear();
    for (const value of state.getAll(facet.name)) if (facet.choices.has(value)) set.add(value);
    for (const [value, choice] of facet.choices) choice.checkbox.checked = set.has(value);
    facet.box.open ||= set.size > 0;
  }
  if (state.has("columns")) shown = new Set(state.get("columns").split(" ").filter((name) => columns.some((c) => c.name === name)));
  reveal();
  const [name, way] = (state.get("sort") ?? "first.desc").split(".");
  const index = columns.findIndex((column) => column.name === name && name !== "pick");
  if (index >= 0) table.order([index, way === "asc" ? "asc" : "desc"]);
  filter();
  quiet = false;
}

// --- Taking works away ------------------------------------------------------------------------------------

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  say(`Copied ${what}.`);
}

function save(text, name, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  say(`Saved ${name}.`);
}

const bibtex = (list) => list.map((work) => work.bibtex).filter(Boolean).join("\n");
const citable = (list) => plural(list.filter((work) => work.bibtex).length);

function csv(list) {
  const fields = Object.keys(works[0] ?? {}).filter((field) => field !== "bibtex");
  // A cell that begins like a formula would be run by a spreadsheet: a quote before it keeps it text.
  const cell = (value) => {
    const text = String(value ?? "").replace(/^(?=[=+\-@\t\r])/, "'");
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [fields.join(","), ...list.map((work) => fields.map((field) => cell(work[field])).join(","))].join("\n") + "\n";
}

$("copy").addEventListener("click", () => copy(bibtex(chosenWorks()), `BibTeX of ${citable(chosenWorks())}`));
$("bib").addEventListener("click", () => save(bibtex(chosenWorks()), "selection.bib", "application/x-bibtex"));
$("csv").addEventListener("click", () => save(csv(chosenWorks()), "selection.csv", "text/csv"));
$("link").addEventListener("click", () => copy(location.href, "the address of this view"));
$("clear").addEventListener("click", () => {
  selected.clear();
  history.replaceState(null, "", "#");
  table.rows().invalidate();
  follow();
  say("Cleared search, filters and selection.");
  $("query").focus();
});
$("query").addEventListener("input", (event) => { query = event.target.value; filter(); });
$("works").addEventListener("click", (event) => {
  const key = event.target.closest("[data-copy]")?.dataset.copy;
  if (key) copy(byKey.get(key).bibtex, `BibTeX of ${key}`);
});
$("works").addEventListener("change", (event) => {
  const key = event.target.dataset?.pick;
  if (!key) return;
  selected[event.target.checked ? "add" : "delete"](key);
  event.target.closest("tr").classList.toggle("chosen", event.target.checked);
  tell();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.closest("input, select, textarea")) { event.preventDefault(); $("query").focus(); }
});
table.on("order", () => { if (!quiet) setTimeout(tell); });
addEventListener("hashchange", follow);
if (innerWidth <= 832) $("panel").open = false;
follow();
