// The table, its filters, and the address behind the #, which what one sees follows.
const MOST_CHOICES = 300;
const NEWEST = "first.desc";
const DATED = ["first", "year"];

const shownColumns = columns.filter((column) => column.name !== "pick");
const usual = shownColumns.filter((column) => column.shown && (column.name === "work" || innerWidth > 832)).map((column) => column.name);
const chosen = new Map(facets.map((facet) => [facet.name, new Set()]));
const tags = facets.map((facet) => works.map((work) => values(String(work[facet.column]))));
let query = "";
let shown = new Set(usual);
let matches = new Uint8Array(works.length).fill(1);
let astray = [];
let quiet = false;

// --- Table ------------------------------------------------------------------------------------------------

const table = jQuery("#works").DataTable({
  data: works,
  columns: columns.map((column) => ({
    title: column.title, name: column.name, className: column.name, data: null, render: render(column),
    orderable: column.name !== "pick", searchable: false, visible: shown.has(column.name) || column.name === "pick",
    orderSequence: ["asc", "desc"],
  })),
  order: [[columns.findIndex((column) => column.name === "first"), "desc"]],
  pageLength: 25, lengthMenu: [10, 25, 100, 500], autoWidth: false, deferRender: true, orderMulti: false,
  layout: { topStart: null, topEnd: null, bottomStart: "pageLength", bottomEnd: "paging" },
  language: {
    emptyTable: "The list has no works.", zeroRecords: "No work matches. Clear a filter or a word.", lengthMenu: "Show _MENU_ a page",
    // The last of the two ways is followed by the first: no activation removes the sorting.
    aria: { orderable: ": Activate to sort ascending", orderableReverse: ": Activate to sort descending", orderableRemove: ": Activate to sort ascending" },
  },
  createdRow: (row, work) => row.classList.toggle("chosen", selected.has(work.key)),
});
table.search.fixed("filters", (_text, _work, index) => matches[index] === 1);

const sorting = () => table.order().map(([index, way]) => `${columns[index].name}.${way}`)[0];

function sort(wanted) {
  const [name, way] = wanted.split(".");
  table.order([columns.findIndex((column) => column.name === name), way]);
}

for (const { name, title } of shownColumns) {
  const ways = DATED.includes(name) ? [["desc", "newest first"], ["asc", "oldest first"]] : [["asc", "A to Z"], ["desc", "Z to A"]];
  for (const [way, words] of ways) $("sort").append(new Option(`${title}, ${words}`, `${name}.${way}`));
}

// --- Filters ----------------------------------------------------------------------------------------------

