// The table, its filters, and the address behind the #, which what one sees follows.

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

$("query").addEventListener("input", (event) => { query = event.target.value; filter(); });
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.closest("input, select, textarea")) { event.preventDefault(); $("query").focus(); }
});
table.on("order", () => { if (!quiet) setTimeout(tell); });
addEventListener("hashchange", follow);
if (innerWidth <= 832) $("panel").open = false;
follow();
