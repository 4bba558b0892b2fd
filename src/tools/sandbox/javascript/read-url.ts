/** The parts of an address, for the `URL` of a program; null where it is none. */
export function readUrl(href: string, base: string): Record<string, string> | null {
  let url: URL;
  try {
    url = base === "" ? new URL(href) : new URL(href, base);
  } catch {
    return null;
  }
  const { origin, protocol, username, password, host, hostname, port, pathname, search, hash } = url;
  return {
    href: url.href,
    origin,
    protocol,
    username,
    password,
    host,
    hostname,
    port,
    pathname,
    search,
    hash,
  };
}
