/** What one file may ask of a person's machine. Sizes in bytes. */
export const LIMITS = {
  /** An archive or a data export is read piece by piece. */
  archiveBytes: 4e9,
  /** Text, tables, JSON: read piece by piece too, but nobody waits for more. */
  textBytes: 1e9,
  /** PDF, Word, EPUB, HTML, Markdown: held in memory while they are read. */
  documentBytes: 250e6,
  archiveEntries: 50_000,
  /** All that comes out of one archive, the archives inside of it included. */
  unpackedBytes: 8e9,
  /** One entry of an archive. */
  entryBytes: 1e9,
  /** Unpacked by packed. What people write packs to a twentieth; an entry of zeros to a thousandth. */
  unpackRatio: 250,
  /** Below this size the ratio says nothing. */
  unpackRatioFrom: 1e6,
};

/** "250 MB": for messages. */
export function sizeInWords(bytes: number): string {
  return bytes >= 1e9 ? `${+(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