function filter() {
  const wanted = terms(query);
  const active = facets.map((facet) => chosen.get(facet.name));
  const counts = facets.map(() => new Map());
  const found = new Uint8Array(works.length);
  let n = 0;
  for (let i = 0; i < works.length; i += 1) {
    if (!wanted.every((word) => haystacks[i].includes(word))) continue;
    const missed = facets.flatMap((_, f) => (active[f].size && !tags[f][i].some((tag) => active[f].has(tag)) ? [f] : []));
    if (missed.length === 0) { found[i] = 1; n += 1; }
    // A facet counts what its own choices leave out as well: that is what one more choice would bring.
    const counting = missed.length === 0 ? facets.keys() : missed.length === 1 ? missed : [];
    for (const f of counting) for (const tag of tags[f][i]) counts[f].set(tag, (counts[f].get(tag) ?? 0) + 1);
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
  tellTaken();
  $("sort").value = sorting();
  if (!quiet) astray = [];
  const missing = facets.flatMap((facet) => [...chosen.get(facet.name)].filter((value) => !facet.known.has(value))
    .map((value) => `Filter ${facet.label}: no work has “${brief(label(value))}”.`));
  const notice = [...missing, ...astray.map((text) => `The address asks for “${brief(text)}”, which this page does not know.`)].join(" ");
  if ($("notice").textContent !== notice) $("notice").textContent = notice;
  if (!quiet) history.replaceState(null, "", `#${address()}`);
}

const brief = (text) => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

function choose(text, chosenOrNot) {
  const row = document.createElement("label");
  row.className = "choice";
  row.innerHTML = `<input type="checkbox"><span dir="auto">${escape(text)}</span>`;
  const checkbox = row.firstElementChild;
  checkbox.addEventListener("change", () => chosenOrNot(checkbox.checked ? "add" : "delete"));
  return { row, checkbox };
}

function addChoice(facet, value, after = facet.fieldset.lastElementChild) {
  const choice = choose(label(value), (change) => { chosen.get(facet.name)[change](value); filter(); });
  const output = document.createElement("output");
  choice.row.append(output);
  facet.choices.set(value, { ...choice, output, count: -1 });
  after.after(choice.row);
}

for (const [f, facet] of facets.entries()) {
  const found = new Map();
  for (const tag of tags[f].flat()) found.set(tag, (found.get(tag) ?? 0) + 1);
  const natural = new Intl.Collator("en", { numeric: true });
  const byCount = (a, b) => (facet.by === "count" ? found.get(b) - found.get(a) : 0);
  const order = facet.order ?? [...found.keys()].sort(
    (a, b) => (a === "") - (b === "") || byCount(a, b) || natural.compare(a, b));
  facet.box = document.createElement("details");
  facet.box.innerHTML = `<summary>${facet.label}<b></b></summary><fieldset><legend class="unseen">${facet.label}</legend></fieldset>`;
  facet.fieldset = facet.box.lastElementChild;
  facet.mark = facet.box.querySelector("b");
  facet.known = found;
  facet.choices = new Map();
  // Of a long list the most frequent values; the search finds the rest.
  const least = [...found.values()].sort((a, b) => b - a)[MOST_CHOICES] ?? 0;
  for (const value of order.filter((value) => found.get(value) > least)) addChoice(facet, value);
  facet.usual = new Set(facet.choices.keys());
  facet.box.addEventListener("toggle", () => showCounts(facet));
  $("filters").append(facet.box);
}

for (const column of shownColumns) {
  const choice = choose(column.title, (change) => { shown[change](column.name); reveal(); tell(); });
  column.checkbox = choice.checkbox;
  $("columns").lastElementChild.append(choice.row);
}

function reveal() {
  for (const column of shownColumns) {
    column.checkbox.checked = shown.has(column.name);
    table.column(`${column.name}:name`).visible(shown.has(column.name));
  }
}

// --- The address behind the # -----------------------------------------------------------------------------

function address() {
  const state = new URLSearchParams();
  if (query) state.set("q", query);
  for (const [name, set] of chosen) for (const value of set) state.append(name, value);
  if (sorting() !== NEWEST) state.set("sort", sorting());
  const names = shownColumns.filter((column) => shown.has(column.name)).map((column) => column.name).join(" ");
  if (names !== usual.join(" ")) state.set("columns", names);
  return state.toString();
}

// Take over what an address says, and keep in `astray` what in it means nothing here.
function follow() {
  const state = new URLSearchParams(location.hash.slice(1));
  const names = shownColumns.map((column) => column.name);
  quiet = true;
  astray = [...state].filter(([name]) => !["q", "sort", "columns"].includes(name) && !chosen.has(name)).map((pair) => pair.join("="));
  query = state.get("q") ?? "";
  $("query").value = query;
  for (const facet of facets) choices(facet, new Set(state.getAll(facet.name)));
  const asked = state.get("columns")?.split(" ").filter((name) => name && name !== "pick") ?? usual;
  shown = new Set(asked.filter((name) => names.includes(name)));
  astray.push(...asked.filter((name) => !names.includes(name)).map((name) => `columns=${name}`));
  reveal();
  const wanted = state.get("sort") ?? NEWEST;
  const known = [...$("sort").options].some((option) => option.value === wanted);
  if (!known) astray.push(`sort=${wanted}`);
  sort(known ? wanted : NEWEST);
  filter();
  quiet = false;
}

// A value that has no choice of its own, as it is rare or no work has it, gets one while it is chosen.
function choices(facet, set) {
  chosen.set(facet.name, set);
  for (const [value, choice] of facet.choices) {
    if (facet.usual.has(value) || set.has(value)) continue;
    choice.row.remove();
    facet.choices.delete(value);
  }
  for (const value of set) if (!facet.choices.has(value)) addChoice(facet, value, facet.fieldset.firstElementChild);
  for (const [value, choice] of facet.choices) choice.checkbox.checked = set.has(value);
  facet.box.open ||= set.size > 0;
}

$("query").addEventListener("input", (event) => { query = event.target.value; filter(); });
$("sort").addEventListener("change", (event) => { sort(event.target.value); table.draw(); });
$("clear").addEventListener("click", () => {
  unpick();
  offer("");
  history.replaceState(null, "", "#");
  follow();
  say("Cleared search, filters, columns, sorting and selection.");
  $("query").focus();
});
// The address is the view's: the skip link must not change it.
document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); $("found").focus(); });
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.closest("input, select, textarea")) { event.preventDefault(); $("query").focus(); }
});
let sorted = NEWEST;
table.on("order", () => {
  if (sorting() !== sorted && !quiet) setTimeout(tell);
  sorted = sorting();
});
addEventListener("hashchange", follow);
if (innerWidth <= 832) $("panel").open = false;
follow();
