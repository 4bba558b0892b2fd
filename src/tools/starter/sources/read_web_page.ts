type integer = number;

/**
 * Reads a web page and gives its text, without menus, scripts and styles. Works for the hosts that the person has granted to this tool.
 *
 * @param url - Address of the page, beginning with https:// or http://.
 * @param max_characters - How much of the text to give at most, 100 to 100000.
 * @param from_character - Where in the text to begin, to read on in a long page.
 * @param with_links - True to give the addresses of links behind their words.
 * @returns address, title and text of the page, and whether there is more of it.
 */
export async function read_web_page(
  url: string,
  max_characters: integer = 8000,
  from_character: integer = 0,
  with_links = false,
): Promise<{ url: string; title: string; text: string; length: number; next_character: number | null }> {
  const response = await fetch(url, {
    headers: { accept: "text/html, text/plain, application/json;q=0.9, */*;q=0.5" },
  });
  if (!response.ok) throw new Error(`${url} answered with status ${response.status}`);
  const type = response.headers.get("content-type") ?? "text/html";
  if (/^(image|audio|video|font)\/|pdf|zip|octet-stream/i.test(type))
    throw new Error(`${url} is no text but ${type.split(";")[0]}`);
  const body = await response.text();
  const isPage = /html/i.test(type) || /^\s*<(!doctype html|html)\b/i.test(body);
  const { title, text } = isPage ? readPage(body, with_links ? url : null) : { title: "", text: body.trim() };
  const most = Math.min(100_000, Math.max(100, max_characters));
  const start = Math.max(0, from_character);
  const end = start + most;
  return {
    url,
    title,
    text: text.slice(start, end),
    length: text.length,
    next_character: end < text.length ? end : null,
  };
}

/** Elements whose content is not read. */
const SILENT = new Set(
  "script style noscript template svg math canvas iframe object head select button form nav footer aside dialog".split(
    " ",
  ),
);
/** Elements that stand on lines of their own. */
const BLOCKS = new Set(
  "address article blockquote body center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody tfoot thead tr ul".split(
    " ",
  ),
);
const EMPTY = new Set("area base br col embed hr img input link meta source track wbr".split(" "));

interface Reading {
  title: string;
  text: string;
}

function readPage(html: string, base: string | null): Reading {
  const title = plain(/<title\b[^>]*>([\s\S]*?)<\/title>/i.exec(html)?.[1] ?? "");
  const whole = textOf(html, base);
  // What the page itself calls its content, where that is most of it.
  for (const element of ["main", "article"]) {
    const part = inside(html, element);
    const text = part === null ? "" : textOf(part, base);
    if (text.length > 200 && text.length > whole.length * 0.3) return { title, text };
  }
  return {
    title,
    text: whole || textOf(html.replace(/<\/?(?:form|nav|footer|aside|header|dialog)\b[^>]*>/gi, ""), base),
  };
}

/** From the first opening to the last closing of an element. */
function inside(html: string, element: string): string | null {
  const open = new RegExp(`<${element}\\b[^>]*>`, "i").exec(html);
  const end = html.toLowerCase().lastIndexOf(`</${element}`);
  return open && end > open.index ? html.slice(open.index + open[0].length, end) : null;
}

function textOf(html: string, base: string | null): string {
  const out = new Lines();
  const links: { address: string; from: number }[] = [];
  let silent: { name: string; depth: number } | null = null;
  let at = 0;
  while (at < html.length) {
    const start = html.indexOf("<", at);
    if (start === -1) {
      if (!silent) out.words(html.slice(at));
      break;
    }
    if (!silent && start > at) out.words(html.slice(at, start));
    const tag = readTag(html, start);
    if (!tag) {
      if (!silent) out.words("<");
      at = start + 1;
      continue;
    }
    at = tag.end;
    const { name, closing } = tag;
    if (silent) {
      if (name === silent.name) silent.depth += closing ? -1 : 1;
      if (silent.depth === 0) silent = null;
      continue;
    }
    if (SILENT.has(name) && !closing && !tag.selfClosing) {
      // Nothing in these is a tag but their own end.
      if (name === "script" || name === "style") {
        const end = html.toLowerCase().indexOf(`</${name}`, at);
        at = end === -1 ? html.length : end;
      }
      silent = { name, depth: 1 };
      continue;
    }
    if (name === "a" && base !== null) {
      const address = closing ? null : absolute(attribute(tag.attributes, "href"), base);
      if (address) links.push({ address, from: out.length });
      const link = closing ? links.pop() : undefined;
      if (link && out.length > link.from) out.words(` (${link.address.replace(/&/g, "&amp;")})`);
    }
    if (name === "img" && !closing) {
      const words = attribute(tag.attributes, "alt");
      if (words?.trim()) out.words(` [image: ${words}] `);
    }
    if (name === "br") out.breakLine();
    if (name === "td" || name === "th") out.cell(closing);
    if (name === "pre") out.preformatted(!closing);
    if (BLOCKS.has(name)) {
      out.block(/^(?:li|tr|dt|dd|div|summary)$/.test(name) ? 1 : 2);
      if (!closing) {
        const heading = /^h([1-6])$/.exec(name);
        if (heading) out.mark(`${"#".repeat(Number(heading[1]))} `);
        if (name === "li") out.mark("- ");
        if (name === "blockquote") out.mark("> ");
      }
    }
  }
  return out.text();
}

interface Tag {
  name: string;
  closing: boolean;
  selfClosing: boolean;
  attributes: string;
  /** Index behind it. */
  end: number;
}

