/** Hands a text to the browser as a file. */
export function download(filename: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = filename;
  link.click();
  // The browser reads it after the click; an address that is revoked at once would give an empty file.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
