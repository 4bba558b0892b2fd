/** Round numbers from 0 to at least `max`, three or so steps apart: where the lines of a plot are drawn. */
export function ticksTo(max: number): number[] {
  if (!(max > 0)) return [0, 1];
  const rough = max / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((one) => one * power >= rough) ?? 10) * power;
  const ticks = [0];
  // Counted, not added up: sums of fractions drift.
  for (let nth = 1; (ticks.at(-1) as number) < max; nth++) ticks.push(Number((nth * step).toPrecision(12)));
  return ticks;
}
