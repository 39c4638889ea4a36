const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** An error and what caused it. Bounded, because a cause may be its own cause; a host with several addresses gives one error for each. */
const causesOf = (error: unknown, depth = 0): readonly unknown[] => {
  if (error === undefined || depth > 5) return [];
  const several = member(error, 'errors');
  const below = Array.isArray(several) ? several : [member(error, 'cause')];
  return [error, ...below.flatMap((one: unknown) => causesOf(one, depth + 1))];
};

/** A connection that was never made: the name was not found, nobody listened, or the certificate was refused. Then nothing was sent. */
export const isUnsent = (error: unknown): boolean => {
  const leaves = causesOf(error).filter((one) => member(one, 'cause') === undefined && member(one, 'errors') === undefined);
  return (
    leaves.length > 0 &&
    leaves.every((leaf) => {
      const code = String(member(leaf, 'code'));
      return (
        ['connect', 'getaddrinfo'].includes(String(member(leaf, 'syscall'))) ||
        /^(?:UND_ERR_CONNECT_TIMEOUT|CERT_.*|.*_CERT.*|ERR_TLS.*|ERR_INVALID_URL)$/.test(code)
      );
    })
  );
};
