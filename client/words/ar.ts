/** Arabic, from right to left. */
import type { Words } from './en.ts'

export const words: Words = {
  theme: { label: 'الألوان', system: 'النظام', light: 'فاتح', dark: 'داكن' },
  keys: {
    title: 'لوحة المفاتيح',
    undo: 'التراجع عما فعلته',
    redo: 'الإعادة',
    find: 'البحث والاستبدال',
    nextSame: 'تحديد الكلمة المماثلة التالية أيضًا',
    lineUp: 'نقل السطر إلى أعلى',
    lineDown: 'نقل السطر إلى أسفل',
    indent: 'إزاحة',
    leave: 'مغادرة النص',
  },
}
