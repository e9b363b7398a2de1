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
  writing: {
    tools: 'التنسيق',
    commands: {
      bold: 'غامق',
      italic: 'مائل',
      strike: 'يتوسطه خط',
      code: 'شفرة',
      link: 'رابط',
      heading1: 'عنوان 1',
      heading2: 'عنوان 2',
      heading3: 'عنوان 3',
      bullets: 'قائمة نقطية',
      numbers: 'قائمة مرقمة',
      tasks: 'قائمة مهام',
      quote: 'اقتباس',
      table: 'جدول',
      rule: 'خط فاصل',
    },
    pictures: {
      sending: (name, percent) => `جارٍ إرسال ${name}: ${percent} %`,
      failed: (name) => `«${name}» ليست في النص.`,
      offline: 'تحتاج الصور إلى الشبكة. أعد المحاولة عند الاتصال.',
      'too-big': 'إنها كبيرة جدًا، أو لم يعد في المستند مكان.',
      'kind-refused': 'تُقبل فقط PNG وJPEG وGIF وWebP وAVIF.',
      failedThere: 'تعذر على الخادم حفظها. أعد المحاولة.',
      close: 'إغلاق',
    },
    language: 'اللغة',
    byTitle: 'بحسب العنوان',
  },
}