/** The tag or comment that begins at an index; null where the sign is only a sign. */
function readTag(html: string, start: number): Tag | null {
  const nothing = { name: "", closing: false, selfClosing: true, attributes: "" };
  if (html.startsWith("<!--", start)) {
    const end = html.indexOf("-->", start + 4);
    return { ...nothing, end: end === -1 ? html.length : end + 3 };
  }
  if (html[start + 1] === "!" || html[start + 1] === "?") {
    const end = html.indexOf(">", start);
    return { ...nothing, end: end === -1 ? html.length : end + 1 };
  }
  const head = /^<(\/?)([a-zA-Z][\w:-]*)/.exec(html.slice(start, start + 80));
  if (!head) return null;
  let quote = "";
  let end = start + head[0].length;
  for (; end < html.length; end += 1) {
    const sign = html[end] ?? "";
    if (quote) {
      if (sign === quote) quote = "";
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === ">") break;
  }
  const name = (head[2] ?? "").toLowerCase();
  const attributes = html.slice(start + head[0].length, end);
  return {
    name,
    closing: head[1] === "/",
    selfClosing: EMPTY.has(name) || attributes.endsWith("/"),
    attributes,
    end: end + 1,
  };
}

function attribute(attributes: string, name: string): string | null {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i").exec(
    attributes,
  );
  return match ? decode(match[1] ?? match[2] ?? match[3] ?? "") : null;
}

function absolute(address: string | null, base: string): string | null {
  if (!address || /^(?:#|javascript:|data:)/i.test(address.trim())) return null;
  try {
    return new URL(address.trim(), base).href;
  } catch {
    // No address: its words are kept without it.
    return null;
  }
}

/** Text that grows: blanks are one, and blank lines too. */
class Lines {
  readonly #parts: string[] = [];
  #wanted = 0;
  #mark = "";
  #blank = false;
  #kept = 0;
  length = 0;

  words(html: string): void {
    const text = decode(html);
    if (this.#kept > 0) {
      this.#put(text);
      return;
    }
    const words = text.replace(/[\s\u00a0]+/g, " ");
    if (words === " " || words === "") {
      this.#blank ||= words === " ";
      return;
    }
    if (words.startsWith(" ")) this.#blank = true;
    this.#put(words.trim());
    this.#blank = words.endsWith(" ");
  }

  #put(text: string): void {
    const first = this.length === 0;
    const gap = first ? "" : this.#wanted > 0 ? "\n".repeat(this.#wanted) : this.#blank ? " " : "";
    this.#parts.push(gap + this.#mark + text);
    this.length += gap.length + this.#mark.length + text.length;
    this.#wanted = 0;
    this.#mark = "";
    this.#blank = false;
  }

  block(lines: number): void {
    this.#wanted = Math.max(this.#wanted, lines);
  }

  breakLine(): void {
    if (this.#kept > 0) this.#put("\n");
    else this.block(1);
  }

  mark(mark: string): void {
    this.#mark = mark;
  }

  cell(closing: boolean): void {
    if (closing) this.#blank = true;
    else if (this.#wanted === 0 && this.length > 0) {
      this.#blank = true;
      this.#put("|");
      this.#blank = true;
    }
  }

  preformatted(begins: boolean): void {
    this.block(2);
    this.#kept = Math.max(0, this.#kept + (begins ? 1 : -1));
  }

  text(): string {
    return this.#parts.join("").trim();
  }
}

const NAMED: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  ndash: "–",
  mdash: "—",
  hellip: "…",
  lsquo: "‘",
  rsquo: "’",
  sbquo: "‚",
  ldquo: "“",
  rdquo: "”",
  bdquo: "„",
  laquo: "«",
  raquo: "»",
  copy: "©",
  reg: "®",
  trade: "™",
  deg: "°",
  middot: "·",
  bull: "•",
  times: "×",
  divide: "÷",
  plusmn: "±",
  frac12: "½",
  frac14: "¼",
  frac34: "¾",
  euro: "€",
  pound: "£",
  yen: "¥",
  cent: "¢",
  sect: "§",
  para: "¶",
  larr: "←",
  rarr: "→",
  uarr: "↑",
  darr: "↓",
  infin: "∞",
  ne: "≠",
  le: "≤",
  ge: "≥",
  shy: "",
  zwj: "",
  zwnj: "",
  szlig: "ß",
  aelig: "æ",
  AElig: "Æ",
  oslash: "ø",
  Oslash: "Ø",
  eth: "ð",
  thorn: "þ",
  iexcl: "¡",
  iquest: "¿",
};
const ACCENTS: Record<string, string> = {
  acute: "\u0301",
  grave: "\u0300",
  circ: "\u0302",
  uml: "\u0308",
  tilde: "\u0303",
  cedil: "\u0327",
  ring: "\u030a",
  caron: "\u030c",
};

function decode(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z][a-z0-9]{1,10}));/gi,
    (all, hex, decimal, name) => {
      if (name !== undefined) {
        if (Object.hasOwn(NAMED, name)) return NAMED[name] ?? all;
        // Letters with accents: &eacute; &Uuml;
        const accent = Object.hasOwn(ACCENTS, name.slice(1)) ? ACCENTS[name.slice(1)] : undefined;
        return accent ? (name[0] + accent).normalize("NFC") : all;
      }
      const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : all;
    },
  );
}

const plain = (html: string) =>
  decode(html.replace(/<[^>]*>/g, ""))
    .replace(/\s+/g, " ")
    .trim();
