/** Addresses for the `URL` of a program: the engine has none of its own. */

const PARTS = [
  "href",
  "origin",
  "protocol",
  "username",
  "password",
  "host",
  "hostname",
  "port",
  "pathname",
  "search",
  "hash",
] as const;

export type AddressParts = Record<(typeof PARTS)[number], string>;

/** The parts of an address; null where it is none. An empty base is no base. */
export function readAddress(href: string, base: string): AddressParts | null {
  if (!URL.canParse(href, base === "" ? undefined : base)) return null;
  return partsOf(new URL(href, base === "" ? undefined : base));
}

/** The address with one part changed; a value that the part cannot have changes nothing. */
export function changeAddress(href: string, part: string, value: string): AddressParts | null {
  if (!URL.canParse(href)) return null;
  const url = new URL(href);
  const changeable = PARTS.find((each) => each === part && each !== "origin" && each !== "href");
  if (changeable) (url as unknown as AddressParts)[changeable] = value;
  return partsOf(url);
}

function partsOf(url: URL): AddressParts {
  return Object.fromEntries(PARTS.map((part) => [part, url[part]])) as AddressParts;
}
