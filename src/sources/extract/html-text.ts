/** A page's text without a document of nodes: for pages of hundreds of thousands of elements, or nested without end. */

const TOKEN = /<!--[\s\S]*?(?:-->|$)|<(\/?)([a-zA-Z][\w:-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>|[^<]+|</g;
const NOT_TEXT = new Set([
  "script",
  "style",
  "noscript",
  "template",
  "iframe",
  "svg",
  "title",
  "nav",
  "form",
]);
const BLOCK = /^(p|div|section|article|main|header|footer|ul|ol|dl|dt|dd|table|tr|blockquote|pre|figure|hr)$/;

const NAMED: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  shy: "",
  ndash: "–",
  mdash: "—",
  hellip: "…",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  bull: "•",
  middot: "·",
  copy: "©",
  reg: "®",
  euro: "€",
  deg: "°",
};

function decoded(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]+));/g,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** As Markdown, as far as headings and lists go. */
export function htmlText(html: string): string {
  const out: string[] = [];
  let skipped: string | null = null;
  for (const [token, closing, name, attributes] of html.matchAll(TOKEN)) {
    if (name === undefined) {
      if (skipped === null && !token.startsWith("<!--")) out.push(decoded(token.replace(/\s+/g, " ")));
      continue;
    }
    const tag = name.toLowerCase();
    if (skipped !== null) {
      if (closing && tag === skipped) skipped = null;
      continue;
    }
    if (!closing && NOT_TEXT.has(tag) && !attributes?.endsWith("/")) skipped = tag;
    else if (/^h[1-6]$/.test(tag)) out.push(closing ? "\n\n" : `\n\n${"#".repeat(Number(tag[1]))} `);
    else if (tag === "li") out.push(closing ? "" : "\n- ");
    else if (tag === "br") out.push("\n");
    else if (tag === "td" || tag === "th") out.push(" ");
    else if (BLOCK.test(tag)) out.push("\n\n");
  }
  return out
    .join("")
    .replace(/[ \t]*\n[ \t]*/g, "\n")
    .replace(/ {2,}/g, " ")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
