import { describe, expect, it } from 'vitest'
import { en } from '../words/en.ts'
import { statusWords } from './status-words.ts'

describe('statusWords', () => {
  it('says exactly what is promised', () => {
    const said = (['saved', 'saving', 'offline-unsaved', 'failing', 'offline'] as const).map(
      (id) => statusWords(en, id, 'editor').words,
    )
    expect(said).toEqual([
      'Saved',
      'Saving…',
      'Not saved yet: offline, kept in this browser',
      'Not saved: the server cannot store',
      'Offline: all your changes are saved',
    ])
  })

  it('promises no saved changes to somebody who can make none', () => {
    expect(statusWords(en, 'offline', 'viewer').words).not.toContain('saved')
  })
})
