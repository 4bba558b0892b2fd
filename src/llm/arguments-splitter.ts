/** Takes one member out of a JSON object that arrives in pieces. */

/** What a piece brought. */
export interface SplitPiece {
  /** Decoded text of the member that is taken out. */
  taken: string;
  /** JSON text of everything else. */
  rest: string;
}

type Mode =
  /** Before the opening brace. */
  | "start"
  /** Between members: a comma, white space and a key are held back until the key is known. */
  | "key"
  | "value"
  /** Inside the value that is taken out. */
  | "taken";

const ESCAPES: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/**
 * Splits the arguments of a tool call while they stream: the string member `name` of the outer object goes to
 * `taken`, the rest stays JSON. All pieces of `rest`, joined, are the same as splitting the whole text at once.
 */
export class ArgumentsSplitter {
  readonly #name: string;
  #mode: Mode = "start";
  #held = "";
  #depth = 0;
  #inString = false;
  #escaped = false;
  #key: string | null = null;
  #members = 0;
  #unicode: string | null = null;
  #highSurrogate = "";
  #takenIsString = false;

  constructor(name: string) {
    this.#name = name;
  }

  feed(piece: string): SplitPiece {
    const out: SplitPiece = { taken: "", rest: "" };
    for (const char of piece.split("")) this.#read(char, out);
    return out;
  }

  /** What was held back when the text ended: broken JSON stays as it is. */
  finish(): string {
    const left = this.#mode === "key" ? this.#held : "";
    this.#held = "";
    return left;
  }

  #read(char: string, out: SplitPiece): void {
    if (this.#mode === "start") {
      out.rest += char;
      if (char === "{") this.#mode = "key";
      // Not an object: nothing can be taken out of it.
      else if (!/\s/.test(char)) this.#mode = "value";
      return;
    }
    if (this.#mode === "key") this.#readKey(char, out);
    else if (this.#mode === "taken") this.#readTaken(char, out);
    else this.#readValue(char, out);
  }

  #readKey(char: string, out: SplitPiece): void {
    this.#held += char;
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (char === "\\") this.#escaped = true;
      else if (char === '"') this.#inString = false;
      if (this.#inString) this.#key = (this.#key ?? "") + char;
      return;
    }
    if (char === '"') {
      this.#inString = true;
      this.#key = "";
      return;
    }
    if (char === "}") {
      out.rest += this.#held;
      this.#held = "";
      this.#mode = "value";
      return;
    }
    if (char !== ":") return;
    if (this.#key === this.#name) {
      this.#mode = "taken";
      this.#takenIsString = false;
    } else {
      // The comma before the first member that stays belonged to one that was taken out.
      out.rest += this.#members === 0 ? this.#held.replace(/^\s*,/, "") : this.#held;
      this.#members++;
      this.#mode = "value";
    }
    this.#held = "";
    this.#key = null;
    this.#depth = 0;
  }

  #readValue(char: string, out: SplitPiece): void {
    if (!this.#inString && this.#depth === 0 && char === ",") {
      this.#mode = "key";
      this.#held = ",";
      return;
    }
    out.rest += char;
    this.#track(char);
  }

  /** Keeps count of strings and brackets. */
  #track(char: string): void {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (char === "\\") this.#escaped = true;
      else if (char === '"') this.#inString = false;
    } else if (char === '"') this.#inString = true;
    else if (char === "{" || char === "[") this.#depth++;
    else if (char === "}" || char === "]") this.#depth--;
  }

  #readTaken(char: string, out: SplitPiece): void {
    if (!this.#inString) {
      if (char === "," && this.#depth === 0) {
        this.#mode = "key";
        this.#held = ",";
      } else if (char === "}" && this.#depth === 0) {
        out.rest += char;
        this.#mode = "value";
      } else {
        if (char === '"' && this.#depth === 0) this.#takenIsString = true;
        // A value that is no string is thought of all the same.
        else if (!/\s/.test(char)) out.taken += char;
        this.#track(char);
      }
      return;
    }
    if (!this.#takenIsString || this.#depth > 0) {
      out.taken += char;
      this.#track(char);
      return;
    }
    if (this.#unicode !== null) {
      this.#unicode += char;
      if (this.#unicode.length === 4) {
        const unit = String.fromCharCode(Number.parseInt(this.#unicode, 16) || 0xfffd);
        this.#unicode = null;
        this.#emit(unit, out);
      }
      return;
    }
    if (this.#escaped) {
      this.#escaped = false;
      if (char === "u") this.#unicode = "";
      else this.#emit(ESCAPES[char] ?? char, out);
      return;
    }
    if (char === "\\") this.#escaped = true;
    else if (char === '"') this.#inString = false;
    else this.#emit(char, out);
  }

  /** Halves of a surrogate pair are given out together. */
  #emit(text: string, out: SplitPiece): void {
    const whole = this.#highSurrogate + text;
    this.#highSurrogate = "";
    if (/[\uD800-\uDBFF]$/.test(whole)) this.#highSurrogate = whole;
    else out.taken += whole;
  }
}
