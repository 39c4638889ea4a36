/** The first rows of a CSV file, for a look before it is sent. The server reads the file itself; this only shows it. */
export const readFirstRows = (text: string, most: number): readonly (readonly string[])[] => {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = () => {
    row.push(cell);
    cell = '';
  };
  const endRow = () => {
    endCell();
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  const separator = separatorOf(text);
  for (let at = 0; at < text.length && rows.length < most; at += 1) {
    const character = text[at] ?? '';
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"' && cell === '') quoted = true;
    else if (character === separator) endCell();
    else if (character === '\n') endRow();
    else if (character !== '\r') cell += character;
  }
  if (rows.length < most && (cell !== '' || row.length > 0)) endRow();
  return rows;
};

/** The character between cells: whichever of comma, semicolon and tab the header has most of. */
const separatorOf = (text: string): string => {
  const header = text.slice(0, text.indexOf('\n') >>> 0);
  const count = (separator: string) => header.split(separator).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
};

/** How much of a file is read for the look. */
export const previewBytes = 64 * 1024;

/** The column whose name sounds most like what is wanted, or `undefined`. */
export const guessColumn = (header: readonly string[], wanted: RegExp): string | undefined =>
  header.find((name) => wanted.test(name.trim()));
