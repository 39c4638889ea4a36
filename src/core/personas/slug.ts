/** A text as an id: lower-case Latin words joined by hyphens, at most 40 letters, and `fallback` where none are left. */
export const toSlug = (text: string, fallback: string): string => {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join('-')
    .replace(/^[0-9-]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return words === '' ? fallback : words;
};

/** The slug with the first number that makes it free: `ana`, `ana-2`. */
export const freeSlug = (slug: string, isTaken: (id: string) => boolean): string => {
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? slug : `${slug}-${count}`;
    if (!isTaken(id)) return id;
  }
};
