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
  writing: {
    tools: '書式',
    commands: {
      bold: '太字',
      italic: '斜体',
      strike: '取り消し線',
      code: 'コード',
      link: 'リンク',
      heading1: '見出し 1',
      heading2: '見出し 2',
      heading3: '見出し 3',
      bullets: '箇条書き',
      numbers: '番号付きリスト',
      tasks: 'タスクリスト',
      quote: '引用',
      table: '表',
      rule: '区切り線',
    },
    pictures: {
      sending: (name, percent) => `${name} を送信中: ${percent} %`,
      failed: (name) => `「${name}」は本文に入っていません。`,
      offline: '画像にはネットワークが必要です。オンラインになってから試してください。',
      'too-big': '大きすぎるか、文書にこれ以上の空きがありません。',
      'kind-refused': '受け付けるのは PNG、JPEG、GIF、WebP、AVIF だけです。',
      failedThere: 'サーバーが保存できませんでした。もう一度試してください。',
      close: '閉じる',
    },
    language: '言語',
    byTitle: 'タイトルに従う',
  },
}
