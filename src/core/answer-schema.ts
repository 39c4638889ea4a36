/** A JSON Schema that a language model's answer must fit. `json` obeys the rules of strict structured outputs; `name` fits `[a-z_]{1,64}`. */
export type AnswerSchema = Readonly<{ name: string; json: Readonly<Record<string, unknown>> }>;
