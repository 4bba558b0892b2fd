/** Maps of Chinese, Japanese and Korean PDFs that name an encoding and do not bring it. Files of the app, their licence is public/licenses/cmap-resources.txt. */
const ADDRESSES = import.meta.glob<string>("../../../node_modules/pdfjs-dist/cmaps/*.bcmap", {
  query: "?url&no-inline",
  import: "default",
  eager: true,
});

/** @param fileName "UniJIS-UTF16-H.bcmap". */
export async function readCharacterMap(fileName: string): Promise<Uint8Array> {
  const address = ADDRESSES[`../../../node_modules/pdfjs-dist/cmaps/${fileName}`];
  if (!address) throw new Error(`There is no character map ${fileName}.`);
  const response = await fetch(new URL(address, import.meta.url));
  if (!response.ok) throw new Error(`The character map ${fileName} could not be read (${response.status}).`);
  return new Uint8Array(await response.arrayBuffer());
}
