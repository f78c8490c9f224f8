// Works are taken away: copied, downloaded, selected.

async function copy(text, what) {
  const before = document.activeElement;
  let copied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    offer(text);
    copied = document.execCommand("copy");
    if (copied) before?.focus({ preventScroll: true });
  }
  if (copied) offer("");
  say(copied ? `Copied ${what}.` : "The browser does not let this page copy. The text is selected below: press Ctrl+C (on a Mac ⌘C), or hold it and choose Copy.");
}

// What the browser does not let a script copy is shown, selected, for the reader to copy.
function offer(text) {
  $("byhand").hidden = text === "";
  $("text").value = text;
  if (text) { $("text").focus(); $("text").select(); }
}

function save(text, name, type, what) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  say(`Saved ${what} as ${name}.`);
}

const bibtex = (list) => list.map((work) => work.bibtex).filter(Boolean).join("\n");

function citable(list) {
  const n = list.filter((work) => work.bibtex).length;
  return `BibTeX of ${plural(n)}${n < list.length ? ` (${(list.length - n).toLocaleString("en")} more: ${NO_BIBTEX})` : ""}`;
}

function csv(list) {
  // A cell that begins like a formula would be run by a spreadsheet: a quote before it keeps it text.
  const cell = (value) => {
    const text = String(value ?? "").replace(/^(?=[=+\-@\t\r])/, "'");
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [fields.join(","), ...list.map((work) => fields.map((field) => cell(work[field])).join(","))].join("\n") + "\n";
}

// What is selected, or else all that was found.
function chosenWorks() {
  return works.filter((work, i) => (selected.size ? selected.has(work.key) : matches[i]));
}

function tellTaken() {
  const list = chosenWorks();
  const some = `(${list.length.toLocaleString("en")} ${selected.size ? "selected" : "found"})`;
  for (const [id, what] of [["copy", "Copy BibTeX"], ["bib", "Download .bib"], ["csv", "Download .csv"]]) $(id).textContent = `${what} ${some}`;
  $("copy").disabled = $("bib").disabled = !list.some((work) => work.bibtex);
  $("csv").disabled = list.length === 0;
  const hidden = selected.size ? works.filter((work, i) => selected.has(work.key) && !matches[i]).length : 0;
  const out = hidden ? ` (${hidden.toLocaleString("en")} hidden by the filters)` : "";
  const told = selected.size ? `${plural(selected.size)} selected${out}. Copy and download take these alone.` : "";
  if ($("told").textContent !== told) $("told").textContent = told;
  $("unpick").hidden = selected.size === 0;
}

function unpick() {
  selected.clear();
  for (const row of table.rows().nodes().toArray().filter(Boolean)) {
    row.classList.remove("chosen");
    row.querySelector("[data-pick]").checked = false;
  }
}

$("copy").addEventListener("click", () => copy(bibtex(chosenWorks()), citable(chosenWorks())));
$("bib").addEventListener("click", () => save(bibtex(chosenWorks()), "selection.bib", "application/x-bibtex", citable(chosenWorks())));
$("csv").addEventListener("click", () => save(csv(chosenWorks()), "selection.csv", "text/csv", plural(chosenWorks().length)));
$("link").addEventListener("click", () => copy(location.href, "the address of this view"));
$("done").addEventListener("click", () => { offer(""); say(""); $("query").focus(); });
$("unpick").addEventListener("click", () => { unpick(); tell(); say("Cleared the selection."); $("query").focus(); });
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
