import { Link, useRouter } from "wouter";
import { t } from "../texts.ts";

/** The way from a tab to its explorer. A server's memory has none. */
export function ExploreLink({ href }: { href: string }) {
  const { base } = useRouter();
  return base === "" ? <Link href={href}>{t.mind.explore}</Link> : null;
}
