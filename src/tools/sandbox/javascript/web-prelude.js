// Globals of the web that are no part of the language. Only programs that name one of them get them.
(host) => {
  const define = (name, value) =>
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });

  // ------------------------------------------------------------ addresses
  const formEncode = (text) =>
    encodeURIComponent(text.toWellFormed())
      .replace(/%20/g, "+")
      .replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const formDecode = (text) =>
    text.replace(/\+/g, " ").replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
      decodeUtf8(
        Uint8Array.from(run.slice(1).split("%"), (pair) => Number.parseInt(pair, 16)),
        false,
      ),
    );

  class URLSearchParams {
    #pairs = [];
    /** Told of each change: the address that these belong to. */
    #changed = () => {};

    constructor(init = "", changed = undefined) {
      if (typeof changed === "function") this.#changed = changed;
      if (typeof init === "object" && init !== null) {
        const pairs = typeof init[Symbol.iterator] === "function" ? [...init] : Object.entries(init);
        this.#pairs = pairs.map(([name, value]) => [`${name}`, `${value}`]);
        return;
      }
      for (const part of `${init}`.replace(/^\?/, "").split("&")) {
        if (part === "") continue;
        const at = part.indexOf("=");
        const [name, value] = at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
        this.#pairs.push([formDecode(name), formDecode(value)]);
      }
    }
    get size() {
      return this.#pairs.length;
    }
    append(name, value) {
      this.#pairs.push([`${name}`, `${value}`]);
      this.#changed(this.toString());
    }
    delete(name) {
      this.#pairs = this.#pairs.filter(([each]) => each !== `${name}`);
      this.#changed(this.toString());
    }
    get(name) {
      return this.#pairs.find(([each]) => each === `${name}`)?.[1] ?? null;
    }
    getAll(name) {
      return this.#pairs.filter(([each]) => each === `${name}`).map(([, value]) => value);
    }
    has(name) {
      return this.#pairs.some(([each]) => each === `${name}`);
    }
    set(name, value) {
      const first = this.#pairs.find(([each]) => each === `${name}`);
      if (!first) return this.append(name, value);
      first[1] = `${value}`;
      this.#pairs = this.#pairs.filter((pair) => pair === first || pair[0] !== first[0]);
      this.#changed(this.toString());
    }
    sort() {
      this.#pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      this.#changed(this.toString());
    }
    forEach(callback, self) {
      for (const [name, value] of this.#pairs) callback.call(self, value, name, this);
    }
    *keys() {
      for (const [name] of this.#pairs) yield name;
    }
    *values() {
      for (const [, value] of this.#pairs) yield value;
    }
    *entries() {
      for (const [name, value] of this.#pairs) yield [name, value];
    }
    [Symbol.iterator]() {
      return this.entries();
    }
    toString() {
      return this.#pairs.map(([name, value]) => `${formEncode(name)}=${formEncode(value)}`).join("&");
    }
  }

  class URL {
    #parts;
    #params = null;

    constructor(address, base = "") {
      this.#parts = JSON.parse(host.readUrl(`${address}`, `${base}`));
      if (!this.#parts) throw new TypeError(`"${address}" is no whole address.`);
    }
    static canParse(address, base = "") {
      return JSON.parse(host.readUrl(`${address}`, `${base}`)) !== null;
    }
    get searchParams() {
      this.#params ??= new URLSearchParams(this.#parts.search, (search) => this.#change("search", search));
      return this.#params;
    }
    #change(part, value) {
      this.#parts = JSON.parse(host.changeUrl(this.#parts.href, part, `${value}`));
    }
    toString() {
      return this.#parts.href;
    }
    toJSON() {
      return this.#parts.href;
    }
    static {
      const changeable = ["protocol", "username", "password", "host", "hostname", "port", "pathname", "hash"];
      const accessors = {
        href: { get: (url) => url.#parts.href },
        origin: { get: (url) => url.#parts.origin },
        search: {
          get: (url) => url.#parts.search,
          set: (url, value) => {
            url.#change("search", value);
            url.#params = null;
          },
        },
      };
      for (const part of changeable)
        accessors[part] = { get: (url) => url.#parts[part], set: (url, value) => url.#change(part, value) };
      for (const [part, { get, set }] of Object.entries(accessors))
        Object.defineProperty(URL.prototype, part, {
          get() {
            return get(this);
          },
          set: set
            ? function (value) {
                set(this, value);
              }
            : undefined,
          configurable: true,
          enumerable: true,
        });
    }
  }

  // ------------------------------------------------------------ bytes and texts
  const byteString = (text) => unescape(encodeURIComponent(text));

  class TextEncoder {
    get encoding() {
      return "utf-8";
    }
    encode(text = "") {
      const bytes = byteString(`${text}`.toWellFormed());
      const encoded = new Uint8Array(bytes.length);
      for (let i = 0; i < bytes.length; i++) encoded[i] = bytes.charCodeAt(i);
      return encoded;
    }
  }

  /** UTF-8, with U+FFFD for each longest piece that is none. */
  function decodeUtf8(bytes, fatal) {
    let text = "";
    for (let i = 0; i < bytes.length; ) {
      const first = bytes[i++];
      if (first < 0x80) {
        text += String.fromCharCode(first);
        continue;
      }
      const more =
        first >= 0xc2 && first < 0xe0
          ? 1
          : first >= 0xe0 && first < 0xf0
            ? 2
            : first >= 0xf0 && first < 0xf5
              ? 3
              : 0;
      let low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
      let high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
      let point = first & (0x3f >> more);
      let read = 0;
      while (read < more && bytes[i] >= low && bytes[i] <= high) {
        point = (point << 6) | (bytes[i++] & 0x3f);
        read += 1;
        low = 0x80;
        high = 0xbf;
      }
      if (more > 0 && read === more) text += String.fromCodePoint(point);
      else if (fatal) throw new TypeError("These bytes are no UTF-8.");
      else text += "\ufffd";
    }
    return text;
  }

  class TextDecoder {
    #fatal;
    #keepsMark;
    constructor(label = "utf-8", { fatal = false, ignoreBOM = false } = {}) {
      if (!/^\s*utf-?8\s*$/i.test(label))
        throw new RangeError(`Only utf-8 can be decoded here, not ${label}.`);
      this.#fatal = fatal;
      this.#keepsMark = ignoreBOM;
    }
    get encoding() {
      return "utf-8";
    }
    decode(input = new Uint8Array()) {
      const bytes = ArrayBuffer.isView(input)
        ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
        : new Uint8Array(input);
      const text = decodeUtf8(bytes, this.#fatal);
      return !this.#keepsMark && text.startsWith("\ufeff") ? text.slice(1) : text;
    }
  }

  const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  function btoa(text) {
    const bytes = `${text}`;
    let encoded = "";
    for (let i = 0; i < bytes.length; i += 3) {
      const [a, b, c] = [bytes.charCodeAt(i), bytes.charCodeAt(i + 1), bytes.charCodeAt(i + 2)];
      if (a > 255 || b > 255 || c > 255) throw new RangeError("btoa takes characters up to U+00FF.");
      encoded += BASE64[a >> 2] + BASE64[((a & 3) << 4) | (b >> 4)];
      encoded += Number.isNaN(b) ? "=" : BASE64[((b & 15) << 2) | (c >> 6)];
      encoded += Number.isNaN(c) ? "=" : BASE64[c & 63];
    }
    return encoded;
  }

  function atob(text) {
    const letters = `${text}`
      .replace(/[\t\n\f\r ]/g, "")
      .replace(/==?$/, (end, at) => (at % 4 === 4 - end.length ? "" : end));
    if (letters.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(letters))
      throw new RangeError("This is no base64.");
    let bytes = "";
    for (let i = 0, held = 0, bits = 0; i < letters.length; i++) {
      held = ((held << 6) | BASE64.indexOf(letters[i])) & 0xffff;
      bits += 6;
      if (bits < 8) continue;
      bits -= 8;
      bytes += String.fromCharCode((held >> bits) & 255);
    }
    return bytes;
  }

  // ------------------------------------------------------------ copies
  function structuredClone(value) {
    const copies = new Map();
    const copy = (from) => {
      if (typeof from === "function" || typeof from === "symbol")
        throw new TypeError(`A ${typeof from} cannot be cloned.`);
      if (typeof from !== "object" || from === null) return from;
      if (copies.has(from)) return copies.get(from);
      const keep = (to) => {
        copies.set(from, to);
        return to;
      };
      if (Array.isArray(from)) {
        const to = keep(new Array(from.length));
        for (const key of Object.keys(from)) to[key] = copy(from[key]);
        return to;
      }
      if (from instanceof Date) return keep(new Date(from.getTime()));
      if (from instanceof RegExp) return keep(new RegExp(from.source, from.flags));
      if (from instanceof Map) {
        const to = keep(new Map());
        for (const [key, each] of from) to.set(copy(key), copy(each));
        return to;
      }
      if (from instanceof Set) {
        const to = keep(new Set());
        for (const each of from) to.add(copy(each));
        return to;
      }
      if (from instanceof ArrayBuffer) return keep(from.slice(0));
      if (ArrayBuffer.isView(from)) {
        const buffer = copy(from.buffer);
        return keep(new from.constructor(buffer, from.byteOffset, from.length ?? from.byteLength));
      }
      if (from instanceof Error) {
        const to = keep(new from.constructor(from.message));
        to.stack = from.stack;
        return to;
      }
      if (from instanceof Promise || from instanceof WeakMap || from instanceof WeakSet)
        throw new TypeError(`A ${from.constructor.name} cannot be cloned.`);
      const to = keep({});
      for (const key of Object.keys(from))
        Object.defineProperty(to, key, {
          value: copy(from[key]),
          writable: true,
          configurable: true,
          enumerable: true,
        });
      return to;
    };
    return copy(value);
  }

  // ------------------------------------------------------------ chance
  const crypto = Object.freeze({
    getRandomValues(array) {
      if (!ArrayBuffer.isView(array) || array instanceof Float32Array || array instanceof Float64Array)
        throw new TypeError("getRandomValues fills an array of whole numbers.");
      const bytes = JSON.parse(host.randomBytes(array.byteLength));
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(bytes);
      return array;
    },
    randomUUID() {
      const bytes = JSON.parse(host.randomBytes(16));
      bytes[6] = (bytes[6] & 0x0f) | 0x40;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    },
  });

  for (const value of [URL, URLSearchParams, TextEncoder, TextDecoder, atob, btoa, structuredClone])
    define(value.name, value);
  define("crypto", crypto);
};
