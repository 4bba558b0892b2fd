import { Link } from "wouter";
import { useIsServer } from "../servers/use-is-server.ts";
import { t } from "../texts.ts";

/** The way from a tab to its explorer. A server's memory has none. */
export function ExploreLink({ href }: { href: string }) {
  return useIsServer() ? null : <Link href={href}>{t.mind.explore}</Link>;
}
