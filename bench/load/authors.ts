/**
 * Authors: the Yjs clientIDs of those who write in a load, numbered from 0. They are as long on the
 * wire as those that Yjs draws.
 */
const FIRST = 3_000_000_000

export const clientOf = (author: number): number => FIRST + author

export const authorOf = (client: number): number => client - FIRST
