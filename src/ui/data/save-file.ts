/** Hands a file to the person, as a download. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it once it has asked where to put it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
