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
  room: {
    share: 'Share',
    viewOnly: 'View only',
    viewOnlyForNow: 'View only for now',
    copyAll: 'Copy all text',
    downloadHtml: 'Download as HTML',
    print: 'Print',
    changeName: 'Change your name',
    more: 'More',
  },
  editor: {
    label: 'Document text',
    invitation: 'Write something. Markdown works.',
    /** CodeMirror's own, by what they are in English. */
    phrases: {
      Find: 'Find',
      Replace: 'Replace',
      next: 'next',
      previous: 'previous',
      all: 'all',
      'match case': 'match case',
      regexp: 'regexp',
      'by word': 'by word',
      replace: 'replace',
      'replace all': 'replace all',
      close: 'close',
      'current match': 'current match',
      'on line': 'on line',
      'replaced match on line $': 'replaced match on line $',
      'replaced $ matches': 'replaced $ matches',
      'Go to line': 'Go to line',
      go: 'go',
      'Selection deleted': 'Selection deleted',
      'Control character': 'Control character',
    },
  },
  people: {
    list: 'People',
    rename: 'You: change your name',
    goTo: 'Go to where they are',
    you: (name: string) => `${name} (you)`,
    more: (count: number) => plural(count, { other: '# more' }),
    moreNamed: (count: number, names: string) => plural(count, { other: `# more: ${names}` }),
  },
  name: {
    title: 'Your name',
    says: 'This is what your teammates see at your caret. It is kept in this browser.',
  },
  status: {
    saved: { words: 'Saved', short: 'Saved' },
    saving: { words: 'Saving…', short: 'Saving…' },
    'offline-unsaved': {
      words: 'Not saved yet: offline, kept in this browser',
      short: 'Offline, not saved yet',
    },
    offline: { words: 'Offline: all your changes are saved', short: 'Offline' },
    failing: { words: 'Not saved: the server cannot store', short: 'Not saved' },
    damaged: {
      words: 'Not saved: the server cannot read all of this document',
      short: 'Not saved',
    },
    'turned-away': { words: 'Waiting', short: 'Waiting' },
    'turned-away-unsaved': { words: 'Not saved yet', short: 'Not saved yet' },
    connecting: { words: 'Connecting…', short: 'Connecting…' },
    'read-only': { words: 'Up to date', short: 'Up to date' },
    /** What a reader is told instead: they have no changes that could be saved. */
    reader: {
      offline: { words: 'Offline: this may be out of date', short: 'Offline' },
      failing: { words: 'Not saved: you may no longer write here', short: 'Not saved' },
    },
  },
  copying: { copy: 'Copy', copied: 'Copied', byHand: 'Press Ctrl+C' },
  share: {
    title: 'Share this document',
    roles: {
      owner: {
        title: 'Owner',
        allows: 'Anyone with this link owns the document as you do. Keep it for yourself.',
        field: 'Link to own',
      },
      editor: {
        title: 'Can write',
        allows: 'Anyone with this link can read and write.',
        field: 'Link to write',
      },
      commenter: {
        title: 'Can read (comments to come)',
        allows: 'Anyone with this link can read, and comment once this page can show comments.',
        field: 'Link to comment',
      },
      viewer: {
        title: 'Can read',
        allows: 'Anyone with this link can read, not change.',
        field: 'Link to read',
      },
    },
    noLink:
      'You opened this document from your list, not by a link. To pass it on, ask an owner for one.',
    notYet: 'Your link cannot be passed on yet: this page has not reached the server.',
    own: 'Your own link',
    ended: (when: string) => `This link ended ${when} and opens nothing.`,
    copyIt: (field: string) => `Copy ${field.toLowerCase()}`,
    qr: 'QR code',
    qrOf: (field: string) => `QR code of ${field.toLowerCase()}`,
    qrLabel: (field: string) => `QR code: ${field.toLowerCase()}`,
    qrLost: 'The code could not be fetched. Check your connection and try again.',
  },
  links: {
    all: 'All links',
    list: 'Links',
    allows: (name: string) => `What «${name}» allows`,
    revoke: 'Revoke',
    revokeOne: (name: string) => `Revoke «${name}»`,
    revokeAsk: (name: string) => `Revoke «${name}»?`,
    revokeIt: 'Revoke it',
    keep: 'Keep it',
    ends: 'A revoked link never works again.',
    ownWarning:
      'You came by this link yourself and will be out at once, too. Open another link to own the document first.',
    nobody: 'Nobody came by it yet.',
    oneOut: (name: string) => `${name} came by it and will be out at once.`,
    manyOut: (count: number) =>
      plural(count, { other: '# people came by it and will be out at once.' }),
    veryManyOut: (count: number) =>
      plural(count, { other: '# or more people came by it and will be out at once.' }),
    revoked: (when: string) => `Revoked ${when}`,
    never: 'Never runs out',
    runsOut: (when: string) => `Runs out ${when}`,
    password: 'asks for a password',
    once: 'for one person',
    unused: 'nobody came by it yet',
    used: (names: string) => `used by ${names}`,
    usedMore: (names: string, count: number) =>
      plural(count, { other: `used by ${names} and # more` }),
    form: 'New link',
    whatAllows: 'What it allows',
    when: 'When it runs out',
    inHour: 'Runs out in 1 hour',
    inDay: 'Runs out in 1 day',
    inWeek: 'Runs out in 7 days',
    at: 'Runs out at …',
    until: 'Until',
    label: 'Label',
    passwordField: 'Password',
    forOne: 'For one person',
    make: 'Make link',
    copyNow: 'Copy it now: it cannot be shown again.',
    made: 'The new link',
  },
  lock: {
    title: 'People and lock',
    list: 'People here',
    locked: 'Locked: only owners write.',
    unlocked: 'Everybody writes whose role allows it.',
    lock: 'Lock',
    unlock: 'Unlock',
    may: (name: string) => `What ${name} may do`,
    remove: 'Remove',
    removeIt: (name: string) => `Remove ${name}`,
    removed: (name: string) => `${name}: removed`,
    letIn: 'Let in again',
    letInIt: (name: string) => `Let ${name} in again`,
  },
  password: {
    title: 'This document asks for a password',
    says: 'Whoever sent you the link knows it.',
    label: 'Password',
    open: 'Open',
    wrong: 'That is not the password. Try again.',
  },
  trouble: {
    'not-found': {
      title: 'This document does not exist, or the link is wrong',
      says: 'Check that the link was copied whole, to its last letter, or ask whoever sent it to send it again.',
    },
    trashed: {
      title: 'This document is in the trash',
      says: 'An owner has thrown it away. For 30 days an owner can take it out again, on the start page.',
    },
    removed: {
      title: 'Your access was removed',
      says: 'An owner of this document took your access away. Only they can give it back: ask them for a new link.',
    },
    'signed-out': {
      title: 'You are signed out',
      says: 'Somebody signed out in this browser, or it was too long ago that you signed in. Sign in to go on. What was not sent yet is kept in this browser, and is sent then.',
    },
    forbidden: {
      title: 'Some of what this browser holds may not be written here',
      says: 'It has changes that were never sent, and your role in this document does not allow them any more. Copy the text, and load the document without them.',
    },
    'link-expired': {
      title: 'This link has run out',
      says: 'It was good until a certain time, and that has passed. Ask an owner of the document for a new link.',
    },
    'link-used': {
      title: 'This link was for one person',
      says: 'Somebody has used it already, perhaps you in another browser. Ask an owner of the document for a new link.',
    },
    'author-conflict': {
      title: 'Some of what this browser holds was written by somebody else',
      says: 'It has changes that were never sent, made under another name than yours, so the server does not take them. Copy the text, load the document without them, and add what is missing.',
    },
    'too-big': {
      title: 'This document is too big',
      says: 'The server takes no more than it is set to. Copy your text and go on in a new document, or in several.',
    },
    malformed: {
      title: 'This page and the server do not understand each other',
      says: 'The server was probably updated while this page was open. Loading it again usually helps.',
    },
    refused: {
      title: 'The server does not let this page in',
      says: 'It refused several times in a row. Load the page again; if that does not help, tell whoever runs this server.',
    },
    lost: {
      title: 'There is no page here',
      says: 'The address may be mistyped. A document’s address looks like this: /d/… with a # in it.',
    },
    goOnAsOther: 'Go on as somebody else',
    discard: 'Load it without my unsent changes',
    rescue: 'This is the text as this browser has it. Nothing of it is lost.',
    copyText: 'Copy my text',
    yourText: 'Your text',
    openAnew: 'Open it as a new document',
  },
  actions: {
    title: 'Actions',
    search: 'Search actions',
    none: 'No action is called that.',
    open: 'All actions',
    theme: (name: string) => `Theme: ${name}`,
    language: (name: string) => `Language: ${name}`,
    start: 'Go to the start page',
    whatHappened: 'What happened?',
    skip: 'Skip to the text',
  },
  happened: {
    wrote: (names: string) => `${names} wrote.`,
    joined: (names: string) => `${names} came in.`,
    left: (names: string) => `${names} left.`,
    others: (count: number) => plural(count, { one: '# other', other: '# others' }),
    nothing: 'Nothing has happened since you came.',
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
