const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as it stands in HTML, SVG and XML, in an element or a quoted attribute; what none of them can hold is a replacement character. */
export const escaped = (text: string): string =>
  text.replace(UNFIT, '\ufffd').replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);

// --- internal ---

/** What is not seen as itself, ends of lines and tabs apart, and what XML cannot hold. */
const UNFIT = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu;
