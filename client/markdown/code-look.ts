/**
 * Code look: which class a piece of code gets, in the text and in the preview alike.
 *
 * The colours are the style's (style/code.css).
 */
import { tags } from '@lezer/highlight'

export const codeLook = [
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], class: 'code-keyword' },
  { tag: [tags.string, tags.regexp, tags.special(tags.string)], class: 'code-string' },
  { tag: [tags.number, tags.bool, tags.null], class: 'code-number' },
  { tag: [tags.lineComment, tags.blockComment, tags.docComment], class: 'code-comment' },
  { tag: [tags.typeName, tags.className, tags.tagName, tags.namespace], class: 'code-type' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], class: 'code-call' },
  {
    tag: [tags.attributeName, tags.propertyName, tags.definition(tags.variableName)],
    class: 'code-name',
  },
  { tag: tags.meta, class: 'code-comment' },
]
