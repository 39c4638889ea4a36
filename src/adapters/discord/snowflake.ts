/** The first second of 2015, from which Discord counts (reference.mdx, Snowflakes). */
const epochMs = 1_420_070_400_000n;

/** The id that a thing made at this time would have, or none made before. For paging and comparing. */
export const snowflakeOf = (ms: number): string => ((BigInt(Math.max(Math.floor(ms), Number(epochMs))) - epochMs) << 22n).toString();

/** When a thing with this id was made, in milliseconds since 1970, by Discord's clock. `NaN` for what is no id. */
export const timeOfSnowflake = (id: string): number => (/^\d{1,20}$/.test(id) ? Number((BigInt(id) >> 22n) + epochMs) : Number.NaN);

/** True when the thing with this id was made before the other. */
export const isOlder = (id: string, than: string): boolean => BigInt(id) < BigInt(than);
