import type { DocumentReading, ReadableFile } from "./document-reading.ts";
import { FileError } from "./errors.ts";
import { isKnownEncoding } from "./text-encoding.ts";

/** Groups that hold no text of the document. */
const ASIDE = new Set(
  "fonttbl colortbl stylesheet info pict object themedata colorschememapping latentstyles datastore listtable listoverridetable rsidtbl generator xmlnstbl fldinst filetbl revtbl header footer headerl headerr headerf footerl footerr footerf".split(
    " ",
  ),
);

const CHARACTERS: Record<string, string> = {
  par: "\n\n",
  sect: "\n\n",
  page: "\n\n",
  line: "\n",
  tab: "\t",
  cell: " | ",
  row: "\n",
  emdash: "—",
  endash: "–",
  lquote: "‘",
  rquote: "’",
  ldblquote: "“",
  rdblquote: "”",
  bullet: "•",
  emspace: " ",
  enspace: " ",
};

const TOKEN = /\\([a-zA-Z]+)(-?\d+)? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+/g;

interface Group {
  aside: boolean;
  /** Characters that stand in for one of Unicode, for readers that know none. */
  fallback: number;
}

/** Rich text: its words and its paragraphs. */
export async function readRtf(file: ReadableFile): Promise<DocumentReading> {
  const source = new TextDecoder("latin1").decode(await file.content.arrayBuffer());
  const page = /\\ansicpg(\d+)/.exec(source.slice(0, 2000))?.[1] ?? "1252";
  const encoding = ["932", "936", "949", "950"].includes(page)
    ? ({ "932": "shift_jis", "936": "gb18030", "949": "euc-kr", "950": "big5" }[page] as string)
    : `windows-${page}`;
  const decoder = new TextDecoder(isKnownEncoding(encoding) ? encoding : "windows-1252");
  const out: string[] = [];
  let bytes: number[] = [];
  let skip = 0;
  let group: Group = { aside: false, fallback: 1 };
  const outer: Group[] = [];
  const write = (text: string) => {
    if (bytes.length > 0) {
      const pending = decoder.decode(new Uint8Array(bytes));
      bytes = [];
      out.push(pending);
    }
    if (text !== "" && !group.aside) out.push(text);
  };
  for (const [, word, number, hex, symbol, brace, plain] of source.matchAll(TOKEN)) {
    if (hex !== undefined) {
      if (skip > 0) skip -= 1;
      else if (!group.aside) bytes.push(Number.parseInt(hex, 16));
    } else if (plain !== undefined) {
      const text = plain.slice(skip);
      skip = Math.max(0, skip - plain.length);
      // What is beyond ASCII stands there in the file's code page.
      if (/[\x80-\xff]/.test(text) && !group.aside) bytes.push(...[...text].map((c) => c.charCodeAt(0)));
      else write(text);
    } else if (brace === "{") {
      write("");
      outer.push(group);
      group = { ...group };
    } else if (brace === "}") {
      write("");
      group = outer.pop() ?? group;
      skip = 0;
    } else if (symbol !== undefined) {
      if (symbol === "*") group.aside = true;
      else if (symbol === "~") write(" ");
      else if (symbol === "_") write("-");
      else if (symbol === "\n" || symbol === "\r") write("\n\n");
      else if (/[\\{}]/.test(symbol)) write(symbol);
    } else if (word !== undefined) {
      if (word === "u" && number !== undefined) {
        write(String.fromCharCode(Number(number) & 0xffff));
        skip = group.fallback;
      } else if (word === "uc") group.fallback = Number(number ?? 1);
      else if (word === "bin") skip = Number(number ?? 0);
      else if (ASIDE.has(word)) group.aside = true;
      else write(CHARACTERS[word] ?? "");
    }
  }
  write("");
  file.onShare(1);
  if (outer.length > 0 && out.join("").trim() === "")
    throw FileError.of("file_damaged", `"${file.name}" breaks off before its text.`);
  const text = out
    .join("")
    .replace(/[ \t]+\n/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  return {
    title: /\{\\title ([^{}\\]+)\}/.exec(source.slice(0, 100_000))?.[1],
    sections: [{ text }],
  };
}
