// Finds a QR code in a picture, for browsers that cannot: a piece of its own, loaded when it is first needed.

import decode from "qr/decode.js";

/** What the code in the picture says; nothing where none can be read. */
export function read(picture: ImageData): string | undefined {
  try {
    return decode(picture);
  } catch {
    return undefined;
  }
}
