/** Text from bytes; where they are not UTF-8, the offset of the first replacement character and what is wrong. */
export interface Decoded {
  readonly text: string;
  readonly invalid?: { readonly offset: number; readonly message: string };
}

/** Decodes UTF-8, with or without a byte order mark (RFC 8259, section 8.1, wants no other encoding). */
export function decodeText(bytes: Uint8Array): Decoded {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    const text = new TextDecoder('utf-8').decode(bytes);
    const message = utf16
      ? 'the file is UTF-16; save it as UTF-8'
      : 'the file is not UTF-8 from here on; save it as UTF-8';
    return { text: utf16 ? '' : text, invalid: { offset: utf16 ? 0 : invalidOffset(bytes), message } };
  }
}

/** The length of the text before the first byte that is not UTF-8; byte by byte, as only a broken file pays for it. */
function invalidOffset(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let length = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    try {
      length += decoder.decode(bytes.subarray(index, index + 1), { stream: true }).length;
    } catch {
      break;
    }
  }
  return length;
}
