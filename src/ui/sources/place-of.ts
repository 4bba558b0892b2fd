import type { Passage } from "../../schemas/index.ts";
import { sourceTexts as t } from "../texts/sources.ts";

/** Where a passage stands, in words: file, page, heading. */
export function placeOf(passage: Passage): string {
  const { title, file, path, page, heading } = passage.metadata_;
  const name = [path, file, title].find((one): one is string => typeof one === "string" && one !== "");
  return [
    name,
    typeof page === "number" ? t.page(page) : null,
    typeof heading === "string" && heading !== "" ? heading : null,
  ]
    .filter(Boolean)
    .join(" · ");
}
