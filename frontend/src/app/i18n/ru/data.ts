/** Where data goes, who gets it, and how long it is kept. */
export const data = {
  heading: 'Куда уходят данные',
  more: 'Куда уходят данные',
  or: 'или',
  line: {
    question: 'Запрос получит {{companies}}.',
    recording: 'Запись и расшифровку получит {{companies}}.',
    text: 'Текст получит {{companies}}.',
  },
  country: { usa: 'США', russia: 'Россия' },
  links: { terms: 'Условия использования', privacy: 'Политика конфиденциальности', support: 'Написать администратору' },
};
