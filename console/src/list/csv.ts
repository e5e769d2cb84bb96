/** A table as CSV, which spreadsheets open as text: no cell of it is ever computed. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  // The mark at the beginning tells Excel that it is UTF-8.
  return `\uFEFF${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;

/** What a spreadsheet would take for a formula gets an apostrophe before it; a number is none. */
function cell(text: string): string {
  const isFormula = /^[=+\-@\t\r]/.test(text.trimStart()) && !PLAIN_NUMBER.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands `text` to the browser as a file. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
