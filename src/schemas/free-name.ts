export interface FreeNameOptions {
  /** Letters that a name with an ending may have; one without stays as it is. */
  longest: number;
  /** The first number that is tried. Default 1. */
  from?: number;
  /** What stands behind the name. Default nothing for 1, then " 2", " 3", … */
  ending?: (number: number) => string;
}

const spacedNumber = (number: number) => (number === 1 ? "" : ` ${number}`);

/** The first name that nothing has: "Ada", then "Ada 2", "Ada 3". */
export async function freeName(
  name: string,
  isTaken: (name: string) => boolean | Promise<boolean>,
  { longest, from = 1, ending = spacedNumber }: FreeNameOptions,
): Promise<string> {
  for (let number = from; ; number++) {
    const end = ending(number);
    const tried = end === "" ? name : name.slice(0, longest - end.length).trimEnd() + end;
    if (!(await isTaken(tried))) return tried;
  }
}
