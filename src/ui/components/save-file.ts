/** Hands a file to the person, as a download. */
export function saveFile(file: File): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = file.name;
  link.click();
  // The browser reads it after the click; an address that is revoked at once would give an empty file.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
