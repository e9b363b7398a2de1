/** Japanese. */
import type { Words } from './en.ts'

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
  preview: {
    label: '表示',
    write: '書く',
    split: '分割',
    read: '読む',
    preview: 'プレビュー',
    outline: 'アウトライン',
    noHeadings: '見出しはまだありません。',
    task: 'タスク',
    image: '画像を表示:',
    diagram: '図',
  },
}
