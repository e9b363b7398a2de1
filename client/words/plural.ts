/**
 * Plural: the form of a sentence that a number asks for, in one language.
 *
 * By the rules of Unicode (Intl.PluralRules); `#` in the form becomes the number as that language writes it.
 */
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }

export function pluralIn(language: string) {
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  return (count: number, forms: Forms): string =>
    (forms[rules.select(count)] ?? forms.other).replaceAll('#', numbers.format(count))
}
