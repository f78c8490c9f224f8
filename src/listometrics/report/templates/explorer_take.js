// Works are taken away: copied, downloaded, selected.

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
