import { lineDiff } from "./line-diff.ts";

/** What changed from one text to another, without the lines that stayed. */
export function DiffLines({ before, after }: { before: string; after: string }) {
  return lineDiff(before, after)
    .filter((line) => line.kind !== "same")
    .map((line, index) =>
      line.kind === "added" ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: a diff is drawn as a whole
        <ins key={index}>+ {line.text}</ins>
      ) : (
        // biome-ignore lint/suspicious/noArrayIndexKey: a diff is drawn as a whole
        <del key={index}>− {line.text}</del>
      ),
    );
}
