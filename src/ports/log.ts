/**
 * The operator's log. Fields are ids, counts, codes and durations: never the text of a message, a name or a secret. The type
 * admits no nested values, so a whole payload cannot slip in.
 */
type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export type Log = Readonly<{
  info: (event: string, fields?: LogFields) => void;
  warn: (event: string, fields?: LogFields) => void;
  /** `cause` is reduced to its name, code and stack lines; its message is dropped, because libraries put payloads there. */
  error: (event: string, cause: unknown, fields?: LogFields) => void;
}>;
