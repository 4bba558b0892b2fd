/** Real PDFs, made as programs make them. */
import PDFDocument from "pdfkit";

export interface SamplePdfOptions {
  title?: string;
  author?: string;
  /** Password without which it does not open. */
  password?: string;
  /** Titles of the pages' bookmarks. */
  bookmarks?: string[];
}

async function bytesOf(document: PDFKit.PDFDocument): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  document.on("data", (piece: Uint8Array) => pieces.push(piece));
  const ended = new Promise((resolve) => document.on("end", resolve));
  document.end();
  await ended;
  return new Uint8Array(Buffer.concat(pieces));
}

/** One text a page, its lines broken by the program. */
export function samplePdf(pages: string[], options: SamplePdfOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  const document = new PDFDocument({
    autoFirstPage: false,
    info: {
      CreationDate: new Date("2024-05-03T12:00:00Z"),
      ...(options.title && { Title: options.title }),
      ...(options.author && { Author: options.author }),
    },
    ...(options.password
      ? { userPassword: options.password, ownerPassword: `${options.password}-owner` }
      : {}),
  });
  for (const [index, text] of pages.entries()) {
    document.addPage();
    const mark = options.bookmarks?.[index];
    if (mark) document.outline.addItem(mark);
    document.fontSize(11).text(text);
  }
  return bytesOf(document);
}

/** Two columns, the lines of both written in turn, as some programs do. */
export function twoColumnPdf(left: string[], right: string[]): Promise<Uint8Array<ArrayBuffer>> {
  const document = new PDFDocument({ autoFirstPage: false });
  document.addPage().fontSize(10);
  for (let row = 0; row < Math.max(left.length, right.length); row++) {
    const y = 80 + row * 14;
    if (right[row]) document.text(right[row] as string, 330, y, { lineBreak: false });
    if (left[row]) document.text(left[row] as string, 72, y, { lineBreak: false });
  }
  return bytesOf(document);
}

/** One grey pixel (PNG). */
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==",
  "base64",
);

/** Pages that are pictures, as a scanner makes them. */
export function scannedPdf(pages: number): Promise<Uint8Array<ArrayBuffer>> {
  const document = new PDFDocument({ autoFirstPage: false });
  for (let page = 0; page < pages; page++) document.addPage().image(PIXEL, 0, 0, { width: 600, height: 800 });
  return bytesOf(document);
}

/** A font that names a Japanese encoding and does not bring it: a reader has to have the map of characters. */
export function japanesePdf(text: string): Uint8Array<ArrayBuffer> {
  const codes = [...text].map((character) => character.charCodeAt(0).toString(16).padStart(4, "0")).join("");
  const stream = `BT /F1 24 Tf 72 700 Td <${codes}> Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    "<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /UniJIS-UCS2-H /DescendantFonts [6 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /FontDescriptor 7 0 R >>",
    "<< /Type /FontDescriptor /FontName /HeiseiMin-W3 /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
  ];
  let body = "%PDF-1.4\n";
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(body.length);
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  return new TextEncoder().encode(
    `${body}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`,
  );
}
