/**
 * Text for the content or a quoted attribute of an XML document. What XML 1.0 forbids even as a reference
 * (control characters, halves of surrogate pairs) becomes U+FFFD; line breaks in attributes survive.
 */
export function escapeXml(text: string): string {
  return legalXml(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;')
}

/** The same text without the characters that no XML 1.0 document may hold (https://www.w3.org/TR/xml/#charsets). */
export function legalXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be removed
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
}
