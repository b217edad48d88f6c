/** Widest picture a tile keeps, and the size of its file that the contract takes. */
const widest = 1200;
const mostBytes = 220_000;

/**
 * A picture as a data address small enough to live in the board: scaled down, then made coarser until it fits.
 *
 * @throws when the browser cannot read it as a picture
 */
export async function downscaled(file: File): Promise<string> {
  const bitmap = await createImageBitmap(file);
  for (let scale = Math.min(1, widest / bitmap.width); ; scale *= 0.75) {
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const address = canvas.toDataURL('image/webp', 0.86);
    if (address.length * 0.75 <= mostBytes || canvas.width <= 80) return address;
  }
}
