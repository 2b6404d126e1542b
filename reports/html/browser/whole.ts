/// <reference lib="dom" />
// Parts far from the window are laid out only after the page has opened, which makes it open sooner; from then on
// they all are, so that a picture of the whole page, and the bar at its side, are right.

function layOut(): void {
  document.documentElement.classList.add('whole')
  // What the address names has moved by the true heights of the parts before it.
  document.querySelector(':target')?.scrollIntoView()
}

function onceIdle(): void {
  if ('requestIdleCallback' in window) requestIdleCallback(layOut, { timeout: 1_000 })
  else setTimeout(layOut)
}

if (document.readyState === 'complete') onceIdle()
else addEventListener('load', onceIdle)

export {}
