/** Arabic, from right to left. */
import type { Words } from './en.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('ar')

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
  chat: {
    title: 'الدردشة',
    unread: (count: number): string =>
      `الدردشة: ${plural(count, {
        one: 'رسالة واحدة غير مقروءة',
        two: 'رسالتان غير مقروءتين',
        few: '# رسائل غير مقروءة',
        other: '# رسالة غير مقروءة',
      })}`,
    close: 'إغلاق الدردشة',
    say: 'قل شيئًا',
    send: 'إرسال',
    link: 'رابط إلى سطري',
    goTo: 'إلى السطر',
    empty: 'لم يقل أحد شيئًا بعد.',
    waiting: 'جارٍ الإرسال…',
    you: 'أنت',
    readOnly: 'يمكنك القراءة هنا لا الكتابة.',
  },
  follow: {
    follow: 'متابعة',
    goTo: 'الذهاب إلى موضعه',
    following: (name: string): string => `أنت تتابع ${name}. اضغط Esc للإنهاء.`,
    stop: 'إنهاء',
    ended: (name: string): string => `لم تعد تتابع ${name}.`,
    invites: (name: string): string => `${name} يطلب منك المتابعة.`,
    notNow: 'ليس الآن',
    present: 'اطلب من الجميع متابعتك',
    stopPresenting: 'إنهاء القيادة',
    rename: 'تغيير اسمك',
  },
}
