/**
 * English: every word that the page says, by the part of it that says it.
 *
 * The catalogue that the other languages follow: TypeScript finds what one of them misses. What depends on
 * a number or a name is a function.
 */
import { ERRORS, type ErrorCode } from '../../shared/errors.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** What the server says itself. */
function fromTable(errors: Readonly<Record<ErrorCode, { readonly words: string }>>) {
  const all = Object.entries(errors).map(([code, { words }]) => [code, words] as const)
  return Object.fromEntries(all) as Record<ErrorCode, string>
}

export const en = {
  /** For Intl. */
  tag: 'en',
  common: {
    untitled: 'Untitled',
    home: 'Weft, start page',
    goHome: 'Go to the start page',
    tryAgain: 'Try again',
    close: 'Close',
    save: 'Save',
    title: 'Title',
    download: 'Download',
    justNow: 'just now',
    language: 'Language',
  },
  errors: {
    ...fromTable(ERRORS),
    unreachable: 'The server cannot be reached. Check your connection and try again.',
    'not-made': 'The server could not make a document. Try again.',
    'too-large': 'It is too large.',
    'no-text': 'It is not a text.',
  },
  roles: {
    owner: 'Owner',
    editor: 'Can write',
    // This page has no comments yet: the server would take them.
    commenter: 'Can read (comments to come)',
    viewer: 'Can read',
  },
  start: {
    headline: 'Write together, on a server of your own.',
    lead: 'Open a page, write, share the link. Your team is in, keystroke by keystroke.',
    create: 'New document',
  },
  documents: {
    yours: 'Your documents',
    trash: 'Trash',
    search: 'Search your documents',
    searchHint: 'Search titles and texts',
    trashNote: (days: number) =>
      plural(days, {
        one: 'What is in the trash for a day is deleted for good.',
        other: 'What is in the trash for # days is deleted for good.',
      }),
    showMore: 'Show more',
    nothingHas: (search: string) => `Nothing has “${search}” in its title or text.`,
    trashIsEmpty: 'The trash is empty.',
    none: 'There is no document here yet.',
    pinned: '(pinned)',
    locked: 'Locked',
    moreFor: (name: string) => `More for ${name}`,
    pin: 'Pin to the top',
    unpin: 'Unpin',
    rename: 'Rename',
    duplicate: 'Duplicate',
    copyOf: (title: string) => `${title} (copy)`,
    copied: (name: string) => `“${name}” was copied.`,
    hide: 'Take off this list',
    hidden: (name: string) => `“${name}” comes back when you open it.`,
    toTrash: 'Move to the trash',
    trashed: (name: string) => `“${name}” is in the trash.`,
    restore: 'Restore',
    restoreIt: (name: string) => `Restore ${name}`,
    restored: (name: string) => `“${name}” is back.`,
    remove: 'Delete',
    removeIt: (name: string) => `Delete ${name} for good`,
    removeAsk: 'Delete it for good?',
    removeSays: (name: string) =>
      `“${name}”, its history and its links are deleted, for everybody. Nobody can bring them back.`,
    removed: (name: string) => `“${name}” is deleted.`,
    keep: 'Keep it',
    forGood: 'Delete for good',
  },
  import: {
    button: 'Import',
    files: 'Files…',
    folder: 'A folder…',
    note: 'Markdown, text and code. Or drop them anywhere on this page.',
    filesLabel: 'Files to import',
    folderLabel: 'Folder to import',
    drop: 'Drop it here to make a document of each file',
    progress: (done: number, all: number) =>
      plural(all, { one: `${done} of # file…`, other: `${done} of # files…` }),
    made: (count: number) =>
      plural(count, { one: '# document was made.', other: '# documents were made.' }),
    notTaken: (list: string) => `Not taken: ${list}`,
    andMore: (count: number) => plural(count, { other: '… and # more.' }),
  },
  account: {
    signIn: 'Sign in',
    signOut: 'Sign out',
    signedInAs: (name: string) => `Signed in as ${name}`,
    signInToMake: 'Sign in to make a document',
    goOnWithout: 'Go on without signing in',
    refused: {
      title: 'You are not signed in',
      says: 'Where you sign in, it was stopped or not allowed. You can go on without it, or try again.',
    },
    unreachable: {
      title: 'Signing in does not work right now',
      says: 'The place where one signs in cannot be reached. Try again in a moment, or go on without it; if it stays so, tell whoever runs this server.',
    },
    failed: {
      title: 'Signing in did not work',
      says: 'That happens when it takes longer than ten minutes, or is begun in two tabs. Try again; if that does not help, tell whoever runs this server.',
    },
    arriving: 'Signing you in…',
    unsettled: {
      title: 'You are signed in, but the server cannot be reached',
      says: 'What you wrote before is not yours yet. Try again in a moment: nothing of it is lost.',
    },
    leave: {
      title: 'Sign out of this browser?',
      says: 'It then forgets who you are, and which documents were opened here.',
      kept: 'These stay here, because they have changes that were never sent. The changes are yours: open the document once more before you go, or sign in here again to send them.',
      keptLabel: 'Kept in this browser',
      stay: 'Stay signed in',
    },
  },
  theme: { label: 'Theme', system: 'System', light: 'Light', dark: 'Dark' },
  keys: {
    title: 'Keyboard',
    undo: 'Undo what you did',
    redo: 'Redo',
    find: 'Find and replace',
    nextSame: 'Select the next same word',
    lineUp: 'Move the line up',
    lineDown: 'Move the line down',
    indent: 'Indent',
    leave: 'Leave the text',
  },
}

export type Words = typeof en
