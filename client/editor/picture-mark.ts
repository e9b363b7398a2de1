/**
 * Picture mark: where a picture that is on its way will stand, as its sender sees it.
 *
 * It is no text: nobody else has it, undo does not know it, and nothing of it stays when its sender leaves.
 * Promises to move with the text around it, and to be gone when that has been taken away.
 */
import { StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view'

export class PictureMark extends WidgetType {
  readonly #name: string

  constructor(name: string) {
    super()
    this.#name = name
  }

  override eq(other: PictureMark): boolean {
    return other === this
  }

  override toDOM(): HTMLElement {
    const words = document.createElement('span')
    words.className = 'picture-mark'
    // How far it is, is said elsewhere.
    words.ariaHidden = 'true'
    words.textContent = `${this.#name} …`
    return words
  }
}

interface Put {
  readonly mark: PictureMark
  readonly at: number
}

/** What is typed there meanwhile comes after it. */
const drawn = ({ mark: widget, at }: Put) => Decoration.widget({ widget, side: -1 }).range(at)

export const putMark = StateEffect.define<Put>()
export const takeMark = StateEffect.define<PictureMark>()

export const pictureMarks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, { changes, effects }) => {
    let marks = before.map(changes)
    for (const effect of effects) {
      if (effect.is(putMark)) marks = marks.update({ add: [drawn(effect.value)] })
      if (effect.is(takeMark))
        marks = marks.update({ filter: (_from, _to, { spec }) => spec.widget !== effect.value })
    }
    return marks
  },
  provide: (field) => EditorView.decorations.from(field),
})

/** Null: it is gone. */
export function placeOf({ state }: EditorView, mark: PictureMark): number | null {
  for (let each = state.field(pictureMarks, false)?.iter(); each?.value; each.next())
    if (each.value.spec.widget === mark) return each.from
  return null
}
