/**
 * Code look: gives each piece of code the class that the style dresses, in a document of code and in the
 * code blocks of Markdown alike. How they look is style/markdown.css's.
 */
import { HighlightStyle } from '@codemirror/language'
import { tags } from '@lezer/highlight'

export const codeLook = HighlightStyle.define([
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
])
