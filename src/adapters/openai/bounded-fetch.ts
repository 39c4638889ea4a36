/** Most bytes of an answer, after decompression. Vectors of 96 texts need more: 3,072 numbers of about 22 letters for each. */
const mostBytes = { answer: 1_000_000, vectors: 16_000_000 };

/** A body that was not read to its end, or cannot be text. */
export class BodyFault extends Error {
  override readonly name = 'BodyFault';
}

const readBytes = async (response: Response, most: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the body, which closes the socket.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > most) throw new BodyFault('the body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new BodyFault('the body is not UTF-8');
  }
};

/** An error's status says most, so a body that cannot be read does not hide it. */
const readError = async (response: Response): Promise<string> => {
  try {
    return new TextDecoder().decode(await readBytes(response, mostBytes.answer));
  } catch (error) {
    if (error instanceof BodyFault) return '';
    throw error;
  }
};

const statusesWithoutBody = [204, 205, 304];

/**
 * Wraps `fetch` so that the whole body is read here, where the SDK's time-out and signal still hold, and never beyond a bound: the SDK itself
 * reads bodies of any size. Redirects are not followed, because they would send prompts to another address. Rejects with `BodyFault`
 * for an answer that is too long or not UTF-8.
 */
export const boundFetch =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async (input, init) => {
    const response = await fetch(input, { ...init, redirect: 'manual' });
    const { status, headers } = response;
    if (statusesWithoutBody.includes(status)) return new Response(null, { status, headers });
    const isVectors = (input instanceof Request ? input.url : String(input)).endsWith('/embeddings');
    const text = response.ok
      ? decode(await readBytes(response, isVectors ? mostBytes.vectors : mostBytes.answer))
      : await readError(response);
    return new Response(text, { status, headers });
  };
