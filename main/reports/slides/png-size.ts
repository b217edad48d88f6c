/** Width and height in pixels of a PNG; null for anything else. */
export function imageSize(bytes: Uint8Array): { width: number; height: number } | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isPng = view.length > 24 && view.readUInt32BE(0) === 0x8950_4e47 && view.toString('latin1', 12, 16) === 'IHDR';
  return isPng ? { width: view.readUInt32BE(16), height: view.readUInt32BE(20) } : null;
}
