/**
 * A file locked with a passphrase: AES-GCM under a key derived by PBKDF2, a piece at a time, so that a large one is never
 * in memory. A piece is bound to its place, and the last one to being the last: none can be moved, left out or cut off.
 */
import { z } from "zod";
import { CancelledError } from "../../schemas/errors.ts";
import { deriveKey, PBKDF2_ROUNDS, seal, unseal } from "../../storage/credentials.ts";
import { BackupError, damagedBackup } from "./backup-error.ts";
import type { OnBackupProgress } from "./manifest.ts";

const MAGIC = "ENGRAM-SEALED-1\n";
const PIECE = 1024 * 1024;
const TAG = 16;
const CHECK = "engram backup";
const LONGEST_HEADER = 4096;
/** A file that asks for more would only hold up the machine. */
const MOST_ROUNDS = 10_000_000;

const base64 = z.base64().max(256);
const headerSchema = z.object({
  salt: base64,
  rounds: z.number().int().min(1).max(MOST_ROUNDS),
  /** A known text, sealed: tells a wrong passphrase from a damaged file. */
  iv: base64,
  check: base64,
  nonce: base64,
});

const toBase64 = (bytes: Uint8Array | ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const encode = (text: string) => new TextEncoder().encode(text);

const cipherOf = (nonce: Uint8Array, header: string, index: number, last: boolean) => {
  const iv = new Uint8Array(12);
  iv.set(nonce);
  new DataView(iv.buffer).setUint32(8, index);
  return { name: "AES-GCM", iv, additionalData: encode(`${header}|${index}|${last ? "last" : "more"}`) };
};

export interface SealOptions {
  signal?: AbortSignal | undefined;
  onProgress?: OnBackupProgress | undefined;
  /** Only tests may go below PBKDF2_ROUNDS. */
  rounds?: number | undefined;
}

export async function sealFile(
  file: Blob,
  passphrase: string,
  { signal, onProgress, rounds = PBKDF2_ROUNDS }: SealOptions = {},
): Promise<Blob> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const nonce = crypto.getRandomValues(new Uint8Array(8));
  const key = await deriveKey(passphrase, salt, rounds);
  const { iv, sealed } = await seal(key, CHECK, CHECK);
  const header = JSON.stringify({
    salt: toBase64(salt),
    rounds,
    iv: toBase64(iv),
    check: toBase64(sealed),
    nonce: toBase64(nonce),
  });
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, header.length, true);
  const pieces: Blob[] = [new Blob([MAGIC, length.buffer, header])];
  for (let at = 0, index = 0; index === 0 || at < file.size; at += PIECE, index++) {
    if (signal?.aborted) throw new CancelledError();
    const plain = await file.slice(at, at + PIECE).arrayBuffer();
    const cipher = cipherOf(nonce, header, index, at + PIECE >= file.size);
    // A Blob at once: the browser may keep it on the disk.
    pieces.push(new Blob([await crypto.subtle.encrypt(cipher, key, plain)]));
    onProgress?.({ phase: "sealing", done: Math.min(at + PIECE, file.size), total: file.size });
  }
  return new Blob(pieces, { type: "application/octet-stream" });
}

export async function isSealed(file: Blob): Promise<boolean> {
  return (await file.slice(0, MAGIC.length).text()) === MAGIC;
}

/** @throws BackupError `backup_locked` without a passphrase, `wrong_passphrase`, `backup_damaged`. */
export async function unsealFile(
  file: Blob,
  passphrase: string | null | undefined,
  { signal, onProgress }: SealOptions = {},
): Promise<Blob> {
  if (!passphrase)
    throw BackupError.of("backup_locked", "This backup is locked with a passphrase.", {
      hint: "Enter the passphrase that it was made with.",
    });
  const from = MAGIC.length + 4;
  const length = new DataView(await file.slice(MAGIC.length, from).arrayBuffer());
  const size = length.byteLength === 4 ? length.getUint32(0, true) : 0;
  if (size === 0 || size > LONGEST_HEADER) throw damagedBackup("no header");
  const header = await file.slice(from, from + size).text();
  let read: z.infer<typeof headerSchema>;
  try {
    read = headerSchema.parse(JSON.parse(header));
  } catch {
    throw damagedBackup("the header cannot be read");
  }
  const key = await deriveKey(passphrase, fromBase64(read.salt), read.rounds);
  try {
    await unseal(key, fromBase64(read.iv), fromBase64(read.check).buffer, CHECK);
  } catch {
    throw BackupError.of("wrong_passphrase", "This is not the passphrase of this backup.", {
      hint: "Try again. Without it the backup cannot be opened by anyone.",
    });
  }
  const nonce = fromBase64(read.nonce);
  if (nonce.length !== 8) throw damagedBackup("the header cannot be read");
  const pieces: Blob[] = [];
  for (let at = from + size, index = 0; index === 0 || at < file.size; at += PIECE + TAG, index++) {
    if (signal?.aborted) throw new CancelledError();
    const sealed = await file.slice(at, at + PIECE + TAG).arrayBuffer();
    const cipher = cipherOf(nonce, header, index, at + PIECE + TAG >= file.size);
    try {
      pieces.push(new Blob([await crypto.subtle.decrypt(cipher, key, sealed)]));
    } catch {
      throw damagedBackup(`piece ${index} of the sealed file`);
    }
    onProgress?.({ phase: "opening", done: Math.min(at + PIECE + TAG, file.size), total: file.size });
  }
  return new Blob(pieces);
}
