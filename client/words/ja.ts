/** Japanese. */
import type { Words } from './en.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('ja')

export const words: Words = {
  theme: { label: '配色', system: 'システム', light: 'ライト', dark: 'ダーク' },
  keys: {
    title: 'キーボード',
    undo: '自分の変更を元に戻す',
    redo: 'やり直す',
    find: '検索と置換',
    nextSame: '次の同じ語も選択',
    lineUp: '行を上へ移動',
    lineDown: '行を下へ移動',
    indent: '字下げ',
    leave: '本文から出る',
  },
  chat: {
    title: 'チャット',
    unread: (count: number): string => `チャット: ${plural(count, { other: '未読 # 件' })}`,
    close: 'チャットを閉じる',
    say: 'メッセージを書く',
    send: '送信',
    link: '自分の行へのリンク',
    goTo: 'その行へ',
    empty: 'まだ発言はありません。',
    waiting: '送信中…',
    you: '自分',
    readOnly: 'ここでは閲覧のみできます。',
  },
  follow: {
    follow: 'ついていく',
    goTo: '相手の場所へ',
    following: (name: string): string => `${name} さんについています。Esc で終わります。`,
    stop: 'やめる',
    ended: (name: string): string => `${name} さんについていくのを終えました。`,
    invites: (name: string): string => `${name} さんがついてくるよう求めています。`,
    notNow: '今はしない',
    present: '全員に自分についてくるよう頼む',
    stopPresenting: '案内を終える',
    rename: '名前を変える',
  },
}
