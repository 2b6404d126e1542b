import { wrongUse } from '../../harness/errors.ts'
import { MOST_USERS, ROUNDING } from './bounds.ts'
import type { Arrivals, Course } from './contract.ts'

/** One straight piece of a course, with the arrivals before it. */
interface Piece {
  readonly fromMs: number
  readonly lastsMs: number
  readonly before: number
  readonly from: number
  readonly to: number
}

/**
 * Arrivals at a rate that moves along a course, without chance: the i-th, from 0, comes when the integral of
 * the rate passes i. `users` and `durationMs` stretch the course in time, so that so many come or so long it
 * takes, at the same rates. Wrong use: both of them, a single rate, a course that never brings anybody.
 */
export function alongCourse(what: string, { users, rate, durationMs, course }: Arrivals): number[] {
  if (rate !== undefined) {
    throw wrongUse(`${what} has more than one rate`, 'the shapes constant and poisson have one')
  }
  if (course === undefined) throw wrongUse(`${what} needs rates (or utilisation)`)
  if (users !== undefined && durationMs !== undefined) {
    throw wrongUse(
      `the rates of ${what} and a duration say how many users come`,
      'leave out the users or the duration',
    )
  }
  const pieces = piecesOf(course)
  const total = pieces.reduce((sum, { lastsMs, from, to }) => sum + area(lastsMs, from, to), 0)
  const lengthMs = course.at(-1)!.atMs
  if (lengthMs <= 0 || durationMs === 0) throw wrongUse('the duration of a load must be longer than nothing')
  if (users !== undefined && total === 0) throw wrongUse(`${what} whose rates are 0 brings nobody`)
  const stretch = users === undefined ? (durationMs ?? lengthMs) / lengthMs : users / total
  const count = users ?? Math.ceil(total * stretch - ROUNDING)
  if (count > MOST_USERS) {
    throw wrongUse(`the rates bring more than ${MOST_USERS} users`, 'lower rates or a shorter duration')
  }
  return invert(pieces, count, stretch)
}

function piecesOf(course: Course): Piece[] {
  let before = 0
  return course.slice(1).map(({ atMs, rate }, i) => {
    const { atMs: fromMs, rate: from } = course[i]!
    const piece = { fromMs, lastsMs: atMs - fromMs, before, from, to: rate }
    before += area(piece.lastsMs, from, rate)
    return piece
  })
}

/** Arrivals of a piece. */
function area(lastsMs: number, from: number, to: number): number {
  return ((from + to) / 2) * (lastsMs / 1_000)
}

/** When the integral of the stretched course passes 0, 1, … count − 1; whole µs. */
function invert(pieces: readonly Piece[], count: number, stretch: number): number[] {
  const starts: number[] = []
  let at = 0
  for (let i = 0; i < count; i++) {
    const level = i / stretch
    // While a piece brings no more than this level, the arrival comes in a later one: a rate of 0 is waited out.
    while (at < pieces.length - 1 && pieces[at + 1]!.before <= level) at++
    const piece = pieces[at]!
    starts.push(Math.floor((piece.fromMs + within(piece, level - piece.before)) * stretch * 1_000))
  }
  return starts
}

/**
 * When a piece has brought so many arrivals, ms from its beginning: the root of from·t + (to − from)·t² ÷ 2T =
 * n, in the form that does not divide by to − from.
 */
function within({ lastsMs, from, to }: Piece, arrivals: number): number {
  const slope = (to - from) / (lastsMs / 1_000)
  const rateThen = Math.sqrt(Math.max(0, from * from + 2 * slope * arrivals))
  const seconds = from + rateThen === 0 ? 0 : (2 * arrivals) / (from + rateThen)
  return Math.min(seconds * 1_000, lastsMs)
}
