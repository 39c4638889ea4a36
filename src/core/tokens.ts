const isPlain = (unit: number): boolean => unit === 0x20 || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a);
const isLead = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/**
 * How many tokens a text has at most, for reserving a budget. Letters of ASCII and spaces count a third, where English has about a quarter; every
 * other ASCII character counts whole, because some tokenizers split digits and punctuation one by one; the rest counts half its UTF-8
 * bytes. Higher than what common tokenizers give for prose, JSON and CJK; only the number of bytes is a bound for any text.
 */
export const estimateTokens = (text: string): number => {
  let sixths = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) sixths += isPlain(unit) ? 2 : 6;
    else sixths += unit > 0x7ff ? 9 : 6;
    // Two units make one letter of four bytes: 12 together.
    if (unit >= 0xdc00 && unit <= 0xdfff && isLead(text.charCodeAt(at - 1))) sixths -= 6;
  }
  return Math.ceil(sixths / 6);
};
