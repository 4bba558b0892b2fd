/** How well a search did: what share of the evidence is among the first k, and how far up the first of it stands. */

export interface Measures {
  questions: number;
  /** Mean share of the evidence among the first 1, 5 and 10. */
  share: Record<1 | 5 | 10, number>;
  /** Share of questions with all of their evidence among the first 1, 5 and 10. */
  all: Record<1 | 5 | 10, number>;
  /** Mean of 1 / place of the first piece of evidence; 0 where none was found. */
  mrr: number;
}

const CUTS = [1, 5, 10] as const;

/** Measures one question: `found` is what the search gave, best first, each once. */
export function measure(found: readonly string[], evidence: readonly string[]): Measures {
  const share = (k: number) =>
    evidence.filter((id) => found.slice(0, k).includes(id)).length / evidence.length;
  const first = found.findIndex((id) => evidence.includes(id));
  const by = (value: (k: number) => number) =>
    Object.fromEntries(CUTS.map((k) => [k, value(k)])) as Measures["share"];
  return {
    questions: 1,
    share: by(share),
    all: by((k) => (share(k) === 1 ? 1 : 0)),
    mrr: first < 0 ? 0 : 1 / (first + 1),
  };
}

/** Mean over questions. */
export function mean(measured: readonly Measures[]): Measures {
  const questions = measured.reduce((sum, one) => sum + one.questions, 0);
  const of = (value: (one: Measures) => number) =>
    measured.reduce((sum, one) => sum + value(one) * one.questions, 0) / (questions || 1);
  const by = (value: (one: Measures, k: 1 | 5 | 10) => number) =>
    Object.fromEntries(CUTS.map((k) => [k, of((one) => value(one, k))])) as Measures["share"];
  return {
    questions,
    share: by((one, k) => one.share[k]),
    all: by((one, k) => one.all[k]),
    mrr: of((one) => one.mrr),
  };
}
