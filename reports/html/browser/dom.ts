/// <reference lib="dom" />
/** As that of the pictures which are there: no address stands in the page. */
const SVG = document.querySelector('svg')?.namespaceURI ?? ''

/** Makes an element with its content: nodes, or text that stays text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  made.className = className
  made.append(...content)
  return made
}

/** Makes an element of a picture. */
export function shape(tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, tag) as SVGElement
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value))
  return made
}
