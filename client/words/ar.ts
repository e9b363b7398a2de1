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
  preview: {
    label: 'العرض',
    write: 'كتابة',
    split: 'تقسيم',
    read: 'قراءة',
    preview: 'المعاينة',
    outline: 'المخطط',
    noHeadings: 'لا توجد عناوين بعد.',
    task: 'مهمة',
    image: 'عرض الصورة:',
    diagram: 'مخطط بياني',
  },
}
